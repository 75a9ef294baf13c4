/**
 * The mirrors of a decision. No rule of the game knows left from right or up from down, so what was right in one field is right in
 * its mirror and after a quarter turn: one demonstration stands for eight.
 */
import {
  ENTITY_FEATURES,
  FINE_GRID,
  HISTORY_FEATURES,
  LOCATION_GRID,
  MAP_CHANNELS,
  MAP_PATCH,
  MAP_PATCH_SIZE,
  MAP_PATCHES,
  MAP_RASTER,
  type PolicyInputs,
  type PolicyTargets,
  SCALAR_FEATURES,
} from './encoding.js';
import type { MapInfo } from './observation.js';

/** What is turned round; first a direction each, then both for each other. */
export interface Mirror {
  /** Left and right change places. */
  readonly x: boolean;
  /** Bottom and top do. */
  readonly y: boolean;
  /** Then x becomes y, and y becomes x: with one direction turned this is a quarter turn. */
  readonly swap: boolean;
}

/** The symmetries of a square; the first changes nothing. */
export const MIRRORS: readonly Mirror[] = [false, true].flatMap((swap) =>
  [false, true].flatMap((y) => [false, true].map((x) => ({ x, y, swap }))),
);

const place = (name: (typeof ENTITY_FEATURES)[number]): number => ENTITY_FEATURES.indexOf(name);
/** Features that are the x and the y of a direction. */
const DIRECTIONS = [
  { x: place('facing_cos'), y: place('facing_sin') },
  { x: place('engaged_dx'), y: place('engaged_dy') },
  { x: place('centre_dx'), y: place('centre_dy') },
  { x: place('foe_dx'), y: place('foe_dy') },
] as const;
const PLACED = HISTORY_FEATURES.indexOf('placed');
const MAP_WIDTH = SCALAR_FEATURES.indexOf('map_width');
const MAP_HEIGHT = SCALAR_FEATURES.indexOf('map_height');

/** Changes row `b` of encoded inputs, on this map, into what it had been in a mirror. */
export function mirrorInputs(
  inputs: PolicyInputs,
  b: number,
  map: Pick<MapInfo, 'width' | 'height'>,
  mirror: Mirror,
): void {
  const width = ENTITY_FEATURES.length;
  const { entity_position: position, entity_features: features } = inputs;
  for (let n = b * inputs.entities; n < (b + 1) * inputs.entities; n++) {
    if (inputs.entity_mask[n] === 0) continue;
    turnPair(position, n * 4, n * 4 + 1, map.width, map.height, mirror);
    turnPair(position, n * 4 + 2, n * 4 + 3, MAP_RASTER, MAP_RASTER, mirror);
    for (const { x, y } of DIRECTIONS) turnPair(features, n * width + x, n * width + y, 0, 0, mirror);
  }
  for (let k = b * inputs.history; k < (b + 1) * inputs.history; k++)
    if (inputs.history_features[k * HISTORY_FEATURES.length + PLACED] > 0)
      turnPair(inputs.history_place, k * 2, k * 2 + 1, MAP_RASTER, MAP_RASTER, mirror);
  const scalars = b * SCALAR_FEATURES.length;
  const { swap } = mirror;
  turnPair(inputs.scalars, scalars + MAP_WIDTH, scalars + MAP_HEIGHT, 0, 0, { x: false, y: false, swap });
  mirrorMap(inputs.map.subarray(b * MAP_LENGTH, (b + 1) * MAP_LENGTH), mirror);
}

/** Turns the x at place `i` and the y at place `j` of an array, in a field of this width and height. */
function turnPair(
  array: Float32Array,
  i: number,
  j: number,
  width: number,
  height: number,
  mirror: Mirror,
): void {
  const x = mirror.x ? width - array[i] : array[i];
  const y = mirror.y ? height - array[j] : array[j];
  array[i] = mirror.swap ? y : x;
  array[j] = mirror.swap ? x : y;
}

/** Changes the place that row `b` of a command's classes points at; it means something only where the function points at a place. */
export function mirrorTargets(targets: PolicyTargets, b: number, { x, y, swap }: Mirror): void {
  for (const [classes, side] of [
    [targets.target_cell, LOCATION_GRID],
    [targets.target_fine, FINE_GRID],
  ] as const) {
    const column = classes[b] % side;
    const row = Math.floor(classes[b] / side);
    const turnedColumn = x ? side - 1 - column : column;
    const turnedRow = y ? side - 1 - row : row;
    classes[b] = swap ? turnedColumn * side + turnedRow : turnedRow * side + turnedColumn;
  }
}

const MAP_LENGTH = MAP_PATCHES * MAP_PATCH_SIZE;
const before = new Float32Array(MAP_LENGTH);

/** Place of a raster's value within the patches of a map. */
function rasterPlace(row: number, column: number): number {
  const patch = Math.floor(row / MAP_PATCH) * (MAP_RASTER / MAP_PATCH) + Math.floor(column / MAP_PATCH);
  const within = (row % MAP_PATCH) * MAP_PATCH + (column % MAP_PATCH);
  return patch * MAP_PATCH_SIZE + within * MAP_CHANNELS.length;
}

const RASTER_PLACES = Int32Array.from({ length: MAP_RASTER * MAP_RASTER }, (_, i) =>
  rasterPlace(Math.floor(i / MAP_RASTER), i % MAP_RASTER),
);

function mirrorMap(patches: Float32Array, { x, y, swap }: Mirror): void {
  before.set(patches);
  for (let row = 0; row < MAP_RASTER; row++) {
    const toRow = y ? MAP_RASTER - 1 - row : row;
    for (let column = 0; column < MAP_RASTER; column++) {
      const toColumn = x ? MAP_RASTER - 1 - column : column;
      const from = RASTER_PLACES[row * MAP_RASTER + column];
      const to = RASTER_PLACES[swap ? toColumn * MAP_RASTER + toRow : toRow * MAP_RASTER + toColumn];
      for (let c = 0; c < MAP_CHANNELS.length; c++) patches[to + c] = before[from + c];
    }
  }
}
