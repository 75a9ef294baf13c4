/** Places of entities and how far the nearest is. */
import { DISPLAY_TYPE } from './columns.js';
import type { ContextObservation } from './observation.js';

/** Cells at which a nearness is one half. */
const HALF_CELLS = 4;

/** The first `count` of `x` and `y`, in cells. */
export interface Places {
  count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

const ALLIANCES = 5;
/** Memory that all calls share, so that a context leaves no garbage: it grows to the largest observation seen. */
let shared: readonly Places[] = [];

/**
 * For each alliance the places of its entities that are seen now, in the order of the table: not of what is only remembered.
 * They are good until the next call.
 */
export function placesBySide({
  count,
  entities,
}: Pick<ContextObservation, 'count' | 'entities'>): readonly Places[] {
  const { alliance, display_type, x, y } = entities;
  if (shared.length === 0 || shared[0].x.length < count) shared = makeRoom(Math.max(512, count));
  for (const side of shared) side.count = 0;
  for (let i = 0; i < count; i++) {
    if (display_type[i] !== DISPLAY_TYPE.visible || alliance[i] >= ALLIANCES) continue;
    const side = shared[alliance[i]];
    side.x[side.count] = x[i];
    side.y[side.count++] = y[i];
  }
  return shared;
}

function makeRoom(count: number): readonly Places[] {
  return Array.from({ length: ALLIANCES }, () => ({
    count: 0,
    x: new Float32Array(count),
    y: new Float32Array(count),
  }));
}

/** Cells from a point to the nearest of these places; infinite where there is none. */
export function nearestDistance(places: Places, x: number, y: number): number {
  const { count, x: xs, y: ys } = places;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const dx = xs[i] - x;
    const dy = ys[i] - y;
    const squared = dx * dx + dy * dy;
    if (squared < least) least = squared;
  }
  return Math.sqrt(least);
}

/** 1 at distance 0, one half at 4 cells, 0 where it is infinite. */
export const nearness = (distance: number): number => 1 / (1 + distance / HALF_CELLS);
