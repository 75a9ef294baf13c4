import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STEPPED, STEPS } from '../../src/spec/classes.js';
import { ALLIANCE, DISPLAY_TYPE, PLAYER_SCALAR_INDEX, PLAYER_SCALAR_NAMES } from '../../src/spec/columns.js';
import { createInputs, indexVocabulary } from '../../src/spec/encoding.js';
import { LOOPS_PER_SECOND, type Observation } from '../../src/spec/observation.js';
import { NOWHERE, type PastOrders } from '../../src/spec/past-orders.js';
import { encodeTallies, tallySize } from '../../src/spec/tallies.js';
import type { Vocabulary } from '../../src/spec/vocabulary.js';
import { flatMap, observationOf, type Row } from './observations.js';
import { ordersOf } from './orders.js';

const vocabulary: Vocabulary = {
  name: 'sc2',
  functions: [{ name: 'no_op', ability: 0, target: 'none' }],
  unitTypes: [
    { id: 48, name: 'Marine' },
    { id: 45, name: 'SCV' },
  ],
  abilities: [{ id: 3674, name: 'Attack' }],
  buffs: [],
  upgrades: [{ id: 15, name: 'Stimpack' }],
  users: [[]],
};
const index = indexVocabulary(vocabulary);
const map = flatMap(8, 8);
let tag = 0n;
const unit = (unit_type: number, alliance: number, more: Partial<Row> = {}): Row => ({
  tag: ++tag,
  unit_type,
  alliance,
  ...more,
});
const NOTHING: PastOrders = { orders: ordersOf(), count: 0 };
const BY_TYPE = 9 * 3;
const COUNTS = BY_TYPE + 2 * 2;
const STEPPED_SIZE = STEPPED.reduce((sum, name) => sum + STEPS[name].count, 0);
const UPGRADES = COUNTS + STEPPED_SIZE;
const LAST = UPGRADES + 2;
/** Counts back out of the logarithms, in threes by type as `tallies.ts` names them, then orders, steps, upgrades, and the last units. */
function tallies(rows: readonly Row[], more: Partial<Observation> = {}, past = NOTHING): number[] {
  const inputs = createInputs(2, 16, { functions: 1, history: 0, tallies: tallySize(vocabulary), habits: 0 });
  inputs.tallies.fill(7);
  encodeTallies(observationOf(rows, map, more), past, index, inputs, 1);
  return [...inputs.tallies.subarray(tallySize(vocabulary))].map((value, i) =>
    i < COUNTS ? Math.round(Math.expm1(value)) : value,
  );
}
const pointing = (x: number, y: number): PastOrders => ({
  orders: ordersOf({ ability: 3674, target: 'point', loop: 0, unitType: 48, x, y }),
  count: 1,
});

describe('encodeTallies', () => {
  it('counts own units, enemies and the last selection by type, unknown types as 0', () => {
    const rows = [
      unit(48, ALLIANCE.self, { selected: 1 }),
      unit(48, ALLIANCE.self),
      unit(45, ALLIANCE.enemy, { selected: 1 }),
      unit(999, ALLIANCE.enemy),
      unit(48, ALLIANCE.neutral),
    ];
    expect(tallies(rows).slice(0, 9)).toEqual([0, 2, 0, 1, 0, 1, 0, 1, 0]);
  });

  it('counts as engaged who has an enemy in sight within nine cells, wherever they stand', () => {
    const place = fc.record({ x: fc.integer({ min: 0, max: 60 }), y: fc.integer({ min: 0, max: 60 }) });
    const places = fc.array(place, { maxLength: 7 });
    fc.assert(
      fc.property(places, places, (own, foes) => {
        const seen = { display_type: DISPLAY_TYPE.visible };
        const rows = [
          ...own.map((at) => unit(48, ALLIANCE.self, { ...at, ...seen })),
          ...foes.map((at) => unit(45, ALLIANCE.enemy, { ...at, ...seen })),
        ];
        const near = own.filter(({ x, y }) => foes.some((foe) => Math.hypot(x - foe.x, y - foe.y) < 9));
        expect(tallies(rows).slice(15, 18)).toEqual([0, near.length, 0]);
      }),
    );
  });

  it('counts what own units are at, and tells upgrades', () => {
    const rows = [
      unit(45, ALLIANCE.self, { order_0_ability: 3674 }),
      unit(45, ALLIANCE.self, { order_0_ability: 12 }),
      unit(45, ALLIANCE.enemy, { order_0_ability: 3674 }),
    ];
    const held = (upgrade: number): number[] => tallies(rows, { upgrades: Uint16Array.of(upgrade) });
    expect(held(15).slice(BY_TYPE, BY_TYPE + 2)).toEqual([1, 1]);
    expect(held(15).slice(UPGRADES, LAST)).toEqual([0, 1]);
    expect(held(77).slice(UPGRADES, LAST)).toEqual([1, 0]);
  });

  it('counts what has nothing to do, is not finished, and stands near an enemy in sight', () => {
    const rows = [
      unit(48, ALLIANCE.self, { build_progress: 1, x: 1, y: 1 }),
      unit(48, ALLIANCE.self, { build_progress: 1, order_0_ability: 3674, x: 20, y: 1 }),
      unit(45, ALLIANCE.self, { build_progress: 0.5, x: 20, y: 1 }),
      unit(999, ALLIANCE.enemy, { x: 1, y: 9, display_type: DISPLAY_TYPE.visible }),
      unit(999, ALLIANCE.enemy, { x: 20, y: 1, display_type: DISPLAY_TYPE.snapshot }),
    ];
    expect(tallies(rows).slice(9, 18)).toEqual([0, 1, 0, 0, 0, 1, 0, 1, 0]);
  });

  it('tells how the units of the last order are', () => {
    const rows = [
      unit(48, ALLIANCE.self, { selected: 1, build_progress: 1, x: 1, y: 1 }),
      unit(48, ALLIANCE.self, { selected: 1, build_progress: 1, order_0_ability: 3674, x: 3, y: 1 }),
      unit(999, ALLIANCE.enemy, { x: 1, y: 5, display_type: DISPLAY_TYPE.visible }),
    ];
    const numbers = tallies(rows, {}, pointing(6, 0)).slice(LAST);
    for (const [i, expected] of [Math.log(3), 1 / 2, 1 / 2, 1 / 2, 1].entries())
      expect(numbers[i]).toBeCloseTo(expected, 1);
    expect(tallies(rows, {}, pointing(NOWHERE, 1)).slice(LAST + 3)).toEqual([0, 0]);
    expect(tallies([unit(48, ALLIANCE.self)], {}, pointing(6, 1)).slice(LAST)).toEqual([0, 0, 0, 0, 0]);
  });

  it('counts what is where the last order went, and what its units are at now', () => {
    const rows = [
      unit(48, ALLIANCE.self, { selected: 1, order_0_ability: 3674, x: 20, y: 20 }),
      unit(48, ALLIANCE.self, { selected: 1, x: 22, y: 20 }),
      unit(45, ALLIANCE.self, { x: 6, y: 5 }),
      unit(45, ALLIANCE.enemy, { x: 8.4, y: 5.5 }),
      unit(45, ALLIANCE.enemy, { x: 8.6, y: 5.5 }),
      unit(999, ALLIANCE.neutral, { x: 5, y: 5 }),
    ];
    const there = tallies(rows, {}, pointing(5, 5));
    expect(there.slice(18, 27)).toEqual([0, 0, 1, 0, 0, 1, 1, 0, 0]);
    expect(there.slice(BY_TYPE + 2, COUNTS)).toEqual([1, 1]);
    // An order without a place: around its units.
    expect(tallies(rows, {}, pointing(NOWHERE, NOWHERE)).slice(18, 27)).toEqual([0, 2, 0, 0, 0, 0, 0, 0, 0]);
    const gone = rows.map((row) => ({ ...row, selected: 0 }));
    expect(tallies(gone, {}, pointing(NOWHERE, NOWHERE)).slice(18, 27)).toEqual(Array(9).fill(0));
  });

  it('tells what the player has, and the time, in steps', () => {
    const player = new Int32Array(PLAYER_SCALAR_NAMES.length);
    const set = { minerals: 130, vespene: 99_999, food_cap: 31, food_used: 29 };
    for (const [name, value] of Object.entries(set))
      player[PLAYER_SCALAR_INDEX[name as keyof typeof set]] = value;
    const found = tallies([], { player, gameLoop: Math.ceil(45 * LOOPS_PER_SECOND) }).slice(COUNTS, UPGRADES);
    const expected = {
      minerals: 5,
      vespene: STEPS.vespene.count - 1,
      supply_left: 2,
      food_used: 5,
      seconds: 2,
    };
    let at = 0;
    for (const name of STEPPED) {
      const steps = found.slice(at, at + STEPS[name].count);
      expect(steps.flatMap((value, step) => (value === 0 ? [] : [step]))).toEqual([expected[name]]);
      at += STEPS[name].count;
    }
  });

  it('counts entities that the bucket has no room for', () => {
    expect(tallies(Array.from({ length: 40 }, () => unit(48, ALLIANCE.self)))[1]).toBe(40);
  });

  it('writes nothing for a policy that is not shown them', () => {
    const inputs = createInputs(1, 16, { functions: 1, history: 0, tallies: 0, habits: 0 });
    encodeTallies(observationOf([unit(48, ALLIANCE.self)], map), NOTHING, index, inputs, 0);
    expect(inputs.tallies).toHaveLength(0);
  });
});
