import { expect, test } from 'vitest';
import { shareOut } from '../../src/cli/train-run.js';

test('scenarios share the matches of a round, and who is named twice gets twice as many', () => {
  expect([...shareOut({ matches: 7, scenarios: ['3m', '8m', 'MMM'] })]).toEqual([
    ['3m', 2],
    ['8m', 2],
    ['MMM', 3],
  ]);
  expect([...shareOut({ matches: 8, scenarios: ['3m', 'MMM', '8m', 'MMM'] })]).toEqual([
    ['3m', 2],
    ['MMM', 4],
    ['8m', 2],
  ]);
});
