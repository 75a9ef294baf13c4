/**
 * One case a kernel at least: a program of one op and inputs that reach its corners. `gradient` names inputs whose
 * gradients are compared too; cases without it are not differentiable.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ProgramSpec, TensorData, TensorSpec } from '../../src/engine/index.js';
import type { Program } from '../../src/engine/types.js';

export interface KernelCase {
  readonly name: string;
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly data: Readonly<Record<string, TensorData>>;
  readonly program: Program;
  readonly gradient: readonly string[];
}

interface Given {
  readonly spec: TensorSpec;
  readonly data: TensorData;
}

const size = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);

/** Numbers in (low, high), irregular, at least 0.01 away from whole and half numbers where kinks lie. */
function floats(shape: readonly number[], low = -2, high = 2): Given {
  const data = Float32Array.from({ length: size(shape) }, (_, i) => {
    const x = low + (high - low) * ((0.5 + i * 0.6180339887) % 1);
    const kink = Math.round(x * 2) / 2;
    return Math.abs(x - kink) < 0.12 ? kink + (x < kink ? -0.12 : 0.12) : x;
  });
  return { spec: { shape, dtype: 'float32' }, data };
}

function ints(shape: readonly number[], low: number, high: number): Given {
  const data = Int32Array.from({ length: size(shape) }, (_, i) => low + ((i * 7 + 3) % (high - low)));
  return { spec: { shape, dtype: 'int32' }, data };
}

function bools(shape: readonly number[]): Given {
  const data = Uint8Array.from({ length: size(shape) }, (_, i) => ((i * 5) % 3 === 0 ? 1 : 0));
  return { spec: { shape, dtype: 'bool' }, data };
}

function exact(values: readonly number[]): Given {
  return { spec: { shape: [values.length], dtype: 'float32' }, data: Float32Array.from(values) };
}

function kernelCase(
  name: string,
  given: Readonly<Record<string, Given>>,
  program: (inputs: Record<string, tf.Tensor>) => tf.Tensor | tf.Tensor[],
  gradient: readonly string[] = [],
): KernelCase {
  return {
    name,
    inputs: Object.fromEntries(Object.entries(given).map(([n, g]) => [n, g.spec])),
    data: Object.fromEntries(Object.entries(given).map(([n, g]) => [n, g.data])),
    program: (inputs) => {
      const out = program(inputs);
      return Object.fromEntries((Array.isArray(out) ? out : [out]).map((t, i) => [`y${i}`, t]));
    },
    gradient,
  };
}

type Unary = (x: tf.Tensor) => tf.Tensor;
const SMOOTH: readonly (readonly [string, Unary, number, number])[] = [
  ['abs', tf.abs, -2, 2],
  ['cos', tf.cos, -3, 3],
  ['elu', tf.elu, -2, 2],
  ['erf', tf.erf, -2, 2],
  ['exp', tf.exp, -3, 3],
  ['expm1', tf.expm1, -2, 2],
  ['log', tf.log, 0.1, 4],
  ['log1p', tf.log1p, -0.5, 4],
  ['neg', tf.neg, -2, 2],
  ['reciprocal', tf.reciprocal, 0.3, 3],
  ['relu', tf.relu, -2, 2],
  ['relu6', (x) => tf.relu6(tf.mul(x, 4)), -2, 2],
  ['leakyRelu', (x) => tf.leakyRelu(x, 0.2), -2, 2],
  ['rsqrt', tf.rsqrt, 0.3, 3],
  ['sigmoid', tf.sigmoid, -5, 5],
  ['sin', tf.sin, -3, 3],
  ['softplus', tf.softplus, -4, 4],
  ['sqrt', tf.sqrt, 0.2, 4],
  ['square', tf.square, -2, 2],
  ['tan', tf.tan, -1, 1],
  ['tanh', tf.tanh, -2, 2],
  ['clipByValue', (x) => tf.clipByValue(x, -1, 1), -2, 2],
];

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
const ARITHMETIC: readonly (readonly [string, Binary])[] = [
  ['add', tf.add],
  ['sub', tf.sub],
  ['mul', tf.mul],
  ['div', tf.div],
  ['pow', tf.pow],
  ['squaredDifference', tf.squaredDifference],
];

/** Operators with kinks, on operands that keep away from them. */
const KINKED: readonly (readonly [string, Binary])[] = [
  ['maximum', tf.maximum],
  ['minimum', tf.minimum],
  ['mod', tf.mod],
];

const INTEGER: readonly (readonly [string, Binary])[] = [
  ['add', tf.add],
  ['sub', tf.sub],
  ['mul', tf.mul],
  ['maximum', tf.maximum],
  ['minimum', tf.minimum],
  ['mod', tf.mod],
  ['floorDiv', tf.floorDiv],
];

const STEPPED: readonly (readonly [string, Unary])[] = [
  ['ceil', tf.ceil],
  ['floor', tf.floor],
  ['round', tf.round],
  ['sign', tf.sign],
];

type Reduction = (x: tf.Tensor, axis?: number | number[], keep?: boolean) => tf.Tensor;
const REDUCTIONS: readonly (readonly [string, Reduction])[] = [
  ['sum', tf.sum],
  ['mean', tf.mean],
  ['max', tf.max],
  ['min', tf.min],
  ['prod', tf.prod],
];

const COMPARE: readonly (readonly [string, Binary])[] = [
  ['equal', tf.equal],
  ['notEqual', tf.notEqual],
  ['greater', tf.greater],
  ['greaterEqual', tf.greaterEqual],
  ['less', tf.less],
  ['lessEqual', tf.lessEqual],
];

const LOGIC: readonly (readonly [string, Binary])[] = [
  ['logicalAnd', tf.logicalAnd],
  ['logicalOr', tf.logicalOr],
  ['logicalXor', tf.logicalXor],
];

const x234 = floats([2, 3, 4]);
const SPECIAL = exact([
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  1.5,
  -2.5,
  1e-8,
  3e4,
]);

const elementwise: KernelCase[] = [
  ...SMOOTH.map(([name, op, low, high]) =>
    kernelCase(name, { x: floats([3, 5], low, high) }, ({ x }) => op(x), ['x']),
  ),
  ...ARITHMETIC.flatMap(([name, op]) => [
    kernelCase(name, { a: floats([2, 3], 0.3, 3), b: floats([2, 3], 0.4, 2) }, ({ a, b }) => op(a, b), [
      'a',
      'b',
    ]),
    kernelCase(
      `${name} broadcast`,
      { a: floats([2, 1, 4], 0.3, 3), b: floats([3, 1], 0.4, 2) },
      ({ a, b }) => op(a, b),
      ['a', 'b'],
    ),
  ]),
  ...KINKED.flatMap(([name, op]) => [
    kernelCase(name, { a: exact([1, 2.3, -0.5]), b: exact([1.7, 0.7, 0.4]) }, ({ a, b }) => op(a, b), [
      'a',
      'b',
    ]),
    kernelCase(
      `${name} broadcast`,
      { a: exact([1, 2.3, -0.5]), b: exact([0.7]) },
      ({ a, b }) => op(tf.reshape(a, [3, 1]), b),
      ['a', 'b'],
    ),
  ]),
  ...INTEGER.map(([name, op]) =>
    kernelCase(`${name} int32`, { a: ints([2, 3], -5, 9), b: ints([3], 1, 4) }, ({ a, b }) => op(a, b)),
  ),
  ...COMPARE.flatMap(([name, op]) => [
    kernelCase(name, { a: ints([4, 3], 0, 4), b: ints([3], 0, 4) }, ({ a, b }) => op(a, b)),
    kernelCase(`${name} float`, { a: floats([4, 3]), b: floats([4, 1]) }, ({ a, b }) => op(a, b)),
    kernelCase(`${name} bool`, { a: bools([4]), b: bools([1]) }, ({ a, b }) => op(a, b)),
  ]),
  ...LOGIC.map(([name, op]) => kernelCase(name, { a: bools([4, 3]), b: bools([3]) }, ({ a, b }) => op(a, b))),
  kernelCase('logicalNot', { x: bools([5]) }, ({ x }) => tf.logicalNot(x)),
  ...STEPPED.map(([name, op]) => kernelCase(name, { x: floats([7], -3, 3) }, ({ x }) => op(x), ['x'])),
  kernelCase('round half', { x: exact([0.5, 1.5, 2.5, -0.5, -1.5]) }, ({ x }) => tf.round(x)),
  kernelCase('step', { x: floats([7]) }, ({ x }) => tf.step(x, -0.5), ['x']),
  kernelCase('isNaN', { x: SPECIAL }, ({ x }) => tf.isNaN(x)),
  kernelCase('isFinite', { x: SPECIAL }, ({ x }) => tf.isFinite(x)),
  kernelCase('step of NaN', { x: SPECIAL }, ({ x }) => tf.step(x)),
  kernelCase('clip of NaN', { x: SPECIAL }, ({ x }) => tf.clipByValue(x, -1, 1)),
  kernelCase('log1p of little', { x: exact([1e-7, -1e-7, 1e-4, 0, -0.9, 30]) }, ({ x }) => tf.log1p(x)),
  kernelCase('softplus of much', { x: exact([-80, -20, 0, 20, 80]) }, ({ x }) => tf.softplus(x), ['x']),
  kernelCase('sigmoid of much', { x: exact([-80, -20, 0, 20, 80]) }, ({ x }) => tf.sigmoid(x), ['x']),
  kernelCase(
    'addN',
    { a: floats([3]), b: floats([3]), c: floats([3]) },
    ({ a, b, c }) => tf.addN([a, b, c]),
    ['a', 'b', 'c'],
  ),
  kernelCase(
    'where',
    { c: bools([2, 1, 4]), a: floats([2, 3, 4]), b: floats([2, 3, 4], 1, 2) },
    ({ c, a, b }) => tf.where(tf.broadcastTo(c, [2, 3, 4]), a, b),
    ['a', 'b'],
  ),
  kernelCase(
    'where by scalar',
    { c: bools([2, 3]), a: floats([2, 3]) },
    ({ c, a }) => tf.where(c, a, tf.fill([2, 3], -7)),
    ['a'],
  ),
  kernelCase('where int32', { c: bools([4]), a: ints([4], 0, 9), b: ints([4], 5, 8) }, ({ c, a, b }) =>
    tf.where(c, a, b),
  ),
];

const layout: KernelCase[] = [
  kernelCase('reshape', { x: x234 }, ({ x }) => tf.reshape(x, [4, -1]), ['x']),
  kernelCase(
    'expandDims, squeeze',
    { x: x234 },
    ({ x }) => [tf.expandDims(x, 1), tf.squeeze(tf.expandDims(x, -1))],
    ['x'],
  ),
  kernelCase('transpose', { x: x234 }, ({ x }) => tf.transpose(x, [2, 0, 1]), ['x']),
  kernelCase(
    'transpose of transpose',
    { x: x234 },
    ({ x }) => tf.transpose(tf.transpose(x, [2, 0, 1]), [0, 2, 1]),
    ['x'],
  ),
  kernelCase('transpose of ones', { x: floats([1, 3, 1, 4]) }, ({ x }) => tf.transpose(x, [1, 0, 3, 2]), [
    'x',
  ]),
  kernelCase(
    'concat',
    { a: floats([2, 3]), b: floats([2, 1]), c: floats([2, 2]) },
    ({ a, b, c }) => tf.concat([a, b, c], -1),
    ['a', 'b', 'c'],
  ),
  kernelCase('split', { x: floats([2, 6]) }, ({ x }) => tf.split(x, [1, 3, 2], 1), ['x']),
  kernelCase('split evenly', { x: floats([4, 3]) }, ({ x }) => tf.split(x, 2), ['x']),
  kernelCase('split of a vector', { x: floats([9]) }, ({ x }) => tf.split(x, [2, -1, 3]), ['x']),
  kernelCase('slice', { x: x234 }, ({ x }) => tf.slice(x, [1, 0, 1], [1, -1, 2]), ['x']),
  kernelCase(
    'pad',
    { x: floats([2, 3]) },
    ({ x }) =>
      tf.pad(
        x,
        [
          [1, 0],
          [2, 1],
        ],
        0.5,
      ),
    ['x'],
  ),
  kernelCase('stack', { a: floats([2, 3]), b: floats([2, 3]) }, ({ a, b }) => tf.stack([a, b], 1), [
    'a',
    'b',
  ]),
  kernelCase('unstack', { x: x234 }, ({ x }) => tf.unstack(x, 1), ['x']),
  kernelCase('tile', { x: floats([2, 3]) }, ({ x }) => tf.tile(x, [2, 3]), ['x']),
  kernelCase('tile of ones', { x: floats([1, 3, 1]) }, ({ x }) => tf.mul(tf.tile(x, [4, 1, 2]), 2), ['x']),
  kernelCase('broadcastTo', { x: floats([3, 1]) }, ({ x }) => tf.broadcastTo(x, [2, 3, 4]), ['x']),
  kernelCase('reverse', { x: x234 }, ({ x }) => tf.reverse(x, [0, 2]), ['x']),
  kernelCase('cast', { x: floats([6]), i: ints([6], -2, 3), b: bools([6]) }, ({ x, i, b }) => [
    tf.cast(x, 'int32'),
    tf.cast(x, 'bool'),
    tf.cast(i, 'float32'),
    tf.cast(i, 'bool'),
    tf.cast(b, 'float32'),
    tf.cast(b, 'int32'),
  ]),
  kernelCase('fills and ranges', { x: floats([2, 3]) }, ({ x }) => [
    tf.add(x, tf.onesLike(x)),
    tf.add(x, tf.zerosLike(x)),
    tf.mul(x, tf.fill([2, 3], 3)),
    tf.add(x, tf.range(0, 3)),
    tf.add(x, tf.linspace(0, 1, 3)),
    tf.ones([2, 2]),
    tf.eye(3),
    tf.clone(x),
  ]),
];

const reductions: KernelCase[] = [
  ...REDUCTIONS.flatMap(([name, op]) =>
    [undefined, 0, -1, [0, 1], [1], [0, 2]].flatMap((axis) =>
      [false, true].map((keep) =>
        kernelCase(
          `${name} over ${axis === undefined ? 'all' : `[${axis}]`}${keep ? ' kept' : ''}`,
          { x: x234 },
          ({ x }) => op(x, axis, keep),
          name === 'prod' ? [] : ['x'],
        ),
      ),
    ),
  ),
  kernelCase('sum of int32', { x: ints([3, 4], -3, 9) }, ({ x }) => [tf.sum(x, 0), tf.max(x, 1), tf.min(x)]),
  kernelCase('sum of bool', { x: bools([3, 4]) }, ({ x }) => tf.sum(x, 1)),
  kernelCase(
    'sum of a broadcast',
    { x: floats([3, 1]) },
    ({ x }) => tf.sum(tf.broadcastTo(x, [2, 3, 4]), [0, 2]),
    ['x'],
  ),
  kernelCase('all, any', { x: bools([3, 4]) }, ({ x }) => [tf.all(x, 1), tf.any(x, 0), tf.all(x), tf.any(x)]),
  kernelCase('argMax, argMin', { x: x234 }, ({ x }) => [tf.argMax(x, -1), tf.argMin(x, 1), tf.argMax(x, 0)]),
  kernelCase('argMax of equals', { x: exact([1, 3, 3, 2]) }, ({ x }) => tf.argMax(x)),
  kernelCase('softmax', { logits: x234 }, ({ logits }) => tf.softmax(logits), ['logits']),
  kernelCase('softmax of much', { logits: exact([-1e9, 0, 3, -1e9]) }, ({ logits }) => tf.softmax(logits), [
    'logits',
  ]),
  kernelCase('logSoftmax', { logits: x234 }, ({ logits }) => tf.logSoftmax(logits), ['logits']),
  kernelCase('logSumExp', { x: x234 }, ({ x }) => tf.logSumExp(x, -1), ['x']),
  kernelCase('cumsum', { x: floats([2, 5]) }, ({ x }) => tf.cumsum(x, 1), ['x']),
  kernelCase('cumsum exclusive, reverse', { x: floats([2, 5]) }, ({ x }) => tf.cumsum(x, 0, true, true), [
    'x',
  ]),
  kernelCase('topk', { x: floats([2, 7]) }, ({ x }) => {
    const { values, indices } = tf.topk(x, 3);
    return [values, indices];
  }),
];

const products: KernelCase[] = [
  ...[false, true].flatMap((ta) =>
    [false, true].flatMap((tb) => [
      kernelCase(
        `matMul ${ta} ${tb}`,
        { a: floats(ta ? [4, 3] : [3, 4]), b: floats(tb ? [5, 4] : [4, 5]) },
        ({ a, b }) => tf.matMul(a, b, ta, tb),
        ['a', 'b'],
      ),
      kernelCase(
        `matMul in batches ${ta} ${tb}`,
        { a: floats(ta ? [2, 3, 4, 3] : [2, 3, 3, 4]), b: floats(tb ? [2, 3, 5, 4] : [2, 3, 4, 5]) },
        ({ a, b }) => tf.matMul(a, b, ta, tb),
        ['a', 'b'],
      ),
    ]),
  ),
  kernelCase(
    'matMul broadcast',
    { a: floats([2, 3, 4]), b: floats([1, 4, 5]) },
    ({ a, b }) => tf.matMul(a, b),
    ['a', 'b'],
  ),
  kernelCase(
    'matMul plus bias',
    { a: floats([3, 4]), b: floats([4, 5]), c: floats([5]) },
    ({ a, b, c }) => tf.add(tf.matMul(a, b), c),
    ['a', 'b', 'c'],
  ),
  kernelCase(
    'matMul plus matrix',
    { a: floats([3, 4]), b: floats([4, 3]), c: floats([3, 3]) },
    ({ a, b, c }) => tf.add(c, tf.matMul(a, b)),
    ['a', 'b', 'c'],
  ),
  kernelCase('dot', { a: floats([4]), b: floats([4]) }, ({ a, b }) => tf.dot(a, b), ['a', 'b']),
  ...(['linear', 'relu', 'sigmoid', 'elu'] as const).map((activation) =>
    kernelCase(
      `fused matMul ${activation}`,
      { a: floats([3, 4]), b: floats([4, 5]), bias: floats([5]) },
      ({ a, b, bias }) => tf.fused.matMul({ a: a as tf.Tensor2D, b: b as tf.Tensor2D, bias, activation }),
    ),
  ),
];

const indexing: KernelCase[] = [
  kernelCase(
    'gather',
    { x: floats([5, 3]), i: ints([4], 0, 5) },
    ({ x, i }) => tf.gather(x, i as tf.Tensor1D),
    ['x'],
  ),
  kernelCase(
    'gather matrix of rows',
    { x: floats([5, 3]), i: ints([2, 4], 0, 5) },
    ({ x, i }) => tf.gather(x, i as tf.Tensor1D),
    ['x'],
  ),
  kernelCase(
    'gather on the last axis',
    { x: floats([2, 5]), i: ints([3], 0, 5) },
    ({ x, i }) => tf.gather(x, i as tf.Tensor1D, 1),
    ['x'],
  ),
  kernelCase(
    'gather on a middle axis',
    { x: floats([2, 5, 3]), i: ints([3], 0, 5) },
    ({ x, i }) => tf.gather(x, i as tf.Tensor1D, 1),
    ['x'],
  ),
  kernelCase(
    'gather in batches',
    { x: floats([2, 5, 3]), i: ints([2, 4], 0, 5) },
    ({ x, i }) => tf.gather(x, i as tf.Tensor1D, 1, 1),
    ['x'],
  ),
  kernelCase('oneHot', { i: ints([2, 3], -1, 5) }, ({ i }) => [
    tf.oneHot(i, 4),
    tf.oneHot(i, 4, 2, -1, 'float32'),
  ]),
  kernelCase(
    'unsortedSegmentSum',
    { x: floats([6, 3]), i: ints([6], 0, 4) },
    ({ x, i }) => tf.unsortedSegmentSum(x, i as tf.Tensor1D, 4),
    ['x'],
  ),
  kernelCase(
    'unsortedSegmentSum of many segments',
    { x: floats([6, 1]), i: ints([6], 0, 520) },
    ({ x, i }) => tf.unsortedSegmentSum(x, i as tf.Tensor1D, 520),
    ['x'],
  ),
  kernelCase(
    'unsortedSegmentSum of one segment',
    { x: floats([6, 3]), i: ints([6], 0, 1) },
    ({ x, i }) => tf.unsortedSegmentSum(x, i as tf.Tensor1D, 1),
    ['x'],
  ),
];

export const KERNEL_CASES: readonly KernelCase[] = [
  ...elementwise,
  ...layout,
  ...reductions,
  ...products,
  ...indexing,
];

/** A number that depends on every element of every output in its own way. */
function weighed(outputs: Record<string, tf.Tensor>): tf.Scalar {
  const parts = Object.values(outputs).map((y, k) => {
    const weights = tf.add(tf.cos(tf.range(k, k + y.size)), 0.5);
    return tf.sum(tf.mul(tf.reshape(y, [-1]), weights));
  });
  return tf.addN(parts) as tf.Scalar;
}

/** The case's program, its weighed sum, and the gradients of that. */
export function specOf(kernelCase: KernelCase): ProgramSpec {
  const { name, inputs, program, gradient } = kernelCase;
  return {
    name: name.replaceAll(' ', '_'),
    inputs,
    program: (tensors) => {
      if (gradient.length === 0) return program(tensors);
      const f = (...wrt: tf.Tensor[]): tf.Scalar =>
        weighed(program({ ...tensors, ...Object.fromEntries(gradient.map((n, i) => [n, wrt[i]])) }));
      const { value, grads } = tf.valueAndGrads(f)(gradient.map((n) => tensors[n]));
      const named = Object.fromEntries(grads.map((g, i) => [`d_${gradient[i]}`, g]));
      return { ...program(tensors), ...named, weighed: value };
    },
  };
}
