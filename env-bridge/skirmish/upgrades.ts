/**
 * What upgrades do. Factors of speed: python-sc2's constants (the game's data); ranges, life and rates of fire: Liquipedia.
 * Those that only allow an ability (Stimpack, Blink) have no row here: the ability asks for them.
 */
import { type UnitName, UPGRADE, type UpgradeName } from '../../src/spec/game-ids.js';
import { LOOPS_PER_GAME_SECOND } from '../../src/spec/observation.js';
import { KIND, KINDS, kindOf } from './units.js';

interface UpgradeEffect {
  readonly units: readonly UnitName[];
  /** Factor. */
  readonly speed?: number;
  /** Cells a game second, for those who could not move without. */
  readonly walks?: number;
  /** Cells more. */
  readonly range?: number;
  /** Points more. */
  readonly health?: number;
  readonly armor?: number;
  /** Factor of the rate of fire. */
  readonly rate?: number;
  /** Points more a hit to light units. */
  readonly toLight?: number;
}

const EFFECTS: Readonly<Partial<Record<UpgradeName, readonly UpgradeEffect[]>>> = {
  combat_shield: [{ units: ['marine'], health: 10 }],
  infernal_preigniter: [
    { units: ['hellion'], toLight: 5 },
    { units: ['hellbat'], toLight: 12 },
  ],
  hyperflight_rotors: [{ units: ['banshee'], speed: 1.3636 }],
  advanced_ballistics: [{ units: ['liberator_ag'], range: 3 }],
  charge: [{ units: ['zealot'], speed: 1.5 }],
  extended_thermal_lance: [{ units: ['colossus'], range: 2 }],
  gravitic_boosters: [{ units: ['observer'], speed: 2 }],
  anion_pulse_crystals: [{ units: ['phoenix'], range: 2 }],
  resonating_glaives: [{ units: ['adept'], rate: 1.45 }],
  flux_vanes: [{ units: ['void_ray'], speed: 1.328 }],
  metabolic_boost: [{ units: ['zergling'], speed: 1.6 }],
  adrenal_glands: [{ units: ['zergling'], rate: 1.4 }],
  glial_reconstitution: [{ units: ['roach'], speed: 4 / 3 }],
  tunneling_claws: [{ units: ['roach_burrowed'], walks: 2 }],
  centrifugal_hooks: [{ units: ['baneling', 'baneling_burrowed'], speed: 1.18, health: 5 }],
  grooved_spines: [{ units: ['hydralisk'], range: 1 }],
  muscular_augments: [{ units: ['hydralisk'], speed: 1.25 }],
  seismic_spines: [{ units: ['lurker_burrowed'], range: 2 }],
  adaptive_talons: [{ units: ['lurker'], speed: 1.1 }],
  chitinous_plating: [{ units: ['ultralisk', 'ultralisk_burrowed'], armor: 2 }],
  anabolic_synthesis: [{ units: ['ultralisk'], speed: 1.2 }],
  pneumatized_carapace: [
    { units: ['overlord'], speed: 2.915 },
    { units: ['overseer'], speed: 1.8015 },
  ],
};

/** A side's upgrades: level by name; what is left out is not there. */
export type Upgrades = Readonly<Partial<Record<UpgradeName, number>>>;

/** What a side's units are with its upgrades: columns over kinds. */
export interface SideStats {
  readonly upgrades: Upgrades;
  /** Cells a loop. */
  readonly speed: Float64Array;
  readonly healthMax: Float64Array;
  /** Armour, that of its upgrade included. */
  readonly armor: Float64Array;
  readonly rangeBonus: Float64Array;
  readonly rate: Float64Array;
  /** Points more a hit to light units. */
  readonly toLight: Float64Array;
  readonly weaponLevel: Uint8Array;
  readonly armorLevel: Uint8Array;
  readonly shieldLevel: number;
}

export function sideStats(upgrades: Upgrades): SideStats {
  const level = (name: UpgradeName | null): number => (name === null ? 0 : (upgrades[name] ?? 0));
  const stats: SideStats = {
    upgrades,
    speed: KIND.speed.slice(),
    healthMax: KIND.health.slice(),
    armor: Float64Array.from(KINDS, (unit) => unit.armor + level(unit.armorUpgrade)),
    rangeBonus: new Float64Array(KINDS.length),
    rate: new Float64Array(KINDS.length).fill(1),
    toLight: new Float64Array(KINDS.length),
    weaponLevel: Uint8Array.from(KINDS, (unit) => level(unit.weaponUpgrade)),
    armorLevel: Uint8Array.from(KINDS, (unit) => level(unit.armorUpgrade)),
    shieldLevel: level('protoss_shields'),
  };
  for (const name of Object.keys(upgrades) as UpgradeName[])
    if (level(name) > 0) for (const effect of EFFECTS[name] ?? []) apply(stats, effect);
  return stats;
}

function apply(stats: SideStats, effect: UpgradeEffect): void {
  for (const kind of effect.units.map(kindOf)) {
    stats.speed[kind] *= effect.speed ?? 1;
    if (effect.walks !== undefined) stats.speed[kind] = effect.walks / LOOPS_PER_GAME_SECOND;
    stats.healthMax[kind] += effect.health ?? 0;
    stats.armor[kind] += effect.armor ?? 0;
    stats.rangeBonus[kind] += effect.range ?? 0;
    stats.rate[kind] *= effect.rate ?? 1;
    stats.toLight[kind] += effect.toLight ?? 0;
  }
}

/** Ids of the API, one for each level that a side has, in ascending order. */
export function upgradeIds(upgrades: Upgrades): number[] {
  return (Object.keys(upgrades) as UpgradeName[])
    .flatMap((name) => UPGRADE[name].slice(0, upgrades[name] ?? 0) as readonly number[])
    .sort((a, b) => a - b);
}
