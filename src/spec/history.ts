/**
 * What a player did before: his last orders, as the policy sees them. A recording keeps them in an episode's track and a
 * policy that plays notes its own, both through `pastOrder`, so that it reads the same in training as in a match.
 */
import { pauseClass } from './classes.js';
import { ALLIANCE } from './columns.js';
import {
  type ContextInputs,
  HISTORY_FEATURES,
  HISTORY_IDS,
  MAP_RASTER,
  type VocabularyIndex,
} from './encoding.js';
import type { Command, MapInfo, Observation } from './observation.js';
import { nearestDistance, nearness, placesOf } from './places.js';
import { functionKey, type TargetKind } from './vocabulary.js';

/** One order that was given and not refused. */
export interface PastOrder {
  readonly ability: number;
  readonly target: TargetKind;
  /** Game loop at which it was given. */
  readonly loop: number;
  /** Unit type of the first of its units; 0 where none was in sight. */
  readonly unitType: number;
  /** Whole cells of the target's place; NOWHERE without one. */
  readonly x: number;
  readonly y: number;
}

/** Coordinate of an order that points at nothing, or at what was not in sight. */
export const NOWHERE = -1;

/** The orders before a decision: the first `count` of a match's, which its decisions share. */
export interface PastOrders {
  readonly orders: readonly PastOrder[];
  readonly count: number;
}

/** Brings a wait of some minutes to about 1. */
const LOG_SCALE = 8;

/** What remains of a command that is given upon an observation. */
export function pastOrder(command: Command, observation: Observation): PastOrder {
  const { tag, alliance, unit_type, x, y } = observation.entities;
  const { target } = command;
  let unitType = 0;
  for (const unit of command.units) {
    const row = tag.indexOf(unit);
    if (row < 0 || alliance[row] !== ALLIANCE.self) continue;
    unitType = unit_type[row];
    break;
  }
  const row = target.kind === 'entity' ? tag.indexOf(target.tag) : -1;
  const place =
    target.kind === 'point' ? target : row < 0 ? { x: NOWHERE, y: NOWHERE } : { x: x[row], y: y[row] };
  return {
    ability: command.ability,
    target: target.kind,
    loop: observation.gameLoop,
    unitType,
    x: Math.max(NOWHERE, Math.floor(place.x)),
    y: Math.max(NOWHERE, Math.floor(place.y)),
  };
}

/** Whether two commands order the same; their delays may differ. */
export function sameOrder(a: Command, b: Command): boolean {
  if (a.ability !== b.ability || a.queued !== b.queued || a.target.kind !== b.target.kind) return false;
  if (a.units.length !== b.units.length || a.units.some((unit, i) => unit !== b.units[i])) return false;
  if (a.target.kind === 'entity' && b.target.kind === 'entity') return a.target.tag === b.target.tag;
  if (a.target.kind === 'point' && b.target.kind === 'point')
    return a.target.x === b.target.x && a.target.y === b.target.y;
  return true;
}

/** Writes the last orders before an observation into row `b` of `out`, the newest first; as many as `out` has room for. */
export function encodeHistory(
  past: PastOrders,
  observation: Observation,
  map: MapInfo,
  index: VocabularyIndex,
  out: ContextInputs,
  b: number,
): void {
  const first = b * out.history;
  const ids = out.history_ids.subarray(
    first * HISTORY_IDS.length,
    (first + out.history) * HISTORY_IDS.length,
  );
  const width = HISTORY_FEATURES.length;
  const features = out.history_features.subarray(first * width, (first + out.history) * width);
  const places = out.history_place.subarray(first * 2, (first + out.history) * 2);
  const mask = out.history_mask.subarray(first, first + out.history);
  for (const array of [ids, features, places, mask]) array.fill(0);
  const shown = Math.min(out.history, past.count);
  if (shown === 0) return;
  const ground = survey(observation);
  for (let k = 0; k < shown; k++) {
    const order = past.orders[past.count - 1 - k];
    const before = past.orders[past.count - 2 - k] as PastOrder | undefined;
    mask[k] = 1;
    const fn = index.functions.get(functionKey(order));
    const since = Math.max(0, observation.gameLoop - order.loop);
    const gap = Math.max(0, order.loop - (before?.loop ?? 0));
    const at = k * HISTORY_IDS.length;
    ids[at] = fn === undefined ? 0 : fn + 1;
    ids[at + 1] = index.unitType.get(order.unitType) ?? 0;
    ids[at + 2] = pauseClass(since);
    ids[at + 3] = pauseClass(gap);
    features[k * width] = Math.log1p(since) / LOG_SCALE;
    features[k * width + 1] = Math.log1p(gap) / LOG_SCALE;
    if (order.x === NOWHERE || order.y === NOWHERE) continue;
    features[k * width + 2] = 1;
    places[k * 2] = ((order.x + 0.5) / map.width) * MAP_RASTER;
    places[k * 2 + 1] = ((order.y + 0.5) / map.height) * MAP_RASTER;
    relate(order, before, ground, features, k * width + 3);
  }
}

/** Where entities are now. */
interface Ground {
  readonly own: Float32Array;
  readonly foes: Float32Array;
  readonly neutral: Float32Array;
  readonly centre: { readonly x: number; readonly y: number };
}

/** Cells that count as one in a distance from the own middle, and from the order before. */
const CENTRE_CELLS = 32;
const STEP_CELLS = 16;
const FAR = 2;

function survey(observation: Observation): Ground {
  const own = placesOf(observation, ALLIANCE.self);
  const centre = { x: 0, y: 0 };
  for (let i = 0; i < own.length; i += 2) {
    centre.x += own[i] / (own.length / 2);
    centre.y += own[i + 1] / (own.length / 2);
  }
  return {
    own,
    foes: placesOf(observation, ALLIANCE.enemy),
    neutral: placesOf(observation, ALLIANCE.neutral),
    centre,
  };
}

/** Says what is at an order's place now, from `at` on. */
function relate(
  order: PastOrder,
  before: PastOrder | undefined,
  { own, foes, neutral, centre }: Ground,
  features: Float32Array,
  at: number,
): void {
  const x = order.x + 0.5;
  const y = order.y + 0.5;
  const stepped = before !== undefined && before.x !== NOWHERE && before.y !== NOWHERE;
  features[at] = nearness(nearestDistance(own, x, y));
  features[at + 1] = nearness(nearestDistance(foes, x, y));
  features[at + 2] = nearness(nearestDistance(neutral, x, y));
  features[at + 3] = Math.min(FAR, Math.hypot(x - centre.x, y - centre.y) / CENTRE_CELLS);
  features[at + 4] = stepped
    ? Math.min(FAR, Math.hypot(order.x - before.x, order.y - before.y) / STEP_CELLS)
    : FAR;
}
