/**
 * Words of a reconstructed game, between a replay's events and the demonstrations made of them.
 */
import type { Result } from '../../../src/spec/match.js';

/**
 * A unit's number in a replay: `index * 2^18 + recycle`, unsigned 32 bits, never 0 for a unit. Game events carry it
 * whole (`m_addUnitTags`, `m_tag`), tracker events in two parts.
 */
export type ReplayTag = number;

export const RACES = ['Terran', 'Zerg', 'Protoss'] as const;
export type RaceName = (typeof RACES)[number];

/** One of the two who play. */
export interface GamePlayer {
  /** As the tracker counts: 1 and 2. */
  readonly playerId: number;
  /** As game events name him. */
  readonly userId: number;
  /** Without clan markup and control characters. */
  readonly name: string;
  /** `region-S2-realm-id`, the same in all of his games. */
  readonly handle: string;
  readonly race: RaceName;
  readonly team: number;
  /** null: undecided. */
  readonly result: Result | null;
  /** Matchmaking rating; null where the replay has none that can be trusted. */
  readonly mmr: number | null;
}

/** What is known of a game before its first event. */
export interface GameSetup {
  readonly map: { readonly name: string /** cells */; readonly width: number; readonly height: number };
  readonly players: readonly GamePlayer[];
  /** Length in game loops. */
  readonly loops: number;
  /** `m_version.m_build` and `m_baseBuild`. */
  readonly build: number;
  readonly baseBuild: number;
  /** `5.0.6.83830` */
  readonly version: string;
  /** Seconds since 1970. */
  readonly time: number;
}

/** Where an order came from: an `SCmdEvent`, a later target of the same command, or its repetition. */
export type OrderSource = 'command' | 'target_update' | 'repeat';

export type OrderTarget =
  | { readonly kind: 'none' }
  /** x and y in cells: where the client saw it. */
  | { readonly kind: 'entity'; readonly tag: ReplayTag; readonly x: number; readonly y: number }
  /** Cells. */
  | { readonly kind: 'point'; readonly x: number; readonly y: number };

/** Why an order is no demonstration. */
export const ORDER_DROPS = {
  no_units: 'nothing was selected, or nothing that is alive and the player’s own',
  impossible: 'none of the selected units can do it, or not any more',
  repeated: 'asks the same units again, a moment later, for what the order before asked',
  cancelled: 'taken back within a second, or the cancellation itself',
  after_end: 'given after the player had left',
} as const;
export type OrderDrop = keyof typeof ORDER_DROPS;

/** One order of a player to units, in the order of time. */
export interface PlayerOrder {
  readonly loop: number;
  readonly playerId: number;
  /** Function id of the catalog, general form. */
  readonly ability: number;
  readonly queued: boolean;
  /** The selected units that the order went to. */
  readonly units: readonly ReplayTag[];
  readonly target: OrderTarget;
  readonly source: OrderSource;
  /** null: a demonstration. */
  readonly drop: OrderDrop | null;
}
