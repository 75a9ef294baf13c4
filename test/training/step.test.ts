import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type Runner, type TensorData } from '../../src/engine/index.js';
import { modelConfig } from '../../src/model/config.js';
import { decayMask, initialise } from '../../src/model/parameters.js';
import { createPolicy, isOfContext } from '../../src/model/policy.js';
import { contextHidden } from '../../src/model/tokens.js';
import { createRandom } from '../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { feeds } from '../../src/training/runners.js';
import {
  CONTEXT,
  evaluationProgram,
  type OptimiserConfig,
  rateScale,
  scheduleInput,
  trainingProgram,
} from '../../src/training/step.js';
import { situations } from './situations.js';

const BATCH = 4;
const ENTITIES = 16;
const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
const { layout } = policy;

/** Four situations with a different kind of command each. */
const batch = (): Record<string, TensorData> => feeds(situations(policy, BATCH, ENTITIES));

interface Point {
  readonly parameters: Float32Array;
  readonly first_moment: Float32Array;
  readonly second_moment: Float32Array;
}

const norm = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ** 2;
  return Math.sqrt(sum);
};

const PLAIN: OptimiserConfig = {
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0,
  clipNorm: 1e9,
  lossWeights: {},
  labelSmoothing: 0,
  dropout: 0,
  accumulate: 1,
  contextBatch: 0,
  contextRate: 1,
  contextDropout: 0,
  sequence: 16,
};
const RATE = 1e-3;
const AT = 7;

describe('the training step', () => {
  const shown = batch();
  const decay_mask = decayMask(layout);
  const parameters = initialise(layout, 5);
  let engine: Engine;

  /** One step at step number AT from this point with these settings. */
  async function step(optimiser: OptimiserConfig, from: Point): Promise<Record<string, TensorData>> {
    const runner = await engine.compile(trainingProgram(policy, optimiser, BATCH, ENTITIES));
    const schedule = scheduleInput(RATE, AT, optimiser);
    const outputs = await runner.run({ ...from, decay_mask, schedule, ...shown });
    await runner.dispose();
    return outputs;
  }

  const fresh = (): Point => ({
    parameters: parameters.slice(),
    first_moment: new Float32Array(layout.size),
    second_moment: new Float32Array(layout.size),
  });
  /** As after some steps: moments that are not zero. */
  const underWay = (): Point => {
    const random = createRandom('moments');
    const from = fresh();
    for (let i = 0; i < layout.size; i++) {
      from.first_moment[i] = random.range(-0.01, 0.01);
      from.second_moment[i] = random.range(1e-5, 1e-3);
    }
    return from;
  };
  /** The gradient, out of the first moment of a step that began with none. */
  const gradientOf = ({ first_moment }: Record<string, TensorData>): Float64Array =>
    Float64Array.from(first_moment, (value) => value / (1 - PLAIN.beta1));

  let plain: Record<string, TensorData>;
  let gradient: Float64Array;
  let look: Runner;
  beforeAll(async () => {
    engine = await createEngine('onnx', { threads: 1 });
    plain = await step(PLAIN, fresh());
    gradient = gradientOf(plain);
    look = await engine.compile(evaluationProgram(policy, BATCH, ENTITIES));
  });
  afterAll(() => engine.dispose());

  const lossAt = async (at: Float32Array): Promise<number> =>
    (await look.run({ parameters: at, ...shown })).loss[0];

  it('measures the same loss and metrics as a look without learning', async () => {
    const looked = await look.run({ parameters, ...shown });
    expect(plain.loss[0]).toBeCloseTo(looked.loss[0], 4);
    for (const [i, value] of looked.metrics.entries()) expect(plain.metrics[i]).toBeCloseTo(value, 3);
  });

  it('finds for every tensor the gradient that differences of the loss show', async () => {
    // Along a tensor's own gradient g the loss changes by |g|; tensors that hardly matter drown in rounding.
    let checked = 0;
    for (const { name, offset, size } of layout.slices) {
      const slope = norm(gradient.subarray(offset, offset + size));
      if (slope < 0.02) continue;
      const h = 0.01;
      const moved = (sign: number): Float32Array => {
        const at = parameters.slice();
        for (let i = offset; i < offset + size; i++) at[i] += (sign * h * gradient[i]) / slope;
        return at;
      };
      const difference = ((await lossAt(moved(1))) - (await lossAt(moved(-1)))) / (2 * h);
      expect(Math.abs(difference - slope), name).toBeLessThan(0.02 * slope + 1e-3);
      checked++;
    }
    expect(checked).toBeGreaterThan(layout.slices.length / 2);
  });

  it('is AdamW: moments, their correction, and decay, as plain arithmetic has them', async () => {
    const optimiser = { ...PLAIN, weightDecay: 0.1 };
    const from = underWay();
    const got = await step(optimiser, from);
    const { beta1, beta2, epsilon, weightDecay } = optimiser;
    for (let i = 0; i < layout.size; i++) {
      const first = beta1 * from.first_moment[i] + (1 - beta1) * gradient[i];
      const second = beta2 * from.second_moment[i] + (1 - beta2) * gradient[i] ** 2;
      const adam = first / (1 - beta1 ** AT) / (Math.sqrt(second / (1 - beta2 ** AT)) + epsilon);
      const want = parameters[i] - RATE * (adam + weightDecay * decay_mask[i] * parameters[i]);
      if (Math.abs(got.first_moment[i] - first) > 1e-5) expect.fail(`first moment ${i}`);
      if (Math.abs(got.second_moment[i] - second) > 1e-5 * (1 + second)) expect.fail(`second moment ${i}`);
      if (Math.abs(got.parameters[i] - want) > 2e-6)
        expect.fail(`parameter ${i}: want ${want}, got ${got.parameters[i]}`);
    }
  });

  it('shortens a gradient over the limit to it, keeps its direction, and reports its true length', async () => {
    const length = norm(gradient);
    expect(plain.gradient_norm[0]).toBeCloseTo(length, 2);
    const short = await step({ ...PLAIN, clipNorm: length / 4 }, fresh());
    const clipped = gradientOf(short);
    expect(short.gradient_norm[0]).toBeCloseTo(length, 2);
    expect(norm(clipped)).toBeCloseTo(length / 4, 3);
    const off = clipped.map((value, i) => value * 4 - gradient[i]);
    expect(norm(off)).toBeLessThan(1e-4 * length);
    const long = await step({ ...PLAIN, clipNorm: length * 1.01 }, fresh());
    expect(norm(gradientOf(long).map((value, i) => value - gradient[i]))).toBeLessThan(1e-5 * length);
  });

  it('decays what the mask names and nothing else', async () => {
    const decayed = await step({ ...PLAIN, weightDecay: 0.5 }, fresh());
    for (const { name, offset, size, decay } of layout.slices) {
      for (let i = offset; i < offset + size; i++) {
        const lost = plain.parameters[i] - decayed.parameters[i];
        const want = decay ? RATE * 0.5 * parameters[i] : 0;
        if (Math.abs(lost - want) > 5e-7) expect.fail(`${name}: lost ${lost}, want ${want}`);
      }
    }
  });

  it('learns one batch: thirty steps more than halve the loss', async () => {
    const optimiser = { ...PLAIN, clipNorm: 1 };
    const runner = await engine.compile(trainingProgram(policy, optimiser, BATCH, ENTITIES));
    const state = { ...fresh() };
    let first = Number.NaN;
    let last = Number.NaN;
    for (let at = 1; at <= 30; at++) {
      const schedule = scheduleInput(5e-3, at, optimiser);
      const { loss } = await runner.run({ ...state, decay_mask, schedule, ...shown }, { ...state });
      if (at === 1) first = loss[0];
      last = loss[0];
    }
    expect(last).toBeLessThan(first / 2);
  });
});

it('the schedule holds the rate and the corrections of both moments', () => {
  const [rate, first, second] = scheduleInput(2e-3, 3, PLAIN);
  expect(rate).toBeCloseTo(2e-3, 9);
  expect(first).toBeCloseTo(1 - 0.729, 6);
  expect(second).toBeCloseTo(1 - 0.941192, 6);
});

describe('the training step with contexts', () => {
  const CONTEXTS = 3;
  const reading = createPolicy({ ...modelConfig('nano'), history: 2, context: true }, SKIRMISH_VOCABULARY);
  const { slices, size } = reading.layout;
  const parameters = initialise(reading.layout, 6);
  const optimiser: OptimiserConfig = { ...PLAIN, contextBatch: CONTEXTS, contextRate: 8 };
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine('onnx', { threads: 1 });
  });
  afterAll(() => engine.dispose());

  /** Random numbers in every input of a step; `whole` seeds those of whole demonstrations, `contexts` the others. */
  async function step(
    settings: OptimiserConfig,
    whole: number,
    contexts: number,
    given: Record<string, TensorData> = {},
  ) {
    const program = trainingProgram(reading, settings, BATCH, ENTITIES);
    const feeds = Object.entries(program.inputs).map(([name, { shape, dtype }]): [string, TensorData] => {
      const random = createRandom('fed', name, name.startsWith(CONTEXT) ? contexts : whole);
      const length = shape.reduce((a, b) => a * b, 1);
      if (dtype === 'int32') return [name, Int32Array.from({ length }, () => random.int(2))];
      const ones = /mask|shown|outcome_known/.test(name);
      return [name, Float32Array.from({ length }, () => (ones ? 1 : random.range(-1, 1)))];
    });
    const runner = await engine.compile(program);
    const outputs = await runner.run({
      ...Object.fromEntries(feeds),
      ...given,
      parameters,
      first_moment: new Float32Array(size),
      second_moment: new Float32Array(size),
      decay_mask: decayMask(reading.layout),
      schedule: scheduleInput(RATE, AT, settings),
      ...rateScale(reading, settings),
    });
    await runner.dispose();
    return outputs;
  }
  const part = (values: TensorData, ofContext: boolean): number[] =>
    slices
      .filter(({ name }) => isOfContext(name) === ofContext)
      .flatMap(({ offset, size: length }) => [...values.subarray(offset, offset + length)]);

  it('teaches what reads the context by contexts alone, and the rest by whole demonstrations', async () => {
    const one = await step(optimiser, 1, 1);
    const otherWhole = await step(optimiser, 2, 1);
    const otherContexts = await step(optimiser, 1, 2);
    expect(part(otherWhole.first_moment, true)).toEqual(part(one.first_moment, true));
    expect(part(otherWhole.first_moment, false)).not.toEqual(part(one.first_moment, false));
    expect(part(otherContexts.first_moment, true)).not.toEqual(part(one.first_moment, true));
  });

  it('teaches nothing to hidden numbers that are dropped, and the same where none are', async () => {
    const settings = { ...optimiser, contextDropout: 0.5 };
    const { slices: all } = reading.layout;
    const hidden = contextHidden(reading.config);
    const kept = Float32Array.from({ length: CONTEXTS * hidden }, (_, i) => (i % hidden < 5 ? 0 : 1));
    const dropped = await step(settings, 1, 1, { [`${CONTEXT}kept`]: kept });
    const rows = all.find(({ name }) => name === 'tokens.context.down.w');
    const taught = dropped.first_moment.subarray(rows?.offset, (rows?.offset ?? 0) + (rows?.size ?? 0));
    const lost = 5 * reading.config.width;
    expect(taught.subarray(0, lost).every((gradient) => gradient === 0)).toBe(true);
    expect(taught.subarray(lost).some((gradient) => gradient !== 0)).toBe(true);
    const whole = await step(settings, 1, 1, { [`${CONTEXT}kept`]: kept.fill(1) });
    expect(whole.first_moment).toEqual((await step(optimiser, 1, 1)).first_moment);
  });

  it('clips each part by its own length and reports that of both', async () => {
    const free = await step(optimiser, 1, 1);
    const lengths = [true, false].map(
      (ofContext) => norm(part(free.first_moment, ofContext)) / (1 - PLAIN.beta1),
    );
    expect(free.gradient_norm[0]).toBeCloseTo(norm(lengths), 2);
    const most = Math.min(...lengths) / 2;
    const cut = await step({ ...optimiser, clipNorm: most }, 1, 1);
    for (const ofContext of [true, false])
      expect(norm(part(cut.first_moment, ofContext)) / (1 - PLAIN.beta1)).toBeCloseTo(most, 3);
    expect(cut.gradient_norm[0]).toBeCloseTo(norm(lengths), 2);
  });

  it('moves what contexts teach at their own rate', async () => {
    const fast = await step(optimiser, 1, 1);
    const plain = await step({ ...optimiser, contextRate: 1 }, 1, 1);
    const moved = (outputs: Record<string, TensorData>, ofContext: boolean): number =>
      norm(
        part(
          outputs.parameters.map((value, i) => value - parameters[i]),
          ofContext,
        ),
      );
    expect(moved(fast, true) / moved(plain, true)).toBeCloseTo(8, 2);
    expect(moved(fast, false)).toBe(moved(plain, false));
  });
});
