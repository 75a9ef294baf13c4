/**
 * The input array: entities, map patches, scalars and past orders as tokens of one width, with a modality embedding. No
 * convolution, no separate encoders. Shape letters: B batch, N entities, P map patches, K past orders, T = N + P + 1 + K
 * tokens, D width.
 */
import * as tf from '@tensorflow/tfjs-core';
import { PAUSE_CLASSES } from '../spec/classes.js';
import { RACE } from '../spec/columns.js';
import {
  type ContextSizes,
  ENTITY_FEATURES,
  ENTITY_IDS,
  HISTORY_FEATURES,
  HISTORY_IDS,
  MAP_PATCH,
  MAP_PATCH_SIZE,
  MAP_PATCHES,
  MAP_RASTER,
  SCALAR_FEATURES,
  SCALAR_IDS,
} from '../spec/encoding.js';
import { KhalaError } from '../spec/errors.js';
import { habitSize } from '../spec/habits.js';
import { tallySize } from '../spec/tallies.js';
import type { Vocabulary } from '../spec/vocabulary.js';
import { applyLinear, applyLowered, applyMlp, applyNorm, MASKED, mlpSpecs, raised } from './attention.js';
import type { ModelConfig } from './config.js';
import type { ContextTensors, InputTensors } from './inputs.js';
import { GELU_SLOPE, gatherSum, gelu, linear, scaledGelu } from './ops.js';
import { get, linearSpecs, normSpecs, type ParameterSpec, type Parameters, tableSpec } from './parameters.js';

/** Longest and shortest wavelength of the Fourier features of a position in cells: the largest map, about one small unit. */
const CELLS = { longest: 512, shortest: 2 } as const;
/** The same for positions in units of the map raster: twice the map, two cells of the raster. */
const RASTER = { longest: 2 * MAP_RASTER, shortest: 2 } as const;
const EMBEDDING_DEVIATION = 0.5;
/** Of some hundred tallies and habits a few dozen are not zero. */
const SPARSE_GAIN = 4;
/** Hidden width of the context's MLP in multiples of D: it has more to read than any other. */
const CONTEXT_RATIO = 4;

const RACES = Object.keys(RACE).length;

/** Rows of each embedded entity id; row 0 is "none or unknown". */
function entityTables(vocabulary: Vocabulary): Record<(typeof ENTITY_IDS)[number], number> {
  return {
    unit_type: vocabulary.unitTypes.length + 1,
    order_0: vocabulary.abilities.length + 1,
    order_1: vocabulary.abilities.length + 1,
    buff_0: vocabulary.buffs.length + 1,
  };
}

function scalarTables(vocabulary: Vocabulary): Record<(typeof SCALAR_IDS)[number], number> {
  return { race: RACES, enemy_race: RACES, last_function: vocabulary.functions.length };
}

function historyTables(vocabulary: Vocabulary): Record<(typeof HISTORY_IDS)[number], number> {
  return {
    function: vocabulary.functions.length + 1,
    unit_type: vocabulary.unitTypes.length + 1,
    since: PAUSE_CLASSES,
    gap: PAUSE_CLASSES,
  };
}

/** Sizes of what a policy of this configuration is shown besides entities and map. */
export function contextSizes({ history, context }: ModelConfig, vocabulary: Vocabulary): ContextSizes {
  return {
    functions: vocabulary.functions.length,
    history,
    tallies: context ? tallySize(vocabulary) : 0,
    habits: context ? habitSize(vocabulary) : 0,
  };
}

/** Entities, map patches, scalars, and past orders where there are any. */
const modalities = (config: ModelConfig): number => (config.history > 0 ? 4 : 3);

/** Size of the Fourier features of one (x, y): sine and cosine of each band of both. */
function fourierSize(config: ModelConfig): number {
  return config.fourierBands * 4;
}

export function tokenSpecs(config: ModelConfig, vocabulary: Vocabulary): ParameterSpec[] {
  const { width } = config;
  const position = fourierSize(config);
  return [
    ...linearSpecs('tokens.entity.in', ENTITY_FEATURES.length + 2 * position, width),
    ...Object.entries(entityTables(vocabulary)).map(([name, rows]) =>
      tableSpec(`tokens.entity.${name}`, rows, width, EMBEDDING_DEVIATION),
    ),
    ...linearSpecs('tokens.entity.out', width, width),
    ...normSpecs('tokens.entity.norm', width),
    ...linearSpecs('tokens.map', MAP_PATCH_SIZE, width),
    ...linearSpecs('tokens.map.place', position, width),
    ...normSpecs('tokens.map.norm', width),
    ...linearSpecs('tokens.scalars', SCALAR_FEATURES.length, width),
    ...Object.entries(scalarTables(vocabulary)).map(([name, rows]) =>
      tableSpec(`tokens.scalars.${name}`, rows, width, EMBEDDING_DEVIATION),
    ),
    ...normSpecs('tokens.scalars.norm', width),
    tableSpec('tokens.modality', modalities(config), width, EMBEDDING_DEVIATION),
    ...(config.history > 0 ? historySpecs(config, vocabulary) : []),
    ...(config.context ? contextSpecs(config, vocabulary) : []),
  ];
}

/** Hidden numbers of the context's MLP. */
export const contextHidden = ({ width }: ModelConfig): number => width * CONTEXT_RATIO;

/** Width of a past order where the context reads all of them at once: contexts are many, and this is what they cost most by. */
const narrowWidth = ({ width }: ModelConfig): number => width >> 1;

function contextSpecs(config: ModelConfig, vocabulary: Vocabulary): ParameterSpec[] {
  const { width, history } = config;
  const narrow = narrowWidth(config);
  return [
    ...linearSpecs('tokens.tallies', tallySize(vocabulary), width, SPARSE_GAIN),
    ...linearSpecs('tokens.habits', habitSize(vocabulary), width, SPARSE_GAIN),
    ...normSpecs('tokens.habits.norm', width),
    ...(history > 0 ? pastSpecs('tokens.context.past', narrow, config, vocabulary) : []),
    ...mlpSpecs('tokens.context', 2 * width + history * narrow, contextHidden(config), width),
    ...normSpecs('tokens.context.norm', width),
  ];
}

function historySpecs(config: ModelConfig, vocabulary: Vocabulary): ParameterSpec[] {
  const { width } = config;
  return [
    ...pastSpecs('tokens.history', width, config, vocabulary),
    ...linearSpecs('tokens.history.out', width, width),
    ...normSpecs('tokens.history.norm', width),
  ];
}

/** What `readPast` needs to read past orders into so many numbers each. */
function pastSpecs(
  prefix: string,
  width: number,
  config: ModelConfig,
  vocabulary: Vocabulary,
): ParameterSpec[] {
  return [
    ...linearSpecs(`${prefix}.in`, HISTORY_FEATURES.length + fourierSize(config), width),
    ...Object.entries(historyTables(vocabulary)).map(([name, rows]) =>
      tableSpec(`${prefix}.${name}`, rows, width, EMBEDDING_DEVIATION),
    ),
    tableSpec(`${prefix}.rank`, config.history, width, EMBEDDING_DEVIATION),
  ];
}

/** Sine and cosine of (x, y) at `bands` wavelengths from the longest to the shortest. (…, 2) to 2 x (…, 2 bands) */
function fourier(
  position: tf.Tensor,
  bands: number,
  range: { longest: number; shortest: number },
): tf.Tensor[] {
  const ratio = bands > 1 ? (range.shortest / range.longest) ** (1 / (bands - 1)) : 1;
  const turns = Array.from({ length: bands }, (_, i) => (2 * Math.PI) / (range.longest * ratio ** i));
  const none = turns.map(() => 0);
  const lead = position.shape.slice(0, -1);
  const rows = lead.reduce((a, b) => a * b, 1);
  // One product with a (2, 2 bands) matrix scales both coordinates by all bands.
  const matrix = tf.tensor2d([...turns, ...none, ...none, ...turns], [2, 2 * bands]);
  const angles = tf.matMul(tf.reshape(position, [rows, 2]), matrix); // (rows, 2 bands)
  return [tf.sin(angles), tf.cos(angles)].map((wave) => tf.reshape(wave, [...lead, 2 * bands]));
}

/** Fourier features of places on the map raster. (…, 2) to (…, 4 bands) */
export function rasterFourier(position: tf.Tensor, config: ModelConfig): tf.Tensor {
  return tf.concat(fourier(position, config.fourierBands, RASTER), position.rank - 1);
}

/** Middles of a `side` x `side` grid over the map, in units of the map raster, row by row. (side * side, 2) */
export function gridCentres(side: number): tf.Tensor2D {
  const cell = MAP_RASTER / side;
  const centres = Array.from({ length: side * side }, (_, i) => [
    ((i % side) + 0.5) * cell,
    (Math.floor(i / side) + 0.5) * cell,
  ]);
  return tf.tensor2d(centres);
}

/** Sum of the embeddings of all ids: (…, I) int32 and a table (rows, D) for each of them to (…, D). */
function embedAll(tables: readonly tf.Tensor[], ids: tf.Tensor): tf.Tensor {
  const rows = tf.split(tf.reshape(ids, [-1, tables.length]), tables.length, 1); // I x (R, 1)
  const read = gatherSum(
    tables,
    rows.map((column) => tf.reshape(column, [-1])),
  ); // (R, D)
  return tf.reshape(read, [...ids.shape.slice(0, -1), tables[0].shape[1] as number]);
}

const tablesOf = (p: Parameters, prefix: string, names: readonly string[]): tf.Tensor[] =>
  names.map((name) => get(p, `${prefix}.${name}`));

/** The player's last orders, the newest first, each by itself as W numbers. (B, K, W) */
function readPast(p: Parameters, prefix: string, config: ModelConfig, inputs: ContextTensors): tf.Tensor {
  const { history_ids, history_features, history_place } = inputs;
  if (!history_ids || !history_features || !history_place)
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `run policy: it reads ${config.history} past orders, the inputs have none; encode them with its own configuration`,
    );
  const placed = tf.slice(history_features, [0, 0, HISTORY_FEATURES.indexOf('placed')], [-1, -1, 1]); // (B, K, 1)
  const numbers = tf.concat([history_features, tf.mul(rasterFourier(history_place, config), placed)], 2); // (B, K, Fh + 4 bands)
  const ids = tf.add(
    embedAll(tablesOf(p, prefix, HISTORY_IDS), history_ids), // (B, K, W)
    get(p, `${prefix}.rank`), // (K, W)
  );
  return gelu(tf.add(applyLinear(p, `${prefix}.in`, numbers), ids)); // (B, K, W)
}

/** One token for each of the player's last orders. (B, K, D) */
function historyTokens(p: Parameters, config: ModelConfig, inputs: ContextTensors): tf.Tensor {
  const raw = readPast(p, 'tokens.history', config, inputs); // (B, K, D)
  return applyNorm(p, 'tokens.history.norm', applyLinear(p, 'tokens.history.out', raw)); // (B, K, D)
}

/** The player's numbers, races, last function and tallies as one token. (B, 1, D) */
function scalarToken(p: Parameters, inputs: ContextTensors): tf.Tensor {
  let player = tf.add(
    applyLinear(p, 'tokens.scalars', inputs.scalars),
    embedAll(tablesOf(p, 'tokens.scalars', SCALAR_IDS), inputs.scalar_ids),
  ); // (B, D)
  if (inputs.tallies) player = tf.add(player, applyLinear(p, 'tokens.tallies', inputs.tallies)); // (B, D)
  return tf.expandDims(applyNorm(p, 'tokens.scalars.norm', player), 1); // (B, 1, D)
}

/** What the function's query reads past the latents. scalars (B, 1, D) to (B, D). @param kept (B, hidden) dropout's factors, or null */
function contextOf(
  p: Parameters,
  config: ModelConfig,
  scalars: tf.Tensor,
  inputs: ContextTensors,
  kept: tf.Tensor | null,
): tf.Tensor {
  const [batch] = scalars.shape;
  if (!inputs.habits)
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      'run policy: it reads habits, the inputs have none; encode them with its own configuration',
    );
  const habits = applyNorm(p, 'tokens.habits.norm', applyLinear(p, 'tokens.habits', inputs.habits)); // (B, D)
  const direct = [tf.reshape(scalars, [batch, config.width]), habits];
  if (inputs.history_mask) {
    const past = readPast(p, 'tokens.context.past', config, inputs); // (B, K, D / 2)
    const shown = tf.mul(past, tf.expandDims(inputs.history_mask, 2));
    direct.push(tf.reshape(shown, [batch, config.history * narrowWidth(config)]));
  }
  // Of the size of a query, whatever the MLP grows to, so that what the latents say still counts beside it.
  return applyNorm(p, 'tokens.context.norm', applyMlp(p, 'tokens.context', tf.concat(direct, 1), kept)); // (B, D)
}

/** What the function's query reads past the latents, without any entity being there. (B, D). @param kept (B, hidden) dropout's factors, or null */
export function contextAlone(
  p: Parameters,
  config: ModelConfig,
  inputs: ContextTensors,
  kept: tf.Tensor | null,
): tf.Tensor {
  return contextOf(p, config, scalarToken(p, inputs), inputs, kept);
}

export interface Tokens {
  /** (B, N, D) the entities' own tokens; the decoder's entity queries start from them. */
  readonly entities: tf.Tensor;
  /** (B, T, D) */
  readonly all: tf.Tensor;
  /** (B, 1, 1, T) added to attention logits: 0, or MASKED at padding. */
  readonly bias: tf.Tensor;
  /** (B, D) what the function's query reads past the latents; null where the configuration has none. */
  readonly context: tf.Tensor | null;
}

export function tokenise(p: Parameters, config: ModelConfig, inputs: InputTensors): Tokens {
  const [batch, count] = inputs.entity_mask.shape as [number, number];
  const modality = tf.split(get(p, 'tokens.modality'), modalities(config)); // 3 or 4 x (1, D)

  const [cells, raster] = tf.split(inputs.entity_position, 2, 2); // 2 x (B, N, 2)
  const numbers = tf.concat(
    [
      inputs.entity_features,
      ...fourier(cells, config.fourierBands, CELLS),
      ...fourier(raster, config.fourierBands, RASTER),
    ],
    2,
  ); // (B, N, F + 8 bands)
  const { w, b } = raised({ w: get(p, 'tokens.entity.in.w'), b: get(p, 'tokens.entity.in.b') });
  const [first, ...rest] = tablesOf(p, 'tokens.entity', ENTITY_IDS).map((table) => tf.mul(table, GELU_SLOPE));
  // Each entity reads one row of each table, so the bias lies in the first: a pass less over all entities.
  const ids = embedAll([tf.add(first, b), ...rest], inputs.entity_ids); // (B, N, D)
  const raw = scaledGelu(tf.add(linear(numbers, w, null), ids)); // (B, N, D)
  const entities = applyNorm(p, 'tokens.entity.norm', applyLowered(p, 'tokens.entity.out', raw)); // (B, N, D)

  const centres = rasterFourier(gridCentres(MAP_RASTER / MAP_PATCH), config); // (P, 4 bands)
  const places = applyLinear(p, 'tokens.map.place', centres); // (P, D)
  const patches = applyNorm(p, 'tokens.map.norm', tf.add(applyLinear(p, 'tokens.map', inputs.map), places)); // (B, P, D)

  const scalars = scalarToken(p, inputs); // (B, 1, D)
  const parts = [tf.add(entities, modality[0]), tf.add(patches, modality[1]), tf.add(scalars, modality[2])];
  const padding = (mask: tf.Tensor): tf.Tensor => tf.mul(tf.sub(1, mask), MASKED);
  const biases = [padding(inputs.entity_mask), tf.zeros([batch, MAP_PATCHES + 1])];
  if (inputs.history_mask) {
    parts.push(tf.add(historyTokens(p, config, inputs), modality[3]));
    biases.push(padding(inputs.history_mask));
  }
  const context = config.context ? contextOf(p, config, scalars, inputs, null) : null; // (B, D)
  const all = tf.concat(parts, 1); // (B, T, D)
  const bias = tf.reshape(tf.concat(biases, 1), [batch, 1, 1, count + MAP_PATCHES + 1 + config.history]); // (B, 1, 1, T)
  return { entities, all, bias, context };
}
