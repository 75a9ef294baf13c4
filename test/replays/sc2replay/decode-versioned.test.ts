import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResolvedType } from '../../../replays/sc2replay/layout/language.js';
import { layoutFor } from '../../../replays/sc2replay/layout/resolve.js';
import { archiveLimitsSchema } from '../../../replays/sc2replay/mpq/limits.js';
import { trackerEventsRead } from '../../../replays/sc2replay/read/events.js';
import { TaggedReader, taggedRead } from '../../../replays/sc2replay/read/versioned.js';
import { KhalaError } from '../../../src/spec/errors.js';

/** A number as the streams write it: sign in the lowest bit, then six bits, then seven a byte. */
function vint(value: bigint): number[] {
  let rest = value < 0n ? -value : value;
  const bytes = [Number((rest & 0x3fn) << 1n) | (value < 0n ? 1 : 0)];
  for (rest >>= 6n; rest > 0n; rest >>= 7n) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(Number(rest & 0x7fn));
  }
  return bytes;
}

const read = (type: ResolvedType, ...bytes: number[]) =>
  taggedRead(type)(new TaggedReader(Uint8Array.from(bytes), 'a test'));
const LIMITS = archiveLimitsSchema.parse({});
const INT: ResolvedType = { kind: 'int', bits: 32, min: 0 };
const corrupt = expect.objectContaining({ code: 'FILE_CORRUPT' });
const truncated = expect.objectContaining({ code: 'FILE_TRUNCATED' });

describe('self-describing values', () => {
  it('reads numbers of any size', () => {
    const limit = 2n ** 63n;
    fc.assert(
      fc.property(fc.bigInt({ min: -limit, max: limit - 1n }), (value) => {
        expect(read({ kind: 'bigint', bits: 64, min: -limit }, 9, ...vint(value))).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (value) => {
        expect(read({ kind: 'int', bits: 32, min: -(2 ** 31) }, 9, ...vint(BigInt(value)))).toBe(value);
      }),
    );
  });

  it('passes over fields that the layout does not know, whatever their kind', () => {
    const known: ResolvedType = { kind: 'struct', fields: [{ name: 'a', tag: 9, type: INT }] };
    const unknown = [
      [0, 4, 9, 2, 9, 4], // a list of two numbers
      [1, 18, 255, 1], // nine bits
      [2, 4, 65, 66], // two bytes of text
      [3, 2, 9, 2], // a choice
      [4, 1, 6, 1], // an option with a byte in it
      [4, 0], // an empty option
      [5, 2, 0, 6, 1], // a struct
      [7, 1, 2, 3, 4],
      [8, 1, 2, 3, 4, 5, 6, 7, 8],
    ];
    for (const value of unknown) {
      expect(read(known, 5, 4, 0, ...value, 18, 9, 14)).toEqual({ a: 7 });
    }
  });

  it('refuses numbers that their type has not', () => {
    expect(read({ kind: 'int', bits: 4, min: 0 }, 9, ...vint(15n))).toBe(15);
    for (const value of [16n, -1n, 2n ** 40n]) {
      expect(() => read({ kind: 'int', bits: 4, min: 0 }, 9, ...vint(value))).toThrow(corrupt);
    }
  });

  it('refuses values of another kind, numbers without end and endless nesting', () => {
    expect(() => read(INT, 2, 0)).toThrow(corrupt);
    expect(() => read(INT, 9, ...Array<number>(12).fill(0xff))).toThrow(corrupt);
    expect(() => read({ kind: 'bigint', bits: 64, min: 0n }, 9, ...Array<number>(12).fill(0xff))).toThrow(
      corrupt,
    );
    const nested = Uint8Array.from({ length: 100_000 }, (_, at) => (at % 2 === 0 ? 4 : 1));
    const reader = new TaggedReader(nested, 'a test');
    expect(() => reader.skip()).toThrow(corrupt);
  });

  it('takes no memory for lengths that the stream cannot have', () => {
    expect(() => read({ kind: 'array', bits: 32, min: 0, of: INT }, 0, ...vint(2n ** 40n))).toThrow(
      truncated,
    );
    expect(() => read({ kind: 'blob', bits: 8, min: 0 }, 2, ...vint(1000n), 1)).toThrow(truncated);
    expect(() => read({ kind: 'blob', bits: 8, min: 0 }, 2, ...vint(-1n))).toThrow(corrupt);
    const bits = new TaggedReader(Uint8Array.from([1, ...vint(-9n)]), 'a test');
    expect(() => bits.skip()).toThrow(corrupt);
  });

  it('refuses an event that lacks a field, and goes back with the count of loops', () => {
    const { tracker } = layoutFor(97425).layout.events;
    const done = (loops: bigint, ...fields: number[]) => [
      3,
      6,
      9,
      ...vint(loops),
      9,
      ...vint(7n),
      5,
      ...fields,
    ];
    const read = (...bytes: number[]) => trackerEventsRead(tracker)(Uint8Array.from(bytes), 'a test', LIMITS);
    const whole = [4, 0, 9, 2, 2, 9, 4];
    expect(
      read(...done(500n, ...whole), ...done(2n ** 32n - 400n, ...whole)).map(({ loop }) => loop),
    ).toEqual([500, 100]);
    expect(() => read(...done(500n, 2, 0, 9, 2))).toThrow(corrupt);
  });

  it('ends with events or a KhalaError on any bytes', () => {
    const events = trackerEventsRead(layoutFor(97425).layout.events.tracker);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(events(bytes, 'a test', LIMITS).length).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(KhalaError);
        }
      }),
    );
  });
});
