/** Operators that move elements, and the one that adds them up where they are moved to. */
import type { Tensor } from './model.js';
import {
  broadcast,
  given,
  type Operator,
  pick,
  positions,
  size,
  strides,
  tensor,
  walk,
  wholes,
} from './tensor.js';

/** `count` steps of each axis from its start. */
const slice: Operator = (inputs) => {
  const x = given(inputs, 0);
  const [starts, ends, axes] = [1, 2, 3].map((i) => wholes(given(inputs, i)));
  const by = inputs[4] ? wholes(inputs[4]) : axes.map(() => 1);
  const steps = strides(x.shape);
  const shape = [...x.shape];
  let start = 0;
  axes.forEach((axis, k) => {
    const dim = x.shape[axis];
    const clamp = (v: number): number => {
      const from = v < 0 ? v + dim : v;
      return by[k] > 0 ? Math.min(Math.max(from, 0), dim) : Math.min(Math.max(from, -1), dim - 1);
    };
    const [first, last] = [clamp(starts[k]), clamp(ends[k])];
    shape[axis] = Math.max(0, Math.ceil((last - first) / by[k]));
    start += first * steps[axis];
    steps[axis] *= by[k];
  });
  return [pick(x, walk(shape, steps, start), shape)];
};

const split: Operator = (inputs, { axis }, outputs) => {
  const x = given(inputs, 0);
  const at = axis.i as number;
  const steps = strides(x.shape);
  let from = 0;
  return wholes(given(inputs, 1))
    .slice(0, outputs)
    .map((length) => {
      const shape = x.shape.map((d, i) => (i === at ? length : d));
      const part = pick(x, walk(shape, steps, from * steps[at]), shape);
      from += length;
      return part;
    });
};

const concat: Operator = (inputs, { axis }) => {
  const parts = inputs.map((_, i) => given(inputs, i));
  const at = axis.i as number;
  const total = parts.reduce((sum, part) => sum + part.shape[at], 0);
  const shape = parts[0].shape.map((d, i) => (i === at ? total : d));
  const out = tensor(shape, parts[0].type);
  const steps = strides(shape);
  let from = 0;
  for (const part of parts) {
    walk(part.shape, steps, from * steps[at]).forEach((to, i) => {
      out.data[to] = part.data[i];
    });
    from += part.shape[at];
  }
  return [out];
};

const pad: Operator = (inputs) => {
  const x = given(inputs, 0);
  const pads = wholes(given(inputs, 1));
  const rank = x.shape.length;
  const shape = x.shape.map((d, i) => d + pads[i] + pads[i + rank]);
  const out = tensor(shape, x.type, new Float64Array(size(shape)).fill(inputs[2]?.data[0] ?? 0));
  const steps = strides(shape);
  const start = steps.reduce((sum, step, i) => sum + step * pads[i], 0);
  walk(x.shape, steps, start).forEach((to, i) => {
    out.data[to] = x.data[i];
  });
  return [out];
};

const expand: Operator = (inputs) => {
  const x = given(inputs, 0);
  const shape = broadcast(x.shape, wholes(given(inputs, 1)));
  return [pick(x, positions(x.shape, shape), shape)];
};

const tile: Operator = (inputs) => {
  const x = given(inputs, 0);
  const reps = wholes(given(inputs, 1));
  // Each axis as one of repetitions, which stand still, and one of elements.
  const steps = strides(x.shape).flatMap((step) => [0, step]);
  const shape = x.shape.flatMap((d, i) => [reps[i], d]);
  return [
    pick(
      x,
      walk(shape, steps, 0),
      x.shape.map((d, i) => d * reps[i]),
    ),
  ];
};

/** An index as ONNX reads it: from the end where it is negative. */
function inside(index: number, dim: number, what: string): number {
  const at = index < 0 ? index + dim : index;
  if (at < 0 || at >= dim) throw new Error(`${what}: index ${index} is outside of ${dim}`);
  return at;
}

const gather: Operator = (inputs, { axis }) => {
  const [x, indices] = [given(inputs, 0), given(inputs, 1)];
  const at = axis.i as number;
  const dim = x.shape[at];
  const inner = size(x.shape.slice(at + 1));
  const outer = size(x.shape.slice(0, at));
  const out = tensor([...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)], x.type);
  let to = 0;
  for (let o = 0; o < outer; o++)
    for (const index of indices.data) {
      const from = (o * dim + inside(index, dim, 'Gather')) * inner;
      out.data.set(x.data.subarray(from, from + inner), to);
      to += inner;
    }
  return [out];
};

/** Indices of one number each, behind the batch axes. */
const gatherNd: Operator = (inputs, attributes) => {
  const [x, indices] = [given(inputs, 0), given(inputs, 1)];
  const batchDims = attributes.batch_dims.i as number;
  if (indices.shape[indices.shape.length - 1] !== 1)
    throw new Error('GatherND is only known for single indices');
  const dim = x.shape[batchDims];
  const inner = size(x.shape.slice(batchDims + 1));
  const batches = size(x.shape.slice(0, batchDims));
  const each = indices.data.length / batches;
  const out = tensor([...indices.shape.slice(0, -1), ...x.shape.slice(batchDims + 1)], x.type);
  indices.data.forEach((index, i) => {
    const from = (Math.floor(i / each) * dim + inside(index, dim, 'GatherND')) * inner;
    out.data.set(x.data.subarray(from, from + inner), i * inner);
  });
  return [out];
};

/** Adds each update to the element that its index names on the axis. */
const scatterElements: Operator = (inputs, { axis, reduction: how }) => {
  const [x, indices, updates] = [given(inputs, 0), given(inputs, 1), given(inputs, 2)];
  if (!how?.s || new TextDecoder().decode(how.s) !== 'add')
    throw new Error('ScatterElements is only known to add');
  const at = axis.i as number;
  const steps = strides(x.shape);
  const out = { ...x, data: x.data.slice() };
  const still = steps.map((step, i) => (i === at ? 0 : step));
  walk(indices.shape, still, 0).forEach((from, i) => {
    out.data[from + inside(indices.data[i], x.shape[at], 'ScatterElements') * steps[at]] += updates.data[i];
  });
  return [out];
};

export function transposed(x: Tensor, perm: readonly number[]): Tensor {
  const steps = strides(x.shape);
  const shape = perm.map((axis) => x.shape[axis]);
  return pick(
    x,
    walk(
      shape,
      perm.map((axis) => steps[axis]),
      0,
    ),
    shape,
  );
}

const reshape: Operator = (inputs) => [{ ...given(inputs, 0), shape: wholes(given(inputs, 1)) }];

export const MOVING: Readonly<Record<string, Operator>> = {
  Concat: concat,
  Expand: expand,
  Gather: gather,
  GatherND: gatherNd,
  Pad: pad,
  Reshape: reshape,
  ScatterElements: scatterElements,
  Slice: slice,
  Split: split,
  Tile: tile,
  Transpose: (inputs, { perm }) => [transposed(given(inputs, 0), perm.ints as readonly number[])],
};
