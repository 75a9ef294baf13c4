/** Zerg units. Numbers: units.ts says from where. */
import { burrowed, gun, plus, type UnitRow } from './types.js';

/** Liquipedia, "Regeneration": Zerg flesh grows, in game seconds. */
const FLESH = 0.2734;
const MELEE = {
  weaponUpgrade: 'zerg_melee_weapons',
  armorUpgrade: 'zerg_ground_armor',
  regeneration: FLESH,
} as const;
const MISSILE = {
  weaponUpgrade: 'zerg_missile_weapons',
  armorUpgrade: 'zerg_ground_armor',
  regeneration: FLESH,
} as const;
const FLYER = {
  weaponUpgrade: 'zerg_flyer_weapons',
  armorUpgrade: 'zerg_flyer_armor',
  regeneration: FLESH,
  flying: true,
} as const;
const NO_WEAPON = { armorUpgrade: 'zerg_ground_armor', regeneration: FLESH } as const;

const ZERGLING = {
  ...{
    is: 'light biological',
    health: 35,
    speed: 2.9531,
    radius: 0.375,
    sight: 8,
    food: 0.5,
    size: 1,
    ...MELEE,
  },
  weapons: [gun('ground', 5, 0.1001, 0.696)],
} as const satisfies UnitRow;
const BANELING = {
  ...{ is: 'biological', health: 30, speed: 2.5, radius: 0.375, sight: 8, food: 0.5, size: 2, ...MELEE },
  traits: ['suicide'],
  // Liquipedia, "Baneling": 16 (+19 light), 80 to structures, 2.2 cells around.
  weapons: [
    gun('ground', 16, 0.25, 0.833, {
      bonuses: [...plus('light', 19), ...plus('structure', 64)],
      ...{ level: 2, bonusLevel: [...plus('light', 2), ...plus('structure', 3)], damagePoint: 0 },
      splash: { shape: 'rings', rings: [[2.2, 1]] },
    }),
  ],
} as const satisfies UnitRow;
const ROACH = {
  ...{
    is: 'armored biological',
    health: 145,
    armor: 1,
    speed: 2.25,
    radius: 0.5,
    sight: 9,
    food: 2,
    size: 2,
  },
  ...MISSILE,
  weapons: [gun('ground', 16, 4, 2, { level: 2 })],
} as const satisfies UnitRow;
const RAVAGER = {
  ...{
    is: 'biological',
    health: 120,
    armor: 1,
    speed: 2.75,
    radius: 0.75,
    sight: 9,
    food: 3,
    size: 4,
    ...MISSILE,
  },
  weapons: [gun('ground', 16, 6, 1.6001, { level: 2 })],
} as const satisfies UnitRow;
const HYDRALISK = {
  ...{
    is: 'light biological',
    health: 90,
    speed: 2.25,
    radius: 0.625,
    sight: 9,
    food: 2,
    size: 2,
    ...MISSILE,
  },
  weapons: [gun('any', 12, 5, 0.825)],
} as const satisfies UnitRow;
const LURKER = {
  ...{ is: 'armored biological', health: 200, armor: 1, radius: 0.9375, sight: 10, food: 3, ...MISSILE },
} as const;
const INFESTOR = {
  ...{
    is: 'armored biological psionic',
    health: 90,
    energy: 200,
    energyStart: 50,
    speed: 2.25,
    radius: 0.625,
  },
  ...{ sight: 10, food: 2, size: 2, ...NO_WEAPON },
} as const satisfies UnitRow;
const SWARM_HOST = {
  ...{
    is: 'armored biological',
    health: 160,
    armor: 1,
    speed: 2.25,
    radius: 0.8125,
    sight: 10,
    food: 3,
    size: 4,
  },
  ...{ ...NO_WEAPON, spawns: 2, traits: ['fighter'] },
} as const satisfies UnitRow;
const QUEEN = {
  ...{ is: 'biological psionic', health: 175, energy: 200, energyStart: 25, armor: 1, speed: 0.9375 },
  ...{ radius: 0.875, sight: 9, food: 2, size: 2, ...MISSILE },
  weapons: [gun('ground', 4, 5, 1, { attacks: 2 }), gun('air', 9, 7, 1)],
} as const satisfies UnitRow;
const ULTRALISK = {
  ...{ is: 'armored biological massive', health: 500, armor: 2, speed: 2.9531, radius: 1, sight: 9, food: 6 },
  ...{ size: 8, ...MELEE, traits: ['unstoppable'] },
  weapons: [
    // Liquipedia, "Ultralisk": a third of the damage in an arc of 180 degrees, 2 cells from its middle.
    gun('ground', 35, 1, 0.8601, { level: 3, splash: { shape: 'arc', length: 1, cos: 0, part: 0.33 } }),
  ],
} as const satisfies UnitRow;
const DRONE = {
  ...{
    is: 'light biological',
    health: 40,
    speed: 2.8125,
    radius: 0.375,
    sight: 8,
    food: 1,
    size: 1,
    ...NO_WEAPON,
  },
  weapons: [gun('ground', 5, 0.1001, 1.5, { level: 0 })],
} as const satisfies UnitRow;

export const ZERG = {
  zergling: ZERGLING,
  hydralisk: HYDRALISK,
  roach: ROACH,
  baneling: BANELING,
  ravager: RAVAGER,
  lurker: { ...LURKER, speed: 2.9531, size: 4, traits: ['fighter'] },
  lurker_burrowed: {
    ...{ ...LURKER, radius: 0.75, speed: 0, base: 'lurker', traits: ['burrowed', 'rooted', 'ghostly'] },
    weapons: [
      gun('ground', 20, 8, 2, {
        ...{ bonuses: plus('armored', 10), level: 2, bonusLevel: plus('armored', 1) },
        splash: { shape: 'line', length: 8, half: 0.5 }, // Its spines have an effect of radius 0.5.
      }),
    ],
  },
  infestor: INFESTOR,
  swarm_host: SWARM_HOST,
  locust: {
    ...{ is: 'light biological', health: 50, speed: 1.875, radius: 0.375, sight: 6, ...MISSILE },
    weapons: [gun('ground', 10, 3, 0.6001)],
  },
  queen: QUEEN,
  mutalisk: {
    ...{ is: 'light biological', health: 120, speed: 4, radius: 0.5, sight: 11, food: 2, ...FLYER },
    regeneration: 1, // Liquipedia, "Mutalisk": 1.4 a second at "faster".
    weapons: [gun('any', 9, 3, 1.5247, { splash: { shape: 'bounce', reach: 3, parts: [1 / 3, 1 / 9] } })],
  },
  corruptor: {
    ...{
      is: 'armored biological',
      health: 200,
      armor: 2,
      speed: 3.375,
      radius: 0.625,
      sight: 10,
      food: 2,
      ...FLYER,
    },
    weapons: [gun('air', 14, 6, 1.8999, { bonuses: plus('massive', 6), bonusLevel: plus('massive', 1) })],
  },
  brood_lord: {
    ...{
      is: 'armored biological massive',
      health: 225,
      armor: 1,
      speed: 1.4062,
      radius: 1,
      sight: 12,
      food: 4,
    },
    ...{ ...FLYER, spawns: 4, traits: ['brood'] },
    weapons: [gun('ground', 20, 10, 2.5, { level: 2 })],
  },
  broodling: {
    ...{ is: 'light biological', health: 30, speed: 3.8359, radius: 0.375, sight: 7, ...MELEE },
    weapons: [gun('ground', 4, 0.1001, 0.6455)],
  },
  viper: {
    ...{
      is: 'armored biological psionic',
      health: 150,
      energy: 200,
      energyStart: 50,
      armor: 1,
      speed: 2.9531,
    },
    ...{ radius: 1, sight: 11, food: 3, ...FLYER, weaponUpgrade: null },
  },
  ultralisk: ULTRALISK,
  overlord: {
    ...{ is: 'armored biological', health: 200, speed: 0.6445, radius: 1, sight: 11, ...FLYER },
    weaponUpgrade: null,
  },
  overseer: {
    ...{
      is: 'armored biological',
      health: 200,
      energy: 200,
      energyStart: 50,
      armor: 1,
      speed: 1.875,
      radius: 1,
    },
    ...{ sight: 11, detection: 11, ...FLYER, weaponUpgrade: null },
  },
  drone: DRONE,
  spine_crawler: {
    ...{ is: 'armored biological structure', health: 300, armor: 2, speed: 0, radius: 1.125, sight: 11 },
    ...{ regeneration: FLESH, traits: ['rooted'] },
    weapons: [gun('ground', 25, 7, 1.8501, { bonuses: plus('armored', 5), level: 0 })],
  },
  spore_crawler: {
    ...{ is: 'armored biological structure', health: 400, armor: 1, speed: 0, radius: 0.875, sight: 11 },
    ...{ detection: 11, regeneration: FLESH, traits: ['rooted'] },
    weapons: [gun('air', 15, 7, 0.8608, { bonuses: plus('biological', 15), level: 0 })],
  },
  zergling_burrowed: burrowed('zergling', ZERGLING, { sight: 4 }),
  baneling_burrowed: burrowed('baneling', BANELING, { sight: 8 }),
  // Liquipedia, "Roach": 7 a second at "faster" more under the ground.
  roach_burrowed: burrowed('roach', ROACH, { sight: 5, regeneration: FLESH + 5 }),
  ravager_burrowed: burrowed('ravager', RAVAGER, { sight: 5 }),
  hydralisk_burrowed: burrowed('hydralisk', HYDRALISK, { sight: 5 }),
  infestor_burrowed: burrowed('infestor', INFESTOR, { sight: 10, speed: 2, traits: ['burrowed', 'ghostly'] }),
  swarm_host_burrowed: burrowed('swarm_host', SWARM_HOST, { sight: 10, spawns: 0 }),
  queen_burrowed: burrowed('queen', QUEEN, { sight: 5 }),
  ultralisk_burrowed: burrowed('ultralisk', ULTRALISK, { sight: 5 }),
  drone_burrowed: burrowed('drone', DRONE, { sight: 4 }),
} as const satisfies Record<string, UnitRow>;
