/**
 * Moving elements without computing: reshape, broadcast, transpose, slice, concat, pad, gather. Each function returns
 * an existing value where nothing would move, and joins neighbours of its kind.
 */
import {
  broadcastShape,
  constant,
  constantData,
  type Graph,
  int64s,
  isConstant,
  madeBy,
  type Shape,
  sameShape,
  sizeOf,
  splat,
  splatOf,
  type Value,
} from './graph.js';
import type { Attribute } from './proto.js';

/** The same elements in row-major order under another shape. */
export function reshape(g: Graph, x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  if (isConstant(x)) return { ...constant(x.source.data, shape, x.dtype) };
  const outer = madeBy(x, 'Reshape');
  if (outer !== null) return reshape(g, outer.inputs[0]!, shape);
  const widened = madeBy(x, 'Expand');
  if (widened !== null && sizeOf(widened.inputs[0]!.shape) === 1) {
    return expand(g, reshape(g, widened.inputs[0]!, []), shape);
  }
  return g.one('Reshape', [x, int64s(shape)], {}, shape, x.dtype);
}

/**
 * Broadcasts to a shape. Elementwise users look through the node and broadcast by themselves (see `narrow`), so that it
 * is only computed where a user needs the wide tensor.
 */
export function expand(g: Graph, x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const value = splatOf(x);
  if (value !== null) return splat(value, shape, x.dtype);
  const inner = madeBy(x, 'Expand');
  if (inner !== null) return expand(g, inner.inputs[0]!, shape);
  return g.one('Expand', [x, int64s(shape)], {}, shape, x.dtype);
}

/** The smallest tensor that broadcasts to this one: what Expand was given, or one number of a splat. */
export function narrow(x: Value): Value {
  const value = splatOf(x);
  if (value !== null) return x.shape.length === 0 ? x : splat(value, [], x.dtype);
  return madeBy(x, 'Expand')?.inputs[0] ?? x;
}

/** Output axis i is input axis perm[i]. */
export function transpose(g: Graph, x: Value, perm: readonly number[]): Value {
  if (perm.every((axis, i) => axis === i)) return x;
  const shape = perm.map((axis) => x.shape[axis]);
  const value = splatOf(x);
  if (value !== null) return splat(value, shape, x.dtype);
  const inner = madeBy(x, 'Transpose');
  if (inner !== null) {
    const before = (inner.attributes.perm as { ints: readonly number[] }).ints;
    return transpose(
      g,
      inner.inputs[0]!,
      perm.map((axis) => before[axis]),
    );
  }
  const moved = perm.filter((axis) => x.shape[axis] !== 1);
  if (moved.every((axis, i) => i === 0 || axis > moved[i - 1])) return reshape(g, x, shape);
  return g.one('Transpose', [x], { perm: { ints: perm } }, shape, x.dtype);
}

/** `size[i]` elements from `begin[i]` on each axis. */
export function slice(g: Graph, x: Value, begin: readonly number[], size: readonly number[]): Value {
  if (sameShape(x.shape, size)) return x;
  const value = splatOf(x);
  if (value !== null) return splat(value, size, x.dtype);
  const axes = size.map((_, i) => i).filter((i) => size[i] !== x.shape[i]);
  if (x.dtype !== 'float32' && !g.dialect.rich) return pick(g, x, begin, size, axes);
  const starts = int64s(axes.map((i) => begin[i]));
  const ends = int64s(axes.map((i) => begin[i] + size[i]));
  return g.one('Slice', [x, starts, ends, int64s(axes)], {}, size, x.dtype);
}

/** The same by a Gather an axis. */
function pick(
  g: Graph,
  x: Value,
  begin: readonly number[],
  size: readonly number[],
  axes: readonly number[],
): Value {
  return axes.reduce((rest, axis) => {
    const rows = Int32Array.from({ length: size[axis] }, (_, i) => begin[axis] + i);
    return gather(g, rest, constant(rows, [size[axis]], 'int32'), axis);
  }, x);
}

/** Cuts an axis into parts of these sizes. */
export function split(g: Graph, x: Value, sizes: readonly number[], axis: number): Value[] {
  if (sizes.length === 1) return [x];
  if (sizes.length > g.dialect.fan) return cut(g, x, sizes, axis);
  const outputs = sizes.map((size) => ({
    shape: x.shape.map((d, i) => (i === axis ? size : d)),
    dtype: x.dtype,
  }));
  return g.add('Split', [x, int64s(sizes)], { axis: { int: axis } }, outputs);
}

/** The same by a Slice a part, where there are more parts than one Split may make. */
function cut(g: Graph, x: Value, sizes: readonly number[], axis: number): Value[] {
  let from = 0;
  return sizes.map((size) => {
    const begin = x.shape.map((_, i) => (i === axis ? from : 0));
    from += size;
    return slice(
      g,
      x,
      begin,
      x.shape.map((d, i) => (i === axis ? size : d)),
    );
  });
}

/**
 * Joins tensors along an axis; parts without elements are left out, parts that were joined themselves are joined at once with the others. More
 * than one Concat may join are joined in groups.
 */
export function concat(g: Graph, given: readonly Value[], axis: number): Value {
  const apart = given.flatMap((part) => joinedAlong(part, axis) ?? [part]);
  const parts = apart.length > g.dialect.fan ? given : apart;
  const total = parts.reduce((sum, part) => sum + part.shape[axis], 0);
  const shape = parts[0].shape.map((d, i) => (i === axis ? total : d));
  const filled = parts.filter((part) => part.shape[axis] > 0);
  if (filled.length === 1) return filled[0];
  const truths = filled.flatMap((part) => truthOf(part) ?? []);
  // Truth values are a quarter of the numbers that they are made into.
  if (g.dialect.rich && truths.length === filled.length && filled.every(({ dtype }) => dtype === 'float32'))
    return cast(g, concat(g, truths, axis), 'float32');
  if (filled.length > g.dialect.fan) {
    const groups: Value[] = [];
    for (let i = 0; i < filled.length; i += g.dialect.fan)
      groups.push(concat(g, filled.slice(i, i + g.dialect.fan), axis));
    return concat(g, groups, axis);
  }
  return g.one('Concat', filled, { axis: { int: axis } }, shape, parts[0].dtype);
}

/** What a tensor was joined from, if along this axis. */
function joinedAlong(x: Value, axis: number): Value[] | null {
  const node = madeBy(x, 'Concat');
  if (node === null || (node.attributes.axis as { int: number }).int !== axis) return null;
  return node.inputs.filter((part) => part !== null);
}

/** The truth values that a tensor of numbers was made from, at its own size. */
function truthOf(x: Value): Value | null {
  const truth = madeBy(x, 'Cast')?.inputs[0];
  return truth?.dtype === 'bool' ? truth : null;
}

/** Surrounds a tensor with a constant; `paddings[i]` is [before, after] of axis i. */
export function pad(
  g: Graph,
  x: Value,
  paddings: readonly (readonly [number, number])[],
  value: number,
): Value {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = x.shape.map((d, i) => d + paddings[i][0] + paddings[i][1]);
  const pads = int64s([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
  return g.one('Pad', [x, pads, splat(value, [], x.dtype)], {}, shape, x.dtype);
}

/** Repeats each axis `reps[i]` times. */
export function tile(g: Graph, x: Value, reps: readonly number[]): Value {
  const shape = x.shape.map((d, i) => d * reps[i]);
  const single = x.shape.every((d, i) => d === 1 || reps[i] === 1);
  if (single || splatOf(x) !== null) return expand(g, x, shape);
  return g.one('Tile', [x, int64s(reps)], {}, shape, x.dtype);
}

/** Rows of `x` along `axis`, named by int32 `indices` of any shape. */
export function gather(g: Graph, x: Value, indices: Value, axis: number): Value {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  // All rows are the one there is: a broadcast, which users may look through.
  if (x.shape[axis] === 1) {
    const ones = indices.shape.map(() => 1);
    return expand(g, reshape(g, x, [...x.shape.slice(0, axis), ...ones, ...x.shape.slice(axis + 1)]), shape);
  }
  return g.one('Gather', [x, indices], { axis: { int: axis } }, shape, x.dtype);
}

/** Turns the order of elements on some axes. */
export function reverse(g: Graph, x: Value, axes: readonly number[]): Value {
  if (axes.length === 0) return x;
  const starts = int64s(axes.map(() => -1));
  const ends = int64s(axes.map((axis) => -x.shape[axis] - 1));
  const steps = int64s(axes.map(() => -1));
  return g.one('Slice', [x, starts, ends, int64s(axes), steps], {}, x.shape, x.dtype);
}

/** Converts elements; float to int32 cuts the fraction off, anything to bool asks whether it is not zero. */
export function cast(g: Graph, x: Value, dtype: 'float32' | 'int32' | 'bool'): Value {
  if (x.dtype === dtype) return x;
  const data = constantData(x);
  if (data !== null && data.length === 1) {
    const [value] = data;
    return splat(dtype === 'int32' ? Math.trunc(value) : value, x.shape, dtype);
  }
  // A truth value that was made a number on the way is cast at once.
  const number = madeBy(x, 'Cast');
  if (number?.inputs[0]?.dtype === 'bool') return cast(g, number.inputs[0], dtype);
  const to: Attribute = { int: { float32: 1, int32: 6, bool: 9 }[dtype] };
  const source = narrow(x);
  return expand(g, g.one('Cast', [source], { to }, source.shape, dtype), x.shape);
}

/** Narrow operands that still broadcast to `shape` or less: what an elementwise node is to read. */
export function operands(values: readonly Value[]): { values: Value[]; shape: number[] } {
  const narrowed = values.map(narrow);
  const shape = broadcastShape(...narrowed.map((v) => v.shape));
  if (shape === null) throw new Error('operands of an elementwise node do not broadcast');
  return { values: narrowed, shape };
}
