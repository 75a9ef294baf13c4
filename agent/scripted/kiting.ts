/**
 * Stepping out of reach: where a unit goes that should not stand where it is. Sixteen directions are compared by how far
 * from the nearest foe they end; the edge of the map counts against a direction before it is a wall in the back.
 */
import { layerCell } from '../../src/spec/observation.js';
import { gapBetween, type Point, type View, wholeness } from './view.js';

const DIRECTIONS = Array.from({ length: 16 }, (_, i) => ({
  x: Math.cos((i * Math.PI) / 8),
  y: Math.sin((i * Math.PI) / 8),
}));
/** Length of one step back, in cells: far enough that the unit is still walking at the next decision. */
const STEP = 4;
/** No step ends nearer to the edge of the map than this, in cells. */
const MARGIN = 3;
/** A foe farther than this from a step's end is as good as one that is not there, in cells. */
const FAR = 8;
/** Weight of the half-way point's distance to the nearest foe, beside the end's weight of 1. */
const HALF_WAY = 1;
/** What a cell of distance from the middle of the map costs, in cells of distance to the nearest foe. */
const OFF_CENTRE = 0.2;
/** What keeping its direction is worth to a unit, in cells of distance to the nearest foe. */
const STRAIGHT_ON = 0.3;

/** The point to which own unit `o` steps back. */
export function stepBack(view: View, o: number): Point {
  const { table, foes } = view;
  const { map } = view.info;
  const { width, height, pathing } = map;
  const row = view.own[o];
  const px = table.x[row];
  const py = table.y[row];
  const lookX = Math.cos(table.facing[row]);
  const lookY = Math.sin(table.facing[row]);
  let best: Point = { x: px, y: py };
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const d of DIRECTIONS) {
    const x = px + d.x * STEP;
    const y = py + d.y * STEP;
    if (x < MARGIN || y < MARGIN || x > width - MARGIN || y > height - MARGIN) continue;
    if (pathing[layerCell(map, x, y)] === 0) continue;
    let end = FAR;
    let half = FAR;
    for (const foe of foes) {
      const fx = table.x[foe];
      const fy = table.y[foe];
      end = Math.min(end, Math.hypot(x - fx, y - fy));
      half = Math.min(half, Math.hypot((x + px) / 2 - fx, (y + py) / 2 - fy));
    }
    const offCentre = Math.hypot(x - width / 2, y - height / 2);
    const straight = d.x * lookX + d.y * lookY;
    const score = end + HALF_WAY * half - OFF_CENTRE * offCentre + STRAIGHT_ON * straight;
    if (score <= bestScore) continue;
    bestScore = score;
    best = { x, y };
  }
  return best;
}

/** Ranged units step back from melee foes nearer than this while their weapon is not ready, in cells. */
const KITE_GAP = 3;
/** Loops before its weapon is ready at which a unit turns back to fire: about the time that its aim takes. */
const TURN_LOOPS = 3;

/** True for a ranged unit that cannot fire now and has a melee foe on its heels that is no faster: from others it only loses shots. */
export function shouldKite(view: View, o: number): boolean {
  if (!isIdleShooter(view, o)) return false;
  for (let f = 0; f < view.foes.length; f++)
    if (
      view.foeFacts[f].melee &&
      view.foeFacts[f].speed <= view.ownFacts[o].speed &&
      gapBetween(view, o, f) < KITE_GAP
    )
      return true;
  return false;
}

/** A unit that has less than this part of its health and shield left is wounded. */
const WOUNDED = 0.7;
/** A wounded unit is in reach of a foe that is nearer than its range and this, in cells. */
const REACH = 1;

/** True for a wounded ranged unit that cannot fire now and stands in reach of a foe, if a fresher friend takes its place. */
export function shouldPullBack(view: View, o: number): boolean {
  const { armed, melee, rooted } = view.ownFacts[o];
  if (!armed || melee || rooted || isFreshest(view, o)) return false;
  if (!isIdleShooter(view, o) || wholeness(view, o) >= WOUNDED) return false;
  for (let f = 0; f < view.foes.length; f++)
    if (view.foeFacts[f].armed && gapBetween(view, o, f) < view.foeFacts[f].range + REACH) return true;
  return false;
}

/** True for a ranged unit whose weapon is not ready. */
function isIdleShooter(view: View, o: number): boolean {
  const { armed, melee, rooted } = view.ownFacts[o];
  return armed && !melee && !rooted && view.table.weapon_cooldown[view.own[o]] > TURN_LOOPS;
}

/** True where no armed friend has a greater part of its health and shield left. */
function isFreshest(view: View, o: number): boolean {
  const own = wholeness(view, o);
  return view.ownFacts.every((facts, p) => !facts.armed || wholeness(view, p) <= own);
}
