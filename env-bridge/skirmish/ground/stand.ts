/** Where units can be: the border holds for all, cliffs and walls for those on the ground. */
import type { Field, State } from '../state.js';
import { walkableX, walkableY } from '../state.js';
import { KIND } from '../units.js';
import { settle } from './paths.js';
import { CLEARANCE, cellOf, isClear, keepClear, type Spot, type Walk } from './walk.js';

/** Cells that bodies and wills may move a unit in one loop; less than what separates the two sides of a wall. */
const MOST_MOVED = 2 * CLEARANCE - 0.1;

/** What binds a unit of this kind; null for flyers, and on a field without obstacles. */
export function walkOf({ ground }: Field, kind: number): Walk | null {
  if (ground === undefined || KIND.flying[kind] === 1) return null;
  return KIND.climbs[kind] === 1 ? ground.climbers : ground.walkers;
}

/** The point nearest to (x, y) where a unit of this kind can be, into `out`. @param region see `settle` */
export function standAt(field: Field, kind: number, x: number, y: number, out: Spot, region = 0): void {
  const walk = walkOf(field, kind);
  if (walk !== null) {
    settle(walk, region, x, y, out);
    return;
  }
  const radius = KIND.radius[kind];
  out.x = walkableX(field, radius, x);
  out.y = walkableY(field, radius, y);
}

/** The point nearest to (x, y) that this unit can walk or fly to, into `out`. */
export function reachable(state: State, unit: number, x: number, y: number, out: Spot): void {
  standAt(state.field, state.kind[unit], x, y, out, regionOf(state, unit));
}

function regionOf(state: State, unit: number): number {
  const walk = walkOf(state.field, state.kind[unit]);
  return walk === null ? 0 : walk.region[cellOf(walk, state.x[unit], state.y[unit])];
}

const spot: Spot = { x: 0, y: 0 };

/** Puts a unit where it can be that was brought somewhere: the nearest place, whatever lies between. */
export function putDown(state: State, unit: number, x: number, y: number): void {
  standAt(state.field, state.kind[unit], x, y, spot);
  state.x[unit] = spot.x;
  state.y[unit] = spot.y;
}

/** Keeps a unit that moved from (fromX, fromY), where it could be, out of what is closed: it slides along, or stays. */
export function stayOut(state: State, walk: Walk, unit: number, fromX: number, fromY: number): void {
  const dx = state.x[unit] - fromX;
  const dy = state.y[unit] - fromY;
  const moved = Math.sqrt(dx * dx + dy * dy);
  const part = moved > MOST_MOVED ? MOST_MOVED / moved : 1;
  const x = fromX + dx * part;
  const y = fromY + dy * part;
  if (
    tryPoint(state, walk, unit, x, y) ||
    tryPoint(state, walk, unit, x, fromY) ||
    tryPoint(state, walk, unit, fromX, y)
  )
    return;
  state.x[unit] = fromX;
  state.y[unit] = fromY;
}

function tryPoint(state: State, walk: Walk, unit: number, x: number, y: number): boolean {
  keepClear(walk, x, y, spot);
  if (!isClear(walk, spot.x, spot.y)) return false;
  state.x[unit] = spot.x;
  state.y[unit] = spot.y;
  return true;
}
