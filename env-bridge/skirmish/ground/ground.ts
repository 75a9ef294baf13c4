/**
 * The ground of a map: heights, where walkers stand, what blocks the view. Static: one object serves all matches on it.
 *
 * It is written as rows of text, the first the uppermost, one symbol a square of `scale` cells:
 *
 *   0 1 2 3   open ground on this level
 *   a b c     a ramp from level 0 to 1, 1 to 2, 2 to 3
 *   w x y z   tall grass on level 0, 1, 2, 3: open, but nobody looks through
 *   #         a wall or a tree: nobody walks or looks through
 *   ~         water or a hole: nobody walks, everybody looks across
 *
 * Cliffs need no symbol: an open cell beside one that lies a whole level lower is its edge, where nobody walks.
 */
import { createWalk, type Walk } from './walk.js';

export interface Ground {
  /** Cells. */
  readonly width: number;
  readonly height: number;
  /** Height of each cell in half levels: even is level ground, odd a ramp. Shape (height, width), row 0 at the bottom. */
  readonly halfLevels: Uint8Array;
  /** 1 where the view ends. */
  readonly blocksSight: Uint8Array;
  /** 1 where the ground is flat and open: where buildings could stand. */
  readonly level: Uint8Array;
  /** Where most ground units can be. */
  readonly walkers: Walk;
  /** Where those can be who climb cliffs. */
  readonly climbers: Walk;
  /** Cells that a viewer sees, by a key of cell, range and whether he flies; filled as they are asked for (view.ts). */
  readonly views: Map<number, Uint16Array>;
}

export interface GroundText {
  readonly rows: readonly string[];
  /** Cells along a side of each symbol. */
  readonly scale: number;
}

const OPEN: Readonly<Record<string, number>> = {
  ...{ 0: 0, 1: 2, 2: 4, 3: 6, a: 1, b: 3, c: 5 },
  ...{ w: 0, x: 2, y: 4, z: 6 },
};
/** Symbols that end the view. */
const OPAQUE = '#wxyz';
const CLOSED = '#~';
/** Half levels between two cells where a walker cannot go from one to the other. */
const CLIFF = 2;

/** Symbols that a map may have. */
export const GROUND_SYMBOLS = /^[0-3abcw-z#~]+$/;
/** Most cells along a side of a map: a path's cost in half steps stays below 2^16 and a view's cells below it too. */
export const MOST_SIDE = 128;

/**
 * @param text checked already: rows of one length, known symbols, not too large
 * @param border cells at each edge where nobody can be
 */
export function createGround({ rows, scale }: GroundText, border: number): Ground {
  const width = rows[0].length * scale;
  const height = rows.length * scale;
  const symbol = (x: number, y: number): string =>
    rows[rows.length - 1 - Math.floor(y / scale)][Math.floor(x / scale)];
  const cells = (of: (x: number, y: number) => number): Uint8Array =>
    Uint8Array.from({ length: width * height }, (_, cell) => of(cell % width, Math.floor(cell / width)));
  /** The greatest of the eight cells around, as far as they are on the map. */
  const around = (x: number, y: number, of: (x: number, y: number) => number): number => {
    let most = Number.NEGATIVE_INFINITY;
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) most = Math.max(most, of(u, v));
    return most;
  };
  const openHeight = (x: number, y: number): number => OPEN[symbol(x, y)] ?? Number.NEGATIVE_INFINITY;
  // A wall is as high as the ground beside it; water lies lowest.
  const halfLevels = cells((x, y) =>
    symbol(x, y) === '~'
      ? 0
      : Math.max(0, openHeight(x, y), symbol(x, y) === '#' ? around(x, y, openHeight) : 0),
  );
  const heightAt = (x: number, y: number): number => halfLevels[y * width + x];
  const inside = (x: number, y: number): boolean =>
    x >= border && y >= border && x < width - border && y < height - border;
  const open = (x: number, y: number): boolean => inside(x, y) && !CLOSED.includes(symbol(x, y));
  /** How far the lowest open neighbour lies below, in half levels. */
  const drop = (x: number, y: number): number =>
    heightAt(x, y) + around(x, y, (u, v) => (open(u, v) ? -heightAt(u, v) : Number.NEGATIVE_INFINITY));
  const walkable = cells((x, y) => Number(open(x, y) && drop(x, y) < CLIFF));
  const climbable = cells((x, y) => Number(open(x, y)));
  return {
    width,
    height,
    halfLevels,
    blocksSight: cells((x, y) => Number(OPAQUE.includes(symbol(x, y)))),
    level: walkable.map((can, cell) => (can === 1 && halfLevels[cell] % 2 === 0 ? 1 : 0)),
    walkers: createWalk(width, height, walkable),
    climbers: createWalk(width, height, climbable),
    views: new Map(),
  };
}
