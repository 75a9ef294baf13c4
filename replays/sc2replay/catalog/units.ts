/**
 * Unit types by the name that a replay's tracker events give them, which is the name in the game's catalog (`Marine`,
 * `SiegeTankSieged`, `DroneBurrowed`). Facts are those of patch 5.0.6, without upgrades; see docs/sc2-catalog.md.
 */
import { LOOPS_PER_GAME_SECOND } from '../../../src/spec/observation.js';
import { optional, rowsOf } from './rows.js';
import { NEUTRAL_ROWS, UNIT_ROWS } from './unit-rows.js';

/** What sort of thing a unit is. */
export const UNIT_KINDS = {
  worker: 'gathers and builds; burrowed too',
  army: 'fights or helps to, and takes supply',
  support: 'carries supply: overlords before they morph into overseers',
  summoned: 'lives for a while or replaces an ability: takes no supply, has no cost',
  larva: '',
  egg: 'an egg or cocoon, in which a unit becomes another',
  structure: 'a building, also while it flies or walks; creep tumours',
  effect: 'a missile or zone that the game keeps as a unit; nobody commands it',
  beacon: 'a mark for allies; not in the world',
  mineral: '',
  vespene: 'a geyser without a building',
  tower: 'gives sight to who stands by it',
  destructible: 'rocks, debris and what else blocks a way',
  critter: '',
  other: '',
} as const;
export type UnitKind = keyof typeof UNIT_KINDS;

export const UNIT_RACES = { T: 'terran', Z: 'zerg', P: 'protoss' } as const;
export type UnitRace = (typeof UNIT_RACES)[keyof typeof UNIT_RACES];

/** What is known about a unit type. Zero where a type has none of it. */
export interface UnitFacts {
  /** Unit type id of the SC2 API. */
  readonly id: number;
  readonly name: string;
  /** null: of no race. */
  readonly race: UnitRace | null;
  readonly kind: UnitKind;
  /** Cost of the last step: a Baneling's is what its Zergling pays to become one. */
  readonly minerals: number;
  readonly vespene: number;
  /** Game loops to train, build or morph. */
  readonly buildLoops: number;
  /** Supply taken; 0.5 for a Zergling. Of a morph: the total, not the difference. */
  readonly food: number;
  /** Supply given. */
  readonly provides: number;
  /** Cells. */
  readonly sight: number;
  /** Cells a game loop, off creep, without upgrades. */
  readonly speed: number;
  /** Factor on the speed on creep. */
  readonly creepFactor: number;
  readonly flying: boolean;
  /** Cells; 0 where it is not known. */
  readonly radius: number;
  readonly health: number;
  readonly shield: number;
  readonly energy: number;
  /** Cells within which it detects what is cloaked or burrowed; 0: it does not. */
  readonly detection: number;
  /** The type of which this is a mode (sieged, burrowed, lifted, lowered), else null. */
  readonly base: string | null;
}

const raceOf = (cell: string): UnitRace | null =>
  cell in UNIT_RACES ? UNIT_RACES[cell as keyof typeof UNIT_RACES] : null;

function unitOfRow(row: readonly string[]): UnitFacts {
  const [id, name, race, kind, minerals, vespene, buildLoops, food, provides, sight, speed] = row;
  const [creepFactor, level, radius, health, shield, energy, detection, base] = row.slice(11);
  return {
    id: Number(id),
    name,
    race: raceOf(race),
    kind: kind as UnitKind,
    minerals: Number(minerals),
    vespene: Number(vespene),
    buildLoops: Number(buildLoops),
    food: Number(food),
    provides: Number(provides),
    sight: Number(sight),
    speed: Number(speed) / LOOPS_PER_GAME_SECOND,
    creepFactor: Number(creepFactor),
    flying: level === 'fly',
    radius: Number(radius),
    health: Number(health),
    shield: Number(shield),
    energy: Number(energy),
    detection: Number(detection),
    base: optional(base),
  };
}

const NOTHING_KNOWN = {
  minerals: 0,
  vespene: 0,
  buildLoops: 0,
  food: 0,
  provides: 0,
  creepFactor: 1,
  flying: false,
  radius: 0,
  health: 0,
  shield: 0,
  energy: 0,
  detection: 0,
  base: null,
} as const;

/** Rows of one kind: `kind race sight speed`, then `name=id` for each type. */
function unitsOfNeutralRow([kind, race, sight, speed, ...types]: readonly string[]): UnitFacts[] {
  return types.map((type) => {
    const [name, id] = type.split('=');
    return {
      ...NOTHING_KNOWN,
      id: Number(id),
      name,
      race: raceOf(race),
      kind: kind as UnitKind,
      sight: Number(sight),
      speed: Number(speed) / LOOPS_PER_GAME_SECOND,
    };
  });
}

/**
 * Every unit type that is known here.
 * @internal
 */
export const UNITS: readonly UnitFacts[] = [
  ...rowsOf(UNIT_ROWS).map(unitOfRow),
  ...rowsOf(NEUTRAL_ROWS).flatMap(unitsOfNeutralRow),
];

const BY_NAME: ReadonlyMap<string, UnitFacts> = new Map(UNITS.map((unit) => [unit.name, unit]));

/** The unit type with this catalog name, or undefined when the tables do not have it. */
export const unitByName = (name: string): UnitFacts | undefined => BY_NAME.get(name);
