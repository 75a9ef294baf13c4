/**
 * The imitation loss: the negative log-likelihood of the teacher's command under the policy, head by head along the
 * teacher's own choices, each head counted only where it applies. Shape letters: B batch, N entities.
 */
import * as tf from '@tensorflow/tfjs-core';
import { MASKED } from '../model/attention.js';
import type { Head, HeadOutputs } from '../model/heads.js';
import { HEADS } from '../model/heads.js';
import type { TargetTensors } from '../model/inputs.js';
import { TARGET_KIND_INDEX } from '../spec/encoding.js';
import { TARGET_KINDS, type Vocabulary } from '../spec/vocabulary.js';

/** Heads and the value, as they stand in the rows of the metrics. */
export const LOSS_ROWS = [...HEADS, 'value'] as const;
export type LossRow = (typeof LOSS_ROWS)[number];
/** Columns of the metrics: summed loss, summed weight (samples or units that the head applies to), summed correct top-1. */
export const LOSS_COLUMNS = ['loss', 'weight', 'correct'] as const;

/** What the total counts of each row's loss. */
export type LossWeights = Partial<Record<LossRow, number>>;

/** Weight of the value's loss beside the command's: it informs the latents without steering them. */
const VALUE_WEIGHT = 0.1;

export interface Loss {
  /** Scalar: mean over the batch of the command's negative log-likelihood, and the weighted value loss. */
  readonly total: tf.Scalar;
  /** (LOSS_ROWS, LOSS_COLUMNS) sums over the batch. */
  readonly metrics: tf.Tensor2D;
}

/** Loss (B), weight (B) and correctness (B) of one head, before the batch is summed. */
interface Row {
  readonly loss: tf.Tensor;
  /** (B) what is learned where that is not the loss itself: with smoothed labels. */
  readonly smoothed?: tf.Tensor;
  readonly weight: tf.Tensor;
  readonly correct: tf.Tensor;
}

/** For each function, whether it needs selected units, an entity, a point: (F, 3) as constants. */
function applicability(vocabulary: Vocabulary): Float32Array {
  const table = new Float32Array(vocabulary.functions.length * 3);
  vocabulary.functions.forEach((fn, f) => {
    table[f * 3] = f === 0 ? 0 : 1;
    table[f * 3 + 1] = TARGET_KINDS.indexOf(fn.target) === TARGET_KIND_INDEX.entity ? 1 : 0;
    table[f * 3 + 2] = TARGET_KINDS.indexOf(fn.target) === TARGET_KIND_INDEX.point ? 1 : 0;
  });
  return table;
}

/** Cross-entropy (B) of classes (B) under logits (B, classes); `smoothed` (B) where a share of the label goes to all legal classes. */
export function crossEntropy(
  logits: tf.Tensor,
  target: tf.Tensor,
  smoothing: number,
): Pick<Row, 'loss' | 'smoothed'> {
  const width = logits.shape[1] as number;
  const hot = tf.cast(tf.oneHot(target as tf.Tensor1D, width), 'float32'); // (B, classes)
  const logs = tf.logSoftmax(logits); // (B, classes)
  const loss = tf.neg(tf.sum(tf.mul(logs, hot), 1)); // (B)
  if (smoothing === 0) return { loss };
  // What is masked is no class of this sample: a share of the label there would be a loss of 1e9.
  const legal = tf.cast(tf.greater(logits, MASKED / 2), 'float32'); // (B, classes)
  const count = tf.maximum(tf.sum(legal, 1), 1); // (B)
  const spread = tf.neg(tf.div(tf.sum(tf.mul(logs, legal), 1), count)); // (B)
  return { loss, smoothed: tf.add(tf.mul(loss, 1 - smoothing), tf.mul(spread, smoothing)) };
}

/** A class head. */
function classes(logits: tf.Tensor, target: tf.Tensor, weight: tf.Tensor, smoothing: number): Row {
  return {
    ...crossEntropy(logits, target, smoothing),
    weight,
    correct: tf.cast(tf.equal(tf.argMax(logits, 1), target), 'float32'),
  };
}

/** Any of the selected units is a right pivot: minus the logarithm of their summed probability. */
function pivotRow(logits: tf.Tensor, selected: tf.Tensor, weight: tf.Tensor): Row {
  const probability = tf.sum(tf.mul(tf.softmax(logits), selected), 1); // (B)
  const best = tf.cast(tf.oneHot(tf.argMax(logits, 1) as tf.Tensor1D, logits.shape[1] as number), 'float32');
  return {
    loss: tf.neg(tf.log(tf.add(probability, 1e-8))),
    weight,
    correct: tf.sum(tf.mul(best, selected), 1),
  };
}

/** Binary cross-entropy of each selectable unit but the pivot, summed a sample; correct when the whole set is right. */
function selectedRow(
  logits: tf.Tensor,
  targets: TargetTensors,
  selectable: tf.Tensor,
  weight: tf.Tensor,
): Row {
  const count = logits.shape[1] as number;
  const pivot = tf.cast(tf.oneHot(targets.pivot as tf.Tensor1D, count), 'float32'); // (B, N)
  const counted = tf.mul(selectable, tf.sub(1, pivot)); // (B, N)
  const units = tf.mul(binaryCrossEntropy(logits, targets.selected), counted); // (B, N)
  const wrong = tf.mul(tf.abs(tf.sub(tf.cast(tf.greater(logits, 0), 'float32'), targets.selected)), counted);
  return {
    loss: tf.sum(units, 1),
    weight,
    correct: tf.cast(tf.equal(tf.sum(wrong, 1), 0), 'float32'),
  };
}

/** max(x, 0) - x z + log(1 + e^-|x|), which neither overflows nor loses digits. */
function binaryCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return tf.add(
    tf.sub(tf.relu(logits), tf.mul(logits, labels)),
    tf.log(tf.add(tf.exp(tf.neg(tf.abs(logits))), 1)),
  );
}

/**
 * Loss, weight and correctness of each head for each sample.
 * @param smoothing share of each class head's label that goes to its legal classes evenly (Szegedy et al. 2016, section 7); the unit and the
 * units that are selected have a set of right answers already
 */
export function lossRows(
  outputs: HeadOutputs,
  targets: TargetTensors,
  vocabulary: Vocabulary,
  smoothing = 0,
): Record<LossRow, Row> {
  const { logits, selectable } = outputs;
  const batch = targets.function.shape[0] as number;
  const table = tf.tensor2d(applicability(vocabulary), [vocabulary.functions.length, 3]);
  const kinds = tf
    .split(tf.gather(table, targets.function as tf.Tensor1D), 3, 1)
    .map((t) => tf.reshape(t, [batch]));
  const [units, entity, place] = kinds; // 3 x (B)
  const always = tf.ones([batch]);
  const plain = (head: Head, weight: tf.Tensor): Row =>
    classes(logits[head], targets[head], weight, smoothing);
  const value: Row = {
    loss: binaryCrossEntropy(outputs.value, targets.outcome),
    weight: targets.outcome_known,
    correct: tf.cast(tf.equal(tf.cast(tf.greater(outputs.value, 0), 'float32'), targets.outcome), 'float32'),
  };
  return {
    function: plain('function', always),
    delay: plain('delay', always),
    queued: plain('queued', units),
    pivot: pivotRow(logits.pivot, targets.selected, units),
    selected: selectedRow(logits.selected, targets, selectable, units),
    target_entity: plain('target_entity', entity),
    target_cell: plain('target_cell', place),
    target_fine: plain('target_fine', place),
    value,
  };
}

/** The loss and its sums. Rows without a weight count once, the value VALUE_WEIGHT. The sums are those of the unsmoothed loss. */
export function imitationLoss(
  outputs: HeadOutputs,
  targets: TargetTensors,
  vocabulary: Vocabulary,
  weights: LossWeights = {},
  smoothing = 0,
): Loss {
  const batch = targets.function.shape[0] as number;
  const rows = lossRows(outputs, targets, vocabulary, smoothing);
  const sums = LOSS_ROWS.map((name) => {
    const { loss, weight, correct } = rows[name];
    return tf.stack([tf.sum(tf.mul(loss, weight)), tf.sum(weight), tf.sum(tf.mul(correct, weight))]); // (3)
  });
  const weighted = LOSS_ROWS.map((name, i) => {
    const { smoothed, weight: applies } = rows[name];
    const loss = smoothed ? tf.sum(tf.mul(smoothed, applies)) : tf.reshape(tf.slice(sums[i], [0], [1]), []); // ()
    const weight = weights[name] ?? (name === 'value' ? VALUE_WEIGHT : 1);
    return weight === 1 ? loss : tf.mul(loss, weight);
  });
  const total = tf.div(
    weighted.reduce((a, b) => tf.add(a, b)),
    batch,
  );
  return { total: total as tf.Scalar, metrics: tf.stack(sums) as tf.Tensor2D };
}
