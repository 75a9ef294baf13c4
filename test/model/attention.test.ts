import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerGradients } from '../../src/engine/gradients/register.js';
import { attend, MASKED, splitHeads } from '../../src/model/attention.js';
import {
  centred,
  GELU_SLOPE,
  gatherRows,
  gatherSum,
  gelu,
  layerNorm,
  linear,
  readBySoftmax,
  scaledGelu,
  scaledGeluDot,
  standardise,
} from '../../src/model/ops.js';
import { createRandom } from '../../src/spec/random.js';

const random = createRandom('attention');
const numbers = (count: number): number[] => Array.from({ length: count }, () => random.range(-2, 2));
const close = (got: ArrayLike<number>, want: readonly number[]): void => {
  expect(got.length).toBe(want.length);
  for (const [i, value] of want.entries())
    expect(Math.abs(got[i] - value), `element ${i}`).toBeLessThan(1e-5);
};

beforeAll(async () => {
  registerGradients();
  await tf.setBackend('cpu');
});

describe('attend', () => {
  const [batch, queries, keys, heads, depth] = [2, 3, 5, 2, 4];
  const width = heads * depth;
  const q = numbers(batch * queries * width);
  const k = numbers(batch * keys * width);
  const v = numbers(batch * keys * width);
  const hidden = new Set(['0:1', '0:4', '1:0']); // batch:key

  /** softmax(q k^T / sqrt(d)) v, one number at a time. */
  function byHand(shared: boolean): number[] {
    const out: number[] = [];
    for (let b = 0; b < batch; b++)
      for (let t = 0; t < queries; t++)
        for (let c = 0; c < width; c++) {
          const h = Math.floor(c / depth);
          const weights = Array.from({ length: keys }, (_, s) => {
            if (hidden.has(`${b}:${s}`)) return 0;
            let dot = 0;
            for (let i = 0; i < depth; i++) {
              const at = h * depth + i;
              dot += q[((shared ? 0 : b) * queries + t) * width + at] * k[(b * keys + s) * width + at];
            }
            return Math.exp(dot / Math.sqrt(depth));
          });
          const sum = weights.reduce((a, w) => a + w);
          out.push(weights.reduce((a, w, s) => a + (w / sum) * v[(b * keys + s) * width + c], 0));
        }
    return out;
  }

  const bias = (): tf.Tensor =>
    tf.tensor(
      Array.from({ length: batch * keys }, (_, i) =>
        hidden.has(`${Math.floor(i / keys)}:${i % keys}`) ? MASKED : 0,
      ),
      [batch, 1, 1, keys],
    );
  const heads4 = (values: number[]): tf.Tensor => splitHeads(tf.tensor(values, [batch, keys, width]), heads);

  it('is scaled dot-product attention by heads, with masked keys left out', () => {
    close(
      attend(tf.tensor(q, [batch, queries, width]), heads4(k), heads4(v), heads, bias()).dataSync(),
      byHand(false),
    );
  });

  it('lets one array of queries serve the whole batch', () => {
    const one = tf.tensor(q.slice(0, queries * width), [1, queries, width]);
    close(attend(one, heads4(k), heads4(v), heads, bias()).dataSync(), byHand(true));
  });
});

describe('the blocks’ operations', () => {
  const square = tf.tensor2d(numbers(36), [6, 6]);

  it('normalise to mean 0 and variance 1 before gain and bias', () => {
    const [rows, width] = [4, 6];
    const x = numbers(rows * width).map((value) => value * 30 + 7);
    const gain = numbers(width);
    const bias = numbers(width);
    const want = x.map((value, i) => {
      const row = x.slice(Math.floor(i / width) * width, (Math.floor(i / width) + 1) * width);
      const mean = row.reduce((a, b) => a + b) / width;
      const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / width;
      return ((value - mean) / Math.sqrt(variance + 1e-5)) * gain[i % width] + bias[i % width];
    });
    close(
      layerNorm(tf.tensor2d(x, [rows, width]), tf.tensor1d(gain), tf.tensor1d(bias), 1e-5).dataSync(),
      want,
    );
  });

  it('map linearly over the last axis, whatever stands before it', () => {
    const x = numbers(2 * 3 * 4);
    const w = numbers(4 * 5);
    const b = numbers(5);
    const want = Array.from({ length: 30 }, (_, i) => {
      const row = Math.floor(i / 5);
      let sum = b[i % 5];
      for (let j = 0; j < 4; j++) sum += x[row * 4 + j] * w[j * 5 + (i % 5)];
      return sum;
    });
    const got = linear(tf.tensor3d(x, [2, 3, 4]), tf.tensor2d(w, [4, 5]), tf.tensor1d(b));
    expect(got.shape).toEqual([2, 3, 5]);
    close(got.dataSync(), want);
  });

  it('use x sigmoid(1.702 x) as GELU', () => {
    const x = numbers(20);
    close(
      gelu(tf.tensor1d(x)).dataSync(),
      x.map((value) => value / (1 + Math.exp(-1.702 * value))),
    );
  });

  it.each([
    [
      'standardise for a centred map as a normalisation does for a plain one',
      (x: tf.Tensor) => linear(standardise(x, 1e-5), centred(square, 0), null),
      (x: tf.Tensor) => linear(layerNorm(x, tf.ones([6]), tf.zeros([6]), 1e-5), square, null),
    ],
    [
      'scale GELU before and behind',
      (x: tf.Tensor) => tf.div(scaledGelu(tf.mul(x, GELU_SLOPE)), GELU_SLOPE),
      gelu,
    ],
  ] as const)('%s, with the same gradient', (_, own, plain) => {
    const x = tf.tensor2d(numbers(24), [4, 6]);
    const dy = tf.tensor2d(numbers(24), [4, 6]);
    close(own(x).dataSync(), [...plain(x).dataSync()]);
    close(tf.grad(own)(x, dy).dataSync(), [...tf.grad(plain)(x, dy).dataSync()]);
  });

  const shaped = (...shape: number[]): tf.Tensor => tf.tensor(numbers(shape.reduce((a, b) => a * b)), shape);
  const ids = [
    [0, 2, 1, 2, 0],
    [3, 3, 0, 1, 3],
  ].map((column) => tf.tensor1d(column, 'int32'));
  const gathered = (...tables: tf.Tensor[]): tf.Tensor =>
    tf.add(gatherRows(tables[0], ids[0]), gatherRows(tables[1], ids[1]));

  it.each([
    [
      'read by softmax',
      readBySoftmax,
      (logits: tf.Tensor, rows: tf.Tensor) => tf.matMul(tf.softmax(logits), rows),
      [shaped(2, 3, 5), shaped(2, 5, 4)],
    ],
    [
      'make one number of a hidden layer',
      scaledGeluDot,
      (x: tf.Tensor, w: tf.Tensor, shift: tf.Tensor, out: tf.Tensor) =>
        linear(scaledGelu(tf.add(linear(x, w, null), shift)), out, null),
      [shaped(2, 5, 3), shaped(3, 4), shaped(2, 1, 4), shaped(4, 1)],
    ],
    ['sum rows of short tables', (a, b) => gatherSum([a, b], ids), gathered, [shaped(3, 2), shaped(4, 2)]],
    ['sum rows of long tables', (a, b) => gatherSum([a, b], ids), gathered, [shaped(500, 2), shaped(400, 2)]],
  ] as [string, (...all: tf.Tensor[]) => tf.Tensor, (...all: tf.Tensor[]) => tf.Tensor, tf.Tensor[]][])(
    '%s as plain operations do, with the same gradients',
    (_, own, plain, inputs) => {
      const value = plain(...inputs);
      const dy = shaped(...value.shape);
      close(own(...inputs).dataSync(), [...value.dataSync()]);
      const wanted = tf.grads(plain)(inputs, dy);
      for (const [i, got] of tf.grads(own)(inputs, dy).entries())
        close(got.dataSync(), [...wanted[i].dataSync()]);
    },
  );
});
