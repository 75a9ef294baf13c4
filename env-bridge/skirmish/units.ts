/**
 * The simulator's unit table. Numbers are those of StarCraft II 5.0.6 (the game's own ResponseData, as published with
 * python-sc2 and sc2-techtree); what that data does not hold (damage points, regeneration, healing) is from Liquipedia
 * and marked where it stands. Times are game seconds (16 loops), as in the game's data; lengths are cells.
 */
import { LOOPS_PER_GAME_SECOND } from '../../src/spec/observation.js';
import { UNIT_TYPE } from '../../src/spec/vocabulary.js';

export type UnitName = keyof typeof UNIT_TYPE;
type Race = 'terran' | 'zerg' | 'protoss';
type Attribute = 'light' | 'armored' | 'biological' | 'mechanical';

export interface WeaponSpec {
  /** Points a hit, before armour. */
  readonly damage: number;
  /** Hits a shot; armour is subtracted from each. */
  readonly attacks: number;
  /** More damage a hit to units with this attribute. */
  readonly bonus: { readonly attribute: Attribute; readonly damage: number } | null;
  /** Cells, from edge to edge. */
  readonly range: number;
  /** Game seconds from shot to shot. */
  readonly cooldown: number;
  /** Game seconds from aiming to the hit; who moves before it loses the shot. */
  readonly damagePoint: number;
  readonly hitsAir: boolean;
}

export interface HealSpec {
  /** Cells, from edge to edge. */
  readonly range: number;
  /** Health a game second. */
  readonly rate: number;
  /** Health for one point of energy. */
  readonly healthPerEnergy: number;
}

export interface UnitSpec {
  /** Unit type id of the SC2 API. */
  readonly id: number;
  readonly race: Race;
  readonly attributes: readonly Attribute[];
  readonly health: number;
  readonly shield: number;
  readonly energy: number;
  readonly energyStart: number;
  readonly armor: number;
  /** Cells a game second. */
  readonly speed: number;
  readonly radius: number;
  readonly sight: number;
  readonly flying: boolean;
  /** Slots that it can carry. */
  readonly cargo: number;
  readonly food: number;
  readonly weapon: WeaponSpec | null;
  readonly heal: HealSpec | null;
}

/** The engine's own default for a weapon's damage point, where no other value is published. Game seconds. */
const DEFAULT_DAMAGE_POINT = 0.167;

export const UNITS: { readonly [N in UnitName]: UnitSpec } = {
  marine: {
    id: UNIT_TYPE.marine,
    race: 'terran',
    attributes: ['light', 'biological'],
    health: 45,
    shield: 0,
    energy: 0,
    energyStart: 0,
    armor: 0,
    speed: 2.25,
    radius: 0.375,
    sight: 9,
    flying: false,
    cargo: 0,
    food: 1,
    weapon: {
      damage: 6,
      attacks: 1,
      bonus: null,
      range: 5,
      cooldown: 0.8608,
      damagePoint: 0.05, // Liquipedia, "Marine".
      hitsAir: true,
    },
    heal: null,
  },
  marauder: {
    id: UNIT_TYPE.marauder,
    race: 'terran',
    attributes: ['armored', 'biological'],
    health: 125,
    shield: 0,
    energy: 0,
    energyStart: 0,
    armor: 1,
    speed: 2.25,
    radius: 0.5625,
    sight: 10,
    flying: false,
    cargo: 0,
    food: 2,
    weapon: {
      damage: 10,
      attacks: 1,
      bonus: { attribute: 'armored', damage: 10 },
      range: 6,
      cooldown: 1.5,
      damagePoint: DEFAULT_DAMAGE_POINT,
      hitsAir: false,
    },
    heal: null,
  },
  medivac: {
    id: UNIT_TYPE.medivac,
    race: 'terran',
    attributes: ['armored', 'mechanical'],
    health: 150,
    shield: 0,
    energy: 200,
    energyStart: 50,
    armor: 1,
    speed: 2.5,
    radius: 0.75,
    sight: 11,
    flying: true,
    cargo: 8,
    food: 2,
    weapon: null,
    // Liquipedia, "Medivac": 12.6 a second at speed "faster" is 9 a game second.
    heal: { range: 4, rate: 9, healthPerEnergy: 3 },
  },
  zealot: {
    id: UNIT_TYPE.zealot,
    race: 'protoss',
    attributes: ['light', 'biological'],
    health: 100,
    shield: 50,
    energy: 0,
    energyStart: 0,
    armor: 1,
    speed: 2.25,
    radius: 0.5,
    sight: 9,
    flying: false,
    cargo: 0,
    food: 2,
    weapon: {
      damage: 8,
      attacks: 2,
      bonus: null,
      range: 0.1001,
      cooldown: 1.2,
      damagePoint: 0, // The game's weapon data, "PsiBlades".
      hitsAir: false,
    },
    heal: null,
  },
  stalker: {
    id: UNIT_TYPE.stalker,
    race: 'protoss',
    attributes: ['armored', 'mechanical'],
    health: 80,
    shield: 80,
    energy: 0,
    energyStart: 0,
    armor: 1,
    speed: 2.9531,
    radius: 0.625,
    sight: 10,
    flying: false,
    cargo: 0,
    food: 2,
    weapon: {
      damage: 13,
      attacks: 1,
      bonus: { attribute: 'armored', damage: 5 },
      range: 6,
      cooldown: 1.8701,
      damagePoint: DEFAULT_DAMAGE_POINT,
      hitsAir: true,
    },
    heal: null,
  },
  zergling: {
    id: UNIT_TYPE.zergling,
    race: 'zerg',
    attributes: ['light', 'biological'],
    health: 35,
    shield: 0,
    energy: 0,
    energyStart: 0,
    armor: 0,
    speed: 2.9531,
    radius: 0.375,
    sight: 8,
    flying: false,
    cargo: 0,
    food: 0.5,
    weapon: {
      damage: 5,
      attacks: 1,
      bonus: null,
      range: 0.1001,
      cooldown: 0.696,
      damagePoint: DEFAULT_DAMAGE_POINT,
      hitsAir: false,
    },
    heal: null,
  },
  hydralisk: {
    id: UNIT_TYPE.hydralisk,
    race: 'zerg',
    attributes: ['light', 'biological'],
    health: 90,
    shield: 0,
    energy: 0,
    energyStart: 0,
    armor: 0,
    speed: 2.25,
    radius: 0.625,
    sight: 9,
    flying: false,
    cargo: 0,
    food: 2,
    weapon: {
      damage: 12,
      attacks: 1,
      bonus: null,
      range: 5,
      cooldown: 0.825,
      damagePoint: DEFAULT_DAMAGE_POINT,
      hitsAir: true,
    },
    heal: null,
  },
  roach: {
    id: UNIT_TYPE.roach,
    race: 'zerg',
    attributes: ['armored', 'biological'],
    health: 145,
    shield: 0,
    energy: 0,
    energyStart: 0,
    armor: 1,
    speed: 2.25,
    radius: 0.5,
    sight: 9,
    flying: false,
    cargo: 0,
    food: 2,
    weapon: {
      damage: 16,
      attacks: 1,
      bonus: null,
      range: 4,
      cooldown: 2,
      damagePoint: DEFAULT_DAMAGE_POINT,
      hitsAir: false,
    },
    heal: null,
  },
};

/** Regeneration, in game units of time: Liquipedia, "Plasma Shields", "Regeneration", "Energy". */
export const REGENERATION = {
  /** Game seconds without damage until shields come back. */
  shieldDelay: 10,
  /** Shield points a game second. */
  shield: 2,
  /** Health a game second, Zerg only. */
  zergHealth: 0.2734,
  /** Energy a game second. */
  energy: 0.5625,
} as const;

/** A hit takes at least this much health, however thick the armour (Liquipedia, "Damage Calculation"). */
export const LEAST_DAMAGE = 0.5;

/** A unit's index in KINDS; state holds this instead of the id. */
export type Kind = number;
export const KINDS: readonly UnitSpec[] = Object.values(UNITS);

const NAMES = Object.keys(UNITS) as UnitName[];
/** Index in KINDS of a unit's name. */
export function kindOf(name: UnitName): Kind {
  return NAMES.indexOf(name);
}

/** Points of one hit of `attacker` on `target`, bonus included, before armour; 0 where it cannot hit. */
export function baseDamage(attacker: UnitSpec, target: UnitSpec): number {
  const weapon = attacker.weapon;
  if (weapon === null || (target.flying && !weapon.hitsAir)) return 0;
  const bonus = weapon.bonus !== null && target.attributes.includes(weapon.bonus.attribute);
  return weapon.damage + (bonus && weapon.bonus !== null ? weapon.bonus.damage : 0);
}

const column = (of: (unit: UnitSpec) => number): Float64Array => Float64Array.from(KINDS, of);

/** Columns over kinds, in cells and loops: what the inner loops read. */
export const KIND = {
  radius: column((u) => u.radius),
  /** Cells a loop. */
  speed: column((u) => u.speed / LOOPS_PER_GAME_SECOND),
  sight: column((u) => u.sight),
  armor: column((u) => u.armor),
  health: column((u) => u.health),
  shield: column((u) => u.shield),
  energy: column((u) => u.energy),
  flying: column((u) => Number(u.flying)),
  armed: column((u) => Number(u.weapon !== null)),
  biological: column((u) => Number(u.attributes.includes('biological'))),
  attacks: column((u) => u.weapon?.attacks ?? 0),
  /** Cells, edge to edge; of the weapon or of healing. */
  range: column((u) => u.weapon?.range ?? u.heal?.range ?? 0),
  /** Loops from shot to shot. */
  cooldown: column((u) => (u.weapon?.cooldown ?? 0) * LOOPS_PER_GAME_SECOND),
  /** Whole loops from aiming to the hit. */
  damagePoint: column((u) => Math.round((u.weapon?.damagePoint ?? 0) * LOOPS_PER_GAME_SECOND)),
  /** Health a loop. */
  heal: column((u) => (u.heal?.rate ?? 0) / LOOPS_PER_GAME_SECOND),
  healthPerEnergy: column((u) => u.heal?.healthPerEnergy ?? 1),
  /** Health a loop. */
  regeneration: column((u) => (u.race === 'zerg' ? REGENERATION.zergHealth / LOOPS_PER_GAME_SECOND : 0)),
} as const;

/** Points of one hit before armour, at attacker * KINDS.length + target; 0 where it cannot hit. */
export const BASE_DAMAGE: Float64Array = Float64Array.from(
  KINDS.flatMap((attacker) => KINDS.map((target) => baseDamage(attacker, target))),
);

/** Radius of the widest unit, cells. */
export const WIDEST: number = Math.max(...KIND.radius);
