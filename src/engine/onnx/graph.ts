/**
 * The graph between the recorder and ONNX: values, nodes, constants. Equal nodes are one node (common subexpressions
 * are shared as they are built), and a constant of one repeated number keeps that number once.
 */
import type { Attribute, ElementType } from './proto.js';

export type Shape = readonly number[];
export type ConstantData = Float32Array | Int32Array | Uint8Array;

export type Source =
  | { readonly kind: 'input'; readonly name: string }
  /** One element for a splat (every element equal), else one an element of the shape. */
  | { readonly kind: 'constant'; readonly data: ConstantData }
  | { readonly kind: 'node'; readonly node: Node; readonly output: number };

export interface Value {
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: ElementType;
  readonly source: Source;
}

export interface Node {
  readonly op: string;
  /** `null` is an optional input left out. */
  readonly inputs: readonly (Value | null)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: Value[];
}

export type Attributes = Readonly<Record<string, Attribute>>;

let nextId = 0;

export function sizeOf(shape: Shape): number {
  return shape.reduce((size, dim) => size * dim, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/** Shape of an elementwise result (NumPy's rule), or null where the shapes do not fit. */
export function broadcastShape(...shapes: readonly Shape[]): number[] | null {
  const rank = Math.max(0, ...shapes.map((s) => s.length));
  const out = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let i = 0; i < shape.length; i++) {
      const at = rank - shape.length + i;
      if (shape[i] === 1 || shape[i] === out[at]) continue;
      if (out[at] !== 1) return null;
      out[at] = shape[i];
    }
  }
  return out;
}

/** The data of a constant; null for anything else. */
export function constantData(value: Value): ConstantData | null {
  return value.source.kind === 'constant' ? value.source.data : null;
}

/** The number that every element of a constant has; null where there is none. */
export function splatOf(value: Value): number | null {
  const data = constantData(value);
  return data !== null && data.length === 1 ? data[0] : null;
}

/** All elements of a constant, splats written out. */
export function denseData(value: Value & { source: { kind: 'constant' } }): ConstantData {
  const { data } = value.source;
  const size = sizeOf(value.shape);
  if (data.length === size) return data;
  if (data instanceof Float32Array) return new Float32Array(size).fill(data[0]);
  if (data instanceof Int32Array) return new Int32Array(size).fill(data[0]);
  return new Uint8Array(size).fill(data[0]);
}

export function isConstant(value: Value): value is Value & { source: { kind: 'constant' } } {
  return value.source.kind === 'constant';
}

/** The node that makes a value, if it is of this kind. */
export function madeBy(value: Value, op: string): Node | null {
  return value.source.kind === 'node' && value.source.node.op === op ? value.source.node : null;
}

/** A constant tensor. Data whose elements are all the same bits becomes a splat. */
export function constant(data: ConstantData, shape: Shape, dtype: ElementType): Value {
  const bits =
    data instanceof Float32Array ? new Int32Array(data.buffer, data.byteOffset, data.length) : data;
  let splat = data.length > 0;
  for (let i = 1; splat && i < bits.length; i++) splat = bits[i] === bits[0];
  return { id: nextId++, shape, dtype, source: { kind: 'constant', data: splat ? data.slice(0, 1) : data } };
}

/** A constant whose every element is `value`. */
export function splat(value: number, shape: Shape, dtype: ElementType): Value {
  const data =
    dtype === 'float32'
      ? Float32Array.of(value)
      : dtype === 'uint8'
        ? Uint8Array.of(value)
        : dtype === 'bool'
          ? Uint8Array.of(value === 0 ? 0 : 1)
          : Int32Array.of(value);
  return { id: nextId++, shape, dtype, source: { kind: 'constant', data } };
}

/** A list of sizes or positions, as ONNX wants it: a vector of int64. */
export function int64s(values: readonly number[]): Value {
  return {
    id: nextId++,
    shape: [values.length],
    dtype: 'int64',
    source: { kind: 'constant', data: Int32Array.from(values) },
  };
}

/** The nodes that values are made by, and all before them. */
export function ancestors(values: readonly Value[]): Set<Node> {
  const found = new Set<Node>();
  const open = [...values];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (value.source.kind !== 'node' || found.has(value.source.node)) continue;
    found.add(value.source.node);
    for (const input of value.source.node.inputs) if (input !== null) open.push(input);
  }
  return found;
}

/** What a graph may use: providers of ONNX Runtime have different kernels. */
export interface Dialect {
  /** Most tensors that one Split makes or one Concat joins. */
  readonly fan: number;
  /** Whether there are IsNaN, Or, ArgMax in int64 and Slice of int32. */
  readonly rich: boolean;
  /** Whether products with known weights are computed in whole numbers of 8 bits, and so only nearly. */
  readonly int8: boolean;
}
/** ONNX Runtime's CPU provider has a kernel for everything here. */
export const CPU_DIALECT: Dialect = { fan: Number.POSITIVE_INFINITY, rich: true, int8: false };
/** The same, nearly, and faster. */
export const INT8_DIALECT: Dialect = { ...CPU_DIALECT, int8: true };
/** WebGPU binds at least 8 storage buffers a shader (WebGPU, table of limits, maxStorageBuffersPerShaderStage), one of which is the tensor cut or made. */
export const WEBGPU_DIALECT: Dialect = { fan: 7, rich: false, int8: false };

/** A graph being built. */
export class Graph {
  readonly inputs: Value[] = [];
  constructor(readonly dialect: Dialect) {}
  private readonly nodes = new Map<string, Node>();
  private readonly constantKeys = new WeakMap<ConstantData, string>();
  private readonly constantsByKey = new Map<string, { data: ConstantData; key: string }[]>();

  input(name: string, shape: Shape, dtype: ElementType): Value {
    const value: Value = { id: nextId++, shape, dtype, source: { kind: 'input', name } };
    this.inputs.push(value);
    return value;
  }

  /** Adds a node, or finds the one that does the same already. Every node here is a pure function of its inputs. */
  add(
    op: string,
    inputs: readonly (Value | null)[],
    attributes: Attributes,
    outputs: readonly { readonly shape: Shape; readonly dtype: ElementType }[],
  ): Value[] {
    const key = `${op}(${inputs.map((v) => (v === null ? '' : this.keyOf(v))).join(',')})${JSON.stringify(attributes)}${outputs.length}`;
    const known = this.nodes.get(key);
    if (known !== undefined) return known.outputs;
    const node: Node = { op, inputs, attributes, outputs: [] };
    outputs.forEach((output, index) => {
      node.outputs.push({ id: nextId++, ...output, source: { kind: 'node', node, output: index } });
    });
    this.nodes.set(key, node);
    return node.outputs;
  }

  /** Adds a node with one output. */
  one(
    op: string,
    inputs: readonly (Value | null)[],
    attributes: Attributes,
    shape: Shape,
    dtype: ElementType,
  ): Value {
    return this.add(op, inputs, attributes, [{ shape, dtype }])[0];
  }

  /** Names a value by what it is: equal constants have equal keys. */
  keyOf(value: Value): string {
    if (value.source.kind !== 'constant') return `v${value.id}`;
    return `c${value.dtype}[${value.shape.join(' ')}]${this.dataKey(value.source.data)}`;
  }

  private dataKey(data: ConstantData): string {
    const known = this.constantKeys.get(data);
    if (known !== undefined) return known;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const hash = fnv1a(bytes);
    const bucketKey = `${data.constructor.name}:${data.length}:${hash}`;
    const bucket = this.constantsByKey.get(bucketKey) ?? [];
    let entry = bucket.find((e) => equalBytes(e.data, bytes));
    if (entry === undefined) {
      entry = { data, key: `${bucketKey}:${bucket.length}` };
      bucket.push(entry);
      this.constantsByKey.set(bucketKey, bucket);
    }
    this.constantKeys.set(data, entry.key);
    return entry.key;
  }
}

function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash >>> 0;
}

function equalBytes(data: ConstantData, bytes: Uint8Array): boolean {
  return Buffer.compare(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), bytes) === 0;
}
