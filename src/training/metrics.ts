/**
 * What a run reports: sums of the loss rows turned into means, lines of JSON, and scalars for TensorBoard.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../replays/recording/output-file.js';
import { KhalaError } from '../spec/errors.js';
import { writing } from '../spec/writing.js';
import { LOSS_COLUMNS, LOSS_ROWS, type LossRow } from './loss.js';
import { appendRecords, fileVersionRecord, recordsUntil, scalarsRecord } from './tensorboard.js';

/** Mean loss and top-1 of one head over the samples that it applies to; null where it applied to none. */
export interface HeadMetrics {
  readonly loss: number | null;
  readonly top1: number | null;
}
export type HeadTable = Readonly<Record<LossRow, HeadMetrics>>;

/** A line of metrics.jsonl. */
export type MetricsLine =
  | {
      readonly step: number;
      readonly loss: number;
      readonly learningRate: number;
      readonly gradientNorm: number;
      readonly samplesPerSecond: number;
      readonly heads: HeadTable;
    }
  | { readonly step: number; readonly heldOutLoss: number; readonly heldOut: HeadTable };

/** Means out of summed metrics (LOSS_ROWS, LOSS_COLUMNS). */
export function headTable(sums: Float32Array | Float64Array): HeadTable {
  const width = LOSS_COLUMNS.length;
  return Object.fromEntries(
    LOSS_ROWS.map((row, i) => {
      const [loss, weight, correct] = sums.subarray(i * width, i * width + width);
      return [row, weight > 0 ? { loss: loss / weight, top1: correct / weight } : { loss: null, top1: null }];
    }),
  ) as Record<LossRow, HeadMetrics>;
}

const METRICS_FILE = 'metrics.jsonl';
const EVENTS_FILE = 'events.out.tfevents.khala';

export interface MetricsLog {
  write(line: MetricsLine): void;
}

/**
 * Opens the log of a run's folder. Lines after `fromStep` belong to a run that was cut and are repeated by this one: they
 * go. `clock` gives milliseconds since 1970.
 */
export function openMetrics(folder: string, fromStep: number, clock: () => number): MetricsLog {
  const path = join(folder, METRICS_FILE);
  const events = join(folder, EVENTS_FILE);
  const kept = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .slice(0, -1) // What stands behind the last line break was cut while it was written.
        .filter((line) => stepOf(line, path) <= fromStep)
    : [];
  writeWhole(path, kept.map((line) => `${line}\n`).join(''));
  const recorded =
    existsSync(events) && fromStep > 0 ? recordsUntil(readFileSync(events), fromStep) : Buffer.alloc(0);
  writeWhole(events, recorded.length > 0 ? recorded : fileVersionRecord(clock() / 1000));
  return {
    write: (line) => {
      writing(path, () => appendFileSync(path, `${JSON.stringify(line)}\n`));
      writing(events, () => appendRecords(events, [scalarsRecord(clock() / 1000, line.step, scalars(line))]));
    },
  };
}

function stepOf(line: string, path: string): number {
  try {
    return (JSON.parse(line) as MetricsLine).step;
  } catch (cause) {
    throw new KhalaError(
      'FILE_CORRUPT',
      `resume metrics: a line of ${path} is not JSON; remove the line or the file and run the same command again`,
      { cause },
    );
  }
}

function scalars(line: MetricsLine): Record<string, number> {
  const table = (prefix: string, heads: HeadTable): [string, number][] =>
    Object.entries(heads).flatMap(([head, { loss, top1 }]) =>
      loss === null || top1 === null
        ? []
        : [
            [`${prefix}/${head}/loss`, loss] as [string, number],
            [`${prefix}/${head}/top1`, top1] as [string, number],
          ],
    );
  if ('heldOut' in line)
    return Object.fromEntries([['heldOut/loss', line.heldOutLoss], ...table('heldOut', line.heldOut)]);
  return Object.fromEntries([
    ['train/loss', line.loss],
    ['train/learningRate', line.learningRate],
    ['train/gradientNorm', line.gradientNorm],
    ['train/samplesPerSecond', line.samplesPerSecond],
    ...table('train', line.heads),
  ]);
}
