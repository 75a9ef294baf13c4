/** Observations put together row by row, for tests of what is made of them. */
import { createEntityTable, type EntityColumn, PLAYER_SCALAR_NAMES } from '../../src/spec/columns.js';
import type { MapInfo, Observation } from '../../src/spec/observation.js';

/** A map of this size with every layer zero. */
export function flatMap(width: number, height: number): MapInfo {
  const layer = (): Uint8Array => new Uint8Array(width * height);
  return {
    name: 'flat',
    width,
    height,
    layerWidth: width,
    layerHeight: height,
    pathing: layer(),
    placement: layer(),
    terrainHeight: layer(),
  };
}

/** What differs from zero in one row. */
export type Row = Partial<Record<Exclude<EntityColumn, 'tag' | 'add_on' | 'engaged_target'>, number>> & {
  readonly tag: bigint;
  readonly engaged_target?: bigint;
};

/** An observation of these rows; all else is zero and everything is hidden. */
export function observationOf(
  rows: readonly Row[],
  map: MapInfo,
  more: Partial<Observation> = {},
): Observation {
  const entities = createEntityTable(rows.length);
  for (const [i, row] of rows.entries()) {
    for (const [column, value] of Object.entries(row))
      (entities[column as EntityColumn] as { [index: number]: number | bigint })[i] = value;
  }
  return {
    gameLoop: 0,
    count: rows.length,
    entities,
    unknown: [],
    player: new Int32Array(PLAYER_SCALAR_NAMES.length),
    upgrades: new Uint16Array(0),
    lastCommand: null,
    visibility: new Uint8Array(map.width * map.height),
    creep: new Uint8Array(0),
    ...more,
  };
}
