/**
 * What one player perceives at one game loop, what he knows once a match, and what he may say: a command.
 * These are the words in which environments, players, recordings and training talk to each other.
 */
import type { EntityColumn, EntityTable } from './columns.js';
import type { TargetKind } from './vocabulary.js';

/** Game loops a second at speed "faster". */
export const LOOPS_PER_SECOND = 22.4;
/** Game loops a "game second", in which the game's data states cooldowns and speeds. */
export const LOOPS_PER_GAME_SECOND = 16;

/**
 * The map, and its layers that never change within a match. A layer is a grid over the whole map, of one value a cell in
 * the simulator, coarser where the source knows no better; row 0 is at y = 0 (see `layerCell`). A layer that the source
 * cannot know (a `.SC2Replay` has no terrain) is empty.
 */
export interface MapInfo {
  readonly name: string;
  /** Cells. */
  readonly width: number;
  /** Cells. */
  readonly height: number;
  /** Values of a layer's row; this one and the next hold for the layers of observations too. */
  readonly layerWidth: number;
  /** Rows of a layer. */
  readonly layerHeight: number;
  /** 1 where ground units can walk, else 0. Shape (layerHeight, layerWidth) or empty. */
  readonly pathing: Uint8Array;
  /** 1 where buildings can stand, else 0. Shape (layerHeight, layerWidth) or empty. */
  readonly placement: Uint8Array;
  /** SC2's terrain height, 0 to 255; height in cells = value / 8 - 16. Shape (layerHeight, layerWidth) or empty. */
  readonly terrainHeight: Uint8Array;
}

/** Index of the layer value for a point on the map (cells, not on the right or upper edge). */
export function layerCell(map: MapInfo, x: number, y: number): number {
  // The ratio first: it is exactly 1 where layers have the map's own size.
  const row = Math.floor(y * (map.layerHeight / map.height));
  return row * map.layerWidth + Math.floor(x * (map.layerWidth / map.width));
}

/** Values of the visibility layer, as in the SC2 API. */
export const VISIBILITY = { hidden: 0, fogged: 1, visible: 2 } as const;

/** Where a command points. */
export type Target =
  | { readonly kind: 'none' }
  | { readonly kind: 'entity'; readonly tag: bigint }
  | { readonly kind: 'point'; readonly x: number; readonly y: number };

/**
 * One action in AlphaStar's raw form. Ability 0 is `no_op`: nothing is ordered, the player only waits.
 * `delay` is the number of loops until the player wants to decide again (at least 1).
 */
export interface Command {
  /** Ability id, general form (3674 Attack, 3794 Move); 0 is no_op. */
  readonly ability: number;
  /** Loops until the next decision of this player. */
  readonly delay: number;
  /** Behind the orders that the units already have. */
  readonly queued: boolean;
  /** Tags of the selected units. */
  readonly units: readonly bigint[];
  readonly target: Target;
}

export const NO_OP_ABILITY = 0;

/** A command that orders nothing and waits. @example noOp(4) */
export function noOp(delay: number): Command {
  return { ability: NO_OP_ABILITY, delay, queued: false, units: [], target: { kind: 'none' } };
}

/** All that one player perceives at one game loop. Arrays belong to the receiver: an environment never writes to them again. */
export interface Observation {
  readonly gameLoop: number;
  /** Number of entities N. */
  readonly count: number;
  readonly entities: EntityTable;
  /** Columns that the source of this observation cannot know. Their content is zero and must not be used. */
  readonly unknown: readonly EntityColumn[];
  /** Player scalars in the order of PLAYER_SCALARS. */
  readonly player: Int32Array;
  /** Ids of finished upgrades. */
  readonly upgrades: Uint16Array;
  /** The player's last command that was accepted; null before the first. */
  readonly lastCommand: Command | null;
  /** VISIBILITY a value; same shape as the map's layers. */
  readonly visibility: Uint8Array;
  /** 1 where creep is; same shape. Empty where the game has no creep. */
  readonly creep: Uint8Array;
}

/** Columns of the entity table that a context counts over. */
export const CONTEXT_COLUMNS = [
  ...(['unit_type', 'alliance', 'display_type', 'x', 'y'] as const),
  ...(['build_progress', 'order_0_ability', 'selected'] as const),
] as const satisfies readonly EntityColumn[];
export type ContextColumn = (typeof CONTEXT_COLUMNS)[number];

/** What a context is made of: an observation, or as much of one. */
export interface ContextObservation
  extends Pick<Observation, 'gameLoop' | 'count' | 'unknown' | 'player' | 'upgrades'> {
  readonly entities: Pick<EntityTable, ContextColumn>;
  readonly lastCommand: ContextCommand | null;
}

export interface ContextCommand extends Pick<Command, 'ability' | 'delay'> {
  readonly target: { readonly kind: TargetKind };
}
