/**
 * Products with known weights in whole numbers of 8 bits: the weights are rounded once, column by column; what they are multiplied
 * with is rounded at each run, to its own range ("dynamic quantisation": DynamicQuantizeLinear and MatMulInteger of ONNX opset 11).
 */
import { constant, denseData, type Graph, isConstant, splat, type Value } from './graph.js';

/** Rows of weights below which rounding costs more than the cheaper product saves. */
const LEAST_ROWS = 16;
/** Weights stand around this: unsigned ones are summed exactly on every processor, signed ones overflow on those without VNNI. */
const ZERO = 128;
const LARGEST = 127;

/** `a` (…, K) times known weights (K, N), rounded; null where the weights are not known or too few. */
export function quantisedProduct(g: Graph, a: Value, b: Value, transposeB: boolean): Value | null {
  const known = isConstant(b) && b.dtype === 'float32' && b.shape.length === 2 && b.source.data.length > 1;
  if (!known || isConstant(a)) return null;
  const [first, second] = b.shape;
  const [rows, columns] = transposeB ? [second, first] : [first, second];
  if (rows < LEAST_ROWS || columns === 1) return null;
  const { levels, steps } = rounded(denseData(b) as Float32Array, rows, columns, transposeB);
  const [level, step, zero] = g.add('DynamicQuantizeLinear', [a], {}, [
    { shape: a.shape, dtype: 'uint8' },
    { shape: [], dtype: 'float32' },
    { shape: [], dtype: 'uint8' },
  ]);
  const shape = [...a.shape.slice(0, -1), columns];
  const weights = constant(levels, [rows, columns], 'uint8');
  const sums = g.one('MatMulInteger', [level, weights, zero, splat(ZERO, [], 'uint8')], {}, shape, 'int32');
  const numbers = g.one('Cast', [sums], { to: { int: 1 } }, shape, 'float32');
  const scale = g.one('Mul', [step, constant(steps, [columns], 'float32')], {}, [columns], 'float32');
  return g.one('Mul', [numbers, scale], {}, shape, 'float32');
}

/** Weights as levels around ZERO (rows, columns), and the step between two levels of each column. */
function rounded(
  weights: Float32Array,
  rows: number,
  columns: number,
  transposed: boolean,
): { levels: Uint8Array; steps: Float32Array } {
  const at = (row: number, column: number): number =>
    weights[transposed ? column * rows + row : row * columns + column];
  const levels = new Uint8Array(rows * columns);
  const steps = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    let most = 0;
    for (let row = 0; row < rows; row++) most = Math.max(most, Math.abs(at(row, column)));
    steps[column] = most > 0 ? most / LARGEST : 1;
    for (let row = 0; row < rows; row++)
      levels[row * columns + column] = ZERO + Math.round(at(row, column) / steps[column]);
  }
  return { levels, steps };
}
