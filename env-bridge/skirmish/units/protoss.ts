/** Protoss units. Numbers: units.ts says from where. */
import { gun, plus, type UnitRow } from './types.js';

const GROUND = { weaponUpgrade: 'protoss_ground_weapons', armorUpgrade: 'protoss_ground_armor' } as const;
const AIR = {
  weaponUpgrade: 'protoss_air_weapons',
  armorUpgrade: 'protoss_air_armor',
  flying: true,
} as const;

export const PROTOSS = {
  zealot: {
    ...{ is: 'light biological', health: 100, shield: 50, armor: 1, speed: 2.25, radius: 0.5, sight: 9 },
    ...{ food: 2, size: 2, ...GROUND, traits: ['charges'] },
    // The game's weapon data, "PsiBlades", has a damage point of 0.
    weapons: [gun('ground', 8, 0.1001, 1.2, { attacks: 2, damagePoint: 0 })],
  },
  stalker: {
    ...{
      is: 'armored mechanical',
      health: 80,
      shield: 80,
      armor: 1,
      speed: 2.9531,
      radius: 0.625,
      sight: 10,
    },
    ...{ food: 2, size: 2, ...GROUND },
    weapons: [gun('any', 13, 6, 1.8701, { bonuses: plus('armored', 5), bonusLevel: plus('armored', 1) })],
  },
  sentry: {
    ...{ is: 'light mechanical psionic', health: 40, shield: 40, energy: 200, energyStart: 50, armor: 1 },
    ...{ speed: 2.25, radius: 0.5, sight: 10, food: 2, size: 2, ...GROUND, spawns: 4 },
    weapons: [gun('any', 6, 5, 1)], // Liquipedia, "Sentry": 6 each 0.71 s at "faster".
  },
  adept: {
    ...{ is: 'light biological', health: 70, shield: 70, armor: 1, speed: 2.5, radius: 0.5, sight: 9 },
    ...{ food: 2, size: 2, ...GROUND, spawns: 1 },
    weapons: [gun('ground', 10, 4, 2.25, { bonuses: plus('light', 12), bonusLevel: plus('light', 1) })],
  },
  adept_shade: {
    ...{ is: 'light biological', health: 90, shield: 50, armor: 1, speed: 4, radius: 0.5, sight: 4 },
    ...{ base: 'adept', traits: ['untouchable', 'ghostly'] },
  },
  high_templar: {
    ...{ is: 'light biological psionic', health: 40, shield: 40, energy: 200, energyStart: 50, speed: 1.875 },
    ...{ radius: 0.375, sight: 10, food: 2, size: 2, ...GROUND },
    weapons: [gun('ground', 4, 6, 1.7539)],
  },
  dark_templar: {
    ...{ is: 'light biological psionic', health: 40, shield: 80, armor: 1, speed: 2.8125, radius: 0.375 },
    ...{ sight: 8, food: 2, size: 2, ...GROUND, traits: ['cloaked'] },
    weapons: [gun('ground', 45, 0.1001, 1.6941, { level: 5 })],
  },
  archon: {
    ...{
      is: 'psionic massive',
      health: 10,
      shield: 350,
      speed: 2.8125,
      radius: 1,
      sight: 9,
      food: 4,
      size: 4,
    },
    ...GROUND,
    weapons: [
      gun('any', 25, 3, 1.7539, {
        ...{ bonuses: plus('biological', 10), level: 3, bonusLevel: plus('biological', 1) },
        splash: {
          shape: 'rings',
          rings: [
            [0.25, 1],
            [0.5, 0.5],
            [1, 0.25],
          ],
        },
      }),
    ],
  },
  immortal: {
    ...{ is: 'armored mechanical', health: 200, shield: 100, armor: 1, speed: 2.25, radius: 0.75, sight: 9 },
    ...{ food: 4, size: 4, ...GROUND, traits: ['barrier'] },
    weapons: [
      gun('ground', 20, 6, 1.45, { bonuses: plus('armored', 30), level: 2, bonusLevel: plus('armored', 3) }),
    ],
  },
  colossus: {
    ...{ is: 'armored mechanical massive', health: 200, shield: 150, armor: 1, speed: 2.25, radius: 1 },
    ...{ sight: 10, food: 6, size: 8, ...GROUND, traits: ['tall', 'climbs'] },
    weapons: [
      gun('ground', 10, 7, 1.5, {
        ...{ attacks: 2, bonuses: plus('light', 5), bonusLevel: plus('light', 1) },
        splash: { shape: 'across', half: 1.4, depth: 0.15 },
      }),
    ],
  },
  disruptor: {
    ...{ is: 'armored mechanical', health: 100, shield: 100, armor: 1, speed: 2.25, radius: 0.5, sight: 9 },
    ...{ food: 3, size: 4, ...GROUND, spawns: 1, traits: ['fighter'] },
  },
  disruptor_nova: {
    ...{ is: 'armored mechanical', health: 100, shield: 100, armor: 1, speed: 4.25, radius: 0.5, sight: 9 },
    traits: ['untouchable', 'ghostly'],
  },
  observer: {
    ...{
      is: 'light mechanical',
      health: 40,
      shield: 20,
      speed: 1.875,
      radius: 0.5,
      sight: 11,
      detection: 11,
    },
    ...{ food: 1, ...AIR, weaponUpgrade: null, traits: ['cloaked'] },
  },
  warp_prism: {
    ...{ is: 'armored mechanical psionic', health: 80, shield: 100, speed: 2.9531, radius: 0.875, sight: 10 },
    ...{ cargo: 8, food: 2, ...AIR, weaponUpgrade: null },
  },
  phoenix: {
    ...{ is: 'light mechanical', health: 120, shield: 60, energy: 200, energyStart: 50, speed: 4.25 },
    ...{ radius: 0.75, sight: 10, food: 2, ...AIR, traits: ['fires_moving'] },
    weapons: [gun('air', 5, 5, 1.1001, { attacks: 2, bonuses: plus('light', 5) })],
  },
  void_ray: {
    ...{
      is: 'armored mechanical',
      health: 150,
      shield: 100,
      speed: 2.75,
      radius: 1,
      sight: 10,
      food: 4,
      ...AIR,
    },
    weapons: [gun('any', 6, 6, 0.5, { bonuses: plus('armored', 4) })], // Liquipedia, "Void Ray": 0.36 s.
  },
  oracle: {
    ...{ is: 'armored mechanical psionic', health: 100, shield: 60, energy: 200, energyStart: 50, speed: 4 },
    ...{ radius: 0.75, sight: 10, food: 3, ...AIR, weaponUpgrade: null, traits: ['beam'] },
    weapons: [gun('ground', 15, 4, 0.8601, { bonuses: plus('light', 7), level: 0 })],
  },
  tempest: {
    ...{ is: 'armored mechanical massive', health: 200, shield: 100, armor: 2, speed: 2.25, radius: 1.25 },
    ...{ sight: 12, food: 5, ...AIR },
    weapons: [
      gun('ground', 40, 10, 3.3, { level: 4 }),
      gun('air', 30, 14, 3.3, { bonuses: plus('massive', 22), level: 3, bonusLevel: plus('massive', 2) }),
    ],
  },
  carrier: {
    ...{ is: 'armored mechanical massive', health: 300, shield: 150, armor: 2, speed: 1.875, radius: 1.25 },
    ...{ sight: 12, food: 6, ...AIR },
    // Eight Interceptors, each 5 x 2 in 3 game seconds, as one weapon; range: Liquipedia, "Carrier".
    weapons: [gun('any', 5, 8, 3, { attacks: 16 })],
  },
  mothership: {
    ...{
      is: 'armored mechanical psionic massive',
      health: 350,
      shield: 350,
      energy: 200,
      energyStart: 50,
      armor: 2,
    },
    ...{ speed: 1.875, radius: 1.375, sight: 14, food: 8, ...AIR },
    weapons: [gun('any', 6, 7, 2.21, { attacks: 6 })],
  },
  probe: {
    ...{
      is: 'light mechanical',
      health: 20,
      shield: 20,
      speed: 2.8125,
      radius: 0.375,
      sight: 8,
      food: 1,
      size: 1,
    },
    armorUpgrade: 'protoss_ground_armor',
    weapons: [gun('ground', 5, 0.1001, 1.5, { level: 0 })],
  },
  photon_cannon: {
    ...{ is: 'armored structure', health: 150, shield: 150, armor: 1, speed: 0, radius: 1.125, sight: 11 },
    ...{ detection: 11, traits: ['rooted'] },
    weapons: [gun('any', 20, 7, 1.25, { level: 0 })],
  },
  // Liquipedia, "Force Field": radius 1.7, broken by massive units and by Corrosive Bile.
  force_field: { is: '', health: 1, speed: 0, radius: 1.7, sight: 0, traits: ['untouchable', 'rooted'] },
} as const satisfies Record<string, UnitRow>;
