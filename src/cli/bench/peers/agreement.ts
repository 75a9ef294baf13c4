/**
 * Whether two programs are the same network: the numbers of a training step here against PyTorch's in float64. Ratios of times mean nothing
 * without it.
 */
import { readFileSync } from 'node:fs';
import { HEADS } from '../../../model/heads.js';
import type { ParameterLayout } from '../../../model/parameters.js';
import { KhalaError } from '../../../spec/errors.js';

/** What one step gives. */
export interface StepNumbers {
  /** Logits of each head along the teacher's choices, and of the value. */
  readonly logits: Readonly<Record<string, ArrayLike<number>>>;
  readonly loss: number;
  /** (P) before clipping */
  readonly gradient: ArrayLike<number>;
  /** (P) after the update */
  readonly parameters: ArrayLike<number>;
}

/** Largest errors that rounding to float32 explains, several times what is seen. */
const TOLERANCE = {
  /** Of a logit, relative to the larger of 1 and the number. */
  logit: 1e-4,
  loss: 1e-5,
  /** Norm of the difference, relative to the gradient's. */
  gradient: 1e-4,
  /** The same for the worst tensor, relative to its own norm or, where that is smaller, a thousandth of the whole gradient's. */
  tensor: 1e-3,
  /** Of a parameter after the update, in learning rates. */
  update: 1e-2,
} as const;

export interface Agreement {
  /** Worst of each head. */
  readonly logits: Readonly<Record<string, number>>;
  readonly loss: number;
  readonly gradient: number;
  readonly tensor: { readonly name: string; readonly error: number };
  readonly update: number;
}

/** A tensor whose gradient is smaller than this share of the whole is measured against that share. */
const SMALL_SHARE = 1e-3;

/** @throws CHECKPOINT_MISMATCH with the first part that disagrees, by how much, and the tolerance */
export function agree(
  ours: StepNumbers,
  reference: StepNumbers,
  layout: ParameterLayout,
  learningRate: number,
): Agreement {
  const logits = Object.fromEntries(
    [...HEADS, 'value'].map((head) => [head, largest(ours.logits[head], reference.logits[head], head)]),
  );
  for (const [head, error] of Object.entries(logits)) within(`logits of ${head}`, error, TOLERANCE.logit);
  const loss = Math.abs(ours.loss - reference.loss) / Math.max(1, Math.abs(reference.loss));
  within('loss', loss, TOLERANCE.loss);
  sameLength('gradient', ours.gradient, reference.gradient);
  const whole = norm(reference.gradient, 0, layout.size);
  const gradient = distance(ours.gradient, reference.gradient, 0, layout.size) / whole;
  within('gradient', gradient, TOLERANCE.gradient);
  const tensor = layout.slices
    .map(({ name, offset, size }) => {
      const scale = Math.max(norm(reference.gradient, offset, size), SMALL_SHARE * whole);
      return { name, error: distance(ours.gradient, reference.gradient, offset, size) / scale };
    })
    .reduce((worst, next) => (next.error > worst.error || Number.isNaN(next.error) ? next : worst));
  within(`gradient of ${tensor.name}`, tensor.error, TOLERANCE.tensor);
  sameLength('parameters', ours.parameters, reference.parameters);
  let update = 0;
  for (let i = 0; i < layout.size; i++)
    update = worse(update, Math.abs(ours.parameters[i] - reference.parameters[i]) / learningRate);
  within('parameters after the update', update, TOLERANCE.update);
  return { logits, loss, gradient, tensor, update };
}

/** @throws CHECKPOINT_MISMATCH unless the error is a number within its tolerance */
export function within(what: string, error: number, tolerance: number): void {
  if (error <= tolerance) return;
  throw new KhalaError(
    'CHECKPOINT_MISMATCH',
    `bench peers: ${what} must agree with PyTorch in float64 to ${tolerance}, got ${error.toPrecision(3)}; the two networks are not the same, so nothing was timed: change test/bench/peers as src/model was changed`,
  );
}

/** NaN is worse than anything. */
const worse = (a: number, b: number): number => (Number.isNaN(b) || b > a ? b : a);

function largest(ours: ArrayLike<number>, reference: ArrayLike<number>, what: string): number {
  sameLength(what, ours, reference);
  let worst = 0;
  for (let i = 0; i < reference.length; i++)
    worst = worse(worst, Math.abs(ours[i] - reference[i]) / Math.max(1, Math.abs(reference[i])));
  return worst;
}

function norm(values: ArrayLike<number>, offset: number, size: number): number {
  let sum = 0;
  for (let i = offset; i < offset + size; i++) sum += values[i] ** 2;
  return Math.sqrt(sum);
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>, offset: number, size: number): number {
  let sum = 0;
  for (let i = offset; i < offset + size; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}

function sameLength(
  what: string,
  ours: ArrayLike<number> | undefined,
  reference: ArrayLike<number> | undefined,
): void {
  if (ours && reference && ours.length === reference.length) return;
  throw new KhalaError(
    'CHECKPOINT_MISMATCH',
    `bench peers: ${what} must have ${ours?.length ?? 0} numbers in PyTorch, got ${reference?.length ?? 0}; change test/bench/peers as src/model was changed`,
  );
}

/** The float64 numbers that PyTorch wrote: one part after the other, of these lengths. @throws FILE_TRUNCATED */
export function readReference(path: string, lengths: Readonly<Record<string, number>>): StepNumbers {
  const bytes = readFileSync(path);
  const expected = Object.values(lengths).reduce((a, b) => a + b, 0) * Float64Array.BYTES_PER_ELEMENT;
  if (bytes.byteLength !== expected)
    throw new KhalaError(
      'FILE_TRUNCATED',
      `read ${path}: PyTorch said it wrote ${expected} bytes, the file has ${bytes.byteLength}; is the disk full?`,
    );
  const all = new Float64Array(new Uint8Array(bytes).buffer);
  let at = 0;
  const parts: Record<string, Float64Array> = {};
  for (const [name, length] of Object.entries(lengths)) {
    parts[name] = all.subarray(at, at + length);
    at += length;
  }
  const { loss, gradient, parameters, ...logits } = parts;
  return { logits, loss: loss?.[0] ?? Number.NaN, gradient: gradient ?? [], parameters: parameters ?? [] };
}
