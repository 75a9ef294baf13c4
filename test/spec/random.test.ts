import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom, deriveSeed } from '../../src/spec/random.js';

const stream = (...parts: readonly (number | string)[]): number[] => {
  const random = createRandom(...parts);
  return Array.from({ length: 8 }, random.next);
};

const parts = fc.array(fc.oneof(fc.integer(), fc.string({ unit: 'grapheme-ascii', maxLength: 6 })), {
  minLength: 1,
  maxLength: 4,
});

test('the same parts give the same stream', () => {
  fc.assert(
    fc.property(parts, (seed) => {
      expect(stream(...seed)).toEqual(stream(...seed));
    }),
  );
});

test('other parts give another stream: another value, type, order or number of them', () => {
  const seeds = [
    [1],
    ['1'],
    [2],
    [-1],
    [1, 2],
    [2, 1],
    [12],
    [1, '2'],
    ['a', 'b'],
    ['ab'],
    ['b', 'a'],
    ['a', 'b', 0],
  ];
  const streams = seeds.map((seed) => stream(...seed).join());
  expect(new Set(streams).size).toBe(seeds.length);
  const thousand = Array.from({ length: 1000 }, (_, i) => deriveSeed(1, 'match', i));
  expect(new Set(thousand).size).toBe(1000);
});

test('the streams are those of before: recordings and plans depend on them', () => {
  expect(deriveSeed(1, 'match', 3)).toMatchInlineSnapshot(`841730478`);
  expect(stream('fixed').slice(0, 3)).toMatchInlineSnapshot(`
    [
      0.6174572166055441,
      0.5812217835336924,
      0.24919885001145303,
    ]
  `);
});

test('numbers lie in their ranges and reach every value', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, n) => {
      const random = createRandom(seed);
      const drawn = Array.from({ length: n * 30 }, () => random.int(n));
      expect(drawn.every((value) => Number.isInteger(value) && value >= 0 && value < n)).toBe(true);
      expect(new Set(drawn).size).toBe(n);
      const between = random.range(-2, 5);
      expect(between >= -2 && between < 5).toBe(true);
    }),
  );
});

test('numbers are uniform: mean and variance are those of [0, 1)', () => {
  const random = createRandom('uniform');
  const drawn = Array.from({ length: 20_000 }, random.next);
  const mean = drawn.reduce((a, b) => a + b) / drawn.length;
  const variance = drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / drawn.length;
  expect(Math.abs(mean - 1 / 2)).toBeLessThan(0.01); // Five standard errors.
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.003);
});

test('a shuffle is a permutation in place, and every place is reached by every item', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const copy = [...items];
      expect(createRandom(seed).shuffle(copy)).toBe(copy);
      expect(copy.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
    }),
  );
  const orders = Array.from({ length: 300 }, (_, i) => createRandom('order', i).shuffle([0, 1, 2]).join(''));
  expect(new Set(orders).size).toBe(6);
});
