import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutIntoJobs, otherSide, planMatches } from '../../src/evaluation/plan.js';

describe('planMatches', () => {
  it('plays each seed once from either side', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer(), (matches, seed) => {
        const plans = planMatches(matches, seed);
        expect(plans.map((plan) => plan.index)).toEqual([...plans.keys()]);
        for (const [i, plan] of plans.entries()) {
          expect(plan.side).toBe(i % 2 === 0 ? 1 : 2);
          expect(otherSide(plan.side)).toBe(3 - plan.side);
          if (i % 2 === 1) expect(plan.seed).toBe(plans[i - 1].seed);
        }
        const pairs = Math.ceil(matches / 2);
        expect(new Set(plans.map((plan) => plan.seed)).size).toBe(pairs);
      }),
    );
  });

  it('depends on the seed alone, and a longer plan begins with the shorter one', () => {
    expect(planMatches(20, 5).slice(0, 8)).toEqual(planMatches(8, 5));
    expect(planMatches(8, 6)).not.toEqual(planMatches(8, 5));
  });
});

describe('cutIntoJobs', () => {
  it.each(['bridge', 'direct'] as const)('keeps every match once and in order: %s', (transport) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 16 }), (matches, workers) => {
        const plans = planMatches(matches, 1);
        const jobs = cutIntoJobs(plans, workers, transport);
        expect(jobs.flat()).toEqual(plans);
        expect(Math.max(...jobs.map((job) => job.length))).toBeLessThanOrEqual(
          transport === 'bridge' ? 10 : 256,
        );
      }),
    );
  });
});
