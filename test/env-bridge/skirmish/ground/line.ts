/**
 * Lines of sight by geometry, to hold the simulator's whole-number walk against: a segment between the middles of two cells, and
 * the cells whose inside it crosses.
 */
import type { Ground } from '../../../../env-bridge/skirmish/ground/ground.js';

const TOUCH = 1e-9;

/** Whether the segment crosses the inside of the unit square whose lower left corner is (u, v). */
function crosses(x: number, y: number, dx: number, dy: number, u: number, v: number): boolean {
  let enter = 0;
  let leave = 1;
  for (const [from, by, low] of [
    [x, dx, u],
    [y, dy, v],
  ]) {
    if (by === 0) {
      if (from <= low || from >= low + 1) return false;
      continue;
    }
    const one = (low - from) / by;
    const two = (low + 1 - from) / by;
    enter = Math.max(enter, Math.min(one, two));
    leave = Math.min(leave, Math.max(one, two));
  }
  return leave - enter > TOUCH;
}

/** Whether somebody on the ground in one cell sees the other, whatever his range. */
export function seesOverGround(ground: Ground, from: number, to: number): boolean {
  const { width, halfLevels, blocksSight } = ground;
  const [x, y] = [(from % width) + 0.5, Math.floor(from / width) + 0.5];
  const [toX, toY] = [(to % width) + 0.5, Math.floor(to / width) + 0.5];
  const eyes = halfLevels[from] + 1;
  if (halfLevels[to] > eyes) return false;
  for (let v = Math.floor(Math.min(y, toY)); v <= Math.max(y, toY); v++)
    for (let u = Math.floor(Math.min(x, toX)); u <= Math.max(x, toX); u++) {
      const cell = v * width + u;
      if (cell === from || cell === to) continue;
      const hides = blocksSight[cell] === 1 || halfLevels[cell] > eyes;
      if (hides && crosses(x, y, toX - x, toY - y, u, v)) return false;
    }
  return true;
}
