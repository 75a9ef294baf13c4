import { describe, expect, test } from 'vitest';
import { gap, NOBODY } from '../../../env-bridge/skirmish/state.js';
import { kindOf, UNITS, type UnitName } from '../../../env-bridge/skirmish/units.js';
import { lab } from './lab.js';

/** Loops of each shot of an attacker on a disarmed target beside it, until that dies. */
function shots(attacker: UnitName, target: UnitName): number[] {
  const field = lab([
    [1, attacker, 20, 20],
    [2, target, 20.05 + UNITS[attacker].radius + UNITS[target].radius, 20],
  ]);
  const { state } = field;
  field.order([0], 'attack', 1);
  const loops: number[] = [];
  while (state.alive[1] === 1 && state.loop < 4000) {
    const before = state.hitLoop[1];
    state.cooldown[1] = 100;
    field.run(1);
    if (state.hitLoop[1] !== before) loops.push(state.loop);
  }
  return loops;
}

describe('shots until death', () => {
  // By hand: shields have no armour; a hit that breaks them is met by armour with what is left; Zerg regenerate.
  test.each<[UnitName, UnitName, number]>([
    ['marine', 'zealot', 29], // 8 x 6 = 48 shields; 2 + (4 - 1) = 3 health; 97 left at 5 a hit: 20.
    ['zealot', 'marine', 3], // 2 x 8 = 16 a shot on 45 health.
    ['marauder', 'stalker', 9], // 4 x 20 = 80 shields; 80 health at 19 a hit: 5.
    ['marauder', 'zealot', 17], // 5 x 10 = 50 shields; 100 health at 9 a hit: 12.
    ['stalker', 'zealot', 13], // 3 x 13 = 39; 11 shields + (2 - 1) = 1; 99 left at 12 a hit: 9.
    ['stalker', 'stalker', 10], // 4 x 18 = 72; 8 shields + (10 - 1) = 9; 71 left at 17 a hit: 5.
    ['stalker', 'medivac', 9], // 17 a hit on 150 health.
    ['zealot', 'zealot', 11], // 3 shots take 48 shields; 2 + 5, then 7: 12; 88 left at 14 a shot: 7.
    ['marine', 'marine', 8], // 6 a hit on 45.
    ['hydralisk', 'roach', 14], // 11 a hit on 145, and 13 x 13.2 loops x 0.0171 = 2.9 grow back.
    ['marine', 'zergling', 7], // 6 x 6 = 36 would do for 35, but 0.27 a game second grow back in 69 loops: 1.2.
  ])('%s on %s', (attacker, target, count) => {
    expect(shots(attacker, target)).toHaveLength(count);
  });
});

describe('rate of fire', () => {
  test.each<UnitName>(['marine', 'zealot', 'stalker', 'roach', 'hydralisk', 'marauder', 'zergling'])(
    '%s fires once a cooldown on the long run',
    (name) => {
      const loops = shots(name, name);
      const period = (UNITS[name].weapon?.cooldown ?? 0) * 16;
      const mean = (loops[loops.length - 1] - loops[0]) / (loops.length - 1);
      expect(Math.abs(mean - period)).toBeLessThanOrEqual(1 / (loops.length - 1));
      for (let s = 1; s < loops.length; s++)
        expect(Math.abs(loops[s] - loops[s - 1] - period)).toBeLessThan(1);
    },
  );

  test('the first shot comes after the damage point', () => {
    expect(shots('zealot', 'marine')[0]).toBe(1);
    expect(shots('marine', 'marine')[0]).toBe(2);
    expect(shots('stalker', 'marine')[0]).toBe(4);
  });

  test('who moves while aiming loses the shot, not the time', () => {
    const field = lab([
      [1, 'stalker', 20, 20],
      [2, 'marine', 24, 20],
    ]);
    field.state.cooldown[1] = 1000;
    field.order([0], 'attack', 1);
    field.run(3); // Two of three loops of aiming are over.
    field.order([0], 'move', [10, 20]);
    field.run(2);
    expect(field.state.health[1]).toBe(45);
    expect(field.state.cooldown[0]).toBe(0);
    field.order([0], 'attack', 1);
    field.run(4);
    expect(field.state.health[1]).toBe(32);
  });

  test('an aimed shot hits a target that has left the range by less than a cell, not by more', () => {
    for (const [away, hit] of [
      [0.9, true],
      [1.2, false],
    ] as const) {
      const field = lab([
        [1, 'stalker', 20, 20],
        [2, 'marine', 27, 20], // Edge to edge 6: in range.
      ]);
      field.state.cooldown[1] = 1000;
      field.order([0], 'attack', 1);
      field.order([1], 'hold_position');
      field.run(2);
      field.place(1, 27 + away, 20);
      field.run(2);
      expect(field.state.health[1] < 45).toBe(hit);
    }
  });

  test('kiting: a stalker that steps back between shots fires as often as one that stands', () => {
    const standing = shots('stalker', 'marauder');
    const field = lab([
      [1, 'stalker', 30, 20],
      [2, 'marauder', 35, 20],
    ]);
    field.order([1], 'hold_position');
    const loops: number[] = [];
    while (loops.length < 4) {
      field.state.cooldown[1] = 100;
      const before = field.state.hitLoop[1];
      if (field.state.cooldown[0] > 10 && field.state.x[0] > 29.5) field.order([0], 'move', [20, 20]);
      else field.order([0], 'attack', 1);
      field.run(1);
      if (field.state.hitLoop[1] !== before) loops.push(field.state.loop);
    }
    expect(loops[3] - loops[0]).toBe(standing[3] - standing[0]);
  });
});

describe('fairness', () => {
  test('two equal units kill each other in the same loop', () => {
    const field = lab([
      [1, 'marine', 20, 20],
      [2, 'marine', 24, 20],
    ]);
    field.until(() => field.state.alive[0] === 0, 500);
    expect([...field.state.alive]).toEqual([0, 0]);
  });

  test('a unit that dies still deals the shot of that loop', () => {
    const field = lab([
      [1, 'zealot', 20, 20],
      [2, 'zealot', 21, 20],
    ]);
    field.state.health.fill(1);
    field.state.shield.fill(0);
    field.run(1);
    expect([...field.state.alive]).toEqual([0, 0]);
  });
});

describe('targets', () => {
  test('the nearest threat first', () => {
    const field = lab([
      [1, 'marine', 20, 20],
      [2, 'marine', 24.5, 20],
      [2, 'marine', 23.5, 21],
    ]);
    field.run(1);
    expect(field.state.engaged[0]).toBe(2);
  });

  test('who cannot hit back comes after who can, unless he heals', () => {
    const field = lab([
      [1, 'marine', 20, 20],
      [2, 'medivac', 22, 20],
      [2, 'marine', 24, 20],
    ]);
    field.run(1);
    expect(field.state.engaged[0]).toBe(2);
    const healed = lab([
      [1, 'marine', 20, 20],
      [2, 'medivac', 22, 20],
      [2, 'marine', 24, 20],
    ]);
    healed.state.health[2] = 20;
    healed.state.cooldown[2] = 100; // Who is hit turns on the attacker; not asked here.
    healed.run(2);
    healed.state.acquired[0] = NOBODY;
    healed.run(1);
    expect(healed.state.engaged[0]).toBe(1);
  });

  test('a target in range is kept when a nearer one comes', () => {
    const field = lab([
      [1, 'marine', 20, 20],
      [2, 'marine', 24.5, 20],
      [2, 'marine', 40, 20],
    ]);
    field.run(2);
    field.place(2, 22, 20);
    field.run(1);
    expect(field.state.engaged[0]).toBe(1);
  });

  test('a melee unit that cannot get through turns to whom it can reach', () => {
    const field = lab([
      [1, 'zealot', 20, 20],
      [2, 'marine', 22, 20],
      [2, 'zealot', 40, 20],
    ]);
    field.run(1);
    expect(field.state.engaged[0]).toBe(1);
    field.place(2, 20.9, 20);
    field.run(1);
    expect(field.state.engaged[0]).toBe(2);
  });

  test('ground weapons leave the air alone', () => {
    const field = lab([
      [1, 'zealot', 20, 20],
      [2, 'medivac', 21, 20],
    ]);
    field.run(20);
    expect(field.state.engaged[0]).toBe(NOBODY);
    expect(field.state.health[1]).toBe(150);
  });

  test('an idle unit notices enemies at scan range, and hits back from beyond it', () => {
    const field = lab([
      [1, 'zealot', 20, 20],
      [2, 'stalker', 26.5, 20],
    ]);
    field.order([1], 'hold_position');
    field.run(3);
    expect(field.state.engaged[0]).toBe(NOBODY); // 5.4 cells away; a zealot looks 5 cells far.
    field.run(3);
    expect(field.state.shield[0]).toBeLessThan(50);
    expect(field.state.engaged[0]).toBe(1);
    field.run(60);
    expect(gap(field.state, 0, 1)).toBeLessThan(0.2);
  });
});

describe('regeneration', () => {
  test('shields come back 10 game seconds after the last damage, at 2 a game second', () => {
    const field = lab([
      [1, 'zealot', 10, 10],
      [2, 'marine', 40, 40],
    ]);
    field.run(1);
    field.state.shield[0] = 10;
    field.state.hitLoop[0] = 1;
    field.run(159);
    expect(field.state.shield[0]).toBe(10);
    field.run(16);
    expect(field.state.shield[0]).toBeCloseTo(12, 5);
    field.run(1000);
    expect(field.state.shield[0]).toBe(50);
    expect(field.state.health[0]).toBe(100);
  });

  test('only Zerg grow health', () => {
    const field = lab([
      [1, 'roach', 10, 10],
      [1, 'marine', 15, 10],
      [2, 'marine', 40, 40],
    ]);
    field.state.health[0] = 100;
    field.state.health[1] = 10;
    field.run(160);
    expect(field.state.health[0]).toBeCloseTo(102.734, 5);
    expect(field.state.health[1]).toBe(10);
  });

  test('a medivac heals 9 a game second for 3 energy, and gets 0.5625 back', () => {
    const field = lab([
      [1, 'medivac', 10, 10],
      [1, 'marine', 12, 10],
      [2, 'marine', 40, 40],
    ]);
    field.state.health[1] = 1;
    field.run(16);
    expect(field.state.health[1]).toBeCloseTo(10, 5);
    expect(field.state.energy[0]).toBeCloseTo(50 - 3 + 0.5625, 5);
    expect(field.state.engaged[0]).toBe(1);
  });

  test('a medivac without energy heals only what it regains; machines are beyond it', () => {
    const field = lab([
      [1, 'medivac', 10, 10],
      [1, 'marine', 12, 10],
      [1, 'medivac', 14, 10],
      [2, 'marine', 40, 40],
    ]);
    field.state.energy.fill(0);
    field.state.health[1] = 1;
    field.state.health[2] = 1;
    field.run(160);
    // Both medivacs turn all they regain, 5.6 energy each, into health.
    expect(field.state.health[1]).toBeGreaterThan(1 + 2 * 5.5 * 3);
    expect(field.state.health[1]).toBeLessThan(1 + 2 * 5.7 * 3);
    expect(field.state.health[2]).toBe(1);
  });
});

test('the table of kinds has every unit under its own index', () => {
  for (const [i, name] of (Object.keys(UNITS) as UnitName[]).entries()) expect(kindOf(name)).toBe(i);
});
