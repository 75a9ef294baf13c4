/** Starts the thread that prepares batches, and asks it for the next ones while the present one is learned from. */
import { Worker } from 'node:worker_threads';
import { compiledEntry } from '../jobs/entry.js';
import { type ErrorCode, KhalaError } from '../spec/errors.js';
import type { Batch, ContextBatch } from '../training/batches.js';
import { contextFeeds } from '../training/runners.js';
import type { TrainTask } from './train-process.js';

export interface BatchRequest {
  readonly k: number;
  /** Memory of a batch that has been learned from, to be written over. */
  readonly spare: ContextBatch | null;
}

export type BatchReply =
  | { readonly kind: 'batch'; readonly k: number; readonly batch: Batch }
  | { readonly kind: 'error'; readonly k: number; readonly code: ErrorCode | null; readonly message: string };

/** Batches asked for ahead: enough to bridge the reading of a new window's blocks, few enough to stay small (1.5 MiB each at batch 64 and 16 entities). */
const AHEAD = 8;

/** Observations live for one sample: where the young generation holds many of them, hardly anything is left to be copied when it is full. */
const YOUNG_MIB = 96;

export interface BatchThread {
  /** Batch `k` of the phase. Asked for in rising order, each comes out of what was prepared ahead. */
  batch(k: number): Promise<Batch>;
  /**
   * Gives a batch back that nobody reads any more. Its contexts' memory goes round: made anew for each batch (16 MiB at 512 contexts),
   * it drives V8 to mark the whole heaps of both threads every few steps.
   */
  release(batch: Batch): void;
  /** Ends the thread; who still waits for a batch is told so. */
  close(): Promise<void>;
}

/** @throws from `batch`: what reading demonstrations throws; WORKER_FAILED when the thread ended */
export function startBatchThread(task: TrainTask): BatchThread {
  const worker = new Worker(compiledEntry(import.meta.url, './batch-worker.js'), {
    workerData: task,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  const waiting = new Map<number, PromiseWithResolvers>();
  const spares: ContextBatch[] = [];
  const last = (task.until - task.phase.from) * task.config.accumulate;
  /** Why no more batches come. A thread that is gone takes questions without a word, so it is not asked. */
  let ended: { readonly reason: unknown } | null = null;
  const fail = (reason: unknown): void => {
    ended ??= { reason };
    for (const { reject } of waiting.values()) reject(ended.reason);
  };
  worker.on('message', (reply: BatchReply) => {
    const entry = waiting.get(reply.k);
    if (reply.kind === 'batch') entry?.resolve(reply.batch);
    else entry?.reject(reply.code ? new KhalaError(reply.code, reply.message) : new Error(reply.message));
  });
  worker.on('error', fail);
  worker.on('exit', (code) => {
    fail(
      new KhalaError(
        'WORKER_FAILED',
        `train: the thread that reads demonstrations ended with code ${code}; run the same command again to resume`,
      ),
    );
  });
  const ask = (k: number): PromiseWithResolvers => {
    const held = waiting.get(k);
    if (held) return held;
    const entry = withResolvers();
    waiting.set(k, entry);
    if (ended) entry.reject(ended.reason);
    else {
      const spare = spares.pop() ?? null;
      worker.postMessage({ k, spare } satisfies BatchRequest, contextBuffers(spare));
    }
    return entry;
  };
  return {
    batch: async (k) => {
      for (let next = k; next < Math.min(k + AHEAD, last); next++) ask(next);
      const batch = await ask(k).promise;
      waiting.delete(k);
      return batch;
    },
    release: ({ context }) => {
      if (context) spares.push(context);
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

/** The memory of a context batch, to be handed over. */
export function contextBuffers(context: ContextBatch | null): ArrayBuffer[] {
  return Object.values(contextFeeds(context)).map((array) => array.buffer as ArrayBuffer);
}

interface PromiseWithResolvers {
  readonly promise: Promise<Batch>;
  readonly resolve: (batch: Batch) => void;
  readonly reject: (reason: unknown) => void;
}

/** ES2024's Promise.withResolvers, which Node 20 lacks. A rejection that nobody waits for yet is kept, not thrown. */
function withResolvers(): PromiseWithResolvers {
  let resolve: (batch: Batch) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<Batch>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
