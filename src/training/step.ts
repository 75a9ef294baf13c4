/**
 * One training step as a pure function: loss, gradients by tfjs's autodiff, clipping by the global norm, AdamW (Loshchilov
 * and Hutter 2019, algorithm 2). An engine runs it eagerly or compiles it into one graph; where several workers share a step, gradient
 * and update are graphs of their own. P is the number of parameters.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ProgramSpec, TensorSpec } from '../engine/index.js';
import { hiddenNumbers, thinOut } from '../model/dropout.js';
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
import { crossEntropy, imitationLoss, type LossWeights } from './loss.js';

/** Constants of AdamW, clipping and the loss. */
export interface OptimiserConfig {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Largest norm of the gradient; of what contexts teach and of the rest, each by itself. */
  readonly clipNorm: number;
  /** Times that each head's loss counts. */
  readonly lossWeights: LossWeights;
  /** Share of a class head's label that goes to all legal classes. */
  readonly labelSmoothing: number;
  /** Share of the hidden numbers of torso and decoder that is dropped for whole demonstrations. */
  readonly dropout: number;
  /** Batches whose gradients are averaged before a step. */
  readonly accumulate: number;
  /**
   * Decisions of a match that follow each other in a batch and are learned from together, where the policy has a memory (truncated backpropagation
   * through time: Williams and Peng 1990).
   */
  readonly sequence: number;
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
  steps = 1,
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
  all: Record<string, tf.Tensor>,
  steps = 1,
): { inputs: InputTensors; targets: TargetTensors } {
  const inputNames = Object.keys(policyInputSpecs(policy, batch, entities, steps)) as (keyof InputTensors)[];
  const targetNames = Object.keys(targetSpecs(batch, entities)) as (keyof TargetTensors)[];
  const inputs: InputTensors = pick(all, inputNames);
  const targets = Object.fromEntries(
    targetNames.map((name) => [name, all[`target.${name}`]]),
  ) as TargetTensors;
  return { inputs, targets };
}

/** Decisions of a match that follow each other in a batch to learn from. */
export function stepsOf({ config }: Policy, { sequence }: Pick<OptimiserConfig, 'sequence'>): number {
  return config.memory ? sequence : 1;
}

function lossOf(
  policy: Policy,
  p: Parameters,
  batch: number,
  entities: number,
  steps: number,
  all: Record<string, tf.Tensor>,
  { lossWeights, labelSmoothing }: Partial<Pick<OptimiserConfig, 'lossWeights' | 'labelSmoothing'>>,
) {
  const { inputs, targets } = batchTensors(policy, batch, entities, all, steps);
  const outputs = teacherForced(policy, p, inputs, targets);
  return {
    ...imitationLoss(outputs, targets, policy.index.vocabulary, lossWeights, labelSmoothing),
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

/** A gradient (n) to be multiplied by `scale` () at most 1, its squares before that, and the norm () of all of it before. */
interface Clipped {
  readonly gradient: tf.Tensor;
  readonly squares: tf.Tensor;
  readonly scale: tf.Tensor;
  readonly norm: tf.Tensor;
}

/** What cuts a gradient to a norm of at most `most`. */
function clip(gradient: tf.Tensor, most: number): Clipped {
  const squares = tf.square(gradient);
  const norm = tf.sqrt(tf.sum(squares)); // ()
  return { gradient, squares, norm, scale: tf.div(most, tf.maximum(norm, most)) };
}

/**
 * The gradient (P), to be cut to a norm of at most `most`. Parameters that are taught apart are clipped apart: a large gradient of the others must
 * not take theirs away.
 */
function clipApart(grads: readonly tf.Tensor[], apart: readonly boolean[], most: number): Clipped {
  const flat = grads.map((g) => tf.reshape(g, [g.size]));
  const part = (taughtApart: boolean): Clipped =>
    clip(tf.concat(flat.filter((_, i) => apart[i] === taughtApart)), most);
  const rest = part(false);
  if (!apart.includes(true)) return rest;
  const taught = part(true);
  const norm = tf.sqrt(tf.add(tf.square(rest.norm), tf.square(taught.norm))); // ()
  const gradient = tf.concat(flat.map((g, i) => tf.mul(g, apart[i] ? taught.scale : rest.scale)));
  return { gradient, squares: tf.square(gradient), scale: tf.scalar(1), norm };
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
  smoothing: number,
): tf.Tensor {
  const names = Object.keys(contextSpecs(policyInputSpecs(policy, batch, 1))) as ContextName[];
  const inputs = Object.fromEntries(names.map((name) => [name, all[`${CONTEXT}${name}`]])) as ContextTensors;
  const kept = all[`${CONTEXT}kept`] ?? null; // (B, hidden)
  const logits = functionOfContext(policy, p, inputs, kept); // (B, F)
  const { loss, smoothed } = crossEntropy(logits, all[`${CONTEXT}function`], smoothing); // (B)
  return tf.div(tf.sum(tf.mul(smoothed ?? loss, all[`${CONTEXT}shown`])), batch);
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

/** Logits along the teacher's choices, without learning. Outputs: those of each head by its name, and `value`. */
export function logitsProgram(policy: Policy, batch: number, entities: number): ProgramSpec {
  return {
    name: `logits-${batch}x${entities}`,
    inputs: {
      parameters: { shape: [policy.layout.size], dtype: 'float32' },
      ...batchSpecs(policy, batch, entities),
    },
    program: (all) => {
      const p = byName(unflatten(all.parameters as tf.Tensor1D, policy.layout), policy.layout);
      const { inputs, targets } = batchTensors(policy, batch, entities, all);
      const { logits, value } = teacherForced(policy, p, inputs, targets);
      return { ...logits, value };
    },
  };
}

/** One float32 a parameter. (P) */
export const perParameterSpec = ({ layout }: Policy): TensorSpec => ({
  shape: [layout.size],
  dtype: 'float32',
});

const sizeOf = ({ shape }: TensorSpec): number => shape.reduce((a, b) => a * b, 1);

/** What a batch brings into a program that learns from it, and what a memory carries into it, as a vector (S L D): an engine holds vectors. */
export function learningSpecs(
  policy: Policy,
  optimiser: OptimiserConfig,
  batch: number,
  entities: number,
): Record<string, TensorSpec> {
  const kept = { shape: [batch, hiddenNumbers(policy.layout)], dtype: 'float32' } as const;
  const { memory, ...specs } = batchSpecs(policy, batch, entities, stepsOf(policy, optimiser));
  return {
    ...specs,
    ...(memory && { memory: { ...memory, shape: [sizeOf(memory)] } }),
    ...contextBatchSpecs(policy, optimiser),
    ...(optimiser.dropout > 0 && { kept }),
  };
}

/** What the update reads besides parameters and gradient. */
export function updateSpecs(policy: Policy, optimiser: OptimiserConfig): Record<string, TensorSpec> {
  return adamSpecs(policy.layout.size, optimiser);
}

/** What AdamW reads besides `size` parameters and their gradient. */
function adamSpecs(size: number, { contextBatch }: OptimiserConfig): Record<string, TensorSpec> {
  const flat: TensorSpec = { shape: [size], dtype: 'float32' };
  return {
    first_moment: flat,
    second_moment: flat,
    decay_mask: flat,
    schedule: { shape: [3], dtype: 'float32' },
    ...(contextBatch > 0 && { rate_scale: flat }),
  };
}

/** Which tensors are taught by contexts alone. */
const heldTensors = ({ layout }: Policy, { contextBatch }: OptimiserConfig): boolean[] =>
  layout.slices.map(({ name }) => contextBatch > 0 && isOfContext(name));

/** Of one batch at `all.parameters`. */
interface Learned {
  /** () */
  readonly loss: tf.Tensor;
  /** By tensors of the layout. */
  readonly grads: tf.Tensor[];
  /** What else a program gives: metrics (rows, columns), and with a memory its state (S L D) after the batch, of which no gradient comes back. */
  readonly outputs: { readonly metrics: tf.Tensor; readonly memory?: tf.Tensor };
}

/** Loss and gradient of one batch. */
export function learn(
  policy: Policy,
  optimiser: OptimiserConfig,
  batch: number,
  entities: number,
  all: Record<string, tf.Tensor>,
): Learned {
  const { layout } = policy;
  const steps = stepsOf(policy, optimiser);
  const tensors = unflatten(all.parameters as tf.Tensor1D, layout);
  // Whole demonstrations are few and have many heads: what contexts teach is held still for them, or their noise drowns it.
  const held = optimiser.contextBatch > 0 ? unflatten(all.parameters as tf.Tensor1D, layout) : [];
  const holds = heldTensors(policy, optimiser);
  const { memory } = policyInputSpecs(policy, batch, entities, steps);
  const given = memory ? { ...all, memory: tf.reshape(all.memory, [...memory.shape]) } : all; // memory (S, L, D)
  const seen: { metrics?: tf.Tensor; memory?: tf.Tensor } = {};
  const gradientOf = tf.valueAndGrads((...p: tf.Tensor[]) => {
    const whole = byName(
      p.map((tensor, i) => (holds[i] ? held[i] : tensor)),
      layout,
    );
    const shown = all.kept ? thinOut(whole, layout, all.kept) : whole;
    const { total, metrics, memory: next } = lossOf(policy, shown, batch, entities, steps, given, optimiser);
    seen.metrics = tf.keep(metrics);
    if (next) seen.memory = tf.keep(tf.reshape(next, [-1])); // (S L D)
    if (optimiser.contextBatch === 0) return total;
    const { contextBatch, labelSmoothing } = optimiser;
    const alone = contextLoss(policy, byName(p, layout), contextBatch, all, labelSmoothing);
    return tf.add(total, alone) as tf.Scalar;
  });
  const { value, grads } = gradientOf(tensors);
  return { loss: value, grads, outputs: seen as Learned['outputs'] };
}

/**
 * The gradient as it is before it is clipped. Inputs: parameters (P), a batch, with a memory its state (S L D). Outputs: loss (1), gradient (P),
 * metrics (rows, columns), with a memory its state after the batch.
 */
export function gradientProgram(
  policy: Policy,
  optimiser: OptimiserConfig,
  batch: number,
  entities: number,
): ProgramSpec {
  return {
    name: `gradient-${batch}x${entities}`,
    inputs: { parameters: perParameterSpec(policy), ...learningSpecs(policy, optimiser, batch, entities) },
    program: (all) => {
      const { loss, grads, outputs } = learn(policy, optimiser, batch, entities, all);
      return { loss: tf.reshape(loss, [1]), gradient: flatten(grads), ...outputs };
    },
  };
}

/** One vector (P) of all tensors of the layout. */
export function flatten(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tf.concat(tensors.map((t) => tf.reshape(t, [t.size])));
}

/** Clipping and AdamW. Outputs: parameters, first_moment, second_moment (P each), gradient_norm (1). */
export function update(
  policy: Policy,
  optimiser: OptimiserConfig,
  grads: readonly tf.Tensor[],
  all: Record<string, tf.Tensor>,
): Record<'parameters' | 'first_moment' | 'second_moment' | 'gradient_norm', tf.Tensor> {
  const clipped = clipApart(grads, heldTensors(policy, optimiser), optimiser.clipNorm);
  return { ...adamW(all, clipped, optimiser), gradient_norm: tf.reshape(clipped.norm, [1]) };
}

/** AdamW (Loshchilov and Hutter 2019, algorithm 2) of n parameters with their gradient (n), whose clipping costs no pass of its own. */
function adamW(
  all: Record<string, tf.Tensor>,
  { gradient, squares, scale }: Omit<Clipped, 'norm'>,
  optimiser: OptimiserConfig,
): Record<'parameters' | 'first_moment' | 'second_moment', tf.Tensor> {
  const [rate, correction1, correction2] = tf.split(all.schedule, 3); // 3 x (1)
  const first = tf.add(
    tf.mul(all.first_moment, optimiser.beta1),
    tf.mul(gradient, tf.mul(scale, 1 - optimiser.beta1)),
  ); // (n)
  const second = tf.add(
    tf.mul(all.second_moment, optimiser.beta2),
    tf.mul(squares, tf.mul(tf.square(scale), 1 - optimiser.beta2)),
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

/** The parameters from `from` up to `to`, which one of `workers` updates. */
export interface Shard {
  readonly workers: number;
  readonly from: number;
  readonly to: number;
}

/** Name of a worker's gradient among the update's inputs. */
export const gradientOfWorker = (worker: number): string => `gradient.${worker}`;

/**
 * The second half of a step that several workers share: the mean of all workers' gradients, clipped as a whole, moves one worker's share of the
 * parameters. Every worker sums in the same order, so all find the same norm. Inputs: gradient.0, gradient.1, ... (P each); parameters,
 * first_moment, second_moment, decay_mask and with contexts rate_scale (n = to - from each); schedule (3). Outputs: parameters,
 * first_moment, second_moment (n each), gradient_norm (1).
 */
export function shardProgram(
  policy: Policy,
  optimiser: OptimiserConfig,
  { workers, from, to }: Shard,
): ProgramSpec {
  const { layout } = policy;
  const names = Array.from({ length: workers }, (_, worker) => gradientOfWorker(worker));
  return {
    name: `update-${from}-${to}`,
    inputs: {
      ...Object.fromEntries(names.map((name) => [name, perParameterSpec(policy)])),
      parameters: { shape: [to - from], dtype: 'float32' },
      ...adamSpecs(to - from, optimiser),
    },
    program: (all) => {
      // Of the mean only the sum is made: what it is divided by goes into the factors.
      const total = names.map((name) => all[name]).reduce((sum, next) => tf.add(sum, next)); // (P)
      const holds = heldTensors(policy, optimiser);
      const sizes = layout.slices.map(({ size }) => size);
      const apart = holds.includes(true);
      const pieces = apart ? tf.split(total, sizes) : [total];
      const whole = clipApart(pieces, apart ? holds : [false], optimiser.clipNorm * workers);
      const cut = (x: tf.Tensor): tf.Tensor => tf.slice(x, [from], [to - from]);
      const scale = tf.div(whole.scale, workers);
      const clipped = { scale, gradient: cut(whole.gradient), squares: cut(whole.squares) };
      const norm = tf.div(whole.norm, workers);
      return { ...adamW(all, clipped, optimiser), gradient_norm: tf.reshape(norm, [1]) };
    },
  };
}

/**
 * The training step. Inputs: parameters, first_moment, second_moment, decay_mask (P each), schedule (3), a
 * batch, with contexts rate_scale (P), with dropout kept (B, S), with a memory its state (S L D).
 * Outputs: parameters, first_moment, second_moment (P each), loss (1), gradient_norm (1), metrics (rows, columns), and with a memory its
 * state after the batch, of which no gradient comes back.
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
      parameters: perParameterSpec(policy),
      ...updateSpecs(policy, optimiser),
      ...learningSpecs(policy, optimiser, batch, entities),
    },
    program: (all) => {
      const { loss, grads, outputs } = learn(policy, optimiser, batch, entities, all);
      const { gradient_norm, ...state } = update(policy, optimiser, grads, all);
      return { ...state, loss: tf.reshape(loss, [1]), gradient_norm, ...outputs };
    },
  };
}
