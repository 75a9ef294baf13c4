/** Elementwise kernels. The names are tfjs's. */
import { clip, elementwise, scalar, where } from '../onnx/elementwise.js';
import type { Graph, Value } from '../onnx/graph.js';
import { splat } from '../onnx/graph.js';
import { cast, expand, reshape } from '../onnx/layout.js';
import { addBias, addProducts } from '../onnx/matmul.js';
import type { KernelBody } from './kernel.js';

/** Kernels that are one ONNX operator of the same operand. */
const UNARY = {
  Abs: 'Abs',
  Ceil: 'Ceil',
  Cos: 'Cos',
  Erf: 'Erf',
  Exp: 'Exp',
  Floor: 'Floor',
  Log: 'Log',
  Neg: 'Neg',
  Reciprocal: 'Reciprocal',
  Relu: 'Relu',
  Round: 'Round',
  Sigmoid: 'Sigmoid',
  Sign: 'Sign',
  Sin: 'Sin',
  Sqrt: 'Sqrt',
  Tan: 'Tan',
  Tanh: 'Tanh',
} as const;

/** Kernels that are one ONNX operator of two operands of one type. */
const BINARY = {
  Maximum: 'Max',
  Minimum: 'Min',
  Multiply: 'Mul',
  Pow: 'Pow',
  RealDiv: 'Div',
  Sub: 'Sub',
} as const;

/** Comparisons and logic: the result is bool. */
const PREDICATE = {
  Equal: 'Equal',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
  LogicalAnd: 'And',
  LogicalOr: 'Or',
} as const;

/** ONNX's arithmetic has no bool: such operands are computed as int32, and the result is made bool again. */
function arithmetic(g: Graph, op: string, a: Value, b: Value): Value {
  if (a.dtype !== 'bool') return elementwise(g, op, [a, b]);
  return cast(g, elementwise(g, op, [cast(g, a, 'int32'), cast(g, b, 'int32')]), 'bool');
}

function add(g: Graph, a: Value, b: Value): Value {
  return addBias(g, a, b) ?? addBias(g, b, a) ?? addProducts(g, a, b) ?? arithmetic(g, 'Add', a, b);
}

/** ONNX compares bool only for equality; tfjs orders false before true. */
function predicate(g: Graph, op: string, a: Value, b: Value): Value {
  const logic = op === 'And' || op === 'Or';
  const comparable = (x: Value): Value =>
    logic ? cast(g, x, 'bool') : x.dtype === 'bool' ? cast(g, x, 'int32') : x;
  const [left, right] = [comparable(a), comparable(b)];
  if (op !== 'Or' || g.dialect.rich) return elementwise(g, op, [left, right], 'bool');
  const neither = elementwise(g, 'And', [not(g, left), not(g, right)]);
  return not(g, neither);
}

function not(g: Graph, x: Value): Value {
  return elementwise(g, 'Not', [x]);
}

/** log(1 + exp(x)) without overflow: max(x, 0) + log(1 + exp(-|x|)). */
function softplus(g: Graph, x: Value): Value {
  const decayed = elementwise(g, 'Exp', [elementwise(g, 'Neg', [elementwise(g, 'Abs', [x])])]);
  return elementwise(g, 'Add', [elementwise(g, 'Relu', [x]), log1p(g, decayed)]);
}

/**
 * log(1 + x), exact for small x too: with u = 1 + x rounded, log(u) * x / (u - 1) undoes the rounding, and where
 * u is 1 the result is x (Higham, Accuracy and Stability of Numerical Algorithms, section 1.14.1, there for exp(x) - 1).
 */
function log1p(g: Graph, x: Value): Value {
  const u = elementwise(g, 'Add', [x, scalar(1, x)]);
  const rest = elementwise(g, 'Sub', [u, scalar(1, x)]);
  const exact = elementwise(g, 'Equal', [rest, scalar(0, x)], 'bool');
  const divisor = where(g, exact, scalar(1, x), rest);
  const scaled = elementwise(g, 'Mul', [elementwise(g, 'Log', [u]), elementwise(g, 'Div', [x, divisor])]);
  return where(g, exact, x, scaled);
}

function step(g: Graph, x: Value, alpha: number): Value {
  const positive = elementwise(g, 'Greater', [x, scalar(0, x)], 'bool');
  const stepped = where(g, positive, splat(1, [], x.dtype), scalar(alpha, x));
  if (x.dtype !== 'float32') return stepped;
  return where(g, notANumber(g, x), x, stepped);
}

/** True for what is no number; only that differs from itself. */
function notANumber(g: Graph, x: Value): Value {
  if (g.dialect.rich) return elementwise(g, 'IsNaN', [x], 'bool');
  return not(g, elementwise(g, 'Equal', [x, x], 'bool'));
}

function floorDivide(g: Graph, a: Value, b: Value): Value {
  const quotient = elementwise(g, 'Div', [cast(g, a, 'float32'), cast(g, b, 'float32')]);
  return cast(g, elementwise(g, 'Floor', [quotient]), 'int32');
}

/** The remainder with the divisor's sign. */
function modulo(g: Graph, a: Value, b: Value): Value {
  if (a.dtype === 'int32') return elementwise(g, 'Mod', [a, b]);
  const whole = elementwise(g, 'Floor', [elementwise(g, 'Div', [a, b])]);
  return elementwise(g, 'Sub', [a, elementwise(g, 'Mul', [whole, b])]);
}

function addAll(g: Graph, parts: readonly Value[]): Value {
  return parts.slice(1).reduce((sum, part) => add(g, sum, part), parts[0]);
}

/** A condition of lower rank picks whole rows (tfjs's old rule); of equal rank it broadcasts. */
function select(g: Graph, condition: Value, a: Value, b: Value): Value {
  const rank = a.shape.length;
  const rows = condition.shape.length === 1 && rank > 1;
  const mask = rows
    ? reshape(g, condition, [condition.shape[0], ...new Array<number>(rank - 1).fill(1)])
    : condition;
  return expand(g, where(g, mask, a, b), a.shape);
}

export const ELEMENTWISE: Readonly<Record<string, KernelBody>> = {
  ...Object.fromEntries(
    Object.entries(UNARY).map(([name, op]): [string, KernelBody] => [
      name,
      (g, { x }) => elementwise(g, op, [x]),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(BINARY).map(([name, op]): [string, KernelBody] => [
      name,
      (g, { a, b }) => arithmetic(g, op, a, b),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(PREDICATE).map(([name, op]): [string, KernelBody] => [
      name,
      (g, { a, b }) => predicate(g, op, a, b),
    ]),
  ),
  Add: (g, { a, b }) => add(g, a, b),
  AddN: (g, inputs) => addAll(g, Object.values(inputs)),
  ClipByValue: (g, { x }, attrs) => clip(g, x, attrs.number('clipValueMin'), attrs.number('clipValueMax')),
  Elu: (g, { x }) => elementwise(g, 'Elu', [x]),
  Expm1: (g, { x }) => elementwise(g, 'Sub', [elementwise(g, 'Exp', [x]), scalar(1, x)]),
  FloorDiv: (g, { a, b }) => floorDivide(g, a, b),
  IsFinite: (g, { x }) => {
    const magnitude = elementwise(g, 'Abs', [x]);
    return elementwise(g, 'Less', [magnitude, scalar(Number.POSITIVE_INFINITY, x)], 'bool');
  },
  IsNan: (g, { x }) => notANumber(g, x),
  LeakyRelu: (g, { x }, attrs) =>
    elementwise(g, 'LeakyRelu', [x], x.dtype, { alpha: { float: attrs.number('alpha') } }),
  Log1p: (g, { x }) => log1p(g, x),
  LogicalNot: (g, { x }) => not(g, cast(g, x, 'bool')),
  Mod: (g, { a, b }) => modulo(g, a, b),
  NotEqual: (g, { a, b }) => not(g, predicate(g, 'Equal', a, b)),
  Relu6: (g, { x }) => clip(g, x, 0, 6),
  Rsqrt: (g, { x }) => elementwise(g, 'Reciprocal', [elementwise(g, 'Sqrt', [x])]),
  Select: (g, { condition, t, e }) => select(g, condition, t, e),
  Softplus: (g, { x }) => softplus(g, x),
  Square: (g, { x }) => elementwise(g, 'Mul', [x, x]),
  SquaredDifference: (g, { a, b }) => {
    const difference = arithmetic(g, 'Sub', a, b);
    return elementwise(g, 'Mul', [difference, difference]);
  },
  Step: (g, { x }, attrs) => step(g, x, attrs.number('alpha')),
};
