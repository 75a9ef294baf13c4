/**
 * The training loop: batches in the order of the plan, one compiled step each, looks at held-out files, checkpoints. It
 * knows demonstrations, never games. ONNX Runtime blocks the thread that it runs on, so callers put this in a worker thread.
 */
import type { Demonstrations } from '../../replays/demonstrations.js';
import type { Engine, Runner } from '../engine/index.js';
import { findCheckpoint, latestStep, loadCheckpoint, stepFolder } from '../model/checkpoint.js';
import type { Policy } from '../model/policy.js';
import { COMMAND_FAULTS, type CommandFault } from '../spec/command-classes.js';
import { average, decayAt } from './average.js';
import { type Batch, heldOutBatches, noFaults, trainingBatches, trainingSize } from './batches.js';
import { learningRate, sequenceShape, type TrainingConfig } from './config.js';
import { type Forecast, forecastRun } from './forecast.js';
import { LOSS_COLUMNS, LOSS_ROWS } from './loss.js';
import { type HeadTable, headTable, openMetrics } from './metrics.js';
import { notFiniteLook } from './not-finite.js';
import { feeds, perBucket } from './runners.js';
import { begin, nothingRemembered, save, shownWeights, type Weights } from './state.js';
import { evaluationProgram } from './step.js';
import { createStepper, type Stepper } from './stepper.js';
import { clear, count, meanLoss } from './tally.js';

export interface TrainProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly samplesPerSecond: number;
}

export interface TrainOptions {
  readonly config: TrainingConfig;
  readonly policy: Policy;
  readonly engine: Engine;
  /** Several threads that learn from a part of each batch, in place of the engine alone. */
  readonly replicas?: {
    readonly count: number;
    start(weights: Weights): Promise<Stepper>;
  };
  /** Opens the recordings. Asked once; what it returns is not kept where `batches` are given, as it would be marked by each garbage collection. */
  readonly open: () => Demonstrations;
  /** Folder of the run: checkpoints, metrics. */
  readonly out: string;
  /** Parameters (P) to begin with where there is no checkpoint; null for fresh ones. */
  readonly initial: (() => Float32Array) | null;
  /** Train up to this step now; the schedule is that of `config.steps`. */
  readonly until: number;
  /** Step at which these demonstrations came into use, and the number of that phase: they seed the data's order. */
  readonly phase: { readonly number: number; readonly from: number };
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly onProgress: (progress: TrainProgress) => void;
  /** Told once, before the first step, what the steps up to `config.steps` will cost; null where nobody asks. */
  readonly onForecast: ((forecast: Forecast) => void) | null;
  /** Batches by number; defaults to reading them here. A data thread may prepare them ahead. */
  readonly batches?: (k: number) => Promise<Batch> | Batch;
  /** Ends the training between two steps, with a checkpoint of what it has come to; never if not given. */
  readonly signal?: AbortSignal;
  /** Told of each batch of `batches` that is not read any more. */
  readonly release?: (batch: Batch) => void;
}

export interface TrainResult {
  readonly step: number;
  /** Mean training loss over the steps since the last line of the metrics, or over that line's. */
  readonly loss: number;
  readonly heldOut: HeadTable | null;
  readonly samplesPerSecond: number;
  readonly checkpoint: string;
  readonly weightsHash: string;
  /** Demonstrations since this call that could not be shown to the policy, by reason; another took the place of each. */
  readonly replaced: Readonly<Record<CommandFault, number>>;
}

/** Batches that a forecast tries out: observations differ in size, and so do steps. */
const TRIED = 4;
/** Steps between two lines of the metrics. */
const REPORT_EVERY = 25;

/** What is needed of the recordings: batches to learn from, those to look at, and how much there is. */
function openData({ open, batches, config, policy, phase }: TrainOptions) {
  const demonstrations = open();
  return {
    read: batches ?? trainingBatches(demonstrations, config, policy, phase.number),
    held: heldOutBatches(demonstrations, config, policy),
    size: trainingSize(demonstrations, config),
  };
}

/**
 * Trains until `options.until`, resuming from the newest checkpoint of `options.out`.
 * @throws NO_DATA, CHECKPOINT_MISMATCH, NOT_FINITE (with the step and the tensor), NO_SPACE, what the engine throws, and the signal's reason
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { config, policy, engine, out, phase, clock } = options;
  const { accumulate, emaDecay } = config;
  const state = begin(config, policy, out, options.initial, phase.from);
  const metrics = openMetrics(out, state.step, clock);
  const { read, held, size } = openData(options);
  const { replicas } = options;
  const stepper = replicas
    ? await replicas.start(state.weights)
    : await createStepper(policy, config, engine, state.weights);
  const { steps: length } = sequenceShape(config);
  const looks = perBucket((batch, entities) =>
    engine.compile(evaluationProgram(policy, batch, entities, length)),
  );
  const { figures } = state;
  const { tally } = figures;
  const replaced = noFaults();
  // Speed is this process's own: steps since its clock was last read.
  const speed = { since: clock(), steps: 0, samplesPerSecond: 0 };
  let saved = latestStep(out);
  const saveNow = async (): Promise<void> => {
    state.weights = await stepper.weights();
    saved = stepFolder(out, state.step);
    save(saved, policy, state, { config, engine: engine.name, replicas: replicas?.count ?? 1 });
  };
  /** Batches that the forecast was made with, in order. */
  const tried: Batch[] = [];
  /** Number of the next batch that is read, in this phase. */
  let next = (state.step - phase.from) * accumulate;
  const source = {
    async next() {
      const batch = tried.shift() ?? (await read(next++));
      for (const fault of COMMAND_FAULTS) replaced[fault] += batch.faults[fault];
      return batch;
    },
    release: (batch: Batch) => options.release?.(batch),
  };
  try {
    if (options.onForecast && state.step < options.until) {
      let milliseconds = 0;
      let graphBytes = 0;
      const graphs = new Set<number>();
      for (
        const last = Math.min((options.until - phase.from) * accumulate, next + TRIED);
        next < last;
        next++
      ) {
        const batch = await read(next);
        const before = process.memoryUsage.rss();
        milliseconds += await stepper.time(batch, clock);
        graphBytes += Math.max(0, process.memoryUsage.rss() - before);
        graphs.add(batch.inputs.entities);
        tried.push(batch);
      }
      const perStep = milliseconds / tried.length;
      const memory = {
        ...{ now: process.memoryUsage.rss(), graphs, graphBytes },
        looks: new Set(held.map(({ inputs }) => inputs.entities)),
      };
      const left = config.steps - state.step;
      options.onForecast(forecastRun(config, left, perStep, policy.layout.size, size, memory));
    }
    speed.since = clock();
    while (state.step < options.until) {
      if (options.signal?.aborted) {
        if (state.step > 0 && saved !== stepFolder(out, state.step)) await saveNow();
        throw options.signal.reason;
      }
      const step = state.step + 1;
      const rate = learningRate(config, step);
      const learned = await stepper.step(source, rate, step);
      if (state.average)
        average(state.average, (await stepper.weights()).parameters, decayAt(emaDecay, step));
      state.step = step;
      speed.steps++;
      count(tally, learned.loss, learned.metrics);
      if (step % REPORT_EVERY === 0 || step === config.steps) {
        const now = clock();
        const loss = meanLoss(figures);
        const samples = speed.steps * config.batch * accumulate;
        const samplesPerSecond = (samples * 1000) / Math.max(1, now - speed.since);
        metrics.write({
          step,
          loss,
          learningRate: rate,
          gradientNorm: learned.gradientNorm,
          samplesPerSecond,
          heads: headTable(Float64Array.from(tally.sums)),
        });
        options.onProgress({ step, steps: config.steps, loss, samplesPerSecond });
        Object.assign(speed, { since: now, steps: 0, samplesPerSecond });
        figures.loss = loss;
        clear(tally);
      }
      if (held.length > 0 && (step % config.evaluateEvery === 0 || step === config.steps)) {
        state.weights = await stepper.weights();
        const look = await lookAt(
          held,
          (b) => looks.get(b),
          { parameters: shownWeights(state), ...nothingRemembered(policy, config) },
          (failed) => notFiniteLook(policy, config, step, failed, shownWeights(state)),
        );
        figures.heldOut = look.heads;
        metrics.write({ step, heldOutLoss: look.loss, heldOut: look.heads });
        Object.assign(speed, { since: clock(), steps: 0 });
      }
      if (step % config.checkpointEvery === 0 || step === options.until) await saveNow();
    }
  } finally {
    await stepper.dispose();
    await looks.dispose();
  }
  const folder = saved ?? findCheckpoint(out);
  const { description } = loadCheckpoint(folder);
  return {
    step: state.step,
    loss: meanLoss(figures),
    heldOut: figures.heldOut,
    samplesPerSecond: speed.samplesPerSecond,
    checkpoint: folder,
    weightsHash: description.weightsHash,
    replaced,
  };
}

/** Figures over batches in order. What a policy with a memory remembers is written over from each batch to the next. */
async function lookAt(
  batches: readonly Batch[],
  runnerOf: (batch: Batch) => Promise<Runner>,
  { parameters, ...carried }: Pick<Weights, 'parameters' | 'memory'>,
  failure: (batch: Batch) => Error,
): Promise<{ loss: number; heads: HeadTable }> {
  const sums = new Float64Array(LOSS_ROWS.length * LOSS_COLUMNS.length);
  let loss = 0;
  for (const batch of batches) {
    const outputs = await (await runnerOf(batch)).run(
      { parameters, ...carried, ...feeds(batch) },
      { ...carried },
    );
    if (!Number.isFinite(outputs.loss[0])) throw failure(batch);
    loss += outputs.loss[0] / batches.length;
    for (let i = 0; i < sums.length; i++) sums[i] += outputs.metrics[i];
  }
  return { loss, heads: headTable(sums) };
}
