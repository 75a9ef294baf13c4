/**
 * The command, autoregressively: function, delay, queued, then the selected units (a pivot by pointer softmax, the rest as
 * independent yes or no given the pivot), then target entity by pointer, or target point as a coarse cell and a place in
 * it. Each choice adds its embedding to the context of the next; illegal choices are masked. After AlphaStar's heads
 * (Vinyals et al. 2019, Methods, "Architecture"), with the pivot in place of its sequential unit pointer.
 * Shape letters: B batch, N entities, D width, F functions, G location cells, Dp pointer width, Dh hidden width.
 */
import * as tf from '@tensorflow/tfjs-core';
import { FINE_CELLS, type VocabularyIndex } from '../spec/encoding.js';
import { DELAY_BINS } from '../spec/vocabulary.js';
import {
  applyLinear,
  applyMlp,
  applyNorm,
  type LinearMap,
  MASKED,
  mlpSpecs,
  normedMap,
  raised,
} from './attention.js';
import type { ModelConfig } from './config.js';
import type { Decoded } from './decoder.js';
import type { InputTensors } from './inputs.js';
import { centred, GELU_SLOPE, gatherRows, scaledGeluDot } from './ops.js';
import { get, linearSpecs, normSpecs, type ParameterSpec, type Parameters, tableSpec } from './parameters.js';

/** The heads, in the order in which they choose. */
export const HEADS = [
  'function',
  'delay',
  'queued',
  'pivot',
  'selected',
  'target_entity',
  'target_cell',
  'target_fine',
] as const;
export type Head = (typeof HEADS)[number];

/**
 * Answers one head: class ids (B) int32 out of logits (B, classes); for `selected` a 0/1 mask (B, N) out of logits (B, N).
 * Training forces the teacher's choice, playing samples.
 */
export type Choose = (head: Head, logits: tf.Tensor) => tf.Tensor;

export interface HeadOutputs {
  /** (B, classes) a head; (B, N) for pivot, selected and target_entity. Masked where illegal. */
  readonly logits: Record<Head, tf.Tensor>;
  readonly choices: Record<Head, tf.Tensor>;
  /** (B, N) 1 where the entity may be selected for the chosen function. */
  readonly selectable: tf.Tensor;
  /** (B) logit of winning the match. */
  readonly value: tf.Tensor;
}

/** Queued or not. */
export const QUEUED_CLASSES = 2;
const EMBEDDING_DEVIATION = 0.5;
/** Fresh logits are near zero: a smaller gain on what makes them. */
const LOGIT_GAIN = 0.1;

export function headSpecs(config: ModelConfig, functions: number): ParameterSpec[] {
  const { width, pointerWidth } = config;
  return [
    ...normSpecs('heads.function.norm', width),
    ...linearSpecs('heads.function', width, functions, LOGIT_GAIN),
    tableSpec('heads.function.embedding', functions, width, EMBEDDING_DEVIATION),
    ...mlpSpecs('heads.delay', width, width, DELAY_BINS.length, LOGIT_GAIN),
    tableSpec('heads.delay.embedding', DELAY_BINS.length, width, EMBEDDING_DEVIATION),
    ...mlpSpecs('heads.queued', width, width, QUEUED_CLASSES, LOGIT_GAIN),
    tableSpec('heads.queued.embedding', QUEUED_CLASSES, width, EMBEDDING_DEVIATION),
    // Keys of the three pointers, and the hidden layer of the yes-or-no head.
    ...linearSpecs('heads.entities', width, 3 * pointerWidth + width),
    ...mlpSpecs('heads.pivot', width, width, pointerWidth),
    ...linearSpecs('heads.pivot.embedding', width, width),
    ...mlpSpecs('heads.selected', width, width, pointerWidth),
    ...linearSpecs('heads.selected.context', width, width),
    ...linearSpecs('heads.selected.hidden', width, 1, LOGIT_GAIN),
    ...linearSpecs('heads.selected.embedding', width, width),
    ...mlpSpecs('heads.target_entity', width, width, pointerWidth),
    ...mlpSpecs('heads.target_cell', width, width, pointerWidth),
    ...linearSpecs('heads.target_cell.embedding', pointerWidth, width),
    ...mlpSpecs('heads.target_fine', width, width, FINE_CELLS, LOGIT_GAIN),
    ...normSpecs('heads.value.norm', width),
    ...linearSpecs('heads.value', width, 1, LOGIT_GAIN),
  ];
}

/** Adds MASKED where `allowed` (same shape, 0 or 1) is 0. */
function mask(logits: tf.Tensor, allowed: tf.Tensor): tf.Tensor {
  return tf.add(logits, tf.mul(tf.sub(1, allowed), MASKED));
}

/** Dot products of one query a sample (B, Dp) with keys (B, M, Dp), scaled: (B, M). */
function point(query: tf.Tensor, keys: tf.Tensor): tf.Tensor {
  const [batch, count, depth] = keys.shape as [number, number, number];
  const scaled = tf.mul(tf.expandDims(query, 2), 1 / Math.sqrt(depth)); // (B, Dp, 1)
  return tf.reshape(tf.matMul(keys, scaled), [batch, count]);
}

/** What makes of standardised entities the keys of three pointers (D, Dp), and what the yes-or-no head's scaledGelu takes (D, D). */
function entityMaps(p: Parameters, { width, pointerWidth }: ModelConfig): LinearMap[] {
  const { w, b } = normedMap(p, 'decoder.entity.norm', 'heads.entities');
  const sizes = [pointerWidth, pointerWidth, pointerWidth, width];
  const biases = tf.split(b, sizes);
  const [pivot, selected, target, hidden] = tf
    .split(w, sizes, 1)
    .map((part, i) => ({ w: part, b: biases[i] }));
  return [pivot, selected, target, raised(hidden)];
}

/**
 * `point` at the keys that a map makes of entities (B, N, D), without making them: a query (B, Dp) goes through the map backwards, and meets
 * each entity as one vector (D). (B, N)
 */
function pointAt(entities: tf.Tensor, query: tf.Tensor, { w, b }: LinearMap): tf.Tensor {
  const [batch, count] = entities.shape;
  const depth = b.size;
  const scaled = tf.mul(query, 1 / Math.sqrt(depth)); // (B, Dp)
  const asked = tf.matMul(scaled, w, false, true); // (B, D)
  const level = tf.matMul(scaled, tf.reshape(b, [depth, 1])); // (B, 1)
  const met = tf.matMul(entities, tf.expandDims(asked, 2)); // (B, N, 1)
  return tf.add(tf.reshape(met, [batch, count as number]), level);
}

/** Weighted sum of entities, of which only standardised ones are given: weights (B, N), unit (B, N, D) to (B, D). */
function poolEntities(p: Parameters, weights: tf.Tensor, unit: tf.Tensor): tf.Tensor {
  const gained = tf.mul(centred(pool(weights, unit), -1), get(p, 'decoder.entity.norm.g')); // (B, D)
  return tf.add(gained, tf.mul(tf.sum(weights, 1, true), get(p, 'decoder.entity.norm.b')));
}

/** Weighted sum of rows: weights (B, M), rows (B, M, K) to (B, K). */
function pool(weights: tf.Tensor, rows: tf.Tensor): tf.Tensor {
  const [batch, , depth] = rows.shape as [number, number, number];
  return tf.reshape(tf.matMul(tf.expandDims(weights, 1), rows), [batch, depth]);
}

const oneHot = (ids: tf.Tensor, classes: number): tf.Tensor =>
  tf.cast(tf.oneHot(ids as tf.Tensor1D, classes), 'float32');

/** Which entities may be selected for a function: own, and of a type that can do it. (B, N) */
function selectableFor(fn: tf.Tensor, inputs: InputTensors, index: VocabularyIndex): tf.Tensor {
  const [batch, count] = inputs.own_mask.shape as [number, number];
  const types = index.vocabulary.unitTypes.length + 1;
  const type = tf.slice(inputs.entity_ids, [0, 0, 0], [batch, count, 1]); // (B, N, 1)
  const row = tf.mul(tf.reshape(fn, [batch, 1, 1]), tf.scalar(types, 'int32')); // (B, 1, 1)
  const place = tf.reshape(tf.add(type, row), [batch * count]); // (B * N) into the flat table (F * types)
  const able = tf.gather(tf.tensor1d(index.users), place as tf.Tensor1D);
  return tf.mul(tf.reshape(able, [batch, count]), inputs.own_mask);
}

/** Logits of the function out of its query. (B, D), (B, F) to (B, F) */
export function applyFunctionHead(p: Parameters, query: tf.Tensor, offered: tf.Tensor): tf.Tensor {
  return mask(applyLinear(p, 'heads.function', applyNorm(p, 'heads.function.norm', query)), offered);
}

export function applyHeads(
  p: Parameters,
  config: ModelConfig,
  index: VocabularyIndex,
  decoded: Decoded,
  inputs: InputTensors,
  choose: Choose,
): HeadOutputs {
  const [batch, count] = inputs.entity_mask.shape as [number, number];
  const { learned, functionQuery, entities, cells } = decoded;
  const [pivotKeys, selectedKeys, targetKeys, hidden] = entityMaps(p, config);
  const functionLogits = applyFunctionHead(p, functionQuery, inputs.function_mask); // (B, F)
  const fn = choose('function', functionLogits); // (B)
  let context = tf.add(learned.function, gatherRows(get(p, 'heads.function.embedding'), fn)); // (B, D)

  const delayLogits = applyMlp(p, 'heads.delay', tf.add(context, learned.delay)); // (B, delay bins)
  const delay = choose('delay', delayLogits); // (B)
  context = tf.add(context, gatherRows(get(p, 'heads.delay.embedding'), delay)); // (B, D)

  const queuedLogits = applyMlp(p, 'heads.queued', tf.add(context, learned.queued)); // (B, 2)
  const queued = choose('queued', queuedLogits); // (B)
  context = tf.add(context, gatherRows(get(p, 'heads.queued.embedding'), queued)); // (B, D)

  const selectable = selectableFor(fn, inputs, index); // (B, N)
  const pivotLogits = mask(pointAt(entities, applyMlp(p, 'heads.pivot', context), pivotKeys), selectable); // (B, N)
  const pivot = choose('pivot', pivotLogits); // (B)
  const pivotEntity = poolEntities(p, oneHot(pivot, count), entities); // (B, D)
  const pivoted = tf.add(context, applyLinear(p, 'heads.pivot.embedding', pivotEntity)); // (B, D)

  const asked = applyLinear(p, 'heads.selected.context', pivoted); // (B, D)
  const together = tf.expandDims(tf.add(tf.mul(asked, GELU_SLOPE), hidden.b), 1); // (B, 1, D)
  const weights = tf.mul(get(p, 'heads.selected.hidden.w'), 1 / GELU_SLOPE); // (D, 1)
  const yes = tf.add(scaledGeluDot(entities, hidden.w, together, weights), get(p, 'heads.selected.hidden.b')); // (B, N, 1)
  const pointed = pointAt(entities, applyMlp(p, 'heads.selected', pivoted), selectedKeys); // (B, N)
  const selectedLogits = mask(tf.add(tf.reshape(yes, [batch, count]), pointed), selectable); // (B, N)
  const others = choose('selected', selectedLogits); // (B, N)
  const selected = tf.maximum(tf.mul(others, selectable), tf.mul(oneHot(pivot, count), selectable)); // (B, N)
  const size = tf.maximum(tf.sum(selected, 1, true), 1); // (B, 1)
  const group = applyLinear(p, 'heads.selected.embedding', poolEntities(p, tf.div(selected, size), entities)); // (B, D)
  context = tf.add(pivoted, group); // (B, D)

  const wanted = pointAt(entities, applyMlp(p, 'heads.target_entity', context), targetKeys); // (B, N)
  const entityLogits = mask(wanted, inputs.entity_mask); // (B, N)
  const target = choose('target_entity', entityLogits); // (B)

  const cellLogits = point(applyMlp(p, 'heads.target_cell', context), cells); // (B, G)
  const cell = choose('target_cell', cellLogits); // (B)
  const cellKey = pool(oneHot(cell, cellLogits.shape[1] as number), cells); // (B, Dp)
  const placed = tf.add(context, applyLinear(p, 'heads.target_cell.embedding', cellKey)); // (B, D)
  const fineLogits = applyMlp(p, 'heads.target_fine', placed); // (B, fine cells)
  const fine = choose('target_fine', fineLogits); // (B)

  const value = applyLinear(p, 'heads.value', applyNorm(p, 'heads.value.norm', learned.value)); // (B, 1)
  return {
    logits: {
      function: functionLogits,
      delay: delayLogits,
      queued: queuedLogits,
      pivot: pivotLogits,
      selected: selectedLogits,
      target_entity: entityLogits,
      target_cell: cellLogits,
      target_fine: fineLogits,
    },
    choices: {
      function: fn,
      delay,
      queued,
      pivot,
      selected,
      target_entity: target,
      target_cell: cell,
      target_fine: fine,
    },
    selectable,
    value: tf.reshape(value, [batch]),
  };
}
