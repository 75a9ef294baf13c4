/**
 * What a script knows by heart of each unit type: reach, speed, and how many shots kill whom. Derived once from the
 * simulator's unit table, in loops and cells.
 */
import {
  baseDamage,
  KINDS,
  LEAST_DAMAGE,
  type UnitSpec,
  weaponAgainst,
} from '../../env-bridge/skirmish/index.js';
import { LOOPS_PER_GAME_SECOND } from '../../src/spec/observation.js';

export interface Facts {
  readonly armed: boolean;
  /** Fights only at its target's edge. */
  readonly melee: boolean;
  /** Its one attack is its own end: a Baneling. */
  readonly bursts: boolean;
  readonly heals: boolean;
  /** Can be healed by a Medivac: biological units can. */
  readonly healable: boolean;
  /** Cannot walk: sieged, burrowed to fight, a structure. */
  readonly rooted: boolean;
  /** Has energy, and no weapon: it casts, and stays with the army. */
  readonly caster: boolean;
  readonly flying: boolean;
  readonly biological: boolean;
  readonly structure: boolean;
  readonly hasEnergy: boolean;
  /** Cells, edge to edge; of the weapon or of healing. */
  readonly range: number;
  /** Loops from shot to shot. */
  readonly cooldown: number;
  /** Cells a loop. */
  readonly speed: number;
  /** Points of one shot on each unit type's shield and health, by type id; no entry where it cannot hit. */
  readonly shots: ReadonlyMap<number, Shot>;
  /** Points a loop, of the weapon as it stands in the table. */
  readonly power: number;
}

interface Shot {
  readonly onShield: number;
  readonly onHealth: number;
}

/** A weapon that reaches less far than this is melee, in cells. */
const MELEE_RANGE = 1;

/** A unit type that the table does not have: nothing is known of it but that it is there. */
const UNKNOWN: Facts = {
  armed: false,
  melee: false,
  bursts: false,
  heals: false,
  healable: false,
  rooted: false,
  caster: false,
  flying: false,
  biological: false,
  structure: false,
  hasEnergy: false,
  range: 0,
  cooldown: 0,
  speed: 0,
  shots: new Map(),
  power: 0,
};

const FACTS: ReadonlyMap<number, Facts> = new Map(KINDS.map((unit) => [unit.id, deriveFacts(unit)]));

export function factsOf(unitType: number): Facts {
  return FACTS.get(unitType) ?? UNKNOWN;
}

/** Shots of `attacker` that a target of `unitType` still takes; infinite where it cannot be hit. */
export function shotsToKill(attacker: Facts, unitType: number, health: number, shield: number): number {
  const shot = attacker.shots.get(unitType);
  if (shot === undefined) return Number.POSITIVE_INFINITY;
  return Math.ceil(shield / shot.onShield + health / shot.onHealth);
}

/** Points that one shot of `attacker` takes of a target of `unitType`; 0 where it cannot be hit. */
export function pointsOfShot(attacker: Facts, unitType: number, shield: number): number {
  const shot = attacker.shots.get(unitType);
  if (shot === undefined) return 0;
  return shield > 0 ? shot.onShield : shot.onHealth;
}

function deriveFacts(unit: UnitSpec): Facts {
  const { weapon, heal } = unit;
  const cooldown = (weapon?.cooldown ?? 0) * LOOPS_PER_GAME_SECOND;
  return {
    armed: weapon !== null,
    melee: weapon !== null && weapon.range < MELEE_RANGE,
    bursts: unit.traits.has('suicide'),
    heals: heal !== null,
    healable: unit.attributes.includes('biological'),
    rooted: unit.speed === 0,
    caster: weapon === null && heal === null && (unit.energy > 0 || unit.traits.has('fighter')),
    flying: unit.flying,
    biological: unit.attributes.includes('biological'),
    structure: unit.attributes.includes('structure'),
    hasEnergy: unit.energy > 0,
    range: weapon?.range ?? heal?.range ?? 0,
    cooldown,
    speed: unit.speed / LOOPS_PER_GAME_SECOND,
    shots: weapon === null ? new Map() : shotsOf(unit),
    power: weapon === null ? 0 : (weapon.damage * weapon.attacks) / cooldown,
  };
}

function shotsOf(attacker: UnitSpec): Map<number, Shot> {
  const shots = new Map<number, Shot>();
  for (const target of KINDS) {
    const damage = baseDamage(attacker, target);
    const attacks = weaponAgainst(attacker, target)?.attacks ?? 0;
    if (attacks === 0 || target.traits.has('untouchable')) continue;
    const onHealth = Math.max(LEAST_DAMAGE, damage - target.armor) * attacks;
    shots.set(target.id, { onShield: damage * attacks, onHealth });
  }
  return shots;
}
