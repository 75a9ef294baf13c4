import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, safetensorsMetadata } from '../../src/model/safetensors.js';

/** A file with this header and so many bytes of data. */
function file(header: unknown, bytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const out = new Uint8Array(8 + json.length + bytes);
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true);
  out.set(json, 8);
  return out;
}

const refusal = (bytes: Uint8Array): { code: string; message: string } => {
  try {
    decodeSafetensors(bytes, 'w.safetensors');
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('it was read');
};

const entry = (from: number, to: number, shape = [(to - from) / 4], dtype = 'F32') => ({
  ...{ dtype, shape },
  data_offsets: [from, to],
});

describe('safetensors', () => {
  it('come back as they went, whatever they are called', () => {
    const tensors = fc.uniqueArray(
      fc.record({ name: fc.string(), data: fc.float32Array({ maxLength: 9 }) }),
      { selector: ({ name }) => name, maxLength: 6 },
    );
    fc.assert(
      fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (list, metadata) => {
        const named = list.filter(({ name }) => name !== '__metadata__');
        const map = new Map(named.map(({ name, data }) => [name, { shape: [data.length], data }]));
        const bytes = encodeSafetensors(map, metadata);
        const back = decodeSafetensors(bytes, 'w.safetensors');
        expect(back.size).toBe(map.size);
        for (const [name, { data }] of map) expect(back.get(name)?.data).toEqual(data);
        expect(safetensorsMetadata(bytes, 'w.safetensors')).toEqual(metadata);
      }),
    );
  });

  it('keep what has the name of an object’s prototype', () => {
    const tensors = new Map([['__proto__', { shape: [1], data: Float32Array.of(2) }]]);
    const metadata = JSON.parse('{ "__proto__": "text" }') as Record<string, string>;
    const bytes = encodeSafetensors(tensors, metadata);
    expect(decodeSafetensors(bytes, 'w.safetensors').get('__proto__')?.data).toEqual(Float32Array.of(2));
    expect(Object.entries(safetensorsMetadata(bytes, 'w.safetensors'))).toEqual([['__proto__', 'text']]);
  });

  it('name the tensor, its shape and its type where those are wrong', () => {
    expect(refusal(file({ w: entry(0, 8, [3]) }, 8))).toMatchObject({
      code: 'FILE_CORRUPT',
      message: expect.stringContaining('tensor "w" of shape [3] needs 12 bytes, its offsets give 8'),
    });
    expect(refusal(file({ w: entry(0, 8, [4], 'F16') }, 8))).toMatchObject({
      code: 'FILE_FOREIGN',
      message: expect.stringContaining(
        'tensor "w" must have dtype F32, a shape and offsets, it has dtype F16',
      ),
    });
    expect(refusal(file({ w: null }, 0)).message).toContain('it has dtype none');
  });

  it('refuse two tensors of one name', () => {
    const w = JSON.stringify(entry(0, 4));
    expect(refusal(file(`{"w":${w},"\\u0077" :${w}}`, 4))).toMatchObject({
      code: 'FILE_CORRUPT',
      message: expect.stringContaining('two tensors are named "w"'),
    });
  });

  it('refuse bytes that are claimed twice, left out, or left over', () => {
    expect(refusal(file({ a: entry(0, 8), b: entry(4, 12) }, 12)).message).toContain(
      'tensor "b" must begin at byte 8, where the one before it ends, it begins at 4',
    );
    expect(refusal(file({ a: entry(0, 4), b: entry(8, 12) }, 12)).code).toBe('FILE_CORRUPT');
    expect(refusal(file({ a: entry(0, 4) }, 8)).message).toContain('nothing may follow them');
  });

  it('refuse what is larger than the file before memory is asked for it', () => {
    const claims = [2 ** 40, 2 ** 52].map((bytes) => file({ w: entry(0, bytes) }, 8));
    for (const bytes of claims) expect(refusal(bytes).code).toBe('FILE_TRUNCATED');
    expect(refusal(file({ w: entry(0, 4, [2 ** 40, 2 ** 40]) }, 4)).code).toBe('FILE_CORRUPT');
    // A thousand tensors of the same kilobytes: little to read, much to keep.
    const same = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`w${i}`, entry(0, 4096)]));
    expect(refusal(file(same, 4096)).code).toBe('FILE_CORRUPT');
    const long = file({}, 0);
    new DataView(long.buffer).setBigUint64(0, 2n ** 62n, true);
    expect(refusal(long).code).toBe('FILE_FOREIGN');
  });

  it('repeat no more than the beginning of a name', () => {
    expect(refusal(file({ ['n'.repeat(100_000)]: entry(0, 4, [9]) }, 4)).message.length).toBeLessThan(400);
  });

  it('end in an error with a code, or tensors, whatever one byte becomes', () => {
    const data = Float32Array.of(1, 2, 3);
    const whole = encodeSafetensors(new Map([['w', { shape: [3], data }]]), { about: 'it' });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const bytes = whole.slice();
        bytes[at] = value;
        try {
          decodeSafetensors(bytes, 'w.safetensors');
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^FILE_/) });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
