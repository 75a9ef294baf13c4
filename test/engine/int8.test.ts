/** The engine that computes products with known weights in 8 bits: how near it is, and what it leaves as it is. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine, type ProgramSpec } from '../../src/engine/index.js';
import { INT8_DIALECT } from '../../src/engine/onnx/graph.js';
import { NOTHING_CARRIED } from '../../src/engine/onnx/serialise.js';
import { trace } from '../../src/engine/trace.js';
import { createRandom } from '../../src/spec/random.js';
import { stepSpec, TINY } from './reference-network.js';

const random = createRandom(5);
const numbers = (count: number, scale: number): Float32Array =>
  Float32Array.from({ length: count }, () => (random.next() - 0.5) * scale);

/** x (6, rows) times known weights (rows, columns), in both orders that programs use. */
function product(rows: number, columns: number, weights: Float32Array, transposed: boolean): ProgramSpec {
  return {
    name: 'product',
    inputs: {
      x: { shape: [6, rows], dtype: 'float32' },
      w: { shape: transposed ? [columns, rows] : [rows, columns], dtype: 'float32' },
    },
    constants: { w: weights },
    program: ({ x, w }) => ({ y: tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D, false, transposed) }),
  };
}

describe('onnx-int8', () => {
  let exact: Engine;
  let rounded: Engine;
  beforeAll(async () => {
    exact = await createEngine('onnx', { threads: 1 });
    rounded = await createEngine('onnx-int8', { threads: 1 });
  });
  afterAll(() => Promise.all([exact.dispose(), rounded.dispose()]));

  test.each([false, true])('is within the rounding of both sides (transposed: %s)', async (transposed) => {
    const [rows, columns] = [96, 40];
    const weights = numbers(rows * columns, 2);
    const x = numbers(6 * rows, 8);
    const spec = product(rows, columns, weights, transposed);
    const { y } = await (await exact.compile(spec)).run({ x });
    const { y: near } = await (await rounded.compile(spec)).run({ x });
    // Half a level on each side of every factor: x has 255 levels of its range, a column 254 of its own.
    const bound = rows * (4 * (1 / 254) + (8 / 255 / 2) * 1);
    const errors = Array.from(y, (value, i) => Math.abs(value - near[i]));
    expect(Math.max(...errors)).toBeLessThan(bound);
    // Errors of so many terms largely cancel: a wrong scale or a lost zero point would not.
    expect(Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length)).toBeLessThan(0.15);
    expect(Math.max(...errors)).toBeGreaterThan(0);
  });

  test('keeps a column of zeros at zero', async () => {
    const weights = numbers(32 * 4, 2).map((value, i) => (i % 4 === 2 ? 0 : value));
    const { y } = await (await rounded.compile(product(32, 4, weights, false))).run({
      x: numbers(6 * 32, 3),
    });
    expect(Array.from(y).filter((_, i) => i % 4 === 2)).toEqual(new Array(6).fill(0));
  });

  test('leaves small products and training as they are, bit for bit', async () => {
    const spec = product(8, 4, numbers(32, 2), false);
    const x = numbers(48, 2);
    expect(await (await rounded.compile(spec)).run({ x })).toEqual(
      await (await exact.compile(spec)).run({ x }),
    );
    const step = stepSpec(TINY);
    expect(trace(step, NOTHING_CARRIED, INT8_DIALECT).model).toEqual(trace(step).model);
  });
});
