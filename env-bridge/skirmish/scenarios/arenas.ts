/** Scenarios of our own: on ground that is not flat, of all races, and as large as one likes. */
import type { ScenarioDefinition } from './schema.js';

type Definition = Omit<ScenarioDefinition, 'name'>;

export const ARENAS = {
  random: {
    armies: {
      kind: 'drawn',
      size: 5,
      // Three races in one, with the types that all opponents know how to play.
      races: [
        { marine: 0.45, marauder: 0.45, medivac: 0.1 },
        { stalker: 0.5, zealot: 0.5 },
        { zergling: 0.45, hydralisk: 0.45, roach: 0.1 },
      ],
    },
    start: { surround: 0.5, face: 0.5 },
  },
  '3s5z-ramps': { armies: { kind: 'fixed', army: { stalker: 3, zealot: 5 } }, map: 'ramps' },
  '8m-grass': { armies: { kind: 'fixed', army: { marine: 8 } }, map: 'grass' },
  'MMM-hill': { armies: { kind: 'fixed', army: { medivac: 1, marauder: 2, marine: 7 } }, map: 'hill' },
  'zerg-lake': { armies: { kind: 'fixed', army: { zergling: 8, roach: 4, hydralisk: 3 } }, map: 'lake' },
  '2s3z-maze': {
    armies: { kind: 'fixed', army: { stalker: 2, zealot: 3 } },
    map: { generate: { seed: 1, width: 48, height: 48, obstacles: 14 } },
  },
} as const satisfies Record<string, Definition>;

/** Cells that a unit takes in its formation, a little more than it is wide; and cells between two armies. */
const SPACING = 1.3;
const APART = 12;

/** `battle-N`: MMM's army, N units of it a side, on a field that has room for them. Null for any other name. */
export function battle(name: string, most: number): Definition | null {
  const found = /^battle-([1-9]\d*)$/.exec(name);
  const size = Number(found?.[1]);
  if (found === null || size > most) return null;
  const medivac = Math.floor(size / 10);
  const marauder = Math.floor(size / 5);
  const side = Math.ceil(Math.ceil(Math.sqrt(size)) * SPACING);
  const army = { medivac, marauder, marine: size - medivac - marauder };
  return {
    armies: {
      kind: 'fixed',
      army: Object.fromEntries(Object.entries(army).filter(([, count]) => count > 0)),
    },
    width: Math.max(32, 2 * side + APART + 12),
    height: Math.max(32, side + APART),
    distance: Math.max(18, side + APART),
  };
}
