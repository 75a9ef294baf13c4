/** Gradients of elementwise kernels: the derivative times `dy`, summed where an operand was broadcast. */
import * as tf from '@tensorflow/tfjs-core';
import { none, type Rule, unbroadcast } from './rules.js';

/** A rule for one operand: `slope` is the derivative, from the input. */
const fromInput = (slope: (x: tf.Tensor) => tf.Tensor): Rule => ({
  inputs: ['x'],
  gradient: (dy, [x]) => ({ x: () => tf.mul(dy, slope(x)) }),
});

/** The same from the output, where that is shorter. */
const fromOutput = (slope: (y: tf.Tensor) => tf.Tensor): Rule => ({
  outputs: true,
  gradient: (dy, [y]) => ({ x: () => tf.mul(dy, slope(y)) }),
});

/** A rule for two operands: their gradients before broadcasting is undone. */
const binary = (
  da: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  db: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): Rule => ({
  inputs: ['a', 'b'],
  gradient: (dy, [a, b]) => ({
    a: () => unbroadcast(da(dy, a, b), a.shape),
    b: () => unbroadcast(db(dy, a, b), b.shape),
  }),
});

/** Picks dy where the condition holds: for kernels that pass one of their operands on. */
const pass = (dy: tf.Tensor, condition: tf.Tensor): tf.Tensor => tf.mul(dy, tf.cast(condition, 'float32'));

/** Kernels whose outputs are steps or indices: their derivative is zero wherever there is one. */
const FLAT_UNARY = [
  'ArgMax',
  'ArgMin',
  'Ceil',
  'Floor',
  'IsFinite',
  'IsNan',
  'LogicalNot',
  'OnesLike',
  'Round',
  'Sign',
  'Step',
  'ZerosLike',
];
const FLAT_BINARY = [
  'Equal',
  'FloorDiv',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalOr',
  'NotEqual',
];

const flatUnary: Rule = { inputs: ['x'], gradient: (_, [x]) => ({ x: () => none(x) }) };
const flatBinary: Rule = {
  inputs: ['a', 'b'],
  gradient: (_, [a, b]) => ({ a: () => none(a), b: () => none(b) }),
};

/** d(a^b)/db = a^b log(a), with log taken as 0 where a is not positive. */
function powerSlope(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const positive = tf.greater(a, 0);
  const log = tf.where(positive, tf.log(tf.where(positive, a, tf.onesLike(a))), tf.zerosLike(a));
  return tf.mul(tf.pow(a, b), log);
}

export const ELEMENTWISE_RULES: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(FLAT_UNARY.map((name) => [name, flatUnary])),
  ...Object.fromEntries(FLAT_BINARY.map((name) => [name, flatBinary])),
  Abs: fromInput((x) => tf.step(x, -1)),
  Add: binary(
    (dy) => dy,
    (dy) => dy,
  ),
  AddN: {
    inputs: 'all',
    gradient: (dy, saved) => Object.fromEntries(saved.map((_, i) => [i, () => dy])),
  },
  ClipByValue: {
    inputs: ['x'],
    gradient: (dy, [x], { clipValueMin, clipValueMax }) => ({
      x: () =>
        pass(
          dy,
          tf.logicalAnd(tf.greaterEqual(x, clipValueMin as number), tf.lessEqual(x, clipValueMax as number)),
        ),
    }),
  },
  Cos: fromInput((x) => tf.neg(tf.sin(x))),
  Elu: fromOutput((y) => tf.where(tf.greaterEqual(y, 0), tf.onesLike(y), tf.add(y, 1))),
  Erf: fromInput((x) => tf.mul(tf.exp(tf.neg(tf.square(x))), 2 / Math.sqrt(Math.PI))),
  Exp: fromOutput((y) => y),
  Expm1: fromOutput((y) => tf.add(y, 1)),
  LeakyRelu: {
    inputs: ['x'],
    gradient: (dy, [x], { alpha }) => ({ x: () => tf.mul(dy, tf.step(x, alpha as number)) }),
  },
  Log: { inputs: ['x'], gradient: (dy, [x]) => ({ x: () => tf.div(dy, x) }) },
  Log1p: { inputs: ['x'], gradient: (dy, [x]) => ({ x: () => tf.div(dy, tf.add(x, 1)) }) },
  Maximum: binary(
    (dy, a, b) => pass(dy, tf.greaterEqual(a, b)),
    (dy, a, b) => pass(dy, tf.less(a, b)),
  ),
  Minimum: binary(
    (dy, a, b) => pass(dy, tf.lessEqual(a, b)),
    (dy, a, b) => pass(dy, tf.greater(a, b)),
  ),
  Mod: binary(
    (dy) => dy,
    (dy, a, b) => tf.mul(dy, tf.neg(tf.floor(tf.div(a, b)))),
  ),
  Multiply: binary(
    (dy, _, b) => tf.mul(dy, b),
    (dy, a) => tf.mul(dy, a),
  ),
  Neg: { gradient: (dy) => ({ x: () => tf.neg(dy) }) },
  Pow: binary(
    (dy, a, b) => tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))),
    (dy, a, b) => tf.mul(dy, powerSlope(a, b)),
  ),
  RealDiv: binary(
    (dy, _, b) => tf.div(dy, b),
    (dy, a, b) => tf.neg(tf.div(tf.mul(dy, a), tf.square(b))),
  ),
  Reciprocal: fromOutput((y) => tf.neg(tf.square(y))),
  Relu: fromOutput((y) => tf.step(y)),
  Relu6: fromOutput((y) => tf.cast(tf.logicalAnd(tf.greater(y, 0), tf.less(y, 6)), 'float32')),
  Rsqrt: fromOutput((y) => tf.mul(tf.mul(tf.square(y), y), -0.5)),
  /** The condition picks whole rows where its rank is 1, and else broadcasts; so do both choices. */
  Select: {
    inputs: ['condition', 't', 'e'],
    gradient: (dy, [condition, t, e]) => ({
      condition: () => none(condition),
      t: () => unbroadcast(tf.where(condition, dy, tf.zerosLike(dy)), t.shape),
      e: () => unbroadcast(tf.where(condition, tf.zerosLike(dy), dy), e.shape),
    }),
  },
  Sigmoid: fromOutput((y) => tf.mul(y, tf.sub(1, y))),
  Sin: fromInput((x) => tf.cos(x)),
  Softplus: fromInput((x) => tf.sigmoid(x)),
  Sqrt: fromOutput((y) => tf.div(0.5, y)),
  Square: fromInput((x) => tf.mul(x, 2)),
  SquaredDifference: binary(
    (dy, a, b) => tf.mul(dy, tf.mul(tf.sub(a, b), 2)),
    (dy, a, b) => tf.mul(dy, tf.mul(tf.sub(b, a), 2)),
  ),
  Sub: binary(
    (dy) => dy,
    (dy) => tf.neg(dy),
  ),
  Tan: fromOutput((y) => tf.add(tf.square(y), 1)),
  Tanh: fromOutput((y) => tf.sub(1, tf.square(y))),
};
