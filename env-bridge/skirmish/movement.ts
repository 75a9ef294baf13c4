/**
 * Moving units: each steps towards its goal, sliding around whoever stands in the way; overlaps are then shared out.
 * Everybody moves at once, from the positions of the loop's start. Ground and air are layers that do not touch.
 *
 * Where the ground has obstacles, units steer along their way to the next place that they can walk straight to, and never
 * enter what is closed. Units turn and reach full speed at once.
 */
import { YIELDS } from './behaviour.js';
import { findNear, sortNeighbours, sortShort } from './ground/neighbours.js';
import { nextSpot, settle } from './ground/paths.js';
import { stayOut, walkOf } from './ground/stand.js';
import { cellOf, isClear, type Spot, type Walk } from './ground/walk.js';
import { sightEnters } from './sight.js';
import { LIFE, NEUTRAL, type State, walkableX, walkableY } from './state.js';
import { KIND } from './units.js';

/** Directions tried when the straight one is blocked, as turns from it: cosine and sine of 30, 60, 85 and 110 degrees. */
const TURNS = [30, 60, 85, 110].map((degrees) => ({
  cos: Math.cos((degrees * Math.PI) / 180),
  sin: Math.sin((degrees * Math.PI) / 180),
}));
/** Loops for which a unit keeps to the side on which it has begun to pass. */
const SIDE_LOOPS = 16;
/** Discs may overlap by this much (cells) before a step counts as blocked. */
const TOLERANCE = 0.03;
/** Rounds in which overlaps are shared out. */
const ROUNDS = 3;
/** A step shorter than this, cells, is none. */
const ARRIVED = 1e-9;
/** A unit that covers less than this part of its step is stuck. */
const STUCK_PART = 0.3;

/** A friend who walks ahead at this part of a unit's speed, or faster, is not in its way. */
const ALONG = 0.7;

/** Memory that is used again in every loop. */
export interface MoveBuffers {
  /** Step of each unit, cells. */
  readonly stepX: Float64Array;
  readonly stepY: Float64Array;
  /** Where each unit stood before this loop. */
  readonly fromX: Float64Array;
  readonly fromY: Float64Array;
  /** Units that may be in the way of the one that is being steered. */
  readonly near: number[];
}

export function createMoveBuffers(count: number): MoveBuffers {
  const column = (): Float64Array => new Float64Array(count);
  return { stepX: column(), stepY: column(), fromX: column(), fromY: column(), near: [] };
}

/** Runs one loop of movement. */
export function moveAll(state: State, buffers: MoveBuffers): void {
  const { count, alive, x, y } = state;
  const { stepX, stepY, fromX, fromY } = buffers;
  fromX.set(x);
  fromY.set(y);
  stepX.fill(0);
  stepY.fill(0);
  for (let i = 0; i < count; i++) if (alive[i] === 1 && state.goalOn[i] === 1) steer(state, i, buffers);
  for (let i = 0; i < count; i++) {
    state.vx[i] = stepX[i];
    state.vy[i] = stepY[i];
    x[i] += stepX[i];
    y[i] += stepY[i];
  }
  for (let round = 0; round < ROUNDS; round++) if (!separate(state, buffers)) break;
  for (let i = 0; i < count; i++) {
    if (alive[i] !== LIFE.field) continue;
    const kind = state.kind[i];
    const walk = walkOf(state.field, kind);
    if (walk === null) {
      x[i] = walkableX(state.field, KIND.radius[kind], x[i]);
      y[i] = walkableY(state.field, KIND.radius[kind], y[i]);
    } else if (x[i] !== fromX[i] || y[i] !== fromY[i]) stayOut(state, walk, i, fromX[i], fromY[i]);
    sightEnters(state.sight, i, state.player[i], x[i], y[i], KIND.sight[kind], KIND.flying[kind]);
  }
}

const next: Spot = { x: 0, y: 0 };

/** Where this unit goes next on its way to its goal, or as near to the goal as there is a way. */
function findNext(state: State, walk: Walk, i: number, out: Spot): void {
  const { x, y } = state;
  settle(walk, walk.region[cellOf(walk, x[i], y[i])], state.goalX[i], state.goalY[i], out);
  nextSpot(walk, x[i], y[i], out.x, out.y, out);
}

/** Finds the step of one unit, and counts how long it has been stuck. */
function steer(state: State, i: number, buffers: MoveBuffers): void {
  let dx = state.goalX[i] - state.x[i];
  let dy = state.goalY[i] - state.y[i];
  let distance = Math.sqrt(dx * dx + dy * dy);
  let length = Math.min(state.speed[i], distance - state.goalReach[i]);
  if (length <= 0) return;
  const walk = walkOf(state.field, state.kind[i]);
  if (walk !== null) {
    findNext(state, walk, i, next);
    dx = next.x - state.x[i];
    dy = next.y - state.y[i];
    distance = Math.sqrt(dx * dx + dy * dy);
    length = Math.min(length, distance);
    if (length <= ARRIVED) {
      // As near as the ground lets it come.
      state.stuckLoops[i] = Math.min(255, state.stuckLoops[i] + 1);
      return;
    }
  }
  const ux = dx / distance;
  const uy = dy / distance;
  const { near } = buffers;
  findBlockers(state, i, ux, uy, length, near);
  if (state.sideLoops[i] > 0) state.sideLoops[i]--;
  else state.side[i] = 0;
  const first = blockerOf(state, i, near, ux * length, uy * length);
  if (first < 0) {
    step(state, i, buffers, ux, uy, length);
    state.stuckLoops[i] = 0;
    return;
  }
  if (state.side[i] === 0) state.side[i] = passingSide(state, i, first, ux, uy);
  state.sideLoops[i] = SIDE_LOOPS;
  const turn = freeTurn(state, walk, i, near, ux * length, uy * length);
  if (turn !== null)
    step(state, i, buffers, ux * turn.cos - uy * turn.sin, uy * turn.cos + ux * turn.sin, length);
  // Going sideways is not progress: a unit that only circles around a crowd has arrived.
  if (turn !== null && turn.cos >= STUCK_PART) state.stuckLoops[i] = 0;
  else state.stuckLoops[i] = Math.min(255, state.stuckLoops[i] + 1);
}

/** The least turn from the step (dx, dy) that is free, first on the side that the unit keeps to; null if all are blocked. */
function freeTurn(
  state: State,
  walk: Walk | null,
  i: number,
  near: readonly number[],
  dx: number,
  dy: number,
) {
  for (const side of [state.side[i], -state.side[i]])
    for (const turn of TURNS) {
      const sin = turn.sin * side;
      const stepX = dx * turn.cos - dy * sin;
      const stepY = dy * turn.cos + dx * sin;
      if (blockerOf(state, i, near, stepX, stepY) >= 0) continue;
      if (walk !== null && !isClear(walk, state.x[i] + stepX, state.y[i] + stepY)) continue;
      state.side[i] = side;
      return { cos: turn.cos, sin };
    }
  return null;
}

function step(state: State, i: number, buffers: MoveBuffers, ux: number, uy: number, length: number): void {
  buffers.stepX[i] = ux * length;
  buffers.stepY[i] = uy * length;
  state.lookX[i] = ux;
  state.lookY[i] = uy;
}

/** Collects into `near` who could be touched by a step of this length and would not give way. */
function findBlockers(state: State, i: number, ux: number, uy: number, length: number, near: number[]): void {
  near.length = 0;
  // Flyers pass over each other and drift apart afterwards.
  if (KIND.flying[state.kind[i]] === 1 || KIND.ghostly[state.kind[i]] === 1) return;
  const { found } = state.near;
  const end = findTouching(state, i, length);
  for (let k = 0; k < end; k++) {
    const j = found[k];
    if (j === i || KIND.flying[state.kind[j]] === 1 || KIND.ghostly[state.kind[j]] === 1) continue;
    const dx = state.x[j] - state.x[i];
    const dy = state.y[j] - state.y[i];
    const touch = KIND.radius[state.kind[i]] + KIND.radius[state.kind[j]] + length;
    if (dx * dx + dy * dy >= touch * touch) continue;
    const friend = state.player[j] === state.player[i];
    if (friend && state.yields[j] === YIELDS.idle) continue; // Will be pushed aside.
    if (friend && state.vx[j] * ux + state.vy[j] * uy > ALONG * length) continue;
    near.push(j);
  }
  sortShort(near, near.length);
}

/** Everybody, neutral ones too, whom this unit may touch within `margin` cells, into `state.near.found`; returns how many. */
function findTouching(state: State, i: number, margin: number): number {
  const reach = KIND.radius[state.kind[i]] + state.near.widest + margin;
  const neutral = findNear(state.near, NEUTRAL, state.x[i], state.y[i], reach);
  const end = findNear(state.near, 1, state.x[i], state.y[i], reach, neutral);
  return findNear(state.near, 2, state.x[i], state.y[i], reach, end);
}

/** The first unit of `near` that a step (dx, dy) would run into, or -1. */
function blockerOf(state: State, i: number, near: readonly number[], dx: number, dy: number): number {
  for (const j of near) {
    const fromX = state.x[i] - state.x[j];
    const fromY = state.y[i] - state.y[j];
    const room = KIND.radius[state.kind[i]] + KIND.radius[state.kind[j]] - TOLERANCE;
    const toX = fromX + dx;
    const toY = fromY + dy;
    const after = toX * toX + toY * toY;
    if (after < room * room && after < fromX * fromX + fromY * fromY) return j;
  }
  return -1;
}

/** Passes on the side away from the obstacle's centre; dead ahead, units of even index go left. */
function passingSide(state: State, i: number, blocker: number, ux: number, uy: number): number {
  const cross = ux * (state.y[blocker] - state.y[i]) - uy * (state.x[blocker] - state.x[i]);
  if (cross === 0) return i % 2 === 0 ? 1 : -1;
  return cross > 0 ? -1 : 1;
}

/** One round: every overlapping pair parts, each by its share. False if nobody overlaps. */
function separate(state: State, { stepX: pushX, stepY: pushY, near: touching }: MoveBuffers): boolean {
  const { count, alive, kind, x, y } = state;
  const { found } = state.near;
  sortNeighbours(state.near, state);
  let overlaps = false;
  pushX.fill(0);
  pushY.fill(0);
  for (let i = 0; i < count; i++) {
    if (alive[i] !== LIFE.field || KIND.ghostly[kind[i]] === 1) continue;
    const radius = KIND.radius[kind[i]];
    const flying = KIND.flying[kind[i]];
    touching.length = 0;
    const end = findTouching(state, i, 0);
    for (let k = 0; k < end; k++) {
      const j = found[k];
      if (j <= i || KIND.flying[kind[j]] !== flying) continue;
      const touch = radius + KIND.radius[kind[j]];
      const dx = x[j] - x[i];
      if (KIND.ghostly[kind[j]] === 1 || (KIND.rooted[kind[i]] === 1 && KIND.rooted[kind[j]] === 1)) continue;
      const dy = y[j] - y[i];
      if (dx * dx + dy * dy < touch * touch) touching.push(j);
    }
    // Sums of fractions depend on their order.
    sortShort(touching, touching.length);
    for (const j of touching) {
      const dx = x[j] - x[i];
      const dy = y[j] - y[i];
      overlaps = true;
      const distance = Math.sqrt(dx * dx + dy * dy);
      const depth = radius + KIND.radius[kind[j]] - distance;
      const yieldI = yielding(state, i, j);
      const share = yieldI / (yieldI + yielding(state, j, i));
      // On the very same point they part to left and right.
      const nx = distance > 0 ? dx / distance : 1;
      const ny = distance > 0 ? dy / distance : 0;
      pushX[i] -= nx * depth * share;
      pushY[i] -= ny * depth * share;
      pushX[j] += nx * depth * (1 - share);
      pushY[j] += ny * depth * (1 - share);
    }
  }
  if (overlaps)
    for (let i = 0; i < count; i++) {
      x[i] += pushX[i];
      y[i] += pushY[i];
    }
  return overlaps;
}

/** Enemies cannot be pushed aside, only friends. */
function yielding(state: State, unit: number, other: number): number {
  return state.yields[unit] === YIELDS.idle && state.player[unit] !== state.player[other]
    ? YIELDS.busy
    : state.yields[unit];
}
