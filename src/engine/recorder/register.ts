/** Registers the recorder and its kernels with tfjs, once a process. */
import * as tf from '@tensorflow/tfjs-core';
import { KhalaError } from '../../spec/errors.js';
import { splat, type Value } from '../onnx/graph.js';
import { prepareTfjs } from '../tfjs.js';
import { RECORDER, type RecorderBackend, recorder, tracedDtype } from './backend.js';
import { fold } from './fold.js';
import { Attrs, type KernelBody } from './kernel.js';
import { ELEMENTWISE } from './kernels-elementwise.js';
import { NORMALISATION } from './kernels-normalisation.js';
import { TENSOR } from './kernels-tensor.js';

const KERNELS: Readonly<Record<string, KernelBody>> = { ...ELEMENTWISE, ...TENSOR, ...NORMALISATION };

type KernelFunction = (call: {
  inputs: tf.NamedTensorInfoMap;
  backend: unknown;
  attrs?: tf.NamedAttrMap;
}) => tf.TensorInfo | tf.TensorInfo[];

function kernelFunction(name: string, body: KernelBody): KernelFunction {
  return ({ inputs, attrs }) => {
    const backend = recorder();
    const graph = backend.current();
    const values: Record<string, Value> = {};
    for (const [key, tensor] of Object.entries(inputs)) {
      if (tensor !== undefined && tensor !== null) values[key] = backend.valueFor(tensor);
    }
    const folded = fold(name, values, attrs ?? {}, name in ELEMENTWISE);
    const out = folded ?? body(graph, values, new Attrs(name, attrs ?? {}));
    if (!Array.isArray(out)) return backend.track(out);
    return out.length === 1 && !MANY.has(name) ? backend.track(out[0]) : out.map((v) => backend.track(v));
  };
}

/** Kernels that give a list, even of one. */
const MANY = new Set(['SplitV', 'Unpack', 'TopK']);

/** Constants of one repeated number never become arrays. */
const fill: KernelFunction = ({ attrs }) => {
  const { shape, value, dtype } = attrs as unknown as { shape: number[]; value: number; dtype: string };
  return recorder().track(splat(value, shape, tracedDtype(dtype, 'a fill')));
};

/** A kernel that makes its tensor out of attributes alone: run on the cpu backend. */
function generator(name: string): KernelFunction {
  return ({ attrs }) => {
    const out = fold(name, {}, attrs ?? {}, false);
    if (out === null) throw unsupported(name);
    return recorder().track(out[0]);
  };
}

function unsupported(name: string): KhalaError {
  return new KhalaError(
    'ENGINE_UNSUPPORTED',
    `compiling: the kernel ${name} has no ONNX form here; write the program with other ops, or run it on an eager engine`,
  );
}

let registered = false;

/** The recorder, with every kernel registered. Kernels that other backends have and we do not fail by name. */
export function registeredRecorder(): RecorderBackend {
  const backend = recorder();
  if (registered) return backend;
  registered = true;
  prepareTfjs();
  const generators = ['Range', 'LinSpace'];
  const functions = new Map<string, KernelFunction>([
    ...Object.entries(KERNELS).map(([n, b]): [string, KernelFunction] => [n, kernelFunction(n, b)]),
    ...generators.map((n): [string, KernelFunction] => [n, generator(n)]),
    ['Fill', fill],
  ]);
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (functions.has(kernelName)) continue;
    functions.set(kernelName, () => {
      throw unsupported(kernelName);
    });
  }
  for (const [kernelName, kernelFunc] of functions) {
    tf.registerKernel({ kernelName, backendName: RECORDER, kernelFunc: kernelFunc as tf.KernelFunc });
  }
  return backend;
}
