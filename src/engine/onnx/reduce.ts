/** Reductions over axes. */
import { elementwise, where } from './elementwise.js';
import { constant, type Graph, int64s, type Shape, splat, splatOf, type Value } from './graph.js';
import { cast, reshape } from './layout.js';

const REDUCERS = {
  sum: 'ReduceSum',
  mean: 'ReduceMean',
  max: 'ReduceMax',
  min: 'ReduceMin',
  prod: 'ReduceProd',
} as const;
export type Reducer = keyof typeof REDUCERS;

/** Reduces over `axes` (non-negative, ascending). Without `keep` the axes vanish, else they stay with size 1. */
export function reduce(g: Graph, reducer: Reducer, x: Value, axes: readonly number[], keep: boolean): Value {
  const kept = x.shape.map((d, i) => (axes.includes(i) ? 1 : d));
  const shape = keep ? kept : x.shape.filter((_, i) => !axes.includes(i));
  if (axes.every((axis) => x.shape[axis] === 1)) return reshape(g, x, shape);
  if (reducer === 'sum' && sumsRows(x, axes)) return reshape(g, rowSum(g, x, axes.length), shape);
  const node = g.one(
    REDUCERS[reducer],
    [x, int64s(axes)],
    { keepdims: { int: keep ? 1 : 0 } },
    shape,
    x.dtype,
  );
  return node;
}

/** True for a sum over all leading axes that leaves a row: a bias gradient, for example. */
function sumsRows(x: Value, axes: readonly number[]): boolean {
  return (
    x.dtype === 'float32' &&
    axes.length < x.shape.length &&
    axes.every((axis, i) => axis === i) &&
    x.shape.slice(axes.length).reduce((size, d) => size * d, 1) > 1 &&
    splatOf(x) === null
  );
}

/** A row of ones times the matrix: measured faster than ReduceSum over the first axis, whose reads are strided. */
function rowSum(g: Graph, x: Value, leading: number): Value {
  const rows = x.shape.slice(0, leading).reduce((size, d) => size * d, 1);
  const columns = x.shape.slice(leading).reduce((size, d) => size * d, 1);
  const matrix = reshape(g, x, [rows, columns]);
  return g.one('Gemm', [splat(1, [1, rows], 'float32'), matrix], {}, [1, columns], 'float32');
}

/** Position of the first largest or smallest element on an axis, int32; the axis vanishes. */
export function argument(g: Graph, op: 'ArgMax' | 'ArgMin', x: Value, axis: number): Value {
  const shape: Shape = x.shape.filter((_, i) => i !== axis);
  if (!g.dialect.rich) return firstExtreme(g, op === 'ArgMax' ? 'max' : 'min', x, axis);
  const wide = g.one(op, [x], { axis: { int: axis }, keepdims: { int: 0 } }, shape, 'int64');
  return g.one('Cast', [wide], { to: { int: 6 } }, shape, 'int32');
}

/** The same without int64: the least of the positions where the extreme stands. Positions are exact in float32 up to 2^24. */
function firstExtreme(g: Graph, kind: 'max' | 'min', x: Value, axis: number): Value {
  const count = x.shape[axis];
  const along = x.shape.map((d, i) => (i === axis ? d : 1));
  const positions = constant(
    Float32Array.from({ length: count }, (_, i) => i),
    along,
    'float32',
  );
  const hit = elementwise(g, 'Equal', [x, reduce(g, kind, x, [axis], true)], 'bool');
  const found = where(g, hit, positions, splat(count - 1, [], 'float32'));
  return cast(g, reduce(g, 'min', found, [axis], false), 'int32');
}
