import { describe, expect, it } from 'vitest';
import { trainingConfigSchema } from '../../src/training/config.js';
import { presetText, settle } from '../../src/training/presets.js';

describe('settle', () => {
  it('leaves the simulator with the defaults of the schema', () => {
    expect(settle('skirmish', {})).toEqual(trainingConfigSchema.parse({}));
    expect(settle(null, {})).toEqual(trainingConfigSchema.parse({}));
  });

  it('remembers past orders of human players, and lets what is given go first', () => {
    expect(settle('sc2', {}).history).toBeGreaterThan(0);
    expect(settle('sc2', { history: 0, steps: 7, batch: undefined })).toEqual({
      ...settle('sc2', {}),
      history: 0,
      steps: 7,
    });
  });
});

it('settle refuses contexts to learn from where there is no context', () => {
  expect(() => settle('skirmish', { contextBatch: 8 })).toThrow(
    expect.objectContaining({ code: 'BAD_ARGUMENT' }),
  );
});

it('settle gives a memory whole sequences in order of time, and refuses what cuts or sorts them', () => {
  expect(settle('sc2', { memory: true, batch: 32 })).toMatchObject({ memory: true, bucketed: false });
  for (const wrong of [
    { memory: true, batch: 24 },
    { memory: true, bucketed: true },
  ])
    expect(() => settle('skirmish', wrong)).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
  expect(settle('skirmish', { batch: 24, sequence: 16 }).memory).toBe(false);
});

it('presetText names the default and what differs', () => {
  expect(presetText('seed')).toBe('default 1');
  expect(presetText('history')).toBe(`default 0; ${settle('sc2', {}).history} for sc2`);
});

it('settle weighs each head by itself, the later of those given first', () => {
  expect(settle('sc2', {}).lossWeights).toEqual({ function: 4 });
  const given = settle('sc2', { lossWeights: { delay: 2, value: 0 } }, { lossWeights: { delay: 3 } });
  expect(given.lossWeights).toEqual({ function: 4, delay: 3, value: 0 });
  expect(settle('sc2', { steps: 9, seed: 2 }, { steps: 8 })).toMatchObject({ steps: 8, seed: 2 });
});

it.each(['skirmish', 'sc2', null] as const)('settle gives a large policy small batches on %s', (game) => {
  const [base, full] = [settle(game, {}), settle(game, { size: 'full' })];
  expect(full.batch).toBeLessThan(base.batch);
  expect(full.batch * full.accumulate).toBe(base.batch);
  expect(full.contextBatch * full.accumulate).toBe(base.contextBatch);
  expect(settle(game, { size: 'full' }, { accumulate: 3, batch: 5 })).toMatchObject({
    accumulate: 3,
    batch: 5,
  });
});

it('presetText writes weights as the flag has them, and what a size brings', () => {
  expect(presetText('lossWeights')).toBe('default none; function=4 for sc2');
  expect(presetText('accumulate')).toMatch(/^default 1; \d+ for skirmish with --size full/);
});
