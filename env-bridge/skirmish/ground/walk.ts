/**
 * Where a kind of walker can be, and where he can go in a straight line. A walker's body keeps CLEARANCE from closed cells,
 * whatever its size: wide units lean over an edge, as they do in StarCraft II, and all find the same ways.
 */

export interface Walk {
  readonly width: number;
  readonly height: number;
  /** 1 where a walker can stand. */
  readonly open: Uint8Array;
  /** Cells to the nearest closed one, as a king walks on a chessboard; 0 where closed. Beyond the map all is closed. */
  readonly room: Uint8Array;
  /** Number of the connected region of each open cell, from 1; 0 where closed. */
  readonly region: Uint16Array;
  /** Ways to a cell, by that cell; kept while there is room (paths.ts). */
  readonly fields: Map<number, Uint16Array>;
  /** Nearest cell of a region to a cell, by region and cell (paths.ts). */
  readonly nearest: Map<number, number>;
}

/** Cells that a walker's centre keeps from closed cells: a passage of one cell is wide enough. */
export const CLEARANCE = 0.4;
/** Rounding may take this much of it. */
const CLEARANCE_SLACK = 1e-6;

export function createWalk(width: number, height: number, open: Uint8Array): Walk {
  return {
    width,
    height,
    open,
    room: measureRoom(width, height, open),
    region: findRegions(width, height, open),
    fields: new Map(),
    nearest: new Map(),
  };
}

/** Two passes of a chessboard distance transform. */
function measureRoom(width: number, height: number, open: Uint8Array): Uint8Array {
  const room = new Uint8Array(width * height);
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : room[y * width + x];
  const least = (x: number, y: number, back: 1 | -1): number =>
    Math.min(at(x - back, y), at(x - 1, y - back), at(x, y - back), at(x + 1, y - back));
  for (let cell = 0; cell < room.length; cell++)
    if (open[cell] === 1) room[cell] = Math.min(255, 1 + least(cell % width, Math.floor(cell / width), 1));
  for (let cell = room.length - 1; cell >= 0; cell--)
    if (open[cell] === 1)
      room[cell] = Math.min(room[cell], 1 + least(cell % width, Math.floor(cell / width), -1));
  return room;
}

/** Cells that touch by a side belong together: nobody squeezes through between two corners. */
function findRegions(width: number, height: number, open: Uint8Array): Uint16Array {
  const region = new Uint16Array(width * height);
  const queue = new Int32Array(width * height);
  let regions = 0;
  for (let seed = 0; seed < region.length; seed++) {
    if (open[seed] === 0 || region[seed] !== 0) continue;
    let end = 0;
    queue[end++] = seed;
    region[seed] = ++regions;
    for (let k = 0; k < end; k++) {
      const x = queue[k] % width;
      const y = Math.floor(queue[k] / width);
      for (const [u, v] of [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ]) {
        const cell = v * width + u;
        if (u < 0 || v < 0 || u >= width || v >= height || open[cell] === 0 || region[cell] !== 0) continue;
        region[cell] = regions;
        queue[end++] = cell;
      }
    }
  }
  return region;
}

/** Index of the cell that holds this point; points beyond the map belong to its edge. */
export function cellOf({ width, height }: Pick<Walk, 'width' | 'height'>, x: number, y: number): number {
  const column = Math.min(width - 1, Math.max(0, Math.floor(x)));
  return Math.min(height - 1, Math.max(0, Math.floor(y))) * width + column;
}

function isOpen(walk: Walk, column: number, row: number): boolean {
  return (
    column >= 0 &&
    row >= 0 &&
    column < walk.width &&
    row < walk.height &&
    walk.open[row * walk.width + column] === 1
  );
}

/** Whether a walker can stand with his centre on this point. */
export function isClear(walk: Walk, x: number, y: number): boolean {
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (!isOpen(walk, column, row)) return false;
  if (walk.room[row * walk.width + column] > 1) return true;
  const least = CLEARANCE - CLEARANCE_SLACK;
  for (let v = row - 1; v <= row + 1; v++)
    for (let u = column - 1; u <= column + 1; u++) {
      if (isOpen(walk, u, v)) continue;
      const dx = x - Math.min(u + 1, Math.max(u, x));
      const dy = y - Math.min(v + 1, Math.max(v, y));
      if (dx * dx + dy * dy < least * least) return false;
    }
  return true;
}

/** A point that functions write to instead of making a new one. */
export interface Spot {
  x: number;
  y: number;
}

/**
 * The nearest point to (x, y) that keeps the clearance, as far as it is in the same cell or that cell is closed by no more
 * than its edges; leaves `out` at the middle of the point's cell where the corners leave no better one.
 */
export function keepClear(walk: Walk, x: number, y: number, out: Spot): void {
  const column = Math.floor(x);
  const row = Math.floor(y);
  out.x = x;
  out.y = y;
  if (!isOpen(walk, column, row) || walk.room[row * walk.width + column] > 1) return;
  if (!isOpen(walk, column - 1, row)) out.x = Math.max(out.x, column + CLEARANCE);
  if (!isOpen(walk, column + 1, row)) out.x = Math.min(out.x, column + 1 - CLEARANCE);
  if (!isOpen(walk, column, row - 1)) out.y = Math.max(out.y, row + CLEARANCE);
  if (!isOpen(walk, column, row + 1)) out.y = Math.min(out.y, row + 1 - CLEARANCE);
  for (const u of [column - 1, column + 1])
    for (const v of [row - 1, row + 1]) if (!isOpen(walk, u, v)) leaveCorner(walk, u, v, out);
}

/** Pushes a point away from the corner of a closed cell that it is too near to. */
function leaveCorner(walk: Walk, u: number, v: number, out: Spot): void {
  const cornerX = u < out.x ? u + 1 : u;
  const cornerY = v < out.y ? v + 1 : v;
  const dx = out.x - cornerX;
  const dy = out.y - cornerY;
  const distance = Math.sqrt(dx * dx + dy * dy);
  if (distance >= CLEARANCE) return;
  const column = Math.floor(out.x);
  const row = Math.floor(out.y);
  if (distance === 0) {
    out.x = column + 0.5;
    out.y = row + 0.5;
    return;
  }
  out.x = cornerX + (dx / distance) * CLEARANCE;
  out.y = cornerY + (dy / distance) * CLEARANCE;
  // The push ends in this cell: a passage of one cell has its middle free.
  if (!isClear(walk, out.x, out.y)) {
    out.x = column + 0.5;
    out.y = row + 0.5;
  }
}

/** How far apart points of a line are looked at where it runs along closed cells; cells. */
const STRIDE = 0.25;

/**
 * Whether a walker who stands clear at the first point can walk straight to the second. In the open it strides from edge
 * to edge of the room around a cell, along an edge in steps of a quarter of a cell.
 */
export function isStraight(walk: Walk, fromX: number, fromY: number, toX: number, toY: number): boolean {
  const dx = toX - fromX;
  const dy = toY - fromY;
  const length = Math.sqrt(dx * dx + dy * dy);
  if (!isClear(walk, toX, toY)) return false;
  if (length === 0) return true;
  for (let gone = 0; gone < length; ) {
    const x = fromX + (dx / length) * gone;
    const y = fromY + (dy / length) * gone;
    const column = Math.floor(x);
    const row = Math.floor(y);
    if (!isOpen(walk, column, row)) return false;
    const room = walk.room[row * walk.width + column];
    // From anywhere in this cell all within room - 1 cells is open, and half a cell of that is the body's.
    if (room > 2) gone += room - 1.5;
    else {
      if (gone > 0 && room <= 1 && !isClear(walk, x, y)) return false;
      gone += STRIDE;
    }
  }
  return true;
}
