/** Places of entities and how far the nearest is; x and y lie one after the other. */
import { DISPLAY_TYPE } from './columns.js';
import type { Observation } from './observation.js';

/** Cells at which a nearness is one half. */
const HALF_CELLS = 4;

/** Places of the entities of an alliance that are seen now: not of what is only remembered. */
export function placesOf({ count, entities }: Observation, side: number): Float32Array {
  const { alliance, display_type, x, y } = entities;
  const places: number[] = [];
  for (let i = 0; i < count; i++)
    if (alliance[i] === side && display_type[i] === DISPLAY_TYPE.visible) places.push(x[i], y[i]);
  return Float32Array.from(places);
}

/** Cells to the nearest of these places; infinite where there is none. */
export function nearestDistance(places: Float32Array, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < places.length; i += 2) {
    const dx = places[i] - x;
    const dy = places[i + 1] - y;
    const squared = dx * dx + dy * dy;
    if (squared < least) least = squared;
  }
  return Math.sqrt(least);
}

/** 1 at distance 0, one half at 4 cells, 0 where it is infinite. */
export const nearness = (distance: number): number => 1 / (1 + distance / HALF_CELLS);
