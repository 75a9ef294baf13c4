import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type TensorData } from '../../src/engine/index.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { type Batch, noFaults } from '../../src/training/batches.js';
import { trainingConfigSchema } from '../../src/training/config.js';
import { type FailedStep, notFinite, notFiniteLook } from '../../src/training/not-finite.js';
import { feeds } from '../../src/training/runners.js';
import { gradientProgram } from '../../src/training/step.js';
import { runOnce } from '../engine/compare.js';
import { situations } from './situations.js';

const config = trainingConfigSchema.parse({ size: 'nano' });
const policy = createPolicy({ ...modelConfig('nano'), history: 2, context: true }, SKIRMISH_VOCABULARY);
const { layout } = policy;
const BATCH = 4;

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine('onnx', { threads: 1 });
});
afterAll(() => engine.dispose());

const fresh = (): FailedStep & { batch: Batch } => ({
  step: 12,
  batch: { ...situations(policy, BATCH, 16), faults: noFaults(), context: null, kept: null, lasts: null },
  state: {
    parameters: initialise(layout, 5),
    first_moment: new Float32Array(layout.size),
    second_moment: new Float32Array(layout.size),
  },
});

const reasonOf = async (failed: FailedStep): Promise<string> => {
  const error = await notFinite(engine, policy, config, failed);
  expect(error.code).toBe('NOT_FINITE');
  expect(error.message).toMatch(/^training step 12: loss and gradient must be finite; /);
  return error.message.replace(/^.*?; /, '');
};

const floats = (batch: Batch): [string, Float32Array][] =>
  Object.entries(feeds(batch)).filter(
    (entry): entry is [string, Float32Array] => entry[1] instanceof Float32Array,
  );

describe('what is not finite', () => {
  it.each(floats(fresh().batch).map(([name]) => name))(
    'makes the loss or the gradient so: NaN in %s',
    async (name) => {
      const failed = fresh();
      const [, data] = floats(failed.batch).find(([other]) => other === name) as [string, Float32Array];
      data.fill(Number.NaN);
      const outputs: Record<string, TensorData> = await runOnce(
        engine,
        gradientProgram(policy, config, BATCH, 16),
        { parameters: failed.state.parameters, ...feeds(failed.batch) },
      );
      expect([outputs.loss[0], ...outputs.gradient].every(Number.isFinite)).toBe(false);
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'is named where %s came in with the batch, with its place',
    async (bad) => {
      for (const [name] of floats(fresh().batch)) {
        const failed = fresh();
        const data = feeds(failed.batch)[name];
        data[data.length - 1] = bad;
        const { inputs } = gradientProgram(policy, config, BATCH, 16);
        const last = inputs[name].shape.map((dim) => dim - 1).join(', ');
        expect(await reasonOf(failed)).toBe(
          `the input ${name} has ${bad} at [${last}]; look at the recordings that it came from`,
        );
        expect(notFiniteLook(policy, config, 3, failed.batch, failed.state.parameters).message).toBe(
          `look at held-out data after step 3: the loss must be finite; the input ${name} has ${bad} at [${last}]; look at the recordings that it came from`,
        );
      }
    },
  );

  it('is named where a parameter or a moment was it before', async () => {
    const poisoned = fresh();
    for (const [vector, values] of Object.entries(poisoned.state))
      for (const { name, shape, offset, size } of layout.slices) {
        const at = offset + size - 1;
        const healthy = values[at];
        values[at] = Number.NaN;
        const last = shape.map((dim) => dim - 1).join(', ');
        expect(await reasonOf(poisoned)).toBe(
          `the ${vector} had NaN in ${name} at [${last}] before it; go back to an older checkpoint`,
        );
        values[at] = healthy;
      }
    const failed = fresh();
    failed.state.parameters.fill(Number.NaN);
    expect(await reasonOf(failed)).toContain(`and in ${layout.slices.length - 1} more tensors before it`);
  });

  it('is the loss of a head where finite numbers make it', async () => {
    const failed = fresh();
    const { offset, size } = layout.slices.find(({ name }) => name === 'heads.delay.down.w')!;
    failed.state.parameters.fill(3e38, offset, offset + size);
    expect(await reasonOf(failed)).toMatch(
      /^the loss of delay is (NaN|-?Infinity) though all that went in is finite; lower the learning rate$/,
    );
  });

  it('is the gradient of a tensor, or its length, where the loss is finite', async () => {
    const failed = fresh();
    const fill = (name: string, value: number): void => {
      const { offset, size } = layout.slices.find((slice) => slice.name === name)!;
      failed.state.parameters.fill(value, offset, offset + size);
    };
    // A gain of 0 keeps huge weights out of the logits; the gradient of that gain is made of them.
    fill('heads.function.norm.g', 0);
    fill('heads.function.w', 3e38);
    expect(await reasonOf(failed)).toBe(
      'every gradient is finite but their squares add up to more than float32 holds; lower the learning rate',
    );
    const error = await notFinite(engine, policy, { ...config, lossWeights: { function: 1e4 } }, failed);
    expect(error.message).toMatch(
      /; the gradient has (NaN|-?Infinity) in heads\.function\.norm\.[gb] at \[\d+\].*; lower the learning rate$/,
    );
  });
});
