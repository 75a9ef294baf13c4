/**
 * What a run will cost, said before it begins: a step is tried out on a copy of the parameters, and the rest is arithmetic.
 */
import type { Runner } from '../engine/index.js';
import type { Batch } from './batches.js';
import { sequenceShape, type TrainingConfig } from './config.js';
import { feeds } from './runners.js';
import { scheduleInput } from './step.js';

export interface Forecast {
  readonly parameters: number;
  /** Demonstrations to learn from, how often the steps that are left show each whole, and how often only its context. */
  readonly demonstrations: number;
  readonly epochs: number;
  readonly contextEpochs: number;
  readonly steps: number;
  readonly seconds: number;
  /** Bytes of all checkpoints that will be written. */
  readonly diskBytes: number;
  /** Bytes of memory, about. */
  readonly memoryBytes: number;
}

/** Vectors of one number a parameter in a checkpoint: the parameters and two moments. */
const CHECKPOINT_VECTORS = 3;
const BYTES = 4;
/** The first run of a graph also lays out its memory, and the data thread reads its first window meanwhile: the fastest counts. */
const TRIALS = 3;

/** Milliseconds of one training step on this batch; what it learns is thrown away. */
export async function timeStep(
  runner: Runner,
  batch: Batch,
  config: TrainingConfig,
  parameters: Float32Array,
  others: Readonly<Record<string, Float32Array>>,
  clock: () => number,
): Promise<number> {
  let took = Number.POSITIVE_INFINITY;
  for (let trial = 0; trial < TRIALS; trial++) {
    const state = {
      parameters: parameters.slice(),
      first_moment: new Float32Array(parameters.length),
      second_moment: new Float32Array(parameters.length),
    };
    const schedule = scheduleInput(0, 1, config);
    const started = clock();
    await runner.run({ ...state, ...others, schedule, ...feeds(batch) }, state);
    took = Math.min(took, clock() - started);
  }
  return took;
}

/** The forecast of `steps` steps. `bytes` are those of the recordings that are learned from. */
export function forecastRun(
  config: TrainingConfig,
  steps: number,
  millisecondsPerStep: number,
  parameters: number,
  data: { readonly demonstrations: number; readonly blocks: number; readonly bytes: number },
): Forecast {
  // Of sequences, the block that each is in; otherwise those of a window.
  const windowBytes = config.memory
    ? (sequenceShape(config).sequences * data.bytes) / Math.max(1, data.blocks)
    : (config.window * data.bytes) / Math.max(1, data.demonstrations);
  const checkpoints = Math.max(1, Math.ceil(steps / config.checkpointEvery));
  return {
    parameters,
    demonstrations: data.demonstrations,
    epochs: (steps * config.batch) / Math.max(1, data.demonstrations),
    contextEpochs: (steps * config.contextBatch) / Math.max(1, data.demonstrations),
    steps,
    seconds: (steps * millisecondsPerStep) / 1000,
    diskBytes: checkpoints * parameters * CHECKPOINT_VECTORS * BYTES,
    // What the trial took, and what the data thread holds: of windows and blocks, the one that is read and the one before.
    memoryBytes: process.memoryUsage().rss + 2 * Math.min(data.bytes, config.windowBytes, windowBytes),
  };
}

/** One line for people. */
export function forecastText(forecast: Forecast): string {
  const { parameters, demonstrations, epochs, contextEpochs, steps, seconds, diskBytes, memoryBytes } =
    forecast;
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  const time = seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
  const contexts = contextEpochs > 0 ? ` and ${contextEpochs.toFixed(1)} times over their contexts` : '';
  return `forecast: ${steps} steps in about ${time}, ${epochs.toFixed(contextEpochs > 0 ? 2 : 1)} times over ${demonstrations} demonstrations${contexts}, ${parameters} parameters, about ${megabytes(memoryBytes)} of memory, ${megabytes(diskBytes)} of checkpoints`;
}
