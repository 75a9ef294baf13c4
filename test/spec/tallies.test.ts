import { describe, expect, it } from 'vitest';
import { ALLIANCE } from '../../src/spec/columns.js';
import { createInputs, indexVocabulary } from '../../src/spec/encoding.js';
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
/** Counts back out of the logarithms, as own, enemy and selected by type, then orders, then upgrades. */
function tallies(rows: readonly Row[], upgrades: readonly number[] = []): number[] {
  const inputs = createInputs(2, 16, 1, 0, tallySize(vocabulary));
  inputs.tallies.fill(7);
  encodeTallies(observationOf(rows, map, { upgrades: Uint16Array.from(upgrades) }), index, inputs, 1);
  return [...inputs.tallies.subarray(tallySize(vocabulary))].map((value, i) =>
    i < 11 ? Math.round(Math.expm1(value)) : value,
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
    expect(tallies(rows)).toEqual([0, 2, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
  });

  it('counts what own units are at, and tells upgrades', () => {
    const rows = [
      unit(45, ALLIANCE.self, { order_0_ability: 3674 }),
      unit(45, ALLIANCE.self, { order_0_ability: 12 }),
      unit(45, ALLIANCE.enemy, { order_0_ability: 3674 }),
    ];
    expect(tallies(rows, [15]).slice(9)).toEqual([1, 1, 0, 1]);
    expect(tallies(rows, [77]).slice(9)).toEqual([1, 1, 1, 0]);
  });

  it('counts entities that the bucket has no room for', () => {
    expect(tallies(Array.from({ length: 40 }, () => unit(48, ALLIANCE.self)))[1]).toBe(40);
  });

  it('writes nothing for a policy that is not shown them', () => {
    const inputs = createInputs(1, 16, 1, 0, 0);
    encodeTallies(observationOf([unit(48, ALLIANCE.self)], map), index, inputs, 0);
    expect(inputs.tallies).toHaveLength(0);
  });
});
