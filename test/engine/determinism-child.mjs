// Trains a small network for some steps on two threads and prints a hash of its weights. A process of its own, so that
// nothing of an earlier run can make two runs agree.
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { createEngine } from '../../dist/src/engine/index.js';

const ROWS = 64;
const WIDTH = 96;
const vector = { shape: [WIDTH * WIDTH], dtype: 'float32' };

const engine = await createEngine('onnx', { threads: 2 });
const runner = await engine.compile({
  name: 'determinism',
  inputs: { parameters: vector, x: { shape: [ROWS, WIDTH], dtype: 'float32' } },
  program: ({ parameters, x }) => {
    const loss = (w) => tf.mean(tf.square(tf.sub(tf.softmax(tf.tanh(tf.matMul(x, w))), tf.softmax(x))));
    const { grads } = tf.valueAndGrads(loss)([tf.reshape(parameters, [WIDTH, WIDTH])]);
    return { parameters: tf.sub(parameters, tf.mul(tf.reshape(grads[0], [-1]), 50)) };
  },
});
const parameters = Float32Array.from({ length: WIDTH * WIDTH }, (_, i) => Math.sin(i * 1.7) * 0.1);
const x = Float32Array.from({ length: ROWS * WIDTH }, (_, i) => Math.cos(i * 0.37));
for (let step = 0; step < 30; step++) await runner.run({ parameters, x }, { parameters });
await engine.dispose();
console.log(createHash('sha256').update(parameters).digest('hex'));
