import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketFor } from '../../src/spec/encoding.js';
import { hasCode } from '../../src/spec/errors.js';
import {
  type BlockRef,
  createPlan,
  heldOutFiles,
  type Plan,
  type PlanOptions,
  type SampleRef,
} from '../../src/training/plan.js';

const blocks = (sizes: readonly number[]): BlockRef[] =>
  sizes.map((samples, i) => ({
    ...{ file: Math.floor(i / 2), block: i % 2, samples },
    bytes: samples * 10,
    entities: Int32Array.from({ length: samples }, (_, sample) => 10 + ((sample * 37 + i * 11) % 90)),
  }));
const sizeOf = ({ block, sample }: SampleRef): number => block.entities?.[sample] ?? Number.NaN;
const options = (batch: number, window: number, more: Partial<PlanOptions> = {}): PlanOptions => ({
  ...{ batch, window, windowBytes: 1e9, bucketed: null },
  ...more,
});
const keys = (plan: Plan, k: number): string[] =>
  plan
    .batch(k)
    .flatMap(({ refs }) => refs.map((ref) => `${ref.block.file}:${ref.block.block}:${ref.sample}`));

describe('createPlan', () => {
  it('shows every sample at most once an epoch, and all but the rest of a batch', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer(),
        (sizes, batch, window, seed) => {
          const plan = createPlan(blocks(sizes), options(batch, window), seed);
          fc.pre(plan.samples >= batch);
          const epoch = Array.from({ length: plan.batchesPerEpoch }, (_, k) => keys(plan, k)).flat();
          expect(new Set(epoch).size).toBe(epoch.length);
          expect(plan.samples - epoch.length).toBeLessThan(batch);
        },
      ),
    );
  });

  it('gives a batch by its number alone, in whatever order batches are asked for', () => {
    const make = (): Plan => createPlan(blocks([30, 20, 25, 40, 10]), options(8, 50), 3, 'phase', 0);
    const forwards = make();
    const wanted = Array.from({ length: 40 }, (_, k) => keys(forwards, k));
    const jumping = make();
    for (const k of [39, 0, 17, 31, 5]) expect(keys(jumping, k)).toEqual(wanted[k]);
  });

  it('shuffles otherwise in another epoch and with another seed', () => {
    const plan = createPlan(blocks([64, 64]), options(16, 128), 1);
    const other = createPlan(blocks([64, 64]), options(16, 128), 2);
    expect(keys(plan, 0)).not.toEqual(keys(plan, plan.batchesPerEpoch));
    expect(keys(plan, 0)).not.toEqual(keys(other, 0));
  });

  it('keeps a window’s blocks few', () => {
    const plan = createPlan(blocks(new Array(50).fill(10)), options(10, 40), 1);
    for (let k = 0; k < plan.batchesPerEpoch; k++) {
      for (const { window } of plan.batch(k)) expect(window.blocks.length).toBeLessThanOrEqual(4);
    }
  });

  it('closes a window by its bytes too', () => {
    const plan = createPlan(blocks(new Array(20).fill(10)), options(10, 1000, { windowBytes: 250 }), 1);
    for (let k = 0; k < plan.batchesPerEpoch; k++) {
      for (const { window } of plan.batch(k)) expect(window.blocks.length).toBeLessThanOrEqual(3);
    }
  });

  it('puts samples of like size together when asked to, and shows each as often', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 2, max: 16 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer(),
        (sizes, batch, window, seed) => {
          const plan = createPlan(blocks(sizes), options(batch, window, { bucketed: 64 }), seed);
          fc.pre(plan.samples >= batch);
          const epoch = Array.from({ length: plan.batchesPerEpoch }, (_, k) => keys(plan, k)).flat();
          expect(new Set(epoch).size).toBe(epoch.length);
        },
      ),
    );
    const padded = (bucketed: number | null): number => {
      const plan = createPlan(blocks(new Array(10).fill(64)), options(16, 640, { bucketed }), 1);
      return Array.from({ length: plan.batchesPerEpoch }, (_, k) =>
        bucketFor(Math.max(...plan.batch(k).flatMap(({ refs }) => refs.map(sizeOf))), 512),
      ).reduce((sum, entities) => sum + entities, 0);
    };
    expect(padded(512)).toBeLessThan(0.75 * padded(null));
  });

  it('repeats samples when all are fewer than a batch', () => {
    const plan = createPlan(blocks([3]), options(8, 100), 1);
    expect(new Set(keys(plan, 0)).size).toBe(3);
    expect(keys(plan, 0)).toHaveLength(8);
  });

  it('refuses to plan nothing', () => {
    expect(() => createPlan([], options(8, 10), 1)).toThrow(expect.objectContaining({ code: 'NO_DATA' }));
    try {
      createPlan(blocks([0]), options(8, 10), 1);
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
