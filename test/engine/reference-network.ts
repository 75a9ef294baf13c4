/**
 * A small Perceiver with a whole training step, on which engines are compared and measured: tokens to latents, latent
 * blocks, one output a token, squared loss, gradients, clipping by the global norm, AdamW.
 *
 * Shape letters: B batch, N tokens, C token features, L latents, D width, H heads.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ProgramSpec, TensorData, TensorSpec } from '../../src/engine/index.js';
import { gelu, layerNorm, linear } from '../../src/model/ops.js';
import { createRandom } from '../../src/spec/random.js';

export interface ReferenceSize {
  readonly batch: number;
  readonly tokens: number;
  readonly features: number;
  readonly types: number;
  readonly latents: number;
  readonly width: number;
  readonly heads: number;
  readonly blocks: number;
}

export const TINY: ReferenceSize = {
  batch: 2,
  tokens: 6,
  features: 5,
  types: 7,
  latents: 4,
  width: 8,
  heads: 2,
  blocks: 2,
};

/** The size that docs/engine.md measures. */
export const REFERENCE: ReferenceSize = {
  batch: 32,
  tokens: 256,
  features: 40,
  types: 64,
  latents: 32,
  width: 128,
  heads: 4,
  blocks: 3,
};

/** Names and shapes of the parameters, in the order of the flat vector. */
function parameterShapes(size: ReferenceSize): [string, number[]][] {
  const { width: d } = size;
  const attention = (name: string): [string, number[]][] =>
    ['query', 'key', 'value', 'out'].flatMap((part): [string, number[]][] => [
      [`${name}.${part}.weight`, [d, d]],
      [`${name}.${part}.bias`, [d]],
    ]);
  const norm = (name: string): [string, number[]][] => [
    [`${name}.gain`, [d]],
    [`${name}.shift`, [d]],
  ];
  const mlp = (name: string): [string, number[]][] => [
    ...norm(name),
    [`${name}.up.weight`, [d, 4 * d]],
    [`${name}.up.bias`, [4 * d]],
    [`${name}.down.weight`, [4 * d, d]],
    [`${name}.down.bias`, [d]],
  ];
  return [
    ['embedding', [size.types, d]],
    ['input.weight', [size.features, d]],
    ['input.bias', [d]],
    ['latents', [size.latents, d]],
    ...norm('tokens'),
    ...attention('encoder'),
    ...Array.from({ length: size.blocks }, (_, i) => [
      ...norm(`block${i}`),
      ...attention(`block${i}`),
      ...mlp(`block${i}.mlp`),
    ]).flat(),
    ...norm('latents'),
    ...attention('decoder'),
    ['output.weight', [d, 1]],
    ['output.bias', [1]],
  ];
}

const count = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);

function parameterCount(size: ReferenceSize): number {
  return parameterShapes(size).reduce((sum, [, shape]) => sum + count(shape), 0);
}

type Weights = Readonly<Record<string, tf.Tensor>>;

function attend(
  size: ReferenceSize,
  w: Weights,
  name: string,
  queries: tf.Tensor,
  memory: tf.Tensor,
  mask: tf.Tensor | null,
): tf.Tensor {
  const { batch, heads, width } = size;
  const map = (part: string, x: tf.Tensor): tf.Tensor =>
    linear(x, w[`${name}.${part}.weight`], w[`${name}.${part}.bias`]);
  const split = (x: tf.Tensor): tf.Tensor =>
    tf.transpose(tf.reshape(x, [batch, -1, heads, width / heads]), [0, 2, 1, 3]); // (B, H, ., D/H)
  const scores = tf.matMul(split(map('query', queries)), split(map('key', memory)), false, true);
  const scaled = tf.mul(scores, 1 / Math.sqrt(width / heads)); // (B, H, Q, M)
  const weights = tf.softmax(mask === null ? scaled : tf.add(scaled, mask));
  const mixed = tf.transpose(tf.matMul(weights, split(map('value', memory))), [0, 2, 1, 3]);
  return map('out', tf.reshape(mixed, [batch, -1, width])); // (B, Q, D)
}

/** One number a token, (B, N). */
function forward(
  size: ReferenceSize,
  w: Weights,
  tokens: tf.Tensor,
  types: tf.Tensor,
  mask: tf.Tensor,
): tf.Tensor {
  const { batch: b, tokens: n, latents, width: d } = size;
  const norm = (name: string, y: tf.Tensor): tf.Tensor =>
    layerNorm(y, w[`${name}.gain`], w[`${name}.shift`], 1e-5);
  const embedded = tf.reshape(tf.gather(w.embedding, tf.reshape(types, [-1]) as tf.Tensor1D), [b, n, d]);
  const x = tf.add(linear(tokens, w['input.weight'], w['input.bias']), embedded); // (B, N, D)
  const hidden = tf.mul(tf.sub(tf.cast(tf.reshape(mask, [b, 1, 1, n]), 'float32'), 1), 1e9);
  const start = tf.tile(tf.reshape(w.latents, [1, latents, d]), [b, 1, 1]); // (B, L, D)
  const calmTokens = norm('tokens', x);
  let z = tf.add(start, attend(size, w, 'encoder', start, calmTokens, hidden));
  for (let i = 0; i < size.blocks; i++) {
    const name = `block${i}`;
    const calm = norm(name, z);
    z = tf.add(z, attend(size, w, name, calm, calm, null));
    const up = gelu(linear(norm(`${name}.mlp`, z), w[`${name}.mlp.up.weight`], w[`${name}.mlp.up.bias`]));
    z = tf.add(z, linear(up, w[`${name}.mlp.down.weight`], w[`${name}.mlp.down.bias`]));
  }
  const decoded = attend(size, w, 'decoder', calmTokens, norm('latents', z), null); // (B, N, D)
  return tf.reshape(linear(decoded, w['output.weight'], w['output.bias']), [b, n]);
}

function unflatten(size: ReferenceSize, flat: tf.Tensor): tf.Tensor[] {
  const shapes = parameterShapes(size).map(([, shape]) => shape);
  return tf.split(flat, shapes.map(count)).map((part, i) => tf.reshape(part, shapes[i]));
}

function loss(
  size: ReferenceSize,
  parts: tf.Tensor[],
  tokens: tf.Tensor,
  types: tf.Tensor,
  mask: tf.Tensor,
  targets: tf.Tensor,
): tf.Scalar {
  const w = Object.fromEntries(parameterShapes(size).map(([name], i) => [name, parts[i]]));
  const error = tf.sub(forward(size, w, tokens, types, mask), targets);
  const counted = tf.mul(tf.square(error), tf.cast(mask, 'float32'));
  return tf.div(tf.sum(counted), tf.sum(tf.cast(mask, 'float32')));
}

const batchInputs = (size: ReferenceSize): Record<string, TensorSpec> => ({
  tokens: { shape: [size.batch, size.tokens, size.features], dtype: 'float32' },
  types: { shape: [size.batch, size.tokens], dtype: 'int32' },
  mask: { shape: [size.batch, size.tokens], dtype: 'bool' },
});

/** One number a token. */
export function forwardSpec(size: ReferenceSize): ProgramSpec {
  const names = parameterShapes(size).map(([name]) => name);
  return {
    name: 'reference_forward',
    inputs: { parameters: { shape: [parameterCount(size)], dtype: 'float32' }, ...batchInputs(size) },
    program: ({ parameters, tokens, types, mask }) => {
      const parts = unflatten(size, parameters);
      const w = Object.fromEntries(names.map((name, i) => [name, parts[i]]));
      return { values: forward(size, w, tokens, types, mask) };
    },
  };
}

/** Loss alone, and loss with its gradient as a flat vector. */
function gradientSpec(size: ReferenceSize): ProgramSpec {
  return {
    name: 'reference_gradient',
    inputs: {
      parameters: { shape: [parameterCount(size)], dtype: 'float32' },
      ...batchInputs(size),
      targets: { shape: [size.batch, size.tokens], dtype: 'float32' },
    },
    program: ({ parameters, tokens, types, mask, targets }) => {
      const { value, grads } = tf.valueAndGrads((...parts: tf.Tensor[]) =>
        loss(size, parts, tokens, types, mask, targets),
      )(unflatten(size, parameters));
      return { loss: value, gradient: tf.concat(grads.map((g) => tf.reshape(g, [-1]))) };
    },
  };
}

/** A step of AdamW (Loshchilov and Hutter 2019, algorithm 2) behind clipping by the global norm. */
export function stepSpec(size: ReferenceSize): ProgramSpec {
  const p: TensorSpec = { shape: [parameterCount(size)], dtype: 'float32' };
  const gradient = gradientSpec(size);
  return {
    name: 'reference_step',
    inputs: { ...gradient.inputs, m: p, v: p, step: { shape: [], dtype: 'float32' } },
    program: (inputs) => {
      const { parameters, m, v, step } = inputs;
      const { loss: value, gradient: g } = gradient.program(inputs);
      const norm = tf.sqrt(tf.sum(tf.square(g)));
      const clipped = tf.mul(g, tf.minimum(1, tf.div(1, tf.add(norm, 1e-6))));
      const nextM = tf.add(tf.mul(m, 0.9), tf.mul(clipped, 0.1));
      const nextV = tf.add(tf.mul(v, 0.98), tf.mul(tf.square(clipped), 0.02));
      const mHat = tf.div(nextM, tf.sub(1, tf.pow(0.9, step)));
      const vHat = tf.div(nextV, tf.sub(1, tf.pow(0.98, step)));
      const direction = tf.add(tf.div(mHat, tf.add(tf.sqrt(vHat), 1e-8)), tf.mul(parameters, 0.01));
      return {
        parameters: tf.sub(parameters, tf.mul(direction, 1e-3)),
        m: nextM,
        v: nextV,
        loss: value,
        norm,
      };
    },
  };
}

/** Inputs for any of the programs above, from a seed. */
export function referenceData(size: ReferenceSize, seed: number): Record<string, TensorData> {
  const random = createRandom(seed, 'reference');
  const uniform = (n: number, scale: number): Float32Array =>
    Float32Array.from({ length: n }, () => random.range(-scale, scale));
  const p = parameterCount(size);
  const rows = size.batch * size.tokens;
  return {
    parameters: uniform(p, 2 / Math.sqrt(size.width)),
    // As after some steps: at the first one AdamW moves by the sign of the gradient, also where that is rounding alone.
    m: uniform(p, 0.1),
    v: uniform(p, 0.1).map((x) => x * x + 0.01),
    step: Float32Array.of(20),
    tokens: uniform(rows * size.features, 1),
    types: Int32Array.from({ length: rows }, () => random.int(size.types)),
    // Most tokens are there; the first always is, so that no row is empty.
    mask: Uint8Array.from({ length: rows }, (_, i) => (i % size.tokens === 0 || random.next() < 0.8 ? 1 : 0)),
    targets: uniform(rows, 1),
  };
}

/** The data that a program's runner wants. */
export function pick(
  data: Record<string, TensorData>,
  inputs: Readonly<Record<string, unknown>>,
): Record<string, TensorData> {
  return Object.fromEntries(Object.keys(inputs).map((name) => [name, data[name]]));
}
