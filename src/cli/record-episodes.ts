/** Records matches into files, in parallel processes. */
import { existsSync } from 'node:fs';
import { openScenario } from '../../env-bridge/skirmish/index.js';
import { compiledEntry } from '../jobs/entry.js';
import { runPool } from '../jobs/pool.js';
import { KhalaError } from '../spec/errors.js';
import { cutIntoJobs, planShards, type RecordSettings, type Shard } from './record/plan.js';
import { type ShardResult, sumResults } from './record/shard.js';

export interface RecordSummary {
  /** Matches recorded. */
  readonly episodes: number;
  /** Orders that the agent gave. */
  readonly commands: number;
  /** Paths, in the order of the episodes. */
  readonly files: readonly string[];
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

export interface RecordEvents {
  readonly signal: AbortSignal;
  /** Called after each match with the number of matches done so far. */
  onEpisodes(episodes: number): void;
}

/**
 * Plays and writes a whole recording. The same settings make the same files, whatever the number of processes.
 * @throws KhalaError FILE_EXISTS before anything is played; UNKNOWN_SCENARIO, UNKNOWN_AGENT, NO_SPACE, MATCH_FAILED, WORKER_FAILED
 */
export async function recordEpisodes(
  { workers, ...settings }: RecordSettings & { /** Most processes at a time. */ readonly workers: number },
  events: RecordEvents,
): Promise<RecordSummary> {
  return await recordTogether([settings], workers, events);
}

/**
 * Several recordings of the same players at the same time, which differ in scenario, seed and number of matches: agents are loaded once, and
 * matches of all fill the batches of a policy.
 * @param workers most processes at a time
 * @throws what recordEpisodes throws
 */
export async function recordTogether(
  recordings: readonly RecordSettings[],
  workers: number,
  events: RecordEvents,
): Promise<RecordSummary> {
  for (const { scenario } of recordings) openScenario(scenario);
  const shards = recordings.flatMap(planShards);
  for (const { path, settings } of shards) {
    if (!settings.overwrite && existsSync(path))
      throw new KhalaError(
        'FILE_EXISTS',
        `record ${settings.scenario}: ${path} is there; choose another folder or seed, or pass --overwrite`,
      );
  }
  const jobs = cutIntoJobs(shards, workers);
  const done = new Array<number>(jobs.length).fill(0);
  const written = await runPool<readonly Shard[], readonly ShardResult[], number>({
    entry: compiledEntry(import.meta.url, './record/worker.js'),
    workers,
    jobs,
    nameOf: ([{ first, path }, ...more]) => {
      const last = more.at(-1);
      return `episodes from ${first} on (${path}${last ? ` to ${last.path}` : ''})`;
    },
    retries: 0,
    signal: events.signal,
    onUpdate: (episodes, index) => {
      done[index] = episodes;
      events.onEpisodes(done.reduce((sum, count) => sum + count, 0));
    },
  });
  const results = written.flat();
  const { win, draw, loss } = sumResults(results);
  return {
    episodes: results.reduce((sum, result) => sum + result.episodes, 0),
    commands: results.reduce((sum, result) => sum + result.commands, 0),
    files: results.map((result) => result.path),
    wins: win,
    draws: draw,
    losses: loss,
  };
}
