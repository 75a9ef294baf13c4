import { describe, expect, it } from 'vitest';
import { MODEL_SIZES, modelConfig, modelConfigSchema } from '../../src/model/config.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';

describe('a policy configuration', () => {
  it.each(Object.entries(MODEL_SIZES))('of the registered size %s is a valid one', (_, config) => {
    expect(modelConfigSchema.parse(config)).toEqual(config);
  });

  it('with heads that do not divide the width is refused, naming both', () => {
    const { error } = modelConfigSchema.safeParse({ ...modelConfig('base'), heads: 6 });
    expect(error?.issues).toEqual([
      expect.objectContaining({ path: ['heads'], message: '6 must divide the width 128' }),
    ]);
  });

  it('is refused when a policy is made of it, not when it first runs', () => {
    const make = (change: object): unknown =>
      createPolicy({ ...modelConfig('nano'), ...change }, SKIRMISH_VOCABULARY);
    expect(() => make({ heads: 5 })).toThrow(
      expect.objectContaining({
        code: 'BAD_ARGUMENT',
        message: "choose a policy's sizes: heads 5 must divide the width 32; give another number",
      }),
    );
    expect(() => make({ heads: 0 })).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
    expect(make({ heads: 8 })).toBeDefined();
    expect(() => make({ memory: true, torso: 'transformer' })).toThrow(
      expect.objectContaining({
        code: 'BAD_ARGUMENT',
        message:
          "choose a policy's sizes: memory is in the latents, and the transformer has none; give another torso, or none",
      }),
    );
    expect(make({ memory: true })).toBeDefined();
  });
});
