/**
 * Starts the training process and waits for it. It is a process and not a thread because the size of memory pages is chosen when a process
 * starts: ONNX Runtime's binding for Node copies the parameters and AdamW's moments out of every step into new memory, 35 MB for a policy of
 * human games, and with small pages the system's work for it is a third of such a step.
 */
import { availableParallelism } from 'node:os';
import type { EngineName } from '../engine/index.js';
import { compiledEntry } from '../jobs/entry.js';
import { runPool } from '../jobs/pool.js';
import type { Vocabulary } from '../spec/vocabulary.js';
import type { TrainingConfig } from '../training/config.js';
import type { RateFinding } from '../training/find-rate.js';
import type { Forecast } from '../training/forecast.js';
import type { TrainProgress, TrainResult } from '../training/loop.js';
import type { HeldOutReport } from '../training/report.js';

/** Threads that compute where none were named. */
export const defaultThreads = (): number => Math.min(2, availableParallelism());

export interface TrainTask {
  readonly config: TrainingConfig;
  readonly vocabulary: Vocabulary;
  readonly data: readonly string[];
  readonly out: string;
  /** Policy whose parameters the run begins with; null for fresh ones. */
  readonly from: string | null;
  readonly until: number;
  readonly phase: { readonly number: number; readonly from: number };
  readonly engine: EngineName | 'auto';
  readonly threads: number;
  /** Threads that each learn from a part of a batch; null: what the run was begun with, else 1. */
  readonly replicas: number | null;
  /** Whether it is said what the run will cost before it begins. */
  readonly forecast: boolean;
}

/** The report on held-out recordings, and where its page lies. */
export interface WrittenReport {
  readonly summary: HeldOutReport;
  readonly path: string;
}

export interface Trained {
  readonly result: TrainResult;
  readonly engine: EngineName;
  /** Null where the run has not come to its end or nothing is held out. */
  readonly heldOut: WrittenReport | null;
}

export type TrainUpdate =
  | { readonly kind: 'progress'; readonly progress: TrainProgress }
  | { readonly kind: 'forecast'; readonly forecast: Forecast };

/** What a test of learning rates has found. */
export interface FoundRate {
  readonly finding: RateFinding;
  readonly engine: EngineName;
}

/** Large pages for large blocks of memory, where the C library is glibc and the system gives them to who asks; else it does nothing. */
const LARGE_PAGES = 'glibc.malloc.hugetlb=1';

/** The environment of a process that trains, beside this one's own. */
export function largePages(): { readonly GLIBC_TUNABLES: string } {
  const { GLIBC_TUNABLES: given } = process.env;
  return { GLIBC_TUNABLES: given ? `${given}:${LARGE_PAGES}` : LARGE_PAGES };
}

/**
 * Trains in a process of its own.
 * @throws what the training threw; WORKER_FAILED when the process died; the signal's reason when aborted, once the process has ended
 */
export async function trainInProcess(
  task: TrainTask,
  events: { onProgress(progress: TrainProgress): void; onForecast(forecast: Forecast): void },
  signal: AbortSignal,
): Promise<Trained> {
  return await inProcess<Trained, TrainUpdate>(
    './train-worker.js',
    task,
    `the training of ${task.out}`,
    (update) => {
      if (update.kind === 'progress') events.onProgress(update.progress);
      else events.onForecast(update.forecast);
    },
    signal,
  );
}

/**
 * Tests learning rates in a process of its own, `task.until` of them.
 * @throws what the test threw; WORKER_FAILED when the process died; the signal's reason when aborted
 */
export async function findRateInProcess(
  task: TrainTask,
  events: { onStep(step: number, loss: number): void },
  signal: AbortSignal,
): Promise<FoundRate> {
  return await inProcess<FoundRate, { readonly step: number; readonly loss: number }>(
    './find-rate-worker.js',
    task,
    'the test of learning rates',
    ({ step, loss }) => events.onStep(step, loss),
    signal,
  );
}

async function inProcess<Result, Update>(
  entry: string,
  task: TrainTask,
  name: string,
  onUpdate: (update: Update) => void,
  signal: AbortSignal,
): Promise<Result> {
  const [result] = await runPool<TrainTask, Result, Update>({
    entry: compiledEntry(import.meta.url, entry),
    workers: 1,
    jobs: [task],
    nameOf: () => name,
    retries: 0,
    env: largePages(),
    signal,
    onUpdate,
  });
  return result;
}
