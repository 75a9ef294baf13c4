/** Checks on the arrays that cross the engine's border. */
import { KhalaError } from '../spec/errors.js';
import type { ProgramSpec, TensorData, TensorSpec } from './types.js';

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Number of elements of a tensor. */
function elementCount(spec: TensorSpec): number {
  return spec.shape.reduce((size, dim) => size * dim, 1);
}

/** A zeroed array for a tensor. */
export function allocate(spec: TensorSpec): TensorData {
  return new ARRAYS[spec.dtype](elementCount(spec));
}

/** Zeros for every input that a run of the program wants. */
export function zeros({ inputs, constants }: ProgramSpec): Record<string, TensorData> {
  const open = Object.entries(inputs).filter(([name]) => constants?.[name] === undefined);
  return Object.fromEntries(open.map(([name, spec]) => [name, allocate(spec)]));
}

/** Throws BAD_ARGUMENT unless the array has the type and length of the tensor. */
export function checkData(
  what: string,
  data: TensorData | undefined,
  spec: TensorSpec,
): asserts data is TensorData {
  const expected = ARRAYS[spec.dtype];
  const count = elementCount(spec);
  if (data instanceof expected && data.length === count) return;
  const got = data === undefined ? 'nothing' : `${data.constructor.name} of ${data.length}`;
  throw new KhalaError(
    'BAD_ARGUMENT',
    `${what} must be a ${expected.name} of ${count} elements (shape [${spec.shape.join(', ')}]), got ${got}`,
  );
}
