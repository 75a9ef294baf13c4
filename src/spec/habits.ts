/**
 * What a player is used to do: how often he gave each order lately, and what he gave after the last one before in this
 * match. People differ in their habits more than in what they have, and repeat themselves. Guessing from what followed earlier is the
 * cache of language models (Kuhn and De Mori 1990, "A Cache-Based Natural Language Model for Speech Recognition").
 */
import type { ContextInputs, VocabularyIndex } from './encoding.js';
import type { PastOrder, PastOrders } from './history.js';
import { LOOPS_PER_SECOND } from './observation.js';
import { functionKey, type Vocabulary } from './vocabulary.js';

/** Seconds after which an order counts for 1/e: each scale is eight times the one before. */
const LONGEST_SECONDS = 320;
const SCALES = 3;
/** Orders that are counted lately, at most: a fast player's last three minutes. */
const LATELY = 512;
/** What came after the last order: after its function, after the last two functions, after its function and type of unit. */
const LEADS = 3;
/** Of each lead the counts, and their shares. */
const PARTS = SCALES + 2 * LEADS;

/** How many numbers the habits of a vocabulary are; a function's class is 1 + its place, 0 is none of the vocabulary. */
export function habitSize({ functions }: Vocabulary): number {
  return PARTS * (functions.length + 1);
}

/** Classes of a list of orders; a list grows while its match goes on. */
interface Classes {
  readonly index: VocabularyIndex;
  readonly of: number[];
}
const known = new WeakMap<readonly PastOrder[], Classes>();

function classesOf(orders: readonly PastOrder[], index: VocabularyIndex): readonly number[] {
  let found = known.get(orders);
  if (found?.index !== index) {
    found = { index, of: [] };
    known.set(orders, found);
  }
  for (let k = found.of.length; k < orders.length; k++) {
    const fn = index.functions.get(functionKey(orders[k]));
    found.of.push(fn === undefined ? 0 : fn + 1);
  }
  return found.of;
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
  countLately(past, classes, gameLoop, row);
  countFollowers(past, classes, row);
}

/** For each scale, log(1 + sum of exp(-age / scale)) of each class. */
function countLately(
  { orders, count }: PastOrders,
  classes: readonly number[],
  gameLoop: number,
  row: Float32Array,
): void {
  const width = row.length / PARTS;
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

/** For each lead, how often each class came after it as log(1 + count), then as a share. */
function countFollowers({ orders, count }: PastOrders, classes: readonly number[], row: Float32Array): void {
  const width = row.length / PARTS;
  const last = classes[count - 1];
  const second = count > 1 ? classes[count - 2] : -1;
  const { unitType } = orders[count - 1];
  const totals = new Uint32Array(LEADS);
  const note = (lead: number, follower: number): void => {
    row[(SCALES + 2 * lead) * width + follower]++;
    totals[lead]++;
  };
  for (let k = 1; k < count; k++) {
    if (classes[k - 1] !== last) continue;
    note(0, classes[k]);
    if (k > 1 && classes[k - 2] === second) note(1, classes[k]);
    if (orders[k - 1].unitType === unitType) note(2, classes[k]);
  }
  for (let lead = 0; lead < LEADS; lead++) {
    const at = (SCALES + 2 * lead) * width;
    for (let i = at; i < at + width; i++) {
      if (row[i] === 0) continue;
      row[i + width] = row[i] / totals[lead];
      row[i] = Math.log1p(row[i]);
    }
  }
}
