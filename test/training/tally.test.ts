import { expect, test } from 'vitest';
import { LOSS_COLUMNS, LOSS_ROWS } from '../../src/training/loss.js';
import { clear, count, meanLoss, noFigures, savedFigures } from '../../src/training/tally.js';

const metrics = new Float32Array(LOSS_ROWS.length * LOSS_COLUMNS.length).fill(0.1);

test('the mean is over the steps since the last line, or that line’s where there are none', () => {
  const figures = noFigures();
  expect(meanLoss(figures)).toBeNaN();
  count(figures.tally, 3, metrics);
  count(figures.tally, 5, metrics);
  expect(meanLoss(figures)).toBe(4);
  expect(figures.tally.sums[7]).toBeCloseTo(0.2, 6);
  figures.loss = meanLoss(figures);
  clear(figures.tally);
  expect(meanLoss(figures)).toBe(4);
  expect(figures.tally).toEqual(noFigures().tally);
  count(figures.tally, 1, metrics);
  expect(meanLoss(figures)).toBe(1);
});

test('figures go through JSON to the last bit', () => {
  const figures = noFigures();
  count(figures.tally, 1 / 3, metrics);
  count(figures.tally, Math.fround(0.7), metrics);
  const training = JSON.parse(JSON.stringify({ config: {}, engine: 'onnx', ...figures }));
  expect(savedFigures(training, 'run')).toEqual(figures);
});

test('a checkpoint without them, or with a wrong number of sums, is not resumed', () => {
  const figures = noFigures();
  for (const training of [{}, { ...figures, tally: { ...figures.tally, sums: [1, 2] } }])
    expect(() => savedFigures(training, 'run')).toThrowError(
      expect.objectContaining({
        code: 'CHECKPOINT_MISMATCH',
        message: expect.stringContaining('resume run:'),
      }),
    );
});
