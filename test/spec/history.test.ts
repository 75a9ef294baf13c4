import { describe, expect, it } from 'vitest';
import { ALLIANCE } from '../../src/spec/columns.js';
import { createInputs, indexVocabulary, MAP_RASTER } from '../../src/spec/encoding.js';
import { encodeHistory, NOWHERE, type PastOrder, pastOrder } from '../../src/spec/history.js';
import type { Command } from '../../src/spec/observation.js';
import { ABILITY, functionKey, SKIRMISH_VOCABULARY, UNIT_TYPE } from '../../src/spec/vocabulary.js';
import { flatMap, observationOf } from './observations.js';

const map = flatMap(64, 32);
const index = indexVocabulary(SKIRMISH_VOCABULARY);
const observation = observationOf(
  [
    { tag: 1n, unit_type: UNIT_TYPE.zealot, alliance: ALLIANCE.enemy, x: 9.7, y: 3.2 },
    { tag: 2n, unit_type: UNIT_TYPE.marine, alliance: ALLIANCE.self },
  ],
  map,
  { gameLoop: 100 },
);
const command = (more: Partial<Command>): Command => ({
  ...{ ability: ABILITY.attack, delay: 4, queued: false, units: [7n, 1n, 2n] },
  target: { kind: 'none' },
  ...more,
});

describe('pastOrder', () => {
  it('keeps the function, the loop and the type of the first own unit', () => {
    expect(pastOrder(command({}), observation)).toEqual({
      ...{ ability: ABILITY.attack, target: 'none', loop: 100 },
      ...{ unitType: UNIT_TYPE.marine, x: NOWHERE, y: NOWHERE },
    });
  });

  it('keeps the cell of a point, and of an entity that is in sight', () => {
    expect(pastOrder(command({ target: { kind: 'point', x: 12.9, y: 4 } }), observation)).toMatchObject({
      x: 12,
      y: 4,
    });
    expect(pastOrder(command({ target: { kind: 'entity', tag: 1n } }), observation)).toMatchObject({
      x: 9,
      y: 3,
    });
    expect(pastOrder(command({ target: { kind: 'entity', tag: 5n } }), observation)).toMatchObject({
      x: NOWHERE,
    });
  });
});

describe('encodeHistory', () => {
  const order = (loop: number, more: Partial<PastOrder> = {}): PastOrder => ({
    ...{ ability: ABILITY.move, target: 'point', loop, unitType: UNIT_TYPE.marine, x: 32, y: 8 },
    ...more,
  });
  const move = 1 + (index.functions.get(functionKey({ ability: ABILITY.move, target: 'point' })) as number);

  it('writes the newest first, as many as there is room for, and leaves the rest masked', () => {
    const inputs = createInputs(2, 16, 10, 3, 0);
    const orders = [order(10), order(20, { unitType: UNIT_TYPE.zealot }), order(60)];
    encodeHistory({ orders, count: 2 }, 60, map, index, inputs, 1);
    expect([...inputs.history_mask]).toEqual([0, 0, 0, 1, 1, 0]);
    expect([...inputs.history_ids.subarray(6, 10)]).toEqual([
      ...[move, index.unitType.get(UNIT_TYPE.zealot)],
      ...[move, index.unitType.get(UNIT_TYPE.marine)],
    ]);
    expect(inputs.history_features[9]).toBeCloseTo(Math.log1p(40) / 8);
    expect(inputs.history_features[10]).toBeCloseTo(Math.log1p(10) / 8);
    expect(inputs.history_place[6]).toBeCloseTo((32.5 / 64) * MAP_RASTER);
  });

  it('forgets what was written before, and knows unknown words as 0', () => {
    const inputs = createInputs(1, 16, 10, 2, 0);
    encodeHistory({ orders: [order(1), order(2)], count: 2 }, 3, map, index, inputs, 0);
    encodeHistory(
      { orders: [order(5, { ability: 999, x: NOWHERE, y: NOWHERE })], count: 1 },
      9,
      map,
      index,
      inputs,
      0,
    );
    expect([...inputs.history_mask]).toEqual([1, 0]);
    expect(inputs.history_ids[0]).toBe(0);
    expect([...inputs.history_place]).toEqual([0, 0, 0, 0]);
    expect(inputs.history_features[2]).toBe(0);
  });

  it('writes nothing for a policy without a memory', () => {
    const inputs = createInputs(1, 16, 10, 0, 0);
    encodeHistory({ orders: [order(1)], count: 1 }, 3, map, index, inputs, 0);
    expect(inputs.history_mask).toHaveLength(0);
  });
});
