/** A match as requests look at it, whether it is played now or played back. */
import type { Outcome, PlayerId } from '../../../src/spec/match.js';
import type { Race } from '../schema/enums.js';
import type { ServedGame } from './catalog.js';
import type { ApiSeat } from './seat.js';
import type { GameSetup } from './setup.js';

export interface Watched {
  readonly setup: Pick<GameSetup, 'path' | 'map' | 'players'>;
  readonly game: ServedGame;
  readonly loop: number;
  /** Null while it goes on. */
  readonly outcome: Outcome | null;
  nameOf(player: PlayerId): string;
  /** The race that he asked for. */
  raceOf(player: PlayerId): Race;
}

/** A client that looks at a match. */
export interface Watching {
  readonly session: Watched;
  readonly seat: ApiSeat;
  /** Whose eyes it has. */
  readonly player: PlayerId;
}
