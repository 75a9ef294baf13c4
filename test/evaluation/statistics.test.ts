import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, tally, VERDICTS, verdictOf, wilsonInterval } from '../../src/evaluation/statistics.js';
import { END_REASONS, RESULTS } from '../../src/spec/match.js';

/** The bound of the score test itself: rates p with |rate - p| <= z sqrt(p (1 - p) / n) are not rejected. */
function rejected(successes: number, trials: number, rate: number): boolean {
  const z = 1.959963984540054;
  return Math.abs(successes / trials - rate) > z * Math.sqrt((rate * (1 - rate)) / trials);
}

const trialsAndSuccesses = fc
  .integer({ min: 1, max: 5000 })
  .chain((trials) => fc.tuple(fc.constant(trials), fc.integer({ min: 0, max: trials })));

describe('wilsonInterval', () => {
  it.each([
    // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives the published interval of %i of %i', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });

  it('knows nothing without trials', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });

  it('lies within [0, 1] and holds the rate', () => {
    fc.assert(
      fc.property(trialsAndSuccesses, ([trials, successes]) => {
        const [low, high] = wilsonInterval(successes, trials);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
        expect(low).toBeLessThan(high);
      }),
    );
  });

  it('holds exactly the rates that the score test does not reject', () => {
    fc.assert(
      fc.property(
        trialsAndSuccesses,
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        ([trials, successes], rate) => {
          const [low, high] = wilsonInterval(successes, trials);
          fc.pre(Math.abs(rate - low) > 1e-9 && Math.abs(rate - high) > 1e-9);
          expect(rate < low || rate > high).toBe(rejected(successes, trials, rate));
        },
      ),
    );
  });

  it('is the mirror image for failures, and narrower with more trials', () => {
    fc.assert(
      fc.property(trialsAndSuccesses, ([trials, successes]) => {
        const [low, high] = wilsonInterval(successes, trials);
        const [mirroredLow, mirroredHigh] = wilsonInterval(trials - successes, trials);
        expect(low).toBeCloseTo(1 - mirroredHigh, 10);
        expect(high).toBeCloseTo(1 - mirroredLow, 10);
        const [more, most] = wilsonInterval(successes * 4, trials * 4);
        expect(most - more).toBeLessThan(high - low);
      }),
    );
  });
});

describe('verdictOf', () => {
  it('never makes a crash or a time-out a win', () => {
    for (const result of RESULTS) {
      expect(verdictOf('crash', result)).toBe('crash');
      expect(verdictOf('timeout', result)).toBe('timeout');
      expect(verdictOf('aborted', result)).toBeNull();
    }
  });

  it('takes the result of a match that was played to its end', () => {
    for (const reason of ['eliminated', 'time_limit', 'surrender'] as const)
      for (const result of RESULTS) expect(verdictOf(reason, result)).toBe(result);
    expect(END_REASONS).toHaveLength(6);
  });
});

describe('tally', () => {
  it('counts every verdict once', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VERDICTS)), (verdicts) => {
        const counts = tally(verdicts);
        expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(verdicts.length);
        for (const verdict of VERDICTS)
          expect(counts[verdict]).toBe(verdicts.filter((one) => one === verdict).length);
      }),
    );
  });
});

describe('mean', () => {
  it('is 0 of nothing and the mean of something', () => {
    expect(mean([])).toBe(0);
    expect(mean([1, 2, 6])).toBe(3);
  });
});
