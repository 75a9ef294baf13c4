import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeModel, type ModelMessage } from '../../../src/engine/onnx/proto.js';

/** One field of a message, read by a decoder that shares no code with the writer. */
interface Field {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

function decode(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const length = [null, null, () => Number(varint()), null, null, () => 4][key & 7];
    if (length === null) {
      fields.push({ number: key >> 3, value: varint() });
    } else {
      const size = length();
      fields.push({ number: key >> 3, value: bytes.subarray(at, at + size) });
      at += size;
    }
  }
  return fields;
}

const all = (bytes: Uint8Array, number: number): (bigint | Uint8Array)[] =>
  decode(bytes)
    .filter((f) => f.number === number)
    .map((f) => f.value);
const nested = (bytes: Uint8Array, number: number): Uint8Array[] => all(bytes, number) as Uint8Array[];
const text = (bytes: Uint8Array, number: number): string[] =>
  nested(bytes, number).map((b) => new TextDecoder().decode(b));

function model(parts: Partial<ModelMessage>): ModelMessage {
  return {
    irVersion: 8,
    opset: 18,
    producer: 'test',
    graphName: 'g',
    nodes: [],
    initializers: [],
    inputs: [],
    outputs: [],
    metadata: {},
    ...parts,
  };
}

describe('the ONNX writer', () => {
  test('writes the head of a model', () => {
    const bytes = encodeModel(model({}));
    expect(all(bytes, 1)).toEqual([8n]);
    expect(text(bytes, 2)).toEqual(['test']);
    const [opset] = nested(bytes, 8);
    expect(all(opset, 2)).toEqual([18n]);
    expect(text(nested(bytes, 7)[0], 2)).toEqual(['g']);
  });

  test('writes any tensor so that it can be read back', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.integer({ min: 0, max: 2 ** 31 }), { maxLength: 5 }),
        fc.uint8Array({ maxLength: 300 }),
        (name, dims, bytes) => {
          const encoded = encodeModel(model({ initializers: [{ name, type: 'int32', dims, bytes }] }));
          const [tensor] = nested(nested(encoded, 7)[0], 5);
          expect(all(tensor, 1)).toEqual(dims.map(BigInt));
          expect(all(tensor, 2)).toEqual([6n]);
          expect(text(tensor, 8)).toEqual([name]);
          expect(nested(tensor, 9)).toEqual([bytes]);
        },
      ),
    );
  });

  test('writes attributes of each kind, negative integers too', () => {
    const attributes = {
      f: { float: 0.5 },
      i: { int: -3 },
      s: { string: 'add' },
      l: { ints: [1, -1, 2 ** 40] },
    };
    const encoded = encodeModel(
      model({ nodes: [{ op: 'Foo', name: 'n', inputs: ['a', '', 'b'], outputs: ['c'], attributes }] }),
    );
    const [node] = nested(nested(encoded, 7)[0], 1);
    expect(text(node, 1)).toEqual(['a', '', 'b']);
    expect(text(node, 4)).toEqual(['Foo']);
    const [f, i, s, l] = nested(node, 5);
    expect(new DataView(nested(f, 2)[0].slice().buffer).getFloat32(0, true)).toBe(0.5);
    expect(BigInt.asIntN(64, all(i, 3)[0] as bigint)).toBe(-3n);
    expect(text(s, 4)).toEqual(['add']);
    expect(all(l, 8).map((x) => BigInt.asIntN(64, x as bigint))).toEqual([1n, -1n, 2n ** 40n]);
    expect([f, i, s, l].map((a) => all(a, 20)[0])).toEqual([1n, 2n, 3n, 7n]);
  });
});
