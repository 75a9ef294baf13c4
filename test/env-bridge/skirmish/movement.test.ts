import { describe, expect, test } from 'vitest';
import { resolve } from '../../../env-bridge/skirmish/resolve.js';
import { gap, NOBODY, type State } from '../../../env-bridge/skirmish/state.js';
import { KIND, UNITS, type UnitName } from '../../../env-bridge/skirmish/units.js';
import { createRandom } from '../../../src/spec/random.js';
import { lab, type Put } from './lab.js';

/** Deepest overlap of two living units of the same layer, cells. */
function deepestOverlap(state: State): number {
  let deepest = 0;
  for (let i = 0; i < state.count; i++)
    for (let j = 0; j < i; j++) {
      if (state.alive[i] === 0 || state.alive[j] === 0) continue;
      if (KIND.flying[state.kind[i]] === KIND.flying[state.kind[j]])
        deepest = Math.max(deepest, -gap(state, i, j));
    }
  return deepest;
}

describe('walking', () => {
  test.each(Object.keys(UNITS) as UnitName[])('%s covers its speed in ten game seconds', (name) => {
    const field = lab([[1, name, 5, 24]], 64);
    field.order([0], 'move', [60, 24]);
    field.run(160);
    expect(field.state.x[0] - 5).toBeCloseTo(UNITS[name].speed * 10, 6);
    expect(field.state.y[0]).toBe(24);
  });

  test('arrives at its point and is idle there', () => {
    const field = lab([[1, 'marine', 10, 10]]);
    field.order([0], 'move', [13, 14]);
    field.run(60);
    expect(Math.hypot(field.state.x[0] - 13, field.state.y[0] - 14)).toBeLessThanOrEqual(0.1);
    expect(field.state.orderCount[0]).toBe(0);
  });

  test('a point in the border means the nearest walkable one', () => {
    const field = lab([[1, 'marine', 10, 10]]);
    field.order([0], 'move', [0, 0]);
    field.run(200);
    expect(Math.hypot(field.state.x[0] - 2.375, field.state.y[0] - 2.375)).toBeLessThanOrEqual(0.1);
    expect(field.state.orderCount[0]).toBe(0);
  });

  test('a crowd sent to one point comes to rest around it', () => {
    const units: Put[] = Array.from({ length: 10 }, (_, i) => [1, 'zealot', 8 + (i % 5) * 1.3, 10 + i]);
    const field = lab(units);
    const all = units.map((_, i) => i);
    field.order(all, 'move', [30, 30]);
    field.run(500);
    expect([...field.state.orderCount]).toEqual(all.map(() => 0));
    for (const i of all) expect(Math.hypot(field.state.x[i] - 30, field.state.y[i] - 30)).toBeLessThan(4);
    expect(deepestOverlap(field.state)).toBeLessThan(0.06);
  });

  test('follows a friend at a small distance', () => {
    const field = lab([
      [1, 'marine', 10, 10],
      [1, 'marine', 20, 10],
    ]);
    field.order([0], 'move', 1);
    field.order([1], 'move', [30, 20]);
    field.run(300);
    expect(gap(field.state, 0, 1)).toBeLessThan(0.6);
    expect(field.state.engaged[0]).toBe(1);
  });
});

describe('bodies', () => {
  test('an idle friend is pushed aside, one that holds is walked around', () => {
    for (const [order, moved] of [
      ['stop', true],
      ['hold_position', false],
    ] as const) {
      const field = lab([
        [1, 'zealot', 10, 20],
        [1, 'zealot', 15, 20.05],
      ]);
      field.order([1], order);
      field.order([0], 'move', [20, 20]);
      field.run(100);
      expect(field.state.x[0]).toBeGreaterThan(19.8);
      expect(Math.hypot(field.state.x[1] - 15, field.state.y[1] - 20.05) > 0.2).toBe(moved);
    }
  });

  test('enemies do not push each other away', () => {
    const field = lab([
      [1, 'zealot', 10, 20],
      [2, 'medivac', 40, 40],
      [2, 'marine', 15, 20],
    ]);
    field.order([0], 'move', [20, 20]);
    field.run(76); // 71 for the way, the rest for the detour.
    expect(field.state.x[0]).toBeGreaterThan(19.8);
    expect(Math.hypot(field.state.x[2] - 15, field.state.y[2] - 20)).toBeLessThan(0.3);
  });

  test('flyers pass over ground units', () => {
    const field = lab([
      [1, 'medivac', 10, 20],
      [1, 'marauder', 15, 20],
    ]);
    field.order([1], 'hold_position');
    field.order([0], 'move', [20, 20]);
    field.run(64);
    expect(field.state.x[0]).toBeCloseTo(20, 0);
    expect(field.state.y[0]).toBe(20);
  });

  test('a melee group surrounds its victim', () => {
    const units: Put[] = Array.from({ length: 7 }, (_, i) => [1, 'zealot', 17, 17 + i]);
    const field = lab([...units, [2, 'stalker', 24, 20]]);
    field.order([7], 'hold_position');
    field.order([0, 1, 2, 3, 4, 5, 6], 'attack', 7);
    let most = 0;
    for (let loop = 0; loop < 300; loop++) {
      field.state.health[7] = 80;
      field.state.shield[7] = 80;
      field.state.cooldown[7] = 100;
      field.run(1);
      const inReach = units.filter((_, i) => gap(field.state, i, 7) <= 0.1001).length;
      most = Math.max(most, inReach);
    }
    expect(most).toBeGreaterThanOrEqual(6);
  });

  test('in a mêlée of many, bodies overlap by little and stay on the field', () => {
    let deepest = 0;
    let outside = 0;
    for (let seed = 0; seed < 10; seed++) {
      const random = createRandom('melee', seed);
      const names: UnitName[] = ['zealot', 'zergling', 'stalker', 'marine', 'roach'];
      const units: Put[] = Array.from({ length: 30 }, (_, i) => [
        i % 2 === 0 ? 1 : 2,
        names[random.int(names.length)],
        (i % 2 === 0 ? 6 : 20) + (i >> 2) * 1.3,
        10 + (i & 3) * 1.3,
      ]);
      const field = lab(units, 40);
      for (const player of [0, 1])
        field.order(
          units.flatMap((_, i) => (i % 2 === player ? [i] : [])),
          'attack',
          [20, 12],
        );
      for (let loop = 0; loop < 400; loop++) {
        field.run(1);
        deepest = Math.max(deepest, deepestOverlap(field.state));
        for (let i = 0; i < field.state.count; i++) {
          const room = 2 + KIND.radius[field.state.kind[i]];
          for (const at of [field.state.x[i], field.state.y[i]])
            outside = Math.max(outside, room - at, at - (40 - room));
        }
      }
    }
    expect(deepest).toBeLessThan(0.25);
    expect(outside).toBe(0);
  });
});

describe('chasing', () => {
  test('walks to where the target was last seen, and gives up when it is dead', () => {
    const field = lab([
      [1, 'marine', 10, 10],
      [2, 'medivac', 17, 10],
    ]);
    field.order([0], 'attack', 1);
    field.run(2);
    field.place(1, 40, 40);
    field.run(2);
    expect(field.state.engaged[0]).toBe(NOBODY);
    field.run(80);
    expect(field.state.x[0]).toBeCloseTo(17, 0);
    expect(field.state.orderCount[0]).toBe(0);
  });

  test('a death in sight ends the chase, a death in the fog is not felt', () => {
    for (const seen of [true, false]) {
      const field = lab([
        [1, 'marine', 10, 10],
        [2, 'medivac', 30, 10],
        [1, 'marauder', 28, 10], // The scout.
      ]);
      field.order([0], 'attack', 1);
      field.run(2);
      if (!seen) field.place(2, 10, 40);
      field.state.health[1] = 0;
      resolve(field.state, { hits: [2, 1], casts: [], fallen: [] });
      field.run(1);
      expect(field.state.alive[1]).toBe(0);
      expect(field.state.orderCount[0]).toBe(seen ? 0 : 1);
    }
  });
});
