/** The eager engines: a program called anew on a tfjs backend at every run. */
import * as tf from '@tensorflow/tfjs-core';
import { holdOnHost, hostHeld, keepHeld } from './held.js';
import { tracedDtype } from './recorder/backend.js';
import { useBackend } from './tfjs.js';
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
    hold: (values) => Promise.resolve(holdOnHost(values)),
    async dispose() {
      for (const runner of runners) await runner.dispose();
      runners.clear();
    },
  };
}

/** Learns the outputs' shapes by one run on zeros, and keeps the constants as tensors. */
async function prepare(spec: ProgramSpec, backend: string): Promise<Runner> {
  const known = spec.constants ?? {};
  const inputs = Object.fromEntries(Object.entries(spec.inputs).filter(([name]) => !(name in known)));
  for (const [name, data] of Object.entries(known)) {
    checkData(`compiling ${spec.name}: constant ${name}`, data, spec.inputs[name]);
  }
  useBackend(backend);
  const constants = tf.tidy(() => tensorsOf(known, spec.inputs));
  // Outputs are cloned (no data is copied), so that disposing one that is an input or a constant leaves that alone.
  const call = (values: Record<string, TensorData>): Record<string, tf.Tensor> =>
    tf.tidy(() => {
      const results = spec.program({ ...constants, ...tensorsOf(values, inputs) });
      return Object.fromEntries(Object.entries(results).map(([n, t]) => [n, tf.clone(t)]));
    });
  const outputs: Record<string, TensorSpec> = {};
  try {
    const produced = call(Object.fromEntries(Object.entries(inputs).map(([n, s]) => [n, allocate(s)])));
    for (const [name, { shape, dtype }] of Object.entries(produced)) {
      outputs[name] = { shape, dtype: tracedDtype(dtype, `output ${name}`) };
    }
    tf.dispose(produced);
  } catch (error) {
    tf.dispose(constants);
    throw error;
  }
  return {
    inputs,
    outputs,
    async run(given, into, holding) {
      const held = hostHeld(spec, holding);
      const values = { ...given, ...held?.feeds(spec.held ?? []) };
      for (const [name, input] of Object.entries(inputs)) {
        checkData(`running ${spec.name}: input ${name}`, values[name], input);
      }
      const results: Record<string, TensorData> = {};
      for (const [name, output] of Object.entries(outputs)) {
        const target = into?.[name] ?? allocate(output);
        checkData(`running ${spec.name}: output ${name}`, target, output);
        results[name] = target;
      }
      useBackend(backend);
      const produced = call(values);
      for (const [name, result] of Object.entries(produced)) {
        // A copy into an array of the right type: tfjs's cpu backend keeps int32 elements behind a cast to float32.
        results[name].set(await result.data());
      }
      tf.dispose(produced);
      return keepHeld(spec, held, results);
    },
    async dispose() {
      tf.dispose(constants);
      for (const name of Object.keys(constants)) delete constants[name];
    },
  };
}

/** Tensors of the arrays named in `specs`. The arrays are copied: tfjs's cpu backend would keep the caller's. */
function tensorsOf(
  values: Readonly<Record<string, TensorData>>,
  specs: Readonly<Record<string, TensorSpec>>,
): Record<string, tf.Tensor> {
  const named = Object.entries(values).filter(([name]) => name in specs);
  return Object.fromEntries(
    named.map(([name, data]) => [name, tf.tensor(data.slice(), [...specs[name].shape], specs[name].dtype)]),
  );
}
