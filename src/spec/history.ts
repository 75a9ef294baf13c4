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
import type { Command, ContextObservation, MapInfo, Observation } from './observation.js';
import { classesOf, NOWHERE, type PastOrder, type PastOrders } from './past-orders.js';
import { nearestDistance, nearness, type Places, placesBySide } from './places.js';

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
  observation: ContextObservation,
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
  const { loop, unitType, x, y } = past.orders;
  const classes = classesOf(past.orders, index).of;
  for (let k = 0; k < shown; k++) {
    const row = past.count - 1 - k;
    mask[k] = 1;
    const since = Math.max(0, observation.gameLoop - loop[row]);
    const gap = Math.max(0, loop[row] - (row > 0 ? loop[row - 1] : 0));
    const at = k * HISTORY_IDS.length;
    ids[at] = classes[row];
    ids[at + 1] = index.unitType.get(unitType[row]) ?? 0;
    ids[at + 2] = pauseClass(since);
    ids[at + 3] = pauseClass(gap);
    features[k * width] = Math.log1p(since) / LOG_SCALE;
    features[k * width + 1] = Math.log1p(gap) / LOG_SCALE;
    if (x[row] === NOWHERE || y[row] === NOWHERE) continue;
    features[k * width + 2] = 1;
    places[k * 2] = ((x[row] + 0.5) / map.width) * MAP_RASTER;
    places[k * 2 + 1] = ((y[row] + 0.5) / map.height) * MAP_RASTER;
    relate(past, row, ground, features, k * width + 3);
  }
}

/** Where entities are now. */
interface Ground {
  readonly own: Places;
  readonly foes: Places;
  readonly neutral: Places;
  readonly centre: { readonly x: number; readonly y: number };
}

/** Cells that count as one in a distance from the own middle, and from the order before. */
const CENTRE_CELLS = 32;
const STEP_CELLS = 16;
const FAR = 2;

function survey(observation: ContextObservation): Ground {
  const sides = placesBySide(observation);
  const own = sides[ALLIANCE.self];
  const centre = { x: 0, y: 0 };
  for (let i = 0; i < own.count; i++) {
    centre.x += own.x[i] / own.count;
    centre.y += own.y[i] / own.count;
  }
  return { own, foes: sides[ALLIANCE.enemy], neutral: sides[ALLIANCE.neutral], centre };
}

/** Says what is at an order's place now, from `at` on. */
function relate(
  { orders }: PastOrders,
  row: number,
  { own, foes, neutral, centre }: Ground,
  features: Float32Array,
  at: number,
): void {
  const x = orders.x[row] + 0.5;
  const y = orders.y[row] + 0.5;
  const before = row - 1;
  const stepped = before >= 0 && orders.x[before] !== NOWHERE && orders.y[before] !== NOWHERE;
  features[at] = nearness(nearestDistance(own, x, y));
  features[at + 1] = nearness(nearestDistance(foes, x, y));
  features[at + 2] = nearness(nearestDistance(neutral, x, y));
  features[at + 3] = Math.min(FAR, Math.hypot(x - centre.x, y - centre.y) / CENTRE_CELLS);
  features[at + 4] = stepped
    ? Math.min(
        FAR,
        Math.hypot(orders.x[row] - orders.x[before], orders.y[row] - orders.y[before]) / STEP_CELLS,
      )
    : FAR;
}
