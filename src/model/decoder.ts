/**
 * The action-query decoder: one cross-attention from all queries to the latents (or to what another torso gives). The paper's decoder has one query an
 * entity, its own embedding, 512 in and 512 out (arXiv 2107.14795, section 4.4); the learned queries for function, delay,
 * queued and value, and one query a coarse location cell, are ours. Shape letters: B batch, N entities, M vectors of the torso (the latents), D width,
 * G location cells.
 */
import * as tf from '@tensorflow/tfjs-core';
import { LOCATION_GRID } from '../spec/encoding.js';
import {
  addMlp,
  applyLinear,
  applyNorm,
  applyStandardise,
  attend,
  keysAndValues,
  keyValueSpecs,
  mlpSpecs,
  seenAs,
  splitHeads,
  type WatchAttention,
} from './attention.js';
import type { ModelConfig } from './config.js';
import { askFew } from './cross-attention.js';
import { get, linearSpecs, normSpecs, type ParameterSpec, type Parameters, tableSpec } from './parameters.js';
import { gridCentres, rasterFourier, type Tokens } from './tokens.js';
import type { TorsoOutput } from './torso.js';

/** Learned queries, one vector each. */
export const LEARNED_QUERIES = ['function', 'delay', 'queued', 'value'] as const;
export type LearnedQuery = (typeof LEARNED_QUERIES)[number];

const QUERY_DEVIATION = 0.5;

export function decoderSpecs(config: ModelConfig): ParameterSpec[] {
  const { width, mlpRatio, pointerWidth } = config;
  const hidden = Math.round(width * mlpRatio);
  return [
    ...keyValueSpecs('decoder.latents', width),
    tableSpec('decoder.queries', LEARNED_QUERIES.length, width, QUERY_DEVIATION),
    ...linearSpecs('decoder.query', width, width),
    ...linearSpecs('decoder.out', width, width, Math.SQRT1_2),
    ...normSpecs('decoder.mlp.norm', width),
    ...mlpSpecs('decoder.mlp', width, hidden, width, Math.SQRT1_2),
    ...(config.torso === 'transformer' ? [] : entitySpecs(width)),
    ...normSpecs('decoder.entity.norm', width),
    ...linearSpecs('decoder.cell.query', config.fourierBands * 4, pointerWidth),
    ...linearSpecs('decoder.cell.keyValue', width, 2 * pointerWidth),
    ...linearSpecs('decoder.cell.place', config.fourierBands * 4, pointerWidth),
  ];
}

/** For entities that ask: a transformer has worked them out already. */
function entitySpecs(width: number): ParameterSpec[] {
  return [
    ...linearSpecs('decoder.entity.query', width, width),
    ...linearSpecs('decoder.entity.out', width, width, Math.SQRT1_2),
    ...normSpecs('decoder.entity.mlp.norm', width),
    ...mlpSpecs('decoder.entity.mlp', width, width, width, Math.SQRT1_2),
  ];
}

/** The function's query before it has read anything. (1, D) */
export function functionQuery(p: Parameters): tf.Tensor {
  return tf.slice(get(p, 'decoder.queries'), [LEARNED_QUERIES.indexOf('function'), 0], [1, -1]);
}

export interface Decoded {
  /** (B, D) each */
  readonly learned: Record<LearnedQuery, tf.Tensor>;
  /** (B, D) what chooses the function: the learned query's answer, and the context where there is one. */
  readonly functionQuery: tf.Tensor;
  /** (B, N, D) standardised: gain and bias of `decoder.entity.norm` are the heads' to add. */
  readonly entities: tf.Tensor;
  /** (B, G, pointer width) keys of the location cells */
  readonly cells: tf.Tensor;
}

/**
 * @param watch is told of `decoder.learned` (B, H, 4, M), what each learned query reads; of `decoder.entities` (B, H, N, M), where entities
 *   ask; and of `decoder.cells` (B, 1, G, M)
 */
export function decode(
  p: Parameters,
  config: ModelConfig,
  tokens: Tokens,
  torso: TorsoOutput,
  watch: WatchAttention | null = null,
): Decoded {
  const { heads } = config;
  const { context } = tokens;
  const { memory, bias } = torso;
  const [batch] = memory.shape;
  const heard = applyNorm(p, 'decoder.latents.norm', memory); // (B, M, D)
  const { k, v } = keysAndValues(p, 'decoder.latents', heard, heads); // (B, H, M, d)
  const count = LEARNED_QUERIES.length;

  // Learned queries and cells ask the same in every sample: their projections have no batch axis.
  const learnedStart = tf.expandDims(get(p, 'decoder.queries'), 0); // (1, 4, D)
  const asked = applyLinear(p, 'decoder.query', learnedStart); // (1, 4, D)
  const learnedRead = attend(asked, k, v, heads, bias, seenAs(watch, 'decoder.learned')); // (B, 4, D)
  const learnedOut = addMlp(
    p,
    'decoder.mlp',
    tf.add(learnedStart, applyLinear(p, 'decoder.out', learnedRead)),
  ); // (B, 4, D)
  const rows = tf.split(learnedOut, count, 1).map((row) => tf.reshape(row, [batch, config.width])); // 4 x (B, D)

  const ask = (entities: tf.Tensor): tf.Tensor => {
    const names = { query: 'decoder.entity.query', out: 'decoder.entity.out' };
    const answer = askFew(p, names, entities, k, v, seenAs(watch, 'decoder.entities')); // (B, N, D)
    return addMlp(p, 'decoder.entity.mlp', tf.add(entities, answer));
  };
  const entities = torso.entities ?? ask(tokens.entities); // (B, N, D)

  // Cells are many and each needs little: one narrow head, whose answers are the pointer's keys.
  const places = rasterFourier(gridCentres(LOCATION_GRID), config); // (G, 4 bands)
  const cellQueries = tf.expandDims(applyLinear(p, 'decoder.cell.query', places), 0); // (1, G, Dp)
  const narrow = applyLinear(p, 'decoder.cell.keyValue', heard); // (B, M, 2 Dp)
  const [cellKeys, cellValues] = tf.split(narrow, 2, 2).map((half) => splitHeads(half, 1)); // 2 x (B, 1, M, Dp)
  const cellRead = attend(cellQueries, cellKeys, cellValues, 1, bias, seenAs(watch, 'decoder.cells')); // (B, G, Dp)

  const learned = Object.fromEntries(LEARNED_QUERIES.map((name, i) => [name, rows[i]])) as Record<
    LearnedQuery,
    tf.Tensor
  >;
  return {
    learned,
    functionQuery: context ? tf.add(learned.function, context) : learned.function,
    entities: applyStandardise(entities), // (B, N, D)
    cells: tf.add(cellRead, applyLinear(p, 'decoder.cell.place', places)), // (B, G, Dp)
  };
}
