/**
 * The tfjs backend that computes nothing: its tensors stand for values of a graph, and each kernel adds nodes. tfjs's
 * automatic differentiation calls kernels like any user, so gradients are recorded the same way.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KhalaError } from '../../spec/errors.js';
import {
  type ConstantData,
  constant,
  type Dialect,
  denseData,
  Graph,
  isConstant,
  type Value,
} from '../onnx/graph.js';

/** Least number that tfjs takes for different from 0 in float32 (its EPSILON_FLOAT32). */
const EPSILON = 1e-7;

export const RECORDER = 'khala-onnx';

/** What tfjs hands to kernels; narrower than its own type, which has methods that no kernel of ours calls. */
interface Entry {
  readonly value: Value;
  references: number;
}

export type TracedDtype = 'float32' | 'int32' | 'bool';

export function tracedDtype(dtype: string, what: string): TracedDtype {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new KhalaError(
    'ENGINE_UNSUPPORTED',
    `compiling: ${what} must be float32, int32 or bool, got ${dtype}; cast it, or run it on an eager engine`,
  );
}

export class RecorderBackend extends tf.KernelBackend {
  private readonly entries = new Map<object, Entry>();
  private graph: Graph | null = null;

  /** Starts a recording. Only one at a time: tfjs has one current backend. */
  begin(dialect: Dialect): Graph {
    if (this.graph !== null) {
      throw new KhalaError(
        'ENGINE_UNSUPPORTED',
        'compiling: a program may not compile another one; compile the inner program first',
      );
    }
    this.graph = new Graph(dialect);
    return this.graph;
  }

  /** Ends the recording, also when it failed. */
  end(): void {
    this.graph = null;
  }

  /** The graph being recorded. Throws where a kernel is called outside of a recording. */
  current(): Graph {
    if (this.graph === null) {
      throw new KhalaError(
        'ENGINE_UNSUPPORTED',
        `compiling: the tfjs backend ${RECORDER} only records; call tf.setBackend with another one to compute`,
      );
    }
    return this.graph;
  }

  /** A tensor that stands for a value. */
  track(value: Value): tf.TensorInfo {
    const dataId = {};
    this.entries.set(dataId, { value, references: 1 });
    return { dataId, shape: [...value.shape], dtype: tracedDtype(value.dtype, 'a tensor') };
  }

  /** What a tensor stands for. A tensor of another backend is brought over as a constant. */
  valueFor(tensor: tf.TensorInfo): Value {
    if (!this.entries.has(tensor.dataId)) tf.engine().moveData(this, tensor.dataId);
    return this.entry(tensor.dataId).value;
  }

  private entry(dataId: object): Entry {
    const entry = this.entries.get(dataId);
    if (entry === undefined) throw new Error('compiling: a tensor was used after it was disposed');
    return entry;
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    const kind = tracedDtype(dtype, 'a constant');
    this.entries.set(dataId, { value: constant(typed(values, kind), shape, kind), references: refCount });
  }

  override readSync(dataId: object): tf.BackendValues {
    const { value } = this.entry(dataId);
    if (isConstant(value)) return denseData(value).slice();
    throw new KhalaError(
      'ENGINE_UNSUPPORTED',
      'compiling: a program may not read the values of a tensor (dataSync, data, print); decide with tf.where instead',
    );
  }

  override async read(dataId: object): Promise<tf.BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    const entry = this.entries.get(dataId);
    if (entry === undefined) return true;
    entry.references--;
    if (!force && entry.references > 0) return false;
    this.entries.delete(dataId);
    return true;
  }

  override incRef(dataId: object): void {
    this.entry(dataId).references++;
  }

  override refCount(dataId: object): number {
    return this.entries.get(dataId)?.references ?? 0;
  }

  override numDataIds(): number {
    return this.entries.size;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override timerAvailable(): boolean {
    return false;
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return EPSILON;
  }

  override dispose(): void {
    this.entries.clear();
  }
}

function typed(values: tf.BackendValues, dtype: TracedDtype): ConstantData {
  if (dtype === 'float32') return Float32Array.from(values as Float32Array);
  return dtype === 'int32' ? Int32Array.from(values as Int32Array) : Uint8Array.from(values as Uint8Array);
}

let instance: RecorderBackend | null = null;

/** The one recorder of this process, registered with tfjs on first use. */
export function recorder(): RecorderBackend {
  if (instance === null) {
    const created = new RecorderBackend();
    tf.registerBackend(RECORDER, () => created, 0);
    instance = created;
  }
  return instance;
}
