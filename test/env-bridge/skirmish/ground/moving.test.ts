/** Units on ground that is not flat: groups find their ways, walkers stay below, climbers and flyers do not. */
import { describe, expect, test } from 'vitest';
import { createGround } from '../../../../env-bridge/skirmish/ground/ground.js';
import { MAPS, type MapName } from '../../../../env-bridge/skirmish/ground/maps.js';
import { sees } from '../../../../env-bridge/skirmish/sight.js';
import type { Field } from '../../../../env-bridge/skirmish/state.js';
import { lab, type Put } from '../lab.js';

function fieldOn(name: MapName): Field {
  const ground = createGround(MAPS[name], 2);
  return { width: ground.width, height: ground.height, border: 2, ground };
}

const group = (unit: Put[1], count: number, x: number, y: number): Put[] =>
  Array.from({ length: count }, (_, i): Put => [1, unit, x + (i % 4) * 1.2, y + Math.floor(i / 4) * 1.2]);

describe('groups', () => {
  test.each([
    ['ramps', 'stalker', 12],
    ['corridor', 'zergling', 24],
    ['hill', 'zealot', 12],
    ['lake', 'roach', 12],
    ['grass', 'marine', 16],
  ] as const)('cross %s as %s', (name, unit, count) => {
    const field = fieldOn(name);
    const units = group(unit, count, 5, 13);
    const all = units.map((_, i) => i);
    const battle = lab(units, field);
    battle.order(all, 'move', [field.width - 8, 16]);
    // Twice the time of the straight way at the slowest speed, and some for the crowd.
    const loops = battle.until(() => all.every((i) => battle.state.orderCount[i] === 0), 700);
    expect(loops).toBeLessThan(700);
    for (const i of all)
      expect(Math.hypot(battle.state.x[i] - (field.width - 8), battle.state.y[i] - 16)).toBeLessThan(5);
  });

  test('who is sent into a wall or a lake ends beside it', () => {
    const battle = lab([[1, 'zealot', 8, 6]], fieldOn('lake'));
    battle.order([0], 'move', [20, 10]);
    battle.run(300);
    expect(battle.state.orderCount[0]).toBe(0);
    expect(Math.hypot(battle.state.x[0] - 20, battle.state.y[0] - 10)).toBeLessThan(5);
  });
});

describe('cliffs', () => {
  test('a Colossus and a Reaper walk up a ledge, a flyer passes over it, a Zealot goes around', () => {
    const field = fieldOn('ledges');
    const battle = lab(
      [
        [1, 'colossus', 8, 8],
        [1, 'reaper', 8, 8],
        [1, 'medivac', 8, 8],
        [1, 'zealot', 8, 8],
        [2, 'zealot', 44, 28],
      ],
      field,
    );
    battle.order([0, 1, 2, 3], 'move', [25, 8]);
    const highest = [0, 0, 0, 0];
    for (let loop = 0; loop < 200; loop++) {
      battle.run(1);
      for (const i of [0, 1, 2, 3]) {
        const cell = Math.floor(battle.state.y[i]) * field.width + Math.floor(battle.state.x[i]);
        highest[i] = Math.max(highest[i], field.ground?.halfLevels[cell] ?? 0);
      }
    }
    expect(highest).toEqual([2, 2, 2, 0]);
    for (const i of [0, 1, 2, 3]) expect(battle.state.x[i]).toBeGreaterThan(22);
  });

  test('who stands on high ground is not seen from below, but shoots; a flyer shows him', () => {
    const battle = lab(
      [
        [1, 'marine', 20, 20],
        [2, 'stalker', 15, 22],
        [1, 'medivac', 36, 28],
      ],
      fieldOn('hill'),
    );
    battle.place(1, 18, 16);
    battle.place(0, 20, 24);
    battle.order([0, 1], 'hold_position');
    battle.run(1);
    expect([sees(battle.state.sight, 1, 1), sees(battle.state.sight, 2, 0)]).toEqual([false, true]);
    battle.place(2, 20, 22);
    expect(sees(battle.state.sight, 1, 1)).toBe(true);
  });

  test('a Stalker blinks up a cliff that a flyer looks upon, not one that nobody sees', () => {
    for (const seen of [true, false]) {
      const units: Put[] = [
        [1, 'stalker', 20, 25.5],
        [2, 'zealot', 36, 4],
        ...(seen ? [[1, 'medivac', 20, 25] as Put] : []),
      ];
      const battle = lab(units, fieldOn('hill'), { 1: { blink: 1 }, 2: {} });
      battle.order([0], 'effect_blink', [20, 20]);
      battle.run(4);
      expect(battle.state.y[0] < 22).toBe(seen);
    }
  });
});
