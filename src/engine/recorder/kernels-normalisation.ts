/** Kernels of our own, called by src/model/ops.ts where the backend has them. */
import { splat } from '../onnx/graph.js';
import type { KernelBody } from './kernel.js';

export const NORMALISATION: Readonly<Record<string, KernelBody>> = {
  /** Inputs x (..., D) and, together or not at all, gamma and beta (D). Outputs y, and mean and 1 / deviation (..., 1). */
  LayerNormalization: (g, { x, gamma, beta }, attrs) => {
    const columns = x.shape[x.shape.length - 1];
    const column = [...x.shape.slice(0, -1), 1];
    const scale = gamma ?? splat(1, [columns], 'float32');
    const inputs = beta === undefined ? [x, scale] : [x, scale, beta];
    const attributes = { axis: { int: -1 }, epsilon: { float: attrs.number('epsilon') } };
    return g.add('LayerNormalization', inputs, attributes, [
      { shape: x.shape, dtype: x.dtype },
      { shape: column, dtype: x.dtype },
      { shape: column, dtype: x.dtype },
    ]);
  },
};
