import { describe, expect, it } from 'vitest';
import { TRANSFORMER_LAYERS } from '../../src/model/config.js';
import { policyConfig, trainingConfigSchema } from '../../src/training/config.js';

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
