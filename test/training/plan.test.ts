import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasCode } from '../../src/spec/errors.js';
import { type BlockRef, createPlan, heldOutFiles } from '../../src/training/plan.js';

const blocks = (sizes: readonly number[]): BlockRef[] =>
  sizes.map((samples, i) => ({ file: Math.floor(i / 2), block: i % 2, samples }));
const keys = (plan: ReturnType<typeof createPlan>, k: number): string[] =>
  plan.batch(k).flatMap(({ refs }) => refs.map((ref) => `${ref.file}:${ref.block}:${ref.sample}`));

describe('createPlan', () => {
  it('shows every sample at most once an epoch, and all but the rest of a batch', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer(),
        (sizes, batch, window, seed) => {
          const plan = createPlan(blocks(sizes), batch, window, seed);
          fc.pre(plan.samples >= batch);
          const epoch = Array.from({ length: plan.batchesPerEpoch }, (_, k) => keys(plan, k)).flat();
          expect(new Set(epoch).size).toBe(epoch.length);
          expect(plan.samples - epoch.length).toBeLessThan(batch);
        },
      ),
    );
  });

  it('gives a batch by its number alone, in whatever order batches are asked for', () => {
    const make = (): ReturnType<typeof createPlan> =>
      createPlan(blocks([30, 20, 25, 40, 10]), 8, 50, 3, 'phase', 0);
    const forwards = make();
    const wanted = Array.from({ length: 40 }, (_, k) => keys(forwards, k));
    const jumping = make();
    for (const k of [39, 0, 17, 31, 5]) expect(keys(jumping, k)).toEqual(wanted[k]);
  });

  it('shuffles otherwise in another epoch and with another seed', () => {
    const plan = createPlan(blocks([64, 64]), 16, 128, 1);
    const other = createPlan(blocks([64, 64]), 16, 128, 2);
    expect(keys(plan, 0)).not.toEqual(keys(plan, plan.batchesPerEpoch));
    expect(keys(plan, 0)).not.toEqual(keys(other, 0));
  });

  it('keeps a window’s blocks few', () => {
    const plan = createPlan(blocks(new Array(50).fill(10)), 10, 40, 1);
    for (let k = 0; k < plan.batchesPerEpoch; k++) {
      for (const { window } of plan.batch(k)) expect(window.blocks.length).toBeLessThanOrEqual(4);
    }
  });

  it('repeats samples when all are fewer than a batch', () => {
    const plan = createPlan(blocks([3]), 8, 100, 1);
    expect(new Set(keys(plan, 0)).size).toBe(3);
    expect(keys(plan, 0)).toHaveLength(8);
  });

  it('refuses to plan nothing', () => {
    expect(() => createPlan([], 8, 10, 1)).toThrow(expect.objectContaining({ code: 'NO_DATA' }));
    try {
      createPlan(blocks([0]), 8, 10, 1);
      expect.unreachable();
    } catch (error) {
      expect(hasCode(error, 'NO_DATA')).toBe(true);
    }
  });
});

describe('heldOutFiles', () => {
  const names = Array.from({ length: 200 }, (_, i) => `3s5z-${i}.khr`);

  it('holds out about the fraction, whatever the order', () => {
    const some = heldOutFiles(names, 0.1);
    expect(some.size).toBeGreaterThan(8);
    expect(some.size).toBeLessThan(35);
    expect(heldOutFiles([...names].reverse(), 0.1)).toEqual(some);
  });

  it('holds out one of few, none of one, none at 0, never all', () => {
    expect(heldOutFiles(names.slice(0, 2), 0.01).size).toBe(1);
    expect(heldOutFiles(names.slice(0, 1), 0.5).size).toBe(0);
    expect(heldOutFiles(names, 0).size).toBe(0);
    expect(heldOutFiles(names.slice(0, 3), 1).size).toBe(2);
  });
});
