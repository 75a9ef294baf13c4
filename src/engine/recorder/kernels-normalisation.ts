/** Kernels of our own, called by src/model/ops.ts where the backend has them. */
import type { KernelBody } from './kernel.js';

export const NORMALISATION: Readonly<Record<string, KernelBody>> = {
  /** Inputs x (..., D), gamma and beta (D). Outputs y (..., D), and mean and 1 / deviation (..., 1). */
  LayerNormalization: (g, { x, gamma, beta }, attrs) => {
    const column = [...x.shape.slice(0, -1), 1];
    const attributes = { axis: { int: -1 }, epsilon: { float: attrs.number('epsilon') } };
    return g.add('LayerNormalization', [x, gamma, beta], attributes, [
      { shape: x.shape, dtype: x.dtype },
      { shape: column, dtype: x.dtype },
      { shape: column, dtype: x.dtype },
    ]);
  },
};
