import { expect, it } from 'vitest';
import { legendreRule } from '../../src/explanation/quadrature.js';

it.each([1, 2, 5, 14])('%i points integrate polynomials up to degree 2 n - 1', (n) => {
  const rule = legendreRule(n);
  expect(rule.every(({ at }) => at > 0 && at < 1)).toBe(true);
  for (let degree = 0; degree < 2 * n; degree++) {
    const sum = rule.reduce((total, { at, weight }) => total + weight * at ** degree, 0);
    expect(sum).toBeCloseTo(1 / (degree + 1), 12);
  }
});
