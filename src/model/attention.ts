/**
 * Attention and the pre-norm blocks made of it (Perceiver IO, arXiv 2107.14795, section 3; GELU MLP as there).
 * Shape letters: B batch, T tokens, L latents, D width, H heads, d = D / H.
 */
import * as tf from '@tensorflow/tfjs-core';
import { keptOf } from './dropout.js';
import {
  centred,
  GELU_SLOPE,
  gelu,
  layerNorm,
  linear,
  readBySoftmax,
  scaledGelu,
  standardise,
} from './ops.js';
import { get, linearSpecs, normSpecs, type ParameterSpec, type Parameters } from './parameters.js';

/** Epsilon of every layer normalisation. */
const NORM_EPSILON = 1e-5;
/** What a masked logit gets added; large enough to vanish in float32's softmax, small enough not to overflow. */
export const MASKED = -1e9;

export function applyLinear(p: Parameters, name: string, x: tf.Tensor): tf.Tensor {
  return linear(x, get(p, `${name}.w`), get(p, `${name}.b`));
}

export function applyNorm(p: Parameters, name: string, x: tf.Tensor): tf.Tensor {
  return layerNorm(x, get(p, `${name}.g`), get(p, `${name}.b`), NORM_EPSILON);
}

/** What `applyNorm` does without its gain and bias, which `normedMap` puts into a map that follows. */
export function applyStandardise(x: tf.Tensor): tf.Tensor {
  return standardise(x, NORM_EPSILON);
}

/** A linear map: w (D, E), b (E). */
export interface LinearMap {
  readonly w: tf.Tensor;
  readonly b: tf.Tensor;
}

/** The linear map `name` of a norm's output, as one of what is only standardised: centred, as `standardise` asks. */
export function normedMap(p: Parameters, norm: string, name: string): LinearMap {
  const w = get(p, `${name}.w`); // (D, E)
  const [width, outer] = w.shape as [number, number];
  const gain = tf.reshape(get(p, `${norm}.g`), [width, 1]);
  const shift = tf.matMul(tf.reshape(get(p, `${norm}.b`), [1, width]), w as tf.Tensor2D); // (1, E)
  return { w: centred(tf.mul(gain, w), 0), b: tf.add(get(p, `${name}.b`), tf.reshape(shift, [outer])) };
}

/** The map whose outputs scaledGelu takes. */
export function raised({ w, b }: LinearMap): LinearMap {
  return { w: tf.mul(w, GELU_SLOPE), b: tf.mul(b, GELU_SLOPE) };
}

/** applyLinear to what scaledGelu gave, as if gelu had. */
export function applyLowered(p: Parameters, name: string, x: tf.Tensor): tf.Tensor {
  return linear(x, tf.mul(get(p, `${name}.w`), 1 / GELU_SLOPE), get(p, `${name}.b`));
}

export function mlpSpecs(
  name: string,
  width: number,
  hidden: number,
  output: number,
  gain = 1,
): ParameterSpec[] {
  return [...linearSpecs(`${name}.up`, width, hidden), ...linearSpecs(`${name}.down`, hidden, output, gain)];
}

/** @param kept factors of the hidden numbers, of their shape (dropout); null keeps them as they are */
export function applyMlp(
  p: Parameters,
  name: string,
  x: tf.Tensor,
  kept: tf.Tensor | null = null,
): tf.Tensor {
  const hidden = gelu(applyLinear(p, `${name}.up`, x));
  return applyLinear(p, `${name}.down`, kept ? tf.mul(hidden, kept) : hidden);
}

/** (B, T, D) to (B, H, T, d). */
export function splitHeads(x: tf.Tensor, heads: number): tf.Tensor {
  const [batch, tokens, width] = x.shape;
  return tf.transpose(tf.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
}

/** (B, H, T, d) to (B, T, D). */
export function mergeHeads(x: tf.Tensor): tf.Tensor {
  const [batch, heads, tokens, depth] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, tokens, heads * depth]);
}

/** Is told of the weights of an attention (B or 1, H, Tq, Tk) as they are worked out; each row sums to 1. */
export type SeeWeights = (weights: tf.Tensor) => void;
/** The same for all attentions of a model, each under its name. */
export type WatchAttention = (name: string, weights: tf.Tensor) => void;

/** What an attention of this name tells the watch; null where nobody watches. */
export function seenAs(watch: WatchAttention | null, name: string): SeeWeights | null {
  return watch && ((weights) => watch(name, weights));
}

/**
 * softmax(q k^T / sqrt(d) + bias) v.
 * @param q (B or 1, Tq, D) queries; one row serves the whole batch
 * @param k (B, H, Tk, d) keys, heads split
 * @param v (B, H, Tk, d) values, heads split
 * @param bias (B, 1, 1, Tk) added to the logits, or null
 * @param see is told of the weights; null costs nothing, and the graph is the same with either
 * @returns (B, Tq, D)
 */
export function attend(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  heads: number,
  bias: tf.Tensor | null,
  see: SeeWeights | null = null,
): tf.Tensor {
  const depth = k.shape[3] as number;
  const scaled = tf.mul(splitHeads(q, heads), 1 / Math.sqrt(depth)); // (B or 1, H, Tq, d)
  let logits = tf.matMul(scaled, k, false, true); // (B, H, Tq, Tk)
  if (bias) logits = tf.add(logits, bias);
  see?.(tf.softmax(logits)); // (B, H, Tq, Tk)
  return mergeHeads(readBySoftmax(logits, v)); // (B, Tq, D)
}

/** Specs of keys and values that several query arrays share. */
export function keyValueSpecs(name: string, width: number): ParameterSpec[] {
  return [
    ...normSpecs(`${name}.norm`, width),
    ...linearSpecs(`${name}.k`, width, width),
    ...linearSpecs(`${name}.v`, width, width),
  ];
}

/** Keys and values (B, H, T, d) of inputs (B, T, D) that are normed already. */
export function keysAndValues(
  p: Parameters,
  name: string,
  normed: tf.Tensor,
  heads: number,
): { k: tf.Tensor; v: tf.Tensor } {
  return {
    k: splitHeads(applyLinear(p, `${name}.k`, normed), heads),
    v: splitHeads(applyLinear(p, `${name}.v`, normed), heads),
  };
}

/** Specs of a pre-norm self-attention block with its MLP. `gain` scales what is added to the residual stream at the start. */
export function blockSpecs(name: string, width: number, hidden: number, gain: number): ParameterSpec[] {
  return [
    ...keyValueSpecs(name, width),
    ...linearSpecs(`${name}.q`, width, width),
    ...linearSpecs(`${name}.out`, width, width, gain),
    ...normSpecs(`${name}.mlp.norm`, width),
    ...mlpSpecs(`${name}.mlp`, width, hidden, width, gain),
  ];
}

/**
 * x + attention(norm(x)), then + MLP(norm(x)). (B, L, D) to (B, L, D).
 * @param bias (B, 1, 1, L) added to the logits, or null
 * @param watch is told of the weights (B, H, L, L) under the block's name
 */
export function applyBlock(
  p: Parameters,
  name: string,
  x: tf.Tensor,
  heads: number,
  bias: tf.Tensor | null = null,
  watch: WatchAttention | null = null,
): tf.Tensor {
  const normed = applyNorm(p, `${name}.norm`, x); // (B, L, D)
  const { k, v } = keysAndValues(p, name, normed, heads); // (B, H, L, d) each
  const attended = attend(applyLinear(p, `${name}.q`, normed), k, v, heads, bias, seenAs(watch, name)); // (B, L, D)
  return addMlp(p, `${name}.mlp`, tf.add(x, applyLinear(p, `${name}.out`, attended)));
}

/** x + MLP(norm(x)), without the hidden numbers that dropout.ts has taken out of `p`. (B, T, D) to (B, T, D) */
export function addMlp(p: Parameters, name: string, x: tf.Tensor): tf.Tensor {
  const { w, b } = raised(normedMap(p, `${name}.norm`, `${name}.up`));
  const hidden = scaledGelu(linear(applyStandardise(x), w, b));
  const kept = keptOf(p, name);
  return tf.add(x, applyLowered(p, `${name}.down`, kept ? tf.mul(hidden, kept) : hidden));
}
