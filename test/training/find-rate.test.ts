import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Demonstrations } from '../../replays/demonstrations.js';
import { createEngine, type Engine } from '../../src/engine/index.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { createRandom } from '../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { trainingBatches } from '../../src/training/batches.js';
import { policyConfig, trainingConfigSchema } from '../../src/training/config.js';
import {
  type FindOptions,
  findRate,
  type RateFinding,
  rateOf,
  readCurve,
} from '../../src/training/find-rate.js';
import { recordMatches } from './recordings.js';

describe('readCurve', () => {
  const STEPS = 200;
  /** Falls as a sigmoid of the logarithm of the rate around `middle`, then rises steeply from `end` on. */
  const losses = (noise: number, middle = 1e-3, end = 1e-1): number[] => {
    const random = createRandom('curve');
    return Array.from({ length: STEPS }, (_, k) => {
      const power = Math.log10(rateOf(k, STEPS));
      const fall = 8 / (1 + Math.exp(4 * (power - Math.log10(middle))));
      const rise = Math.max(0, power - Math.log10(end)) ** 2 * 100;
      return 2 + fall + rise + random.range(-noise, noise);
    });
  };

  it.each([0, 0.5, 1])('suggests where the loss falls fastest, in noise of %d', (noise) => {
    const { suggested, lowest } = readCurve(losses(noise), STEPS);
    expect(Math.abs(Math.log10(suggested ?? 0) + 3)).toBeLessThan(0.25);
    expect(lowest).toBeGreaterThan(1e-2);
    expect(lowest).toBeLessThan(2e-1);
  });

  it('suggests nothing where the loss only rises, or where there is too little of it', () => {
    const rising = Array.from({ length: STEPS }, (_, k) => 1 + k / 10);
    expect(readCurve(rising, STEPS).suggested).toBe(null);
    expect(readCurve([3, 2, 1], STEPS).suggested).toBe(null);
  });

  it('tells the rate and the loss of every step', () => {
    const { curve } = readCurve(losses(0), STEPS);
    expect(curve).toHaveLength(STEPS);
    expect(curve[0].rate).toBeCloseTo(1e-6, 12);
    expect(curve.at(-1)?.rate).toBeCloseTo(1, 12);
    expect(curve[101].rate / curve[100].rate).toBeCloseTo(curve[1].rate / curve[0].rate, 9);
  });
});

describe('findRate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'khala-rate-'));
  const config = trainingConfigSchema.parse({ size: 'nano', batch: 16, heldOut: 0.3, window: 64 });
  const policy = createPolicy(policyConfig(config), SKIRMISH_VOCABULARY);
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

  function find(more: Partial<FindOptions> = {}): Promise<RateFinding> {
    const read = trainingBatches(demonstrations, config, policy, 0);
    let k = 0;
    return findRate({
      ...{ config, policy, engine, initial: null, steps: 80 },
      source: { next: () => read(k++), release: () => undefined },
      signal: new AbortController().signal,
      onStep: () => undefined,
      ...more,
    });
  }

  it('finds a rate at which a small policy learns, the same each time, and sees the loss break out', async () => {
    const finding = await find();
    expect(finding.suggested).toBeGreaterThan(1e-4);
    expect(finding.suggested).toBeLessThan(3e-2);
    expect(finding.brokeOut).toBeGreaterThan(finding.lowest);
    expect(finding.lowest).toBeGreaterThanOrEqual(finding.suggested ?? Number.POSITIVE_INFINITY);
    expect(await find()).toEqual(finding);
  });

  it('names the tensor of a start that is no number, and ends when it is asked to', async () => {
    const parameters = initialise(policy.layout, 1);
    const { name, offset } = policy.layout.slices[5];
    parameters[offset + 2] = Number.NaN;
    await expect(find({ initial: () => parameters })).rejects.toMatchObject({
      code: 'NOT_FINITE',
      message: expect.stringContaining(`tensor ${name} has NaN at element 2`),
    });
    const abort = new AbortController();
    const reason = new Error('enough');
    await expect(
      find({ signal: abort.signal, onStep: (step) => step === 3 && abort.abort(reason) }),
    ).rejects.toBe(reason);
  });
});
