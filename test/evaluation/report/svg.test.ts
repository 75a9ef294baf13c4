import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coordinate, element, escapeMarkup, label, svgElement } from '../../../src/evaluation/report/svg.js';

/** Controls, markup, letters of several scripts. */
const character = fc.integer({ min: 0, max: 0x5ff }).map((code) => String.fromCodePoint(code));

describe('escapeMarkup', () => {
  it('leaves no character that could open or close markup, and loses no letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 40 }), (text) => {
        const escaped = escapeMarkup(text);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
        const back = escaped
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');
        expect(back).toBe([...text].filter((c) => c >= ' ' || c === '\n' || c === '\t').join(''));
      }),
    );
  });

  it('is applied to attributes and labels', () => {
    expect(element('a', { title: '"><script>' })).toBe('<a title="&quot;&gt;&lt;script&gt;"/>');
    expect(label(1, 2, '</text><script>')).not.toContain('<script>');
  });
});

describe('coordinate', () => {
  it('has at most two decimals and no negative zero', () => {
    expect(coordinate(1.23456)).toBe('1.23');
    expect(coordinate(-0.001)).toBe('0');
    expect(coordinate(12)).toBe('12');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
    expect(() => coordinate(value)).toThrowError(expect.objectContaining({ code: 'NOT_FINITE' }));
  });
});

describe('svgElement', () => {
  it('says what is seen and how large it is', () => {
    const svg = svgElement({ width: 10, height: 20, title: 'A & B', body: '<g/>' });
    expect(svg).toContain('viewBox="0 0 10 20"');
    expect(svg).toContain('<title>A &amp; B</title>');
    expect(svg.endsWith('<g/></svg>')).toBe(true);
  });
});
