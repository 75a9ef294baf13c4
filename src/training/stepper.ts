/** One optimiser step as the loop asks for it: one graph a step, or several batches' gradients and an update. P is the number of parameters. */
import { checkFinite, type Engine, type TensorData } from '../engine/index.js';
import { checkTensors, decayMask } from '../model/parameters.js';
import type { Policy } from '../model/policy.js';
import { gradientProgram, updateProgram } from './accumulate.js';
import type { Batch } from './batches.js';
import { LOSS_COLUMNS, LOSS_ROWS } from './loss.js';
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
   * Takes step number `step` (1-based) from these weights at this rate, and writes over them.
   * @throws NOT_FINITE with the step and, for a gradient, the tensor's name
   */
  step(weights: Weights, source: BatchSource, rate: number, step: number): Promise<StepFigures>;
  /** Milliseconds of a step whose batches are all like this one; it is taken on a copy of the parameters (P) and thrown away. */
  time(parameters: Float32Array, batch: Batch, clock: () => number): Promise<number>;
  dispose(): Promise<void>;
}

/** The first run of a graph also lays out its memory, and the data thread reads its first window meanwhile: the fastest counts. */
const TRIALS = 3;
/** Values of the metrics. */
const SUMS = LOSS_ROWS.length * LOSS_COLUMNS.length;

type Outputs = Record<string, TensorData>;

/** One way to take a step: what it does with each batch, and then. Outputs of `batch` are loss (1) and metrics; of `end` gradient_norm (1). */
interface Way {
  batch(weights: Weights, batch: Batch, rate: number, step: number): Promise<Outputs>;
  end(weights: Weights, rate: number, step: number): Promise<Outputs>;
  dispose(): Promise<void>;
}

export function createStepper(policy: Policy, config: OptimiserConfig, engine: Engine): Stepper {
  const way = config.accumulate > 1 ? inParts(policy, config, engine) : atOnce(policy, config, engine);
  const { accumulate } = config;
  return {
    async step(weights, source, rate, step) {
      const metrics = new Float64Array(SUMS);
      let loss = 0;
      for (let part = 1; part <= accumulate; part++) {
        const batch = await source.next();
        const outputs = await way.batch(weights, batch, rate, step);
        source.release(batch);
        const which = accumulate > 1 ? `, batch ${part} of ${accumulate}` : '';
        checkFinite(`the loss at step ${step}${which}`, outputs.loss);
        loss += outputs.loss[0] / accumulate;
        for (let i = 0; i < SUMS; i++) metrics[i] += outputs.metrics[i];
      }
      const { gradient_norm } = await way.end(weights, rate, step);
      if (!Number.isFinite(gradient_norm[0]))
        // The first moment has the gradient in it, so it tells the tensor; the squares' sum alone may overflow too.
        checkTensors(`the gradient at step ${step}`, weights.first_moment, policy.layout);
      checkFinite(`the gradient norm at step ${step}`, gradient_norm);
      return { loss, gradientNorm: gradient_norm[0], metrics };
    },
    async time(parameters, batch, clock) {
      let [learning, updating] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (let trial = 0; trial < TRIALS; trial++) {
        const weights = freshWeights(parameters.slice());
        const started = clock();
        await way.batch(weights, batch, 0, 1);
        const learned = clock();
        learning = Math.min(learning, learned - started);
        if (accumulate === 1) continue;
        await way.end(weights, 0, 1);
        updating = Math.min(updating, clock() - learned);
      }
      return accumulate === 1 ? learning : accumulate * learning + updating;
    },
    dispose: way.dispose,
  };
}

/** What of the update's inputs stays the same from step to step. */
const fixedInputs = (policy: Policy, config: OptimiserConfig): Record<string, Float32Array> => ({
  decay_mask: decayMask(policy.layout),
  ...rateScale(policy, config),
});

/** Loss, gradient and update in one graph. */
function atOnce(policy: Policy, config: OptimiserConfig, engine: Engine): Way {
  const runners = perBucket((batch, entities) =>
    engine.compile(trainingProgram(policy, config, batch, entities)),
  );
  const fixed = fixedInputs(policy, config);
  let last: Outputs = {};
  return {
    async batch({ parameters, first_moment, second_moment }, batch, rate, step) {
      const runner = await runners.get(batch);
      const weights = { parameters, first_moment, second_moment };
      const schedule = scheduleInput(rate, step, config);
      last = await runner.run({ ...weights, ...fixed, schedule, ...feeds(batch) }, weights);
      return last;
    },
    end: async () => last,
    dispose: () => runners.dispose(),
  };
}

/** One graph a batch, which adds to the gradient, and one for the update. */
function inParts(policy: Policy, config: OptimiserConfig, engine: Engine): Way {
  const runners = perBucket((batch, entities) =>
    engine.compile(gradientProgram(policy, config, batch, entities)),
  );
  const updater = engine.compile(updateProgram(policy, config));
  // Who awaits it first is told; until then a failure is nobody's yet.
  updater.catch(() => undefined);
  const fixed = fixedInputs(policy, config);
  const gradient = new Float32Array(policy.layout.size);
  return {
    async batch({ parameters }, batch) {
      const runner = await runners.get(batch);
      return await runner.run({ parameters, gradient, ...feeds(batch) }, { gradient });
    },
    async end({ parameters, first_moment, second_moment }, rate, step) {
      const weights = { parameters, first_moment, second_moment };
      const schedule = scheduleInput(rate, step, config);
      const outputs = await (await updater).run({ ...weights, gradient, ...fixed, schedule }, weights);
      gradient.fill(0);
      return outputs;
    },
    async dispose() {
      await runners.dispose();
      await (await updater).dispose();
    },
  };
}
