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

/** Rows of a table (rows, D) by id: (R) int32 to (R, D). */
export function gatherRows(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  return tf.gather(table, ids as tf.Tensor1D);
}

/** Tables of more rows than this together are each summed into by segment: a matrix of as many columns would cost more. */
const MOST_INDICATED = 512;

/**
 * Sum of a row of each table (rows, D) by ids (R) int32 for each: (R, D). The gradient of all tables is one product, with the matrix that has a 1 where an
 * id names a row.
 */
export function gatherSum(tables: readonly tf.Tensor[], ids: readonly tf.Tensor[]): tf.Tensor {
  const sizes = tables.map((table) => table.shape[0]);
  const sumOf = (parts: readonly tf.Tensor[]): tf.Tensor =>
    parts.map((table, i) => gatherRows(table, ids[i])).reduce((sum, next) => tf.add(sum, next));
  if (sizes.reduce((a, b) => a + b) > MOST_INDICATED) return sumOf(tables);
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const save = args[tables.length] as tf.GradSaveFunc;
    save([...ids]);
    return {
      value: sumOf(args.slice(0, tables.length) as tf.Tensor[]),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const named = saved.map((column, i) => {
          const rows = tf.range(0, sizes[i], 1, 'int32'); // (rows)
          return tf.cast(tf.equal(tf.expandDims(column, 1), rows), 'float32'); // (R, rows)
        });
        const summed = tf.matMul(tf.concat(named, 1) as tf.Tensor2D, dy as tf.Tensor2D, true, false); // (all rows, D)
        return tf.split(summed, sizes);
      },
    };
  });
  return op(...tables);
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
        const along = tf.mul(dy, unit); // (..., D)
        // A mean over what the gain multiplies is a product with the gain, and needs no pass of its own.
        const share = tf.div(tf.expandDims(gain0, 1), gain0.size); // (D, 1)
        const means = [along, dy].map((rows) => linear(rows, share, null)); // 2 x (..., 1)
        const rest = tf.sub(tf.mul(dy, gain0), tf.add(tf.mul(unit, means[0]), means[1])); // (..., D)
        return [tf.mul(rest, scale0), tf.sum(along, leading), tf.sum(dy, leading)];
      },
    };
  });
  return op(x, gamma, beta);
}

/**
 * Layer normalisation without gain and bias, for those who read the result by `centred` maps alone: what comes back from these has a mean of 0 in each
 * row, so that the gradient needs none. It reads its own output and nothing else of x, and a gain goes into the few numbers of the maps: of a norm
 * over many rows that saves more than half of the passes over them.
 */
export function standardise(x: tf.Tensor, epsilon: number): tf.Tensor {
  const width = x.shape[x.rank - 1] as number;
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const [value, , scale] = normalised(input, tf.ones([width]), tf.zeros([width]), epsilon);
    save([value, scale]);
    return {
      value,
      // (dy - mean(dy) - unit * mean(dy * unit)) / deviation, means over the last axis, of which the first is 0.
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [unit, scale0] = saved;
        const along = tf.mean(tf.mul(dy, unit), -1, true); // (..., 1)
        return tf.mul(tf.sub(dy, tf.mul(unit, along)), scale0); // (..., D)
      },
    };
  });
  return op(x);
}

/** Takes the mean off each row (..., D), or off each column (D, E). What reads standardised rows, whose mean is 0, gives the same without it. */
export function centred(x: tf.Tensor, axis: -1 | 0): tf.Tensor {
  return tf.sub(x, tf.mean(x, axis, true));
}

/** The output, and mean and 1 / deviation (..., 1) of each row. */
function normalised(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor[] {
  if (tf.getKernel('LayerNormalization', tf.getBackend()) !== undefined) {
    return tf.engine().runKernel('LayerNormalization', { x, gamma, beta }, { epsilon }) as tf.Tensor[];
  }
  const mean = tf.mean(x, -1, true); // (..., 1)
  const rest = tf.sub(x, mean); // (..., D)
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(rest), -1, true), epsilon)); // (..., 1)
  const unit = tf.mul(rest, scale); // (..., D)
  return [tf.add(tf.mul(unit, gamma), beta), mean, scale];
}

/**
 * softmax(logits) times rows: (..., Tq, Tk), (..., Tk, d) with the same leading axes to (..., Tq, d). Of the weights' gradient dW softmax needs
 * each row's sum of dW times weights; that is the sum of the result times its own gradient (FlashAttention, arXiv 2205.14135, appendix B.2),
 * which is narrower and saves a pass.
 */
export function readBySoftmax(logits: tf.Tensor, rows: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [scores, values, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const weights = tf.softmax(scores);
    const value = tf.matMul(weights, values);
    save([weights, values, value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [weights0, values0, value0] = saved;
        const level = tf.sum(tf.mul(dy, value0), -1, true); // (..., Tq, 1)
        const dWeights = tf.matMul(dy, values0, false, true); // (..., Tq, Tk)
        return [tf.mul(weights0, tf.sub(dWeights, level)), tf.matMul(weights0, dy, true, false)];
      },
    };
  });
  return op(logits, rows);
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
    const { gate, value } = gated(input);
    save([gate, value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, slopeOf(saved[0], saved[1])),
    };
  });
  return op(y);
}

/**
 * A hidden layer with one output: scaledGelu(x w + shift) times `out`, for x (B, N, D), w (D, E), shift (B, 1, E) and out (E, 1). (B, N, 1)
 * What comes back to the hidden layer is one number a row times `out`, and `out` goes into the maps: no pass multiplies all rows with it.
 */
export function scaledGeluDot(x: tf.Tensor, w: tf.Tensor, shift: tf.Tensor, out: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [x0, w0, shift0, out0, save] = args as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.GradSaveFunc,
    ];
    const { gate, value: hidden } = gated(tf.add(linear(x0, w0, null), shift0)); // (B, N, E)
    save([x0, w0, out0, gate, hidden]);
    return {
      value: linear(hidden, out0, null),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x1, w1, out1, gate1, hidden1] = saved;
        const row = tf.reshape(out1, [1, out1.size]); // (1, E)
        const slope = tf.mul(slopeOf(gate1, hidden1), dy); // (B, N, E)
        return [
          linear(slope, tf.transpose(tf.mul(w1, row)), null), // (B, N, D)
          tf.mul(productOfRows(x1, slope), row), // (D, E)
          tf.mul(tf.sum(slope, 1, true), row), // (B, 1, E)
          productOfRows(hidden1, dy), // (E, 1)
        ];
      },
    };
  });
  return op(x, w, shift, out);
}

function gated(y: tf.Tensor): { gate: tf.Tensor; value: tf.Tensor } {
  const gate = tf.sigmoid(y);
  return { gate, value: tf.mul(y, gate) };
}

/** Slope of y sigmoid(y): with s the gate and v the value, s + y s (1 - s) = v + s (1 - v). */
function slopeOf(gate: tf.Tensor, value: tf.Tensor): tf.Tensor {
  return tf.add(value, tf.mul(gate, tf.sub(1, value)));
}

/** a^T b over all rows: (..., D), (..., E) to (D, E). */
function productOfRows(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const [left, right] = [a, b].map((x) => tf.reshape(x, [-1, x.shape[x.rank - 1] as number]));
  return tf.matMul(left, right, true, false);
}
