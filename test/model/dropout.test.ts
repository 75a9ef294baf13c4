import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { addMlp } from '../../src/model/attention.js';
import { modelConfig } from '../../src/model/config.js';
import { hiddenNumbers, thinOut } from '../../src/model/dropout.js';
import { byName, initialise, type Parameters, unflatten } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';

const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
const { layout } = policy;
const { width, mlpRatio } = policy.config;
const hidden = width * mlpRatio;

beforeAll(() => tf.setBackend('cpu'));

/** The parameters, and those with these factors (B, S), in one tidy. */
function withKept(kept: number[][], use: (plain: Parameters, thin: Parameters, x: tf.Tensor) => void): void {
  tf.tidy(() => {
    const plain = byName(unflatten(tf.tensor1d(initialise(layout, 1)), layout), layout);
    const x = tf.randomNormal([kept.length, 3, width], 0, 1, 'float32', 7); // (B, T, D)
    use(plain, thinOut(plain, layout, tf.tensor2d(kept)), x);
  });
}

describe('dropout', () => {
  it('knows the residual MLPs of torso and decoder, of either torso, and no others', () => {
    // Encoder, one latent block and the learned queries; the entities' MLP is as wide as they are.
    expect(hiddenNumbers(layout)).toBe(3 * hidden + width);
    const other = createPolicy({ ...modelConfig('nano'), torso: 'transformer' }, SKIRMISH_VOCABULARY);
    expect(hiddenNumbers(other.layout)).toBe(hidden + hidden); // One block, and the learned queries.
  });

  it('changes nothing where all is kept, and leaves the rest of the stream where all is dropped', () => {
    const size = hiddenNumbers(layout);
    const [ones, none] = [new Array<number>(size).fill(1), new Array<number>(size).fill(0)];
    withKept([ones, none], (plain, thin, x) => {
      const [whole, thinned] = [plain, thin].map(
        (p) => addMlp(p, 'encoder.mlp', x).arraySync() as number[][][],
      );
      expect(thinned[0]).toEqual(whole[0]);
      const bias = (plain.get('encoder.mlp.down.b') as tf.Tensor).arraySync() as number[];
      const stream = x.arraySync() as number[][][];
      for (const [t, row] of thinned[1].entries())
        for (const [d, value] of row.entries()) expect(value).toBeCloseTo(stream[1][t][d] + bias[d], 6);
    });
  });

  it('drops the same hidden number at every row of a sample', () => {
    const size = hiddenNumbers(layout);
    // Only hidden number 0 of the first MLP is kept: what is added is one direction, by how much it is hidden.
    const kept = Array.from({ length: size }, (_, i) => (i === 0 ? 1 : 0));
    withKept([kept], (_, thin, x) => {
      const added = tf.sub(addMlp(thin, 'encoder.mlp', x), x).arraySync() as number[][][];
      const weights = thin.get('encoder.mlp.down.w') as tf.Tensor;
      const direction = Float32Array.from(tf.slice(weights, [0, 0], [1, -1]).dataSync());
      const length = direction.reduce((sum, value) => sum + value * value, 0);
      for (const row of added[0]) {
        const amount = row.reduce((sum, value, d) => sum + value * direction[d], 0) / length;
        for (const [d, value] of row.entries()) expect(value).toBeCloseTo(amount * direction[d], 5);
      }
    });
  });
});
