import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBzip2 } from '../../../replays/sc2replay/mpq/bzip2.js';
import { codeOf } from '../../sc2replay/code-of.js';
import { encodeBzip2 } from '../../sc2replay/write-bzip2.js';

/** `{ head -c 3000 /dev/zero; three times 'En Taro Adun, Executor. '; } | bzip2 -9`, bzip2 1.0.8. */
const OF_THE_TOOL = Buffer.from(
  '425a68393141592653598fdf2386000005d788c0004005220004002e01964000008008200050a64c4c832304548d01a7' +
    'a83f548a6590217a6c68d0f6ea92c387c70c698eec69f5bb18ecfc0fe2ee48a70a1211fbe470c0',
  'hex',
);
const ITS_CONTENT = Buffer.concat([Buffer.alloc(3000), Buffer.from('En Taro Adun, Executor. '.repeat(3))]);

/** Bytes with runs, as the encoder's first step treats them. */
const contents = fc
  .array(
    fc.tuple(fc.nat(255), fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 250, max: 520 }))),
    {
      maxLength: 60,
    },
  )
  .map((runs) => Uint8Array.from(runs.flatMap(([byte, length]) => new Array<number>(length).fill(byte))));

describe('decodeBzip2', () => {
  it('reads what the bzip2 tool writes', () => {
    expect(Buffer.from(decodeBzip2(OF_THE_TOOL, ITS_CONTENT.length))).toEqual(ITS_CONTENT);
  });

  it('gives back what was encoded, in one block and in several', () => {
    fc.assert(
      fc.property(contents, fc.integer({ min: 20, max: 3000 }), (content, blockBytes) => {
        expect(decodeBzip2(encodeBzip2(content, blockBytes), content.length)).toEqual(content);
      }),
      { numRuns: 60 },
    );
  });

  it('reads codes that are longer than one look-up covers', () => {
    const content = Uint8Array.from({ length: 4000 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff);
    expect(new Set(content).size).toBeGreaterThan(64);
    expect(decodeBzip2(encodeBzip2(content), content.length)).toEqual(content);
  });

  it('ignores what lies behind the end mark', () => {
    const longer = Buffer.concat([OF_THE_TOOL, Buffer.from('behind')]);
    expect(decodeBzip2(longer, ITS_CONTENT.length)).toHaveLength(ITS_CONTENT.length);
  });

  it.each([ITS_CONTENT.length - 1, ITS_CONTENT.length + 1, 0, 40])(
    'refuses content that is not %i bytes',
    (size) => {
      expect(codeOf(() => decodeBzip2(OF_THE_TOOL, size))).toBe('FILE_CORRUPT');
    },
  );

  it('refuses a stream cut at any byte', () => {
    for (let end = 0; end < OF_THE_TOOL.length; end++) {
      const cut = OF_THE_TOOL.subarray(0, end);
      expect(
        codeOf(() => decodeBzip2(cut, ITS_CONTENT.length)),
        `cut at ${end}`,
      ).toMatch(/^FILE_(TRUNCATED|CORRUPT)$/);
    }
  });

  it('gives the same content or an error for any flipped bit, never another content', () => {
    let noticed = 0;
    for (let bit = 0; bit < OF_THE_TOOL.length * 8; bit++) {
      const flipped = Uint8Array.from(OF_THE_TOOL);
      flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
      const code = codeOf(() => {
        expect(Buffer.from(decodeBzip2(flipped, ITS_CONTENT.length))).toEqual(ITS_CONTENT);
      });
      if (code !== 'none') expect(code, `bit ${bit}`).toMatch(/^FILE_(TRUNCATED|CORRUPT)$/);
      noticed += code === 'none' ? 0 : 1;
    }
    // What may change unseen: a larger block size, codes of symbols that do not occur, what fills the last byte.
    expect(noticed).toBeGreaterThan(OF_THE_TOOL.length * 8 * 0.9);
  });

  it('refuses randomised blocks', () => {
    const stream = Uint8Array.from(OF_THE_TOOL);
    stream[14]! |= 0x80;
    expect(() => decodeBzip2(stream, ITS_CONTENT.length)).toThrow(/randomised/);
  });
});
