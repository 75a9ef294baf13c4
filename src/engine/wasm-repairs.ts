/**
 * Kernels of tfjs's wasm backend 4.22 that are missing or wrong, put together from others: sums over segments are
 * missing, and gathering with batch axes reads rows of the first batch only.
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
  const indicator = tf.cast(tf.oneHot(tf.reshape(ids, [count]), segments), 'float32') as tf.Tensor2D;
  return tf.reshape(tf.matMul(indicator, matrix, true), [segments, ...rows.shape.slice(ids.rank)]);
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

/** Puts the kernels in place. The wasm backend's own must be registered. */
export function repairWasm(): void {
  if (!repaired.has('UnsortedSegmentSum')) {
    replace('UnsortedSegmentSum', ({ inputs, attrs }) => {
      const { x, segmentIds } = inputs as Record<string, tf.Tensor>;
      return tf.tidy(() => segmentSum(x, segmentIds, (attrs as { numSegments: number }).numSegments));
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
