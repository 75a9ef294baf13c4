/**
 * The simulator's unit table, and what the inner loops read of it. Numbers are those of StarCraft II 5.0.6 (the game's own
 * ResponseData, as published with python-sc2 and sc2-techtree); what that data does not hold (damage points, splash,
 * regeneration, healing, some weapons) is from Liquipedia and marked where it stands. Rows: units/.
 */
import { UNIT_TYPE, type UnitName } from '../../src/spec/game-ids.js';
import { LOOPS_PER_GAME_SECOND } from '../../src/spec/observation.js';
import { PROTOSS } from './units/protoss.js';
import { TERRAN } from './units/terran.js';
import {
  type Attribute,
  fillRow,
  type Trait,
  type UnitRow,
  type UnitSpec,
  type WeaponSpec,
} from './units/types.js';
import { ZERG } from './units/zerg.js';

export type { UnitName } from '../../src/spec/game-ids.js';
export type { UnitSpec } from './units/types.js';

const RACES = { terran: TERRAN, protoss: PROTOSS, zerg: ZERG } as const;

function specOf(name: UnitName): UnitSpec {
  for (const [race, rows] of Object.entries(RACES)) {
    const row = (rows as Readonly<Partial<Record<UnitName, UnitRow>>>)[name];
    if (row) return fillRow(UNIT_TYPE[name], race as keyof typeof RACES, row);
  }
  throw new Error(`unit table: ${name} has no row; add it to units/`);
}

const NAMES = Object.keys(UNIT_TYPE) as UnitName[];
export const UNITS = Object.fromEntries(NAMES.map((name) => [name, specOf(name)])) as {
  readonly [N in UnitName]: UnitSpec;
};

/** Regeneration, in game units of time: Liquipedia, "Plasma Shields", "Energy". */
export const REGENERATION = {
  /** Game seconds without damage until shields come back. */
  shieldDelay: 10,
  /** Shield points a game second. */
  shield: 2,
  /** Energy a game second. */
  energy: 0.5625,
} as const;

/** A hit takes at least this much health, however thick the armour (Liquipedia, "Damage Calculation"). */
export const LEAST_DAMAGE = 0.5;
/** A weapon that reaches no farther is melee, in cells (the Ultralisk's reaches farthest). */
export const MELEE_RANGE = 1;

/** A unit's index in KINDS; state holds this instead of the id. */
export type Kind = number;
export const KINDS: readonly UnitSpec[] = Object.values(UNITS);
const K = KINDS.length;
/**
 * Targets of a weapon are kinds, and kinds that are held in the air (a Graviton Beam lifts ground units): index `kind`, or
 * `kind + LIFTED`.
 */
export const LIFTED = K;
export const PAIRS = 2 * K;

/** Index in KINDS of a unit's name. */
export function kindOf(name: UnitName): Kind {
  return NAMES.indexOf(name);
}

/** The weapon with which `attacker` hits `target`; null where it cannot. @param lifted whether the target hangs in the air */
export function weaponAgainst(attacker: UnitSpec, target: UnitSpec, lifted = false): WeaponSpec | null {
  if (target.traits.has('untouchable')) return null;
  const air = target.flying || lifted || target.traits.has('tall');
  const ground = !(target.flying || lifted);
  return attacker.weapons.find(({ hits }) => hits === 'any' || (hits === 'ground' ? ground : air)) ?? null;
}

/** Points of one hit of `attacker` on `target`, bonus included, before armour; 0 where it cannot hit. */
export function baseDamage(attacker: UnitSpec, target: UnitSpec): number {
  const weapon = weaponAgainst(attacker, target);
  return weapon === null ? 0 : weaponDamage(weapon, target);
}

/** Points of one hit of a weapon on `target`, bonuses included, before armour. */
function weaponDamage(weapon: WeaponSpec, target: UnitSpec): number {
  return weapon.bonuses.reduce(
    (sum, { attribute, damage }) => sum + (target.attributes.includes(attribute) ? damage : 0),
    weapon.damage,
  );
}

function levelDamage(weapon: WeaponSpec, target: UnitSpec): number {
  return weapon.bonusLevel.reduce(
    (sum, { attribute, damage }) => sum + (target.attributes.includes(attribute) ? damage : 0),
    weapon.level,
  );
}

const column = (of: (unit: UnitSpec) => number): Float64Array => Float64Array.from(KINDS, of);
const is = (trait: Trait): Float64Array => column((u) => Number(u.traits.has(trait)));
const has = (attribute: Attribute): Float64Array => column((u) => Number(u.attributes.includes(attribute)));
const perLoop = (perSecond: number): number => perSecond / LOOPS_PER_GAME_SECOND;

/** Columns over kinds, in cells and loops: what the inner loops read. */
export const KIND = {
  radius: column((u) => u.radius),
  /** Cells a loop, without upgrades. */
  speed: column((u) => perLoop(u.speed)),
  sight: column((u) => u.sight),
  detection: column((u) => u.detection),
  armor: column((u) => u.armor),
  health: column((u) => u.health),
  shield: column((u) => u.shield),
  energy: column((u) => u.energy),
  flying: column((u) => Number(u.flying)),
  /** 1 for those who have a weapon. */
  armed: column((u) => Number(u.weapons.length > 0)),
  /** 1 for those who decide a battle: with a weapon, or with one in another form, or who make what has one. */
  fighter: column((u) => Number(u.weapons.length > 0 || u.traits.has('fighter'))),
  biological: has('biological'),
  mechanical: has('mechanical'),
  massive: has('massive'),
  structure: has('structure'),
  psionic: has('psionic'),
  light: has('light'),
  armored: has('armored'),
  /** Cells, edge to edge; of the weapon that reaches farthest, or of healing. */
  range: column((u) => Math.max(u.heal?.range ?? 0, ...u.weapons.map(({ range }) => range))),
  /** Health a loop. */
  heal: column((u) => perLoop(u.heal?.rate ?? 0)),
  healthPerEnergy: column((u) => u.heal?.healthPerEnergy ?? 1),
  regeneration: column((u) => perLoop(u.regeneration)),
  rest: column((u) => perLoop(u.rest)),
  cargo: column((u) => u.cargo),
  size: column((u) => u.size),
  burrowed: is('burrowed'),
  cloaked: column((u) => Number(u.traits.has('cloaked') || u.traits.has('burrowed'))),
  untouchable: is('untouchable'),
  ghostly: is('ghostly'),
  climbs: is('climbs'),
  rooted: is('rooted'),
  unstoppable: is('unstoppable'),
  firesMoving: is('fires_moving'),
  suicide: is('suicide'),
  zoned: is('zoned'),
  beam: is('beam'),
  barrier: is('barrier'),
  charges: is('charges'),
  concussive: is('concussive'),
  brood: is('brood'),
} as const;

/** All weapons of all units, numbered. */
export const WEAPONS: readonly WeaponSpec[] = KINDS.flatMap(({ weapons }) => weapons);
const gunColumn = (of: (weapon: WeaponSpec) => number): Float64Array => Float64Array.from(WEAPONS, of);

/** Columns over weapons, in cells and loops. */
export const WEAPON = {
  range: gunColumn((w) => w.range),
  least: gunColumn((w) => (w.least > 0 ? w.least : Number.NEGATIVE_INFINITY)),
  /** Loops from shot to shot. */
  cooldown: gunColumn((w) => w.cooldown * LOOPS_PER_GAME_SECOND),
  /** Whole loops from aiming to the hit. */
  damagePoint: gunColumn((w) => Math.round(w.damagePoint * LOOPS_PER_GAME_SECOND)),
  attacks: gunColumn((w) => w.attacks),
  toShields: gunColumn((w) => w.toShields),
} as const;

function pairTable(of: (weapon: WeaponSpec, target: UnitSpec) => number, none: number): Float64Array {
  return Float64Array.from(
    KINDS.flatMap((attacker) =>
      [false, true].flatMap((lifted) =>
        KINDS.map((target) => {
          const weapon = weaponAgainst(attacker, target, lifted);
          return weapon === null ? none : of(weapon, target);
        }),
      ),
    ),
  );
}

/** Index in WEAPONS, at attacker * PAIRS + target; -1 where it cannot hit. */
export const WEAPON_OF: Int16Array = Int16Array.from(pairTable((weapon) => WEAPONS.indexOf(weapon), -1));
/** Points of one hit before armour, at attacker * PAIRS + target; 0 where it cannot hit. */
export const BASE_DAMAGE: Float64Array = pairTable(weaponDamage, 0);
/** More points for each level of the weapon's upgrade, at the same place. */
export const LEVEL_DAMAGE: Float64Array = pairTable(levelDamage, 0);
