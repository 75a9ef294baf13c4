/** Terran units. Numbers: units.ts says from where. */
import { gun, plus, type UnitRow } from './types.js';

const INFANTRY = { weaponUpgrade: 'terran_infantry_weapons', armorUpgrade: 'terran_infantry_armor' } as const;
const VEHICLE = {
  weaponUpgrade: 'terran_vehicle_weapons',
  armorUpgrade: 'terran_vehicle_and_ship_armor',
} as const;
const SHIP = {
  weaponUpgrade: 'terran_ship_weapons',
  armorUpgrade: 'terran_vehicle_and_ship_armor',
  flying: true,
} as const;

const HELLION = { ...VEHICLE, radius: 0.625, sight: 10, food: 2 } as const;
const TANK = {
  is: 'armored mechanical',
  health: 175,
  armor: 1,
  radius: 0.875,
  sight: 11,
  food: 3,
  ...VEHICLE,
} as const;
const MINE = { is: 'light mechanical', health: 90, radius: 0.5, sight: 7, food: 2, ...VEHICLE } as const;
const THOR = {
  ...{ is: 'armored mechanical massive', health: 400, armor: 1, speed: 1.875, radius: 1, sight: 11 },
  ...{ food: 6, size: 8, ...VEHICLE },
} as const;
const THOR_GROUND = gun('ground', 30, 7, 1.28, { attacks: 2, level: 3 });
const VIKING = { is: 'armored mechanical', health: 135, radius: 0.75, sight: 10, food: 2 } as const;
const LIBERATOR = {
  is: 'armored mechanical',
  health: 180,
  radius: 0.75,
  sight: 10,
  food: 3,
  ...SHIP,
} as const;

export const TERRAN = {
  marine: {
    ...{
      is: 'light biological',
      health: 45,
      speed: 2.25,
      radius: 0.375,
      sight: 9,
      food: 1,
      size: 1,
      ...INFANTRY,
    },
    weapons: [gun('any', 6, 5, 0.8608, { damagePoint: 0.05 })], // Damage point: Liquipedia, "Marine".
  },
  marauder: {
    ...{ is: 'armored biological', health: 125, armor: 1, speed: 2.25, radius: 0.5625, sight: 10 },
    ...{ food: 2, size: 2, ...INFANTRY, traits: ['concussive'] },
    weapons: [gun('ground', 10, 6, 1.5, { bonuses: plus('armored', 10), bonusLevel: plus('armored', 1) })],
  },
  medivac: {
    ...{ is: 'armored mechanical', health: 150, energy: 200, energyStart: 50, armor: 1, speed: 2.5 },
    ...{ radius: 0.75, sight: 11, cargo: 8, food: 2, ...SHIP, weaponUpgrade: null },
    // Liquipedia, "Medivac": 12.6 a second at speed "faster" is 9 a game second.
    heal: { range: 4, rate: 9, healthPerEnergy: 3 },
  },
  reaper: {
    ...{
      is: 'light biological',
      health: 60,
      speed: 3.75,
      radius: 0.375,
      sight: 9,
      food: 1,
      size: 1,
      ...INFANTRY,
    },
    rest: 2, // Liquipedia, "Reaper": 2.8 a second at "faster".
    traits: ['climbs'],
    weapons: [gun('ground', 4, 5, 1.1001, { attacks: 2 })],
  },
  ghost: {
    ...{ is: 'biological psionic', health: 100, energy: 200, energyStart: 75, speed: 2.8125, radius: 0.375 },
    ...{ sight: 11, food: 2, size: 2, ...INFANTRY },
    weapons: [gun('any', 10, 6, 1.5, { bonuses: plus('light', 10), bonusLevel: plus('light', 1) })],
  },
  hellion: {
    ...{ is: 'light mechanical', health: 90, speed: 4.25, size: 2, ...HELLION },
    weapons: [
      gun('ground', 8, 5, 2.5, {
        ...{ bonuses: plus('light', 6), bonusLevel: plus('light', 1) },
        splash: { shape: 'line', length: 5, half: 0.15 },
      }),
    ],
  },
  hellbat: {
    ...{ is: 'light biological mechanical', health: 135, speed: 2.25, size: 4, base: 'hellion', ...HELLION },
    weapons: [
      gun('ground', 18, 2, 2, {
        ...{ level: 2, bonusLevel: plus('light', 1) },
        splash: { shape: 'arc', length: 2, cos: Math.cos(Math.PI / 8), part: 1 }, // 45 degrees.
      }),
    ],
  },
  siege_tank: {
    ...{ ...TANK, speed: 2.25, size: 4 },
    weapons: [
      gun('ground', 15, 7, 1.04, { bonuses: plus('armored', 10), level: 2, bonusLevel: plus('armored', 1) }),
    ],
  },
  siege_tank_sieged: {
    ...{ ...TANK, speed: 0, base: 'siege_tank', traits: ['rooted'] },
    weapons: [
      gun('ground', 40, 13, 3, {
        ...{ least: 2, bonuses: plus('armored', 30), level: 4, bonusLevel: plus('armored', 1) },
        splash: {
          ...{ shape: 'rings', friendly: true },
          rings: [
            [0.4687, 1],
            [0.7812, 0.5],
            [1.25, 0.25],
          ],
        },
      }),
    ],
  },
  cyclone: {
    ...{ is: 'armored mechanical', health: 120, armor: 1, speed: 3.375, radius: 0.75, sight: 11 },
    ...{ food: 3, size: 4, ...VEHICLE },
    weapons: [gun('any', 18, 5, 1, { level: 2 })],
  },
  widow_mine: { ...MINE, speed: 2.8125, size: 2, traits: ['fighter'] },
  widow_mine_burrowed: {
    ...{ ...MINE, speed: 0, base: 'widow_mine', traits: ['burrowed', 'rooted', 'ghostly'] },
    // Liquipedia, "Widow Mine": 125 (+35 to shields), 40 (+25) around, 29 s at "faster" between, 1.07 s to aim.
    weapons: [
      gun('any', 125, 5, 40, {
        ...{ toShields: 35, damagePoint: 1.5, level: 0 },
        splash: { shape: 'rings', rings: [[1.75, 1]], friendly: true, damage: 40, toShields: 25 },
      }),
    ],
  },
  thor: {
    ...THOR,
    weapons: [
      THOR_GROUND,
      gun('air', 6, 10, 3, {
        ...{ attacks: 4, bonuses: plus('light', 6), bonusLevel: plus('light', 1) },
        splash: { shape: 'rings', rings: [[0.5, 1]] },
      }),
    ],
  },
  thor_high_impact: {
    ...{ ...THOR, base: 'thor' },
    weapons: [
      THOR_GROUND,
      gun('air', 25, 11, 1.28, { bonuses: plus('massive', 10), level: 3, bonusLevel: plus('massive', 1) }),
    ],
  },
  viking: {
    ...{ ...VIKING, ...SHIP, speed: 2.75 },
    weapons: [gun('air', 10, 9, 2, { attacks: 2, bonuses: plus('armored', 4) })],
  },
  viking_assault: {
    ...{ ...VIKING, ...SHIP, flying: false, speed: 2.25, size: 2, base: 'viking' },
    weapons: [gun('ground', 12, 6, 1, { bonuses: plus('mechanical', 8), bonusLevel: plus('mechanical', 1) })],
  },
  liberator: {
    ...{ ...LIBERATOR, speed: 3.375 },
    weapons: [gun('air', 5, 5, 1.8, { attacks: 2, splash: { shape: 'rings', rings: [[1.5, 1]] } })],
  },
  liberator_ag: {
    ...{ ...LIBERATOR, speed: 0, base: 'liberator', traits: ['rooted', 'zoned'] },
    weapons: [gun('ground', 75, 10, 1.6001, { level: 5 })],
  },
  banshee: {
    ...{ is: 'light mechanical', health: 140, energy: 200, energyStart: 50, speed: 2.75, radius: 0.75 },
    ...{ sight: 10, food: 3, ...SHIP },
    weapons: [gun('ground', 12, 6, 1.25, { attacks: 2 })],
  },
  battlecruiser: {
    ...{
      is: 'armored mechanical massive',
      health: 550,
      armor: 3,
      speed: 1.875,
      radius: 1.25,
      sight: 12,
      food: 6,
    },
    ...{ ...SHIP, traits: ['fires_moving'] },
    // The data names the weapon against ground; the one against air does 5 (Liquipedia, "Battlecruiser").
    weapons: [gun('ground', 8, 6, 0.2251, { damagePoint: 0 }), gun('air', 5, 6, 0.2251, { damagePoint: 0 })],
  },
  raven: {
    ...{ is: 'light mechanical', health: 140, energy: 200, energyStart: 50, armor: 1, speed: 2.9492 },
    ...{ radius: 0.625, sight: 11, detection: 11, food: 2, ...SHIP, weaponUpgrade: null, spawns: 4 },
  },
  scv: {
    ...{
      is: 'light biological mechanical',
      health: 45,
      speed: 2.8125,
      radius: 0.375,
      sight: 8,
      food: 1,
      size: 1,
    },
    armorUpgrade: 'terran_infantry_armor',
    weapons: [gun('ground', 5, 0.1001, 1.5, { level: 0 })],
  },
  mule: { is: 'light mechanical', health: 60, speed: 2.8125, radius: 0.375, sight: 8 },
  auto_turret: {
    ...{ is: 'armored mechanical structure', health: 150, armor: 1, speed: 0, radius: 1, sight: 7 },
    traits: ['rooted'],
    weapons: [gun('any', 18, 6, 0.8, { level: 0 })],
  },
  missile_turret: {
    ...{ is: 'armored mechanical structure', health: 250, speed: 0, radius: 1.125, sight: 11, detection: 11 },
    traits: ['rooted'],
    weapons: [gun('air', 12, 7, 0.8608, { attacks: 2, level: 0 })],
  },
} as const satisfies Record<string, UnitRow>;
