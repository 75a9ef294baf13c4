import { expect, it } from 'vitest';
import { average, decayAt } from '../../src/training/average.js';

it('decayAt rises from nothing to the decay', () => {
  expect(decayAt(0.99, 1)).toBe(0);
  expect(decayAt(0.99, 2)).toBe(0.1);
  for (let step = 2; step < 2000; step++)
    expect(decayAt(0.99, step)).toBeGreaterThanOrEqual(decayAt(0.99, step - 1));
  expect(decayAt(0.99, 2000)).toBe(0.99);
});

it('the average is that of the weights of all steps and of nothing before them', () => {
  const decay = 0.9;
  const weights = [3, -1, 4, 1, -5, 9, 2, 6].map((value) => Float32Array.of(value, -value));
  const mean = Float32Array.of(1e6, 1e6); // The start, which the first step replaces.
  weights.forEach((at, i) => {
    average(mean, at, decayAt(decay, i + 1));
  });
  // Weight of step t: what its own step gave it times what each later one left of it.
  const shares = weights.map((_, i) =>
    weights.slice(i + 1).reduce((left, __, j) => left * decayAt(decay, i + j + 2), 1 - decayAt(decay, i + 1)),
  );
  expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  const want = shares.reduce((sum, share, i) => sum + share * weights[i][0], 0);
  expect(mean[0]).toBeCloseTo(want, 5);
  expect(mean[1]).toBeCloseTo(-want, 5);
});
