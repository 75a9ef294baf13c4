import fc from 'fast-check';
import msgpack from 'msgpack-lite';
import { describe, expect, test } from 'vitest';
import { checkBytes, MESSAGE_LIMITS } from '../../../src/spec/codec/guard.js';
import { pack, unpack } from '../../../src/spec/codec/index.js';
import { hasCode } from '../../../src/spec/errors.js';

const limit = expect.objectContaining({ code: 'PROTOCOL_LIMIT' });
const malformed = expect.objectContaining({ code: 'PROTOCOL_MESSAGE' });

/** Plain data as messages hold it. */
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.integer({ min: 0, max: 2 ** 53 - 1 }),
    fc.double({ noNaN: true }).map((value) => value + 0),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.uint8Array({ maxLength: 40 }).map((x) => Uint8Array.from(x)),
    fc.float32Array({ noNaN: true, maxLength: 9 }).map((x) => Float32Array.from(x)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.string({ maxLength: 12 }).filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key)),
      tie('value'),
      { maxKeys: 5, noNullPrototype: true },
    ),
  ),
})).value;

describe('the guard', () => {
  test('lets every honest value through unchanged', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(unpack(pack(value))).toStrictEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  test('accepts exactly one value: no prefix, nothing after it', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const bytes = pack(value);
        for (let end = 0; end < bytes.length; end++)
          expect(() => unpack(bytes.subarray(0, end))).toThrow(malformed);
        expect(() => unpack(Uint8Array.of(...bytes, 0xc0))).toThrow(/follow the message/);
      }),
      { numRuns: 100 },
    );
  });

  test('meets random bytes with a value or one of two codes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          unpack(bytes);
        } catch (error) {
          expect(hasCode(error, 'PROTOCOL_MESSAGE') || hasCode(error, 'PROTOCOL_LIMIT')).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
  });

  test('stops nested array headers that each claim the rest', () => {
    // 64 KiB of these make msgpack-lite alone allocate 1.4 GB.
    const bomb = new Uint8Array(65_536);
    for (let at = 0; at + 3 <= bomb.length; at += 3) bomb.set([0xdc, 0x20, 0x00], at);
    expect(() => unpack(bomb)).toThrow(limit);
  });

  test.each([
    ['array 32', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['map 32', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ['map 16', [0xde, 0xff, 0xff]],
    ['ext 32', [0xc9, 0xff, 0xff, 0xff, 0xff, 1]],
    ['fixext 16', [0xd8, 1, 0]],
  ])('does not believe what a header claims: %s', (_, bytes) => {
    expect(() => unpack(Uint8Array.from(bytes))).toThrow(malformed);
  });

  test('keeps to its budgets', () => {
    expect(() => unpack(new Uint8Array(MESSAGE_LIMITS.bytes + 1))).toThrow(/at most 4194304/);
    expect(() => unpack(pack(new Array(MESSAGE_LIMITS.elements).fill(0)))).toThrow(/more than 65536 values/);
    expect(unpack(pack(new Array(MESSAGE_LIMITS.elements - 1).fill(0)))).toHaveLength(
      MESSAGE_LIMITS.elements - 1,
    );
    expect(() => unpack(pack('x'.repeat(MESSAGE_LIMITS.stringBytes + 1)))).toThrow(limit);
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(unpack(pack(nested(MESSAGE_LIMITS.depth)))).toEqual(nested(MESSAGE_LIMITS.depth));
    expect(() => unpack(pack(nested(MESSAGE_LIMITS.depth + 1)))).toThrow(limit);
  });

  test.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s', (key) => {
    const wire = Uint8Array.from([0x81, 0xa0 | key.length, ...Buffer.from(key), 0x81, 0xa1, 0x61, 1]);
    expect(() => unpack(wire)).toThrow(/forbidden map key/);
    expect(unpack(pack({ at: key }))).toEqual({ at: key }); // As a value it is harmless.
  });

  test.each([
    ['keys that are no strings', [0x81, 0x01, 0x02], /not a string/],
    ['unsigned 64-bit integers', [0xcf, 0, 0, 0, 0, 0, 0, 0, 1], /0xcf/],
    ['signed 64-bit integers', [0xd3, 0, 0, 0, 0, 0, 0, 0, 1], /0xd3/],
    ['bin', [0xc4, 1, 0], /0xc4/],
    ['the unused token', [0xc1], /0xc1/],
    ['an unknown ext type', [0xd4, 99, 0], /ext type 99/],
    ["msgpack-lite's RegExp", [...msgpack.encode(/x/)], /ext type/],
    ['an ext payload of half an element', [0xc7, 3, 4, 0, 0, 0], /multiple of 4/],
    ['nothing', [], /beyond the end/],
  ])('refuses %s', (_, bytes, message) => {
    const run = () => unpack(Uint8Array.from(bytes));
    expect(run).toThrow(message);
    expect(run).toThrow(malformed);
  });

  test('has the limits that it is given', () => {
    const limits = { ...MESSAGE_LIMITS, elements: 3 };
    expect(() => checkBytes(pack([1, 2]), new Map(), limits)).not.toThrow();
    expect(() => checkBytes(pack([1, 2, 3]), new Map(), limits)).toThrow(limit);
  });
});
