/** A match on a bridge: waits for its remote players, is played once, and tells those who watch. */
import type { Outcome, PlayerId } from '../src/spec/match.js';
import type { Clock } from './clock.js';
import type { Environment, Player } from './environment.js';
import { type MatchObserver, playMatch } from './match.js';
import { Pacer } from './pacer.js';
import { RemoteSeat } from './remote-seat.js';
import type { MatchSettings, MatchSettingsInput } from './settings.js';
import { Spectators } from './spectators.js';

/** What is to be played. The environment stays the caller's, who closes it after the match. */
export interface MatchSpec {
  readonly environment: Environment;
  readonly seed: number;
  /** Players who sit in the server, like a built-in AI; every other seat waits for a client. */
  readonly players: ReadonlyMap<PlayerId, Player>;
  readonly settings?: MatchSettingsInput;
  readonly observers?: readonly MatchObserver[];
}

export interface HostedMatchEvents {
  /** A seat became free again before the match began. */
  vacated(): void;
  /** The match has ended, whatever way. */
  ended(match: HostedMatch): void;
}

export class HostedMatch {
  /** Resolves when the match has ended; rejects when the environment failed. */
  readonly finished: Promise<Outcome>;
  readonly remotes: readonly RemoteSeat[];
  readonly spectators = new Spectators();
  private state: 'lobby' | 'playing' | 'ended' = 'lobby';
  private readonly controller = new AbortController();
  private readonly pacer: Pacer | null;
  private settle!: (outcome: Outcome | Promise<Outcome>) => void;

  constructor(
    readonly id: string,
    private readonly spec: MatchSpec,
    readonly settings: MatchSettings,
    clock: Clock,
    private readonly events: HostedMatchEvents,
  ) {
    this.finished = new Promise((resolve) => {
      this.settle = resolve;
    });
    const pacer = settings.mode === 'real-time' ? new Pacer(clock, settings.speed) : null;
    this.pacer = pacer;
    this.remotes = spec.environment.players
      .filter((player) => !spec.players.has(player))
      .map(
        (player) =>
          new RemoteSeat(player, {
            settings,
            clock,
            pacer,
            vacated: () => events.vacated(),
            abort: () => this.abort(),
          }),
      );
  }

  get players(): readonly PlayerId[] {
    return this.spec.environment.players;
  }

  /** The seat with this id, or the lowest, if it is free and the match has not begun. */
  freeSeat(seat: PlayerId | null): RemoteSeat | undefined {
    if (this.state !== 'lobby') return undefined;
    return this.remotes.find((remote) => !remote.occupied && (seat === null || remote.id === seat));
  }

  /** Ends the match as `aborted` at the next decision; one that has not begun ends at once. */
  abort(): void {
    this.controller.abort();
    if (this.state === 'lobby') {
      const outcome = this.abortedOutcome();
      this.tellRemotes(outcome);
      this.finish(Promise.resolve(outcome));
    }
    for (const remote of this.remotes) remote.interrupt();
  }

  /** Begins the match when every seat has its player. Called whenever one sat down. */
  beginIfComplete(): void {
    if (this.state !== 'lobby' || this.remotes.some((remote) => !remote.occupied)) return;
    this.state = 'playing';
    const players = new Map<PlayerId, Player>(this.spec.players);
    for (const remote of this.remotes) players.set(remote.id, remote);
    const { pacer } = this;
    this.finish(
      playMatch(this.spec.environment, players, {
        seed: this.spec.seed,
        observers: [this.spectators, ...(this.spec.observers ?? [])],
        signal: this.controller.signal,
        ...(pacer && { pace: (gameLoop: number) => pacer.wait(gameLoop) }),
      }).catch((error: unknown) => {
        this.tellRemotes(this.abortedOutcome());
        throw error; // The environment's own failure is for whoever opened the match.
      }),
    );
  }

  private finish(outcome: Promise<Outcome>): void {
    this.settle(
      outcome.finally(() => {
        this.state = 'ended';
        this.events.ended(this);
      }),
    );
  }

  private tellRemotes(outcome: Outcome): void {
    this.spectators.outcome(outcome);
    for (const remote of this.remotes) remote.end(outcome);
  }

  private abortedOutcome(): Outcome {
    return {
      reason: 'aborted',
      results: Object.fromEntries(this.players.map((player) => [player, 'draw'] as const)),
      faults: {},
      loops: 0,
    };
  }
}
