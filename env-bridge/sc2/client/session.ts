/** A match with a game that may crash: then the game is opened anew and the match played again, within a limit. */
import { hasCode, type KhalaError } from '../../../src/spec/errors.js';
import type { Outcome, PlayerId } from '../../../src/spec/match.js';
import { type Clock, systemClock } from '../../clock.js';
import type { Player } from '../../environment.js';
import { type MatchObserver, playMatch } from '../../match.js';
import type { Sc2Game } from './game.js';

/** How long an interrupted match may take to come to its next decision, where it is left properly. */
const LEAVE_MS = 2000;

/** A game that is ready to be played: a process was started, or a connection opened. */
export interface OpenedGame {
  readonly game: Sc2Game;
  /** Ends connections and processes, whatever state they are in. May be called twice. */
  dispose(): Promise<void>;
}

export interface SessionOptions {
  readonly seed: number;
  /** How often a game that crashed is opened again. */
  readonly restarts: number;
  readonly signal: AbortSignal;
  readonly observers?: readonly MatchObserver[];
  /** A game crashed; it is opened again where `again`. */
  crashed(words: string, again: boolean): void;
  /** The match has its outcome and the game is still there, for its replay. */
  ended?(game: Sc2Game, outcome: Outcome): Promise<void>;
  readonly clock?: Clock;
}

export interface SessionResult {
  /** Of the last attempt; `crash` without faults when the game crashed in every one. */
  readonly outcome: Outcome;
  /** Games that crashed. */
  readonly crashes: number;
}

/**
 * @param open opens the game
 * @param playerOf who plays the setup's seat with this index
 * @throws what opening throws, GAME_CRASHED when the last attempt crashed before its match began, the signal's reason
 */
export async function playSession(
  open: () => Promise<OpenedGame>,
  playerOf: (seat: number) => Player,
  options: SessionOptions,
): Promise<SessionResult> {
  for (let crashes = 0; ; ) {
    const again = crashes < options.restarts;
    try {
      const outcome = await playOnce(await open(), playerOf, options);
      if (outcome.reason !== 'crash' || Object.keys(outcome.faults).length > 0) return { outcome, crashes };
      crashes++;
      options.crashed(`the game crashed after ${outcome.loops} loops`, again);
      if (!again) return { outcome, crashes };
    } catch (error) {
      options.signal.throwIfAborted();
      if (!hasCode(error, 'GAME_CRASHED')) throw error;
      crashes++;
      options.crashed((error as KhalaError).message, again);
      if (!again) throw error;
    }
    options.signal.throwIfAborted();
  }
}

async function playOnce(
  { game, dispose }: OpenedGame,
  playerOf: (seat: number) => Player,
  { seed, signal, observers = [], ended, clock = systemClock }: SessionOptions,
): Promise<Outcome> {
  let cancel: () => void = () => undefined;
  const interrupt = (): void => {
    cancel = clock.after(LEAVE_MS, () => void dispose());
  };
  signal.addEventListener('abort', interrupt);
  try {
    const outcome = await playMatch(game, (player: PlayerId) => playerOf(game.seatOf(player)), {
      seed,
      observers,
      signal,
    });
    signal.throwIfAborted();
    await ended?.(game, outcome);
    return outcome;
  } finally {
    signal.removeEventListener('abort', interrupt);
    await game.close();
    cancel();
    await dispose();
  }
}
