/** What a graph computes, counted on paper. */
import { ancestors, sizeOf, type Value } from './graph.js';

/**
 * Floating-point operations of all matrix products behind these values, a multiplication and an addition each counted as one: what papers
 * call FLOPs. Sums, softmax and the like are left out, as there.
 */
export function productFlops(outputs: readonly Value[]): number {
  let flops = 0;
  for (const { op, inputs, outputs: made } of ancestors(outputs)) {
    const [a] = inputs;
    if ((op !== 'MatMul' && op !== 'Gemm') || a === null) continue;
    const { shape } = made[0];
    // The left factor of a Gemm may be given transposed: either way it has as many elements as rows times what is summed over.
    const inner = op === 'Gemm' ? sizeOf(a.shape) / shape[0] : a.shape[a.shape.length - 1];
    flops += 2 * sizeOf(shape) * inner;
  }
  return flops;
}
