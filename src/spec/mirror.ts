/**
 * The mirrors of a decision. No rule of the game knows left from right or up from down, so what was right in one field is right in
 * its mirror: one demonstration stands for four.
 */
import {
  ENTITY_FEATURES,
  FINE_GRID,
  HISTORY_FEATURES,
  LOCATION_GRID,
  MAP_CHANNELS,
  MAP_PATCH_SIZE,
  MAP_PATCHES,
  MAP_RASTER,
  type PolicyInputs,
  type PolicyTargets,
  RASTER_PLACES,
} from './encoding.js';
import type { MapInfo } from './observation.js';

/** Which directions are turned round. */
export interface Mirror {
  /** Left and right change places. */
  readonly x: boolean;
  /** Bottom and top do. */
  readonly y: boolean;
}

/** All of them; the first changes nothing. */
export const MIRRORS: readonly Mirror[] = [
  { x: false, y: false },
  { x: true, y: false },
  { x: false, y: true },
  { x: true, y: true },
];

const featuresOf = (...names: readonly (typeof ENTITY_FEATURES)[number][]): readonly number[] =>
  names.map((name) => ENTITY_FEATURES.indexOf(name));
/** Features that change their sign with a direction. */
const TURNED = {
  x: featuresOf('facing_cos', 'engaged_dx', 'centre_dx', 'foe_dx'),
  y: featuresOf('facing_sin', 'engaged_dy', 'centre_dy', 'foe_dy'),
} as const;
const PLACED = HISTORY_FEATURES.indexOf('placed');

/** Changes row `b` of encoded inputs, on this map, into what it had been in a mirror. */
export function mirrorInputs(
  inputs: PolicyInputs,
  b: number,
  map: Pick<MapInfo, 'width' | 'height'>,
  { x, y }: Mirror,
): void {
  if (!x && !y) return;
  const width = ENTITY_FEATURES.length;
  const turned = [...(x ? TURNED.x : []), ...(y ? TURNED.y : [])];
  const { entity_position: position, entity_features: features } = inputs;
  for (let n = b * inputs.entities; n < (b + 1) * inputs.entities; n++) {
    if (inputs.entity_mask[n] === 0) continue;
    if (x) {
      position[n * 4] = map.width - position[n * 4];
      position[n * 4 + 2] = MAP_RASTER - position[n * 4 + 2];
    }
    if (y) {
      position[n * 4 + 1] = map.height - position[n * 4 + 1];
      position[n * 4 + 3] = MAP_RASTER - position[n * 4 + 3];
    }
    for (const feature of turned) features[n * width + feature] *= -1;
  }
  for (let k = b * inputs.history; k < (b + 1) * inputs.history; k++) {
    if (inputs.history_features[k * HISTORY_FEATURES.length + PLACED] === 0) continue;
    if (x) inputs.history_place[k * 2] = MAP_RASTER - inputs.history_place[k * 2];
    if (y) inputs.history_place[k * 2 + 1] = MAP_RASTER - inputs.history_place[k * 2 + 1];
  }
  mirrorMap(inputs.map.subarray(b * MAP_LENGTH, (b + 1) * MAP_LENGTH), { x, y });
}

/** Changes the place that row `b` of a command's classes points at; it means something only where the function points at a place. */
export function mirrorTargets(targets: PolicyTargets, b: number, { x, y }: Mirror): void {
  for (const [classes, side] of [
    [targets.target_cell, LOCATION_GRID],
    [targets.target_fine, FINE_GRID],
  ] as const) {
    const column = classes[b] % side;
    const row = Math.floor(classes[b] / side);
    classes[b] = (y ? side - 1 - row : row) * side + (x ? side - 1 - column : column);
  }
}

const MAP_LENGTH = MAP_PATCHES * MAP_PATCH_SIZE;
const before = new Float32Array(MAP_LENGTH);

function mirrorMap(patches: Float32Array, { x, y }: Mirror): void {
  before.set(patches);
  for (let row = 0; row < MAP_RASTER; row++) {
    const fromRow = (y ? MAP_RASTER - 1 - row : row) * MAP_RASTER;
    for (let column = 0; column < MAP_RASTER; column++) {
      const from = RASTER_PLACES[fromRow + (x ? MAP_RASTER - 1 - column : column)];
      const to = RASTER_PLACES[row * MAP_RASTER + column];
      for (let c = 0; c < MAP_CHANNELS.length; c++) patches[to + c] = before[from + c];
    }
  }
}
