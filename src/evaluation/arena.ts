/**
 * Where the matches of an evaluation are played: over the bridge, as any agent plays, or directly in this process. An
 * arena is opened once and plays many matches; nothing of one match may reach the next.
 */
import type { SeatedPolicy } from '../../agent/policy-player.js';
import type { Environment, Player } from '../../env-bridge/environment.js';
import { type MatchObserver, playMatch } from '../../env-bridge/match.js';
import { KhalaError } from '../spec/errors.js';
import type { Outcome, PlayerId } from '../spec/match.js';
import { createLatencyRecorder, type Latencies } from './latency.js';
import { type MatchPlan, otherSide } from './plan.js';
import { createFilmCamera, type Film } from './report/film.js';
import type { MatchRecord } from './result.js';
import { verdictOf } from './statistics.js';

export interface PlayedMatch {
  readonly record: MatchRecord;
  /** Null unless it was asked for. */
  readonly film: Film | null;
}

export interface Arena {
  /**
   * Plays one match. A failing player is part of the record; only what is no measurement throws: MATCH_FAILED, or the
   * signal's reason where that ends it before its end.
   */
  play(plan: MatchPlan, filmed: boolean, signal?: AbortSignal): Promise<PlayedMatch>;
  /** How long the agent's decisions took since the last call. */
  takeLatencies(): Latencies;
  /** Frees what the arena opened; not the players. */
  close(): Promise<void>;
}

/** Who plays where. The environment belongs to the arena, which closes it. */
export interface ArenaSetup {
  readonly environment: Environment;
  readonly agent: Player | SeatedPolicy;
  readonly opponent: Player;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** Plays one match of `agent`, who times his own decisions, and tells the observers. */
export type PlayOne = (
  agent: Player,
  plan: MatchPlan,
  observers: readonly MatchObserver[],
  signal?: AbortSignal,
) => Promise<Outcome>;

/**
 * An arena in this process: no bridge between the agent and the game. Many may play at the same time; a policy tells itself what
 * a decision took, for on the clock it waits for the other matches.
 */
export function openDirectArena(setup: ArenaSetup): Arena {
  const { environment, opponent } = setup;
  const playOne: PlayOne = (agent, { seed, side }, observers, signal) => {
    const players = new Map<PlayerId, Player>([
      [side, agent],
      [otherSide(side), opponent],
    ]);
    return playMatch(environment, players, { seed, observers, signal });
  };
  const { agent } = setup;
  const took = 'decisionMilliseconds' in agent ? agent.decisionMilliseconds : null;
  return openArena(setup, playOne, async () => environment.close(), took);
}

/**
 * What all arenas share: timing, filming, and the verdict.
 * @param took milliseconds of the agent's last decision, where the clock does not tell
 */
export function openArena(
  setup: ArenaSetup,
  playOne: PlayOne,
  close: () => Promise<void>,
  took: (() => number) | null = null,
): Arena {
  const latencies = createLatencyRecorder();
  const agent = timed(setup.agent, setup.now, took, latencies.add);
  return {
    async play(plan, filmed, signal) {
      const camera = filmed ? createFilmCamera() : null;
      const outcome = await playOne(agent, plan, camera ? [camera] : [], signal);
      signal?.throwIfAborted();
      return { record: recordOf(plan, outcome), film: camera?.film() ?? null };
    },
    takeLatencies: () => latencies.take(),
    close,
  };
}

/** The player with a stopwatch: `add` gets the milliseconds of every decision. */
function timed(
  player: Player,
  now: () => number,
  took: (() => number) | null,
  add: (milliseconds: number) => void,
): Player {
  return {
    name: player.name,
    start: (info) => player.start(info),
    act(step) {
      const started = now();
      const decision = player.act(step);
      if (!(decision instanceof Promise)) {
        add(now() - started);
        return decision;
      }
      return decision.then((command) => {
        add(took ? took() : now() - started);
        return command;
      });
    },
    end: (outcome) => player.end(outcome),
  };
}

function recordOf({ index, seed, side }: MatchPlan, outcome: Outcome): MatchRecord {
  const result = verdictOf(outcome.reason, outcome.results[side]);
  if (result === null)
    throw new KhalaError(
      'MATCH_FAILED',
      `evaluate match ${index + 1}: it must be played to its end, it ended as ${outcome.reason} after ${outcome.loops} loops; run it again`,
    );
  const failed = Object.entries(outcome.faults).at(0);
  return {
    seed,
    side,
    result,
    reason: outcome.reason,
    loops: outcome.loops,
    fault: failed ? { by: Number(failed[0]) === side ? 'agent' : 'opponent', code: failed[1] } : null,
  };
}
