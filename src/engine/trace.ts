/** Programs recorded into ONNX models. */
import * as tf from '@tensorflow/tfjs-core';
import { productFlops } from './onnx/flops.js';
import { CPU_DIALECT, constant, type Dialect, type Value } from './onnx/graph.js';
import { overwritable } from './onnx/overwrite.js';
import { type Carried, NOTHING_CARRIED, serialise } from './onnx/serialise.js';
import { RECORDER, tracedDtype } from './recorder/backend.js';
import { registeredRecorder } from './recorder/register.js';
import { useBackend } from './tfjs.js';
import type { ProgramSpec, TensorSpec } from './types.js';
import { checkData } from './values.js';

export interface Trace {
  /** Bytes of the ONNX model. Its inputs and outputs have the order of the fields below. */
  readonly model: Uint8Array;
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly outputs: Readonly<Record<string, TensorSpec>>;
  /** For each output, the inputs whose arrays it may be written over while the graph runs. */
  readonly overwritable: Readonly<Record<string, ReadonlySet<string>>>;
  /** Floating-point operations of its matrix products; flops.ts. */
  readonly flops: number;
}

/**
 * Runs the program once on the recording backend. tfjs's backend is as before when it returns or throws, and no tensor
 * is left behind.
 */
export function trace(
  spec: ProgramSpec,
  carried: Carried = NOTHING_CARRIED,
  dialect: Dialect = CPU_DIALECT,
): Trace {
  const backend = registeredRecorder();
  const previous = tf.getBackend() ?? 'cpu';
  const graph = backend.begin(dialect);
  const inputs: Record<string, TensorSpec> = {};
  const results: Record<string, Value> = {};
  try {
    useBackend(RECORDER);
    tf.tidy(() => {
      const tensors: Record<string, tf.Tensor> = {};
      for (const [name, input] of Object.entries(spec.inputs)) {
        const data = spec.constants?.[name];
        if (data === undefined) inputs[name] = input;
        else checkData(`compiling ${spec.name}: constant ${name}`, data, input);
        const value =
          data === undefined
            ? graph.input(name, input.shape, input.dtype)
            : constant(data.slice(), input.shape, input.dtype);
        tensors[name] = tf.engine().makeTensorFromTensorInfo(backend.track(value));
      }
      for (const [name, tensor] of Object.entries(spec.program(tensors)))
        results[name] = backend.valueFor(tensor);
    });
  } finally {
    backend.end();
    useBackend(previous);
  }
  const outputs = Object.fromEntries(
    Object.entries(results).map(([name, value]): [string, TensorSpec] => [
      name,
      { shape: value.shape, dtype: tracedDtype(value.dtype, `output ${name}`) },
    ]),
  );
  const model = serialise(spec.name, graph, results, carried);
  const flops = productFlops(Object.values(results));
  return { model, inputs, outputs, overwritable: overwritable(graph, results), flops };
}

/** Floating-point operations of the matrix products in one run of a program. */
export function programFlops(spec: ProgramSpec): number {
  return trace(spec).flops;
}

/**
 * The program as the bytes of an ONNX model (opset 18), for other runtimes. Outputs named like an input get the suffix
 * `_out`. Weights given as constants are inside, worked into it; what `carried` stores is inside as it is, and `readModel` finds it there.
 */
export function traceToOnnx(spec: ProgramSpec, carried: Carried = NOTHING_CARRIED): Uint8Array {
  return trace(spec, carried).model;
}
