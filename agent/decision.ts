/**
 * One decision as a program for an engine: observation in, the whole command out, sampling included, so that a decision is
 * one run of the graph. Noise comes in and answers go out as one array each, which spares the engine a dozen small tensors.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ProgramSpec } from '../src/engine/index.js';
import { HEADS, type Head } from '../src/model/heads.js';
import type { InputTensors } from '../src/model/inputs.js';
import { emptyMemory } from '../src/model/memory.js';
import { byName, unflatten } from '../src/model/parameters.js';
import { noiseShapes, type Policy, policyInputSpecs, sample } from '../src/model/policy.js';
import type { PolicyChoice } from '../src/spec/command-classes.js';
import type { Random } from '../src/spec/random.js';

/** Class answers that stand first in the output; the value's logit and the selection (N) follow. */
const CLASS_HEADS = [
  'function',
  'delay',
  'queued',
  'target_entity',
  'target_cell',
  'target_fine',
] as const satisfies readonly Head[];
const VALUE_AT = CLASS_HEADS.length;
const SELECTED_AT = VALUE_AT + 1;

/** Length of the noise of one decision: one number for each class of each head. */
export function noiseSize(policy: Policy, entities: number): number {
  return Object.values(noiseShapes(policy, 1, entities)).reduce((sum, [, classes]) => sum + classes, 0);
}

/**
 * B decisions. Inputs: those of the policy, and `noise` (B, noiseSize). Output: `answer` (B, 7 + N), the class heads in
 * order, the value's logit, then 0 or 1 for each entity. A policy with a memory has one more of each, `memory` (B, L, D): the latents' state
 * after the last decision, all 0 at the start of a match, and the one after this decision.
 */
export function decisionProgram(
  policy: Policy,
  parameters: Float32Array,
  entities: number,
  batch = 1,
): ProgramSpec {
  const shapes = noiseShapes(policy, batch, entities);
  return {
    name: batch === 1 ? `decide-${entities}` : `decide-${batch}x${entities}`,
    inputs: {
      parameters: { shape: [policy.layout.size], dtype: 'float32' },
      ...policyInputSpecs(policy, batch, entities),
      noise: { shape: [batch, noiseSize(policy, entities)], dtype: 'float32' },
    },
    constants: { parameters },
    program: (all) => {
      const pieces = tf.split(
        all.noise,
        HEADS.map((head) => shapes[head][1]),
        1,
      );
      const noise = Object.fromEntries(HEADS.map((head, i) => [head, pieces[i]])) as Record<Head, tf.Tensor>;
      const p = byName(unflatten(all.parameters as tf.Tensor1D, policy.layout), policy.layout);
      const { choices, value, memory } = sample(policy, p, all as InputTensors, noise);
      const classes = CLASS_HEADS.map((head) => tf.reshape(tf.cast(choices[head], 'float32'), [batch, 1]));
      const answer = tf.concat([...classes, tf.reshape(value, [batch, 1]), choices.selected], 1); // (B, 7 + N)
      return { answer, ...(memory && { memory }) };
    },
  };
}

export interface Decision {
  readonly choice: PolicyChoice;
  /** Estimated probability of winning the match. */
  readonly winProbability: number;
}

/** Length of the state that a policy carries from one decision to the next; 0 for one that remembers nothing. */
export function memorySize({ config }: Policy): number {
  return config.memory ? emptyMemory(config, 1).length : 0;
}

/** Reads the program's answer. */
export function readAnswer(answer: ArrayLike<number>, entities: number): Decision {
  const [fn, delay, queued, targetEntity, cell, fine] = CLASS_HEADS.map((_, i) => answer[i]);
  const selected: number[] = [];
  for (let n = 0; n < entities; n++) if (answer[SELECTED_AT + n] > 0) selected.push(n);
  return {
    choice: { function: fn, delay, queued, selected, targetEntity, cell, fine },
    winProbability: 1 / (1 + Math.exp(-answer[VALUE_AT])),
  };
}

/** Gumbel noise for the class heads and logistic noise for the selection, times the temperature. */
export function fillNoise(
  noise: Float32Array,
  policy: Policy,
  entities: number,
  temperature: number,
  random: Random,
): void {
  const shapes = noiseShapes(policy, 1, entities);
  let at = 0;
  for (const head of HEADS) {
    for (let i = 0; i < shapes[head][1]; i++) {
      const u = random.next() + 2 ** -33; // Inside (0, 1).
      const drawn = head === 'selected' ? Math.log(u / (1 - u)) : -Math.log(-Math.log(u));
      noise[at++] = drawn * temperature;
    }
  }
}
