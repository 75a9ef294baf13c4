/** Every kernel and a whole training step, on every engine that runs here, against tfjs's cpu backend. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine, type ProgramSpec, type TensorData } from '../../src/engine/index.js';
import { ELEMENTWISE } from '../../src/engine/recorder/kernels-elementwise.js';
import { TENSOR } from '../../src/engine/recorder/kernels-tensor.js';
import { KERNEL_CASES, type KernelCase } from './kernel-cases.js';
import { gradientSpec, pick, referenceData, stepSpec, TINY } from './reference-network.js';

/** Largest difference allowed, relative to the larger of 1 and the number itself: a few float32 roundings. */
const TOLERANCE = 2e-5;
/** The same for a gradient against differences of float32 losses, whose rounding is divided by the step. */
const DIFFERENCE_TOLERANCE = 2e-3;

/** Cases that the wasm backend of tfjs 4.22 cannot run, or whose result is wrong there, with the reason. */
const WASM_CANNOT: Readonly<Record<string, string>> = {
  'mod int32': 'its integer remainder traps',
  'clip of NaN': 'it turns NaN into the lower limit',
  cast: 'its cast of a fraction to bool gives false',
  oneHot: 'it writes onValue and offValue as integers',
};

let cpu: Engine;
let wasm: Engine;
let onnx: Engine;
beforeAll(async () => {
  cpu = await createEngine('cpu', { threads: 1 });
  wasm = await createEngine('wasm', { threads: 1 });
  onnx = await createEngine('onnx', { threads: 1 });
});
afterAll(async () => {
  await Promise.all([cpu.dispose(), wasm.dispose(), onnx.dispose()]);
});

function expectClose(actual: TensorData, expected: TensorData, tolerance: number, what: string): void {
  expect(actual.constructor.name, what).toBe(expected.constructor.name);
  expect(actual.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(actual[i], expected[i]) || actual[i] === expected[i]) continue;
    const error = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
    if (!(error <= tolerance)) expect.fail(`${what}[${i}]: ${actual[i]} is not ${expected[i]}`);
  }
}

async function runOnce(
  engine: Engine,
  spec: ProgramSpec,
  data: Record<string, TensorData>,
): Promise<Record<string, TensorData>> {
  const runner = await engine.compile(spec);
  try {
    return await runner.run(pick(data, runner.inputs));
  } finally {
    await runner.dispose();
  }
}

/** A number that depends on every element of every output in its own way. */
function weighed(outputs: Record<string, tf.Tensor>): tf.Scalar {
  const parts = Object.values(outputs).map((y, k) => {
    const weights = tf.add(tf.cos(tf.range(k, k + y.size)), 0.5);
    return tf.sum(tf.mul(tf.reshape(y, [-1]), weights));
  });
  return tf.addN(parts) as tf.Scalar;
}

/** The case's program, its weighed sum, and the gradients of that. */
function specOf(kernelCase: KernelCase): ProgramSpec {
  const { name, inputs, program, gradient } = kernelCase;
  return {
    name: name.replaceAll(' ', '_'),
    inputs,
    program: (tensors) => {
      if (gradient.length === 0) return program(tensors);
      const f = (...wrt: tf.Tensor[]): tf.Scalar =>
        weighed(program({ ...tensors, ...Object.fromEntries(gradient.map((n, i) => [n, wrt[i]])) }));
      const { value, grads } = tf.valueAndGrads(f)(gradient.map((n) => tensors[n]));
      const named = Object.fromEntries(grads.map((g, i) => [`d_${gradient[i]}`, g]));
      return { ...program(tensors), ...named, weighed: value };
    },
  };
}

describe('kernels', () => {
  for (const kernelCase of KERNEL_CASES) {
    test(kernelCase.name, async () => {
      const spec = specOf(kernelCase);
      const expected = await runOnce(cpu, spec, kernelCase.data);
      const compiled = await runOnce(onnx, spec, kernelCase.data);
      for (const [name, data] of Object.entries(expected))
        expectClose(compiled[name], data, TOLERANCE, `onnx ${name}`);
      if (kernelCase.name in WASM_CANNOT) return;
      const eager = await runOnce(wasm, spec, kernelCase.data);
      for (const [name, data] of Object.entries(expected))
        expectClose(eager[name], data, TOLERANCE, `wasm ${name}`);
    });
  }

  test('every kernel that can be compiled is called by a case', async () => {
    await tf.setBackend('cpu');
    const called = new Set<string>();
    for (const kernelCase of KERNEL_CASES) {
      const { program, inputs } = specOf(kernelCase);
      const { kernelNames } = await tf.profile(() => {
        const tensors = Object.entries(kernelCase.data).map(([n, d]) => [
          n,
          tf.tensor(d.slice(), [...inputs[n].shape], inputs[n].dtype),
        ]);
        program(Object.fromEntries(tensors));
        return tf.scalar(0);
      });
      for (const name of kernelNames) called.add(name);
    }
    const missing = [...Object.keys(ELEMENTWISE), ...Object.keys(TENSOR)].filter((name) => !called.has(name));
    expect(missing).toEqual([]);
  });
});

describe('gradients against differences', () => {
  for (const kernelCase of KERNEL_CASES.filter((c) => c.gradient.length > 0)) {
    test(kernelCase.name, async () => {
      const runner = await cpu.compile(specOf(kernelCase));
      const { data, gradient } = kernelCase;
      const analytic = await runner.run(data);
      for (const name of gradient) {
        const numeric = await differences(data[name] as Float32Array, async (changed) => {
          return (await runner.run({ ...data, [name]: changed })).weighed[0];
        });
        expectClose(analytic[`d_${name}`], numeric, DIFFERENCE_TOLERANCE, `d ${name}`);
      }
      await runner.dispose();
    });
  }
});

/** Fourth-order central differences of f at every element (error of order h^4). */
async function differences(x: Float32Array, f: (x: Float32Array) => Promise<number>): Promise<Float32Array> {
  const h = 1 / 32;
  const out = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const at = (offset: number): Promise<number> => {
      const moved = x.slice();
      moved[i] += offset;
      return f(moved);
    };
    out[i] = (8 * ((await at(h)) - (await at(-h))) - ((await at(2 * h)) - (await at(-2 * h)))) / (12 * h);
  }
  return out;
}

describe('a training step', () => {
  const data = referenceData(TINY, 7);

  test('is the same on all engines', async () => {
    const spec = stepSpec(TINY);
    const expected = await runOnce(cpu, spec, data);
    const compiled = await runOnce(onnx, spec, data);
    const eager = await runOnce(wasm, spec, data);
    for (const [name, values] of Object.entries(expected)) {
      expectClose(compiled[name], values, TOLERANCE, `onnx ${name}`);
      expectClose(eager[name], values, TOLERANCE, `wasm ${name}`);
    }
  });

  test('has the gradient of its loss', async () => {
    const runner = await onnx.compile(gradientSpec(TINY));
    const inputs = pick(data, runner.inputs);
    const { gradient } = await runner.run(inputs);
    const parameters = inputs.parameters as Float32Array;
    // Every seventh parameter: some of each tensor, in a seventh of the time.
    const places = Array.from(parameters.keys()).filter((i) => i % 7 === 0);
    const numeric = await differences(
      parameters.filter((_, i) => i % 7 === 0),
      async (some) => {
        const changed = parameters.slice();
        places.forEach((place, i) => {
          changed[place] = some[i];
        });
        return (await runner.run({ ...inputs, parameters: changed })).loss[0];
      },
    );
    expectClose(
      (gradient as Float32Array).filter((_, i) => i % 7 === 0),
      numeric,
      DIFFERENCE_TOLERANCE,
      'gradient',
    );
    await runner.dispose();
  });
});
