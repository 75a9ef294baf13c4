/**
 * Operations that networks are made of, each with a gradient written by hand where that is shorter than what automatic
 * differentiation finds. They run on any tfjs backend; a backend that has a kernel for one is asked to use it.
 *
 * Shape letters: R rows (all leading axes together), D width, E width of the output.
 */
import * as tf from '@tensorflow/tfjs-core';

/** x (..., D) times w (D, E) plus b (E): one matrix product over all rows. */
export function linear(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor | null): tf.Tensor {
  const [inner, outer] = w.shape;
  const rows = tf.reshape(x, [-1, inner]); // (R, D)
  const product = tf.matMul(rows, w as tf.Tensor2D); // (R, E)
  const sum = b === null ? product : tf.add(product, b); // (R, E)
  return tf.reshape(sum, [...x.shape.slice(0, -1), outer]); // (..., E)
}

/**
 * Layer normalisation over the last axis (Ba, Kiros and Hinton 2016, eq. 4), with gain `gamma` (D) and bias `beta` (D).
 * `epsilon` is added to the variance.
 */
export function layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, gain, bias, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const [value, mean, scale] = normalised(input, gain, bias, epsilon);
    save([input, gain, mean, scale]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x0, gain0, mean0, scale0] = saved;
        const unit = tf.mul(tf.sub(x0, mean0), scale0); // (..., D)
        const leading = x0.shape.slice(0, -1).map((_, i) => i);
        const dGain = tf.sum(tf.mul(dy, unit), leading); // (D)
        const dBias = tf.sum(dy, leading); // (D)
        return [unitGradient(tf.mul(dy, gain0), unit, scale0), dGain, dBias];
      },
    };
  });
  return op(x, gamma, beta);
}

/**
 * Layer normalisation without gain and bias. Its gradient reads its own output and nothing else of x, and where a linear map follows, a gain goes
 * into the map's few numbers: of a norm over many rows that saves half of the passes over them.
 */
export function standardise(x: tf.Tensor, epsilon: number): tf.Tensor {
  const width = x.shape[x.rank - 1] as number;
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const [value, , scale] = normalised(input, tf.ones([width]), tf.zeros([width]), epsilon);
    save([value, scale]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => unitGradient(dy, saved[0], saved[1]),
    };
  });
  return op(x);
}

/** Gradient of (x - mean) / deviation: (dy - mean(dy) - unit * mean(dy * unit)) / deviation, means over the last axis. */
function unitGradient(dy: tf.Tensor, unit: tf.Tensor, scale: tf.Tensor): tf.Tensor {
  const along = tf.mean(tf.mul(dy, unit), -1, true); // (..., 1)
  const level = tf.mean(dy, -1, true); // (..., 1)
  const rest = tf.sub(dy, tf.add(tf.mul(unit, along), level)); // (..., D)
  return tf.mul(rest, scale); // (..., D)
}

/** The output, and mean and 1 / deviation (..., 1) of each row. */
function normalised(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor[] {
  if (tf.getKernel('LayerNormalization', tf.getBackend()) !== undefined) {
    return tf.engine().runKernel('LayerNormalization', { x, gamma, beta }, { epsilon }) as tf.Tensor[];
  }
  const mean = tf.mean(x, -1, true); // (..., 1)
  const centred = tf.sub(x, mean); // (..., D)
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon)); // (..., 1)
  const unit = tf.mul(centred, scale); // (..., D)
  return [tf.add(tf.mul(unit, gamma), beta), mean, scale];
}

/** Slope of the sigmoid that stands for the normal distribution in GELU. */
export const GELU_SLOPE = 1.702;

/** x * sigmoid(1.702 x), the approximation of GELU in Hendrycks and Gimpel 2016, section 2. */
export function gelu(x: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const gate = tf.sigmoid(tf.mul(input, GELU_SLOPE));
    const value = tf.mul(input, gate);
    save([input, gate, value]);
    return {
      value,
      // With s the gate: s + 1.702 x s (1 - s) = s (1 + 1.702 (x - x s)).
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [input0, gate0, value0] = saved;
        const bend = tf.add(tf.mul(tf.sub(input0, value0), GELU_SLOPE), 1);
        return tf.mul(dy, tf.mul(gate0, bend));
      },
    };
  });
  return op(x);
}

/**
 * GELU_SLOPE gelu(y / GELU_SLOPE), which is y sigmoid(y). Where many rows pass, the maps before and behind it take the two factors, which saves a
 * quarter of the passes over them.
 */
export function scaledGelu(y: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const gate = tf.sigmoid(input);
    const value = tf.mul(input, gate);
    save([gate, value]);
    return {
      value,
      // With s the gate and v the value: s + y s (1 - s) = v + s (1 - v).
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [gate0, value0] = saved;
        return tf.mul(dy, tf.add(value0, tf.mul(gate0, tf.sub(1, value0))));
      },
    };
  });
  return op(y);
}
