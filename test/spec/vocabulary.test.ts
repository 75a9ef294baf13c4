import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELAY_BINS, delayBin, SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';

describe('delayBin', () => {
  it('never rounds up, and takes the nearest below', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (delay) => {
        const bin = delayBin(delay);
        expect(DELAY_BINS[bin]).toBeLessThanOrEqual(delay);
        expect(DELAY_BINS[bin + 1] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(delay);
      }),
    );
  });

  it('names every bin by itself, and takes anything shorter than a loop for one', () => {
    expect(DELAY_BINS.map(delayBin)).toEqual(DELAY_BINS.map((_, i) => i));
    expect([-5, 0, 0.5].map(delayBin)).toEqual([0, 0, 0]);
  });
});

describe('the simulator’s vocabulary', () => {
  it('has no_op first, each function once, and users that it knows', () => {
    const { functions, users, unitTypes } = SKIRMISH_VOCABULARY;
    expect(functions[0]).toEqual({ name: 'no_op', ability: 0, target: 'none' });
    expect(new Set(functions.map(({ ability, target }) => `${ability}:${target}`)).size).toBe(
      functions.length,
    );
    expect(users.length).toBe(functions.length);
    const known = new Set(unitTypes.map(({ id }) => id));
    for (const ids of users) for (const id of ids) expect(known.has(id)).toBe(true);
    users.slice(1).forEach((ids, i) => {
      expect(ids.length, functions[i + 1].name).toBeGreaterThan(0);
    });
  });
});
