/** Products, reductions, and what normalises along an axis. */
import { elementwise } from './elementwise.js';
import { type Attribute, type Tensor, TYPE } from './model.js';
import { transposed } from './moving.js';
import { broadcast, given, type Operator, positions, size, strides, tensor, walk, wholes } from './tensor.js';

/** Matrix product over the last two axes, the others broadcast. */
const matMul: Operator = (inputs) => {
  const [a, b] = [given(inputs, 0), given(inputs, 1)];
  const [rows, inner] = a.shape.slice(-2);
  const columns = b.shape[b.shape.length - 1];
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = broadcast(batchA, batchB);
  const [atA, atB] = [positions(batchA, batch), positions(batchB, batch)];
  const out = tensor([...batch, rows, columns], TYPE.float);
  for (let m = 0; m < atA.length; m++)
    multiply(a.data.subarray(atA[m] * rows * inner), b.data.subarray(atB[m] * inner * columns), {
      ...{ rows, inner, columns },
      into: out.data.subarray(m * rows * columns),
    });
  return [out];
};

function multiply(
  a: Float64Array,
  b: Float64Array,
  of: { rows: number; inner: number; columns: number; into: Float64Array },
): void {
  const { rows, inner, columns, into } = of;
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < inner; i++) {
      const factor = a[r * inner + i];
      for (let c = 0; c < columns; c++) into[r * columns + c] += factor * b[i * columns + c];
    }
}

const gemm: Operator = (inputs, { transA, transB }, outputs) => {
  const turned = (x: Tensor, turn: Attribute | undefined): Tensor => (turn?.i ? transposed(x, [1, 0]) : x);
  const [product] = matMul([turned(given(inputs, 0), transA), turned(given(inputs, 1), transB)], {}, 1);
  const bias = inputs[2];
  return bias ? elementwise((a, b) => a + b)([product, bias], {}, outputs) : [product];
};

/** A reduction over the axes given as the second input. */
function reduction(start: number, f: (sum: number, x: number) => number, mean = false): Operator {
  return (inputs, { keepdims }) => {
    const x = given(inputs, 0);
    const axes = wholes(given(inputs, 1));
    const kept = x.shape.map((d, i) => (axes.includes(i) ? 1 : d));
    const shape = keepdims.i ? kept : x.shape.filter((_, i) => !axes.includes(i));
    const out = tensor(shape, x.type, new Float64Array(size(shape)).fill(start));
    positions(kept, x.shape).forEach((to, from) => {
      out.data[to] = f(out.data[to], x.data[from]);
    });
    const count = size(x.shape) / Math.max(1, size(shape));
    return [mean ? { ...out, data: out.data.map((v) => v / count) } : out];
  };
}

/** Rows along the last axis, one after the other. */
function lastAxis(x: Tensor, f: (row: Float64Array, into: Float64Array) => void): Tensor {
  const width = x.shape[x.shape.length - 1];
  const out = tensor(x.shape, x.type);
  for (let at = 0; at < x.data.length; at += width)
    f(x.data.subarray(at, at + width), out.data.subarray(at, at + width));
  return out;
}

const softmax: Operator = (inputs, { axis }) => {
  const x = given(inputs, 0);
  if (axis.i !== -1 && axis.i !== x.shape.length - 1)
    throw new Error('Softmax is only known on the last axis');
  return [
    lastAxis(x, (row, into) => {
      const most = Math.max(...row);
      let sum = 0;
      for (let i = 0; i < row.length; i++) {
        into[i] = Math.exp(row[i] - most);
        sum += into[i];
      }
      for (let i = 0; i < row.length; i++) into[i] /= sum;
    }),
  ];
};

const layerNormalization: Operator = (inputs, { epsilon }) => {
  const [x, gain, bias] = [given(inputs, 0), given(inputs, 1), given(inputs, 2)];
  const column = [...x.shape.slice(0, -1), 1];
  const means = tensor(column, TYPE.float);
  const scales = tensor(column, TYPE.float);
  let k = 0;
  const value = lastAxis(x, (row, into) => {
    const mean = row.reduce((sum, v) => sum + v, 0) / row.length;
    const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / row.length;
    const scale = 1 / Math.sqrt(variance + (epsilon.f as number));
    for (let i = 0; i < row.length; i++) into[i] = (row[i] - mean) * scale * gain.data[i] + bias.data[i];
    means.data[k] = mean;
    scales.data[k++] = scale;
  });
  return [value, means, scales];
};

/** Position of the first best element on an axis; the axis vanishes. */
function argument(better: (a: number, b: number) => boolean): Operator {
  return (inputs, { axis }) => {
    const x = given(inputs, 0);
    const at = axis.i as number;
    const rest = x.shape.map((d, i) => (i === at ? 1 : d));
    const steps = strides(x.shape);
    const out = tensor(
      x.shape.filter((_, i) => i !== at),
      TYPE.int64,
    );
    walk(rest, steps, 0).forEach((start, k) => {
      for (let i = 1; i < x.shape[at]; i++)
        if (better(x.data[start + i * steps[at]], x.data[start + out.data[k] * steps[at]])) out.data[k] = i;
    });
    return [out];
  };
}

/** Sums along an axis so far; without the element itself where `exclusive`, from the end where `reverse`. */
const cumSum: Operator = (inputs, { exclusive, reverse }) => {
  const x = given(inputs, 0);
  const [axis] = wholes(given(inputs, 1));
  const at = axis < 0 ? axis + x.shape.length : axis;
  const steps = strides(x.shape);
  const out = tensor(x.shape, x.type);
  const starts = walk(
    x.shape.map((d, i) => (i === at ? 1 : d)),
    steps,
    0,
  );
  for (const start of starts) {
    let sum = 0;
    for (let k = 0; k < x.shape[at]; k++) {
      const i = start + (reverse?.i ? x.shape[at] - 1 - k : k) * steps[at];
      out.data[i] = exclusive?.i ? sum : sum + x.data[i];
      sum += x.data[i];
    }
  }
  return [out];
};

/** The k largest of each row and where they stood, largest first, of equals the first. */
const topK: Operator = (inputs) => {
  const x = given(inputs, 0);
  const [k] = wholes(given(inputs, 1));
  const width = x.shape[x.shape.length - 1];
  const shape = [...x.shape.slice(0, -1), k];
  const [values, indices] = [tensor(shape, x.type), tensor(shape, TYPE.int64)];
  for (let row = 0; row < size(shape) / k; row++) {
    const numbers = x.data.subarray(row * width, (row + 1) * width);
    const order = Array.from(numbers.keys()).sort((a, b) => numbers[b] - numbers[a] || a - b);
    for (let i = 0; i < k; i++) {
      values.data[row * k + i] = numbers[order[i]];
      indices.data[row * k + i] = order[i];
    }
  }
  return [values, indices];
};

export const COMPUTING: Readonly<Record<string, Operator>> = {
  ArgMax: argument((a, b) => a > b),
  ArgMin: argument((a, b) => a < b),
  CumSum: cumSum,
  Gemm: gemm,
  LayerNormalization: layerNormalization,
  MatMul: matMul,
  ReduceMax: reduction(Number.NEGATIVE_INFINITY, Math.max),
  ReduceMean: reduction(0, (a, b) => a + b, true),
  ReduceMin: reduction(Number.POSITIVE_INFINITY, Math.min),
  ReduceProd: reduction(1, (a, b) => a * b),
  ReduceSum: reduction(0, (a, b) => a + b),
  Softmax: softmax,
  TopK: topK,
};
