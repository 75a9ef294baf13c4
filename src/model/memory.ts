/**
 * What the latents carry from one decision of a match to the next: a state of their own size, read before they look at the tokens and
 * written when they have thought. A gate says of each number how much of it stays, as the update gate of a GRU does (Cho et al. 2014,
 * "Learning phrase representations using RNN encoder-decoder", section 2.3). Shape letters: S sequences, K steps of each, B = K S rows in order
 * of time (row t S + s is step t of sequence s), L latents, D width.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KhalaError } from '../spec/errors.js';
import { applyLinear, applyNorm } from './attention.js';
import type { ModelConfig } from './config.js';
import type { MemorySpecs } from './inputs.js';
import { get, linearSpecs, normSpecs, type ParameterSpec, type Parameters } from './parameters.js';

/** The state before the first of the rows, and whether each row still has one. */
export interface Carried {
  /** (S, L, D) */
  readonly memory: tf.Tensor;
  /** (B) 0 where a row is the first of its match and nothing is remembered, else 1; null where no row is. */
  readonly lasts: tf.Tensor | null;
}

/**
 * Decisions that the numbers of a fresh state last, one more and another less, evenly on a logarithmic scale: what is seen once must last
 * long enough for a gradient to find that it is of use (Tallec and Ollivier 2018, "Can recurrent neural networks warp time?", section 2).
 */
const FRESH_SPAN = [2, 128] as const;
/** Deviation of what a fresh policy reads of a state, in parts of a plain linear map's: it is nearly the one without a memory. */
const FRESH_READ = 0.3;
/**
 * The same of what is written. What all decisions have in common is larger than what one of them saw, and pushes tanh to its ends; so the rest of the
 * numbers carry more of the difference.
 */
const FRESH_WRITE = 3;

export function memorySpecs({ width, memory }: ModelConfig): ParameterSpec[] {
  if (!memory) return [];
  const [gate, bias] = linearSpecs('memory.gate', width, width, 0.5);
  const [low, high] = FRESH_SPAN.map((span) => Math.log(span));
  return [
    ...linearSpecs('memory.read', width, width, FRESH_READ),
    ...normSpecs('memory.write.norm', width),
    ...linearSpecs('memory.write', width, width, FRESH_WRITE),
    gate,
    { ...bias, initial: { from: low, to: high } },
    { ...gate, name: 'memory.gate.state' },
  ];
}

/** Names and shapes of the inputs that a policy with a memory has beside the observation's, for B rows of K steps. */
export function memoryInputs(
  { memory, latents, width }: ModelConfig,
  batch: number,
  steps: number,
): MemorySpecs {
  if (!memory) return {};
  return {
    memory: { shape: [batch / steps, latents, width], dtype: 'float32' },
    ...(steps > 1 && { memory_lasts: { shape: [batch], dtype: 'float32' } as const }),
  };
}

/** The state at the start of S matches, all 0, as an array: (S, L, D). */
export function emptyMemory({ latents, width }: ModelConfig, sequences: number): Float32Array {
  return new Float32Array(sequences * latents * width);
}

/** @throws NOT_FINITE where a state holds what is no number, with its place */
export function checkMemory(what: string, state: Float32Array): void {
  const at = state.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new KhalaError(
    'NOT_FINITE',
    `${what}: every number of a memory must be finite, got ${state[at]} at element ${at}; begin with an older checkpoint, or look at the inputs`,
  );
}

/** What the latents know before they look: what they are, and what the state says. (1, L, D), (S, L, D) to (S, L, D) */
function recall(p: Parameters, latents: tf.Tensor, state: tf.Tensor): tf.Tensor {
  return tf.add(latents, applyLinear(p, 'memory.read', state));
}

/** The next state: of each number as much stays as the gate says, the rest is what the latents now think. All (S, L, D). */
function retain(p: Parameters, latents: tf.Tensor, state: tf.Tensor): tf.Tensor {
  const thought = applyNorm(p, 'memory.write.norm', latents); // (S, L, D)
  const fresh = tf.tanh(applyLinear(p, 'memory.write', thought)); // (S, L, D)
  const told = applyLinear(p, 'memory.gate', thought); // (S, L, D)
  const [sequences, count, width] = state.shape;
  const held = tf.matMul(
    tf.reshape(state, [-1, width as number]),
    get(p, 'memory.gate.state') as tf.Tensor2D,
  );
  const stays = tf.sigmoid(tf.add(told, tf.reshape(held, [sequences, count, width as number]))); // (S, L, D)
  return tf.add(fresh, tf.mul(stays, tf.sub(state, fresh)));
}

/**
 * Goes through the rows step by step.
 * @param latents (1, L, D) what they are at the start of each decision
 * @param think what they come to at step t: (S, L, D) to (S, L, D)
 * @returns all that they came to (B, L, D), and the state after the last step (S, L, D)
 */
export function throughTime(
  p: Parameters,
  { memory, lasts }: Carried,
  steps: number,
  latents: tf.Tensor,
  think: (start: tf.Tensor, t: number) => tf.Tensor,
): { latents: tf.Tensor; next: tf.Tensor } {
  const [sequences] = memory.shape;
  const keeps = lasts ? tf.split(lasts, steps).map((part) => tf.reshape(part, [sequences, 1, 1])) : null; // K x (S, 1, 1)
  const thoughts: tf.Tensor[] = [];
  let state = memory; // (S, L, D)
  for (let t = 0; t < steps; t++) {
    if (keeps) state = tf.mul(state, keeps[t]);
    const thought = think(recall(p, latents, state), t); // (S, L, D)
    state = retain(p, thought, state);
    thoughts.push(thought);
  }
  return { latents: steps === 1 ? thoughts[0] : tf.concat(thoughts, 0), next: state };
}
