/** Where workers are who gather: somewhere between a mineral field or geyser and a town hall. */
import type { UnitFacts } from '../catalog/units.js';
import { type Course, currentCourse, type Positions } from './positions.js';
import { NEVER, NO_ROW, type Units } from './units.js';

/** Function ids (general form) of the two halves of gathering. */
export const HARVEST = { gather: 3666, return: 3667 } as const;

/** A mineral field or geyser belongs to the town hall within so many cells. */
export const MINING_RANGE = 12;

const TOWN_HALLS: ReadonlySet<string> = new Set([
  'CommandCenter',
  'OrbitalCommand',
  'PlanetaryFortress',
  'Nexus',
  'Hatchery',
  'Lair',
  'Hive',
]);
const GAS_BUILDINGS: ReadonlySet<string> = new Set([
  'Refinery',
  'RefineryRich',
  'Assimilator',
  'AssimilatorRich',
  'Extractor',
  'ExtractorRich',
]);

/** What workers take minerals or gas from. */
export const isResource = (facts: UnitFacts): boolean =>
  facts.kind === 'mineral' || facts.kind === 'vespene' || GAS_BUILDINGS.has(facts.name);

/** The owner's finished town hall nearest to a point and within `range` cells, or NO_ROW. */
export function nearestHall(
  positions: Positions,
  units: Units,
  owner: number,
  x: number,
  y: number,
  range: number,
): number {
  return nearest(positions, units.alive, x, y, range, (row) => {
    return units.owner[row] === owner && units.done[row] !== NEVER && TOWN_HALLS.has(units.facts[row].name);
  });
}

/** The mineral field nearest to a point, within the range in which one town hall's workers gather, or NO_ROW. */
export function nearestField(positions: Positions, units: Units, x: number, y: number): number {
  return nearest(positions, units.neutral, x, y, MINING_RANGE, (row) => units.facts[row].kind === 'mineral');
}

function nearest(
  positions: Positions,
  rows: readonly number[],
  x: number,
  y: number,
  range: number,
  fits: (row: number) => boolean,
): number {
  let best = NO_ROW;
  let least = range * range;
  for (const row of rows) {
    const dx = positions.x[row] - x;
    const dy = positions.y[row] - y;
    const distance = dx * dx + dy * dy;
    if (distance >= least || !fits(row)) continue;
    least = distance;
    best = row;
  }
  return best;
}

/** A worker that gathers goes to and fro: half-way between the field and its town hall is where it is least wrong. */
export function gatherCourse(positions: Positions, units: Units, owner: number, resource: number): Course {
  const x = units.exactX[resource];
  const y = units.exactY[resource];
  const hall = nearestHall(positions, units, owner, x, y, MINING_RANGE);
  return {
    x: hall === NO_ROW ? x : (x + positions.x[hall]) / 2,
    y: hall === NO_ROW ? y : (y + positions.y[hall]) / 2,
    follow: NO_ROW,
    target: resource,
    within: 0,
    dwell: 0,
    ability: HARVEST.gather,
    lasts: true,
  };
}

/** Who returns his cargo goes on gathering where he did. undefined: there is no town hall. */
export function returnCourse(positions: Positions, units: Units, row: number): Course | undefined {
  const before = currentCourse(positions, row);
  if (before?.ability === HARVEST.gather) return before;
  const x = positions.x[row];
  const y = positions.y[row];
  const hall = nearestHall(positions, units, units.owner[row], x, y, Infinity);
  if (hall === NO_ROW) return undefined;
  return {
    x: positions.x[hall],
    y: positions.y[hall],
    follow: NO_ROW,
    target: hall,
    within: units.facts[hall].radius,
    dwell: 0,
    ability: HARVEST.return,
    lasts: false,
  };
}
