/**
 * Maps made by chance: obstacles of all sorts, laid out twice so that the map is the same when turned by half a circle. A band
 * across the middle stays open, so each side can always walk to the other.
 */
import { createRandom, type Random } from '../../../src/spec/random.js';
import type { GroundMap } from './maps.js';

/** Cells along a side of each symbol. */
const SCALE = 2;
/** Symbols around each start, and on both sides of the middle row, that stay open. */
const START_ROOM = 3;
/** Symbols of a plateau that is high enough to have ground on top. */
const PLATEAU = 4;

export interface GenerateSettings {
  readonly seed: number;
  /** Cells; even. */
  readonly width: number;
  readonly height: number;
  /** Pairs of obstacles. */
  readonly obstacles: number;
}

/** The same settings make the same map. */
export function generateMap({ seed, width, height, obstacles }: GenerateSettings): GroundMap {
  const random = createRandom('map', seed, width, height, obstacles);
  const columns = width / SCALE;
  const lines = height / SCALE;
  const cells = Array.from({ length: lines }, () => new Array<string>(columns).fill('0'));
  const set = (x: number, y: number, symbol: string): void => {
    if (x < 0 || y < 0 || x >= columns || y >= lines) return;
    cells[y][x] = symbol;
    cells[lines - 1 - y][columns - 1 - x] = symbol;
  };
  for (let n = 0; n < obstacles; n++) draw(random, columns, lines, set);
  const startColumn = Math.round(columns / 5);
  const middle = (lines - 1) / 2;
  for (let y = 0; y < lines; y++)
    for (let x = 0; x < columns; x++) {
      const nearMiddle = Math.abs(y - middle) <= 1;
      const nearStart = Math.abs(x - startColumn) <= START_ROOM && Math.abs(y - middle) <= START_ROOM;
      if (nearMiddle || nearStart) set(x, y, '0');
    }
  const at = (startColumn + 0.5) * SCALE;
  return {
    rows: cells.map((row) => row.join('')),
    scale: SCALE,
    starts: [
      [at, height / 2],
      [width - at, height / 2],
    ],
  };
}

type Set = (x: number, y: number, symbol: string) => void;

/** One obstacle: a wall, water, grass, or a plateau with a ramp on two sides. */
function draw(random: Random, columns: number, lines: number, set: Set): void {
  const x = random.int(columns);
  const y = random.int(lines);
  const symbol = ['#', '~', 'w', '1'][random.int(4)];
  const least = symbol === '1' ? PLATEAU : 1;
  const across = least + random.int(4);
  const up = least + random.int(3);
  for (let v = 0; v < up; v++)
    for (let u = 0; u < across; u++) {
      const edge = u === 0 || u === across - 1;
      set(x + u, y + v, symbol === '1' && edge && v > 0 && v < up - 1 ? 'a' : symbol);
    }
}
