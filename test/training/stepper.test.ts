import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Demonstrations } from '../../replays/demonstrations.js';
import { createEngine, type Engine } from '../../src/engine/index.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { type Batch, trainingBatches } from '../../src/training/batches.js';
import { policyConfig, type TrainingConfig, trainingConfigSchema } from '../../src/training/config.js';
import { freshWeights, startOf, type Weights } from '../../src/training/state.js';
import { createStepper, type StepFigures } from '../../src/training/stepper.js';
import { recordMatches } from './recordings.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-stepper-'));
const whole: TrainingConfig = trainingConfigSchema.parse({
  size: 'nano',
  batch: 16,
  heldOut: 0.3,
  window: 64,
  context: true,
  history: 2,
  contextBatch: 8,
  contextDropout: 0.2,
  dropout: 0.2,
  labelSmoothing: 0.1,
  lossWeights: { delay: 2 },
});
const parted: TrainingConfig = { ...whole, batch: 4, contextBatch: 2, accumulate: 4 };
const policy = createPolicy(policyConfig(whole), SKIRMISH_VOCABULARY);

let demonstrations: Demonstrations;
let engine: Engine;
beforeAll(async () => {
  demonstrations = await recordMatches(join(folder, 'data'));
  engine = await createEngine('onnx', { threads: 1 });
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

/** A part of every array of a record whose arrays all have `of` rows. */
function rows<T extends object>(arrays: T, of: number, from: number, to: number): T {
  const entries = Object.entries(arrays).map(([name, value]) => {
    if (!ArrayBuffer.isView(value)) return [name, name === 'batch' ? to - from : value];
    const array = value as Float32Array;
    const wide = array.length / of;
    return [name, array.slice(from * wide, to * wide)];
  });
  return Object.fromEntries(entries) as T;
}

/** The batch cut into as many as a step of `parted` takes. */
function cut(batch: Batch): Batch[] {
  const { context } = batch;
  if (!context || !batch.kept) throw new Error('the batch must have contexts and dropout');
  return [0, 1, 2, 3].map((part) => {
    const [from, to] = [part * parted.batch, (part + 1) * parted.batch];
    const [first, last] = [part * parted.contextBatch, (part + 1) * parted.contextBatch];
    const { inputs, ...other } = context;
    return {
      ...batch,
      inputs: rows(batch.inputs, whole.batch, from, to),
      targets: rows(batch.targets, whole.batch, from, to),
      ...rows({ kept: batch.kept }, whole.batch, from, to),
      context: {
        ...rows(other, whole.contextBatch, first, last),
        inputs: rows(inputs, whole.contextBatch, first, last),
      },
    };
  });
}

const fresh = (): Weights => freshWeights(initialise(policy.layout, 3));

/** Two steps with these settings from fresh weights, over these batches. */
async function learn(
  config: TrainingConfig,
  batches: readonly Batch[],
): Promise<{ weights: Weights; figures: StepFigures; released: Batch[] }> {
  const stepper = await createStepper(policy, config, engine, fresh());
  const queue = [...batches];
  const released: Batch[] = [];
  const source = { next: () => queue.shift() as Batch, release: (batch: Batch) => released.push(batch) };
  await stepper.step(source, 1e-3, 1);
  const figures = await stepper.step(source, 1e-3, 2);
  const weights = await stepper.weights();
  await stepper.dispose();
  return { weights, figures, released };
}

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

it('learns from four small batches what it learns from one of all their samples, up to rounding', async () => {
  const read = trainingBatches(demonstrations, whole, policy, 0);
  const batches = [read(0), read(1)];
  const once = await learn(whole, batches);
  const parts = await learn(parted, batches.flatMap(cut));
  expect(parts.figures.loss).toBeCloseTo(once.figures.loss, 4);
  expect(parts.figures.gradientNorm / once.figures.gradientNorm).toBeCloseTo(1, 4);
  expect(furthest(parts.figures.metrics, once.figures.metrics)).toBeLessThan(2e-3);
  expect(furthest(parts.weights.first_moment, once.weights.first_moment)).toBeLessThan(1e-5);
  const start = fresh().parameters;
  const moved = furthest(once.weights.parameters, start);
  expect(moved).toBeGreaterThan(1e-3);
  // Where a gradient is all rounding, AdamW's division makes much of it; such parameters are few.
  const off = Array.from(parts.weights.parameters, (value, i) =>
    Math.abs(value - once.weights.parameters[i]),
  );
  expect(off.filter((distance) => distance > 1e-5).length).toBeLessThan(0.01 * off.length);
  expect(parts.released).toHaveLength(8);
});

it('is not the same when one of the small batches is another', async () => {
  const read = trainingBatches(demonstrations, whole, policy, 0);
  const parts = [read(0), read(1)].flatMap(cut);
  const [, second, ...rest] = parts;
  const once = await learn(parted, parts);
  const other = await learn(parted, [second, second, ...rest]);
  expect(furthest(other.weights.first_moment, once.weights.first_moment)).toBeGreaterThan(1e-4);
});

it.each([
  ['at once', whole, (batch: Batch) => [batch]],
  ['in parts', parted, cut],
] as const)('%s, stops at a loss that is no number, and names the input', async (_, config, split) => {
  const batch = trainingBatches(demonstrations, whole, policy, 0)(0);
  batch.inputs.scalars[0] = Number.NaN;
  await expect(learn(config, split(batch))).rejects.toMatchObject({
    code: 'NOT_FINITE',
    message: expect.stringMatching(/^training step 1: .*; the input scalars has NaN at \[0, 0\]/),
  });
});

it.each([
  ['at once', whole, (batch: Batch) => [batch]],
  ['in parts', parted, cut],
] as const)('%s, stops at weights that are no number, and names the tensor', async (_, config, split) => {
  const start = fresh();
  const { name, offset } = policy.layout.slices[2];
  start.parameters[offset] = Number.NaN;
  const stepper = await createStepper(policy, config, engine, start);
  const queue = split(trainingBatches(demonstrations, whole, policy, 0)(0));
  const source = { next: () => queue.shift() as Batch, release: () => undefined };
  await expect(stepper.step(source, 1e-3, 1)).rejects.toMatchObject({
    code: 'NOT_FINITE',
    message: expect.stringContaining(`the parameters had NaN in ${name} at`),
  });
  await stepper.dispose();
});

it('in parts, names the tensor of a sum of gradients that is no number', async () => {
  const huge = { ...parted, lossWeights: { function: 3e38 } };
  await expect(learn(huge, cut(trainingBatches(demonstrations, whole, policy, 0)(0)))).rejects.toMatchObject({
    code: 'NOT_FINITE',
    message: expect.stringMatching(/^training step 1: /),
  });
});

describe('a memory', () => {
  const config: TrainingConfig = {
    ...trainingConfigSchema.parse({ size: 'nano', latents: 4, memory: true, sequence: 4, batch: 8 }),
    dropout: 0.3,
  };
  const remembering = createPolicy(policyConfig(config), SKIRMISH_VOCABULARY);
  const start = (): Weights => startOf(remembering, config, null);

  /** Weights after so many batches at a rate of 0: only what is remembered moves. */
  async function carriedOver(batches: number, accumulate: number): Promise<Weights> {
    const stepper = await createStepper(remembering, { ...config, accumulate }, engine, start());
    const read = trainingBatches(demonstrations, config, remembering, 0);
    let k = 0;
    const source = { next: () => read(k++), release: () => undefined };
    for (let step = 1; step <= batches / accumulate; step++) await stepper.step(source, 0, step);
    const weights = await stepper.weights();
    await stepper.dispose();
    return weights;
  }

  it('is carried from batch to batch, within a step of several as from step to step', async () => {
    const [one, two, parts] = [await carriedOver(1, 1), await carriedOver(2, 1), await carriedOver(2, 2)];
    expect(one.memory).toHaveLength(start().memory?.length ?? 0);
    expect(one.memory?.some((value) => value !== 0)).toBe(true);
    expect(furthest(one.memory ?? [], two.memory ?? [])).toBeGreaterThan(0.01);
    expect(furthest(two.memory ?? [], parts.memory ?? [])).toBeLessThan(1e-5);
  });

  it('that is no number before a step is named', async () => {
    const poisoned = start();
    poisoned.memory?.fill(Number.NaN, 5, 6);
    const batch = trainingBatches(demonstrations, config, remembering, 0)(0);
    const stepper = await createStepper(remembering, config, engine, poisoned);
    await expect(
      stepper.step({ next: () => batch, release: () => undefined }, 1e-3, 1),
    ).rejects.toMatchObject({
      code: 'NOT_FINITE',
      message: expect.stringContaining('the memory had NaN at [5] before it'),
    });
    await stepper.dispose();
  });
});

it('times a step without changing the parameters', async () => {
  const batch = trainingBatches(demonstrations, whole, policy, 0)(0);
  const [part] = cut(batch);
  let now = 0;
  const clock = (): number => {
    now += 10;
    return now;
  };
  for (const [config, shown, milliseconds] of [
    [whole, batch, 10],
    [parted, part, 4 * 10 + 10],
  ] as const) {
    const stepper = await createStepper(policy, config, engine, fresh());
    expect(await stepper.time(shown, clock)).toBe(milliseconds);
    expect(await stepper.weights()).toEqual(fresh());
    await stepper.dispose();
  }
});
