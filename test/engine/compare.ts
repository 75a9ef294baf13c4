/** Running a program once and comparing what came out. */
import { expect } from 'vitest';
import type { Engine, ProgramSpec, TensorData } from '../../src/engine/index.js';
import type { ParameterLayout, ParameterSlice } from '../../src/model/parameters.js';
import { pick } from './reference-network.js';

/** Fails where a number is further off than `tolerance`, relative to the larger of 1 and the number. */
export function expectClose(
  actual: TensorData | Float64Array,
  expected: TensorData | Float64Array,
  tolerance: number,
  what: string,
): void {
  expect(actual.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(actual[i], expected[i]) || actual[i] === expected[i]) continue;
    const error = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
    if (!(error <= tolerance)) expect.fail(`${what}[${i}]: ${actual[i]} is not ${expected[i]}`);
  }
}

export async function runOnce(
  engine: Engine,
  spec: ProgramSpec,
  data: Record<string, TensorData>,
): Promise<Record<string, TensorData>> {
  const runner = await engine.compile(spec);
  try {
    return await runner.run(pick(data, runner.inputs));
  } finally {
    await runner.dispose();
  }
}

type Part = Pick<ParameterSlice, 'offset' | 'size'>;

function squares(values: ArrayLike<number>, { offset, size }: Part): number {
  let sum = 0;
  for (let i = offset; i < offset + size; i++) sum += values[i] ** 2;
  return sum;
}

interface Figure {
  readonly name: string;
  readonly error: number;
}

/** A tensor of less than this part of the whole is judged against it: keys' biases move all answers alike and have no gradient. */
const LEAST_PART = 1e-4;

/** How far one vector (P) is from another, as a length relative to the other's: in all, and in the tensor where it is furthest. */
export function relativeErrors(
  layout: ParameterLayout,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): { readonly all: number; readonly worst: Figure } {
  const whole = Math.sqrt(layout.slices.reduce((sum, slice) => sum + squares(expected, slice), 0));
  const off = Array.from({ length: layout.size }, (_, i) => actual[i] - expected[i]);
  const lengthOff = (slice: Part): number => Math.sqrt(squares(off, slice));
  const each = layout.slices.map((slice): Figure => {
    const length = Math.max(Math.sqrt(squares(expected, slice)), LEAST_PART * whole);
    return { name: slice.name, error: lengthOff(slice) / length };
  });
  const worst = each.reduce((a, b) => (b.error <= a.error ? a : b));
  return { all: lengthOff({ offset: 0, size: layout.size }) / whole, worst };
}
