/**
 * Sight and fog. As in StarCraft II, sight is a matter of cells: a unit sees every cell whose centre is within its sight
 * range of the centre of its own cell; who stands on the ground sees less where it is not flat (ground/view.ts). Each player has a count of viewers a cell, kept up to date only when a unit
 * changes its cell, so asking costs nothing.
 */
import { VISIBILITY } from '../../src/spec/observation.js';
import type { Ground } from './ground/ground.js';
import { viewFrom } from './ground/view.js';

export interface Sight {
  readonly width: number;
  readonly height: number;
  /** Viewers a cell, by player id (index 0 unused). */
  readonly viewers: readonly Uint16Array[];
  /** VISIBILITY a cell, by player id; follows `viewers`. */
  readonly layers: readonly Uint8Array[];
  /** Cell that each unit sees from; -1 for the dead. */
  readonly cell: Int32Array;
  /** 1 for those who look down from the air. */
  readonly flies: Uint8Array;
  /** Null: flat. */
  readonly ground: Ground | null;
}

export function createSight(
  width: number,
  height: number,
  units: number,
  ground: Ground | null = null,
): Sight {
  const players = [0, 1, 2];
  return {
    width,
    height,
    viewers: players.map(() => new Uint16Array(width * height)),
    layers: players.map(() => new Uint8Array(width * height)),
    cell: new Int32Array(units).fill(-1),
    flies: new Uint8Array(units),
    ground,
  };
}

/** Lifts the fog from the whole map for one player, for good; who is cloaked stays so. Before or after units have come. */
export function seeEverywhere({ viewers, layers }: Sight, player: number): void {
  const counts = viewers[player];
  for (let cell = 0; cell < counts.length; cell++) counts[cell]++;
  layers[player].fill(VISIBILITY.visible);
}

/** Half-widths of the rows of a disc of cells, from row -r to row r. */
const discs = new Map<number, Int32Array>();
function disc(range: number): Int32Array {
  let rows = discs.get(range);
  if (rows === undefined) {
    const reach = Math.floor(range);
    rows = Int32Array.from({ length: 2 * reach + 1 }, (_, k) =>
      Math.floor(Math.sqrt(range * range - (k - reach) * (k - reach))),
    );
    discs.set(range, rows);
  }
  return rows;
}

/** Adds a viewer to all cells that are seen from this one, or takes him away. */
function look(sight: Sight, unit: number, player: number, cell: number, range: number, change: 1 | -1): void {
  if (sight.ground === null || sight.flies[unit] === 1) stamp(sight, player, cell, range, change);
  else {
    const viewers = sight.viewers[player];
    const layer = sight.layers[player];
    for (const seen of viewFrom(sight.ground, cell, range)) {
      viewers[seen] += change;
      layer[seen] = viewers[seen] > 0 ? VISIBILITY.visible : VISIBILITY.fogged;
    }
  }
}

function stamp(sight: Sight, player: number, cell: number, range: number, change: 1 | -1): void {
  const { width, height } = sight;
  const viewers = sight.viewers[player];
  const layer = sight.layers[player];
  const seen = VISIBILITY.visible;
  const left = VISIBILITY.fogged;
  const rows = disc(range);
  const reach = (rows.length - 1) >> 1;
  const cx = cell % width;
  const cy = (cell - cx) / width;
  for (let k = 0; k < rows.length; k++) {
    const y = cy + k - reach;
    if (y < 0 || y >= height) continue;
    const from = y * width + Math.max(0, cx - rows[k]);
    const to = y * width + Math.min(width - 1, cx + rows[k]);
    for (let c = from; c <= to; c++) {
      viewers[c] += change;
      layer[c] = viewers[c] > 0 ? seen : left;
    }
  }
}

/** Index of the cell that holds this point of the map. */
function cellAt(sight: Sight, x: number, y: number): number {
  return Math.floor(y) * sight.width + Math.floor(x);
}

/** A unit appears or has moved. @param flies 1 if it looks down from the air; who changes that leaves first */
export function sightEnters(
  sight: Sight,
  unit: number,
  player: number,
  x: number,
  y: number,
  range: number,
  flies = 0,
): void {
  const cell = cellAt(sight, x, y);
  const before = sight.cell[unit];
  if (cell === before) return;
  if (before < 0) sight.flies[unit] = flies;
  look(sight, unit, player, cell, range, 1);
  if (before >= 0) look(sight, unit, player, before, range, -1);
  sight.cell[unit] = cell;
}

/** A unit dies. */
export function sightLeaves(sight: Sight, unit: number, player: number, range: number): void {
  look(sight, unit, player, sight.cell[unit], range, -1);
  sight.cell[unit] = -1;
}

/** True when the player sees this unit's cell. */
export function sees(sight: Sight, player: number, unit: number): boolean {
  const cell = sight.cell[unit];
  return cell >= 0 && sight.viewers[player][cell] > 0;
}

/** True when the player sees this point of the map. */
export function seesPoint(sight: Sight, player: number, x: number, y: number): boolean {
  return sight.viewers[player][cellAt(sight, x, y)] > 0;
}

/** VISIBILITY a cell for this player; a new array. */
export function visibilityLayer(sight: Sight, player: number): Uint8Array {
  return sight.layers[player].slice();
}
