import { expect, test } from 'vitest';
import { fillNoise, noiseSize, readAnswer } from '../../agent/decision.js';
import { modelConfig } from '../../src/model/config.js';
import { createPolicy } from '../../src/model/policy.js';
import { createRandom } from '../../src/spec/random.js';
import { DELAY_BINS, SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';

const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
const ENTITIES = 16;
/** Classes before the pivot's, and the pivot's own: where the noise of the selection begins. */
const SELECTION_AT = SKIRMISH_VOCABULARY.functions.length + DELAY_BINS.length + 2 + ENTITIES;

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
const variance = (values: readonly number[]): number => {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
};

test('there is one number of noise for each class of each head', () => {
  const { functions } = SKIRMISH_VOCABULARY;
  const classes = functions.length + DELAY_BINS.length + 2 + 3 * ENTITIES + 256 + 64;
  expect(noiseSize(policy, ENTITIES)).toBe(classes);
});

test('the noise is Gumbel for classes and logistic for the selection, times the temperature', () => {
  const random = createRandom('noise');
  const noise = new Float32Array(noiseSize(policy, ENTITIES));
  const gumbel: number[] = [];
  const logistic: number[] = [];
  for (let round = 0; round < 400; round++) {
    fillNoise(noise, policy, ENTITIES, 2, random);
    expect(noise.every(Number.isFinite)).toBe(true);
    logistic.push(...noise.subarray(SELECTION_AT, SELECTION_AT + ENTITIES));
    gumbel.push(...noise.subarray(0, SELECTION_AT), ...noise.subarray(SELECTION_AT + ENTITIES));
  }
  // Means 0.5772 and 0, variances pi^2 / 6 and pi^2 / 3; at temperature 2 twice and four times that.
  expect(Math.abs(mean(gumbel) - 2 * 0.5772)).toBeLessThan(0.03);
  expect(Math.abs(variance(gumbel) - (4 * Math.PI ** 2) / 6)).toBeLessThan(0.15);
  expect(Math.abs(mean(logistic))).toBeLessThan(0.25);
  expect(Math.abs(variance(logistic) - (4 * Math.PI ** 2) / 3)).toBeLessThan(1.2);
});

test('an answer is read in the order of the program', () => {
  const answer = Float32Array.of(3, 5, 1, 2, 77, 9, Math.log(3), 1, 0, 1, 0);
  const { choice, winProbability } = readAnswer(answer, 4);
  expect(choice).toEqual({
    function: 3,
    delay: 5,
    queued: 1,
    targetEntity: 2,
    cell: 77,
    fine: 9,
    selected: [0, 2],
  });
  expect(winProbability).toBeCloseTo(0.75, 6);
});
