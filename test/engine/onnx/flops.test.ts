import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { programFlops } from '../../../src/engine/index.js';

const matrix = (rows: number, columns: number) => ({ shape: [rows, columns], dtype: 'float32' }) as const;

describe('programFlops', () => {
  it('counts two for each multiplication of a matrix product, whatever way round it is written', () => {
    const count = (program: (all: Record<string, tf.Tensor>) => tf.Tensor): number =>
      programFlops({
        name: 'products',
        inputs: { a: matrix(3, 5), b: matrix(5, 7), c: matrix(7, 5) },
        program: (all) => ({ out: program(all) }),
      });
    expect(count(({ a, b }) => tf.matMul(a, b))).toBe(2 * 3 * 5 * 7);
    expect(count(({ a, c }) => tf.matMul(a, c, false, true))).toBe(2 * 3 * 5 * 7);
    expect(count(({ a, b }) => tf.matMul(b, a, true, true))).toBe(2 * 3 * 5 * 7);
    expect(count(({ a, b, c }) => tf.matMul(tf.matMul(a, b), tf.relu(c)))).toBe(2 * (3 * 5 * 7 + 3 * 7 * 5));
    expect(count(({ a }) => tf.add(a, 1))).toBe(0);
  });

  it('counts every product of a batch, and a product that two outputs share once', () => {
    const flops = programFlops({
      name: 'batched',
      inputs: { a: { shape: [4, 3, 5], dtype: 'float32' }, b: { shape: [4, 5, 7], dtype: 'float32' } },
      program: ({ a, b }) => ({ one: tf.exp(tf.matMul(a, b)), two: tf.neg(tf.matMul(a, b)) }),
    });
    expect(flops).toBe(2 * 4 * 3 * 5 * 7);
  });
});
