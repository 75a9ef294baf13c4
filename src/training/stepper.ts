/** One optimiser step as the loop asks for it: one graph a step, or several batches' gradients and an update. P is the number of parameters. */
import type { Engine, Held, ProgramSpec, TensorData } from '../engine/index.js';
import { decayMask } from '../model/parameters.js';
import type { Policy } from '../model/policy.js';
import { partProgram, updateProgram } from './accumulate.js';
import type { Batch } from './batches.js';
import { LOSS_COLUMNS, LOSS_ROWS } from './loss.js';
import { notFinite, notFiniteGradient } from './not-finite.js';
import { feeds, perBucket } from './runners.js';
import { freshWeights, type Weights } from './state.js';
import { type OptimiserConfig, rateScale, scheduleInput, trainingProgram } from './step.js';

/** Where a step's batches come from. */
export interface BatchSource {
  next(): Promise<Batch> | Batch;
  /** Told of each batch that is not read any more. */
  release(batch: Batch): void;
}

/** What a step has measured. */
export interface StepFigures {
  /** Mean over the step's samples, weighted as it is learned. */
  readonly loss: number;
  readonly gradientNorm: number;
  /** (LOSS_ROWS, LOSS_COLUMNS) sums over the step's samples. */
  readonly metrics: Float64Array;
}

export interface Stepper {
  /**
   * Takes step number `step` (1-based) at this rate.
   * @throws NOT_FINITE with the step and the tensor's name
   */
  step(source: BatchSource, rate: number, step: number): Promise<StepFigures>;
  /** The weights now; the next step makes new arrays. */
  weights(): Promise<Weights>;
  /** Milliseconds of a step whose batches are all like this one; what it learns is thrown away. */
  time(batch: Batch, clock: () => number): Promise<number>;
  dispose(): Promise<void>;
}

/** The first run of a graph also lays out its memory, and the data thread reads its first window meanwhile: the fastest counts. */
const TRIALS = 3;
/** What is held of the weights. */
const WEIGHTS = [
  'parameters',
  'first_moment',
  'second_moment',
  'memory',
] as const satisfies (keyof Weights)[];
/** Values of the metrics. */
const SUMS = LOSS_ROWS.length * LOSS_COLUMNS.length;

/** One way to take a step: what it does with each batch, and then. */
interface Way {
  /** Arrays (P) that it holds besides the weights. */
  readonly holds: Readonly<Record<string, Float32Array>>;
  /** Outputs: loss (1), metrics, and gradient_norm (1) where nothing follows. */
  batch(held: Held, batch: Batch, rate: number, step: number): Promise<Record<string, TensorData>>;
  /** Makes the update of what the batches added up, and gives the norm of their gradient; null where each batch makes its own. */
  readonly end: ((held: Held, rate: number, step: number) => Promise<number>) | null;
  dispose(): Promise<void>;
}

/** The program, with what stays where the engine computes. */
function holding(spec: ProgramSpec, holds: Readonly<Record<string, Float32Array>>): ProgramSpec {
  const names = [...WEIGHTS, ...Object.keys(holds)];
  return { ...spec, held: names.filter((name) => name in spec.inputs) };
}

/** @param start the weights of before the first step, which the stepper takes over */
export async function createStepper(
  policy: Policy,
  config: OptimiserConfig,
  engine: Engine,
  start: Weights,
): Promise<Stepper> {
  const way = config.accumulate > 1 ? inParts(policy, config, engine) : atOnce(policy, config, engine);
  const hold = (weights: Weights): Promise<Held> =>
    engine.hold({ ...pickWeights({ ...weights }), ...way.holds });
  const held = await hold(start);
  const { accumulate } = config;
  return {
    async step(source, rate, step) {
      const metrics = new Float64Array(SUMS);
      let loss = 0;
      let gradientNorm = 0;
      for (let part = 1; part <= accumulate; part++) {
        const batch = await source.next();
        const outputs = await way.batch(held, batch, rate, step);
        if (![...outputs.loss, ...(outputs.gradient_norm ?? [])].every(Number.isFinite))
          throw await notFinite(engine, policy, config, {
            step,
            batch,
            state: pickWeights(await held.before()),
          });
        source.release(batch);
        loss += outputs.loss[0] / accumulate;
        gradientNorm = outputs.gradient_norm?.[0] ?? 0;
        for (let i = 0; i < SUMS; i++) metrics[i] += outputs.metrics[i];
      }
      if (way.end) gradientNorm = await way.end(held, rate, step);
      if (!Number.isFinite(gradientNorm)) {
        const { gradient } = await held.before();
        throw notFiniteGradient(policy, step, gradient as Float32Array);
      }
      return { loss, gradientNorm, metrics };
    },
    weights: async () => pickWeights(await held.read()),
    async time(batch, clock) {
      const { parameters, memory } = pickWeights(await held.read());
      const trial = await hold(freshWeights(parameters, memory && { memory }));
      let [learning, updating] = [Number.POSITIVE_INFINITY, 0];
      for (let k = 0; k < TRIALS; k++) {
        const started = clock();
        await way.batch(trial, batch, 0, 1);
        const learned = clock();
        learning = Math.min(learning, learned - started);
        if (!way.end) continue;
        await way.end(trial, 0, 1);
        updating = Math.min(k === 0 ? Number.POSITIVE_INFINITY : updating, clock() - learned);
      }
      await trial.dispose();
      return accumulate * learning + updating;
    },
    async dispose() {
      await way.dispose();
      await held.dispose();
    },
  };
}

function pickWeights(values: Readonly<Record<string, TensorData>>): Weights {
  return Object.fromEntries(
    WEIGHTS.flatMap((name) => (values[name] ? [[name, values[name]]] : [])),
  ) as unknown as Weights;
}

/** What of the update's inputs stays the same from step to step. */
const fixedInputs = (policy: Policy, config: OptimiserConfig): Record<string, Float32Array> => ({
  decay_mask: decayMask(policy.layout),
  ...rateScale(policy, config),
});

/** Loss, gradient and update in one graph. */
function atOnce(policy: Policy, config: OptimiserConfig, engine: Engine): Way {
  const holds = fixedInputs(policy, config);
  const runners = perBucket((batch, entities) =>
    engine.compile(holding(trainingProgram(policy, config, batch, entities), holds)),
  );
  return {
    holds,
    async batch(held, batch, rate, step) {
      const runner = await runners.get(batch);
      const schedule = scheduleInput(rate, step, config);
      return await runner.run({ schedule, ...feeds(batch) }, undefined, held);
    },
    end: null,
    dispose: () => runners.dispose(),
  };
}

/** One graph a batch, which adds to the gradient, and one for the update. */
function inParts(policy: Policy, config: OptimiserConfig, engine: Engine): Way {
  const holds = { ...fixedInputs(policy, config), gradient: new Float32Array(policy.layout.size) };
  const runners = perBucket((batch, entities) =>
    engine.compile(holding(partProgram(policy, config, batch, entities), holds)),
  );
  const updater = engine.compile(holding(updateProgram(policy, config), holds));
  // Who awaits it first is told; until then a failure is nobody's yet.
  updater.catch(() => undefined);
  return {
    holds,
    batch: async (held, batch) => (await runners.get(batch)).run(feeds(batch), undefined, held),
    async end(held, rate, step) {
      const schedule = scheduleInput(rate, step, config);
      const { gradient_norm } = await (await updater).run({ schedule }, undefined, held);
      return gradient_norm[0];
    },
    async dispose() {
      await runners.dispose();
      await (await updater).dispose();
    },
  };
}
