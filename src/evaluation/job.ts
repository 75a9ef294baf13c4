/**
 * A share of an evaluation's matches, as a process of the pool plays it. Everything that crosses the process border is
 * plain data.
 */
import { performance } from 'node:perf_hooks';
import { type AgentOptions, openCrew } from '../../agent/resolve.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { runLanes } from '../jobs/lanes.js';
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
  /** Of all places where they were played. */
  readonly latencies: readonly Latencies[];
  readonly film: Film | null;
}

/**
 * Most matches at the same time in a process without the bridge: enough for full batches, also when the matches of a policy come
 * to fewer, and half of them can wait while the others go on. It is one over the bridge, where every decision is timed, and for scripts.
 */
const MOST_AT_A_TIME = 64;

/** Plays jobs of one pairing; agents, games and bridge stay open between them, until the process ends. */
export interface MatchPlayer {
  /**
   * `progress` gets the number of matches played so far in this job. Between two matches `signal` may end it, by
   * throwing its reason.
   */
  play(job: EvaluationJob, signal: AbortSignal, progress: (played: number) => void): Promise<JobResult>;
}

/** Loads both players. Throws UNKNOWN_AGENT, UNKNOWN_SCENARIO, and what loading throws. */
export async function openMatchPlayer(pairing: Pairing): Promise<MatchPlayer> {
  const agents = await openCrew(pairing.agent, pairing.agentOptions);
  const opponents = await openCrew(pairing.opponent, pairing.agentOptions);
  const together = pairing.transport === 'direct' && (agents.batches || opponents.batches);
  const most = together ? MOST_AT_A_TIME : 1;
  const open = pairing.transport === 'bridge' ? openBridgeArena : openDirectArena;
  const arenas: Arena[] = [];
  return {
    async play({ plans, filmed }, signal, progress) {
      while (arenas.length < Math.min(most, plans.length))
        arenas.push(
          await open({
            environment: createSkirmish(pairing.scenario),
            agent: agents.seat(),
            opponent: opponents.seat(),
            now: () => performance.now(),
          }),
        );
      let done = 0;
      const played = await runLanes(arenas, plans, signal, async (arena, plan, stop) => {
        const match = await arena.play(plan, plan.index === filmed, stop);
        progress(++done);
        return match;
      });
      return {
        records: played.map(({ record }) => record),
        latencies: arenas.map((arena) => arena.takeLatencies()),
        film: played.find(({ film }) => film !== null)?.film ?? null,
      };
    },
  };
}
