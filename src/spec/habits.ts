/**
 * What a player is used to do: how often he gave each order lately, and what he gave after the last one before in this
 * match. People differ in their habits more than in what they have, and repeat themselves. Guessing from what followed earlier is the
 * cache of language models (Kuhn and De Mori 1990, "A Cache-Based Natural Language Model for Speech Recognition").
 */
import { classAmong } from './classes.js';
import { logOfCount } from './counts.js';
import type { ContextInputs, VocabularyIndex } from './encoding.js';
import { LOOPS_PER_SECOND } from './observation.js';
import { classesOf, type OrderClasses, type PastOrders } from './past-orders.js';
import type { Random } from './random.js';
import type { Vocabulary } from './vocabulary.js';

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

/** Loops of age whose weight is worked out once: 24 minutes, in which even a slow player gives as many orders as are counted. */
const KNOWN_AGES = 32_768;
let weights: Float64Array | null = null;

function weightsByAge(): Float64Array {
  if (weights) return weights;
  weights = new Float64Array(KNOWN_AGES);
  for (let age = 0; age < KNOWN_AGES; age++) weights[age] = weightOf(age);
  return weights;
}

const weightOf = (age: number): number => Math.exp(-age / (LONGEST_SECONDS * LOOPS_PER_SECOND));

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
  countLately(past, classes, gameLoop, row);
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
  { of: classes }: OrderClasses,
  gameLoop: number,
  row: Float32Array,
): void {
  const width = row.length / HABIT_PARTS;
  const byAge = weightsByAge();
  const { loop } = orders;
  for (let k = Math.max(0, count - LATELY); k < count; k++) {
    const age = Math.max(0, gameLoop - loop[k]);
    let weight = age < KNOWN_AGES && Number.isInteger(age) ? byAge[age] : weightOf(age);
    for (let at = classes[k]; at < SCALES * width; at += width) {
      row[at] += weight;
      weight = eighthPower(weight);
    }
  }
  for (let i = 0; i < SCALES * width; i++) if (row[i] > 0) row[i] = Math.log1p(row[i]);
}

/** The pause's class, 0 to PAUSES.length: few, as each has to be seen again to say something. */
const pauseOf = (loops: number): number => classAmong(PAUSES, loops);

/** A list in the making of the classes that came after each lead, which are few. */
interface Followers {
  /** (leads) */
  readonly totals: Uint32Array;
  readonly classes: readonly number[][];
}
const followers: Followers = { totals: new Uint32Array(LEADS.length), classes: LEADS.map(() => []) };

/** For each lead, how often each class came after it as log(1 + count), then as a share. */
function countFollowers(
  { orders, count }: PastOrders,
  { of: classes, before }: OrderClasses,
  gameLoop: number,
  row: Float32Array,
): void {
  const width = row.length / HABIT_PARTS;
  const { unitType: types, loop } = orders;
  const second = count > 1 ? classes[count - 2] : NONE;
  const third = count > 2 ? classes[count - 3] : NONE;
  const unitType = types[count - 1];
  const pause = pauseOf(gameLoop - loop[count - 1]);
  const shortest = pause > 0 ? PAUSES[pause - 1] : Number.NEGATIVE_INFINITY;
  const longest = pause < PAUSES.length ? PAUSES[pause] : Number.POSITIVE_INFINITY;
  const { totals, classes: followed } = followers;
  totals.fill(0);
  /** Counts what came, as a thing that followed the lead of this number. */
  const met = (lead: number, came: number): void => {
    if (row[(SCALES + 2 * lead) * width + came]++ === 0) followed[lead].push(came);
    totals[lead]++;
  };
  for (let place = before[count - 1]; place >= 0; place = before[place]) {
    const came = classes[place + 1];
    const twice = place > 0 && classes[place - 1] === second;
    const waited = loop[place + 1] - loop[place];
    const paused = waited >= shortest && waited < longest;
    met(0, came);
    if (twice) met(1, came);
    if (types[place] === unitType) met(2, came);
    if (twice && place > 1 && classes[place - 2] === third) met(3, came);
    if (paused) met(4, came);
    if (twice && paused) met(5, came);
  }
  for (let lead = 0; lead < LEADS.length; lead++) {
    const at = (SCALES + 2 * lead) * width;
    for (const came of followed[lead]) {
      const count = row[at + came];
      row[at + came] = logOfCount(count);
      row[at + width + came] = count / totals[lead];
    }
    followed[lead].length = 0;
  }
}
