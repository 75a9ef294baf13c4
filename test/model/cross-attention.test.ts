import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerGradients } from '../../src/engine/gradients/register.js';
import {
  applyLinear,
  applyNorm,
  attend,
  keysAndValues,
  keyValueSpecs,
  MASKED,
  splitHeads,
} from '../../src/model/attention.js';
import { askFew, readMany, type Seen, showTo, splitSeen } from '../../src/model/cross-attention.js';
import { linearSpecs, type Parameters } from '../../src/model/parameters.js';
import { createRandom } from '../../src/spec/random.js';

const random = createRandom('cross-attention');
const numbers = (...shape: number[]): tf.Tensor =>
  tf.tensor(
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.range(-1, 1)),
    shape,
  );

const [batch, count, width, heads] = [2, 5, 8, 2];
/** So few that the many are not projected, and so many that they are. */
const SIZES = [3, 12];
const parameters: Parameters = new Map(
  [
    ...keyValueSpecs('read', width),
    ...linearSpecs('query', width, width),
    ...linearSpecs('out', width, width),
  ].map(({ name, shape }) => [name, numbers(...shape)]),
);
const bias = tf.tensor([0, 0, MASKED, 0, 0, 0, 0, 0, 0, MASKED], [batch, 1, 1, count]);

function apart(got: tf.Tensor, want: tf.Tensor): number {
  expect(got.shape).toEqual(want.shape);
  return tf.max(tf.abs(tf.sub(got, want))).dataSync()[0];
}

beforeAll(async () => {
  registerGradients();
  await tf.setBackend('cpu');
});

describe.each(SIZES)('%i of few', (few) => {
  const many = numbers(batch, count, width);
  const query = numbers(1, few, width);

  /** As attention is written: keys and values of every row. */
  function plainRead(p: Parameters, x: tf.Tensor): tf.Tensor {
    const { k, v } = keysAndValues(p, 'read', applyNorm(p, 'read.norm', x), heads);
    return attend(query, k, v, heads, bias);
  }

  const read = (p: Parameters, x: tf.Tensor): tf.Tensor =>
    readMany(p, 'read', query, showTo(p, 'read', x, heads, few), heads, bias, null);

  it('are projected only where that is cheaper', () => {
    const seen: Seen = showTo(parameters, 'read', many, heads, few);
    expect('unit' in seen).toBe(few === SIZES[0]);
  });

  it('read many as keys and values would tell them', () => {
    expect(apart(read(parameters, many), plainRead(parameters, many))).toBeLessThan(1e-5);
  });

  it('read each part of what is split as the whole', () => {
    const parts = splitSeen(showTo(parameters, 'read', many, heads, few), batch);
    const biases = tf.split(bias, batch);
    const rows = parts.map((part, i) => readMany(parameters, 'read', query, part, heads, biases[i], null));
    expect(apart(tf.concat(rows), read(parameters, many))).toBeLessThan(1e-6);
  });

  it('have the gradients of attention as it is written, and none for the bias of keys', () => {
    const names = [...parameters.keys()].filter((name) => name.startsWith('read.'));
    const gradients = (of: typeof read): tf.Tensor[] =>
      tf.grads((...[x, ...values]: tf.Tensor[]) => {
        const p = new Map([...parameters, ...names.map((name, i) => [name, values[i]] as const)]);
        return tf.sum(tf.square(of(p, x)));
      })([many, ...names.map((name) => parameters.get(name) as tf.Tensor)]);
    const [own, plain] = [gradients(read), gradients(plainRead)];
    for (const [i, gradient] of own.entries()) expect(apart(gradient, plain[i])).toBeLessThan(1e-4);
    expect(tf.max(tf.abs(own[1 + names.indexOf('read.k.b')])).dataSync()[0]).toBeLessThan(1e-5);
  });

  it('answer many as queries of each would be answered', () => {
    const k = splitHeads(numbers(batch, few, width), heads);
    const v = splitHeads(numbers(batch, few, width), heads);
    let seen: tf.Tensor | null = null;
    const answered = askFew(parameters, { query: 'query', out: 'out' }, many, k, v, (weights) => {
      seen = weights;
    });
    const plain = attend(applyLinear(parameters, 'query', many), k, v, heads, null, (weights) => {
      expect(apart(seen as unknown as tf.Tensor, weights)).toBeLessThan(1e-6);
    });
    expect(apart(answered, applyLinear(parameters, 'out', plain))).toBeLessThan(1e-5);
    expect.assertions(4);
  });
});
