/** One connection, which is to its owner what a process of the game is: where it stands in the API's state machine. */
import type { Status } from '../schema/enums.js';
import type { ReplaySession } from './replay-session.js';
import type { ApiSeat } from './seat.js';
import type { GameSession } from './session.js';
import type { Watching } from './watched.js';

export interface ApiClient {
  /** The game that it created or sits in. */
  session: GameSession | null;
  /** Its seat; null until it joins. */
  seat: ApiSeat | null;
  /** The replay that it watches, instead of a game. */
  replay: ReplaySession | null;
  /** It created the game. */
  host: boolean;
  /** It has said quit. */
  quit: boolean;
  /** Its connection is gone. */
  gone: boolean;
}

export function createClient(): ApiClient {
  return { session: null, seat: null, replay: null, host: false, quit: false, gone: false };
}

/** The status that goes with every response. */
export function statusOf({ session, seat, replay, quit }: ApiClient): Status {
  if (quit) return 'quit';
  if (replay) return replay.outcome === null ? 'in_replay' : 'ended';
  if (!session) return 'launched';
  if (!seat || !session.begun) return 'init_game';
  return session.outcome === null ? 'in_game' : 'ended';
}

/** A client in a game. */
export interface Playing extends Watching {
  readonly session: GameSession;
}
