import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Demonstrations } from '../../replays/demonstrations.js';
import { createEngine, type Engine } from '../../src/engine/index.js';
import { loadCheckpoint, loadOptimiser, saveCheckpoint, stepFolder } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { average, decayAt } from '../../src/training/average.js';
import { type Batch, trainingBatches } from '../../src/training/batches.js';
import {
  learningRate,
  policyConfig,
  type TrainingConfig,
  trainingConfigSchema,
} from '../../src/training/config.js';
import { type Forecast, forecastText } from '../../src/training/forecast.js';
import { type TrainOptions, type TrainResult, train } from '../../src/training/loop.js';
import { LOSS_ROWS } from '../../src/training/loss.js';
import { recordMatches } from './recordings.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-loop-'));
const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
const config: TrainingConfig = trainingConfigSchema.parse({
  size: 'nano',
  batch: 16,
  steps: 40,
  warmup: 5,
  learningRate: 5e-3,
  heldOut: 0.3,
  evaluateEvery: 20,
  evaluateBatches: 2,
  checkpointEvery: 10,
  window: 64,
});

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

function run(name: string, until: number, more: Partial<TrainOptions> = {}): Promise<TrainResult> {
  let now = 0;
  return train({
    config,
    policy,
    engine,
    open: () => demonstrations,
    initial: null,
    out: join(folder, name),
    until,
    phase: { number: 0, from: 0 },
    clock: () => {
      now += 100;
      return now;
    },
    onForecast: null,
    onProgress: () => undefined,
    ...more,
  });
}

/** The metrics of a run without what depends on the clock. */
function metricsOf(name: string): Record<string, unknown>[] {
  const lines = readFileSync(join(folder, name, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const { samplesPerSecond: _, ...rest } = JSON.parse(line) as Record<string, unknown>;
    return rest;
  });
}

it('knows functions better when it learns them from contexts besides', async () => {
  const alone: TrainingConfig = { ...config, context: true, history: 2 };
  // The rate of this file is five times the usual one already.
  const besides: TrainingConfig = { ...alone, contextBatch: 128, contextRate: 2 };
  const loss = async (name: string, shown: TrainingConfig): Promise<number> => {
    const made = createPolicy(policyConfig(shown), SKIRMISH_VOCABULARY);
    const { heldOut } = await run(name, 40, { config: shown, policy: made });
    return heldOut?.function.loss ?? Number.NaN;
  };
  expect(await loss('besides', besides)).toBeLessThan(await loss('alone', alone));
});

it('says what a run will cost before it begins, and learns the same', async () => {
  const forecasts: Forecast[] = [];
  const told = await run('told', 10, { onForecast: (forecast) => forecasts.push(forecast) });
  const untold = await run('untold', 10);
  expect(told.weightsHash).toBe(untold.weightsHash);
  expect(forecasts).toHaveLength(1);
  const [forecast] = forecasts;
  expect(forecast).toMatchObject({ steps: 40, parameters: policy.layout.size });
  expect(forecast.seconds).toBeCloseTo(4); // The clock goes on by 0.1 s at each look.
  expect(forecastText(forecast)).toMatch(/^forecast: 40 steps in about 4 s/);
});

describe('training', () => {
  let whole: TrainResult;
  beforeAll(async () => {
    whole = await run('whole', 40);
  });

  it('learns: the loss falls, and figures of every head are there', () => {
    const lines = metricsOf('whole');
    expect(lines.map(({ step, loss }) => [step, loss === undefined ? 'look' : 'line'])).toEqual([
      [20, 'look'],
      [25, 'line'],
      [40, 'line'],
      [40, 'look'],
    ]);
    expect(lines[2].loss as number).toBeLessThan(lines[1].loss as number);
    expect(whole.step).toBe(40);
    expect(whole.loss).toBe(lines[2].loss);
    expect(lines[2].learningRate).toBeCloseTo(config.learningRate * config.finalLearningRate, 9);
    expect(Object.keys(lines[2].heads as object)).toEqual([...LOSS_ROWS]);
  });

  it('looks at held-out files', () => {
    const look = metricsOf('whole').at(-1);
    expect(whole.heldOut).toEqual(look?.heldOut);
    expect(look?.heldOutLoss).toBeGreaterThan(0);
    expect(look?.heldOutLoss).not.toBe(metricsOf('whole')[0].heldOutLoss);
    for (const row of ['function', 'delay', 'pivot', 'value'] as const) {
      const { loss, top1 } = whole.heldOut?.[row] ?? { loss: null, top1: null };
      expect(loss, row).toBeGreaterThan(0);
      expect(top1, row).toBeGreaterThanOrEqual(0);
      expect(top1, row).toBeLessThanOrEqual(1);
    }
  });

  it('goes on where it stopped, as if it had not: the same weights, metrics and figures', async () => {
    const half = await run('halves', 20);
    expect(half.step).toBe(20);
    expect(half.checkpoint).toBe(stepFolder(join(folder, 'halves'), 20));
    expect(half.loss).toBeGreaterThan(0);
    const done = await run('halves', 40);
    expect(done).toEqual({ ...whole, checkpoint: done.checkpoint, samplesPerSecond: done.samplesPerSecond });
    expect(done.weightsHash).not.toBe(half.weightsHash);
    expect(metricsOf('halves')).toEqual(metricsOf('whole'));
  });

  it('repeats what was measured after the last checkpoint, and drops a line that was cut', async () => {
    const out = join(folder, 'cut');
    await run('cut', 40, { config: { ...config, checkpointEvery: 30 } });
    rmSync(stepFolder(out, 40), { recursive: true });
    appendFileSync(join(out, 'metrics.jsonl'), '{"step":41,"heads":{"function":{"loss":1,"top1":1}');
    await run('cut', 40, { config: { ...config, checkpointEvery: 30 } });
    expect(metricsOf('cut')).toEqual(metricsOf('whole'));
  });

  it('has nothing to do once it is done, and says the same', async () => {
    const again = await run('whole', 40);
    expect(again).toEqual({ ...whole, samplesPerSecond: 0 });
    expect(metricsOf('whole').length).toBe(4);
  });

  it('gives other weights from another seed', async () => {
    const other = await run('seeded', 10, { config: { ...config, seed: 2 } });
    const same = loadCheckpoint(stepFolder(join(folder, 'whole'), 10)).description.weightsHash;
    expect(other.weightsHash).not.toBe(same);
  });

  it('is not resumed with other settings or another size', async () => {
    const otherRate = { ...config, learningRate: 1e-3 };
    await expect(run('whole', 40, { config: otherRate })).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      message: expect.stringContaining('learningRate 0.005, now it is 0.001'),
    });
    const larger = createPolicy({ ...modelConfig('nano'), width: 48 }, SKIRMISH_VOCABULARY);
    await expect(run('whole', 40, { policy: larger })).rejects.toMatchObject({ code: 'CHECKPOINT_MISMATCH' });
    expect(metricsOf('whole').length).toBe(4);
  });
});

describe('training with an average of the weights, dropout and small batches', () => {
  const changed: TrainingConfig = {
    ...config,
    ...{ emaDecay: 0.9, dropout: 0.2, labelSmoothing: 0.1, batch: 8, accumulate: 2 },
    lossWeights: { function: 2, value: 0 },
    checkpointEvery: 1,
  };
  const raw = (name: string, step: number): Float32Array => {
    const found = loadOptimiser(stepFolder(join(folder, name), step), policy.layout.size, true).parameters;
    if (!found) throw new Error('the checkpoint has no weights to go on with');
    return found;
  };
  let whole: TrainResult;
  beforeAll(async () => {
    whole = await run('changed', 12, { config: changed });
  });

  it('keeps the average as the policy and the weights beside it', () => {
    const mean = new Float32Array(policy.layout.size);
    for (let step = 1; step <= 12; step++) {
      average(mean, raw('changed', step), decayAt(0.9, step));
      const { parameters } = loadCheckpoint(stepFolder(join(folder, 'changed'), step));
      expect(parameters).toEqual(mean);
    }
    expect(mean).not.toEqual(raw('changed', 12));
  });

  it('trains the same weights with an average and without', async () => {
    await run('unaveraged', 12, { config: { ...changed, emaDecay: 0 } });
    const { parameters } = loadCheckpoint(stepFolder(join(folder, 'unaveraged'), 12));
    expect(raw('changed', 12)).toEqual(parameters);
  });

  it('goes on where it stopped, as if it had not', async () => {
    await run('changed-halves', 5, { config: changed });
    const done = await run('changed-halves', 12, { config: changed });
    expect(done).toEqual({ ...whole, checkpoint: done.checkpoint, samplesPerSecond: done.samplesPerSecond });
    expect(raw('changed-halves', 12)).toEqual(raw('changed', 12));
  });

  it('reads two batches a step, and goes on behind them', async () => {
    const asked: number[] = [];
    const read = trainingBatches(demonstrations, changed, policy, 0);
    const batches = (k: number) => {
      asked.push(k);
      return read(k);
    };
    await run('asked', 2, { config: changed, batches, onForecast: () => undefined });
    await run('asked', 3, { config: changed, batches });
    expect(asked).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each(['dropout', 'labelSmoothing', 'emaDecay'] as const)('%s changes what comes out', async (key) => {
    const without = await run(`without-${key}`, 12, { config: { ...changed, [key]: 0 } });
    expect(without.weightsHash).not.toBe(whole.weightsHash);
  });

  it('is not resumed with other weights of the heads, and names the tensor of a checkpoint that is no number', async () => {
    const other = { ...changed, lossWeights: { function: 3, value: 0 } };
    await expect(run('changed', 13, { config: other })).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      message: expect.stringContaining(
        'lossWeights {"function":2,"value":0}, now it is {"function":3,"value":0}',
      ),
    });
    const out = join(folder, 'broken');
    const { step, training } = loadCheckpoint(stepFolder(join(folder, 'changed'), 12)).description;
    const optimiser = loadOptimiser(stepFolder(join(folder, 'changed'), 12), policy.layout.size, true);
    const { name, offset } = policy.layout.slices[3];
    optimiser.second_moment[offset + 1] = Number.POSITIVE_INFINITY;
    saveCheckpoint(stepFolder(out, step), policy, raw('changed', 12), { step, training }, optimiser);
    await expect(run('broken', 13, { config: changed })).rejects.toMatchObject({
      code: 'NOT_FINITE',
      message: expect.stringMatching(
        new RegExp(`second_moment: .* tensor ${name.replaceAll('.', '[.]')} has Infinity at element 1`),
      ),
    });
  });
});

it('resumes a run of before heads had weights', async () => {
  const out = join(folder, 'older');
  const begun = await run('older', 10);
  const path = join(begun.checkpoint, 'policy.json');
  const {
    lossWeights: _,
    emaDecay: __,
    dropout: ___,
    labelSmoothing: ____,
    accumulate: _____,
    ...older
  } = config;
  const description = JSON.parse(readFileSync(path, 'utf8'));
  description.training.config = { ...older, functionWeight: 1 };
  writeFileSync(path, JSON.stringify(description));
  const done = await run('older', 20);
  expect(done.checkpoint).toBe(stepFolder(out, 20));
  expect(done.weightsHash).toBe(
    loadCheckpoint(stepFolder(join(folder, 'whole'), 20)).description.weightsHash,
  );
});

describe('the learning rate', () => {
  const at = (step: number): number => learningRate(config, step);

  it('rises in a line, then falls as half a cosine to its last fraction', () => {
    expect([1, 2, 5].map(at)).toEqual([1e-3, 2e-3, 5e-3]);
    const low = 5e-3 * 0.02;
    expect(at(5 + 35 / 2)).toBeCloseTo((5e-3 + low) / 2, 12);
    expect(at(40)).toBeCloseTo(low, 12);
    expect(at(1000)).toBe(at(40));
    for (let step = 6; step <= 40; step++) expect(at(step)).toBeLessThan(at(step - 1));
  });

  it('begins at its peak without warm-up', () => {
    const rate = learningRate({ ...config, warmup: 0 }, 1);
    expect(rate).toBeGreaterThan(4.98e-3);
    expect(rate).toBeLessThan(5e-3);
  });
});

describe('numbers that are not finite', () => {
  const refusal = async (more: Partial<TrainOptions>): Promise<string> => {
    const failed = await run(`poisoned-${JSON.stringify(Object.keys(more))}`, 40, more).catch(
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({ code: 'NOT_FINITE' });
    return (failed as Error).message;
  };

  it('end the training at the step where a batch brings them, with the name of the input', async () => {
    const read = trainingBatches(demonstrations, config, policy, 0);
    const batches = async (k: number): Promise<Batch> => {
      const batch = await read(k);
      if (k === 4) batch.inputs.scalars[3] = Number.NaN;
      return batch;
    };
    expect(await refusal({ batches })).toMatch(
      /^training step 5: .*; the input scalars has NaN at \[0, 3\]; look at the recordings/,
    );
  });

  it('end it at once where they were in the parameters, with the name of the tensor', async () => {
    const { offset } = policy.layout.slices.find(({ name }) => name === 'latent.0.mlp.up.w')!;
    const initial = (): Float32Array => {
      const values = initialise(policy.layout, 1);
      values[offset] = Number.POSITIVE_INFINITY;
      return values;
    };
    expect(await refusal({ initial })).toMatch(
      /^begin training: .* tensor latent\.0\.mlp\.up\.w has Infinity at element 0/,
    );
  });
});
