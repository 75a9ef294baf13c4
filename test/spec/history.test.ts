import { describe, expect, it } from 'vitest';
import { pauseClass } from '../../src/spec/classes.js';
import { ALLIANCE, DISPLAY_TYPE } from '../../src/spec/columns.js';
import {
  createInputs,
  HISTORY_FEATURES,
  HISTORY_IDS,
  indexVocabulary,
  MAP_RASTER,
} from '../../src/spec/encoding.js';
import { encodeHistory, pastOrder } from '../../src/spec/history.js';
import type { Command } from '../../src/spec/observation.js';
import { NOWHERE, type PastOrder } from '../../src/spec/past-orders.js';
import { ABILITY, functionKey, SKIRMISH_VOCABULARY, UNIT_TYPE } from '../../src/spec/vocabulary.js';
import { flatMap, observationOf } from './observations.js';
import { ordersOf } from './orders.js';

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
  const width = HISTORY_FEATURES.length;
  const at = (gameLoop: number) => ({ ...observation, gameLoop });
  const order = (loop: number, more: Partial<PastOrder> = {}): PastOrder => ({
    ...{ ability: ABILITY.move, target: 'point', loop, unitType: UNIT_TYPE.marine, x: 32, y: 8 },
    ...more,
  });
  const move = 1 + (index.functions.get(functionKey({ ability: ABILITY.move, target: 'point' })) as number);

  it('writes the newest first, as many as there is room for, and leaves the rest masked', () => {
    const inputs = createInputs(2, 16, { functions: 10, history: 3, tallies: 0, habits: 0 });
    const orders = [order(10), order(20, { unitType: UNIT_TYPE.zealot }), order(60)];
    encodeHistory({ orders: ordersOf(...orders), count: 2 }, at(60), map, index, inputs, 1);
    expect([...inputs.history_mask]).toEqual([0, 0, 0, 1, 1, 0]);
    const first = 3 * HISTORY_IDS.length;
    expect([...inputs.history_ids.subarray(first, first + 2 * HISTORY_IDS.length)]).toEqual([
      ...[move, index.unitType.get(UNIT_TYPE.zealot), pauseClass(40), pauseClass(10)],
      ...[move, index.unitType.get(UNIT_TYPE.marine), pauseClass(50), pauseClass(10)],
    ]);
    expect(inputs.history_features[3 * width]).toBeCloseTo(Math.log1p(40) / 8);
    expect(inputs.history_features[3 * width + 1]).toBeCloseTo(Math.log1p(10) / 8);
    expect(inputs.history_place[6]).toBeCloseTo((32.5 / 64) * MAP_RASTER);
  });

  it('forgets what was written before, and knows unknown words as 0', () => {
    const inputs = createInputs(1, 16, { functions: 10, history: 2, tallies: 0, habits: 0 });
    encodeHistory({ orders: ordersOf(order(1), order(2)), count: 2 }, at(3), map, index, inputs, 0);
    encodeHistory(
      { orders: ordersOf(order(5, { ability: 999, x: NOWHERE, y: NOWHERE })), count: 1 },
      at(9),
      map,
      index,
      inputs,
      0,
    );
    expect([...inputs.history_mask]).toEqual([1, 0]);
    expect(inputs.history_ids[0]).toBe(0);
    expect([...inputs.history_place]).toEqual([0, 0, 0, 0]);
    expect([...inputs.history_features.subarray(2, width)]).toEqual(new Array(width - 2).fill(0));
  });

  it('says how far a place is from what is there now, and from the place before', () => {
    const seen = observationOf(
      [
        {
          tag: 1n,
          unit_type: UNIT_TYPE.marine,
          alliance: ALLIANCE.self,
          x: 8.5,
          y: 4.5,
          display_type: DISPLAY_TYPE.visible,
        },
        {
          tag: 2n,
          unit_type: UNIT_TYPE.marine,
          alliance: ALLIANCE.self,
          x: 24.5,
          y: 4.5,
          display_type: DISPLAY_TYPE.visible,
        },
        {
          tag: 3n,
          unit_type: UNIT_TYPE.zealot,
          alliance: ALLIANCE.enemy,
          x: 16.5,
          y: 16.5,
          display_type: DISPLAY_TYPE.visible,
        },
        // What is only remembered is not there now.
        {
          tag: 4n,
          unit_type: UNIT_TYPE.zealot,
          alliance: ALLIANCE.enemy,
          x: 16.5,
          y: 4.5,
          display_type: DISPLAY_TYPE.snapshot,
        },
      ],
      map,
      { gameLoop: 100 },
    );
    const inputs = createInputs(1, 16, { functions: 10, history: 2, tallies: 0, habits: 0 });
    const orders = [order(10, { x: 16, y: 12 }), order(20, { x: 16, y: 4 })];
    encodeHistory({ orders: ordersOf(...orders), count: 2 }, seen, map, index, inputs, 0);
    const [own, foe, neutral, centre, step] = inputs.history_features.subarray(3, width);
    expect(own).toBeCloseTo(1 / (1 + 8 / 4));
    expect(foe).toBeCloseTo(1 / (1 + 12 / 4));
    expect(neutral).toBe(0);
    expect(centre).toBe(0);
    expect(step).toBeCloseTo(8 / 16);
    expect(inputs.history_features[width + 3]).toBeCloseTo(1 / (1 + Math.hypot(8, 8) / 4));
  });

  it('writes nothing for a policy without a memory', () => {
    const inputs = createInputs(1, 16, { functions: 10, history: 0, tallies: 0, habits: 0 });
    encodeHistory({ orders: ordersOf(order(1)), count: 1 }, at(3), map, index, inputs, 0);
    expect(inputs.history_mask).toHaveLength(0);
  });
});
