import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type ProgramSpec, traceToOnnx } from '../../src/engine/index.js';
import { trace } from '../../src/engine/trace.js';
import { hasCode } from '../../src/spec/errors.js';
import { stepSpec, TINY } from './reference-network.js';

const vector = { shape: [3], dtype: 'float32' } as const;

function spec(program: ProgramSpec['program'], inputs: ProgramSpec['inputs'] = { x: vector }): ProgramSpec {
  return { name: 'tested', inputs, program };
}

/** The code and message of what `action` throws. */
function failure(action: () => unknown): { code: unknown; message: string } {
  try {
    action();
  } catch (error) {
    return error as { code: unknown; message: string };
  }
  throw new Error('nothing was thrown');
}

beforeAll(async () => {
  await createEngine('cpu', { threads: 1 });
});

describe('a trace', () => {
  test('leaves tfjs as it was', () => {
    const before = tf.memory();
    traceToOnnx(stepSpec(TINY));
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  test('leaves tfjs as it was when the program throws', () => {
    const before = tf.memory().numTensors;
    const failing = spec(({ x }) => {
      tf.add(x, 1);
      throw new Error('on purpose');
    });
    expect(() => traceToOnnx(failing)).toThrow('on purpose');
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.memory().numTensors).toBe(before);
    expect(() => traceToOnnx(spec(({ x }) => ({ y: tf.neg(x) })))).not.toThrow();
  });

  test('gives the same bytes every time', () => {
    expect(Buffer.compare(traceToOnnx(stepSpec(TINY)), traceToOnnx(stepSpec(TINY)))).toBe(0);
  });

  test('brings tensors of other backends over as constants and leaves them usable', async () => {
    const outside = tf.tensor1d([1, 2, 3]);
    const engine = await createEngine('onnx', { threads: 1 });
    const runner = await engine.compile(spec(({ x }) => ({ y: tf.add(x, outside) })));
    expect((await runner.run({ x: Float32Array.of(10, 20, 30) })).y).toEqual(Float32Array.of(11, 22, 33));
    expect(await outside.data()).toEqual(Float32Array.of(1, 2, 3));
    outside.dispose();
    await engine.dispose();
  });

  test('describes inputs and outputs', () => {
    const { inputs, outputs } = trace({
      ...spec(
        ({ x, w }) => ({ y: tf.outerProduct(x as tf.Tensor1D, w as tf.Tensor1D), big: tf.greater(x, 0) }),
        {
          x: vector,
          w: { shape: [2], dtype: 'float32' },
        },
      ),
      constants: { w: Float32Array.of(1, 2) },
    });
    expect(inputs).toEqual({ x: vector });
    expect(outputs).toEqual({ y: { shape: [3, 2], dtype: 'float32' }, big: { shape: [3], dtype: 'bool' } });
  });

  test('computes what is constant once, while compiling', () => {
    const lean = traceToOnnx(spec(({ x }) => ({ y: tf.add(x, 6) })));
    const busy = traceToOnnx(
      spec(({ x }) => ({ y: tf.add(x, tf.mul(tf.sum(tf.ones([2, 2])), tf.scalar(1.5))) })),
    );
    expect(busy.length).toBe(lean.length);
  });

  test('keeps one of equal subexpressions and none that nobody needs', () => {
    const lean = traceToOnnx(spec(({ x }) => ({ y: tf.square(tf.exp(x)) })));
    const busy = traceToOnnx(
      spec(({ x }) => {
        tf.log(x);
        return { y: tf.mul(tf.exp(x), tf.exp(x)) };
      }),
    );
    expect(Buffer.compare(busy, lean)).toBe(0);
  });

  test('joins products of few terms that are added, also where another term is added between', () => {
    const two = { shape: [2, 40, 1], dtype: 'float32' } as const;
    const one = { shape: [2, 1, 30], dtype: 'float32' } as const;
    const inputs = {
      a: two,
      b: one,
      c: two,
      d: one,
      e: two,
      f: one,
      x: { ...two, shape: [2, 40, 30] },
    } as const;
    const added = spec(
      ({ a, b, c, d, e, f, x }) => ({
        y: tf.add(tf.add(tf.add(x, tf.matMul(a, b)), tf.matMul(c, d)), tf.matMul(e, f)),
      }),
      inputs,
    );
    const joined = spec(
      ({ a, b, c, d, e, f, x }) => ({
        y: tf.add(x, tf.matMul(tf.concat([a, c, e], 2), tf.concat([b, d, f], 1))),
      }),
      inputs,
    );
    expect(Buffer.compare(traceToOnnx(added), traceToOnnx(joined))).toBe(0);
  });

  test('adds products of many terms, and of batches that differ', () => {
    const joins = (terms: number, batch: number): boolean =>
      Buffer.from(
        traceToOnnx(
          spec(({ a, b }) => ({ y: tf.add(tf.matMul(a, b), tf.matMul(tf.neg(a), tf.exp(b))) }), {
            a: { shape: [2, 4, terms], dtype: 'float32' },
            b: { shape: [batch, terms, 4], dtype: 'float32' },
          }),
        ),
      ).includes('Concat');
    expect([joins(8, 2), joins(9, 2), joins(8, 1)]).toEqual([true, false, false]);
  });

  test('joins truth values before it makes numbers of them', () => {
    const inputs = { x: vector, w: { shape: [2], dtype: 'float32' } } as const;
    const numbers = spec(
      ({ x, w }) => ({
        y: tf.concat([tf.cast(tf.less(x, 1), 'float32'), tf.cast(tf.less(w, 1), 'float32')]),
      }),
      inputs,
    );
    const truths = spec(
      ({ x, w }) => ({ y: tf.cast(tf.concat([tf.less(x, 1), tf.less(w, 1)]), 'float32') }),
      inputs,
    );
    expect(Buffer.compare(traceToOnnx(numbers), traceToOnnx(truths))).toBe(0);
  });

  test('does not write fills and tiles out', () => {
    const wide = spec(({ x }) => ({
      y: tf.mul(tf.tile(tf.reshape(x, [1, 3]), [4000, 1]), tf.ones([4000, 3])),
    }));
    expect(traceToOnnx(wide).length).toBeLessThan(500);
  });
});

describe('a program that cannot be compiled', () => {
  test('reads values', () => {
    const error = failure(() => traceToOnnx(spec(({ x }) => ({ y: tf.scalar(tf.sum(x).dataSync()[0]) }))));
    expect(hasCode(error, 'ENGINE_UNSUPPORTED')).toBe(true);
    expect(error.message).toContain('dataSync');
  });

  test('calls a kernel without an ONNX form', () => {
    const error = failure(() => traceToOnnx(spec(({ x }) => ({ y: tf.atan(x) }))));
    expect(hasCode(error, 'ENGINE_UNSUPPORTED')).toBe(true);
    expect(error.message).toContain('Atan');
  });

  test('compiles another one', () => {
    const inner = spec(({ x }) => ({ y: x }));
    const error = failure(() =>
      traceToOnnx(
        spec(({ x }) => {
          traceToOnnx(inner);
          return { y: x };
        }),
      ),
    );
    expect(hasCode(error, 'ENGINE_UNSUPPORTED')).toBe(true);
    expect(tf.getBackend()).toBe('cpu');
  });

  test('has a constant of the wrong length', () => {
    const error = failure(() =>
      traceToOnnx({ ...spec(({ x }) => ({ y: x })), constants: { x: new Float32Array(2) } }),
    );
    expect(hasCode(error, 'BAD_ARGUMENT')).toBe(true);
    expect(error.message).toContain('constant x');
  });

  test('makes a tensor of strings', () => {
    const error = failure(() => traceToOnnx(spec(({ x }) => ({ y: x, z: tf.tensor1d(['a']) }))));
    expect(hasCode(error, 'ENGINE_UNSUPPORTED')).toBe(true);
  });
});
