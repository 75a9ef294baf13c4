/** Gradients of kernels that move, reduce, multiply or index tensors. */
import * as tf from '@tensorflow/tfjs-core';
import { type Attributes, axesOf, none, type Rule, restoreAxes, unbroadcast } from './rules.js';

const reshaped = (name: string): Rule => ({
  inputs: [name],
  gradient: (dy, [x]) => ({ [name]: () => tf.reshape(dy, x.shape) }),
});

/** dy of a sum, spread over the summed elements. */
function spread(dy: tf.Tensor, x: tf.Tensor, axis: unknown): tf.Tensor {
  return tf.broadcastTo(restoreAxes(dy, x.shape, axesOf(axis, x.rank)), x.shape);
}

/** Max and Min: dy goes to every element that equals the result. */
const extreme = (axesName: string): Rule => ({
  inputs: ['x'],
  outputs: true,
  gradient: (dy, [x, y], attrs) => ({
    x: () => {
      const axes = axesOf(attrs[axesName], x.rank);
      const hit = tf.cast(tf.equal(x, restoreAxes(y, x.shape, axes)), 'float32');
      return tf.mul(restoreAxes(dy, x.shape, axes), hit);
    },
  }),
});

/**
 * With A and B as read (after their transposes), dA = dy B^T and dB = A^T dy; written so that each case is one product
 * and no transpose of its own.
 */
function productGradients(
  dy: tf.Tensor,
  a: tf.Tensor,
  b: tf.Tensor,
  attrs: Attributes,
): Record<string, () => tf.Tensor> {
  const { transposeA: ta, transposeB: tb } = attrs as { transposeA: boolean; transposeB: boolean };
  const da = (): tf.Tensor => (ta ? tf.matMul(b, dy, tb, true) : tf.matMul(dy, b, false, !tb));
  const db = (): tf.Tensor => (tb ? tf.matMul(dy, a, true, ta) : tf.matMul(a, dy, !ta, false));
  return { a: () => unbroadcast(da(), a.shape), b: () => unbroadcast(db(), b.shape) };
}

/** Gradient of rows gathered along an axis: rows of dy added where they came from. */
function gathered(dy: tf.Tensor, x: tf.Tensor, indices: tf.Tensor, axis: number): tf.Tensor {
  const before = Array.from({ length: axis }, (_, i) => i);
  const middle = Array.from({ length: indices.rank }, (_, i) => axis + i);
  const after = Array.from({ length: x.rank - axis - 1 }, (_, i) => axis + indices.rank + i);
  const first = axis === 0 ? dy : tf.transpose(dy, [...middle, ...before, ...after]);
  const rest = first.shape.slice(indices.rank);
  const rows = tf.reshape(first, [indices.size, ...rest]);
  const summed = tf.unsortedSegmentSum(rows, tf.reshape(indices, [-1]) as tf.Tensor1D, x.shape[axis]);
  if (axis === 0) return summed;
  return tf.transpose(summed, [...before.map((i) => i + 1), 0, ...after.map((_, i) => axis + 1 + i)]);
}

/**
 * The same where the first `batchDims` axes of x and indices go together: rows are numbered through all batches, so
 * that one sum serves them all.
 */
function gatheredInBatches(dy: tf.Tensor, x: tf.Tensor, indices: tf.Tensor, batchDims: number): tf.Tensor {
  const batch = x.shape.slice(0, batchDims).reduce((size, d) => size * d, 1);
  const length = x.shape[batchDims];
  const offsets = tf.reshape(tf.range(0, batch * length, length, 'int32'), [batch, 1]);
  const flat = tf.reshape(tf.add(tf.reshape(indices, [batch, -1]), offsets), [-1]);
  const rest = x.shape.slice(batchDims + 1);
  const rows = tf.reshape(dy, [indices.size, ...rest]);
  return tf.reshape(tf.unsortedSegmentSum(rows, flat as tf.Tensor1D, batch * length), x.shape);
}

const passThrough = (name: string): Rule => ({ gradient: (dy) => ({ [name]: () => dy }) });

export const TENSOR_RULES: Readonly<Record<string, Rule>> = {
  BatchMatMul: {
    inputs: ['a', 'b'],
    gradient: (dy, [a, b], attrs) => productGradients(dy, a, b, attrs),
  },
  Cast: { gradient: (dy) => ({ x: () => tf.cast(dy, 'float32') }) },
  Concat: {
    inputs: 'all',
    gradient: (dy, parts, { axis }) => {
      const [at] = axesOf(axis, dy.rank);
      const sizes = parts.map((part) => part.shape[at]);
      // Cut here and not in the closures: tfjs tidies up behind each closure.
      const pieces = tf.split(dy, sizes, at);
      return Object.fromEntries(parts.map((_, i) => [i, () => pieces[i]]));
    },
  },
  Cumsum: {
    gradient: (dy, _, { axis, exclusive, reverse }) => ({
      x: () => tf.cumsum(dy, axis as number, exclusive as boolean, !(reverse as boolean)),
    }),
  },
  ExpandDims: reshaped('input'),
  GatherV2: {
    inputs: ['x', 'indices'],
    gradient: (dy, [x, indices], { axis, batchDims }) => ({
      x: () =>
        batchDims === 0
          ? gathered(dy, x, indices, axesOf(axis, x.rank)[0])
          : gatheredInBatches(dy, x, indices, batchDims as number),
      indices: () => none(indices),
    }),
  },
  Identity: passThrough('x'),
  Max: extreme('reductionIndices'),
  Mean: {
    inputs: ['x'],
    gradient: (dy, [x], { axis }) => ({
      x: () => {
        const count = axesOf(axis, x.rank).reduce((size, i) => size * x.shape[i], 1);
        return spread(tf.mul(dy, 1 / count), x, axis);
      },
    }),
  },
  Min: extreme('axis'),
  OneHot: { inputs: ['indices'], gradient: (_, [indices]) => ({ indices: () => none(indices) }) },
  Pack: {
    inputs: 'all',
    gradient: (dy, parts, { axis }) => {
      const pieces = tf.unstack(dy, axis as number);
      return Object.fromEntries(parts.map((_, i) => [i, () => pieces[i]]));
    },
  },
  PadV2: {
    inputs: ['x'],
    gradient: (dy, [x], { paddings }) => ({
      x: () =>
        tf.slice(
          dy,
          (paddings as [number, number][]).map(([before]) => before),
          x.shape,
        ),
    }),
  },
  Reshape: reshaped('x'),
  Reverse: { gradient: (dy, _, { dims }) => ({ x: () => tf.reverse(dy, dims as number[]) }) },
  Slice: {
    inputs: ['x'],
    gradient: (dy, [x], { begin }) => ({
      x: () => {
        const from = begin as number[];
        const before = x.shape.map((_, i) => from[i] ?? 0);
        return tf.pad(
          dy,
          x.shape.map((d, i): [number, number] => [before[i], d - before[i] - dy.shape[i]]),
        );
      },
    }),
  },
  Softmax: {
    outputs: true,
    gradient: (dy, [y], { dim }) => ({
      logits: () => {
        const weighted = tf.mul(dy, y);
        return tf.sub(weighted, tf.mul(tf.sum(weighted, dim as number, true), y));
      },
    }),
  },
  SplitV: {
    gradient: (_dy, _saved, { axis }, dys) => ({ x: () => tf.concat(dys, axis as number) }),
  },
  Sum: { inputs: ['x'], gradient: (dy, [x], { axis }) => ({ x: () => spread(dy, x, axis) }) },
  Tile: {
    inputs: ['x'],
    gradient: (dy, [x], { reps }) => ({
      x: () => {
        const times = reps as number[];
        const parts = tf.reshape(
          dy,
          x.shape.flatMap((d, i) => [times[i], d]),
        );
        return tf.reshape(
          tf.sum(
            parts,
            times.map((_, i) => 2 * i),
          ),
          x.shape,
        );
      },
    }),
  },
  Transpose: {
    gradient: (dy, _, { perm }) => {
      const inverse = new Array<number>(dy.rank);
      (perm as number[]).forEach((axis, i) => {
        inverse[axis] = i;
      });
      return { x: () => tf.transpose(dy, inverse) };
    },
  },
  Unpack: { gradient: (_dy, _saved, { axis }, dys) => ({ value: () => tf.stack(dys, axis as number) }) },
  UnsortedSegmentSum: {
    inputs: ['segmentIds'],
    gradient: (dy, [segmentIds]) => ({
      x: () => tf.gather(dy, segmentIds as tf.Tensor1D),
      segmentIds: () => none(segmentIds),
    }),
  },
};
