/** Held arrays of engines that compute in the host's memory. */
import { KhalaError } from '../spec/errors.js';
import type { Held, ProgramSpec, TensorData } from './types.js';

type Values = Readonly<Record<string, TensorData>>;

class HostHeld implements Held {
  private previous: Values;
  constructor(private current: Values) {
    this.previous = current;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.current, name);
  }

  /** Those of the named, as inputs of a run. */
  feeds(names: readonly string[]): Record<string, TensorData> {
    return Object.fromEntries(names.map((name) => [name, this.current[name]]));
  }

  /** Takes what a run has made in place of what was there. */
  replace(made: Values): void {
    this.previous = this.current;
    this.current = { ...this.current, ...made };
  }

  read(): Promise<Values> {
    return Promise.resolve(this.current);
  }

  before(): Promise<Values> {
    return Promise.resolve(this.previous);
  }

  dispose(): Promise<void> {
    this.current = {};
    this.previous = {};
    return Promise.resolve();
  }
}

export function holdOnHost(values: Values): Held {
  return new HostHeld(values);
}

/** A BAD_ARGUMENT: a held program was run without what holds its arrays, or with that of another engine. */
export function wrongHeld({ name, held }: ProgramSpec): KhalaError {
  return new KhalaError(
    'BAD_ARGUMENT',
    `running ${name}: it holds ${held?.join(', ')}, whose values must come from "hold" of the engine that compiled it; pass what that returned`,
  );
}

/** What holds a program's arrays on the host; null where it holds none. @throws BAD_ARGUMENT where it is missing or another engine's */
export function hostHeld(spec: ProgramSpec, held: Held | undefined): HostHeld | null {
  const names = spec.held ?? [];
  if (names.length === 0) return null;
  if (held instanceof HostHeld && names.every((name) => held.has(name))) return held;
  throw wrongHeld(spec);
}

/** Takes the outputs that are held out of a run's results. */
export function keepHeld(
  { held: names = [] }: ProgramSpec,
  held: HostHeld | null,
  results: Record<string, TensorData>,
): Record<string, TensorData> {
  if (held === null) return results;
  const kept = (name: string): boolean => names.includes(name);
  const parts = Object.entries(results);
  held.replace(Object.fromEntries(parts.filter(([name]) => kept(name))));
  return Object.fromEntries(parts.filter(([name]) => !kept(name)));
}
