/**
 * Words about a match that environments, recordings and the wire share. All of it is plain data.
 */
import type { Command, MapInfo, Observation } from './observation.js';
import type { Vocabulary } from './vocabulary.js';

/** 1-based, as in the SC2 API. */
export type PlayerId = number;

/** How a match ended for one player. */
export const RESULTS = ['win', 'draw', 'loss'] as const;
export type Result = (typeof RESULTS)[number];

/** Why a match ended. `crash` and `timeout` are outcomes of their own, never silently wins. */
export const END_REASONS = ['eliminated', 'time_limit', 'surrender', 'crash', 'timeout', 'aborted'] as const;
export type EndReason = (typeof END_REASONS)[number];

export interface Outcome {
  readonly reason: EndReason;
  /** One entry a player. */
  readonly results: Readonly<Record<PlayerId, Result>>;
  /** Players whose agent crashed or timed out, with the error's code. */
  readonly faults: Readonly<Record<PlayerId, string>>;
  /** Length of the match in game loops. */
  readonly loops: number;
}

/**
 * Rules of a match that are not the game's own; the same for every player. A human game had none: its recording says 1 loop,
 * 1,000 commands a second (nobody gives as many) and its own length.
 */
export interface MatchLimits {
  /** Least number of loops between two decisions of a player; a smaller delay is raised to it. */
  readonly stepLoops: number;
  /** Most commands a second of game time (22.4 loops), counted over a sliding window of two seconds; no_op does not count. */
  readonly commandsPerSecond: number;
  /** Most game loops until the match is a draw. */
  readonly maxLoops: number;
}

/** What a player knows once a match, before the first observation. */
export interface MatchInfo {
  readonly player: PlayerId;
  readonly players: readonly PlayerId[];
  readonly map: MapInfo;
  /** Scenario; of a human game the map's name. */
  readonly scenario: string;
  /** SHA-256 (hex) over the scenario's definition; empty for a human game, which has none. */
  readonly scenarioHash: string;
  /** Of the match; 0 for a human game, which cannot be played again. */
  readonly seed: number;
  readonly limits: MatchLimits;
  readonly vocabulary: Vocabulary;
}

/** A command that was refused, with the SC2 API's ActionResult name (or `CommandLimit` for the match's own cap). */
export interface Rejection {
  readonly command: Command;
  readonly result: string;
}

/** One row an ability that cools down. */
export interface Cooling {
  /** The unit. */
  readonly tag: BigUint64Array;
  /** General id. */
  readonly ability: Uint16Array;
}

/** What an environment returns for one player. The first step after reset has reward 0. */
export interface TimeStep {
  readonly observation: Observation;
  readonly reward: number;
  /** The game itself ended (a side was eliminated). */
  readonly terminated: boolean;
  /** The match was cut (time limit); not the same as terminated. */
  readonly truncated: boolean;
  readonly info: {
    /** Commands of this player since his last time step that were refused. */
    readonly rejected: readonly Rejection[];
    /**
     * Abilities of own units that must cool down before they can be used again. The SC2 API tells it by a query, not in the
     * observation; left out by games that do not tell it.
     */
    readonly cooling?: Cooling;
    /** Set on the last step. */
    readonly outcome?: Outcome;
  };
}
