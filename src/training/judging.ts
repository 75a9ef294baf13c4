/**
 * What the policy makes of each sample of a batch, as numbers: the program behind the report on held-out recordings.
 * Shape letters: B batch, N entities, C classes.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ProgramSpec } from '../engine/index.js';
import { byName, unflatten } from '../model/parameters.js';
import { judged, type Policy } from '../model/policy.js';
import { LOSS_COLUMNS, LOSS_ROWS, lossRows } from './loss.js';
import { batchSpecs, batchTensors } from './step.js';

/** What else is told of a sample, behind loss, weight and correctness of every row of the loss. */
export const JUDGED = [
  /** How many functions the policy finds at least as likely as the teacher's. */
  'rank',
  /** Probability of the function that it finds likeliest. */
  'confidence',
  /** Units in both selections, its own and the teacher's, and in either; its own is made for the teacher's function. */
  'both',
  'either',
  /** Whether its own target entity is the teacher's, and its own point, for the same function. */
  'own_entity',
  'own_cell',
  'own_fine',
] as const;
/** Numbers of a sample. */
export const JUDGED_WIDTH = LOSS_ROWS.length * LOSS_COLUMNS.length + JUDGED.length;

/** How many of the other classes are at least as likely as the target. (B, C), (B) to (B) */
function rank(logits: tf.Tensor, target: tf.Tensor): tf.Tensor {
  const classes = logits.shape[1] as number;
  const hot = tf.cast(tf.oneHot(target as tf.Tensor1D, classes), 'float32'); // (B, C)
  const own = tf.sum(tf.mul(logits, hot), 1, true); // (B, 1)
  const below = tf.cast(tf.greater(own, logits), 'float32'); // (B, C)
  return tf.sub(classes - 1, tf.sum(below, 1));
}

/** Inputs: parameters and a batch. Output: `samples` (B, JUDGED_WIDTH), and with a memory its state after the batch. */
export function judgingProgram(policy: Policy, batch: number, entities: number, steps = 1): ProgramSpec {
  return {
    name: `judge-${batch}x${entities}`,
    inputs: {
      parameters: { shape: [policy.layout.size], dtype: 'float32' },
      ...batchSpecs(policy, batch, entities, steps),
    },
    program: (all) => {
      const p = byName(unflatten(all.parameters as tf.Tensor1D, policy.layout), policy.layout);
      const { inputs, targets } = batchTensors(policy, batch, entities, all, steps);
      const { forced, own } = judged(policy, p, inputs, targets);
      const rows = lossRows(forced, targets, policy.index.vocabulary);
      const pivot = tf.cast(tf.oneHot(own.choices.pivot as tf.Tensor1D, entities), 'float32'); // (B, N)
      const chosen = tf.mul(tf.maximum(own.choices.selected, pivot), own.selectable); // (B, N)
      const told: Record<(typeof JUDGED)[number], tf.Tensor> = {
        rank: rank(forced.logits.function, targets.function),
        confidence: tf.max(tf.softmax(forced.logits.function), 1),
        both: tf.sum(tf.mul(chosen, targets.selected), 1),
        either: tf.sum(tf.maximum(chosen, targets.selected), 1),
        own_entity: tf.equal(own.choices.target_entity, targets.target_entity),
        own_cell: own.choices.target_cell,
        own_fine: own.choices.target_fine,
      };
      const columns = [
        ...LOSS_ROWS.flatMap((row) => LOSS_COLUMNS.map((column) => rows[row][column])),
        ...JUDGED.map((name) => told[name]),
      ];
      return {
        samples: tf.stack(
          columns.map((column) => tf.cast(column, 'float32')),
          1,
        ), // (B, JUDGED_WIDTH)
        ...(forced.memory && { memory: forced.memory }),
      };
    },
  };
}
