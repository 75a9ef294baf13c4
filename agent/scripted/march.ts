/** Where to go: to the enemy that is seen, or to the place where he may be; alone or as a group. */
import { layerCell, type MapInfo, VISIBILITY } from '../../src/spec/observation.js';
import type { Point, View } from './view.js';

/** Places a side at which an enemy out of sight is looked for; odd, so that one row leads straight across the map. */
const LOOK_OUTS = 5;
/** Cost of a cell of way, of which a unit vector ahead takes off 1: a place behind costs nine times one straight ahead. */
const TURNING_COST = 1.25;

/** Position of the foe nearest to the group's centre, in cells; where none is in sight, the place to look for them. */
export function frontOf(view: View): Point {
  const { foes, table, centre } = view;
  let front: Point | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const row of foes) {
    const distance = Math.hypot(table.x[row] - centre.x, table.y[row] - centre.y);
    if (distance >= least) continue;
    least = distance;
    front = { x: table.x[row], y: table.y[row] };
  }
  return front ?? unseenPlace(view);
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
 * The place out of sight that is nearest, those ahead of the group first, and those where nobody has been before those
 * that were seen and left. Where nobody of the group can walk to he does not look: the top of a ledge is never seen from
 * below. The map's fog and where the units look are all the memory that this needs.
 */
function unseenPlace(view: View): Point {
  const { map } = view.info;
  const { x: cx, y: cy } = view.centre;
  const look = lookOf(view);
  const regions = regionsOf(map);
  const here = regionOfWalkers(view, regions);
  let best: Point = { x: map.width / 2, y: map.height / 2 };
  let bestCost = Number.POSITIVE_INFINITY;
  for (let i = 0; i < LOOK_OUTS * LOOK_OUTS; i++) {
    const x = (((i % LOOK_OUTS) + 0.5) * map.width) / LOOK_OUTS;
    const y = ((Math.floor(i / LOOK_OUTS) + 0.5) * map.height) / LOOK_OUTS;
    const cell = layerCell(map, x, y);
    const state = view.observation.visibility[cell];
    if (state === VISIBILITY.visible || (here !== 0 && regions[cell] !== here)) continue;
    const distance = Math.hypot(x - cx, y - cy);
    const ahead = (look.x * (x - cx) + look.y * (y - cy)) / Math.max(1, distance);
    const left = state === VISIBILITY.fogged ? map.width + map.height : 0;
    const cost = left + distance * (TURNING_COST - ahead);
    if (cost < bestCost) {
      bestCost = cost;
      best = { x, y };
    }
  }
  return best;
}

/** Region of the first own unit that walks; 0 where all fly, or the map does not tell where one can walk. */
function regionOfWalkers({ own, table, info }: View, regions: Uint16Array): number {
  for (const row of own) {
    if (table.flying[row] === 1) continue;
    const region = regions[layerCell(info.map, table.x[row], table.y[row])];
    if (region > 0) return region;
  }
  return 0;
}

/** Numbers of the connected regions of walkable cells, from 1; 0 elsewhere. Maps do not change, so each is done once. */
const known = new WeakMap<MapInfo, Uint16Array>();
function regionsOf(map: MapInfo): Uint16Array {
  let regions = known.get(map);
  if (regions === undefined) {
    regions = flood(map);
    known.set(map, regions);
  }
  return regions;
}

function flood({ pathing, layerWidth }: MapInfo): Uint16Array {
  const regions = new Uint16Array(pathing.length);
  let count = 0;
  for (let seed = 0; seed < pathing.length; seed++) {
    if (pathing[seed] === 0 || regions[seed] !== 0) continue;
    const waiting = [seed];
    regions[seed] = ++count;
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      const column = cell % layerWidth;
      const around = [cell - layerWidth, cell + layerWidth];
      if (column > 0) around.push(cell - 1);
      if (column < layerWidth - 1) around.push(cell + 1);
      for (const next of around) {
        if (next < 0 || next >= pathing.length || pathing[next] === 0 || regions[next] !== 0) continue;
        regions[next] = count;
        waiting.push(next);
      }
    }
  }
  return regions;
}

/** Mean direction in which own units look; its length says how far they agree. */
function lookOf(view: View): Point {
  let x = 0;
  let y = 0;
  for (const row of view.own) {
    x += Math.cos(view.table.facing[row]);
    y += Math.sin(view.table.facing[row]);
  }
  const count = Math.max(1, view.own.length);
  return { x: x / count, y: y / count };
}
