/**
 * What a policy reads, out of the weights of its attentions. Shape letters: H heads, N entities, T tokens, M vectors of the torso that queries
 * read (the latents, or all tokens of a transformer).
 */
import { LEARNED_QUERIES, type LearnedQuery } from '../model/decoder.js';
import { MAP_PATCHES } from '../spec/encoding.js';

/** Weights (heads, queries, keys), row-major; each row sums to 1. */
export interface Weights {
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly data: Float32Array;
}
export type WeightsByName = ReadonlyMap<string, Weights>;

/** One row of attention, by what it reads. All of it together is 1. */
export interface Reading {
  /** One weight an entity, in the order of the model's rows; padding has none. */
  readonly entities: readonly number[];
  /** All patches of the map. */
  readonly map: number;
  /** The player's numbers. */
  readonly scalars: number;
  /** All past orders. */
  readonly history: number;
}

/** Who reads the tokens: a latent, or for a transformer a query. */
export interface Reader {
  readonly name: string;
  /** Mean over the heads. */
  readonly mean: Reading;
  readonly heads: readonly Reading[];
  /** What the function's query reads from it, of 1; null where it is no latent. */
  readonly asked: number | null;
}

/** What a learned query reads from each of the latents, of 1. */
export interface QueryReading {
  readonly query: LearnedQuery;
  readonly mean: readonly number[];
  readonly heads: readonly (readonly number[])[];
}

export interface AttentionReport {
  /** The latents' reading of the tokens. Of a transformer: the learned queries', and that of the command's entities in its last layer. */
  readonly readers: readonly Reader[];
  /** What the learned queries read from the latents; empty for a transformer, whose queries read the tokens themselves. */
  readonly queries: readonly QueryReading[];
  /** What reaches the function's query from each token, through the torso. */
  readonly composed: Reading;
}

/** Rows of entities of the command, by what they are called. */
export type NamedRows = readonly (readonly [name: string, row: number])[];

/** @param shown entities; the bucket may be larger  @param named entities whose own reading a transformer's report has */
export function reportAttention(
  weights: WeightsByName,
  shown: number,
  bucket: number,
  named: NamedRows,
): AttentionReport {
  const reading = (row: ArrayLike<number>): Reading => cut(row, shown, bucket);
  const learned = weights.get('decoder.learned') as Weights;
  const composed = reading(rollout(weights, learned));
  const encoder = weights.get('encoder');
  if (encoder) {
    const asked = meanRow(learned, LEARNED_QUERIES.indexOf('function'));
    return {
      readers: Array.from({ length: encoder.queries }, (_, l) =>
        readerOf(`latent ${l}`, encoder, l, reading, shortened(asked[l])),
      ),
      queries: LEARNED_QUERIES.map((query, q) => ({
        query,
        mean: Array.from(meanRow(learned, q), shortened),
        heads: Array.from({ length: learned.heads }, (_, h) => Array.from(rowOf(learned, h, q), shortened)),
      })),
      composed,
    };
  }
  const last = layersOf(weights, 'transformer').at(-1);
  return {
    readers: [
      ...LEARNED_QUERIES.map((query, q) => readerOf(query, learned, q, reading, null)),
      ...(last ? named.map(([name, row]) => readerOf(name, last, row, reading, null)) : []),
    ],
    queries: [],
    composed,
  };
}

function readerOf(
  name: string,
  weights: Weights,
  query: number,
  reading: (row: ArrayLike<number>) => Reading,
  asked: number | null,
): Reader {
  return {
    name,
    mean: reading(meanRow(weights, query)),
    heads: Array.from({ length: weights.heads }, (_, h) => reading(rowOf(weights, h, query))),
    asked,
  };
}

function rowOf({ queries, keys, data }: Weights, head: number, query: number): Float32Array {
  const at = (head * queries + query) * keys;
  return data.subarray(at, at + keys);
}

/** Mean over the heads of one query's row. */
function meanRow(weights: Weights, query: number): Float64Array {
  const mean = new Float64Array(weights.keys);
  for (let h = 0; h < weights.heads; h++)
    for (const [k, weight] of rowOf(weights, h, query).entries()) mean[k] += weight / weights.heads;
  return mean;
}

/** Seven digits, which is all that the weights have. */
const shortened = (weight: number): number => Number(weight.toPrecision(7));

function cut(row: ArrayLike<number>, shown: number, bucket: number): Reading {
  const all = Array.from(row, shortened);
  const sum = (from: number, to?: number): number => all.slice(from, to).reduce((a, b) => a + b, 0);
  const scalars = bucket + MAP_PATCHES;
  return {
    entities: all.slice(0, shown),
    map: sum(bucket, scalars),
    scalars: sum(scalars, scalars + 1),
    history: sum(scalars + 1),
  };
}

/** The layers `prefix.0`, `prefix.1`, … in order. */
function layersOf(weights: WeightsByName, prefix: string): Weights[] {
  const layers: Weights[] = [];
  for (let layer = weights.get(`${prefix}.0`); layer; layer = weights.get(`${prefix}.${layers.length}`))
    layers.push(layer);
  return layers;
}

/**
 * Attention rollout (Abnar and Zuidema 2020, section 3): weights, mean over heads, multiplied from the function's query down to the tokens. A
 * self-attention block counts as half attention, half the residual that passes it by. Latents begin as parameters that say nothing of the
 * input, so the encoder has no such half. (T)
 */
function rollout(weights: WeightsByName, learned: Weights): Float64Array {
  let row = meanRow(learned, LEARNED_QUERIES.indexOf('function')); // (M)
  for (const prefix of ['transformer', 'latent']) {
    for (const block of layersOf(weights, prefix).reverse()) {
      const through = pass(row, block);
      row = row.map((weight, i) => (weight + through[i]) / 2); // (M)
    }
  }
  const encoder = weights.get('encoder');
  return encoder ? pass(row, encoder) : row;
}

/** A row (queries) times the mean weights (queries, keys). */
function pass(row: Float64Array, weights: Weights): Float64Array {
  const out = new Float64Array(weights.keys);
  for (const [q, share] of row.entries())
    for (const [k, weight] of meanRow(weights, q).entries()) out[k] += share * weight;
  return out;
}
