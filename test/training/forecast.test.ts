import { describe, expect, it } from 'vitest';
import { trainingConfigSchema } from '../../src/training/config.js';
import { expectedBuckets, forecastRun } from '../../src/training/forecast.js';

const data = {
  demonstrations: 10_000,
  blocks: 100,
  bytes: 1e6,
  buckets: new Map([
    [64, 6990],
    [16, 10],
    [128, 3000],
  ]),
};

describe('expectedBuckets', () => {
  it('are all that come at least once where a batch is of one', () => {
    expect(expectedBuckets(data, { batch: 8, bucketed: true }, 2000)).toEqual([16, 64, 128]);
    expect(expectedBuckets(data, { batch: 8, bucketed: true }, 100)).toEqual([64, 128]);
  });

  it('are those that a batch is ever padded to, where it is not', () => {
    // Eight samples of which none has more than 16 entities: never. None more than 64: 0.7 ** 8, 6 % of the batches.
    expect(expectedBuckets(data, { batch: 8, bucketed: false }, 2000)).toEqual([64, 128]);
    expect(expectedBuckets(data, { batch: 64, bucketed: false }, 2000)).toEqual([128]);
  });

  it('are none where recordings do not tell', () => {
    expect(expectedBuckets({ ...data, buckets: new Map() }, { batch: 8, bucketed: true }, 2000)).toEqual([]);
  });
});

it('a forecast counts the graphs that are still to come, the looks, and all batches of a step', () => {
  const config = trainingConfigSchema.parse({ batch: 8, accumulate: 4, bucketed: true, emaDecay: 0.99 });
  const memory = { now: 1000e6, graphs: new Set([64]), graphBytes: 200e6, looks: new Set([64, 128]) };
  const forecast = forecastRun(config, 1000, 50, 1e6, data, memory);
  expect(forecast.epochs).toBeCloseTo((1000 * 4 * 8) / 10_000);
  expect(forecast.seconds).toBe(50);
  expect(forecast.diskBytes).toBe(2 * 4 * 4e6); // Two checkpoints of parameters, two moments and the average.
  expect(forecast.memoryBytes).toBeCloseTo(1000e6 + 2 * 200e6 + 2 * 50e6 + 2 * 1e6, -1);
});
