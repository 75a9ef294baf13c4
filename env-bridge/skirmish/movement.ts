/**
 * Moving units: each steps towards its goal, sliding around whoever stands in the way; overlaps are then shared out.
 * Everybody moves at once, from the positions of the loop's start. Ground and air are layers that do not touch.
 *
 * Units turn and reach full speed at once. All pairs are compared: below some sixty units this is cheaper than keeping a
 * grid of who is near.
 */
import { YIELDS } from './behaviour.js';
import { sightEnters } from './sight.js';
import { type State, walkableX, walkableY } from './state.js';
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
/** A unit that covers less than this part of its step is stuck. */
const STUCK_PART = 0.3;

/** Runs one loop of movement. @param scratch at least 2 * count numbers, overwritten */
export function moveAll(state: State, scratch: Float64Array): void {
  const { count, alive, x, y } = state;
  const stepX = scratch.subarray(0, count);
  const stepY = scratch.subarray(count, 2 * count);
  stepX.fill(0);
  stepY.fill(0);
  for (let i = 0; i < count; i++) if (alive[i] === 1 && state.goalOn[i] === 1) steer(state, i, stepX, stepY);
  for (let i = 0; i < count; i++) {
    state.vx[i] = stepX[i];
    state.vy[i] = stepY[i];
    x[i] += stepX[i];
    y[i] += stepY[i];
  }
  for (let round = 0; round < ROUNDS; round++) if (!separate(state, stepX, stepY)) break;
  for (let i = 0; i < count; i++) {
    if (alive[i] === 0) continue;
    const kind = state.kind[i];
    x[i] = walkableX(state.field, KIND.radius[kind], x[i]);
    y[i] = walkableY(state.field, KIND.radius[kind], y[i]);
    sightEnters(state.sight, i, state.player[i], x[i], y[i], KIND.sight[kind]);
  }
}

/** Units near enough to be in the way of the unit that is being steered; reused. */
const near: number[] = [];

/** Finds the step of one unit, and counts how long it has been stuck. */
function steer(state: State, i: number, stepX: Float64Array, stepY: Float64Array): void {
  const dx = state.goalX[i] - state.x[i];
  const dy = state.goalY[i] - state.y[i];
  const distance = Math.sqrt(dx * dx + dy * dy);
  const speed = KIND.speed[state.kind[i]];
  const length = Math.min(speed, distance - state.goalReach[i]);
  if (length <= 0) return;
  const ux = dx / distance;
  const uy = dy / distance;
  findBlockers(state, i, ux, uy, length);
  if (state.sideLoops[i] > 0) state.sideLoops[i]--;
  else state.side[i] = 0;
  const first = blockerOf(state, i, ux * length, uy * length);
  if (first < 0) {
    step(state, i, ux, uy, length, stepX, stepY);
    return;
  }
  if (state.side[i] === 0) state.side[i] = passingSide(state, i, first, ux, uy);
  state.sideLoops[i] = SIDE_LOOPS;
  for (const side of [state.side[i], -state.side[i]])
    for (const turn of TURNS) {
      const tx = ux * turn.cos - uy * turn.sin * side;
      const ty = uy * turn.cos + ux * turn.sin * side;
      if (blockerOf(state, i, tx * length, ty * length) >= 0) continue;
      state.side[i] = side;
      // Going sideways is not progress: a unit that only circles around a crowd has arrived.
      const stuck = state.stuckLoops[i];
      step(state, i, tx, ty, length, stepX, stepY);
      if (turn.cos < STUCK_PART) state.stuckLoops[i] = Math.min(255, stuck + 1);
      return;
    }
  state.lookX[i] = ux;
  state.lookY[i] = uy;
  state.stuckLoops[i] = Math.min(255, state.stuckLoops[i] + 1);
}

function step(
  state: State,
  i: number,
  ux: number,
  uy: number,
  length: number,
  stepX: Float64Array,
  stepY: Float64Array,
): void {
  stepX[i] = ux * length;
  stepY[i] = uy * length;
  state.lookX[i] = ux;
  state.lookY[i] = uy;
  state.stuckLoops[i] = 0;
}

/** Collects into `near` who could be touched by a step of this length and would not give way. */
function findBlockers(state: State, i: number, ux: number, uy: number, length: number): void {
  near.length = 0;
  const flying = KIND.flying[state.kind[i]];
  if (flying === 1) return; // Flyers pass over each other and drift apart afterwards.
  for (let j = 0; j < state.count; j++) {
    if (j === i || state.alive[j] === 0 || KIND.flying[state.kind[j]] === 1) continue;
    const dx = state.x[j] - state.x[i];
    const dy = state.y[j] - state.y[i];
    const touch = KIND.radius[state.kind[i]] + KIND.radius[state.kind[j]] + length;
    if (dx * dx + dy * dy >= touch * touch) continue;
    const friend = state.player[j] === state.player[i];
    if (friend && state.yields[j] === YIELDS.idle) continue; // Will be pushed aside.
    // Somebody who walks ahead as fast is not in the way.
    if (friend && state.vx[j] * ux + state.vy[j] * uy > 0.7 * length) continue;
    near.push(j);
  }
}

/** The first unit of `near` that a step (dx, dy) would run into, or -1. */
function blockerOf(state: State, i: number, dx: number, dy: number): number {
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
function separate(state: State, pushX: Float64Array, pushY: Float64Array): boolean {
  const { count, alive, kind, x, y } = state;
  let overlaps = false;
  pushX.fill(0);
  pushY.fill(0);
  for (let i = 0; i < count; i++) {
    if (alive[i] === 0) continue;
    const radius = KIND.radius[kind[i]];
    const flying = KIND.flying[kind[i]];
    for (let j = i + 1; j < count; j++) {
      const touch = radius + KIND.radius[kind[j]];
      const dx = x[j] - x[i];
      if (dx >= touch || dx <= -touch || alive[j] === 0 || KIND.flying[kind[j]] !== flying) continue;
      const dy = y[j] - y[i];
      const squared = dx * dx + dy * dy;
      if (squared >= touch * touch) continue;
      overlaps = true;
      const distance = Math.sqrt(squared);
      const depth = touch - distance;
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
