import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Demonstration, Demonstrations } from '../../replays/demonstrations.js';
import { createEngine, type Engine } from '../../src/engine/index.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { heldOutBatches } from '../../src/training/batches.js';
import { policyConfig, type TrainingConfig, trainingConfigSchema } from '../../src/training/config.js';
import { type Judgement, judge } from '../../src/training/judge.js';
import { LOSS_COLUMNS, LOSS_ROWS } from '../../src/training/loss.js';
import { headTable } from '../../src/training/metrics.js';
import { type HeldOutReport, summarise } from '../../src/training/report.js';
import { feeds } from '../../src/training/runners.js';
import { evaluationProgram } from '../../src/training/step.js';
import { recordMatches } from './recordings.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-judge-'));
const config: TrainingConfig = trainingConfigSchema.parse({
  ...{ size: 'nano', batch: 16, heldOut: 0.3, evaluateBatches: 10_000 },
  ...{ history: 3, context: true },
});
const policy = createPolicy(policyConfig(config), SKIRMISH_VOCABULARY);
const parameters = initialise(policy.layout, 5);
const { signal } = new AbortController();

let demonstrations: Demonstrations;
let engine: Engine;
let judgement: Judgement;
let report: HeldOutReport;
beforeAll(async () => {
  demonstrations = await recordMatches(join(folder, 'data'));
  engine = await createEngine('onnx', { threads: 1 });
  judgement = await judge(policy, parameters, engine, demonstrations, config, signal);
  report = summarise(judgement) as HeldOutReport;
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

describe('judge', () => {
  it('finds for each head the loss and top-1 that training measures one sample at a time', async () => {
    const single = { ...config, batch: 1 };
    const batches = heldOutBatches(demonstrations, single, policy);
    expect(judgement.samples).toHaveLength(batches.length);
    const runner = await engine.compile(evaluationProgram(policy, 1, batches[0].inputs.entities));
    const sums = new Float64Array(LOSS_ROWS.length * LOSS_COLUMNS.length);
    for (const batch of batches) {
      const { metrics } = await runner.run({ parameters, ...feeds(batch) });
      for (let i = 0; i < sums.length; i++) sums[i] += metrics[i];
    }
    // Behind the pivot, which is drawn anew, heads see another context.
    for (const row of ['function', 'delay', 'queued', 'pivot', 'value'] as const) {
      const { loss, top1 } = headTable(sums)[row];
      expect(report.all.heads[row].loss, row).toBeCloseTo(loss as number, 4);
      expect(report.all.heads[row].top1, row).toBeCloseTo(top1 as number, 4);
    }
    expect(report.all.function.top1).toBeCloseTo(report.all.heads.function.top1 as number);
  });

  it('looks at an even selection where there are more than wanted', async () => {
    const few = await judge(policy, parameters, engine, demonstrations, { ...config, judge: 10 }, signal);
    expect(few.looked).toBeLessThanOrEqual(10);
    expect(few.looked).toBeGreaterThan(5);
    const last = Math.max(...judgement.samples.map(({ gameLoop }) => gameLoop));
    expect(Math.max(...few.samples.map(({ gameLoop }) => gameLoop))).toBeGreaterThan(last / 2);
  });

  it('tells of points, entities and units only where the command has them', () => {
    for (const { selection, sameUnits, entity, distance } of judgement.samples) {
      expect(selection === null).toBe(sameUnits === null);
      expect(entity !== null && distance !== null).toBe(false);
      if (selection) expect(selection.f1).toBeGreaterThanOrEqual(selection.iou);
    }
    expect(report.all.targetPoint?.median).toBeLessThan(64);
  });

  it('decodes each demonstration once', async () => {
    const decodes = { observation: 0, command: 0 };
    const counting = (demonstration: Demonstration): Demonstration => ({
      ...demonstration,
      get observation() {
        decodes.observation++;
        return demonstration.observation;
      },
      get command() {
        decodes.command++;
        return demonstration.command;
      },
    });
    const counted: Demonstrations = {
      ...demonstrations,
      readBlock: (file, block) => demonstrations.readBlock(file, block).map(counting),
    };
    const same = await judge(policy, parameters, engine, counted, config, signal);
    expect(same).toEqual(judgement);
    expect(decodes).toEqual({ observation: same.looked, command: same.looked });
  });

  it('ends when it is told to', async () => {
    const gone = AbortSignal.abort(new Error('enough'));
    await expect(judge(policy, parameters, engine, demonstrations, config, gone)).rejects.toThrow('enough');
  });
});
