/** The engine on a GPU, run on SwiftShader: every node of the policy's graphs on the provider, arrays held there, what it leaves to the CPU. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine, type ProgramSpec, type TensorData } from '../../src/engine/index.js';
import { modelConfig } from '../../src/model/config.js';
import { byName, unflatten } from '../../src/model/parameters.js';
import { createPolicy, noiseShapes, type Policy, policyInputSpecs, sample } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { trainingConfigSchema } from '../../src/training/config.js';
import { evaluationProgram, trainingProgram } from '../../src/training/step.js';
import { pick, referenceData, stepSpec, TINY } from './reference-network.js';
import { useSwiftShader } from './swiftshader.js';

const missing = useSwiftShader();
if (missing !== null) console.info(`the engine webgpu is not tested: ${missing}`);
const warnings: string[] = [];
const warn = (text: string): void => {
  warnings.push(text);
};
const engines = new Map<string, Promise<Engine>>();
function open(name: 'onnx' | 'webgpu'): Promise<Engine> {
  const found = engines.get(name) ?? createEngine(name, { threads: 1, warn });
  engines.set(name, found);
  return found;
}
afterAll(async () => {
  for (const engine of engines.values()) await (await engine).dispose();
});

/** A decision of a policy whose parameters are inputs. */
function decision(policy: Policy, entities: number): ProgramSpec {
  const noises = Object.entries(noiseShapes(policy, 1, entities)).map(([head, shape]) => [
    `noise.${head}`,
    { shape, dtype: 'float32' as const },
  ]);
  return {
    name: 'decide',
    inputs: {
      parameters: { shape: [policy.layout.size], dtype: 'float32' },
      ...policyInputSpecs(policy, 1, entities),
      ...Object.fromEntries(noises),
    },
    program: (all) => {
      const p = byName(unflatten(all.parameters as tf.Tensor1D, policy.layout), policy.layout);
      const noise = Object.fromEntries(
        Object.keys(noiseShapes(policy, 1, entities)).map((h) => [h, all[`noise.${h}`]]),
      );
      const { choices } = sample(policy, p, all as never, noise as never);
      return Object.fromEntries(Object.entries(choices).map(([head, choice]) => [`choice.${head}`, choice]));
    },
  };
}

// Shaders of a whole step take it half a minute to compile.
describe.skipIf(missing !== null)('webgpu', { timeout: 300_000 }, () => {
  const human = { history: 4, context: true };
  test.each([
    ['perceiver', {}],
    ['transformer', { torso: 'transformer' as const }],
    ['perceiver of human games', human],
  ])('runs every node of a %s policy: training, evaluation, decision', async (_, given) => {
    const gpu = await open('webgpu');
    const policy = createPolicy({ ...modelConfig('nano'), ...given }, SKIRMISH_VOCABULARY);
    const settings = trainingConfigSchema.parse({ ...given, contextBatch: 'context' in given ? 3 : 0 });
    warnings.length = 0;
    for (const spec of [
      trainingProgram(policy, settings, 2, 16),
      evaluationProgram(policy, 2, 16),
      decision(policy, 16),
    ])
      await (await gpu.compile(spec)).dispose();
    expect(warnings).toEqual([]);
  });

  test('keeps what it holds on the device over many steps, and gives the same as the CPU', async () => {
    const spec = { ...stepSpec(TINY), held: ['parameters', 'm', 'v'] };
    const results: Record<string, TensorData>[] = [];
    for (const name of ['onnx', 'webgpu'] as const) {
      const engine = await open(name);
      const runner = await engine.compile(spec);
      const { parameters, m, v, ...rest } = pick(referenceData(TINY, 3), runner.inputs);
      const held = await engine.hold({ parameters: parameters.slice(), m: m.slice(), v: v.slice() });
      for (let step = 1; step <= 5; step++) {
        const outputs = await runner.run({ ...rest, step: Float32Array.of(step) }, undefined, held);
        expect(outputs.loss[0]).toBeGreaterThan(0);
      }
      results.push(
        Object.fromEntries(Object.entries(await held.read()).map(([n, data]) => [n, data.slice()])),
      );
      await held.dispose();
      await runner.dispose();
    }
    const [host, device] = results;
    expect(Object.keys(device)).toEqual(Object.keys(host));
    for (const name of ['parameters', 'm', 'v']) {
      expect(device[name].length).toBe(host[name].length);
      const worst = Math.max(...Array.from(host[name], (x, i) => Math.abs(x - device[name][i])));
      expect(worst, name).toBeLessThan(2e-5);
    }
  });

  test('holds arrays for two programs at once', async () => {
    const gpu = await open('webgpu');
    const vector = { shape: [3], dtype: 'float32' } as const;
    const held = await gpu.hold({ x: Float32Array.of(1, 2, 3) });
    const twice = { name: 'twice', held: ['x'], inputs: { x: vector } };
    const doubling = await gpu.compile({ ...twice, program: ({ x }) => ({ x: tf.mul(x, 2) }) });
    const summing = await gpu.compile({ ...twice, program: ({ x }) => ({ sum: tf.sum(x) }) });
    expect(await doubling.run({}, undefined, held)).toEqual({});
    expect((await summing.run({}, undefined, held)).sum).toEqual(Float32Array.of(12));
    expect((await held.read()).x).toEqual(Float32Array.of(2, 4, 6));
    await held.dispose();
  });

  test('refuses a held program without its arrays, or with those of another engine', async () => {
    const gpu = await open('webgpu');
    const spec: ProgramSpec = {
      name: 'grow',
      held: ['x'],
      inputs: { x: { shape: [1], dtype: 'float32' } },
      program: ({ x }) => ({ x: tf.add(x, 1) }),
    };
    const runner = await gpu.compile(spec);
    const refusal = { code: 'BAD_ARGUMENT', message: expect.stringContaining('running grow: it holds x') };
    await expect(runner.run({ x: Float32Array.of(1) })).rejects.toMatchObject(refusal);
    const elsewhere = await (await open('onnx')).hold({ x: Float32Array.of(1) });
    await expect(runner.run({}, undefined, elsewhere)).rejects.toMatchObject(refusal);
    const empty = await gpu.hold({});
    await expect(runner.run({}, undefined, empty)).rejects.toMatchObject(refusal);
  });

  test('computes on the CPU what has no kernel there, and says which node and what it costs', async () => {
    const gpu = await open('webgpu');
    warnings.length = 0;
    const runner = await gpu.compile({
      name: 'rounding',
      inputs: { x: { shape: [4], dtype: 'float32' } },
      program: ({ x }) => ({ y: tf.mul(tf.round(tf.mul(x, 2)), 3) }),
    });
    expect((await runner.run({ x: Float32Array.of(0.3, 1.2, -2.4, 5) })).y).toEqual(
      Float32Array.of(3, 6, -15, 30),
    );
    expect(warnings).toEqual([
      expect.stringMatching(
        /^compiling rounding for webgpu: it has no kernel for Round_1; the CPU computes 1 of \d+ nodes, which with \d copies takes \d+ % of the time$/,
      ),
    ]);
  });

  test('runs a program that made-up inputs do not suit, and says that much', async () => {
    const gpu = await open('webgpu');
    warnings.length = 0;
    const whole = { shape: [2], dtype: 'int32' } as const;
    const runner = await gpu.compile({
      name: 'remainder',
      inputs: { a: whole, b: whole },
      program: ({ a, b }) => ({ y: tf.mod(a, tf.sub(b, tf.scalar(1, 'int32'))) }),
    });
    expect((await runner.run({ a: Int32Array.of(7, 9), b: Int32Array.of(4, 6) })).y).toEqual(
      Int32Array.of(1, 4),
    );
    expect(warnings).toEqual([
      expect.stringMatching(/^compiling remainder for webgpu: it has no kernel for some nodes; /),
    ]);
  });
});
