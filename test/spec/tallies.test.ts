import { describe, expect, it } from 'vitest';
import { ALLIANCE, DISPLAY_TYPE } from '../../src/spec/columns.js';
import { createInputs, indexVocabulary } from '../../src/spec/encoding.js';
import { NOWHERE, type PastOrders } from '../../src/spec/history.js';
import { encodeTallies, tallySize } from '../../src/spec/tallies.js';
import type { Vocabulary } from '../../src/spec/vocabulary.js';
import { flatMap, observationOf, type Row } from './observations.js';

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
const NOTHING: PastOrders = { orders: [], count: 0 };
const COUNTS = 6 * 3 + 2;
/** Counts back out of the logarithms, in threes by type as `tallies.ts` names them, then orders, upgrades, and the last units. */
function tallies(rows: readonly Row[], upgrades: readonly number[] = [], past = NOTHING): number[] {
  const inputs = createInputs(2, 16, { functions: 1, history: 0, tallies: tallySize(vocabulary), habits: 0 });
  inputs.tallies.fill(7);
  encodeTallies(observationOf(rows, map, { upgrades: Uint16Array.from(upgrades) }), past, index, inputs, 1);
  return [...inputs.tallies.subarray(tallySize(vocabulary))].map((value, i) =>
    i < COUNTS ? Math.round(Math.expm1(value)) : value,
  );
}

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

  it('counts what own units are at, and tells upgrades', () => {
    const rows = [
      unit(45, ALLIANCE.self, { order_0_ability: 3674 }),
      unit(45, ALLIANCE.self, { order_0_ability: 12 }),
      unit(45, ALLIANCE.enemy, { order_0_ability: 3674 }),
    ];
    expect(tallies(rows, [15]).slice(18, 22)).toEqual([1, 1, 0, 1]);
    expect(tallies(rows, [77]).slice(18, 22)).toEqual([1, 1, 1, 0]);
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
    const to = (x: number): PastOrders => ({
      orders: [{ ability: 3674, target: 'point', loop: 0, unitType: 48, x, y: 1 }],
      count: 1,
    });
    const numbers = tallies(rows, [], to(6)).slice(22);
    for (const [i, expected] of [Math.log(3), 1 / 2, 1 / 2, 1 / 2, 1].entries())
      expect(numbers[i]).toBeCloseTo(expected);
    expect(tallies(rows, [], to(NOWHERE)).slice(25)).toEqual([0, 0]);
    expect(tallies([unit(48, ALLIANCE.self)], [], to(6)).slice(22)).toEqual([0, 0, 0, 0, 0]);
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
