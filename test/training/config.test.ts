import { describe, expect, it } from 'vitest';
import { TRANSFORMER_LAYERS } from '../../src/model/config.js';
import { policyConfig, savedConfigSchema, trainingConfigSchema } from '../../src/training/config.js';

describe('policyConfig', () => {
  it('has 32 latents and the blocks of its size unless it is told otherwise', () => {
    expect(policyConfig(trainingConfigSchema.parse({ size: 'nano' }))).toMatchObject({
      ...{ torso: 'perceiver', latents: 32, blocks: 1 },
    });
    expect(policyConfig(trainingConfigSchema.parse({ latents: 8 }))).toMatchObject({ latents: 8 });
  });

  it("gives a transformer AlphaStar's three layers, whatever the size", () => {
    expect(policyConfig(trainingConfigSchema.parse({ size: 'nano', torso: 'transformer' }))).toMatchObject({
      ...{ torso: 'transformer', blocks: TRANSFORMER_LAYERS, width: 32 },
    });
  });
});

describe('trainingConfigSchema', () => {
  it('leaves out what is new unless it is asked for', () => {
    expect(trainingConfigSchema.parse({})).toMatchObject({
      ...{ emaDecay: 0, labelSmoothing: 0, dropout: 0, accumulate: 1, lossWeights: {} },
    });
  });

  it.each([
    { emaDecay: 1 },
    { emaDecay: Number.NaN },
    { labelSmoothing: 0.6 },
    { labelSmoothing: Number.POSITIVE_INFINITY },
    { dropout: 1 },
    { accumulate: 0 },
    { accumulate: 1.5 },
    { lossWeights: { function: -1 } },
    { lossWeights: { function: Number.NaN } },
    { lossWeights: { functions: 1 } },
    { size: 'huge' },
  ])('refuses %o', (settings) => {
    expect(trainingConfigSchema.safeParse(settings).success).toBe(false);
  });
});

it('savedConfigSchema reads the weight of the function as it was saved before heads had one each', () => {
  expect(savedConfigSchema.parse({ functionWeight: 4 })).toEqual(
    trainingConfigSchema.parse({ lossWeights: { function: 4 } }),
  );
  expect(savedConfigSchema.parse({ functionWeight: 1 })).toEqual(trainingConfigSchema.parse({}));
  expect(savedConfigSchema.safeParse({ functionWeight: 'much' }).success).toBe(false);
});
