/**
 * One training step as a pure function: loss, gradients by tfjs's autodiff, clipping by the global norm, AdamW (Loshchilov
 * and Hutter 2019, algorithm 2). An engine runs it eagerly or compiles it into one graph. P is the number of parameters.
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

/** Inputs and targets share one name space; a target is called `target.<name>`. `steps`: decisions of a match that follow each other. */
export function batchSpecs(
  policy: Policy,
  batch: number,
  entities: number,
  steps: number,
): Record<string, TensorSpec> {
  const targets = Object.entries(targetSpecs(batch, entities)).map(([name, spec]) => [
    `target.${name}`,
    spec,
  ]);
  return {
    ...policyInputSpecs(policy, batch, entities, steps),
    ...Object.fromEntries(targets),
  };
}

/** The policy's inputs and targets among all tensors of a program. */
export function batchTensors(
  policy: Policy,
  batch: number,
  entities: number,
  steps: number,
  all: Record<string, tf.Tensor>,
): { inputs: InputTensors; targets: TargetTensors } {
  const inputNames = Object.keys(policyInputSpecs(policy, batch, entities, steps)) as (keyof InputTensors)[];
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
  steps: number,
  all: Record<string, tf.Tensor>,
  weights: LossWeights,
) {
  const { inputs, targets } = batchTensors(policy, batch, entities, steps, all);
  const outputs = teacherForced(policy, p, inputs, targets);
  return {
    ...imitationLoss(outputs, targets, policy.index.vocabulary, weights),
    ...(outputs.memory && { memory: outputs.memory }),
  };
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
 * large gradient of the others must not take theirs away.
 */
function clipApart(
  grads: readonly tf.Tensor[],
  apart: readonly boolean[],
  most: number,
): { clipped: tf.Tensor; norm: tf.Tensor } {
  const flat = grads.map((g) => tf.reshape(g, [g.size]));
  const clip = (parts: readonly tf.Tensor[]): { scale: tf.Tensor; norm: tf.Tensor; gradient: tf.Tensor } => {
    const gradient = tf.concat([...parts]);
    const norm = tf.sqrt(tf.sum(tf.square(gradient))); // ()
    return { gradient, norm, scale: tf.div(most, tf.maximum(norm, most)) }; // scale () at most 1
  };
  const rest = clip(flat.filter((_, i) => !apart[i]));
  if (!apart.includes(true)) return { clipped: tf.mul(rest.gradient, rest.scale), norm: rest.norm };
  const taught = clip(flat.filter((_, i) => apart[i]));
  const norm = tf.sqrt(tf.add(tf.square(rest.norm), tf.square(taught.norm))); // ()
  const scaled = flat.map((g, i) => tf.mul(g, apart[i] ? taught.scale : rest.scale));
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

/**
 * Loss (unweighted) and metrics without learning, for held-out data. Outputs: loss (1), metrics (rows, columns), and with a memory its state
 * after the batch.
 */
export function evaluationProgram(policy: Policy, batch: number, entities: number, steps = 1): ProgramSpec {
  return {
    name: `evaluate-${batch}x${entities}`,
    inputs: {
      parameters: { shape: [policy.layout.size], dtype: 'float32' },
      ...batchSpecs(policy, batch, entities, steps),
    },
    program: (all) => {
      const p = byName(unflatten(all.parameters as tf.Tensor1D, policy.layout), policy.layout);
      const { total, ...rest } = lossOf(policy, p, batch, entities, steps, all, {});
      return { loss: tf.reshape(total, [1]), ...rest };
    },
  };
}

/**
 * The training step. Inputs: parameters, first_moment, second_moment, decay_mask (P each), schedule (3), a
 * batch, and with contexts rate_scale (P).
 * Outputs: parameters, first_moment, second_moment (P each), loss (1), gradient_norm (1), metrics (rows, columns), and with a memory its
 * state after the batch, of which no gradient comes back.
 * @param steps decisions of a match that follow each other in the batch and are learned from together (truncated backpropagation through
 *   time: Williams and Peng 1990); 1 for a policy without a memory
 */
export function trainingProgram(
  policy: Policy,
  optimiser: OptimiserConfig,
  batch: number,
  entities: number,
  steps = 1,
): ProgramSpec {
  const { layout } = policy;
  const flat: TensorSpec = { shape: [layout.size], dtype: 'float32' };
  return {
    name: `train-${batch}x${entities}`,
    inputs: {
      parameters: flat,
      first_moment: flat,
      second_moment: flat,
      decay_mask: flat,
      schedule: { shape: [3], dtype: 'float32' },
      ...batchSpecs(policy, batch, entities, steps),
      ...contextBatchSpecs(policy, optimiser),
      ...(optimiser.contextBatch > 0 && { rate_scale: flat }),
    },
    program: (all) => {
      const tensors = unflatten(all.parameters as tf.Tensor1D, layout);
      // Whole demonstrations are few and have many heads: what contexts teach is held still for them, or their noise drowns it.
      const held = optimiser.contextBatch > 0 ? unflatten(all.parameters as tf.Tensor1D, layout) : [];
      const holds = layout.slices.map(({ name }) => held.length > 0 && isOfContext(name));
      const seen: { metrics?: tf.Tensor; memory?: tf.Tensor } = {};
      const gradientOf = tf.valueAndGrads((...p: tf.Tensor[]) => {
        const whole = byName(
          p.map((tensor, i) => (holds[i] ? held[i] : tensor)),
          layout,
        );
        const { total, metrics, memory } = lossOf(policy, whole, batch, entities, steps, all, {
          function: optimiser.functionWeight,
        });
        seen.metrics = tf.keep(metrics);
        if (memory) seen.memory = tf.keep(memory);
        if (optimiser.contextBatch === 0) return total;
        const alone = contextLoss(policy, byName(p, layout), optimiser.contextBatch, all);
        return tf.add(total, alone) as tf.Scalar;
      });
      const { value, grads } = gradientOf(tensors);
      const { clipped, norm } = clipApart(grads, holds, optimiser.clipNorm);
      const [rate, correction1, correction2] = tf.split(all.schedule, 3); // 3 x (1)
      const first = tf.add(tf.mul(all.first_moment, optimiser.beta1), tf.mul(clipped, 1 - optimiser.beta1)); // (P)
      const second = tf.add(
        tf.mul(all.second_moment, optimiser.beta2),
        tf.mul(tf.square(clipped), 1 - optimiser.beta2),
      ); // (P)
      // The corrections of the moments are taken out of the passes over all parameters: they are one number each.
      const root = tf.sqrt(correction2); // (1)
      const adam = tf.div(first, tf.add(tf.sqrt(second), tf.mul(root, optimiser.epsilon))); // (P) in correction1 / root
      const decayed = tf.mul(all.decay_mask, all.parameters); // (P)
      const decay = tf.mul(decayed, tf.mul(tf.div(correction1, root), optimiser.weightDecay)); // (P) in the same
      const corrected = tf.mul(rate, tf.div(root, correction1)); // (1)
      return {
        parameters: tf.sub(all.parameters, tf.mul(tf.add(adam, decay), rates(all, corrected))),
        first_moment: first,
        second_moment: second,
        loss: tf.reshape(value, [1]),
        gradient_norm: tf.reshape(norm, [1]),
        metrics: seen.metrics as tf.Tensor,
        ...(seen.memory && { memory: seen.memory }),
      };
    },
  };
}
