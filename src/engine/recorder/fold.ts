/**
 * Constant folding: a kernel whose inputs are all known is run at once on tfjs's cpu backend. Constants of one repeated
 * number stay one number through elementwise kernels.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  broadcastShape,
  type ConstantData,
  constant,
  denseData,
  isConstant,
  sizeOf,
  splatOf,
  type Value,
} from '../onnx/graph.js';
import { tracedDtype } from './backend.js';

/** Results above this many elements are left to the graph: they would only make the model large. */
const LARGEST_FOLD = 1 << 20;

interface CpuBackend extends tf.KernelBackend {
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: tf.BackendValues): tf.TensorInfo;
}

function cpu(): CpuBackend {
  return tf.findBackend('cpu') as CpuBackend;
}

/** The kernel's results as constants, or null where an input is not known or the cpu backend has no such kernel. */
export function fold(
  kernelName: string,
  inputs: Readonly<Record<string, Value>>,
  attrs: tf.NamedAttrMap,
  elementwise: boolean,
): Value[] | null {
  const values = Object.values(inputs);
  const kernel = tf.getKernel(kernelName, 'cpu');
  if (kernel === undefined || values.some((v) => !isConstant(v))) return null;
  const scalars = elementwise && values.length > 0 && values.every((v) => splatOf(v) !== null);
  const shape = scalars ? broadcastShape(...values.map((v) => v.shape)) : null;
  if (values.some((v) => sizeOf(v.shape) > LARGEST_FOLD) && shape === null) return null;
  const backend = cpu();
  const infos: tf.NamedTensorInfoMap = {};
  for (const [name, value] of Object.entries(inputs)) {
    if (!isConstant(value)) return null;
    const data: ConstantData = shape === null ? denseData(value) : value.source.data;
    infos[name] = backend.makeTensorInfo(
      shape === null ? [...value.shape] : [],
      tracedDtype(value.dtype, kernelName),
      data.slice(),
    );
  }
  // Concat, Pack and AddN take a list: its keys are the positions.
  const list = '0' in infos ? (Object.values(infos) as unknown as tf.NamedTensorInfoMap) : infos;
  const out = kernel.kernelFunc({ inputs: list, attrs, backend });
  const results = (Array.isArray(out) ? out : [out]).map((info) => {
    const dtype = tracedDtype(info.dtype, kernelName);
    const raw = backend.readSync(info.dataId) as ConstantData;
    const data =
      dtype === 'float32'
        ? Float32Array.from(raw)
        : dtype === 'int32'
          ? Int32Array.from(raw)
          : Uint8Array.from(raw);
    return { info, value: constant(data, shape ?? info.shape, dtype) };
  });
  const used = [...Object.values(infos), ...results.map((r) => r.info)] as tf.TensorInfo[];
  for (const id of new Set(used.map((info) => info.dataId))) backend.disposeData(id, true);
  return results.map((r) => r.value);
}
