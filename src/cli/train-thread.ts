/** Starts the training thread and waits for it. */
import { Worker } from 'node:worker_threads';
import type { EngineName } from '../engine/index.js';
import { compiledEntry } from '../jobs/entry.js';
import { type ErrorCode, KhalaError } from '../spec/errors.js';
import type { Vocabulary } from '../spec/vocabulary.js';
import type { TrainingConfig } from '../training/config.js';
import type { Forecast } from '../training/forecast.js';
import type { TrainProgress, TrainResult } from '../training/loop.js';
import type { HeldOutReport } from '../training/report.js';

export interface TrainWorkerTask {
  readonly config: TrainingConfig;
  readonly vocabulary: Vocabulary;
  readonly data: readonly string[];
  readonly out: string;
  readonly until: number;
  readonly phase: { readonly number: number; readonly from: number };
  readonly engine: EngineName | 'auto';
  readonly threads: number;
  /** Whether the thread says what the run will cost before it begins. */
  readonly forecast: boolean;
}

/** Asks the thread to stop before its next step. */
export const STOP = 'stop';

/** The report on held-out recordings, and where its page lies. */
export interface WrittenReport {
  readonly summary: HeldOutReport;
  readonly path: string;
}

export interface TrainedInThread {
  readonly result: TrainResult;
  readonly engine: EngineName;
  /** Null where the run has not come to its end or nothing is held out. */
  readonly heldOut: WrittenReport | null;
}

export type TrainWorkerMessage =
  | { readonly kind: 'progress'; readonly progress: TrainProgress }
  | { readonly kind: 'forecast'; readonly forecast: Forecast }
  | ({ readonly kind: 'result' } & TrainedInThread)
  | {
      readonly kind: 'error';
      readonly code: ErrorCode | null;
      readonly message: string;
      readonly stack: string | undefined;
    };

/**
 * Trains in a thread of its own.
 * @throws what the training threw; WORKER_FAILED when the thread ended without a word; the signal's reason when aborted,
 *   once the thread has ended
 */
export async function trainInThread(
  task: TrainWorkerTask,
  events: { onProgress(progress: TrainProgress): void; onForecast(forecast: Forecast): void },
  signal: AbortSignal,
): Promise<TrainedInThread> {
  signal.throwIfAborted();
  const worker = new Worker(compiledEntry(import.meta.url, './train-worker.js'), { workerData: task });
  return new Promise((resolve, reject) => {
    // Not terminate(): ONNX Runtime aborts the whole process when its thread is taken away in the middle of a run.
    const stop = (): void => worker.postMessage(STOP);
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: TrainWorkerMessage) => {
      if (message.kind === 'progress') events.onProgress(message.progress);
      else if (message.kind === 'forecast') events.onForecast(message.forecast);
      else if (message.kind === 'result') resolve(message);
      else if (signal.aborted)
        return; // It stopped because it was told to; its exit follows.
      else if (message.code) reject(new KhalaError(message.code, message.message));
      else reject(Object.assign(new Error(message.message), { stack: message.stack }));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      signal.removeEventListener('abort', stop);
      const unexpected = new KhalaError(
        'WORKER_FAILED',
        `train: the training thread ended with code ${code} before its work; run the same command again to resume`,
      );
      reject(signal.aborted ? signal.reason : unexpected);
    });
  });
}
