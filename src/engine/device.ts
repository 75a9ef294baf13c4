/**
 * Held arrays in a GPU's memory. ONNX Runtime's binding for Node leaves an output there and takes it as an input again, but has no
 * way to read it: that is done by a model which only copies.
 */
import type * as Ort from 'onnxruntime-node';
import { wrongHeld } from './held.js';
import type { Held, ProgramSpec, TensorData, TensorSpec } from './types.js';

type Place = 'cpu' | 'gpu-buffer';
type OpenCopy = (
  spec: ProgramSpec,
  places: Ort.InferenceSession.SessionOptions,
) => Promise<Ort.InferenceSession>;

/** Copies tensors to the device and back. */
export class Mover {
  private readonly sessions = new Map<string, Promise<Ort.InferenceSession>>();
  constructor(
    readonly ort: typeof Ort,
    private readonly open: OpenCopy,
  ) {}

  async move(tensor: Ort.Tensor, to: Place): Promise<Ort.Tensor> {
    const { dims, type } = tensor;
    const key = `${type} ${dims.join(' ')} ${to}`;
    const copy = { name: 'copy', inputs: { x: { shape: dims, dtype: type as TensorSpec['dtype'] } } };
    const session =
      this.sessions.get(key) ??
      this.open({ ...copy, program: ({ x }) => ({ y: x }) }, { preferredOutputLocation: { y: to } });
    this.sessions.set(key, session);
    const { y } = await (await session).run({ x: tensor });
    return y as Ort.Tensor;
  }

  async dispose(): Promise<void> {
    for (const session of this.sessions.values()) await (await session).release();
    this.sessions.clear();
  }
}

class DeviceHeld implements Held {
  private previous: ReadonlyMap<string, Ort.Tensor>;
  constructor(
    private readonly mover: Mover,
    private current: ReadonlyMap<string, Ort.Tensor>,
  ) {
    this.previous = current;
  }

  has(name: string): boolean {
    return this.current.has(name);
  }

  /** Those of the named, as inputs of a run. */
  feeds(names: ReadonlySet<string>): Record<string, Ort.Tensor> {
    return Object.fromEntries([...this.current].filter(([name]) => names.has(name)));
  }

  /** What a run left on the device takes the place of what was there, which is kept until the next run. */
  replace(made: ReadonlyMap<string, Ort.Tensor>): void {
    if (made.size === 0) return;
    const old = this.previous;
    this.previous = this.current;
    this.current = new Map([...this.current, ...made]);
    for (const [name, tensor] of old) if (this.previous.get(name) !== tensor) tensor.dispose();
  }

  read(): Promise<Readonly<Record<string, TensorData>>> {
    return this.fetch(this.current);
  }

  before(): Promise<Readonly<Record<string, TensorData>>> {
    return this.fetch(this.previous);
  }

  private async fetch(tensors: ReadonlyMap<string, Ort.Tensor>): Promise<Record<string, TensorData>> {
    const read: Record<string, TensorData> = {};
    for (const [name, tensor] of tensors)
      read[name] = (await this.mover.move(tensor, 'cpu')).data as TensorData;
    return read;
  }

  dispose(): Promise<void> {
    for (const tensor of new Set([...this.current.values(), ...this.previous.values()])) tensor.dispose();
    this.current = new Map();
    this.previous = new Map();
    return Promise.resolve();
  }
}

const DTYPES = { Float32Array: 'float32', Int32Array: 'int32', Uint8Array: 'bool' } as const;

/** Copies of the arrays, each a vector, in the device's memory. */
export async function holdOnDevice(
  mover: Mover,
  values: Readonly<Record<string, TensorData>>,
): Promise<Held> {
  const tensors = new Map<string, Ort.Tensor>();
  for (const [name, data] of Object.entries(values)) {
    const dtype = DTYPES[data.constructor.name as keyof typeof DTYPES];
    tensors.set(name, await mover.move(new mover.ort.Tensor(dtype, data, [data.length]), 'gpu-buffer'));
  }
  return new DeviceHeld(mover, tensors);
}

/** What holds a program's arrays on the device. @throws BAD_ARGUMENT where it is missing or another engine's */
export function deviceHeld(spec: ProgramSpec, held: Held | undefined): DeviceHeld {
  if (held instanceof DeviceHeld && spec.held?.every((name) => held.has(name))) return held;
  throw wrongHeld(spec);
}
