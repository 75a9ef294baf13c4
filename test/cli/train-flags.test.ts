import { expect, it } from 'vitest';
import { givenSettings, parseLossWeights, TRAIN_FLAGS } from '../../src/cli/train-flags.js';

it('parseLossWeights reads heads and numbers', () => {
  expect(parseLossWeights(['function=4', 'value=0', 'target_cell=2.5e-1'])).toEqual({
    ...{ function: 4, value: 0, target_cell: 0.25 },
  });
});

it.each([
  ['function', 'it must read head=number'],
  ['function=', 'it must read head=number'],
  ['function=4=5', 'it must read head=number'],
  ['function=NaN', 'it must read head=number'],
  ['functon=4', 'the nearest is function'],
  ['delay=-1', 'delay: Too small'],
  ['delay=Infinity', 'delay: Invalid input'],
  ['__proto__=1', 'no head is named __proto__'],
])('parseLossWeights refuses %s', (part, message) => {
  expect(() => parseLossWeights([part])).toThrow(
    expect.objectContaining({ code: 'BAD_ARGUMENT', message: expect.stringContaining(message) }),
  );
});

it('givenSettings are those that were given, and only training settings', () => {
  expect(givenSettings(TRAIN_FLAGS.parse({ data: ['x'], out: 'y' }))).toEqual({});
  const given = { data: ['x'], steps: 3, bucketed: true, lossWeight: ['delay=2'], threads: 1 };
  expect(givenSettings(TRAIN_FLAGS.parse(given))).toEqual({
    ...{ steps: 3, bucketed: true, lossWeights: { delay: 2 } },
  });
});
