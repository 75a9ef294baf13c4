/** Training a policy with a memory: what is carried from batch to batch, through looks, ends and faults. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Demonstrations } from '../../replays/demonstrations.js';
import { createEngine, type Engine } from '../../src/engine/index.js';
import { loadCheckpoint, loadOptimiser, saveCheckpoint, stepFolder } from '../../src/model/checkpoint.js';
import { emptyMemory } from '../../src/model/memory.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { heldOutBatches, trainingBatches } from '../../src/training/batches.js';
import { policyConfig, type TrainingConfig, trainingConfigSchema } from '../../src/training/config.js';
import { type Judgement, judge } from '../../src/training/judge.js';
import { type TrainOptions, type TrainResult, train } from '../../src/training/loop.js';
import { LOSS_COLUMNS, LOSS_ROWS } from '../../src/training/loss.js';
import { headTable } from '../../src/training/metrics.js';
import { summarise } from '../../src/training/report.js';
import { feeds } from '../../src/training/runners.js';
import { evaluationProgram } from '../../src/training/step.js';
import { recordMatches } from './recordings.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-memory-'));
const config: TrainingConfig = trainingConfigSchema.parse({
  ...{ size: 'nano', latents: 4, memory: true, sequence: 4, batch: 12 },
  ...{ steps: 12, warmup: 3, learningRate: 5e-3, heldOut: 0.3 },
  ...{ evaluateEvery: 6, evaluateBatches: 3, checkpointEvery: 6 },
});
const SEQUENCES = 3;
const policy = createPolicy(policyConfig(config), SKIRMISH_VOCABULARY);

let demonstrations: Demonstrations;
let engine: Engine;
let whole: TrainResult;
beforeAll(async () => {
  demonstrations = await recordMatches(join(folder, 'data'));
  engine = await createEngine('onnx', { threads: 1 });
  whole = await run('whole', 12);
  await run('half', 6);
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

function run(name: string, until: number, more: Partial<TrainOptions> = {}): Promise<TrainResult> {
  return train({
    ...{ config, policy, engine, until },
    open: () => demonstrations,
    initial: null,
    out: join(folder, name),
    phase: { number: 0, from: 0 },
    clock: () => 0,
    onForecast: null,
    onProgress: () => undefined,
    ...more,
  });
}

/** A run that has come to step 6. */
const half = (name: string): void => cpSync(join(folder, 'half'), join(folder, name), { recursive: true });

const memoryAt = (name: string, step: number): Float32Array | undefined =>
  loadOptimiser(stepFolder(join(folder, name), step), policy.layout.size, false).memory;

/** Replaces what a run's checkpoint remembers. */
function forge(name: string, step: number, memory: Float32Array | undefined): void {
  const path = stepFolder(join(folder, name), step);
  const { parameters, description } = loadCheckpoint(path);
  const { first_moment, second_moment } = loadOptimiser(path, policy.layout.size, false);
  saveCheckpoint(path, policy, parameters, description, {
    ...{ first_moment, second_moment },
    ...(memory && { memory }),
  });
}

describe('a run with a memory', () => {
  it('goes on where it stopped, as if it had not: weights, figures, and what it remembers', async () => {
    half('halves');
    expect(memoryAt('halves', 6)).toHaveLength(emptyMemory(policy.config, SEQUENCES).length);
    const done = await run('halves', 12);
    expect(done).toEqual({ ...whole, checkpoint: done.checkpoint });
    expect(memoryAt('halves', 12)).toEqual(memoryAt('whole', 12));
  });

  it('would go on otherwise had it forgotten, or remembered what was not', async () => {
    half('forgetful');
    forge('forgetful', 6, emptyMemory(policy.config, SEQUENCES));
    expect((await run('forgetful', 12)).weightsHash).not.toBe(whole.weightsHash);
  });

  it('begins a phase with matches from their start and nothing remembered', async () => {
    half('phases');
    forge('phases', 6, emptyMemory(policy.config, SEQUENCES).fill(Number.NaN));
    const next = await run('phases', 12, { phase: { number: 1, from: 6 } });
    expect(next.step).toBe(12);
    const [first] = [trainingBatches(demonstrations, config, policy, 1)(0)];
    expect([...(first.lasts ?? [])].slice(0, SEQUENCES)).toEqual([0, 0, 0]);
  });

  it('does not learn from a memory that is poisoned, and says where', async () => {
    half('poisoned');
    const before = readFileSync(join(stepFolder(join(folder, 'poisoned'), 6), 'policy.safetensors'));
    forge('poisoned', 6, memoryAt('poisoned', 6)?.with(5, Number.NaN));
    await expect(run('poisoned', 12)).rejects.toMatchObject({ code: 'NOT_FINITE' });
    expect(readFileSync(join(stepFolder(join(folder, 'poisoned'), 6), 'policy.safetensors'))).toEqual(before);
  });

  it.each([
    ['none', undefined],
    ['5', new Float32Array(5)],
  ])('is not resumed where the checkpoint has another memory: %s', async (found, memory) => {
    half(`lost-${found}`);
    forge(`lost-${found}`, 6, memory);
    await expect(run(`lost-${found}`, 12)).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      message: expect.stringContaining(`values, the checkpoint has ${found}`),
    });
  });

  it('says what it will cost without learning or remembering anything of it', async () => {
    let seconds = Number.NaN;
    let now = 0;
    const told = await run('told', 12, {
      clock: () => ++now,
      onForecast: (forecast) => {
        seconds = forecast.seconds;
      },
    });
    expect(seconds).toBeGreaterThan(0);
    expect(told.weightsHash).toBe(whole.weightsHash);
  });
});

describe('held-out matches', () => {
  const rowsOf = (sums: Float64Array) => headTable(sums);
  /** Sums over batches, each decision with what was remembered before it. */
  async function chained(parameters: Float32Array, carries: boolean): Promise<Float64Array> {
    const held = heldOutBatches(demonstrations, config, policy);
    expect(held.length).toBeGreaterThan(1);
    const runner = await engine.compile(evaluationProgram(policy, config.batch, held[0].inputs.entities, 4));
    let memory = emptyMemory(policy.config, SEQUENCES);
    const sums = new Float64Array(LOSS_ROWS.length * LOSS_COLUMNS.length);
    for (const batch of held) {
      const outputs = await runner.run({ parameters, memory, ...feeds(batch) });
      for (let i = 0; i < sums.length; i++) sums[i] += outputs.metrics[i];
      if (carries) memory = outputs.memory as Float32Array<ArrayBuffer>;
    }
    return sums;
  }

  it('are looked at with the memory carried from batch to batch', async () => {
    const { parameters } = loadCheckpoint(stepFolder(join(folder, 'whole'), 12));
    expect(whole.heldOut).toEqual(rowsOf(await chained(parameters, true)));
    expect(whole.heldOut).not.toEqual(rowsOf(await chained(parameters, false)));
  });

  it('are none to judge where none are held out', async () => {
    const { parameters } = loadCheckpoint(stepFolder(join(folder, 'whole'), 12));
    const { signal } = new AbortController();
    const judged = await judge(policy, parameters, engine, demonstrations, { ...config, heldOut: 0 }, signal);
    expect(judged).toMatchObject({ files: 0, looked: 0, samples: [] });
  });

  it('are judged from beginning to end, each decision once', async () => {
    const { parameters } = loadCheckpoint(stepFolder(join(folder, 'whole'), 12));
    const { signal } = new AbortController();
    const judged = (more: Partial<TrainingConfig>): Promise<Judgement> =>
      judge(policy, parameters, engine, demonstrations, { ...config, ...more }, signal);
    const wide = await judged({});
    const narrow = await judged({ batch: 4 }); // One sequence.
    expect(wide.looked).toBe(wide.samples.length);
    const names = wide.samples.map(({ gameLoop }) => gameLoop).sort((a, b) => a - b);
    expect(narrow.samples.map(({ gameLoop }) => gameLoop).sort((a, b) => a - b)).toEqual(names);
    // The same decisions with the same past, however many matches stand side by side.
    const [a, b] = [summarise(wide)?.all.heads, summarise(narrow)?.all.heads];
    for (const row of ['function', 'delay', 'value'] as const)
      expect(a?.[row].loss as number).toBeCloseTo(b?.[row].loss as number, 4);
    const few = await judged({ judge: Math.ceil(wide.looked / 2) });
    expect(few.looked).toBeLessThan(wide.looked);
    expect(few.looked).toBeGreaterThan(0);
  });
});
