import { expect, test } from 'vitest';
import { countAt, createCounted, logCounts, logOfCount } from '../../src/spec/counts.js';

test('the logarithm of a count is that of Math, small or large', () => {
  for (const count of [0, 1, 2, 100, 4095, 4096, 4097, 1e6])
    expect(logOfCount(count)).toBe(Math.log1p(count));
});

test('counts become logarithms where something was counted, and the next row begins with none', () => {
  const counted = createCounted(4);
  for (const places of [[1, 3, 1], [0, 1], []]) {
    const row = new Float32Array(4);
    for (const place of places) countAt(row, place, counted);
    logCounts(row, counted);
    const expected = [0, 1, 2, 3].map((place) =>
      Math.fround(Math.log1p(places.filter((p) => p === place).length)),
    );
    expect([...row]).toEqual(expected);
  }
});
