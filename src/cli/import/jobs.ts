/** What an import asks of its worker processes, and what they answer. */
import { rmSync, statSync } from 'node:fs';
import { readReplayFile } from '../../../replays/sc2replay/dataset/read-file.js';
import type { SeriesReport, Skipped } from '../../../replays/sc2replay/dataset/reports.js';
import { type Scanned, scanReplay } from '../../../replays/sc2replay/dataset/scan.js';
import {
  type SeriesGame,
  type SeriesJob,
  skippedFor,
  writeSeries,
} from '../../../replays/sc2replay/dataset/series.js';
import { writeSteppedSeries } from '../../../replays/stepped/series.js';
import { type NeededVersion, scanSource } from './with-game/source.js';
import { createStage, type GameStage } from './with-game/stage.js';

/** A first look at one file. */
export interface ScanJob {
  readonly kind: 'scan';
  readonly path: string;
  /** For the game: what it must be is found out too, and replays of our server count. */
  readonly withGame: boolean;
}

/** A series to write. */
export interface WriteJob {
  readonly kind: 'write';
  readonly series: SeriesJob;
  /** The game that plays the replays back; null where they are reconstructed without one. */
  readonly game: GameSource | null;
}

/** One game written to a place that is thrown away, to know how long the others will take. */
export interface SampleJob {
  readonly kind: 'sample';
  /** The first of its games that can be used is taken. */
  readonly series: SeriesJob;
  readonly game: GameSource | null;
}

/** A game that runs at an address; null the one that is installed. */
export interface GameSource {
  readonly url: string | null;
}

export type ImportJob = ScanJob | WriteJob | SampleJob;

export type ScanResult = SeriesGame & Scanned & { readonly needs?: NeededVersion };

/** What a game costs. */
export interface Sample {
  readonly loops: number;
  readonly seconds: number;
  readonly bytes: number;
  /** Most memory that the process has used so far, in bytes. */
  readonly memory: number;
}

/** What is answered to a sample, and to a series to write. */
export type Answer =
  | {
      readonly kind: 'sample' /** Null when none of the games can be used. */;
      readonly sample: Sample | null;
    }
  | {
      readonly kind: 'write' /** Null when it must be written again. */;
      readonly report: SeriesReport | null;
    };

export function scan({ path, withGame }: ScanJob): ScanResult | Skipped {
  try {
    if (withGame) return { path, ...scanSource(path) };
    return { path, ...scanReplay(readReplayFile(path)) };
  } catch (error) {
    return skippedFor(path, error);
  }
}

/** The game of this process; kept from one job to the next. */
let stage: GameStage | null = null;

/** Ends the game of this process, if it has one. */
export async function closeStage(): Promise<void> {
  await stage?.close();
}

function writer(game: GameSource | null): (job: SeriesJob, onGame: OnGame) => Promise<SeriesReport> {
  if (game === null) return async (job, onGame) => writeSeries(job, onGame);
  return (job, onGame) => {
    stage ??= createStage({ url: game.url, filters: job.filters });
    return writeSteppedSeries(job, stage, onGame);
  };
}

/** Told of each game before it is read, by its place in the series. */
type OnGame = (place: number) => void;

export async function write({ kind, series, game }: WriteJob, onGame: OnGame): Promise<Answer> {
  return { kind, report: await writer(game)(series, onGame) };
}

export async function sample({ kind, series, game: source }: SampleJob): Promise<Answer> {
  const now = (): number => performance.now() / 1000;
  const work = writer(source);
  try {
    for (const game of series.games) {
      const one = { ...series, games: [game] };
      let started = now();
      const [first] = (await work(one, () => undefined)).games;
      if (!first) continue;
      let bytes = statSync(series.path).size;
      // The first time pays for the compilation of the code, which the others will not; with the game that is little beside its own time.
      if (source === null) {
        started = now();
        ({ bytes } = await work(one, () => undefined));
      }
      const memory = process.resourceUsage().maxRSS * 1024;
      return { kind, sample: { loops: first.loops, seconds: now() - started, bytes, memory } };
    }
    return { kind, sample: null };
  } finally {
    rmSync(series.path, { force: true });
  }
}
