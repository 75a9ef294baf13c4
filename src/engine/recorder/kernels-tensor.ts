/** Kernels that move, reduce, multiply or index tensors. The names are tfjs's. */

import { KhalaError } from '../../spec/errors.js';
import { elementwise, isIndex, scalar } from '../onnx/elementwise.js';
import { constant, type Graph, int64s, type Value } from '../onnx/graph.js';
import {
  cast,
  concat,
  expand,
  gather,
  pad,
  reshape,
  reverse,
  slice,
  split,
  tile,
  transpose,
} from '../onnx/layout.js';
import { addBias, matMul } from '../onnx/matmul.js';
import { argument, type Reducer, reduce } from '../onnx/reduce.js';
import { tracedDtype } from './backend.js';
import type { Attrs, Inputs, KernelBody } from './kernel.js';

/** Segments up to this many are summed by a product with the indicator matrix, which all threads share. */
const MATRIX_SEGMENTS = 512;

const reducer =
  (kind: Reducer, axesName: string): KernelBody =>
  (g, { x }, attrs) =>
    reduce(g, kind, x, attrs.axes(axesName, x.shape.length), attrs.flag('keepDims'));

/** Truth reductions, computed on int32: all is the least, any the greatest. */
const truth =
  (kind: Reducer): KernelBody =>
  (g, { x }, attrs) => {
    const axes = attrs.axes('axis', x.shape.length);
    return cast(g, reduce(g, kind, cast(g, x, 'int32'), axes, attrs.flag('keepDims')), 'bool');
  };

function int32s(from: number, count: number, shape: readonly number[]): Value {
  return constant(
    Int32Array.from({ length: count }, (_, i) => from + i),
    shape,
    'int32',
  );
}

function oneHot(g: Graph, indices: Value, attrs: Attrs): Value {
  const depth = attrs.number('depth');
  const dtype = tracedDtype(attrs.text('dtype'), 'oneHot');
  const column = reshape(g, indices, [...indices.shape, 1]);
  const on = attrs.number('onValue');
  const off = attrs.number('offValue');
  const hit = isIndex(g, column, int32s(0, depth, [depth]), dtype === 'float32' ? 'float32' : 'int32');
  const scaled = elementwise(g, 'Mul', [hit, scalar(on - off, hit)]);
  return cast(g, elementwise(g, 'Add', [scaled, scalar(off, hit)]), dtype);
}

/** Sums rows of `x` that have the same id; rows with an id outside of the segments are left out. */
function segmentSum(g: Graph, x: Value, ids: Value, segments: number): Value {
  const rank = ids.shape.length;
  const rows = ids.shape.reduce((size, d) => size * d, 1);
  const rest = x.shape.slice(rank);
  const columns = rest.reduce((size, d) => size * d, 1);
  const matrix = reshape(g, x, [rows, columns]);
  const shape = [segments, ...rest];
  if (segments <= MATRIX_SEGMENTS && x.dtype === 'float32') {
    const indicator = isIndex(g, reshape(g, ids, [rows, 1]), int32s(0, segments, [segments]), 'float32');
    return reshape(g, matMul(g, indicator, matrix, true, false), shape);
  }
  const zeros = expand(g, scalar(0, x), [segments, columns]);
  const index = expand(g, reshape(g, ids, [rows, 1]), [rows, columns]);
  const attributes = { axis: { int: 0 }, reduction: { string: 'add' } };
  return reshape(
    g,
    g.one('ScatterElements', [zeros, index, matrix], attributes, [segments, columns], x.dtype),
    shape,
  );
}

/** Rows along `axis`; the first `batchDims` axes of x and indices go together. */
function gatherRows(g: Graph, x: Value, indices: Value, attrs: Attrs): Value {
  const axis = attrs.axis('axis', x.shape.length);
  const batchDims = attrs.number('batchDims');
  if (batchDims === 0) return gather(g, x, indices, axis);
  if (axis !== batchDims) {
    throw new KhalaError(
      'ENGINE_UNSUPPORTED',
      `compiling GatherV2: with batchDims the axis must be the first one behind them (${batchDims}), got ${axis}; transpose first`,
    );
  }
  const shape = [...indices.shape, ...x.shape.slice(axis + 1)];
  const wide = g.one(
    'Cast',
    [reshape(g, indices, [...indices.shape, 1])],
    { to: { int: 7 } },
    [...indices.shape, 1],
    'int64',
  );
  return g.one('GatherND', [x, wide], { batch_dims: { int: batchDims } }, shape, x.dtype);
}

function cumulate(g: Graph, x: Value, attrs: Attrs): Value {
  const axis = attrs.axis('axis', x.shape.length);
  const flags = {
    exclusive: { int: attrs.flag('exclusive') ? 1 : 0 },
    reverse: { int: attrs.flag('reverse') ? 1 : 0 },
  };
  const where = constant(Int32Array.of(axis), [], 'int32');
  return g.one('CumSum', [x, where], flags, x.shape, x.dtype);
}

function topK(g: Graph, x: Value, attrs: Attrs): Value[] {
  const k = attrs.number('k');
  const shape = [...x.shape.slice(0, -1), k];
  const [values, indices] = g.add('TopK', [x, int64s([k])], { axis: { int: -1 }, sorted: { int: 1 } }, [
    { shape, dtype: x.dtype },
    { shape, dtype: 'int64' },
  ]);
  return [values, g.one('Cast', [indices], { to: { int: 6 } }, shape, 'int32')];
}

function fusedMatMul(g: Graph, { a, b, bias }: Inputs, attrs: Attrs): Value {
  const activation = attrs.text('activation');
  const product = matMul(g, a, b, attrs.flag('transposeA'), attrs.flag('transposeB'));
  const sum =
    bias === undefined ? product : (addBias(g, product, bias) ?? elementwise(g, 'Add', [product, bias]));
  if (activation === 'linear') return sum;
  const op = { relu: 'Relu', sigmoid: 'Sigmoid', elu: 'Elu' }[activation];
  if (op === undefined) {
    throw new KhalaError(
      'ENGINE_UNSUPPORTED',
      `compiling _FusedMatMul: the activation must be linear, relu, sigmoid or elu, got ${activation}; apply it as an op of its own`,
    );
  }
  return elementwise(g, op, [sum]);
}

function pack(g: Graph, parts: readonly Value[], attrs: Attrs): Value {
  const rank = parts[0].shape.length + 1;
  const axis = attrs.axis('axis', rank);
  const wide = parts.map((x) => reshape(g, x, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)]));
  return concat(g, wide, axis);
}

function unpack(g: Graph, x: Value, attrs: Attrs): Value[] {
  const axis = attrs.axis('axis', x.shape.length);
  const sizes = new Array<number>(x.shape[axis]).fill(1);
  const shape = x.shape.filter((_, i) => i !== axis);
  return split(g, x, sizes, axis).map((part) => reshape(g, part, shape));
}

function splitParts(g: Graph, x: Value, attrs: Attrs): Value[] {
  const axis = attrs.axis('axis', x.shape.length);
  const given = attrs.numbers('numOrSizeSplits');
  const total = x.shape[axis];
  if (given.length === 1) return split(g, x, new Array<number>(given[0]).fill(total / given[0]), axis);
  const known = given.reduce((sum, size) => sum + Math.max(size, 0), 0);
  return split(
    g,
    x,
    given.map((size) => (size < 0 ? total - known : size)),
    axis,
  );
}

function sliceOf(g: Graph, x: Value, attrs: Attrs): Value {
  const begin = attrs.numbers('begin');
  const size = attrs.numbers('size');
  const from = x.shape.map((_, i) => begin[i] ?? 0);
  return slice(
    g,
    x,
    from,
    x.shape.map((d, i) => (size[i] === undefined || size[i] < 0 ? d - from[i] : size[i])),
  );
}

export const TENSOR: Readonly<Record<string, KernelBody>> = {
  All: truth('min'),
  Any: truth('max'),
  ArgMax: (g, { x }, attrs) => argument(g, 'ArgMax', x, attrs.axes('axis', x.shape.length)[0]),
  ArgMin: (g, { x }, attrs) => argument(g, 'ArgMin', x, attrs.axes('axis', x.shape.length)[0]),
  BatchMatMul: (g, { a, b }, attrs) => matMul(g, a, b, attrs.flag('transposeA'), attrs.flag('transposeB')),
  Cast: (g, { x }, attrs) => cast(g, x, tracedDtype(attrs.text('dtype'), 'a cast')),
  Concat: (g, inputs, attrs) => {
    const parts = Object.values(inputs);
    return concat(g, parts, attrs.axis('axis', parts[0].shape.length));
  },
  Cumsum: (g, { x }, attrs) => cumulate(g, x, attrs),
  ExpandDims: (g, { input }, attrs) => {
    const dim = attrs.axis('dim', input.shape.length + 1);
    return reshape(g, input, [...input.shape.slice(0, dim), 1, ...input.shape.slice(dim)]);
  },
  GatherV2: (g, { x, indices }, attrs) => gatherRows(g, x, indices, attrs),
  Identity: (_, { x }) => x,
  Max: reducer('max', 'reductionIndices'),
  Mean: (g, { x }, attrs) =>
    reduce(g, 'mean', cast(g, x, 'float32'), attrs.axes('axis', x.shape.length), attrs.flag('keepDims')),
  Min: reducer('min', 'axis'),
  OneHot: (g, { indices }, attrs) => oneHot(g, indices, attrs),
  OnesLike: (g, { x }) => expand(g, scalar(1, x), x.shape),
  Pack: (g, inputs, attrs) => pack(g, Object.values(inputs), attrs),
  PadV2: (g, { x }, attrs) => pad(g, x, attrs.pairs('paddings'), attrs.number('constantValue')),
  Prod: reducer('prod', 'axis'),
  Reshape: (g, { x }, attrs) => reshape(g, x, inferred(x, attrs.numbers('shape'))),
  Reverse: (g, { x }, attrs) => reverse(g, x, attrs.axes('dims', x.shape.length)),
  Slice: (g, { x }, attrs) => sliceOf(g, x, attrs),
  Softmax: (g, { logits }, attrs) =>
    g.one(
      'Softmax',
      [logits],
      { axis: { int: attrs.axis('dim', logits.shape.length) } },
      logits.shape,
      logits.dtype,
    ),
  SplitV: (g, { x }, attrs) => splitParts(g, x, attrs),
  Sum: reducer('sum', 'axis'),
  Tile: (g, { x }, attrs) => tile(g, x, attrs.numbers('reps')),
  TopK: (g, { x }, attrs) => topK(g, x, attrs),
  Transpose: (g, { x }, attrs) => transpose(g, x, attrs.numbers('perm')),
  Unpack: (g, { value }, attrs) => unpack(g, value, attrs),
  UnsortedSegmentSum: (g, { x, segmentIds }, attrs) =>
    segmentSum(g, x, segmentIds, attrs.number('numSegments')),
  ZerosLike: (g, { x }) => expand(g, scalar(0, x), x.shape),
  _FusedMatMul: (g, inputs, attrs) => fusedMatMul(g, inputs, attrs),
};

/** A shape with its -1 replaced by what is left. */
function inferred(x: Value, shape: readonly number[]): number[] {
  const size = x.shape.reduce((product, d) => product * d, 1);
  const known = shape.reduce((product, d) => (d < 0 ? product : product * d), 1);
  return shape.map((d) => (d < 0 ? size / known : d));
}
