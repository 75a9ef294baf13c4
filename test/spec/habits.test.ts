import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInputs, indexVocabulary } from '../../src/spec/encoding.js';
import { encodeHabits, habitSize } from '../../src/spec/habits.js';
import { LOOPS_PER_SECOND } from '../../src/spec/observation.js';
import { addOrder, type OrderList, type PastOrder } from '../../src/spec/past-orders.js';
import { functionKey, type Vocabulary } from '../../src/spec/vocabulary.js';
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
function habits(given: readonly PastOrder[] | OrderList, gameLoop: number, count = given.length): number[][] {
  const orders = 'ability' in given ? given : ordersOf(...given);
  const inputs = createInputs(2, 16, { functions: 3, history: 0, tallies: 0, habits: habitSize(vocabulary) });
  inputs.habits.fill(7);
  encodeHabits({ orders, count }, gameLoop, index, inputs, 1);
  const row = [...inputs.habits.subarray(habitSize(vocabulary))];
  return Array.from({ length: row.length / WIDTH }, (_, i) => row.slice(i * WIDTH, (i + 1) * WIDTH));
}

/** For each lead how often each class came after it: the definition, word for word. */
function followersOf(orders: readonly PastOrder[], gameLoop: number): number[][] {
  const classOf = (k: number): number => {
    const order = orders[k] as PastOrder | undefined;
    return order ? (index.functions.get(functionKey(order)) ?? -1) + 1 : -1;
  };
  const pauseOf = (loops: number): number => [3, 6, 11, 21, 45].filter((start) => loops >= start).length;
  const last = orders.length - 1;
  const pause = pauseOf(gameLoop - orders[last].loop);
  const counts = Array.from({ length: 6 }, () => new Array<number>(WIDTH).fill(0));
  for (let k = 1; k < orders.length; k++) {
    if (classOf(k - 1) !== classOf(last)) continue;
    const twice = k > 1 && classOf(k - 2) === classOf(last - 1);
    const thrice = twice && k > 2 && classOf(k - 3) === classOf(last - 2);
    const paused = pauseOf(orders[k].loop - orders[k - 1].loop) === pause;
    const sameUnit = orders[k - 1].unitType === orders[last].unitType;
    for (const [lead, met] of [true, twice, sameUnit, thrice, paused, twice && paused].entries())
      if (met) counts[lead][classOf(k)]++;
  }
  return counts;
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
    const list = ordersOf(...orders);
    expect(habits(list, 2, 1)).toEqual(habits([move(1)], 2));
    expect(habits(list, 5)).toEqual(habits(orders, 5));
    for (let loop = 5; loop < 60; loop += 2) {
      const order = loop % 3 === 0 ? move(loop) : stop(loop);
      orders.push(order);
      addOrder(list, order);
      expect(habits(list, loop + 1)).toEqual(habits(orders, loop + 1));
      expect(habits(list, 8, 4)).toEqual(habits(orders.slice(0, 4), 8));
    }
  });

  it('weighs whole loops as it weighs any, also those of very long ago', () => {
    const ages = [0, 1, 32_767, 32_768, 100_000, 2.5];
    for (const age of ages) {
      const [long, middle] = habits([move(0)], age);
      const scale = 320 * LOOPS_PER_SECOND;
      expect(long[MOVE]).toBe(Math.fround(Math.log1p(Math.fround(Math.exp(-age / scale)))));
      expect(middle[MOVE]).toBeCloseTo(Math.log1p(Math.exp((-8 * age) / scale)), 6);
    }
  });

  it('counts followers as one who looks through all orders does', () => {
    const order = fc.record({
      fn: fc.constantFrom(move, stop, other),
      wait: fc.constantFrom(0, 1, 4, 8, 15, 30, 60),
      unitType: fc.constantFrom(48, 49),
    });
    fc.assert(
      fc.property(fc.array(order, { minLength: 1, maxLength: 60 }), fc.nat(80), (drawn, wait) => {
        let loop = 0;
        const orders = drawn.map((one) => {
          loop += one.wait;
          return { ...one.fn(loop), unitType: one.unitType };
        });
        const parts = habits(orders, loop + wait);
        const expected = followersOf(orders, loop + wait);
        for (const [lead, counts] of expected.entries()) {
          const total = counts.reduce((sum, count) => sum + count, 0);
          expect(parts[3 + 2 * lead].map(Math.expm1).map(Math.round)).toEqual(counts);
          expect(parts[4 + 2 * lead]).toEqual(
            counts.map((count) => (total === 0 ? 0 : Math.fround(count / total))),
          );
        }
      }),
    );
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
