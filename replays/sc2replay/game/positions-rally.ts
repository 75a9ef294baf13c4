/** Where new units go: the rally points of buildings, larvae and eggs, and the mineral fields at the start of a game. */
import type { UnitKind } from '../catalog/units.js';
import { type Course, type Positions, setCourse, takeExact } from './positions.js';
import { gatherCourse, isResource, MINING_RANGE, nearestField, nearestHall } from './positions-mining.js';
import { NO_ROW, type Units } from './units.js';

/** Function id (general form) of a rally point for workers; the others are for what fights. */
const RALLY_WORKERS = 3690;

/** These have one rally point for workers and one for the rest. */
const HATCHERIES: ReadonlySet<string> = new Set(['Hatchery', 'Lair', 'Hive']);

/** Kinds of unit that obey a rally point. */
const RALLIED: ReadonlySet<UnitKind> = new Set(['worker', 'army', 'support']);

/** Rally points by the row of the maker. */
export interface Rallies {
  readonly units: Map<number, Course>;
  readonly workers: Map<number, Course>;
}

export const createRallies = (): Rallies => ({ units: new Map(), workers: new Map() });

/** Sets a maker's rally point. `ability` is the order's: a right click, or one of the rally orders. */
export function setRally(
  rallies: Rallies,
  units: Units,
  maker: number,
  ability: number,
  target: number,
  course: Course,
): void {
  const gathers = target !== NO_ROW && isResource(units.facts[target]);
  const forWorkers = ability === RALLY_WORKERS || gathers;
  if (forWorkers || !HATCHERIES.has(units.facts[maker].name)) rallies.workers.set(maker, course);
  if (!forWorkers) rallies.units.set(maker, course);
}

/** A unit was born: it goes where its maker gathers what it makes. */
export function leaveMaker(rallies: Rallies, positions: Positions, units: Units, row: number): void {
  takeExact(positions, units, row);
  if (units.facts[row].speed === 0 || !RALLIED.has(units.facts[row].kind)) return;
  const course = firstCourse(rallies, positions, units, row);
  if (course) setCourse(positions, row, course, false, units.born[row]);
}

function firstCourse(rallies: Rallies, positions: Positions, units: Units, row: number): Course | undefined {
  const x = positions.x[row];
  const y = positions.y[row];
  const maker = units.creator[row];
  const worker = units.facts[row].kind === 'worker';
  if (maker === NO_ROW) {
    // The game itself sends the first workers to the nearest field.
    const field = worker && units.born[row] === 0 ? nearestField(positions, units, x, y) : NO_ROW;
    return field === NO_ROW ? undefined : gatherCourse(positions, units, units.owner[row], field);
  }
  const points = worker ? rallies.workers : rallies.units;
  const own = points.get(maker);
  if (own || units.facts[maker].kind === 'structure') return own;
  const hatchery = nearestHall(positions, units, units.owner[row], x, y, MINING_RANGE);
  return hatchery === NO_ROW ? undefined : points.get(hatchery);
}
