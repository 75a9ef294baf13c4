/**
 * The page of a report: its parts as HTML, with everything escaped.
 */
import { element, escapeMarkup, type Picture, svgElement } from './svg.js';
import { PAGE_STYLE, PICTURE_STYLE } from './theme.js';

/** A whole HTML file; `sections` are markup already. */
export function page(title: string, sections: readonly string[]): string {
  const head = [
    element('meta', { charset: 'utf-8' }),
    element('meta', { name: 'viewport', content: 'width=device-width,initial-scale=1' }),
    element('title', {}, escapeMarkup(title)),
    element('style', {}, PICTURE_STYLE, PAGE_STYLE),
  ];
  const body = element('main', {}, element('h1', {}, escapeMarkup(title)), ...sections);
  return `<!doctype html>\n<html lang="en-GB"><head>${head.join('')}</head><body>${body}</body></html>\n`;
}

/** A chapter of the page. */
export function section(title: string, ...content: readonly string[]): string {
  return element('section', {}, element('h2', {}, escapeMarkup(title)), ...content);
}

/** Pictures side by side as far as there is room, with a caption. */
export function figure(pictures: readonly Picture[], caption: string): string {
  const drawn = element('div', { class: 'pictures' }, ...pictures.map((picture) => svgElement(picture)));
  return element('figure', {}, drawn, element('figcaption', {}, escapeMarkup(caption)));
}

/** A table; numbers are set to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = (name: 'th' | 'td', row: readonly (string | number)[]): string =>
    element(
      'tr',
      {},
      ...row.map((cell) =>
        element(
          name,
          typeof cell === 'number' ? { class: 'number' } : {},
          escapeMarkup(typeof cell === 'number' ? cell.toLocaleString('en-GB') : cell),
        ),
      ),
    );
  const body = element('tbody', {}, ...rows.map((row) => cells('td', row)));
  return element(
    'div',
    { class: 'wide' },
    element('table', {}, element('thead', {}, cells('th', head)), body),
  );
}

/** 0.874 as 87.4 %. */
export function percent(rate: number): string {
  return `${(rate * 100).toFixed(1)} %`;
}
