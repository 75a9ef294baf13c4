/**
 * The policy's parameters: one flat vector, and a table that says which slice is which tensor. One vector keeps the
 * optimiser a handful of operations, and checkpoints, averaging and hashing trivial.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KhalaError } from '../spec/errors.js';
import { createRandom } from '../spec/random.js';

/** How a parameter starts: `normal` with a standard deviation, a constant, or evenly between two numbers. */
export type Initial =
  | { readonly normal: number }
  | { readonly constant: number }
  | { readonly from: number; readonly to: number };

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: Initial;
  /** Weight decay applies (matrices of linear maps, not gains, biases or embeddings). */
  readonly decay: boolean;
}

export interface ParameterSlice extends ParameterSpec {
  readonly offset: number;
  readonly size: number;
}

/** Where each tensor lies in the flat vector. */
export interface ParameterLayout {
  readonly slices: readonly ParameterSlice[];
  /** Number of parameters. */
  readonly size: number;
}

/** Tensors by name, as views of the flat vector. */
export type Parameters = ReadonlyMap<string, tf.Tensor>;

export function layOut(specs: readonly ParameterSpec[]): ParameterLayout {
  let offset = 0;
  const names = new Set<string>();
  const slices = specs.map((spec) => {
    if (names.has(spec.name))
      throw new KhalaError(
        'BAD_ARGUMENT',
        `lay out parameters: two are named ${spec.name}; names are unique`,
      );
    names.add(spec.name);
    const size = spec.shape.reduce((a, b) => a * b, 1);
    const slice = { ...spec, offset, size };
    offset += size;
    return slice;
  });
  return { slices, size: offset };
}

/** Fresh parameters (P). Same layout and seed, same values. */
export function initialise(layout: ParameterLayout, seed: number): Float32Array {
  const values = new Float32Array(layout.size);
  for (const slice of layout.slices) {
    if ('constant' in slice.initial) {
      values.fill(slice.initial.constant, slice.offset, slice.offset + slice.size);
      continue;
    }
    const random = createRandom(seed, 'parameter', slice.name);
    if ('from' in slice.initial) {
      const { from, to } = slice.initial;
      for (let i = 0; i < slice.size; i++) values[slice.offset + i] = random.range(from, to);
      continue;
    }
    for (let i = 0; i < slice.size; i++) {
      // Box-Muller, cut at two standard deviations (the Perceiver's truncated normal).
      let z: number;
      do {
        z = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
      } while (Math.abs(z) > 2);
      values[slice.offset + i] = z * slice.initial.normal;
    }
  }
  return values;
}

/** @throws NOT_FINITE with the name of the first tensor in which a number is NaN or infinite; `what` is being done with values (P) */
export function checkTensors(what: string, values: Float32Array, layout: ParameterLayout): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const slice = layout.slices.find(({ offset, size }) => at < offset + size);
  throw new KhalaError(
    'NOT_FINITE',
    `${what}: every number must be finite, tensor ${slice?.name} has ${values[at]} at element ${at - (slice?.offset ?? 0)}; lower the learning rate or begin with other weights`,
  );
}

/** 1 where weight decay applies, else 0. (P) */
export function decayMask(layout: ParameterLayout): Float32Array {
  const mask = new Float32Array(layout.size);
  for (const slice of layout.slices) if (slice.decay) mask.fill(1, slice.offset, slice.offset + slice.size);
  return mask;
}

/** Cuts the flat vector (P) into its tensors, in the order of the layout. */
export function unflatten(flat: tf.Tensor1D, layout: ParameterLayout): tf.Tensor[] {
  const pieces = tf.split(
    flat,
    layout.slices.map((slice) => slice.size),
  );
  return pieces.map((piece, i) => tf.reshape(piece, [...layout.slices[i].shape]));
}

export function byName(tensors: readonly tf.Tensor[], layout: ParameterLayout): Parameters {
  return new Map(layout.slices.map((slice, i) => [slice.name, tensors[i]]));
}

/** A parameter that the layout must have; a missing one is a mistake in the model, not in its input. */
export function get(parameters: Parameters, name: string): tf.Tensor {
  const tensor = parameters.get(name);
  if (!tensor) throw new KhalaError('CHECKPOINT_MISMATCH', `run policy: parameter ${name} is missing`);
  return tensor;
}

/** Weight (in, out) and bias (out) of a linear map. */
export function linearSpecs(name: string, input: number, output: number, gain = 1): ParameterSpec[] {
  return [
    { name: `${name}.w`, shape: [input, output], initial: { normal: gain / Math.sqrt(input) }, decay: true },
    { name: `${name}.b`, shape: [output], initial: { constant: 0 }, decay: false },
  ];
}

/** Gain and bias (width) of a layer normalisation. */
export function normSpecs(name: string, width: number): ParameterSpec[] {
  return [
    { name: `${name}.g`, shape: [width], initial: { constant: 1 }, decay: false },
    { name: `${name}.b`, shape: [width], initial: { constant: 0 }, decay: false },
  ];
}

/** A learned table (rows, width). */
export function tableSpec(name: string, rows: number, width: number, deviation: number): ParameterSpec {
  return { name, shape: [rows, width], initial: { normal: deviation }, decay: false };
}
