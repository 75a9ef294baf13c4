/** What a recorded kernel is: a function from graph values and attributes to graph values. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Graph, Value } from '../onnx/graph.js';

/** Attributes of a kernel call. Each kernel reads the ones that tfjs defines for it (kernel_names.ts of tfjs-core). */
export class Attrs {
  constructor(
    private readonly kernel: string,
    private readonly map: tf.NamedAttrMap,
  ) {}

  private raw(name: string): unknown {
    return this.map[name];
  }

  number(name: string): number {
    const value = this.raw(name);
    if (typeof value !== 'number') throw new Error(`${this.kernel}: attribute ${name} must be a number`);
    return value;
  }

  flag(name: string): boolean {
    return this.raw(name) === true;
  }

  text(name: string): string {
    const value = this.raw(name);
    if (typeof value !== 'string') throw new Error(`${this.kernel}: attribute ${name} must be a string`);
    return value;
  }

  numbers(name: string): number[] {
    const value = this.raw(name);
    if (typeof value === 'number') return [value];
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as ArrayLike<number>);
    throw new Error(`${this.kernel}: attribute ${name} must be numbers`);
  }

  /** The axes named, counted from the front and ascending; none named means all. */
  axes(name: string, rank: number): number[] {
    const value = this.raw(name);
    if (value === undefined || value === null) return Array.from({ length: rank }, (_, i) => i);
    return this.numbers(name)
      .map((axis) => (axis < 0 ? axis + rank : axis))
      .sort((a, b) => a - b);
  }

  axis(name: string, rank: number): number {
    const axis = this.number(name);
    return axis < 0 ? axis + rank : axis;
  }

  pairs(name: string): [number, number][] {
    return this.raw(name) as [number, number][];
  }
}

export type Inputs = Readonly<Record<string, Value>>;
export type KernelBody = (g: Graph, inputs: Inputs, attrs: Attrs) => Value | Value[];
