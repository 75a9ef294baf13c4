/**
 * The environment contract, in Gymnasium's words: reset with a seed, step with commands, time steps back. Any game that
 * fulfils it (the conformance suite in test/ checks) can be recorded, trained on, played and evaluated.
 */
import type { MatchInfo, Outcome, PlayerId, TimeStep } from '../src/spec/match.js';
import type { Command } from '../src/spec/observation.js';

type Awaitable<T> = T | Promise<T>;

/**
 * A game that may be far away: what it answers may take time. `playMatch` plays both kinds by the same rules.
 * When the game itself is gone, `observe` and `step` fail with GAME_CRASHED: the match ends by `crash` without a loser.
 */
export interface AsyncEnvironment {
  /** The seats that are played from here. A far game may have others, which `MatchInfo.players` and outcomes name too. */
  readonly players: readonly PlayerId[];
  /** Set once the match has ended. */
  readonly outcome: Outcome | null;
  /**
   * Starts a new match. Same seed and same `seeAll`, same match.
   * @param seeAll seats for whom there is no fog in this match. Whoever seats the players decides it (`playMatch` asks
   * `Player.vision`); nothing that a client says over a wire comes here. A far game leaves everybody in its own fog.
   */
  reset(seed: number, seeAll?: readonly PlayerId[]): Awaitable<void>;
  /** What `player` knows for the whole match. */
  matchInfo(player: PlayerId): MatchInfo;
  /** The current time step of one player; made on demand, so only who decides pays for it. */
  observe(player: PlayerId): Awaitable<TimeStep>;
  /**
   * Applies the commands in order of player id, then runs the game for at most `loops` loops.
   * Returns the loops that ran: fewer when the match ends, more where the game does not wait. Illegal commands are refused
   * and reported in `TimeStep.info.rejected`; they never throw.
   */
  step(commands: ReadonlyMap<PlayerId, readonly Command[]>, loops: number): Awaitable<number>;
  /** Frees everything; may be called twice. */
  close(): Awaitable<void>;
}

/** A game in this process: it answers at once. */
export interface Environment extends AsyncEnvironment {
  reset(seed: number, seeAll?: readonly PlayerId[]): void;
  observe(player: PlayerId): TimeStep;
  step(commands: ReadonlyMap<PlayerId, readonly Command[]>, loops: number): number;
  close(): void;
}

/** Who sits in a seat: a policy, a script, a person, a remote. One decision an observation. */
export interface Player {
  /** As on the command line: `scripted:Elite`, a checkpoint's path. */
  readonly name: string;
  /**
   * `full`: sees through fog, where he sits in the same process as the game (SC2's CheatVision). Who is cloaked stays hidden.
   * A remote player is what the server made of him, so he cannot ask for it.
   */
  readonly vision?: 'full';
  /** A new match begins. */
  start(info: MatchInfo): void | Promise<void>;
  /** One decision. `delay` of the command says when the next one is wanted. */
  act(step: TimeStep): Command | Promise<Command>;
  /**
   * Game loop at which he wants to look again though the delay of his last command is not over, so that the game is told
   * his own delay all the same; null or later than that for no such wish. Not heard over a bridge.
   */
  nextLook?(): number | null;
  /** The match has ended. */
  end(outcome: Outcome): void | Promise<void>;
}
