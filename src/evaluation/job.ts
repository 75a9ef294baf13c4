/**
 * A share of an evaluation's matches, as a process of the pool plays it. Everything that crosses the process border is
 * plain data.
 */
import { performance } from 'node:perf_hooks';
import { type AgentOptions, resolveAgent } from '../../agent/resolve.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { type Arena, openDirectArena } from './arena.js';
import { openBridgeArena } from './bridge-arena.js';
import type { Latencies } from './latency.js';
import type { MatchPlan } from './plan.js';
import type { Film } from './report/film.js';
import type { Evaluation, MatchRecord } from './result.js';

/** Who plays, and where: the same for all jobs of an evaluation. */
export interface Pairing {
  readonly agent: string;
  readonly opponent: string;
  readonly agentOptions: AgentOptions;
  readonly scenario: string;
  readonly transport: Evaluation['transport'];
}

export interface EvaluationJob {
  readonly pairing: Pairing;
  readonly plans: readonly MatchPlan[];
  /** Index of the match to film; null for none. */
  readonly filmed: number | null;
}

export interface JobResult {
  /** In the order of the plans. */
  readonly records: readonly MatchRecord[];
  readonly latencies: Latencies;
  readonly film: Film | null;
}

/** Plays jobs of one pairing; agents, game and bridge stay open between them, until the process ends. */
export interface MatchPlayer {
  /**
   * `progress` gets the number of matches played so far in this job. Between two matches `signal` may end it, by
   * throwing its reason.
   */
  play(job: EvaluationJob, signal: AbortSignal, progress: (played: number) => void): Promise<JobResult>;
}

/** Loads both players and opens the arena. Throws UNKNOWN_AGENT, UNKNOWN_SCENARIO, and what loading throws. */
export async function openMatchPlayer(pairing: Pairing): Promise<MatchPlayer> {
  const agent = await resolveAgent(pairing.agent, pairing.agentOptions);
  const opponent = await resolveAgent(pairing.opponent, pairing.agentOptions);
  const setup = {
    environment: createSkirmish(pairing.scenario),
    agent: agent.player,
    opponent: opponent.player,
    now: () => performance.now(),
  };
  const arena: Arena = pairing.transport === 'bridge' ? await openBridgeArena(setup) : openDirectArena(setup);
  return {
    async play({ plans, filmed }, signal, progress) {
      const records: MatchRecord[] = [];
      let film: Film | null = null;
      for (const plan of plans) {
        signal.throwIfAborted();
        const played = await arena.play(plan, plan.index === filmed);
        records.push(played.record);
        film = played.film ?? film;
        progress(records.length);
      }
      return { records, latencies: arena.takeLatencies(), film };
    },
  };
}
