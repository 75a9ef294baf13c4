/** The eager engines: a program called anew on a tfjs backend at every run. */
import * as tf from '@tensorflow/tfjs-core';
import { tracedDtype } from './recorder/backend.js';
import type { Engine, EngineName, ProgramSpec, Runner, TensorData, TensorSpec } from './types.js';
import { allocate, checkData } from './values.js';

/** An engine on a tfjs backend that is registered and started. */
export function eagerEngine(name: EngineName, backend: string): Engine {
  const runners = new Set<Runner>();
  return {
    name,
    async compile(spec) {
      const runner = await prepare(spec, backend);
      runners.add(runner);
      return runner;
    },
    async dispose() {
      for (const runner of runners) await runner.dispose();
      runners.clear();
    },
  };
}

/** Learns the outputs' shapes by one run on zeros, and keeps the constants as tensors. */
async function prepare(spec: ProgramSpec, backend: string): Promise<Runner> {
  const inputs: Record<string, TensorSpec> = {};
  const constants: Record<string, tf.Tensor> = {};
  await tf.setBackend(backend);
  for (const [name, input] of Object.entries(spec.inputs)) {
    const data = spec.constants?.[name];
    if (data === undefined) {
      inputs[name] = input;
    } else {
      checkData(`compiling ${spec.name}: constant ${name}`, data, input);
      constants[name] = tf.tensor(data.slice(), [...input.shape], input.dtype);
    }
  }
  // Outputs are cloned (no data is copied), so that disposing one that is an input or a constant leaves that alone.
  const call = (tensors: Record<string, tf.Tensor>): Record<string, tf.Tensor> =>
    tf.tidy(() => {
      const results = spec.program({ ...constants, ...tensors });
      return Object.fromEntries(Object.entries(results).map(([n, t]) => [n, tf.clone(t)]));
    });
  const outputs: Record<string, TensorSpec> = {};
  tf.tidy(() => {
    const zeros = Object.entries(inputs).map(([n, s]) => [n, tf.zeros([...s.shape], s.dtype)] as const);
    for (const [name, { shape, dtype }] of Object.entries(call(Object.fromEntries(zeros)))) {
      outputs[name] = { shape, dtype: tracedDtype(dtype, `output ${name}`) };
    }
  });
  return {
    inputs,
    outputs,
    async run(values, into) {
      if (tf.getBackend() !== backend) await tf.setBackend(backend);
      const tensors: Record<string, tf.Tensor> = {};
      for (const [name, input] of Object.entries(inputs)) {
        const data = values[name];
        checkData(`running ${spec.name}: input ${name}`, data, input);
        tensors[name] = tf.tensor(data.slice(), [...input.shape], input.dtype);
      }
      const results: Record<string, TensorData> = {};
      const produced = call(tensors);
      for (const [name, result] of Object.entries(produced)) {
        const target = into?.[name] ?? allocate(outputs[name]);
        checkData(`running ${spec.name}: output ${name}`, target, outputs[name]);
        // A copy into an array of the right type: tfjs's cpu backend keeps int32 elements behind a cast to float32.
        target.set(await result.data());
        results[name] = target;
      }
      tf.dispose([tensors, produced]);
      return results;
    },
    async dispose() {
      tf.dispose(constants);
      for (const name of Object.keys(constants)) delete constants[name];
    },
  };
}
