import { expect, test } from 'vitest';
import { nearest } from '../../src/spec/nearest.js';

test('the fewest edits come first, whatever the case; ties keep their order', () => {
  expect(nearest('Elit', ['VeryEasy', 'Easy', 'Elite'], 1)).toEqual(['Elite']);
  expect(nearest('ELITE', ['Easy', 'elite'], 1)).toEqual(['elite']);
  expect(nearest('ab', ['ax', 'ay', 'ab'], 3)).toEqual(['ab', 'ax', 'ay']);
  expect(nearest('', ['xyz', 'x'], 2)).toEqual(['x', 'xyz']);
  expect(nearest('kitten', ['smitten', 'sitting'], 2)).toEqual(['smitten', 'sitting']);
});
