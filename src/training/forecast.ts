/**
 * What a run will cost, said before it begins: a step is tried out on a copy of the parameters, and the rest is arithmetic.
 */
import { sequenceShape, type TrainingConfig } from './config.js';

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

/** Vectors of one number a parameter in a checkpoint: the parameters and two moments; the average of the weights is one more. */
const CHECKPOINT_VECTORS = 3;
const BYTES = 4;
/** Memory of a graph that only looks, beside one that learns: 35 to 134 of 170 to 360 MiB, base and full. */
const LOOK_SHARE = 0.25;

/** What is learned from: demonstrations, the blocks that they are read in, bytes of their recordings, and how many demonstrations each bucket of entities holds. */
export interface DataSize {
  readonly demonstrations: number;
  readonly blocks: number;
  readonly bytes: number;
  readonly buckets: ReadonlyMap<number, number>;
}

/** What the steps that were tried say of memory. Each bucket of entities has a graph, which keeps its memory. */
export interface TriedMemory {
  /** Bytes of the process now. */
  readonly now: number;
  /** Buckets whose graphs were made, and the bytes by which the process grew for them. */
  readonly graphs: ReadonlySet<number>;
  readonly graphBytes: number;
  /** Buckets of the held-out batches. */
  readonly looks: ReadonlySet<number>;
}

/**
 * Buckets that so many batches will be padded to at least once, if they are drawn as the demonstrations come.
 * @internal
 */
export function expectedBuckets(
  data: DataSize,
  { batch, bucketed }: Pick<TrainingConfig, 'batch' | 'bucketed'>,
  batches: number,
): number[] {
  const known = [...data.buckets].sort(([a], [b]) => a - b);
  const all = known.reduce((sum, [, samples]) => sum + samples, 0);
  let below = 0;
  return known.flatMap(([bucket, samples]) => {
    const [before, upTo] = [below / all, (below + samples) / all];
    below += samples;
    // A batch is of one bucket, or padded to its largest.
    const share = bucketed ? upTo - before : upTo ** batch - before ** batch;
    return batches * share >= 1 ? [bucket] : [];
  });
}

/** The forecast of `steps` steps. */
export function forecastRun(
  config: TrainingConfig,
  steps: number,
  millisecondsPerStep: number,
  parameters: number,
  data: DataSize,
  memory: TriedMemory,
): Forecast {
  const { graphs, graphBytes, looks } = memory;
  const toCome = expectedBuckets(data, config, steps * config.accumulate).filter((n) => !graphs.has(n));
  const perGraph = graphBytes / Math.max(1, graphs.size);
  // Of sequences, the block that each is in; otherwise those of a window.
  const windowBytes = config.memory
    ? (sequenceShape(config).sequences * data.bytes) / Math.max(1, data.blocks)
    : (config.window * data.bytes) / Math.max(1, data.demonstrations);
  const vectors = CHECKPOINT_VECTORS + (config.emaDecay > 0 ? 1 : 0);
  const checkpoints = Math.max(1, Math.ceil(steps / config.checkpointEvery));
  return {
    parameters,
    demonstrations: data.demonstrations,
    epochs: (steps * config.accumulate * config.batch) / Math.max(1, data.demonstrations),
    contextEpochs: (steps * config.accumulate * config.contextBatch) / Math.max(1, data.demonstrations),
    steps,
    seconds: (steps * millisecondsPerStep) / 1000,
    diskBytes: checkpoints * parameters * vectors * BYTES,
    // What the process has now, the graphs that are still to come, and what the data thread holds: of windows or
    // blocks the one that is read and the one before.
    memoryBytes:
      memory.now +
      perGraph * (toCome.length + LOOK_SHARE * looks.size) +
      2 * Math.min(data.bytes, config.windowBytes, windowBytes),
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
