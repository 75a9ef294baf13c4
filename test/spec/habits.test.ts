import { describe, expect, it } from 'vitest';
import { createInputs, indexVocabulary } from '../../src/spec/encoding.js';
import { encodeHabits, habitSize } from '../../src/spec/habits.js';
import { LOOPS_PER_SECOND } from '../../src/spec/observation.js';
import type { PastOrder } from '../../src/spec/past-orders.js';
import type { Vocabulary } from '../../src/spec/vocabulary.js';
import { ordersOf } from './orders.js';

const vocabulary: Vocabulary = {
  name: 'sc2',
  functions: [
    { name: 'no_op', ability: 0, target: 'none' },
    { name: 'Move_pt', ability: 16, target: 'point' },
    { name: 'Stop_quick', ability: 4, target: 'none' },
  ],
  unitTypes: [],
  abilities: [],
  buffs: [],
  upgrades: [],
  users: [[], [], []],
};
const index = indexVocabulary(vocabulary);
/** Classes of an unknown function, of Move_pt and of Stop_quick. */
const [UNKNOWN, MOVE, STOP] = [0, 2, 3];
const WIDTH = 4;

const move = (loop: number, unitType = 48): PastOrder => ({
  ...{ ability: 16, target: 'point', loop, unitType, x: 3, y: 3 },
});
const stop = (loop: number, unitType = 48): PastOrder => ({
  ...move(loop, unitType),
  ability: 4,
  target: 'none',
});
const other = (loop: number): PastOrder => ({ ...move(loop), ability: 999 });

/** The parts of the habits: three scales, then counts and shares of each lead. */
function habits(orders: readonly PastOrder[], gameLoop: number, count = orders.length): number[][] {
  const inputs = createInputs(2, 16, { functions: 3, history: 0, tallies: 0, habits: habitSize(vocabulary) });
  inputs.habits.fill(7);
  encodeHabits({ orders: ordersOf(...orders), count }, gameLoop, index, inputs, 1);
  const row = [...inputs.habits.subarray(habitSize(vocabulary))];
  return Array.from({ length: row.length / WIDTH }, (_, i) => row.slice(i * WIDTH, (i + 1) * WIDTH));
}

describe('encodeHabits', () => {
  it('counts each function on three scales, the older the less', () => {
    const age = 40 * LOOPS_PER_SECOND;
    const [long, middle, short] = habits([move(0), move(age), other(age)], age);
    expect(long[MOVE]).toBeCloseTo(Math.log1p(1 + Math.exp(-40 / 320)));
    expect(middle[MOVE]).toBeCloseTo(Math.log1p(1 + Math.exp(-1)));
    expect(short[MOVE]).toBeCloseTo(Math.log1p(1 + Math.exp(-8)));
    expect(long[UNKNOWN]).toBeCloseTo(Math.log(2));
    expect(long[STOP]).toBe(0);
  });

  it('counts what came after the last order, the last two, and the last with its type of unit', () => {
    const orders = [move(1), stop(2), move(3), move(4), stop(5), move(6, 49), stop(7), stop(8), move(9)];
    const [after, afterShare, afterTwo, afterTwoShare, sameUnit, sameUnitShare] = habits(orders, 10).slice(3);
    // After a move came: stop, move, stop, stop.
    expect(after.map(Math.expm1).map(Math.round)).toEqual([0, 0, 1, 3]);
    expect(afterShare).toEqual([0, 0, 0.25, 0.75]);
    // After stop, move came: move, stop.
    expect(afterTwo.map(Math.expm1).map(Math.round)).toEqual([0, 0, 1, 1]);
    expect(afterTwoShare).toEqual([0, 0, 0.5, 0.5]);
    // The move of another type of unit, which a stop followed, does not count.
    expect(sameUnit.map(Math.expm1).map(Math.round)).toEqual([0, 0, 1, 2]);
    expect(sameUnitShare[STOP]).toBeCloseTo(2 / 3);
  });

  it('counts what came after the last three orders', () => {
    const orders = [move(1), move(2), stop(3), move(4), stop(5), move(6), move(7), stop(8)];
    const [third, thirdShare] = habits(orders, 9).slice(9);
    // Two moves and a stop came once before, and a move after them.
    expect(third.map(Math.expm1).map(Math.round)).toEqual([0, 0, 1, 0]);
    expect(thirdShare).toEqual([0, 0, 1, 0]);
  });

  it('counts what came after the last order, and the last two, with a pause as long as now', () => {
    // After a move: a stop at once, a move after long, a stop after long, a move at once.
    const orders = [move(0), stop(2), move(10), move(110), stop(210), move(220), move(222)];
    const [paused, pausedShare, both] = habits(orders, 322).slice(11);
    expect(paused.map(Math.expm1).map(Math.round)).toEqual([0, 0, 1, 1]);
    expect(pausedShare).toEqual([0, 0, 0.5, 0.5]);
    // Only once were the last two moves.
    expect(both.map(Math.expm1).map(Math.round)).toEqual([0, 0, 0, 1]);
    const [atOnce] = habits(orders, 224).slice(11);
    expect(atOnce.map(Math.expm1).map(Math.round)).toEqual([0, 0, 1, 1]);
  });

  it('reads no order after the decision, though the list goes on', () => {
    const orders = [move(1), stop(2), move(3), stop(4)];
    expect(habits(orders, 2, 1)).toEqual(habits([move(1)], 2));
    orders.push(move(5));
    expect(habits(orders, 6)).toEqual(habits([...orders], 6));
  });

  it('is all zero before the first order, and nothing for a policy that is not shown it', () => {
    expect(
      habits([], 5)
        .flat()
        .every((value) => value === 0),
    ).toBe(true);
    const inputs = createInputs(1, 16, { functions: 3, history: 0, tallies: 0, habits: 0 });
    encodeHabits({ orders: ordersOf(move(1)), count: 1 }, 5, index, inputs, 0);
    expect(inputs.habits).toHaveLength(0);
  });
});
