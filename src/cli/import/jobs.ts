/** What an import asks of its worker processes, and what they answer. */
import { rmSync } from 'node:fs';
import { readReplayFile } from '../../../replays/sc2replay/dataset/read-file.js';
import type { SeriesReport, Skipped } from '../../../replays/sc2replay/dataset/reports.js';
import { type Scanned, scanReplay } from '../../../replays/sc2replay/dataset/scan.js';
import {
  type SeriesGame,
  type SeriesJob,
  skippedFor,
  writeSeries,
} from '../../../replays/sc2replay/dataset/series.js';

/** A first look at one file. */
export interface ScanJob {
  readonly kind: 'scan';
  readonly path: string;
}

/** A series to write. */
export interface WriteJob {
  readonly kind: 'write';
  readonly series: SeriesJob;
}

/** One game written to a place that is thrown away, to know how long the others will take. */
export interface SampleJob {
  readonly kind: 'sample';
  /** The first of its games that can be used is taken. */
  readonly series: SeriesJob;
}

export type ImportJob = ScanJob | WriteJob | SampleJob;

export type ScanResult = SeriesGame & Scanned;

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

export function scan({ path }: ScanJob): ScanResult | Skipped {
  try {
    return { path, ...scanReplay(readReplayFile(path)) };
  } catch (error) {
    return skippedFor(path, error);
  }
}

/** @param onGame told of each game before it is read, by its place in the series */
export function write({ kind, series }: WriteJob, onGame: (place: number) => void): Answer {
  return { kind, report: writeSeries(series, onGame) };
}

export function sample({ kind, series }: SampleJob): Answer {
  const now = (): number => performance.now() / 1000;
  try {
    for (const game of series.games) {
      const one = { ...series, games: [game] };
      // The first time pays for the compilation of the code, which the others will not.
      const [first] = writeSeries(one, () => undefined).games;
      if (!first) continue;
      const started = now();
      const { bytes } = writeSeries(one, () => undefined);
      const memory = process.resourceUsage().maxRSS * 1024;
      return { kind, sample: { loops: first.loops, seconds: now() - started, bytes, memory } };
    }
    return { kind, sample: null };
  } finally {
    rmSync(series.path, { force: true });
  }
}
