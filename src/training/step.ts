/**
 * One training step as a pure function: loss, gradients by tfjs's autodiff, clipping by the global norm, AdamW (Loshchilov
 * and Hutter 2019, algorithm 2). An engine runs it eagerly or compiles it into one graph; where several workers share a step, gradient
 * and update are graphs of their own. P is the number of parameters.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ProgramSpec, TensorSpec } from '../engine/index.js';
import {
  type ContextTensors,
  contextSpecs,
  type InputTensors,
  type TargetTensors,
  targetSpecs,
} from '../model/inputs.js';
import { byName, type Parameters, unflatten } from '../model/parameters.js';
import {
  functionOfContext,
  isOfContext,
  type Policy,
  policyInputSpecs,
  teacherForced,
} from '../model/policy.js';
import { contextHidden } from '../model/tokens.js';
import type { ContextName } from '../spec/encoding.js';
import { imitationLoss, type LossWeights } from './loss.js';

/** Constants of AdamW, clipping and the loss. */
export interface OptimiserConfig {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Largest norm of the gradient; of what contexts teach and of the rest, each by itself. */
  readonly clipNorm: number;
  /** Times that the function's loss counts. */
  readonly functionWeight: number;
  /** Demonstrations a step of which only the context is shown. */
  readonly contextBatch: number;
  /** Times the learning rate at which what they teach is learned. */
  readonly contextRate: number;
  /** Share of the context's hidden numbers that is dropped for them. */
  readonly contextDropout: number;
}

/** Per-step numbers that the host computes: (3) learning rate, 1 - beta1^t, 1 - beta2^t. */
export function scheduleInput(learningRate: number, step: number, optimiser: OptimiserConfig): Float32Array {
  return Float32Array.of(learningRate, 1 - optimiser.beta1 ** step, 1 - optimiser.beta2 ** step);
}

const pick = <K extends string>(all: Record<string, tf.Tensor>, names: readonly K[]): Record<K, tf.Tensor> =>
  Object.fromEntries(names.map((name) => [name, all[name]])) as Record<K, tf.Tensor>;

/** Inputs and targets share one name space; a target is called `target.<name>`. */
export function batchSpecs(policy: Policy, batch: number, entities: number): Record<string, TensorSpec> {
  const targets = Object.entries(targetSpecs(batch, entities)).map(([name, spec]) => [
    `target.${name}`,
    spec,
  ]);
  return {
    ...policyInputSpecs(policy, batch, entities),
    ...Object.fromEntries(targets),
  };
}

/** The policy's inputs and targets among all tensors of a program. */
export function batchTensors(
  policy: Policy,
  batch: number,
  entities: number,
  all: Record<string, tf.Tensor>,
): { inputs: InputTensors; targets: TargetTensors } {
  const inputNames = Object.keys(policyInputSpecs(policy, batch, entities)) as (keyof InputTensors)[];
  const targetNames = Object.keys(targetSpecs(batch, entities)) as (keyof TargetTensors)[];
  const inputs: InputTensors = pick(all, inputNames);
  const targets = Object.fromEntries(
    targetNames.map((name) => [name, all[`target.${name}`]]),
  ) as TargetTensors;
  return { inputs, targets };
}

function lossOf(
  policy: Policy,
  p: Parameters,
  batch: number,
  entities: number,
  all: Record<string, tf.Tensor>,
  weights: LossWeights,
) {
  const { inputs, targets } = batchTensors(policy, batch, entities, all);
  return imitationLoss(teacherForced(policy, p, inputs, targets), targets, policy.index.vocabulary, weights);
}

/** Names of a context batch's arrays stand behind this. */
export const CONTEXT = 'context.';

function contextBatchSpecs(
  policy: Policy,
  { contextBatch: batch, contextDropout }: OptimiserConfig,
): Record<string, TensorSpec> {
  if (batch === 0) return {};
  const kept = { shape: [batch, contextHidden(policy.config)], dtype: 'float32' } as const;
  const specs: Record<string, TensorSpec> = {
    ...contextSpecs(policyInputSpecs(policy, batch, 1)),
    function: { shape: [batch], dtype: 'int32' },
    shown: { shape: [batch], dtype: 'float32' },
    ...(contextDropout > 0 && { kept }),
  };
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [`${CONTEXT}${name}`, spec]));
}

/**
 * The gradient (P), cut to a norm of at most `most`, and the norm () of all of it before. Parameters that are taught apart are clipped apart: a
 * large gradient of the others must not take theirs away. `pieces` are flat and lie one behind the other.
 */
function clipApart(
  pieces: readonly tf.Tensor[],
  apart: readonly boolean[],
  most: number,
): { clipped: tf.Tensor; norm: tf.Tensor } {
  const clip = (parts: readonly tf.Tensor[]): { scale: tf.Tensor; norm: tf.Tensor; gradient: tf.Tensor } => {
    const gradient = tf.concat([...parts]);
    const norm = tf.sqrt(tf.sum(tf.square(gradient))); // ()
    return { gradient, norm, scale: tf.div(most, tf.maximum(norm, most)) }; // scale () at most 1
  };
  const rest = clip(pieces.filter((_, i) => !apart[i]));
  if (!apart.includes(true)) return { clipped: tf.mul(rest.gradient, rest.scale), norm: rest.norm };
  const taught = clip(pieces.filter((_, i) => apart[i]));
  const norm = tf.sqrt(tf.add(tf.square(rest.norm), tf.square(taught.norm))); // ()
  const scaled = pieces.map((g, i) => tf.mul(g, apart[i] ? taught.scale : rest.scale));
  return { clipped: tf.concat(scaled), norm };
}

/** Learning rate of each parameter (P), or of all (1). */
function rates(all: Record<string, tf.Tensor>, rate: tf.Tensor): tf.Tensor {
  return all.rate_scale ? tf.mul(all.rate_scale, rate) : rate;
}

/** (P) times the learning rate; nothing where all parameters learn at the same. */
export function rateScale(
  { layout }: Policy,
  { contextBatch, contextRate }: OptimiserConfig,
): { readonly rate_scale?: Float32Array } {
  if (contextBatch === 0) return {};
  const rate_scale = new Float32Array(layout.size).fill(1);
  for (const { name, offset, size } of layout.slices)
    if (isOfContext(name)) rate_scale.fill(contextRate, offset, offset + size);
  return { rate_scale };
}

/** Cross-entropy of the function out of the context alone, those that are not shown at 0, as a mean over all. () */
function contextLoss(
  policy: Policy,
  p: Parameters,
  batch: number,
  all: Record<string, tf.Tensor>,
): tf.Tensor {
  const names = Object.keys(contextSpecs(policyInputSpecs(policy, batch, 1))) as ContextName[];
  const inputs = Object.fromEntries(names.map((name) => [name, all[`${CONTEXT}${name}`]])) as ContextTensors;
  const kept = all[`${CONTEXT}kept`] ?? null; // (B, hidden)
  const logits = functionOfContext(policy, p, inputs, kept); // (B, F)
  const hot = tf.cast(
    tf.oneHot(all[`${CONTEXT}function`] as tf.Tensor1D, logits.shape[1] as number),
    'float32',
  ); // (B, F)
  const likelihood = tf.sum(tf.mul(tf.logSoftmax(logits), hot), 1); // (B)
  return tf.div(tf.neg(tf.sum(tf.mul(likelihood, all[`${CONTEXT}shown`]))), batch);
}

/** Loss (unweighted) and metrics without learning, for held-out data. Outputs: loss (1), metrics (rows, columns). */
export function evaluationProgram(policy: Policy, batch: number, entities: number): ProgramSpec {
  return {
    name: `evaluate-${batch}x${entities}`,
    inputs: {
      parameters: { shape: [policy.layout.size], dtype: 'float32' },
      ...batchSpecs(policy, batch, entities),
    },
    program: (all) => {
      const tensors = unflatten(all.parameters as tf.Tensor1D, policy.layout);
      const { total, metrics } = lossOf(policy, byName(tensors, policy.layout), batch, entities, all, {});
      return { loss: tf.reshape(total, [1]), metrics };
    },
  };
}

/** Whether what contexts teach is held still for whole demonstrations, tensor by tensor. */
function heldTensors({ layout }: Policy, { contextBatch }: OptimiserConfig): boolean[] {
  return layout.slices.map(({ name }) => contextBatch > 0 && isOfContext(name));
}

interface Gradient {
  /** () mean over the batch */
  readonly value: tf.Tensor;
  /** (rows, columns) */
  readonly metrics: tf.Tensor;
  /** Of each tensor of the layout, flat. */
  readonly pieces: readonly tf.Tensor[];
}

/** Loss and its gradient before clipping. */
function gradientOf(
  policy: Policy,
  optimiser: OptimiserConfig,
  batch: number,
  entities: number,
  all: Record<string, tf.Tensor>,
): Gradient {
  const { layout } = policy;
  const tensors = unflatten(all.parameters as tf.Tensor1D, layout);
  // Whole demonstrations are few and have many heads: what contexts teach is held still for them, or their noise drowns it.
  const held = optimiser.contextBatch > 0 ? unflatten(all.parameters as tf.Tensor1D, layout) : [];
  const holds = heldTensors(policy, optimiser);
  const seen: { metrics?: tf.Tensor } = {};
  const differentiated = tf.valueAndGrads((...p: tf.Tensor[]) => {
    const whole = byName(
      p.map((tensor, i) => (holds[i] ? held[i] : tensor)),
      layout,
    );
    const { total, metrics } = lossOf(policy, whole, batch, entities, all, {
      function: optimiser.functionWeight,
    });
    seen.metrics = tf.keep(metrics);
    if (optimiser.contextBatch === 0) return total;
    const alone = contextLoss(policy, byName(p, layout), optimiser.contextBatch, all);
    return tf.add(total, alone) as tf.Scalar;
  });
  const { value, grads } = differentiated(tensors);
  return {
    value,
    metrics: seen.metrics as tf.Tensor,
    pieces: grads.map((gradient) => tf.reshape(gradient, [gradient.size])),
  };
}

/** AdamW (Loshchilov and Hutter 2019, algorithm 2) of n parameters with their clipped gradient (n). */
function adamW(
  all: Record<string, tf.Tensor>,
  clipped: tf.Tensor,
  optimiser: OptimiserConfig,
): { parameters: tf.Tensor; first_moment: tf.Tensor; second_moment: tf.Tensor } {
  const [rate, correction1, correction2] = tf.split(all.schedule, 3); // 3 x (1)
  const first = tf.add(tf.mul(all.first_moment, optimiser.beta1), tf.mul(clipped, 1 - optimiser.beta1)); // (n)
  const second = tf.add(
    tf.mul(all.second_moment, optimiser.beta2),
    tf.mul(tf.square(clipped), 1 - optimiser.beta2),
  ); // (n)
  // The corrections of the moments are taken out of the passes over all parameters: they are one number each.
  const root = tf.sqrt(correction2); // (1)
  const adam = tf.div(first, tf.add(tf.sqrt(second), tf.mul(root, optimiser.epsilon))); // (n) in correction1 / root
  const decayed = tf.mul(all.decay_mask, all.parameters); // (n)
  const decay = tf.mul(decayed, tf.mul(tf.div(correction1, root), optimiser.weightDecay)); // (n) in the same
  const corrected = tf.mul(rate, tf.div(root, correction1)); // (1)
  return {
    parameters: tf.sub(all.parameters, tf.mul(tf.add(adam, decay), rates(all, corrected))),
    first_moment: first,
    second_moment: second,
  };
}

/** What the optimiser reads and writes besides gradients, of `size` parameters. */
function optimiserSpecs(size: number, { contextBatch }: OptimiserConfig): Record<string, TensorSpec> {
  const flat: TensorSpec = { shape: [size], dtype: 'float32' };
  return {
    parameters: flat,
    first_moment: flat,
    second_moment: flat,
    decay_mask: flat,
    schedule: { shape: [3], dtype: 'float32' },
    ...(contextBatch > 0 && { rate_scale: flat }),
  };
}

/**
 * The training step. Inputs: parameters, first_moment, second_moment, decay_mask (P each), schedule (3), a
 * batch, and with contexts rate_scale (P).
 * Outputs: parameters, first_moment, second_moment (P each), loss (1), gradient_norm (1), metrics (rows, columns).
 */
export function trainingProgram(
  policy: Policy,
  optimiser: OptimiserConfig,
  batch: number,
  entities: number,
): ProgramSpec {
  return {
    name: `train-${batch}x${entities}`,
    inputs: {
      ...optimiserSpecs(policy.layout.size, optimiser),
      ...batchSpecs(policy, batch, entities),
      ...contextBatchSpecs(policy, optimiser),
    },
    program: (all) => {
      const { value, metrics, pieces } = gradientOf(policy, optimiser, batch, entities, all);
      const { clipped, norm } = clipApart(pieces, heldTensors(policy, optimiser), optimiser.clipNorm);
      return {
        ...adamW(all, clipped, optimiser),
        loss: tf.reshape(value, [1]),
        gradient_norm: tf.reshape(norm, [1]),
        metrics,
      };
    },
  };
}

/**
 * The first half of a step that several workers share: the gradient of one worker's part of the batch, not clipped. Inputs: parameters (P)
 * and a batch. Outputs: gradient (P), loss (1), metrics (rows, columns).
 */
export function gradientProgram(
  policy: Policy,
  optimiser: OptimiserConfig,
  batch: number,
  entities: number,
): ProgramSpec {
  return {
    name: `gradient-${batch}x${entities}`,
    inputs: {
      parameters: { shape: [policy.layout.size], dtype: 'float32' },
      ...batchSpecs(policy, batch, entities),
      ...contextBatchSpecs(policy, optimiser),
    },
    program: (all) => {
      const { value, metrics, pieces } = gradientOf(policy, optimiser, batch, entities, all);
      return { gradient: tf.concat([...pieces]), loss: tf.reshape(value, [1]), metrics };
    },
  };
}

/** The parameters from `from` up to `to`, which one of `workers` updates. */
export interface Shard {
  readonly workers: number;
  readonly from: number;
  readonly to: number;
}

/** Name of a worker's gradient among the update's inputs. */
export const gradientOfWorker = (worker: number): string => `gradient.${worker}`;

/**
 * The second half: the mean of all workers' gradients, clipped as a whole, moves one worker's share of the parameters. Every worker sums in
 * the same order, so all find the same norm. Inputs: gradient.0, gradient.1, ... (P each); parameters, first_moment, second_moment,
 * decay_mask and with contexts rate_scale (n = to - from each); schedule (3). Outputs: parameters, first_moment, second_moment (n each),
 * gradient_norm (1).
 */
export function updateProgram(
  policy: Policy,
  optimiser: OptimiserConfig,
  { workers, from, to }: Shard,
): ProgramSpec {
  const { layout } = policy;
  const names = Array.from({ length: workers }, (_, worker) => gradientOfWorker(worker));
  const flat: TensorSpec = { shape: [layout.size], dtype: 'float32' };
  return {
    name: `update-${from}-${to}`,
    inputs: {
      ...Object.fromEntries(names.map((name) => [name, flat])),
      ...optimiserSpecs(to - from, optimiser),
    },
    program: (all) => {
      const total = names.map((name) => all[name]).reduce((sum, next) => tf.add(sum, next)); // (P)
      const mean = tf.mul(total, 1 / workers); // (P)
      const holds = heldTensors(policy, optimiser);
      const pieces = holds.includes(true)
        ? tf.split(
            mean,
            layout.slices.map(({ size }) => size),
          )
        : [mean];
      const { clipped, norm } = clipApart(pieces, holds.includes(true) ? holds : [false], optimiser.clipNorm);
      return {
        ...adamW(all, tf.slice(clipped, [from], [to - from]), optimiser),
        gradient_norm: tf.reshape(norm, [1]),
      };
    },
  };
}
