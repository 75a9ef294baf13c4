/**
 * A training step in parts, for policies and samples too large for a whole batch: the gradients of several small batches are averaged, then one
 * update is made of them. The result is that of one batch of all their samples, up to rounding. P is the number of parameters.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ProgramSpec } from '../engine/index.js';
import { unflatten } from '../model/parameters.js';
import type { Policy } from '../model/policy.js';
import {
  flatten,
  learn,
  learningSpecs,
  type OptimiserConfig,
  perParameterSpec,
  update,
  updateSpecs,
} from './step.js';

/**
 * Adds a batch's part to the gradient. Inputs: parameters and gradient (P each), a batch, with a memory its state (S L D). Outputs: gradient (P),
 * loss (1), metrics (rows, columns), with a memory its state after the batch, which is that before the next.
 */
export function partProgram(
  policy: Policy,
  optimiser: OptimiserConfig,
  batch: number,
  entities: number,
): ProgramSpec {
  const flat = perParameterSpec(policy);
  return {
    name: `part-${batch}x${entities}`,
    inputs: {
      parameters: flat,
      gradient: flat,
      ...learningSpecs(policy, optimiser, batch, entities),
    },
    program: (all) => {
      const { loss, grads, outputs } = learn(policy, optimiser, batch, entities, all);
      const part = tf.mul(flatten(grads), 1 / optimiser.accumulate); // (P)
      return { gradient: tf.add(all.gradient, part), loss: tf.reshape(loss, [1]), ...outputs };
    },
  };
}

/**
 * Clipping and AdamW. Inputs: parameters, gradient, first_moment, second_moment, decay_mask (P each), schedule (3), with contexts rate_scale (P).
 * Outputs: parameters, first_moment, second_moment (P each), gradient (P) of zeros, gradient_norm (1).
 */
export function updateProgram(policy: Policy, optimiser: OptimiserConfig): ProgramSpec {
  const flat = perParameterSpec(policy);
  return {
    name: 'update',
    inputs: { parameters: flat, gradient: flat, ...updateSpecs(policy, optimiser) },
    program: (all) => ({
      ...update(policy, optimiser, unflatten(all.gradient as tf.Tensor1D, policy.layout), all),
      gradient: tf.mul(all.gradient, 0),
    }),
  };
}
