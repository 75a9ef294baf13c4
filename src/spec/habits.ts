/**
 * What a player is used to do: how often he gave each order lately, and what he gave after the last one before in this
 * match. People differ in their habits more than in what they have, and repeat themselves. Guessing from what followed earlier is the
 * cache of language models (Kuhn and De Mori 1990, "A Cache-Based Natural Language Model for Speech Recognition").
 */
import { classAmong } from './classes.js';
import type { ContextInputs, VocabularyIndex } from './encoding.js';
import type { PastOrder, PastOrders } from './history.js';
import { LOOPS_PER_SECOND } from './observation.js';
import type { Random } from './random.js';
import { functionKey, type Vocabulary } from './vocabulary.js';

/** Seconds after which an order counts for 1/e: each scale is eight times the one before. */
const LONGEST_SECONDS = 320;
const SCALES = 3;
/** Orders that are counted lately, at most: a fast player's last three minutes. */
const LATELY = 512;
/** Class of what came before the first order. */
const NONE = -1;
/** Loops between an order and the one after it at which a longer pause begins: a key held down, a click, a look, a thought. */
const PAUSES = [3, 6, 11, 21, 45] as const;
/** What must have been the same before for an order to count as one that came after the like of now, besides the last function. */
const LEADS = ['function', 'second', 'unit', 'third', 'pause', 'second_pause'] as const;
/** Blocks of one number a class: the scales, and of each lead the counts and their shares. */
const HABIT_PARTS = SCALES + 2 * LEADS.length;

/** How many numbers the habits of a vocabulary are; a function's class is 1 + its place, 0 is none of the vocabulary. */
export function habitSize({ functions }: Vocabulary): number {
  return HABIT_PARTS * (functions.length + 1);
}

/** Classes of a list of orders; a list grows while its match goes on. */
interface Classes {
  readonly index: VocabularyIndex;
  readonly of: number[];
  /** Places of each class, in rising order. */
  readonly places: number[][];
}
const known = new WeakMap<readonly PastOrder[], Classes>();

function classesOf(orders: readonly PastOrder[], index: VocabularyIndex): Classes {
  let found = known.get(orders);
  if (found?.index !== index) {
    found = { index, of: [], places: [] };
    known.set(orders, found);
  }
  for (let k = found.of.length; k < orders.length; k++) {
    const fn = index.functions.get(functionKey(orders[k]));
    const own = fn === undefined ? 0 : fn + 1;
    found.of.push(own);
    found.places[own] ??= [];
    found.places[own].push(k);
  }
  return found;
}

function eighthPower(x: number): number {
  const square = x * x;
  const fourth = square * square;
  return fourth * fourth;
}

/** Writes the habits that orders before `gameLoop` show into row `b` of `out`. A list of orders may only grow. */
export function encodeHabits(
  past: PastOrders,
  gameLoop: number,
  index: VocabularyIndex,
  out: ContextInputs,
  b: number,
): void {
  if (out.habits.length === 0) return;
  const size = habitSize(index.vocabulary);
  const row = out.habits.subarray(b * size, (b + 1) * size);
  row.fill(0);
  if (past.count === 0) return;
  const classes = classesOf(past.orders, index);
  countLately(past, classes.of, gameLoop, row);
  countFollowers(past, classes, gameLoop, row);
}

/** Writes 0 over each part of row `b` of `out` (a time scale, a lead's counts, their shares) with probability `share`. */
export function dropHabits(out: ContextInputs, b: number, share: number, random: Random): void {
  const size = out.habits.length / out.batch;
  const width = size / HABIT_PARTS;
  for (let at = b * size; at < (b + 1) * size; at += width)
    if (random.next() < share) out.habits.fill(0, at, at + width);
}

/** For each scale, log(1 + sum of exp(-age / scale)) of each class. */
function countLately(
  { orders, count }: PastOrders,
  classes: readonly number[],
  gameLoop: number,
  row: Float32Array,
): void {
  const width = row.length / HABIT_PARTS;
  for (let k = Math.max(0, count - LATELY); k < count; k++) {
    const age = Math.max(0, gameLoop - orders[k].loop);
    let weight = Math.exp(-age / (LONGEST_SECONDS * LOOPS_PER_SECOND));
    for (let scale = 0; scale < SCALES; scale++) {
      row[scale * width + classes[k]] += weight;
      weight = eighthPower(weight);
    }
  }
  for (let i = 0; i < SCALES * width; i++) if (row[i] > 0) row[i] = Math.log1p(row[i]);
}

/** The pause's class, 0 to PAUSES.length: few, as each has to be seen again to say something. */
const pauseOf = (loops: number): number => classAmong(PAUSES, loops);

/** For each lead, how often each class came after it as log(1 + count), then as a share. */
function countFollowers(
  { orders, count }: PastOrders,
  { of: classes, places }: Classes,
  gameLoop: number,
  row: Float32Array,
): void {
  const width = row.length / HABIT_PARTS;
  const last = classes[count - 1];
  const second = count > 1 ? classes[count - 2] : NONE;
  const third = count > 2 ? classes[count - 3] : NONE;
  const { unitType, loop } = orders[count - 1];
  const pause = pauseOf(gameLoop - loop);
  const totals = new Uint32Array(LEADS.length);
  for (const place of places[last]) {
    const k = place + 1;
    if (k >= count) break;
    const twice = k > 1 && classes[k - 2] === second;
    const paused = pauseOf(orders[k].loop - orders[k - 1].loop) === pause;
    const met = [
      true,
      twice,
      orders[k - 1].unitType === unitType,
      twice && k > 2 && classes[k - 3] === third,
      paused,
      twice && paused,
    ];
    for (let lead = 0; lead < LEADS.length; lead++) {
      if (!met[lead]) continue;
      row[(SCALES + 2 * lead) * width + classes[k]]++;
      totals[lead]++;
    }
  }
  for (let lead = 0; lead < LEADS.length; lead++) {
    const at = (SCALES + 2 * lead) * width;
    for (let i = at; i < at + width; i++) {
      if (row[i] === 0) continue;
      row[i + width] = row[i] / totals[lead];
      row[i] = Math.log1p(row[i]);
    }
  }
}
