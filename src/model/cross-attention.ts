/**
 * Attention between few vectors and many, worked out on the side of the few. With q = x Wq + bq of the many, and the few's keys k,
 * q k^T = x (Wq k^T) + bq k^T; likewise the other way round, and with values and what is made of them. So a projection of each of the many,
 * D x D, and its product with the few, become one product with D x (H L) numbers that the few make: the same function up to rounding, no
 * heads of the many to split, and no more multiplications where H L <= D + L. Of keys a bias adds the same to all logits of a query, which
 * softmax does not see.
 * Shape letters: B batch, T or N the many, L the few, D width, H heads, d = D / H.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  applyLinear,
  applyNorm,
  applyStandardise,
  attend,
  keysAndValues,
  mergeHeads,
  normedMap,
  type SeeWeights,
  splitHeads,
} from './attention.js';
import { readBySoftmax } from './ops.js';
import { get, type Parameters } from './parameters.js';

/** Whether what this file does takes no more multiplications than projecting each of the many. */
function paysOff(few: number, heads: number, width: number): boolean {
  return heads * few <= width + few;
}

/** What queries look at: standardised (B, T, D), or keys and values (B, H, T, d) each where that is cheaper. */
export type Seen = { readonly unit: tf.Tensor } | { readonly k: tf.Tensor; readonly v: tf.Tensor };

/** Inputs (B, T, D) as `readMany` takes them, for so many queries. */
export function showTo(p: Parameters, name: string, x: tf.Tensor, heads: number, queries: number): Seen {
  if (paysOff(queries, heads, x.shape[2] as number)) return { unit: applyStandardise(x) };
  return keysAndValues(p, name, applyNorm(p, `${name}.norm`, x), heads);
}

/** The rows of `seen` in equal parts. */
export function splitSeen(seen: Seen, parts: number): Seen[] {
  if ('unit' in seen) return tf.split(seen.unit, parts).map((unit) => ({ unit }));
  const values = tf.split(seen.v, parts);
  return tf.split(seen.k, parts).map((k, i) => ({ k, v: values[i] }));
}

/**
 * Few queries read many inputs: what `attend` gives with the keys and values of `name`.
 * @param q (B or 1, L, D) projected queries; one row serves the whole batch
 * @param bias (B or 1, 1, 1, T) added to the logits
 * @param see is told of the weights (B, H, L, T)
 * @returns (B, L, D)
 */
export function readMany(
  p: Parameters,
  name: string,
  q: tf.Tensor,
  seen: Seen,
  heads: number,
  bias: tf.Tensor,
  see: SeeWeights | null,
): tf.Tensor {
  if ('k' in seen) return attend(q, seen.k, seen.v, heads, bias, see);
  const { unit } = seen;
  const [batch, count, width] = unit.shape as [number, number, number];
  const [asking, few] = q.shape;
  const scaled = tf.mul(splitHeads(q, heads), Math.sqrt(heads / width)); // (B or 1, H, L, d)
  const keys = normedMap(p, `${name}.norm`, `${name}.k`);
  const asked = tf.matMul(scaled, columnsOfHeads(keys.w, heads), false, true); // (B or 1, H, L, D)
  const logits = tf.matMul(tf.reshape(asked, [asking, heads * few, width]), unit, false, true); // (B, H L, T)
  const level = tf.reshape(bias, [bias.shape[0], 1, count]); // (B or 1, 1, T)
  const scores = tf.add(logits, level); // (B, H L, T)
  see?.(tf.reshape(tf.softmax(scores), [batch, heads, few, count]));
  const mixed = readBySoftmax(scores, unit); // (B, H L, D)
  const values = normedMap(p, `${name}.norm`, `${name}.v`);
  const read = tf.matMul(tf.reshape(mixed, [batch, heads, few, width]), columnsOfHeads(values.w, heads)); // (B, H, L, d)
  // The keys' bias shows nowhere; so it still has a gradient, which is 0.
  return tf.add(mergeHeads(read), tf.add(values.b, tf.mul(keys.b, 0)));
}

/**
 * Many ask few: `out` of what `attend` gives to the queries `query` of each x.
 * @param x (B, N, D)
 * @param k (B, H, L, d) keys, heads split
 * @param v (B, H, L, d) values, heads split
 * @param see is told of the weights (B, H, N, L)
 * @returns (B, N, D)
 */
export function askFew(
  p: Parameters,
  { query, out }: { readonly query: string; readonly out: string },
  x: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  see: SeeWeights | null,
): tf.Tensor {
  const [batch, heads, few, depth] = k.shape as [number, number, number, number];
  const [, count, width] = x.shape as [number, number, number];
  if (!paysOff(few, heads, width))
    return applyLinear(p, out, attend(applyLinear(p, query, x), k, v, heads, null, see));
  const scaled = tf.mul(k, 1 / Math.sqrt(depth)); // (B, H, L, d)
  const keys = tf.matMul(scaled, columnsOfHeads(get(p, `${query}.w`), heads), false, true); // (B, H, L, D)
  const level = tf.matMul(scaled, tf.reshape(get(p, `${query}.b`), [1, heads, depth, 1])); // (B, H, L, 1)
  const asked = tf.matMul(x, tf.reshape(keys, [batch, heads * few, width]), false, true); // (B, N, H L)
  const logits = tf.add(asked, tf.reshape(level, [batch, 1, heads * few])); // (B, N, H L)
  const weights = tf.softmax(tf.reshape(logits, [batch, count, heads, few])); // (B, N, H, L)
  see?.(tf.transpose(weights, [0, 2, 1, 3]));
  const rowsOfHeads = tf.reshape(get(p, `${out}.w`), [1, heads, depth, width]);
  // The weights of each head sum to 1, so that all heads together add the bias once.
  const share = tf.mul(get(p, `${out}.b`), 1 / heads); // (D)
  const values = tf.reshape(tf.add(tf.matMul(v, rowsOfHeads), share), [batch, heads * few, width]); // (B, H L, D)
  return tf.matMul(tf.reshape(weights, [batch, count, heads * few]), values); // (B, N, D)
}

/** A projection (D, D) cut into that of each head. (1, H, D, d) */
function columnsOfHeads(w: tf.Tensor, heads: number): tf.Tensor {
  const [width, outer] = w.shape as [number, number];
  return tf.expandDims(tf.transpose(tf.reshape(w, [width, heads, outer / heads]), [1, 0, 2]), 0);
}
