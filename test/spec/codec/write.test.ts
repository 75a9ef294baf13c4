import fc from 'fast-check';
import msgpack from 'msgpack-lite';
import { describe, expect, test } from 'vitest';
import { Entries, Written, write } from '../../../src/spec/codec/write.js';

/** What msgpack-lite writes for plain data with typed arrays as ext types 1 to 5. */
function reference(value: unknown): Uint8Array {
  const codec = msgpack.createCodec();
  [Uint8Array, Uint16Array, Int32Array, Float32Array, BigUint64Array].forEach((type, i) => {
    codec.addExtPacker(
      i + 1,
      type,
      (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    );
  });
  return new Uint8Array(msgpack.encode(value, { codec }));
}

const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.constantFrom(-33, -32, -129, -32_769, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32),
);
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 300 }));
const bytes = fc.uint8Array({ maxLength: 40 }).map((values) => Uint8Array.from(values));
const plain = fc.letrec((again) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    number,
    text,
    fc.boolean(),
    fc.constant(null),
    bytes,
    bytes.map((values) => Uint16Array.from(values)),
    bytes.map((values) => Int32Array.from(values)),
    bytes.map((values) => Float32Array.from(values)),
    bytes.map((values) => BigUint64Array.from(values, (value) => BigInt(value) << 56n)),
    fc.array(again('value'), { maxLength: 20 }),
    fc.dictionary(text, again('value'), { maxKeys: 20, noNullPrototype: true }),
  ),
})).value;

describe('written bytes', () => {
  test('are those of msgpack-lite, so that a peer that uses it sees no difference', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(hex(write(value))).toBe(hex(reference(value)));
      }),
      { numRuns: 500 },
    );
  });

  test.each([31, 32, 255, 256, 65_535, 65_536, 300_000])('have the sizes right at %i', (size) => {
    for (const value of ['a'.repeat(size), 'é'.repeat(size), new Uint8Array(size), new Array(size).fill(1)])
      expect(hex(write(value))).toBe(hex(reference(value)));
  });

  test.each([0, 3, 16, 70_000])('of a map of %i entries are those of the object', (size) => {
    const entries = new Entries();
    for (let i = 0; i < size; i++) entries.add(`key ${i}`, i);
    const object = Object.fromEntries(entries.keys.map((key, i) => [key, entries.values[i]]));
    expect(hex(write([entries, 1]))).toBe(hex(reference([object, 1])));
  });

  test('may be put into another message', () => {
    const value = { list: ['a', 'b'], numbers: Float32Array.of(-0, Number.NaN, 1.5) };
    expect(hex(write({ first: new Written(write(value)), second: 2 }))).toBe(
      hex(reference({ first: value, second: 2 })),
    );
  });

  test('stay as they are when the next message is written', () => {
    const first = write({ a: 'first' });
    const before = first.slice();
    write({ b: 'second, longer' });
    expect(first).toEqual(before);
  });

  test.each([
    [1n],
    [() => 1],
    [Symbol('x')],
    [new Map()],
    [new Date(0)],
    [Buffer.from('x')],
    [new Int8Array(1)],
  ])('are refused for %s', (value) => expect(() => write([value])).toThrow(TypeError));
});
