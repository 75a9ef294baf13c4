/**
 * Matrix products: Gemm where both sides are matrices, so that transposes and a bias come free, else MatMul, also where the
 * batch is one: ONNX Runtime may sum the two in another order, and a decision must not depend on how many others are made with it.
 */
import { broadcastShape, type Graph, madeBy, sameShape, sizeOf, type Value } from './graph.js';
import { concat, narrow, transpose } from './layout.js';
import { quantisedProduct } from './quantise.js';

/** a times b over the last two axes, the others broadcast; a and b may be read transposed. */
export function matMul(g: Graph, a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value {
  const [rows] = transposeA ? swapped(a) : a.shape.slice(-2);
  const columns = (transposeB ? swapped(b) : b.shape.slice(-2))[1];
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const batch = broadcastShape(batchA, batchB);
  if (batch === null) throw new Error('batch axes of a matrix product do not broadcast');
  const shape = [...batch, rows, columns];
  if (g.dialect.int8 && !transposeA) {
    const product = quantisedProduct(g, a, b, transposeB);
    if (product !== null) return product;
  }
  if (batch.length === 0) return gemm(g, a, b, null, transposeA, transposeB);
  const left = transposeA ? transpose(g, a, lastTwo(a.shape.length)) : a;
  const right = transposeB ? transpose(g, b, lastTwo(b.shape.length)) : b;
  return g.one('MatMul', [left, right], {}, shape, a.dtype);
}

function swapped(x: Value): number[] {
  return [x.shape[x.shape.length - 1], x.shape[x.shape.length - 2]];
}

function lastTwo(rank: number): number[] {
  const perm = Array.from({ length: rank }, (_, i) => i);
  perm[rank - 1] = rank - 2;
  perm[rank - 2] = rank - 1;
  return perm;
}

function gemm(
  g: Graph,
  a: Value,
  b: Value,
  bias: Value | null,
  transposeA: boolean,
  transposeB: boolean,
): Value {
  const rows = a.shape[transposeA ? 1 : 0];
  const columns = b.shape[transposeB ? 0 : 1];
  const attributes = { transA: { int: transposeA ? 1 : 0 }, transB: { int: transposeB ? 1 : 0 } };
  const inputs = bias === null ? [a, b] : [a, b, bias];
  return g.one('Gemm', inputs, attributes, [rows, columns], a.dtype);
}

/**
 * Products above this many elements get their bias by an Add of its own: ONNX Runtime's Gemm first copies the bias to
 * every row, which costs more than the Add once the result is larger than the cache (measured on the training step).
 */
const LARGEST_BIASED = 1 << 18;

/** `product + bias` as one Gemm, where `product` is a small Gemm without a bias and `bias` a row; null where it is not so. */
export function addBias(g: Graph, product: Value, bias: Value): Value | null {
  const node = madeBy(product, 'Gemm');
  if (node === null || node.inputs.length !== 2 || sizeOf(product.shape) > LARGEST_BIASED) return null;
  const row = narrow(bias);
  const columns = product.shape[1];
  const fits =
    (row.shape.length === 1 || (row.shape.length === 2 && row.shape[0] === 1)) &&
    row.shape[row.shape.length - 1] === columns;
  if (!fits || columns === 1) return null;
  return g.one('Gemm', [...node.inputs, row], node.attributes, product.shape, product.dtype);
}

/** Products with at most so many terms a number cost less to join than their results cost to add. */
const MOST_THIN = 16;

/**
 * `a + b` with fewer passes over what may be large: A B + C D is [A C] [B; D], also where one of the two is a term of the other side's sum. Outer
 * products are added so in the gradient of rows that are summed more than once. Null where there is nothing to join.
 */
export function addProducts(g: Graph, a: Value, b: Value): Value | null {
  return joined(g, a, b) ?? joinedInto(g, a, b) ?? joinedInto(g, b, a);
}

function joinedInto(g: Graph, sum: Value, term: Value): Value | null {
  const terms = madeBy(sum, 'Add')?.inputs ?? [];
  for (const [i, own] of terms.entries()) {
    const kept = terms[1 - i];
    const product = own && joined(g, own, term);
    if (product && kept && sameShape(kept.shape, sum.shape))
      return g.one('Add', [kept, product], {}, sum.shape, sum.dtype);
  }
  return null;
}

function joined(g: Graph, a: Value, b: Value): Value | null {
  const [one, other] = [a, b].map(factors);
  if (one === null || other === null || !sameShape(a.shape, b.shape)) return null;
  const last = a.shape.length - 1;
  if (one[0].shape[last] + other[0].shape[last] > MOST_THIN) return null;
  const left = concat(g, [one[0], other[0]], last);
  return matMul(g, left, concat(g, [one[1], other[1]], last - 1), false, false);
}

/** The two sides of a product with batch axes, if both have all of them. */
function factors(x: Value): readonly [Value, Value] | null {
  const [left, right] = madeBy(x, 'MatMul')?.inputs ?? [];
  if (!left || !right) return null;
  const batch = x.shape.slice(0, -2);
  return [left, right].every(({ shape }) => sameShape(shape.slice(0, -2), batch)) ? [left, right] : null;
}
