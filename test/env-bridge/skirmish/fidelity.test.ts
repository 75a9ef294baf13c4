/**
 * Fights whose outcome follows from the facts alone. Every expected number is worked out by hand, with its arithmetic beside
 * it, from the game's data of patch 5.0.6 (16 loops are one game second) and from what units/ and abilities/ name Liquipedia
 * for; then the running simulator is measured.
 */
import { describe, expect, test } from 'vitest';
import type { SideUpgrades } from '../../../env-bridge/skirmish/state.js';
import { KIND, kindOf, type UnitName } from '../../../env-bridge/skirmish/units.js';
import type { Upgrades } from '../../../env-bridge/skirmish/upgrades.js';
import { type Lab, lab, type Put } from './lab.js';

const sides = (one: Upgrades = {}, two: Upgrades = {}): SideUpgrades => ({ 1: one, 2: two });

/** A shooter at 20, 20 and a target `apart` cells to the right, that holds its fire. */
function duel(shooter: UnitName, target: UnitName, upgrades = sides(), apart = 3): Lab {
  const field = lab(
    [
      [1, shooter, 20, 20],
      [2, target, 20 + apart, 20],
    ],
    48,
    upgrades,
  );
  pacify(field, 1);
  field.order([0], 'attack', 1);
  return field;
}

/** Cells between two that fight: most reach each other at once, and a sieged Siege Tank reaches nobody who is nearer. */
const nearby = (shooter: UnitName): number => (shooter === 'siege_tank_sieged' ? 6 : 2.5);

/** The unit does not shoot, and does not walk. */
function pacify({ state }: Lab, unit: number): void {
  state.cooldown[unit] = 1e9;
  state.speed[unit] = 0;
}

/** Loops at which the target is hurt until it dies. */
function hurts(field: Lab, target = 1, most = 4000): number[] {
  const loops: number[] = [];
  while (field.state.alive[target] === 1 && field.state.loop < most) {
    field.run(1);
    if (field.state.hitLoop[target] === field.state.loop) loops.push(field.state.loop);
  }
  return loops;
}

const up = sides;
type Row = readonly [
  shooter: UnitName,
  target: UnitName,
  shots: number,
  why: string,
  upgrades?: SideUpgrades,
];

/** Regeneration of the target between shots counts: Zerg 0.2734, Mutalisks 1 a game second. */
const SHOTS: readonly Row[] = [
  ['marine', 'marine', 8, '45 / 6 = 7.5'],
  ['marine', 'marine', 10, '(45 + 10) / 6 = 9.2', up({}, { combat_shield: 1 })],
  ['marine', 'marine', 7, '45 / (6 + 1) = 6.4', up({ terran_infantry_weapons: 1 })],
  ['marine', 'marine', 15, '45 / (6 - 3) = 15', up({}, { terran_infantry_armor: 3 })],
  ['marine', 'zealot', 29, '8 x 6 of 50; then 2 and 4 - 1; 97 / 5 = 19.4: 9 + 20'],
  ['marauder', 'stalker', 9, '80 / 20 = 4; 80 / 19 = 4.2: 4 + 5'],
  ['marauder', 'zealot', 17, '50 / 10 = 5; 100 / 9 = 11.1: 5 + 12'],
  [
    'marauder',
    'ultralisk',
    33,
    '20 - 2 - 2 = 16; 0.41 back a shot: 499.6 / 15.59 = 32.05',
    up({}, { chitinous_plating: 1 }),
  ],
  ['reaper', 'zergling', 5, '35 / (2 x 4) = 4.4'],
  ['ghost', 'marine', 3, '45 / (10 + 10) = 2.3'],
  ['hellion', 'zergling', 3, '35 / (8 + 6) = 2.5'],
  ['hellion', 'zergling', 2, '35 / (8 + 6 + 5) = 1.8', up({ infernal_preigniter: 1 })],
  ['hellbat', 'zealot', 9, '2 x 18 of 50; then 14 and 4 - 1; 97 / 17 = 5.7: 3 + 6'],
  ['siege_tank', 'roach', 7, '145 / (15 + 10 - 1) = 6.04'],
  ['siege_tank_sieged', 'marine', 2, '45 / 40 = 1.1'],
  ['siege_tank_sieged', 'marine', 1, '40 + 2 x 4 = 48 > 45', up({ terran_vehicle_weapons: 2 })],
  ['siege_tank_sieged', 'marauder', 2, '125 / (40 + 30 - 1) = 1.8'],
  ['cyclone', 'roach', 9, '145 / (18 - 1) = 8.5'],
  ['widow_mine_burrowed', 'zealot', 1, '125 + 35 = 160: 50, then 110 - 1 > 100'],
  ['thor', 'zealot', 3, '30 of 50; 20 and 10 - 1; 91 / (2 x 29) = 1.6: 1 + 2'],
  ['thor_high_impact', 'battlecruiser', 18, '550 / (25 + 10 - 3) = 17.2'],
  ['viking', 'corruptor', 9, '200 / (2 x (10 + 4 - 2)) = 8.3; 0.55 back a shot: 8.5'],
  ['viking_assault', 'stalker', 9, '80 / (12 + 8) = 4; 80 / 19 = 4.2: 4 + 5'],
  ['liberator', 'mutalisk', 15, '10 a shot, 1.8 back: 118.2 / 8.2 = 14.4'],
  ['banshee', 'marine', 2, '45 / (2 x 12) = 1.9'],
  ['battlecruiser', 'marine', 6, '45 / 8 = 5.6'],
  ['spine_crawler', 'marauder', 5, '125 / (25 + 5 - 1) = 4.3'],
  ['missile_turret', 'mutalisk', 6, '24 a shot, 0.86 back: 119.1 / 23.1 = 5.1'],
  ['zealot', 'marine', 3, '45 / (2 x 8) = 2.8'],
  ['zealot', 'zergling', 3, '35 / (2 x 8) = 2.2'],
  ['zealot', 'zergling', 2, '35 / (2 x 9) = 1.9', up({ protoss_ground_weapons: 1 })],
  ['stalker', 'roach', 9, '145 / (13 + 5 - 1) = 8.5; 0.51 back a shot: 8.8'],
  ['stalker', 'roach', 7, '145 / (13 + 5 + 3 x 2 - 1) = 6.3', up({ protoss_ground_weapons: 3 })],
  [
    'stalker',
    'zealot',
    16,
    '4 x 11 of 50; 6 and 5 - 4; 99 / 9 = 11: 5 + 11',
    up({}, { protoss_shields: 2, protoss_ground_armor: 3 }),
  ],
  ['sentry', 'marine', 8, '45 / 6 = 7.5'],
  ['adept', 'marine', 3, '45 / (10 + 12) = 2.05'],
  ['adept', 'marine', 2, '45 / (10 + 12 + 2) = 1.9', up({ protoss_ground_weapons: 1 })],
  ['high_templar', 'marine', 12, '45 / 4 = 11.3'],
  ['dark_templar', 'marine', 1, '45 / 45 = 1'],
  ['dark_templar', 'marine', 2, '55 / 45 = 1.2', up({}, { combat_shield: 1 })],
  ['archon', 'zergling', 1, '25 + 10 = 35'],
  ['immortal', 'roach', 3, '145 / (20 + 30 - 1) = 2.96'],
  ['immortal', 'stalker', 4, '50 of 80; 30 and 20 - 1; 61 / 49 = 1.2: 2 + 2'],
  ['colossus', 'marine', 2, '45 / (2 x (10 + 5)) = 1.5'],
  ['phoenix', 'mutalisk', 7, '20 a shot, 1.1 back: 118.9 / 18.9 = 6.3'],
  ['void_ray', 'stalker', 17, '80 / (6 + 4) = 8; 80 / 9 = 8.9: 8 + 9'],
  ['tempest', 'marine', 2, '45 / 40 = 1.1'],
  ['tempest', 'viking', 5, '135 / 30 = 4.5'],
  ['carrier', 'marine', 1, '16 x 5 = 80 > 45'],
  ['photon_cannon', 'roach', 8, '145 / (20 - 1) = 7.6; 0.34 back a shot: 7.8'],
  ['zergling', 'marine', 9, '45 / 5 = 9'],
  ['roach', 'zealot', 10, '3 x 16 of 50; 2 and 14 - 1; 87 / 15 = 5.8: 4 + 6'],
  ['ravager', 'marine', 3, '45 / 16 = 2.8'],
  ['hydralisk', 'marine', 4, '45 / 12 = 3.75'],
  ['lurker_burrowed', 'marauder', 5, '125 / (20 + 10 - 1) = 4.3'],
  ['queen', 'marine', 6, '45 / (2 x 4) = 5.6'],
  ['queen', 'viking', 15, '135 / 9 = 15'],
  ['mutalisk', 'marine', 5, '45 / 9 = 5'],
  ['corruptor', 'battlecruiser', 33, '550 / (14 + 6 - 3) = 32.4'],
  ['ultralisk', 'marauder', 4, '125 / (35 - 1) = 3.7'],
  ['spore_crawler', 'mutalisk', 5, '30 a shot, 0.86 back: 119.1 / 29.1 = 4.1'],
];

describe('shots to kill', () => {
  const rows = SHOTS.map(([shooter, target, shots, why, upgrades]) => ({
    shooter,
    target,
    shots,
    why,
    upgrades,
  }));
  test.each(rows)('$shooter on $target: $shots ($why)', ({ shooter, target, shots, upgrades }) => {
    expect(hurts(duel(shooter, target, upgrades, nearby(shooter)))).toHaveLength(shots);
  });
});

describe('loops from the first shot to the last', () => {
  /** The shots come as fast as their cooldown says, to the loop; a loop more or less is rounding. */
  const took = (field: Lab): number => {
    const loops = hurts(field);
    return loops[loops.length - 1] - loops[0];
  };
  test.each<[string, UnitName, UnitName, number, SideUpgrades?]>([
    ['7 x 0.8608 x 16 = 96.4', 'marine', 'marine', 96.4],
    ['8 x 0.696 x 16 = 89.1', 'zergling', 'marine', 89.1],
    ['8 x 0.696 x 16 / 1.4 = 63.6', 'zergling', 'marine', 63.6, up({ adrenal_glands: 1 })],
    ['2 x 2.25 x 16 = 72', 'adept', 'marine', 72],
    ['2 x 2.25 x 16 / 1.45 = 49.7', 'adept', 'marine', 49.7, up({ resonating_glaives: 1 })],
    ['1 x 3 x 16 = 48', 'siege_tank_sieged', 'marine', 48],
    ['3 x 0.8601 x 16 = 41.3', 'ultralisk', 'marauder', 41.3],
    ['8 x 1.8701 x 16 = 239.4', 'stalker', 'roach', 239.4],
  ])('%s: %s on %s', (_, shooter, target, loops, upgrades) => {
    expect(Math.abs(took(duel(shooter, target, upgrades, nearby(shooter))) - loops)).toBeLessThanOrEqual(1);
  });

  test('a Marine with Stimpack: 7 x 0.8608 x 16 / 1.5 = 64.3, and 10 of its health', () => {
    const field = duel('marine', 'marine', up({ stimpack: 1 }));
    field.order([0], 'effect_stim');
    expect(field.state.health[0]).toBe(35);
    expect(Math.abs(took(field) - 64.3)).toBeLessThanOrEqual(1);
  });

  test('an aligned Void Ray: 80 / 16 = 5; 80 / 15 = 5.3: 5 + 6 shots', () => {
    const field = duel('void_ray', 'stalker');
    field.order([0], 'effect_prismatic_alignment');
    expect(hurts(field)).toHaveLength(11);
  });
});

describe('cells walked in 10 game seconds (160 loops)', () => {
  test.each<
    [
      UnitName,
      number,
      string,
      SideUpgrades?,
      ('effect_stim' | 'effect_ignite_afterburners' | 'effect_prismatic_alignment')?,
    ]
  >([
    ['marine', 22.5, '2.25 x 10'],
    ['marine', 33.75, '2.25 x 1.5 x 10', up({ stimpack: 1 }), 'effect_stim'],
    ['marauder', 33.75, '2.25 x 1.5 x 10', up({ stimpack: 1 }), 'effect_stim'],
    ['zergling', 29.531, '2.9531 x 10'],
    ['zergling', 47.25, '2.9531 x 1.6 x 10', up({ metabolic_boost: 1 })],
    ['zealot', 33.75, '2.25 x 1.5 x 10', up({ charge: 1 })],
    ['roach', 30, '2.25 x 4 / 3 x 10', up({ glial_reconstitution: 1 })],
    ['hydralisk', 28.125, '2.25 x 1.25 x 10', up({ muscular_augments: 1 })],
    ['medivac', 35.5, '6 x 2.5 x 1.7 + 4 x 2.5', up(), 'effect_ignite_afterburners'],
    ['void_ray', 16.5, '2.75 x 0.6 x 10', up(), 'effect_prismatic_alignment'],
    ['queen', 9.375, '0.9375 x 10'],
    ['mutalisk', 40, '4 x 10'],
    ['hellion', 42.5, '4.25 x 10'],
  ])('%s: %d (%s)', (unit, cells, _, upgrades, ability) => {
    const field = lab(
      [
        [1, unit, 10, 48],
        [2, 'marine', 90, 90],
      ],
      96,
      upgrades,
    );
    if (ability) expect(field.order([0], ability)).toEqual([]);
    field.order([0], 'move', [90, 48]);
    field.run(160);
    // A buff begins with the command, so it may have worked a loop less.
    expect(Math.abs(field.state.x[0] - 10 - cells)).toBeLessThan(0.3);
  });
});

/** Points that each unit from `first` on has lost. */
function losses({ state }: Lab, first: number): number[] {
  const lost: number[] = [];
  for (let i = first; i < state.count; i++) {
    if (state.tag[i] === 0n) continue;
    lost.push(Number((full(state, i) - state.health[i] - state.shield[i]).toFixed(4)));
  }
  return lost;
}
const full = (state: Lab['state'], i: number): number => state.healthMax[i] + KIND.shield[state.kind[i]];

/** One shot of a unit at 20, 20 on the first of these marines (places relative to it), all of whom stand still. */
function oneShot(
  shooter: UnitName,
  others: readonly (readonly [dx: number, dy: number])[],
  target: UnitName = 'marine',
  side: 1 | 2 = 2,
): number[] {
  const field = lab([
    [1, shooter, 20, 20],
    ...others.map(([dx, dy], i): Put => [i === 0 ? 2 : side, target, 20 + dx, 20 + dy]),
  ]);
  for (let i = 1; i <= others.length; i++) {
    pacify(field, i);
    field.state.health[i] = 1000;
    field.state.healthMax[i] = 1000;
    field.state.shield[i] = KIND.shield[field.state.kind[i]];
  }
  field.order([0], 'attack', 1);
  // Until the first is hurt.
  while (field.state.hitLoop[1] < 0 && field.state.loop < 300) field.run(1);
  return losses(field, 1).slice(0, others.length);
}

describe('splash: points lost to one shot', () => {
  test('sieged Siege Tank: 40 within 0.4687 of the edge, 20 within 0.7812, 10 within 1.25, none beyond', () => {
    // A Marine's radius is 0.375: edges at 0.425, 0.725, 1.125 and 1.325 cells.
    const places = [
      [6, 0],
      [6.8, 0],
      [6, 1.1],
      [6, -1.5],
      [7.7, 0],
    ] as const;
    expect(oneShot('siege_tank_sieged', places)).toEqual([40, 40, 20, 10, 0]);
  });

  test('its own side is not spared', () => {
    expect(
      oneShot(
        'siege_tank_sieged',
        [
          [6, 0],
          [6.8, 0],
        ],
        'marine',
        1,
      ),
    ).toEqual([40, 40]);
  });

  test('Colossus: everybody 1.4 cells to each side, twice 10 + 5', () => {
    expect(
      oneShot('colossus', [
        [5, 0],
        [5, 1.7],
        [5, -1.7],
        [5, 1.9],
        [6.5, 0],
      ]),
    ).toEqual([30, 30, 30, 0, 0]);
  });

  test('Hellion: everybody in a line of 5 cells, 8 + 6', () => {
    expect(
      oneShot('hellion', [
        [3, 0],
        [4.5, 0.3],
        [5.9, 0],
        [6.1, 0],
        [4, 0.6],
      ]),
    ).toEqual([14, 14, 14, 0, 0]);
  });

  test('Hellbat: 45 degrees in front, 2 cells', () => {
    expect(
      oneShot('hellbat', [
        [2, 0],
        [2.5, 0.9],
        [2, 1.2],
        [3.1, 0],
      ]),
    ).toEqual([18, 18, 0, 0]);
  });

  test('Ultralisk: a third of 35 to those in front within a cell of its edge', () => {
    expect(
      oneShot('ultralisk', [
        [1.6, 0],
        [0.5, 1.6],
        [-1, 1.6],
        [2.6, 0],
      ]),
    ).toEqual([35, 11.55, 0, 0]);
  });

  test('Lurker: everybody in a line of 8 cells, 20', () => {
    expect(
      oneShot('lurker_burrowed', [
        [4, 0],
        [8, 0.8],
        [9.2, 0],
        [4, 1],
      ]),
    ).toEqual([20, 20, 0, 0]);
  });

  test('Archon: 25 + 10, half of it within half a cell of the edge, a quarter within a cell', () => {
    expect(
      oneShot('archon', [
        [3, 0],
        [3, 0.8],
        [3, -1.3],
        [4.5, 0],
      ]),
    ).toEqual([35, 17.5, 8.75, 0]);
  });

  test('Mutalisk: 9, then 3, then 1, to the next within 3 cells', () => {
    expect(
      oneShot('mutalisk', [
        [3, 0],
        [5, 0],
        [7, 0],
        [9, 0],
      ]),
    ).toEqual([9, 3, 1, 0]);
  });

  test('Thor: four times 6 (+6 to light) within half a cell of the edge', () => {
    expect(
      oneShot(
        'thor',
        [
          [6, 0],
          [6.9, 0],
          [7.2, 0],
        ],
        'mutalisk',
      ),
    ).toEqual([48, 48, 0]);
  });

  test('Liberator: twice 5 within 1.5 cells of the edge', () => {
    expect(
      oneShot(
        'liberator',
        [
          [4, 0],
          [5.9, 0],
          [6.1, 0],
        ],
        'mutalisk',
      ),
    ).toEqual([10, 10, 0]);
  });

  test('Widow Mine: 125 (+35) to the target, 40 (+25) around', () => {
    expect(
      oneShot(
        'widow_mine_burrowed',
        [
          [4, 0],
          [5.9, 0],
          [6.3, 0],
        ],
        'zealot',
      ),
    ).toEqual([159, 64, 0]);
  });

  test('Baneling: 16 + 19 to all whose edge is within 2.2 cells', () => {
    expect(
      oneShot('baneling', [
        [1.2, 0],
        [2.5, 0],
        [0, 2.3],
        [3.5, 0],
      ]),
    ).toEqual([35, 35, 35, 0]);
  });
});

/** Everybody has energy and lives long. */
function spells(units: readonly Put[], upgrades?: SideUpgrades): Lab {
  const field = lab(units, 48, upgrades);
  for (let i = 0; i < units.length; i++) {
    field.state.energy[i] = KIND.energy[field.state.kind[i]];
    field.state.cooldown[i] = 1e9;
  }
  return field;
}

describe('abilities', () => {
  test('Psionic Storm: 8 x 10 in 4 game seconds; two at once do no more', () => {
    const field = spells(
      [
        [1, 'high_templar', 20, 20],
        [1, 'high_templar', 20, 22],
        [2, 'marauder', 26, 20],
      ],
      up({ psionic_storm: 1 }),
    );
    expect(field.order([0, 1], 'effect_psi_storm', [26, 20])).toEqual([]);
    field.run(1);
    expect(losses(field, 2)).toEqual([10]);
    field.run(62);
    expect(losses(field, 2)).toEqual([80]);
    field.run(60);
    expect(losses(field, 2)).toEqual([80]);
    // 200 - 75, and 123 loops of 0.5625 / 16.
    expect(field.state.energy[0]).toBeCloseTo(125 + (122 * 0.5625) / 16, 1);
  });

  test('Fungal Growth: 30 in 4 game seconds to all within 2.25, at a quarter of the speed', () => {
    const field = spells([
      [1, 'infestor', 20, 20],
      [2, 'marauder', 26, 20],
      [2, 'marauder', 26, 22.6],
      [2, 'marauder', 26, 17],
    ]);
    field.order([0], 'effect_fungal_growth', [26, 20]);
    field.order([1], 'move', [40, 20]);
    field.run(1);
    expect(field.state.speed[1]).toBeCloseTo(2.25 / 64, 9);
    field.run(80);
    expect(losses(field, 1)).toEqual([30, 30, 0]);
    expect(field.state.speed[1]).toBeCloseTo(2.25 / 16, 9);
  });

  test('Corrosive Bile: 60, 3.5 game seconds (56 loops) later', () => {
    const field = spells([
      [1, 'ravager', 20, 20],
      [2, 'marauder', 26, 20],
    ]);
    field.order([0], 'effect_corrosive_bile', [26, 20]);
    field.run(56);
    expect(losses(field, 1)).toEqual([0]);
    field.run(1);
    expect(losses(field, 1)).toEqual([60]);
    expect(field.order([0], 'effect_corrosive_bile', [26, 20])).toEqual(['Cooldown']);
    field.run(104); // 160 loops after the first.
    expect(field.order([0], 'effect_corrosive_bile', [26, 20])).toEqual([]);
  });

  test('EMP: 100 shields and 100 energy of all within 1.5', () => {
    const field = spells([
      [1, 'ghost', 20, 20],
      [2, 'archon', 26, 20],
      [2, 'high_templar', 28, 20],
    ]);
    field.order([0], 'effect_emp', [27, 20]);
    field.run(1);
    expect([field.state.shield[1], field.state.shield[2]]).toEqual([250, 0]);
    expect(field.state.energy[2]).toBeCloseTo(100, 0);
  });

  test('Steady Targeting: 170 after 2 game seconds, unless the Ghost is hurt', () => {
    for (const hurt of [false, true]) {
      const field = spells([
        [1, 'ghost', 20, 20],
        [2, 'ultralisk', 28, 20],
      ]);
      pacify(field, 1);
      field.order([0], 'effect_ghost_snipe', 1);
      field.run(20);
      if (hurt) field.state.hitLoop[0] = field.state.loop;
      field.run(13);
      expect(losses(field, 1)).toEqual([hurt ? 0 : 170]);
      expect(field.state.energy[0] > 190).toBe(hurt);
    }
  });

  test('Feedback: half of 120 energy', () => {
    const field = spells([
      [1, 'high_templar', 20, 20],
      [2, 'medivac', 26, 20],
    ]);
    field.state.energy[1] = 120 - 0.5625 / 16;
    field.order([0], 'effect_feedback', 1);
    field.run(1);
    expect(losses(field, 1)).toEqual([60]);
    expect(field.state.energy[1]).toBe(0);
  });

  test('Yamato Cannon: 240 after 3 game seconds', () => {
    const field = spells(
      [
        [1, 'battlecruiser', 20, 20],
        [2, 'ultralisk', 28, 20],
      ],
      up({ weapon_refit: 1 }),
    );
    pacify(field, 1);
    field.order([0], 'effect_yamato_gun', 1);
    field.run(48);
    expect(losses(field, 1)).toEqual([0]);
    field.run(1);
    expect(losses(field, 1)).toEqual([240]);
  });

  test('Transfusion: 75 at once and 50 in 10 game seconds, beside 10 x 0.2734 of its own', () => {
    const field = spells([
      [1, 'queen', 20, 20],
      [1, 'ultralisk', 24, 20],
    ]);
    field.state.health[1] = 100;
    field.order([0], 'effect_transfusion', 1);
    field.run(1);
    expect(field.state.health[1]).toBeCloseTo(175 + 0.2734 / 16, 1);
    field.run(161);
    expect(Math.abs(field.state.health[1] - (100 + 75 + 50 + 2.76))).toBeLessThan(0.4);
  });

  test('Guardian Shield: ranged hits do 2 less, blades do not: 20 / (6 - 2) = 5, 8 + 8', () => {
    const field = spells([
      [1, 'sentry', 20, 20],
      [1, 'stalker', 22, 20],
      [2, 'marine', 25, 20],
    ]);
    field.order([0], 'effect_guardian_shield');
    field.order([2], 'attack', 1);
    field.state.cooldown[2] = 0;
    field.run(4);
    expect(losses(field, 1)[0]).toBe(4);
    const melee = spells([
      [1, 'sentry', 20, 20],
      [1, 'stalker', 22, 20],
      [2, 'zealot', 23.2, 20],
    ]);
    melee.order([0], 'effect_guardian_shield');
    melee.order([2], 'attack', 1);
    melee.state.cooldown[2] = 0;
    melee.run(3);
    expect(losses(melee, 1)[0]).toBe(16);
  });

  test('Concussive Shells: half the speed for 1.5 game seconds; not of massive units', () => {
    for (const [target, speed] of [
      ['zealot', 2.25 / 2],
      ['archon', 2.8125],
    ] as const) {
      const field = spells(
        [
          [1, 'marauder', 20, 20],
          [2, target, 24, 20],
        ],
        up({ concussive_shells: 1 }),
      );
      field.state.cooldown[0] = 0;
      field.order([0], 'attack', 1);
      field.run(6);
      expect(field.state.speed[1] * 16).toBeCloseTo(speed, 6);
      field.order([0], 'stop');
      field.state.cooldown[0] = 1e9;
      field.run(26);
      expect(field.state.speed[1] * 16).toBeCloseTo(KIND.speed[field.state.kind[1]] * 16, 6);
    }
  });

  test('Blink: 8 cells, again after 10 game seconds', () => {
    const field = spells([[1, 'stalker', 10, 20]], up({ blink: 1 }));
    expect(field.order([0], 'effect_blink', [40, 20])).toEqual([]);
    field.run(1);
    expect(field.state.x[0]).toBeCloseTo(18, 6);
    expect(field.order([0], 'effect_blink', [40, 20])).toEqual(['Cooldown']);
    field.run(160);
    expect(field.order([0], 'effect_blink', [40, 20])).toEqual([]);
  });

  test('Charge: from 4 cells at 2.25 x 2.2, and 8 more in the first blow: 8 + 8 + 8', () => {
    const field = spells(
      [
        [1, 'zealot', 20, 20],
        [2, 'marauder', 24.9, 20],
      ],
      up({ charge: 1 }),
    );
    pacify(field, 1);
    field.state.cooldown[0] = 0;
    field.order([0], 'attack', 1);
    field.run(2);
    expect(field.state.speed[0] * 16).toBeCloseTo(2.25 * 2.2, 6);
    field.until(() => field.state.hitLoop[1] > 0, 60);
    // 3.74 cells at 4.95 a game second are 12.1 loops.
    expect(field.state.loop).toBeLessThanOrEqual(15);
    expect(losses(field, 1)).toEqual([24 - 3]);
  });

  test('Siege Mode: 3.8 game seconds (61 loops) each way, 13 cells, nothing nearer than 2', () => {
    const field = spells([
      [1, 'siege_tank', 20, 20],
      [2, 'marauder', 34, 20],
      [2, 'marauder', 22.5, 20],
      [1, 'overlord', 30, 24], // A Siege Tank sees 11 cells far; this one sees for it.
    ]);
    for (const i of [1, 2]) pacify(field, i);
    field.order([0], 'morph_siege_mode');
    field.run(61);
    expect(field.state.kind[0]).toBe(kindOf('siege_tank'));
    field.run(1);
    expect(field.state.kind[0]).toBe(kindOf('siege_tank_sieged'));
    field.state.cooldown[0] = 0;
    expect(field.order([0], 'move', [10, 10])).toEqual(['NotSupported']);
    field.run(10);
    // 14 - 0.875 - 0.5625 = 12.56 cells; the other is 1.06 away.
    expect(losses(field, 1).slice(0, 2)).toEqual([69, 0]);
  });

  test('Graviton Beam lifts and holds for 10 game seconds; then it fights on', () => {
    const field = spells([
      [1, 'phoenix', 20, 20],
      [1, 'viking', 20, 24],
      [2, 'marauder', 23, 20],
    ]);
    field.order([0], 'effect_graviton_beam', 2);
    field.run(2);
    field.state.cooldown[1] = 0;
    field.run(4);
    expect(losses(field, 2)).toEqual([26]); // 2 x (10 + 4 - 1): it hangs in the air, and is armored.
    expect(field.state.speed[2]).toBe(0);
    field.state.cooldown[1] = 1e9;
    field.run(158);
    expect(field.state.speed[2]).toBeCloseTo(2.25 / 16, 9);
  });

  test('Purification Nova: 145 (+55) within 1.5 of where the ball is after 3 game seconds', () => {
    const field = spells([
      [1, 'disruptor', 20, 20],
      [2, 'stalker', 27, 20],
      [1, 'marauder', 28.3, 20],
    ]);
    pacify(field, 1);
    field.order([0], 'effect_purification_nova', [27, 20]);
    field.run(49);
    // 200 to the Stalker's 80 of shield and 80 of health; 145 - 1 to the Marauder's 125.
    expect([field.state.alive[1], field.state.alive[2]]).toEqual([0, 0]);
  });

  test('a Barrier takes 100 points', () => {
    const field = spells([
      [1, 'immortal', 20, 20],
      [2, 'siege_tank_sieged', 28, 20],
    ]);
    field.state.cooldown[1] = 0;
    field.run(8);
    expect(losses(field, 0)[0]).toBe(0); // 70 of the 100.
    expect(field.state.barrier[0]).toBe(30);
  });

  test.each<[UnitName, number, string]>([
    ['roach_burrowed', 52.734, '10 x (0.2734 + 5)'],
    ['mutalisk', 10, '10 x 1'],
    ['reaper', 20, '10 x 2, rested'],
    ['zergling', 2.734, '10 x 0.2734'],
  ])('%s grows %d in 10 game seconds: %s', (unit, health) => {
    const field = spells([[1, unit, 20, 20]]);
    field.state.health[0] = 1;
    field.state.healthMax[0] = 200;
    field.run(160);
    expect(field.state.health[0] - 1).toBeCloseTo(health, 3);
  });
});
