/** Where to go: to the enemy that is seen, or to the place where he may be; alone or as a group. */
import type { MapInfo } from '../../src/spec/observation.js';
import { VISIBILITY } from '../../src/spec/observation.js';
import type { Point, View } from './view.js';

/** Places a side at which an enemy out of sight is looked for. */
const LOOK_OUTS = 4;

/** Mean position of the visible foes, in cells; where none is in sight, the place to look for them. */
export function frontOf(view: View): Point {
  const { foes, table } = view;
  if (foes.length === 0) return unseenPlace(view);
  let x = 0;
  let y = 0;
  for (const row of foes) {
    x += table.x[row];
    y += table.y[row];
  }
  return { x: x / foes.length, y: y / foes.length };
}

/** Position of the foe nearest to own unit `o`, or the place to look for one. */
export function nearestFront(view: View, o: number): Point {
  const f = view.nearest[o];
  if (f < 0) return unseenPlace(view);
  const row = view.foes[f];
  return { x: view.table.x[row], y: view.table.y[row] };
}

/** Greatest distance of an own armed unit from the group's centre, in cells. */
export function spreadOf(view: View): number {
  let spread = 0;
  for (let o = 0; o < view.own.length; o++) {
    if (!view.ownFacts[o].armed) continue;
    const row = view.own[o];
    const distance = Math.hypot(view.table.x[row] - view.centre.x, view.table.y[row] - view.centre.y);
    spread = Math.max(spread, distance);
  }
  return spread;
}

/**
 * The middle of the map while it is out of sight, then the nearest place that no own unit sees, those first where none
 * has been. The map's fog is the only memory this needs.
 */
function unseenPlace(view: View): Point {
  const { map } = view.info;
  const middle = { x: map.width / 2, y: map.height / 2 };
  if (seen(view, map, middle) !== VISIBILITY.visible) return middle;
  let best = middle;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let i = 0; i < LOOK_OUTS * LOOK_OUTS; i++) {
    const x = (((i % LOOK_OUTS) + 0.5) * map.width) / LOOK_OUTS;
    const y = ((Math.floor(i / LOOK_OUTS) + 0.5) * map.height) / LOOK_OUTS;
    const state = seen(view, map, { x, y });
    if (state === VISIBILITY.visible) continue;
    const fogged = state === VISIBILITY.fogged ? map.width + map.height : 0;
    const cost = fogged + Math.hypot(x - view.centre.x, y - view.centre.y);
    if (cost < bestCost) {
      bestCost = cost;
      best = { x, y };
    }
  }
  return best;
}

function seen(view: View, map: MapInfo, at: Point): number {
  return view.observation.visibility[Math.floor(at.y) * map.width + Math.floor(at.x)];
}
