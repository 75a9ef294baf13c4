/** Held arrays of engines that compute in the host's memory: the arrays themselves. */
import { KhalaError } from '../spec/errors.js';
import type { Held, ProgramSpec, TensorData, TensorSpec } from './types.js';

class HostHeld implements Held {
  constructor(readonly arrays: Readonly<Record<string, TensorData>>) {}

  read(): Promise<Readonly<Record<string, TensorData>>> {
    return Promise.resolve(this.arrays);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

export function holdOnHost(values: Readonly<Record<string, TensorData>>): Held {
  return new HostHeld(values);
}

/** Throws BAD_ARGUMENT: a held program was run without what holds its arrays, or with that of another engine. */
export function wrongHeld(spec: ProgramSpec): KhalaError {
  return new KhalaError(
    'BAD_ARGUMENT',
    `running ${spec.name}: it holds ${spec.held?.join(', ')}, whose values must come from "hold" of the engine that compiled it; pass what that returned`,
  );
}

/** The values of a run with what is held among them, and where its held outputs are to be written. */
export function withHeld(
  spec: ProgramSpec,
  outputs: Readonly<Record<string, TensorSpec>>,
  values: Record<string, TensorData>,
  into: Record<string, TensorData> | undefined,
  held: Held | undefined,
): { values: Record<string, TensorData>; into: Record<string, TensorData> | undefined } {
  if (spec.held === undefined || spec.held.length === 0) return { values, into };
  if (!(held instanceof HostHeld && spec.held.every((name) => name in held.arrays))) throw wrongHeld(spec);
  const named = spec.held.map((name) => [name, held.arrays[name]] as const);
  return {
    values: { ...values, ...Object.fromEntries(named) },
    into: { ...into, ...Object.fromEntries(named.filter(([name]) => name in outputs)) },
  };
}
