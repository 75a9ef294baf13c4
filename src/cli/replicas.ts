/**
 * Data-parallel training in one process: each of several threads computes the gradient of its part of the batch, then updates its share of
 * the parameters with the mean of all (the optimiser's state is cut up as in Rajbhandari et al. 2020, "ZeRO", stage 1). Same parts, same
 * result: gradients are added in the order of the threads.
 */
import { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { createEngine, type TensorData } from '../engine/index.js';
import { compiledEntry } from '../jobs/entry.js';
import type { Policy } from '../model/policy.js';
import { type ErrorCode, KhalaError } from '../spec/errors.js';
import type { OptimiserConfig, Shard } from '../training/step.js';
import { breakGate } from './replica-gate.js';

/** What all replicas can see. P is the number of parameters. */
export interface SharedState {
  /** (P) */
  readonly parameters: Float32Array;
  readonly first_moment: Float32Array;
  readonly second_moment: Float32Array;
  /** (P) of each replica */
  readonly gradients: readonly Float32Array[];
  /** (replicas) of this step */
  readonly losses: Float32Array;
  readonly gate: Int32Array;
}

export interface ReplicaTask {
  readonly index: number;
  readonly config: Policy['config'];
  readonly vocabulary: Policy['index']['vocabulary'];
  /** With the contexts of one replica's part. */
  readonly optimiser: OptimiserConfig;
  /** Samples of one replica's part. */
  readonly batch: number;
  readonly shard: Shard;
  readonly shared: SharedState;
}

export type ReplicaRequest =
  | {
      readonly kind: 'step';
      readonly schedule: Float32Array;
      readonly entities: number;
      /** This replica's part. */
      readonly feeds: Readonly<Record<string, TensorData>>;
      /** False for a step that is only timed. */
      readonly keep: boolean;
    }
  /** Writes the moments of its shard into the shared state. */
  | { readonly kind: 'publish' }
  /** Ends the thread by itself: one that is ended from outside in the middle of ONNX Runtime's work takes the process along. */
  | { readonly kind: 'close' };

export type ReplicaReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'stepped'; readonly outcome: ReplicaStep }
  /** Another thread gave up in the middle of the step; it says why. */
  | { readonly kind: 'deserted' }
  | { readonly kind: 'published' }
  | { readonly kind: 'error'; readonly code: ErrorCode | null; readonly message: string };

export interface ReplicaStep {
  /** Mean over the samples. */
  readonly loss: number;
  /** Norm of the mean gradient before it was clipped. */
  readonly gradientNorm: number;
  /** (rows, columns) of the loss's metrics, sums over the samples. */
  readonly metrics: Float32Array;
}

/** A step of all replicas. */
export interface ReplicaBatch {
  readonly schedule: Float32Array;
  readonly entities: number;
  /** The whole batch's arrays, which stay as they are: each replica gets a copy of its rows. */
  readonly feeds: Readonly<Record<string, TensorData>>;
  /** False for a step that is only timed, true if not given. */
  readonly keep?: boolean;
}

export interface Replicas {
  /** One step. Where a loss or the gradient's norm is not finite nothing is changed. */
  step(batch: ReplicaBatch): Promise<ReplicaStep>;
  /** Parameters and moments (P each) as of the last step. */
  state(): Promise<Pick<SharedState, 'parameters' | 'first_moment' | 'second_moment'>>;
  close(): Promise<void>;
}

export interface ReplicaOptions {
  readonly policy: Policy;
  readonly optimiser: OptimiserConfig;
  readonly workers: number;
  /** Samples of the whole batch; it and the contexts of a step are multiples of `workers`. */
  readonly batch: number;
  /** Where training begins; copied. */
  readonly from: {
    readonly parameters: Float32Array;
    readonly first_moment: Float32Array;
    readonly second_moment: Float32Array;
  };
}

/**
 * @throws BAD_ARGUMENT where the batch cannot be cut evenly; ENGINE_UNAVAILABLE; WORKER_FAILED when a thread ended
 * @example const replicas = await startReplicas({ policy, optimiser, workers: 2, batch: 32, from })
 */
export async function startReplicas(options: ReplicaOptions): Promise<Replicas> {
  const { policy, optimiser, workers, batch, from } = options;
  const { contextBatch } = optimiser;
  if (!divides(options, workers))
    throw new KhalaError(
      'BAD_ARGUMENT',
      `start replicas: a batch of ${batch}${contextBatch > 0 ? ` with ${contextBatch} contexts` : ''} must divide among ${workers} threads; choose a multiple`,
    );
  await settleDenormals();
  const size = policy.layout.size;
  const shared: SharedState = {
    parameters: sharedFloats(size, from.parameters),
    first_moment: sharedFloats(size, from.first_moment),
    second_moment: sharedFloats(size, from.second_moment),
    gradients: Array.from({ length: workers }, () => sharedFloats(size)),
    losses: sharedFloats(workers),
    gate: new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT)),
  };
  const bound = (index: number): number => Math.floor((index * size) / workers);
  const threads = Array.from({ length: workers }, (_, index) =>
    startReplica(
      {
        ...{ index, shared, batch: batch / workers },
        optimiser: { ...optimiser, contextBatch: contextBatch / workers },
        ...{ config: policy.config, vocabulary: policy.index.vocabulary },
        shard: { workers, from: bound(index), to: bound(index + 1) },
      },
      () => breakGate(shared.gate),
    ),
  );
  const close = async (): Promise<void> => {
    breakGate(shared.gate); // Nobody is left waiting there.
    await Promise.all(threads.map((thread) => thread.close()));
  };
  try {
    await Promise.all(threads.map((thread) => thread.ready));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    step: async ({ schedule, entities, feeds, keep = true }) => {
      const replies = await allOrCause(
        threads.map((thread, index) => {
          const part = partOf(feeds, index, workers);
          return thread.ask({ kind: 'step', schedule, entities, feeds: part, keep }, part);
        }),
      );
      const outcomes = replies.map((reply) => outcomeOf(reply));
      const metrics = outcomes[0].metrics.map((_, i) =>
        outcomes.reduce((sum, outcome) => sum + outcome.metrics[i], 0),
      );
      const loss = outcomes.reduce((sum, outcome) => sum + outcome.loss, 0) / workers;
      return { loss, gradientNorm: outcomes[0].gradientNorm, metrics };
    },
    state: async () => {
      await Promise.all(threads.map((thread) => thread.ask({ kind: 'publish' })));
      const { parameters, first_moment, second_moment } = shared;
      return {
        parameters: Float32Array.from(parameters),
        first_moment: Float32Array.from(first_moment),
        second_moment: Float32Array.from(second_moment),
      };
    },
    close,
  };
}

/** Whether each of `workers` gets as many samples and contexts as the others. */
export function divides(
  { batch, optimiser: { contextBatch } }: Pick<ReplicaOptions, 'batch' | 'optimiser'>,
  workers: number,
): boolean {
  return batch % workers === 0 && contextBatch % workers === 0;
}

/** The rows of one of `workers`, in memory of their own; every array has the batch as its first axis. */
function partOf(
  feeds: Readonly<Record<string, TensorData>>,
  index: number,
  workers: number,
): Record<string, TensorData> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, data]) => {
      const size = data.length / workers;
      return [name, data.slice(index * size, (index + 1) * size) as TensorData];
    }),
  );
}

/** Zeros, or a copy, that all threads see. */
function sharedFloats(size: number, values?: Float32Array): Float32Array {
  const floats = new Float32Array(new SharedArrayBuffer(size * Float32Array.BYTES_PER_ELEMENT));
  if (values) floats.set(values);
  return floats;
}

/**
 * ONNX Runtime tells only the thread that opens a process's first session to take denormal numbers for zero; threads inherit that from who
 * starts them. Without this, the thread that happens to be first would round otherwise than the rest.
 */
async function settleDenormals(): Promise<void> {
  const engine = await createEngine('onnx', { threads: 1 });
  await engine.compile({
    name: 'settle-denormals',
    inputs: { x: { shape: [1], dtype: 'float32' } },
    program: ({ x }) => ({ sum: tf.add(x, x) }),
  });
  await engine.dispose();
}

/** Waits for all, so that what is thrown is why a thread gave up, and not the answer of one that waited for it in vain. */
async function allOrCause(replies: readonly Promise<ReplicaReply>[]): Promise<ReplicaReply[]> {
  await Promise.allSettled(replies);
  return Promise.all(replies);
}

function outcomeOf(reply: ReplicaReply): ReplicaStep {
  if (reply.kind === 'stepped') return reply.outcome;
  throw new KhalaError(
    'WORKER_FAILED',
    `train on several threads: a thread answered "${reply.kind}" to a step`,
  );
}

interface Replica {
  readonly ready: Promise<ReplicaReply>;
  /** @param handOver arrays of the request whose memory goes to the thread instead of being copied */
  ask(request: ReplicaRequest, handOver?: Readonly<Record<string, TensorData>>): Promise<ReplicaReply>;
  close(): Promise<void>;
}

/**
 * One thread, asked one thing at a time.
 * @param onExit called when the thread has ended, however it did
 */
function startReplica(task: ReplicaTask, onExit: () => void): Replica {
  const worker = new Worker(compiledEntry(import.meta.url, './replica-worker.js'), { workerData: task });
  let ended: unknown = null;
  let waiting: { resolve(reply: ReplicaReply): void; reject(reason: unknown): void } | null = null;
  const answer = (): Promise<ReplicaReply> =>
    new Promise((resolve, reject) => {
      if (ended !== null) reject(ended);
      else waiting = { resolve, reject };
    });
  const fail = (reason: unknown): void => {
    ended ??= reason;
    waiting?.reject(ended);
    waiting = null;
  };
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.on('message', (reply: ReplicaReply) => {
    if (reply.kind === 'error')
      fail(reply.code ? new KhalaError(reply.code, reply.message) : new Error(reply.message));
    else waiting?.resolve(reply);
  });
  worker.on('error', fail);
  worker.on('exit', (code) => {
    onExit();
    fail(
      new KhalaError(
        'WORKER_FAILED',
        `train on several threads: thread ${task.index} ended with code ${code}`,
      ),
    );
  });
  const ready = answer();
  ready.catch(() => undefined); // Whoever awaits them all hears of the first.
  return {
    ready,
    ask: (request, handOver = {}) => {
      const reply = answer();
      worker.postMessage(
        request,
        Object.values(handOver).map(({ buffer }) => buffer as ArrayBuffer),
      );
      return reply;
    },
    close: async () => {
      worker.postMessage({ kind: 'close' } satisfies ReplicaRequest);
      await gone;
    },
  };
}
