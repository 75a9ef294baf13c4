/** Tensors of float64 and what operators need to walk them. */
import type { Attribute, Tensor, Type } from './model.js';

export type Attributes = Readonly<Record<string, Attribute>>;
export type Operator = (
  inputs: readonly (Tensor | null)[],
  attributes: Attributes,
  outputs: number,
) => readonly Tensor[];

export const size = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);

export function strides(shape: readonly number[]): number[] {
  const out = new Array<number>(shape.length);
  for (let i = shape.length - 1, step = 1; i >= 0; i--) {
    out[i] = step;
    step *= shape[i];
  }
  return out;
}

export const tensor = (shape: readonly number[], type: Type, data?: Float64Array): Tensor => ({
  shape,
  type,
  data: data ?? new Float64Array(size(shape)),
});

/** An input that the operator cannot do without. */
export function given(inputs: readonly (Tensor | null)[], at: number): Tensor {
  const value = inputs[at];
  if (!value) throw new Error(`input ${at} is missing`);
  return value;
}

export const wholes = (value: Tensor): number[] => Array.from(value.data);

/** NumPy's broadcasting. */
export function broadcast(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((s) => s.length));
  return Array.from({ length: rank }, (_, i) => {
    const dims = shapes.map((s) => s[i - rank + s.length] ?? 1);
    const dim = dims.find((d) => d !== 1) ?? 1;
    if (dims.some((d) => d !== 1 && d !== dim)) throw new Error(`shapes ${shapes.join(' and ')} do not fit`);
    return dim;
  });
}

/** For each element of `shape`, the position of the element of `from` that it is read from. */
export function positions(from: readonly number[], shape: readonly number[]): Int32Array {
  const steps = strides(from);
  const lead = shape.length - from.length;
  return walk(
    shape,
    shape.map((_, i) => (i < lead || from[i - lead] === 1 ? 0 : steps[i - lead])),
    0,
  );
}

/** Positions met when every axis of `shape` is walked in its own step, the last fastest. */
export function walk(shape: readonly number[], steps: readonly number[], start: number): Int32Array {
  const out = new Int32Array(size(shape));
  const index = new Array<number>(shape.length).fill(0);
  let at = start;
  for (let k = 0; k < out.length; k++) {
    out[k] = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += steps[axis];
      if (++index[axis] < shape[axis]) break;
      at -= steps[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

export const pick = (x: Tensor, at: Int32Array, shape: readonly number[]): Tensor =>
  tensor(
    shape,
    x.type,
    Float64Array.from(at, (i) => x.data[i]),
  );
