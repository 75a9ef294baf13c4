/** Elementwise operators. */
import { TYPE, type Type } from './model.js';
import { broadcast, given, type Operator, positions, size, tensor } from './tensor.js';

/** An elementwise operator of any number of operands. */
export function elementwise(f: (...x: number[]) => number, type?: Type): Operator {
  return (inputs) => {
    const all = inputs.map((_, i) => given(inputs, i));
    const shape = broadcast(...all.map((x) => x.shape));
    const at = all.map((x) => (size(x.shape) === size(shape) ? null : positions(x.shape, shape)));
    const out = tensor(shape, type ?? all[all.length - 1].type);
    const read = (k: number, i: number): number => all[k].data[at[k]?.[i] ?? i];
    for (let i = 0; i < out.data.length; i++) {
      if (all.length === 1) out.data[i] = f(read(0, i));
      else if (all.length === 2) out.data[i] = f(read(0, i), read(1, i));
      else out.data[i] = f(...all.map((_, k) => read(k, i)));
    }
    return [out];
  };
}

const truth = (f: (...x: number[]) => boolean): Operator =>
  elementwise((...x) => (f(...x) ? 1 : 0), TYPE.bool);

const divide: Operator = (inputs, attributes, outputs) =>
  elementwise(given(inputs, 0).type === TYPE.float ? (a, b) => a / b : (a, b) => Math.trunc(a / b))(
    inputs,
    attributes,
    outputs,
  );

const cast: Operator = (inputs, { to }) => {
  const x = given(inputs, 0);
  const type = to.i as Type;
  const convert =
    type === TYPE.bool
      ? (v: number) => (v === 0 ? 0 : 1)
      : type === TYPE.float
        ? (v: number) => v
        : Math.trunc;
  return [tensor(x.shape, type, x.data.map(convert))];
};

/** 2 / sqrt(pi) e^(-x^2) times the sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)): no term is negative, so no digit is lost. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [sum, term] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** To the even neighbour from the middle. */
function round(x: number): number {
  const down = Math.floor(x);
  return x - down === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

const leakyRelu: Operator = (inputs, { alpha }, outputs) =>
  elementwise((x) => (x < 0 ? x * (alpha.f as number) : x))(inputs, {}, outputs);

export const ELEMENTWISE: Readonly<Record<string, Operator>> = {
  Abs: elementwise(Math.abs),
  Add: elementwise((a, b) => a + b),
  And: truth((a, b) => a !== 0 && b !== 0),
  Cast: cast,
  Ceil: elementwise(Math.ceil),
  Cos: elementwise(Math.cos),
  Div: divide,
  Elu: elementwise((x) => (x < 0 ? Math.expm1(x) : x)),
  Equal: truth((a, b) => a === b),
  Erf: elementwise(erf),
  Exp: elementwise(Math.exp),
  Floor: elementwise(Math.floor),
  Greater: truth((a, b) => a > b),
  GreaterOrEqual: truth((a, b) => a >= b),
  Identity: (inputs) => [given(inputs, 0)],
  IsInf: truth((x) => Math.abs(x) === Number.POSITIVE_INFINITY),
  IsNaN: truth(Number.isNaN),
  LeakyRelu: leakyRelu,
  Less: truth((a, b) => a < b),
  LessOrEqual: truth((a, b) => a <= b),
  Log: elementwise(Math.log),
  Max: elementwise(Math.max),
  Min: elementwise(Math.min),
  Mod: elementwise((a, b) => a - b * Math.floor(a / b)),
  Mul: elementwise((a, b) => a * b),
  Neg: elementwise((x) => -x),
  Not: truth((x) => x === 0),
  Or: truth((a, b) => a !== 0 || b !== 0),
  Pow: elementwise((a, b) => a ** b),
  Reciprocal: elementwise((x) => 1 / x),
  Relu: elementwise((x) => Math.max(x, 0)),
  Round: elementwise(round),
  Sigmoid: elementwise((x) => 1 / (1 + Math.exp(-x))),
  Sign: elementwise(Math.sign),
  Sin: elementwise(Math.sin),
  Sqrt: elementwise(Math.sqrt),
  Sub: elementwise((a, b) => a - b),
  Tan: elementwise(Math.tan),
  Tanh: elementwise(Math.tanh),
  Where: elementwise((condition, a, b) => (condition === 0 ? b : a)),
};
