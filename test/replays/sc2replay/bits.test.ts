import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResolvedType } from '../../../replays/sc2replay/layout/language.js';
import { BitReader, packedRead } from '../../../replays/sc2replay/read/bits.js';
import { canonical } from '../../sc2replay/canonical.js';

/** The rule of Blizzard's `BitPackedBuffer` word by word: pieces of bytes, the first highest. */
function reference(bytes: Uint8Array): (count: number) => bigint {
  let used = 0;
  let next = 0;
  let nextBits = 0;
  return (count) => {
    let result = 0n;
    for (let got = 0; got < count; ) {
      if (nextBits === 0) {
        next = bytes[used++] as number;
        nextBits = 8;
      }
      const copy = Math.min(count - got, nextBits);
      result |= BigInt(next & ((1 << copy) - 1)) << BigInt(count - got - copy);
      next >>= copy;
      nextBits -= copy;
      got += copy;
    }
    return result;
  };
}

const STREAM = fc.uint8Array({ minLength: 64, maxLength: 64 });
const read = (type: ResolvedType, ...bytes: number[]) =>
  packedRead(type)(new BitReader(Uint8Array.from(bytes), 'a test'));

describe('bits', () => {
  it('joins the pieces of bytes as the reference does', () => {
    const widths = fc.array(fc.integer({ min: 0, max: 32 }), { maxLength: 16 });
    fc.assert(
      fc.property(STREAM, widths, (bytes, counts) => {
        const reader = new BitReader(bytes, 'a test');
        const want = reference(bytes);
        for (const count of counts) expect(BigInt(reader.bits(count))).toBe(want(count));
      }),
    );
  });

  it('joins wide numbers and bit arrays as the reference does, from any bit on', () => {
    fc.assert(
      fc.property(
        STREAM,
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: 0, max: 200 }),
        (bytes, first, count) => {
          const want = reference(bytes);
          want(first);
          const number = want(count);
          const wide = new BitReader(bytes, 'a test');
          wide.bits(first);
          expect(wide.bigBits(count)).toBe(number);
          const array = new BitReader(bytes, 'a test');
          array.bits(first);
          expect(canonical(array.bitArray(count))).toBe(`[${count},"${number.toString(16)}"]`);
        },
      ),
    );
  });

  it('aligns blobs and shows them without a copy', () => {
    const bytes = Uint8Array.from([0b011, 65, 66, 67, 1]);
    const reader = new BitReader(bytes, 'a test');
    const blob = packedRead({ kind: 'blob', bits: 2, min: 0 })(reader) as Uint8Array;
    expect([...blob]).toEqual([65, 66, 67]);
    expect(blob.buffer).toBe(bytes.buffer);
    expect(reader.done).toBe(false);
    expect(reader.bits(8)).toBe(1);
    expect(reader.done).toBe(true);
  });

  it('reads structs in the order of their fields, options, choices and lists', () => {
    const int = (bits: number, min = 0): ResolvedType => ({ kind: 'int', bits, min });
    const type: ResolvedType = {
      kind: 'struct',
      fields: [
        { name: 'a', tag: 0, type: int(4, -8) },
        { name: 'b', tag: 1, type: { kind: 'optional', of: int(3) } },
        { name: 'c', tag: 2, type: { kind: 'optional', of: int(3) } },
        { name: 'd', tag: 3, type: { kind: 'array', bits: 2, min: 0, of: { kind: 'bool' } } },
        {
          name: 'e',
          tag: 4,
          type: {
            kind: 'choice',
            bits: 1,
            options: [
              { tag: 0, name: 'None', type: { kind: 'null' } },
              { tag: 1, name: 'Some', type: int(2) },
            ],
          },
        },
      ],
    };
    // From the lowest bit up: a 0011, b 1 101, c 0, d 2: 10, e 1 11.
    expect(read(type, 0b1011_0011, 0b1_01_10_0 | (0b11 << 6))).toEqual({
      a: -5,
      b: 5,
      c: null,
      d: [true, false],
      e: { Some: 3 },
    });
  });

  it('takes no memory for lengths that the stream cannot have', () => {
    const items: ResolvedType = { kind: 'array', bits: 17, min: 0, of: { kind: 'int', bits: 32, min: 0 } };
    expect(() => read(items, 255, 255, 255, 255)).toThrow(
      expect.objectContaining({ code: 'FILE_TRUNCATED' }),
    );
    expect(() => read({ kind: 'bitarray', bits: 32 }, 255, 255, 255, 255, 0)).toThrow(
      expect.objectContaining({ code: 'FILE_TRUNCATED' }),
    );
    expect(() => read({ kind: 'blob', bits: 8, min: 0 }, 2, 0)).toThrow(
      expect.objectContaining({ code: 'FILE_TRUNCATED' }),
    );
  });

  it('refuses an alternative that a choice has not', () => {
    const type: ResolvedType = {
      kind: 'choice',
      bits: 2,
      options: [{ tag: 0, name: 'None', type: { kind: 'null' } }],
    };
    expect(() => read(type, 3)).toThrow(expect.objectContaining({ code: 'FILE_CORRUPT' }));
  });
});
