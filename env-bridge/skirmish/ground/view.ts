/**
 * What can be seen from a cell. Flyers see all within range. Who stands on the ground does not see up to the next level, nor
 * behind walls and tall grass: he sees the first such cell on a line, and nothing that lies behind it. On a ramp he stands
 * between two levels and sees both. A line goes from the middle of a cell to the middle of another; one that only touches a
 * corner passes.
 */
import type { Ground } from './ground.js';

/** Half levels above a viewer that he still sees: a ramp from its foot, the level above from the ramp. */
const UPWARD = 1;
/** Cells of views that are kept: 16 MiB. */
const KEPT_CELLS = 1 << 23;
/** Sight ranges are below this many cells; part of a view's key. */
const MOST_RANGE = 64;

let kept = 0;

/** Cells that somebody in `cell` sees. @param range cells, from middle to middle */
export function viewFrom(ground: Ground, cell: number, range: number, flies: boolean): Uint16Array {
  // Ranges are whole or quarter cells.
  const key = (cell * MOST_RANGE * 4 + Math.round(range * 4)) * 2 + Number(flies);
  const known = ground.views.get(key);
  if (known !== undefined) return known;
  const view = look(ground, cell, range, flies);
  if (kept + view.length > KEPT_CELLS) {
    ground.views.clear();
    kept = 0;
  }
  kept += view.length;
  ground.views.set(key, view);
  return view;
}

function look(ground: Ground, cell: number, range: number, flies: boolean): Uint16Array {
  const { width, height } = ground;
  const x = cell % width;
  const y = Math.floor(cell / width);
  const reach = Math.floor(range);
  const seen: number[] = [];
  for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++)
    for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
      if ((u - x) * (u - x) + (v - y) * (v - y) > range * range) continue;
      if (flies || isVisible(ground, x, y, u, v)) seen.push(v * width + u);
    }
  return Uint16Array.from(seen);
}

/** Whether a ground unit in cell (x, y) sees cell (u, v), however far. In whole numbers: a mirrored map has mirrored views. */
function isVisible(ground: Ground, x: number, y: number, u: number, v: number): boolean {
  const { width, halfLevels, blocksSight } = ground;
  const eyes = halfLevels[y * width + x] + UPWARD;
  if (halfLevels[v * width + u] > eyes) return false;
  const dx = Math.abs(u - x);
  const dy = Math.abs(v - y);
  const stepX = Math.sign(u - x);
  const stepY = Math.sign(v - y);
  let column = x;
  let row = y;
  // Compares where the line crosses the next column's and the next row's edge, in parts of 1 / (2 dx dy).
  for (let across = 1, up = 1; column !== u || row !== v; ) {
    const order = across * dy - up * dx;
    if (order <= 0) {
      column += stepX;
      across += 2;
    }
    if (order >= 0) {
      row += stepY;
      up += 2;
    }
    if (column === u && row === v) return true;
    const at = row * width + column;
    if (blocksSight[at] === 1 || halfLevels[at] > eyes) return false;
  }
  return true;
}
