/** Limits of the server of the SC2 API. Each default stands here and nowhere else, with its reason. */
import { z } from 'zod';

export const apiServerSchema = z.strictObject({
  /** This machine only: the API has no password. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.number().int().min(0).max(65_535).default(0),
  /** Sockets open at the same time. */
  connections: z.number().int().min(1).default(64),
  /**
   * Lockstep between two clients: one who lets the other wait longer loses by `timeout`. One alone may take his time, as in
   * the game: somebody may be looking at him with a debugger.
   */
  decisionTimeoutMs: z.number().positive().default(30_000),
  /** How long a client that names ports waits for somebody to create the game. */
  joinSeconds: z.number().min(0).default(60),
  /** Real time: times 22.4 game loops a second. */
  speed: z.number().positive().max(1000).default(1),
});

export type ApiServerLimits = z.output<typeof apiServerSchema>;
export type ApiServerInput = z.input<typeof apiServerSchema>;

/** Requests of one socket that may wait for their turn, and their bytes; above, the socket is not read until some are done. */
export const MOST_WAITING = { requests: 64, bytes: 8 * 1024 * 1024 } as const;
/** Unsent bytes of one socket; above, its next request waits. */
export const MOST_UNSENT = 4 * 1024 * 1024;
/** Actions, errors and chat lines kept for a player's next observation; the oldest go first. */
export const MOST_NEWS = 256;
/** Bytes of one player's recording; a match that is longer has none. A match of 3s5z needs some 2 MB. */
export const MOST_RECORDED = 64 * 1024 * 1024;
/** Loops that run at a stretch before others get their turn. */
export const STRETCH_LOOPS = 32;
/** Orders and other events of one match that are kept for its replay, and units in them; a match with more has no replay. */
export const MOST_LOGGED = { events: 65_536, tags: 1_048_576 } as const;
/** Units of one action: as many as a match can have. */
export const MOST_SELECTED = 1024;
