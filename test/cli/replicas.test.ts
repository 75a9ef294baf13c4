import { afterEach, describe, expect, it } from 'vitest';
import { makeSamples } from '../../src/cli/bench/peers/samples.js';
import { breakGate, passGate } from '../../src/cli/replica-gate.js';
import { type ReplicaBatch, type Replicas, startReplicas } from '../../src/cli/replicas.js';
import { createEngine } from '../../src/engine/index.js';
import { modelConfig } from '../../src/model/config.js';
import { decayMask, initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { trainingConfigSchema } from '../../src/training/config.js';
import { feeds } from '../../src/training/runners.js';
import { scheduleInput, trainingProgram } from '../../src/training/step.js';

const BATCH = 8;
const ENTITIES = 16;
const WORKERS = 2;
const STEPS = 3;
const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
const optimiser = trainingConfigSchema.parse({ size: 'nano', weightDecay: 0.1 });
const from = {
  parameters: initialise(policy.layout, 1),
  first_moment: new Float32Array(policy.layout.size),
  second_moment: new Float32Array(policy.layout.size),
};
const whole = feeds(makeSamples(policy, BATCH, ENTITIES, 'replicas'));
const batch = (step: number, arrays = whole): ReplicaBatch => ({
  schedule: scheduleInput(1e-3, step, optimiser),
  entities: ENTITIES,
  feeds: arrays,
});

describe('replicas', () => {
  let replicas: Replicas | null = null;
  const start = async (): Promise<Replicas> => {
    replicas = await startReplicas({
      policy,
      optimiser,
      workers: WORKERS,
      batch: BATCH,
      from,
    });
    return replicas;
  };
  afterEach(async () => {
    await replicas?.close();
    replicas = null;
  });

  async function trained() {
    const all = await start();
    const outcomes = [];
    for (let step = 1; step <= STEPS; step++) outcomes.push(await all.step(batch(step)));
    const state = await all.state();
    await all.close();
    return { outcomes, state };
  }

  it('learn what one program learns from the whole batch', async () => {
    const { outcomes, state } = await trained();
    const engine = await createEngine('onnx', { threads: 1 });
    const runner = await engine.compile(trainingProgram(policy, optimiser, BATCH, ENTITIES));
    const own = { ...structuredClone(from) };
    for (let step = 1; step <= STEPS; step++) {
      const found = await runner.run(
        { ...own, ...whole, decay_mask: decayMask(policy.layout), schedule: batch(step).schedule },
        own,
      );
      const { loss, gradientNorm, metrics } = outcomes[step - 1];
      expect(loss).toBeCloseTo(found.loss[0], 4);
      expect(gradientNorm).toBeCloseTo(found.gradient_norm[0], 3);
      found.metrics.forEach((value, i) => {
        expect(metrics[i]).toBeCloseTo(value, 2);
      });
    }
    await engine.dispose();
    const norm = (values: ArrayLike<number>): number =>
      Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0));
    for (const name of ['first_moment', 'second_moment'] as const)
      expect(norm(state[name].map((value, i) => value - own[name][i])) / norm(own[name])).toBeLessThan(1e-4);
    const step = own.parameters.map((value, i) => value - from.parameters[i]);
    expect(norm(state.parameters.map((value, i) => value - own.parameters[i])) / norm(step)).toBeLessThan(
      1e-2,
    );
  }, 120_000);

  it('learn the same every time, bit for bit', async () => {
    const [first, second] = [await trained(), await trained()];
    expect(second).toEqual(first);
  }, 120_000);

  it('learn nothing from a step that is only timed, or whose loss is not finite', async () => {
    const all = await start();
    const timed = await all.step({ ...batch(1), keep: false });
    expect(Number.isFinite(timed.loss)).toBe(true);
    const spoilt = { ...whole, scalars: whole.scalars.map((value, i) => (i === 0 ? Number.NaN : value)) };
    const { loss, gradientNorm } = await all.step(batch(1, spoilt));
    expect([loss, gradientNorm].some(Number.isNaN)).toBe(true);
    const { parameters, first_moment } = await all.state();
    expect(parameters).toEqual(from.parameters);
    expect(first_moment).toEqual(from.first_moment);
    expect((await all.step(batch(1))).loss).toBe(timed.loss);
  }, 120_000);

  it('need a batch that divides among them', async () => {
    await expect(startReplicas({ policy, optimiser, workers: 3, batch: BATCH, from })).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
    });
  });

  it('do not wait for one that gave up, and say why it did', async () => {
    const all = await start();
    // One number too many goes to the last of them.
    const broken = { ...whole, map: new Float32Array(whole.map.length + 1) };
    for (const arrays of [broken, whole])
      await expect(all.step(batch(1, arrays))).rejects.toMatchObject({
        code: 'BAD_ARGUMENT',
        message: expect.stringContaining('map') as string,
      });
  }, 60_000);
});

describe('the gate', () => {
  const gate = (): Int32Array => new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));

  it('lets one alone pass at once, any number of times', () => {
    const alone = gate();
    for (let i = 0; i < 3; i++) expect(passGate(alone, 1)).toBe(true);
    expect(Atomics.load(alone, 0)).toBe(0);
  });

  it('tells who comes after it is broken', () => {
    const broken = gate();
    breakGate(broken);
    expect(passGate(broken, 2)).toBe(false);
  });
});
