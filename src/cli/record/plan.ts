/**
 * Which matches a recording plays and which file each goes to. Decided before any of them starts, so that the files
 * depend neither on the number of processes nor on who is faster.
 */
import { basename, join } from 'node:path';
import { opponentName } from '../../../agent/resolve.js';
import type { PlayerId } from '../../spec/match.js';
import { deriveSeed } from '../../spec/random.js';

/** What is recorded. */
export interface RecordSettings {
  readonly scenario: string;
  /** Whose view is recorded. */
  readonly agent: string;
  /** Each plays a pair of matches with sides swapped, then the next one does; `mirror` is the agent itself. */
  readonly opponents: readonly string[];
  /** Who labels what the agent sees; null where nobody does. */
  readonly teacher: string | null;
  readonly seed: number;
  readonly episodes: number;
  /** Folder of the files. */
  readonly out: string;
  readonly overwrite: boolean;
}

export interface EpisodePlan {
  readonly seed: number;
  /** The agent's seat. */
  readonly side: PlayerId;
  readonly opponent: string;
}

/** Files are shuffled and split into training and held-out data as wholes, and their matches are played one after another: few is good. */
const EPISODES_PER_FILE = 4;

/** One file; its matches are played one after another. */
export interface Shard {
  readonly settings: RecordSettings;
  readonly path: string;
  /** Number of the first episode in the whole recording. */
  readonly first: number;
  readonly episodes: readonly EpisodePlan[];
}

type Naming = Pick<RecordSettings, 'scenario' | 'seed' | 'episodes' | 'out'>;

/** First episode, number of episodes and path of each file. */
function cut({ scenario, seed, episodes, out }: Naming): { first: number; count: number; path: string }[] {
  const files: { first: number; count: number; path: string }[] = [];
  for (let first = 0; first < episodes; first += EPISODES_PER_FILE) {
    const count = Math.min(EPISODES_PER_FILE, episodes - first);
    const name = `${basename(scenario, '.json')}-s${seed}-e${pad(first)}-${pad(first + count - 1)}.khr`;
    files.push({ first, count, path: join(out, name) });
  }
  return files;
}

/** The files that a recording consists of. */
export function shardPaths(settings: Naming): string[] {
  return cut(settings).map(({ path }) => path);
}

/**
 * Cuts a recording into files, named by scenario (or its file), seed and episodes: `3s5z-s1-e0000-0003.khr`. The agent's side alternates;
 * every episode has its own seed, so a longer recording begins like a shorter one.
 */
export function planShards(settings: RecordSettings): Shard[] {
  return cut(settings).map(({ first, count, path }) => {
    const episodes = Array.from({ length: count }, (_, i) => ({
      seed: deriveSeed(settings.seed, 'record', first + i),
      side: 1 + ((first + i) % 2),
      opponent: opponentName(
        settings.opponents[Math.floor((first + i) / 2) % settings.opponents.length],
        settings.agent,
      ),
    }));
    return { settings, path, first, episodes };
  });
}

/** Most files that a process writes at the same time: a few matches for each, or each of a policy, fill its batches. */
const FILES_AT_A_TIME = 32;

/** Cuts the files into jobs for `workers` processes, in order; those of a job are played and written at the same time. */
export function cutIntoJobs(shards: readonly Shard[], workers: number): Shard[][] {
  const size = Math.max(1, Math.min(FILES_AT_A_TIME, Math.ceil(shards.length / workers)));
  const jobs: Shard[][] = [];
  for (let at = 0; at < shards.length; at += size) jobs.push(shards.slice(at, at + size));
  return jobs;
}

function pad(episode: number): string {
  return String(episode).padStart(4, '0');
}
