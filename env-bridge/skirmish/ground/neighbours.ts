/**
 * Who is near whom: units sorted into square buckets of the field, each player's by themselves, and the neutral ones' (player 0). Made anew whenever
 * everybody has moved, which takes time in proportion to the units; a question then looks at a few buckets instead of at
 * all units.
 *
 * Nothing in a match may depend on the order in which a question is answered: who asks breaks ties by the unit's index.
 */
import { KIND } from '../units.js';

/** What is needed of a state. */
interface Bodies {
  readonly count: number;
  readonly player: Uint8Array;
  readonly alive: Uint8Array;
  readonly kind: Uint8Array;
  /** Cells. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface Neighbours {
  readonly width: number;
  readonly height: number;
  /** Buckets a row and rows, as of the last sorting. */
  columns: number;
  rows: number;
  /** Radius of the widest unit on the field, cells. */
  widest: number;
  /** Where each bucket begins in `items`; the neutral ones, those of player 1, those of player 2, the end. */
  readonly start: Int32Array;
  /** Living units by bucket, in one bucket by their index. */
  readonly items: Int32Array;
  /** Bucket of each living unit. */
  readonly bucketOf: Int32Array;
  /** Answer of the last question. */
  readonly found: Int32Array;
}

/** Side of a bucket, cells: bodies that touch are in the same or the next, a weapon's range is two or three. */
const BUCKET = 1.5;
/** So few units are faster compared one by one. */
const FEW = 24;

export function createNeighbours(width: number, height: number, units: number): Neighbours {
  const most = Math.ceil(width / BUCKET) * Math.ceil(height / BUCKET);
  return {
    width,
    height,
    columns: 1,
    rows: 1,
    widest: 0,
    start: new Int32Array(3 * most + 1),
    items: new Int32Array(units),
    bucketOf: new Int32Array(units),
    found: new Int32Array(units),
  };
}

/** Sorts the living by where they stand now (a counting sort). */
export function sortNeighbours(near: Neighbours, { count, player, alive, kind, x, y }: Bodies): void {
  const { start, items, bucketOf } = near;
  let living = 0;
  let widest = 0;
  for (let i = 0; i < count; i++) {
    if (alive[i] !== 1) continue;
    living++;
    widest = Math.max(widest, KIND.radius[kind[i]]);
  }
  near.widest = widest;
  near.columns = living <= FEW ? 1 : Math.ceil(near.width / BUCKET);
  near.rows = living <= FEW ? 1 : Math.ceil(near.height / BUCKET);
  const buckets = near.columns * near.rows;
  start.fill(0, 0, 3 * buckets + 1);
  for (let i = 0; i < count; i++) {
    if (alive[i] !== 1) continue;
    const bucket = player[i] * buckets + row(near, y[i]) * near.columns + column(near, x[i]);
    bucketOf[i] = bucket;
    start[bucket]++;
  }
  let end = 0;
  for (let b = 0; b <= 3 * buckets; b++) {
    end += start[b];
    start[b] = end;
  }
  // From the last unit to the first, so that each bucket has them in order and its start comes to be its first's place.
  for (let i = count - 1; i >= 0; i--) if (alive[i] === 1) items[--start[bucketOf[i]]] = i;
}

/**
 * Units of `player` (0 for the neutral ones) on the field whose centres may be within `reach` cells of the point, in coordinates, into
 * `near.found`: all who are, and some who are not.
 * @param from where in `near.found` the answer begins
 * @returns where it ends
 */
export function findNear(
  near: Neighbours,
  player: number,
  x: number,
  y: number,
  reach: number,
  from = 0,
): number {
  const { start, items, found, columns, rows } = near;
  const left = column(near, x - reach);
  const right = column(near, x + reach);
  const top = row(near, y + reach);
  const first = player * columns * rows;
  let end = from;
  for (let r = row(near, y - reach); r <= top; r++) {
    const base = first + r * columns;
    const last = start[base + right + 1];
    for (let k = start[base + left]; k < last; k++) found[end++] = items[k];
  }
  return end;
}

function column({ columns }: Neighbours, x: number): number {
  return Math.min(columns - 1, Math.max(0, Math.floor(x / BUCKET)));
}

function row({ rows }: Neighbours, y: number): number {
  return Math.min(rows - 1, Math.max(0, Math.floor(y / BUCKET)));
}

/** Sorts the first `count` numbers: short lists, almost in order. */
export function sortShort(list: Int32Array | number[], count: number): void {
  for (let k = 1; k < count; k++) {
    const value = list[k];
    let at = k;
    for (; at > 0 && list[at - 1] > value; at--) list[at] = list[at - 1];
    list[at] = value;
  }
}
