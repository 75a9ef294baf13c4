/**
 * Elementwise nodes. Operands are read as narrow as they can be and the result is widened afterwards, lazily, so a
 * chain over a broadcast tensor computes each number once. Identities (x + 0, x * 1) vanish.
 */
import { broadcastShape, type Graph, splat, splatOf, type Value } from './graph.js';
import { expand, operands } from './layout.js';
import type { Attribute, ElementType } from './proto.js';

/** An elementwise ONNX operator over any number of operands. */
export function elementwise(
  g: Graph,
  op: string,
  inputs: readonly Value[],
  dtype: ElementType = inputs[0].dtype,
  attributes: Readonly<Record<string, Attribute>> = {},
): Value {
  const shape = broadcastShape(...inputs.map((v) => v.shape));
  if (shape === null) throw new Error(`operands of ${op} do not broadcast`);
  const same = identity(op, inputs);
  if (same !== null) return expand(g, same, shape);
  const read = operands(inputs);
  return expand(g, g.one(op, read.values, attributes, read.shape, dtype), shape);
}

/** The operand that the result equals, if the other one changes nothing. */
function identity(op: string, inputs: readonly Value[]): Value | null {
  if (inputs.length !== 2) return null;
  const [a, b] = inputs;
  if ((op === 'Add' || op === 'Sub') && isZero(b)) return a;
  if (op === 'Add' && isZero(a)) return b;
  if ((op === 'Mul' || op === 'Div') && splatOf(b) === 1) return a;
  if (op === 'Mul' && splatOf(a) === 1) return b;
  return null;
}

function isZero(value: Value): boolean {
  return splatOf(value) === 0;
}

/** A number as a scalar operand for `like`. */
export function scalar(value: number, like: Value): Value {
  return splat(value, [], like.dtype);
}

/** condition ? a : b, elementwise; `condition` is bool. */
export function where(g: Graph, condition: Value, a: Value, b: Value): Value {
  return elementwise(g, 'Where', [condition, a, b], a.dtype);
}

/** Limits to [low, high]; NaN stays NaN. */
export function clip(g: Graph, x: Value, low: number, high: number): Value {
  return elementwise(g, 'Min', [elementwise(g, 'Max', [x, scalar(low, x)]), scalar(high, x)]);
}

/** 1 where an index equals a position, else 0; the shapes of both broadcast. */
export function isIndex(g: Graph, indices: Value, positions: Value, dtype: 'float32' | 'int32'): Value {
  const hit = elementwise(g, 'Equal', [indices, positions], 'bool');
  return elementwise(g, 'Cast', [hit], dtype, { to: { int: dtype === 'float32' ? 1 : 6 } });
}
