/**
 * The learning-rate range test (Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3): a short run whose rate grows
 * from step to step, here by a constant factor, until the loss breaks out. The rate to train with is where the loss falls fastest. Nothing that it
 * learns is kept.
 */
import type { Engine } from '../engine/index.js';
import type { Policy } from '../model/policy.js';
import { hasCode } from '../spec/errors.js';
import type { TrainingConfig } from './config.js';
import { startOf } from './state.js';
import { type BatchSource, createStepper } from './stepper.js';

/** First and last rate: below the first no loss moves in a hundred steps, above the last none is stable. */
const LOWEST_RATE = 1e-6;
const HIGHEST_RATE = 1;
/** The test ends where the loss is so many times its lowest. */
const BROKEN_OUT = 4;
/** Decay of the running mean that says so. */
const RUNNING_DECAY = 0.9;
/** Steps on each side that a point of the curve is smoothed over, as a share of all. */
const REACH = 1 / 16;

export interface RatePoint {
  readonly rate: number;
  /** Loss of the step at this rate, as it is learned. */
  readonly loss: number;
  /** Mean over the neighbouring steps. */
  readonly smoothed: number;
}

export interface RateFinding {
  /** Rate at which the loss falls fastest; null where it does not fall. */
  readonly suggested: number | null;
  /** Rate of the lowest smoothed loss. */
  readonly lowest: number;
  /** Rate at which the loss broke out; null where it never did. */
  readonly brokeOut: number | null;
  readonly curve: readonly RatePoint[];
}

export interface FindOptions {
  readonly config: TrainingConfig;
  readonly policy: Policy;
  readonly engine: Engine;
  /** Parameters (P) that the run would begin with; null for fresh ones. */
  readonly initial: (() => Float32Array) | null;
  readonly source: BatchSource;
  /** Steps from the lowest rate to the highest. */
  readonly steps: number;
  readonly signal: AbortSignal;
  readonly onStep: (step: number, loss: number) => void;
}

/**
 * Rate of step `k` (0-based) of `steps`.
 * @internal
 */
export function rateOf(k: number, steps: number): number {
  return LOWEST_RATE * (HIGHEST_RATE / LOWEST_RATE) ** (k / (steps - 1));
}

/**
 * Runs the test from the start that these settings have.
 * @throws NOT_FINITE where the first step's loss is, and what reading, the engine and the signal throw
 */
export async function findRate(options: FindOptions): Promise<RateFinding> {
  const { config, policy, engine, source, steps, signal } = options;
  const start = startOf(policy, config, options.initial);
  const stepper = await createStepper(policy, config, engine, start);
  const losses: number[] = [];
  let [running, lowest] = [0, Number.POSITIVE_INFINITY];
  let brokeOut: number | null = null;
  try {
    for (let k = 0; k < steps && brokeOut === null; k++) {
      signal.throwIfAborted();
      const loss = await lossAt(k);
      if (loss === null) {
        brokeOut = rateOf(k, steps);
        break;
      }
      losses.push(loss);
      options.onStep(k + 1, loss);
      running = RUNNING_DECAY * running + (1 - RUNNING_DECAY) * loss;
      const mean = running / (1 - RUNNING_DECAY ** (k + 1));
      lowest = Math.min(lowest, mean);
      if (mean > BROKEN_OUT * lowest) brokeOut = rateOf(k, steps);
    }
  } finally {
    await stepper.dispose();
  }
  return { ...readCurve(losses, steps), brokeOut };

  /** Null where a rate so high has made it infinite; that of the start is a mistake. */
  async function lossAt(k: number): Promise<number | null> {
    try {
      return (await stepper.step(source, rateOf(k, steps), k + 1)).loss;
    } catch (error) {
      if (k > 0 && hasCode(error, 'NOT_FINITE')) return null;
      throw error;
    }
  }
}

/**
 * What the losses at rising rates say. Means and slopes are taken over the same neighbours on both sides (a local line of least squares), so that
 * neither lags behind the rate as a running mean does.
 * @internal
 */
export function readCurve(
  losses: readonly number[],
  steps: number,
): Pick<RateFinding, 'suggested' | 'lowest' | 'curve'> {
  const reach = Math.max(2, Math.round(steps * REACH));
  const around = (k: number): { mean: number; slope: number; whole: boolean } => {
    const [from, to] = [Math.max(0, k - reach), Math.min(losses.length - 1, k + reach)];
    const part = losses.slice(from, to + 1);
    const mean = part.reduce((a, b) => a + b, 0) / part.length;
    const middle = (from + to) / 2;
    let [up, across] = [0, 0];
    part.forEach((loss, i) => {
      up += (from + i - middle) * (loss - mean);
      across += (from + i - middle) ** 2;
    });
    return { mean, slope: across > 0 ? up / across : 0, whole: to - from === 2 * reach };
  };
  const fits = losses.map((_, k) => around(k));
  const curve = losses.map((loss, k) => ({ rate: rateOf(k, steps), loss, smoothed: fits[k].mean }));
  const lowest = fits.reduce((best, { mean }, k) => (mean < fits[best].mean ? k : best), 0);
  // At an edge a line is laid through fewer points, and a few points say anything.
  const candidates = fits.flatMap(({ slope, whole }, k) => (whole && k <= lowest && slope < 0 ? [k] : []));
  const steepest = candidates.reduce<number | null>(
    (best, k) => (best === null || fits[k].slope < fits[best].slope ? k : best),
    null,
  );
  return {
    suggested: steepest === null ? null : rateOf(steepest, steps),
    lowest: rateOf(lowest, steps),
    curve,
  };
}
