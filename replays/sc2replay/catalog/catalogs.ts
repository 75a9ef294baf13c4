/**
 * The game's catalogs of abilities: which name stands at which link, for each base build.
 */
import { CATALOG_ORDER, CATALOGS } from './link-tables.js';
import { rowsOf } from './rows.js';

/** One catalog. */
interface Catalog {
  /** The first base build that has it, as far as is known. */
  readonly baseBuild: number;
  /** Ability names by link. */
  readonly names: ReadonlyMap<number, string>;
}

const ORDER = rowsOf(CATALOG_ORDER).flat();
const PLACES: ReadonlyMap<string, number> = new Map(ORDER.map((name, place) => [name, place]));

function namesOfRuns(runs: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const run of rowsOf(runs).flat()) {
    const [link, name, count = '1'] = run.split(/[:*]/);
    const place = PLACES.get(name)!;
    for (let i = 0; i < Number(count); i++) names.set(Number(link) + i, ORDER[place + i]);
  }
  return names;
}

const ALL: readonly Catalog[] = CATALOGS.map(([baseBuild, runs]) => ({
  baseBuild,
  names: namesOfRuns(runs),
}));

/** Place of a base build's catalog among all; -1 before the first. */
function placeOf(baseBuild: number): number {
  let place = -1;
  while (place + 1 < ALL.length && ALL[place + 1].baseBuild <= baseBuild) place++;
  return place;
}

/** The catalog of a base build: that of the nearest lower build where its own is not known; undefined before the first. */
export const catalogOf = (baseBuild: number): Catalog | undefined => ALL[placeOf(baseBuild)];

/** The catalog of a base build with the one before and the one after, nearest first. */
export function catalogsNear(baseBuild: number): readonly Catalog[] {
  const place = placeOf(baseBuild);
  return [place, place + 1, place - 1].flatMap((near) => ALL[near] ?? []);
}
