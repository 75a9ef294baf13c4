import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extent, linearScale } from '../../../src/evaluation/report/scale.js';

const domain = fc
  .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }))
  .map(([low, span]): [number, number] => [low, low + span]);

const ticksOf = (low: number, high: number, count: number) => linearScale([low, high], [0, 1], count).ticks;

describe('ticks', () => {
  it.each([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 2000, 5, [0, 500, 1000, 1500, 2000]],
    [0.13, 0.47, 4, [0.2, 0.3, 0.4]],
  ])('divides %d to %d', (low, high, count, ticks) => {
    expect(ticksOf(low, high, count)).toEqual(ticks);
  });

  it('stays within the domain, ascends, and is not crowded', () => {
    fc.assert(
      fc.property(domain, fc.integer({ min: 3, max: 12 }), ([low, high], count) => {
        const ticks = ticksOf(low, high, count);
        const slack = (high - low) * 1e-6;
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks.length).toBeLessThanOrEqual(count + 1);
        for (const [i, tick] of ticks.entries()) {
          expect(tick).toBeGreaterThanOrEqual(low - slack);
          expect(tick).toBeLessThanOrEqual(high + slack);
          if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1]);
        }
      }),
    );
  });
});

describe('linearScale', () => {
  it('maps the ends to the ends, also when the range falls', () => {
    const scale = linearScale([2, 4], [100, 0], 4);
    expect([scale.at(2), scale.at(3), scale.at(4)]).toEqual([100, 50, 0]);
  });

  it('puts a single value into the middle', () => {
    expect(linearScale([5, 5], [0, 10], 3).at(5)).toBe(5);
  });
});

describe('extent', () => {
  it('is [0, 1] of nothing', () => {
    expect(extent([])).toEqual([0, 1]);
    expect(extent([3, -1, 2])).toEqual([-1, 3]);
  });
});
