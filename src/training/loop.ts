/**
 * The training loop: batches in the order of the plan, one compiled step each, looks at held-out files, checkpoints. It
 * knows demonstrations, never games. ONNX Runtime blocks the thread that it runs on, so callers put this in a worker thread.
 */
import type { Demonstrations } from '../../replays/demonstrations.js';
import { checkFinite, type Engine, type Runner } from '../engine/index.js';
import {
  findCheckpoint,
  latestStep,
  loadCheckpoint,
  loadOptimiser,
  type OptimiserState,
  saveCheckpoint,
  stepFolder,
} from '../model/checkpoint.js';
import { emptyMemory } from '../model/memory.js';
import { decayMask, initialise } from '../model/parameters.js';
import type { Policy } from '../model/policy.js';
import { COMMAND_FAULTS, type CommandFault } from '../spec/command-classes.js';
import { KhalaError } from '../spec/errors.js';
import { vocabularyHash } from '../spec/vocabulary-hash.js';
import { type Batch, heldOutBatches, noFaults, trainingBatches, trainingSize } from './batches.js';
import { learningRate, sequenceShape, type TrainingConfig, trainingConfigSchema } from './config.js';
import { type Forecast, forecastRun, timeStep } from './forecast.js';
import { LOSS_COLUMNS, LOSS_ROWS } from './loss.js';
import { type HeadTable, headTable, openMetrics } from './metrics.js';
import { feeds, perBucket } from './runners.js';
import { evaluationProgram, rateScale, scheduleInput, trainingProgram } from './step.js';
import { clear, count, type Figures, meanLoss, noFigures, savedFigures } from './tally.js';

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

interface State {
  step: number;
  readonly parameters: Float32Array;
  readonly first_moment: Float32Array;
  readonly second_moment: Float32Array;
  /** What the policy remembers where the next batch goes on, under its name in the programs; empty for one that remembers nothing. */
  readonly carried: { readonly memory?: Float32Array };
  readonly figures: Figures;
}

/** The state of a policy at the start of matches. */
function nothingRemembered({ policy, config }: TrainOptions): State['carried'] {
  return policy.config.memory ? { memory: emptyMemory(policy.config, sequenceShape(config).sequences) } : {};
}

/** The state with which a resumed run goes on: a phase begins with matches from their start. */
function remembered(options: TrainOptions, step: number, { memory }: OptimiserState): State['carried'] {
  const empty = nothingRemembered(options);
  if (!empty.memory || step === options.phase.from) return empty;
  if (memory?.length !== empty.memory.length)
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `resume ${options.out}: the memory of its sequences must have ${empty.memory.length} values, the checkpoint has ${memory?.length ?? 'none'}; give another --out`,
    );
  return { memory };
}

/** What must be the same for a run to go on from its checkpoint. */
function sameRun(config: TrainingConfig, found: Readonly<Record<string, unknown>>, out: string): void {
  const parsed = trainingConfigSchema.safeParse(found.config);
  // Settings that its version did not have yet are what they are by default.
  const before: Record<string, unknown> = { ...(parsed.success ? parsed.data : null) };
  for (const [key, value] of Object.entries(config)) {
    if (before[key] !== value) {
      throw new KhalaError(
        'CHECKPOINT_MISMATCH',
        `resume ${out}: it was begun with ${key} ${String(before[key])}, now it is ${String(value)}; give the same settings or another --out`,
      );
    }
  }
}

function begin(options: TrainOptions): State {
  const { policy, config, out, initial } = options;
  const latest = latestStep(out);
  if (!latest) {
    const { size } = policy.layout;
    return {
      step: 0,
      parameters: initial?.() ?? initialise(policy.layout, config.seed),
      first_moment: new Float32Array(size),
      second_moment: new Float32Array(size),
      carried: nothingRemembered(options),
      figures: noFigures(),
    };
  }
  const checkpoint = loadCheckpoint(latest);
  sameRun(config, checkpoint.description.training, out);
  const { layout, index } = checkpoint.policy;
  if (layout.size !== policy.layout.size) {
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `resume ${out}: its policy has ${layout.size} parameters, this one ${policy.layout.size}; give another --out`,
    );
  }
  if (vocabularyHash(index.vocabulary) !== vocabularyHash(policy.index.vocabulary)) {
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `resume ${out}: its policy has learned other words than these recordings have; give the recordings it was begun with or another --out`,
    );
  }
  const { step } = checkpoint.description;
  const optimiser = loadOptimiser(latest, policy.layout.size);
  return {
    step,
    parameters: checkpoint.parameters,
    first_moment: optimiser.first_moment,
    second_moment: optimiser.second_moment,
    carried: remembered(options, step, optimiser),
    figures: savedFigures(checkpoint.description.training, out),
  };
}

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
 * @throws NO_DATA, CHECKPOINT_MISMATCH, NOT_FINITE (with the step), NO_SPACE, what the engine throws, and the signal's reason
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { config, policy, engine, out, phase, clock } = options;
  const state = begin(options);
  const metrics = openMetrics(out, state.step, clock);
  const { read, held, size } = openData(options);
  const { steps: length } = sequenceShape(config);
  const steps = perBucket((batch, entities) =>
    engine.compile(trainingProgram(policy, config, batch, entities, length)),
  );
  const looks = perBucket((batch, entities) =>
    engine.compile(evaluationProgram(policy, batch, entities, length)),
  );
  const perParameter = { decay_mask: decayMask(policy.layout), ...rateScale(policy, config) };
  const { figures } = state;
  const { tally } = figures;
  const replaced = noFaults();
  // Speed is this process's own: steps since its clock was last read.
  const speed = { since: clock(), steps: 0, samplesPerSecond: 0 };
  let saved = latestStep(out);
  const save = (): void => {
    const { step, parameters, first_moment, second_moment, carried } = state;
    const about = { step, training: { config, engine: engine.name, ...figures } };
    saved = stepFolder(out, step);
    saveCheckpoint(saved, policy, parameters, about, { first_moment, second_moment, ...carried });
  };
  /** Batches that the forecast was made with, in order. */
  const tried: Batch[] = [];
  try {
    if (options.onForecast && state.step < options.until) {
      let milliseconds = 0;
      for (let k = state.step; k < Math.min(options.until, state.step + TRIED); k++) {
        const batch = await read(k - phase.from);
        milliseconds += await timeStep(
          await steps.get(batch),
          batch,
          config,
          state.parameters,
          { ...perParameter, ...state.carried },
          clock,
        );
        tried.push(batch);
      }
      const perStep = milliseconds / tried.length;
      options.onForecast(forecastRun(config, config.steps - state.step, perStep, policy.layout.size, size));
    }
    speed.since = clock();
    while (state.step < options.until) {
      if (options.signal?.aborted) {
        if (state.step > 0 && saved !== stepFolder(out, state.step)) save();
        throw options.signal.reason;
      }
      const step = state.step + 1;
      const batch = tried.shift() ?? (await read(step - 1 - phase.from));
      for (const fault of COMMAND_FAULTS) replaced[fault] += batch.faults[fault];
      const rate = learningRate(config, step);
      const runner = await steps.get(batch);
      const { parameters, first_moment, second_moment, carried } = state;
      const outputs = await runner.run(
        {
          parameters,
          first_moment,
          second_moment,
          ...perParameter,
          ...carried,
          schedule: scheduleInput(rate, step, config),
          ...feeds(batch),
        },
        { parameters, first_moment, second_moment, ...carried },
      );
      checkFinite(`the loss at step ${step}`, outputs.loss);
      checkFinite(`the gradient norm at step ${step}`, outputs.gradient_norm);
      if (carried.memory) checkFinite(`the memory after step ${step}`, carried.memory);
      options.release?.(batch);
      state.step = step;
      speed.steps++;
      count(tally, outputs.loss[0], outputs.metrics);
      if (step % REPORT_EVERY === 0 || step === config.steps) {
        const now = clock();
        const loss = meanLoss(figures);
        const samplesPerSecond = (speed.steps * config.batch * 1000) / Math.max(1, now - speed.since);
        metrics.write({
          step,
          loss,
          learningRate: rate,
          gradientNorm: outputs.gradient_norm[0],
          samplesPerSecond,
          heads: headTable(Float64Array.from(tally.sums)),
        });
        options.onProgress({ step, steps: config.steps, loss, samplesPerSecond });
        Object.assign(speed, { since: now, steps: 0, samplesPerSecond });
        figures.loss = loss;
        clear(tally);
      }
      if (held.length > 0 && (step % config.evaluateEvery === 0 || step === config.steps)) {
        const look = await lookAt(held, (b) => looks.get(b), state.parameters, nothingRemembered(options));
        figures.heldOut = look.heads;
        metrics.write({ step, heldOutLoss: look.loss, heldOut: look.heads });
        Object.assign(speed, { since: clock(), steps: 0 });
      }
      if (step % config.checkpointEvery === 0 || step === options.until) save();
    }
  } finally {
    await steps.dispose();
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

async function lookAt(
  batches: readonly Batch[],
  runnerOf: (batch: Batch) => Promise<Runner>,
  parameters: Float32Array,
  carried: State['carried'],
): Promise<{ loss: number; heads: HeadTable }> {
  const sums = new Float64Array(LOSS_ROWS.length * LOSS_COLUMNS.length);
  let loss = 0;
  for (const batch of batches) {
    const outputs = await (await runnerOf(batch)).run(
      { parameters, ...carried, ...feeds(batch) },
      { ...carried },
    );
    loss += outputs.loss[0] / batches.length;
    for (let i = 0; i < sums.length; i++) sums[i] += outputs.metrics[i];
  }
  return { loss, heads: headTable(sums) };
}
