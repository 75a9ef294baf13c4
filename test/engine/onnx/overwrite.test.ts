import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { trace } from '../../../src/engine/trace.js';
import type { Program } from '../../../src/engine/types.js';
import { stepSpec, TINY } from '../reference-network.js';

const vector = { shape: [4], dtype: 'float32' } as const;

/** Inputs that output y may overwrite. */
function over(program: Program): string[] {
  const { overwritable } = trace({ name: 'tested', inputs: { a: vector, b: vector }, program });
  return [...overwritable.y].sort();
}

describe('an output may overwrite an input', () => {
  test('that it reads element by element', () => {
    expect(over(({ a, b }) => ({ y: tf.add(a, b) }))).toEqual(['a', 'b']);
  });

  test('that only nodes before it read', () => {
    expect(over(({ a, b }) => ({ y: tf.reverse(tf.exp(tf.mul(a, b)), 0) }))).toEqual(['a', 'b']);
  });

  test('of a training step: parameters and moments by their successors', () => {
    const { overwritable } = trace(stepSpec(TINY));
    for (const name of ['parameters', 'm', 'v']) expect(overwritable[name].has(name)).toBe(true);
  });
});

describe('an output may not overwrite an input', () => {
  test('that another output reads', () => {
    expect(over(({ a, b }) => ({ y: tf.neg(b), other: tf.exp(a) }))).toEqual(['b']);
  });

  test('that its own node reads in another order', () => {
    expect(over(({ a, b }) => ({ y: tf.reverse(a, 0), other: tf.neg(b) }))).toEqual([]);
  });

  test('that is passed on', () => {
    expect(over(({ a, b }) => ({ y: tf.add(a, b), same: a }))).toEqual(['b']);
  });

  test('that another output reads through another shape', () => {
    expect(over(({ a, b }) => ({ y: tf.neg(tf.add(a, b)), other: tf.exp(tf.reshape(a, [2, 2])) }))).toEqual([
      'b',
    ]);
  });
});
