/**
 * An evaluation: an agent plays an opponent on a scenario often enough to say how often it wins.
 */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { type AgentOptions, resolveAgent } from '../../agent/resolve.js';
import { DIFFICULTIES } from '../../agent/scripted/index.js';
import { PROTOCOL_VERSION } from '../../env-bridge/index.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { compiledEntry } from '../jobs/entry.js';
import { runPool } from '../jobs/pool.js';
import type { MatchInfo } from '../spec/match.js';
import { LOOPS_PER_SECOND } from '../spec/observation.js';
import { readVersion } from '../spec/version.js';
import type { EvaluationJob, JobResult, Pairing } from './job.js';
import { summariseLatencies } from './latency.js';
import { cutIntoJobs, planMatches } from './plan.js';
import type { Film } from './report/film.js';
import type { Evaluation } from './result.js';
import { mean, tally, wilsonInterval } from './statistics.js';

export interface EvaluateOptions extends Pairing {
  readonly matches: number;
  /** Seeds of all matches derive from it. */
  readonly seed: number;
  /** Processes at the same time. */
  readonly workers: number;
  /** Film the first match for the report. */
  readonly film: boolean;
  readonly signal?: AbortSignal;
  /** Called as matches are played, with the number so far. */
  readonly onProgress?: (played: number) => void;
}

export interface EvaluateResult {
  readonly evaluation: Evaluation;
  /** The first match; null unless it was asked for. */
  readonly film: Film | null;
}

/**
 * Plays the matches and sums them up. Same options, same `perMatch` and counts, whatever `workers` is; only the times
 * differ. Both players are loaded and told of the match once before the first, so that one who cannot be loaded
 * or does not know the game fails at once.
 * Throws UNKNOWN_AGENT, UNKNOWN_SCENARIO, what loading a checkpoint throws, CHECKPOINT_MISMATCH, WORKER_FAILED,
 * MATCH_FAILED.
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluateResult> {
  const { agent, opponent, agentOptions, scenario, transport, matches, seed } = options;
  const started = performance.now();
  const info = infoOf(scenario);
  const weightsHash = await rehearse(agent, agentOptions, info);
  await rehearse(opponent, agentOptions, info);

  const pairing: Pairing = { agent, opponent, agentOptions, scenario, transport };
  const jobs = cutIntoJobs(planMatches(matches, seed), options.workers, transport).map(
    (plans): EvaluationJob => ({ pairing, plans, filmed: options.film ? 0 : null }),
  );
  const results = await play(jobs, options);
  const perMatch = results.flatMap((result) => [...result.records]);
  const counts = tally(perMatch.map((match) => match.result));
  const meanLoops = mean(perMatch.map((match) => match.loops));
  const evaluation: Evaluation = {
    kind: 'khala-evaluation',
    formatVersion: 1,
    wins: counts.win,
    draws: counts.draw,
    losses: counts.loss,
    crashes: counts.crash,
    timeouts: counts.timeout,
    matches,
    winRate: counts.win / matches,
    ci: [...wilsonInterval(counts.win, matches)],
    meanLoops,
    meanSeconds: meanLoops / LOOPS_PER_SECOND,
    decisionMs: summariseLatencies(results.flatMap((result) => result.latencies)),
    agent,
    opponent: { name: opponent, sc2Difficulty: sc2DifficultyOf(opponent) },
    scenario: { name: info.scenario, hash: info.scenarioHash },
    limits: { ...info.limits },
    seed,
    transport,
    weightsHash,
    versions: {
      khala: readVersion(),
      node: process.versions.node,
      onnxruntime: versionOf('onnxruntime-node'),
      protocol: PROTOCOL_VERSION,
    },
    command: commandLine(options),
    workers: options.workers,
    wallSeconds: (performance.now() - started) / 1000,
    perMatch,
  };
  return { evaluation, film: results.find((result) => result.film !== null)?.film ?? null };
}

/** Runs the jobs in processes; tells how many matches are done. */
function play(jobs: readonly EvaluationJob[], options: EvaluateOptions): Promise<JobResult[]> {
  const played = new Array<number>(jobs.length).fill(0);
  return runPool<EvaluationJob, JobResult, number>({
    entry: compiledEntry(import.meta.url, './worker.js'),
    workers: options.workers,
    jobs,
    nameOf: ({ plans }) => `matches ${plans[0].index + 1} to ${plans[plans.length - 1].index + 1}`,
    // A process that died says nothing about the match; it is played again from its seed, once.
    retries: 1,
    signal: options.signal,
    onUpdate: (done, job) => {
      played[job] = done;
      options.onProgress?.(played.reduce((sum, count) => sum + count, 0));
    },
  });
}

/** Loads an agent, shows it the game and lets it go; returns the hash of its weights. */
async function rehearse(name: string, options: AgentOptions, info: MatchInfo): Promise<string | null> {
  const { player, weightsHash, dispose } = await resolveAgent(name, options);
  try {
    await player.start(info);
  } finally {
    await dispose();
  }
  return weightsHash ?? null;
}

function sc2DifficultyOf(opponent: string): number | null {
  const entry = Object.entries(DIFFICULTIES).find(([difficulty]) => opponent === `scripted:${difficulty}`);
  return entry ? entry[1].sc2 : null;
}

/** What player 1 is told of a match on this scenario. */
function infoOf(scenario: string): MatchInfo {
  const environment = createSkirmish(scenario);
  environment.reset(0);
  const info = environment.matchInfo(environment.players[0]);
  environment.close();
  return info;
}

/** The version of an installed package. */
function versionOf(name: string): string {
  const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
  return version;
}

/** Characters that a shell takes as they are. */
const PLAIN_WORD = /^[\w:./,=+-]+$/;

/** The command that plays the same matches again. */
function commandLine(options: EvaluateOptions): string {
  const { agent, opponent, scenario, matches, seed, agentOptions, transport } = options;
  const words = [
    ...['khala', 'evaluate', '--agent', agent, '--opponent', opponent, '--scenario', scenario],
    ...['--matches', String(matches), '--seed', String(seed)],
    ...['--temperature', String(agentOptions.temperature), '--policy-seed', String(agentOptions.seed)],
    ...['--engine', agentOptions.engine],
    ...(transport === 'direct' ? ['--direct'] : []),
  ];
  return words.map((word) => (PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
