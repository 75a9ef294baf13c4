/**
 * Kernels of tfjs's wasm backend 4.22 that are missing, wrong or wasteful: sums over segments are missing, gathering with
 * batch axes reads rows of the first batch only, and splitting copies the whole tensor anew for every piece, which
 * makes cutting the parameters out of their vector take longer than the rest of a decision.
 */
import * as tf from '@tensorflow/tfjs-core';

const WASM = 'wasm';
/** Marks kernels that are repaired already, so that opening the engine twice does not wrap them twice. */
const repaired = new Set<string>();

/** Puts a function in a kernel's place; what the kernel does when its backend starts stays. */
function replace(kernelName: string, kernelFunc: tf.KernelFunc): void {
  const known = tf.getKernel(kernelName, WASM);
  if (known !== undefined) tf.unregisterKernel(kernelName, WASM);
  tf.registerKernel({ ...known, kernelName, backendName: WASM, kernelFunc });
  repaired.add(kernelName);
}

/** Rows with the same id summed: the indicator matrix of the ids, transposed, times the rows. */
function segmentSum(rows: tf.Tensor, ids: tf.Tensor, segments: number): tf.Tensor {
  const count = ids.size;
  const matrix = tf.reshape(rows, [count, -1]) as tf.Tensor2D;
  const classes = Math.max(2, segments); // tfjs has no one-hot of a single class.
  const indicator = tf.cast(tf.oneHot(tf.reshape(ids, [count]), classes), 'float32') as tf.Tensor2D;
  const summed = tf.slice(tf.matMul(indicator, matrix, true), [0, 0], [segments, matrix.shape[1]]);
  return tf.reshape(summed, [segments, ...rows.shape.slice(ids.rank)]);
}

/** Rows numbered through all batches, so that one gather without batches finds them. */
function gatherInBatches(x: tf.Tensor, indices: tf.Tensor, batchDims: number): tf.Tensor {
  const batch = x.shape.slice(0, batchDims).reduce((size, d) => size * d, 1);
  const length = x.shape[batchDims];
  const rest = x.shape.slice(batchDims + 1);
  const offsets = tf.range(0, batch * length, length, 'int32');
  const flat = tf.add(tf.reshape(indices, [batch, -1]), tf.reshape(offsets, [batch, 1]));
  const rows = tf.reshape(x, [batch * length, ...rest]);
  return tf.reshape(tf.gather(rows, tf.reshape(flat, [-1]) as tf.Tensor1D), [...indices.shape, ...rest]);
}

/** Pieces of a tensor whose pieces lie one behind the other in memory. */
function splitRuns(
  x: tf.Tensor,
  sizes: readonly number[],
  axis: number,
  backend: tf.KernelBackend,
): tf.TensorInfo[] {
  const values = backend.readSync(x.dataId) as Float32Array | Int32Array | Uint8Array;
  const run = x.shape.slice(axis + 1).reduce((size, d) => size * d, 1);
  let at = 0;
  return sizes.map((size) => {
    const shape = x.shape.map((d, i) => (i === axis ? size : d));
    const dataId = backend.write(values.slice(at, at + size * run), shape, x.dtype);
    at += size * run;
    return { dataId: dataId as tf.DataId, shape, dtype: x.dtype };
  });
}

/** Puts the kernels in place. The wasm backend's own must be registered. */
export function repairWasm(): void {
  if (!repaired.has('UnsortedSegmentSum')) {
    replace('UnsortedSegmentSum', ({ inputs, attrs }) => {
      const { x, segmentIds } = inputs as Record<string, tf.Tensor>;
      return tf.tidy(() => segmentSum(x, segmentIds, (attrs as { numSegments: number }).numSegments));
    });
  }
  const split = tf.getKernel('SplitV', WASM);
  if (split !== undefined && !repaired.has('SplitV')) {
    replace('SplitV', (call) => {
      const { x } = call.inputs as Record<string, tf.Tensor>;
      const attrs = call.attrs as { numOrSizeSplits: number | number[]; axis: number };
      const axis = attrs.axis < 0 ? attrs.axis + x.shape.length : attrs.axis;
      if (x.shape.slice(0, axis).some((d) => d !== 1)) return split.kernelFunc(call);
      const sizes = tf.backend_util.prepareSplitSize(x, attrs.numOrSizeSplits, axis);
      return splitRuns(x, sizes, axis, call.backend as tf.KernelBackend);
    });
  }
  const gather = tf.getKernel('GatherV2', WASM);
  if (gather !== undefined && !repaired.has('GatherV2')) {
    replace('GatherV2', (call) => {
      const { axis, batchDims } = call.attrs as { axis: number; batchDims: number };
      if (batchDims === 0 || axis !== batchDims) return gather.kernelFunc(call);
      const { x, indices } = call.inputs as Record<string, tf.Tensor>;
      return tf.tidy(() => gatherInBatches(x, indices, batchDims));
    });
  }
}
