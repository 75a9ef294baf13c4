import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createEngine,
  ENGINE_NAMES,
  type Engine,
  type EngineName,
  type ProgramSpec,
  probeEngines,
  type TensorData,
} from '../../src/engine/index.js';
import { pick, referenceData, stepSpec, TINY } from './reference-network.js';

const add: ProgramSpec = {
  name: 'add',
  inputs: { a: { shape: [2], dtype: 'float32' }, b: { shape: [2], dtype: 'float32' } },
  program: ({ a, b }) => ({ a: tf.add(a, b), passed: b, flag: tf.greater(a, b), place: tf.argMax(a) }),
};

describe.each(['onnx', 'wasm', 'cpu'] as const)('the engine %s', (name: EngineName) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(name, { threads: 1 });
  });
  afterAll(() => engine.dispose());

  test('gives arrays of the outputs dtypes', async () => {
    const runner = await engine.compile(add);
    expect(runner.outputs.flag).toEqual({ shape: [2], dtype: 'bool' });
    const out = await runner.run({ a: Float32Array.of(1, 5), b: Float32Array.of(2, 3) });
    expect(out).toEqual({
      a: Float32Array.of(3, 8),
      passed: Float32Array.of(2, 3),
      flag: Uint8Array.of(0, 1),
      place: Int32Array.of(1),
    });
  });

  test('writes into the arrays given, inputs among them', async () => {
    const runner = await engine.compile(add);
    const a = Float32Array.of(1, 5);
    const out = await runner.run({ a, b: Float32Array.of(2, 3) }, { a });
    expect(out.a).toBe(a);
    expect(a).toEqual(Float32Array.of(3, 8));
    expect(out.passed).toEqual(Float32Array.of(2, 3));
  });

  test('writes over inputs that other outputs still have to read', async () => {
    const vector = { shape: [4], dtype: 'float32' } as const;
    const runner = await engine.compile({
      name: 'hazard',
      inputs: { a: vector, b: vector },
      program: ({ a, b }) => ({
        a: tf.mul(b, 2),
        b: tf.reverse(tf.add(a, b), 0),
        product: tf.dot(tf.exp(tf.neg(a)), b),
      }),
    });
    const given = { a: Float32Array.of(1, 2, 3, 4), b: Float32Array.of(5, 6, 7, 8) };
    const expected = await runner.run(given);
    const a = given.a.slice();
    const b = given.b.slice();
    expect(await runner.run({ a, b }, { a, b })).toEqual(expected);
  });

  test('takes constants as known', async () => {
    const runner = await engine.compile({ ...add, constants: { b: Float32Array.of(10, 20) } });
    expect(Object.keys(runner.inputs)).toEqual(['a']);
    for (let i = 0; i < 2; i++) {
      const out = await runner.run({ a: Float32Array.of(1, 2) });
      expect(out.a).toEqual(Float32Array.of(11, 22));
      expect(out.passed).toEqual(Float32Array.of(10, 20));
    }
  });

  test('refuses arrays of another type or length, and missing ones', async () => {
    const runner = await engine.compile(add);
    const b = Float32Array.of(1, 2);
    const refused: Record<string, TensorData>[] = [
      { a: new Float32Array(3), b },
      { a: new Int32Array(2), b },
      { b },
    ];
    for (const inputs of refused) {
      await expect(runner.run(inputs)).rejects.toMatchObject({
        code: 'BAD_ARGUMENT',
        message: expect.stringContaining('input a'),
      });
    }
    await expect(runner.run({ a: b, b }, { a: new Float32Array(1) })).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
    });
  });

  test('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const runner = await engine.compile({ ...add, constants: { b: Float32Array.of(10, 20) } });
    for (let i = 0; i < 3; i++) await runner.run({ a: Float32Array.of(1, 2) });
    await runner.dispose();
    await runner.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a compiled training step', () => {
  const steps = 20;

  /** Parameters after some steps. */
  async function train(inPlace: boolean): Promise<Float32Array> {
    const engine = await createEngine('onnx', { threads: 2 });
    const runner = await engine.compile(stepSpec(TINY));
    let state = pick(referenceData(TINY, 3), runner.inputs);
    for (let step = 1; step <= steps; step++) {
      state = { ...state, step: Float32Array.of(step) };
      const { parameters, m, v } = state;
      const out = await runner.run(state, inPlace ? { parameters, m, v } : undefined);
      state = { ...state, parameters: out.parameters, m: out.m, v: out.v };
    }
    await engine.dispose();
    return state.parameters as Float32Array;
  }

  test('is the same bit for bit when it writes over its inputs', async () => {
    expect(
      Buffer.compare(new Uint8Array((await train(true)).buffer), new Uint8Array((await train(false)).buffer)),
    ).toBe(0);
  });

  test('learns', async () => {
    const engine = await createEngine('onnx', { threads: 1 });
    const runner = await engine.compile(stepSpec(TINY));
    let state = pick(referenceData(TINY, 3), runner.inputs);
    const losses: number[] = [];
    for (let step = 1; step <= 200; step++) {
      const out = await runner.run({ ...state, step: Float32Array.of(step + 20) });
      losses.push(out.loss[0]);
      state = { ...state, parameters: out.parameters, m: out.m, v: out.v };
    }
    expect(losses[199]).toBeLessThan(losses[0] / 2);
    await engine.dispose();
  });

  test('is the same bit for bit in another process', () => {
    const child = fileURLToPath(new URL('determinism-child.mjs', import.meta.url));
    const digest = (): string => execFileSync(process.execPath, [child], { encoding: 'utf8' }).trim();
    const first = digest();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(digest()).toBe(first);
  });
});

describe('choosing an engine', () => {
  test('several are opened at once', async () => {
    const engines = await Promise.all(
      (['wasm', 'onnx', 'cpu', 'wasm'] as const).map((n) => createEngine(n, { threads: 1 })),
    );
    const sums = await Promise.all(
      engines.map(async (engine) => {
        const runner = await engine.compile(add);
        return (await runner.run({ a: Float32Array.of(1, 2), b: Float32Array.of(3, 4) })).a;
      }),
    );
    expect(sums).toEqual(engines.map(() => Float32Array.of(4, 6)));
  });

  test('auto takes the first usable one, as the report says', async () => {
    const reports = await probeEngines();
    expect(reports.map((r) => r.name)).toEqual([...ENGINE_NAMES]);
    expect(reports.filter((r) => r.chosen)).toHaveLength(1);
    const engine = await createEngine('auto', { threads: 1 });
    expect(engine.name).toBe(reports.find((r) => r.chosen)?.name);
    for (const { usable, problem, version } of reports) {
      expect(problem === null).toBe(usable);
      if (usable) expect(version).toMatch(/^\d+\.\d+\.\d+/);
    }
  });

  test('an engine that is not installed is refused with a remedy', async () => {
    for (const report of (await probeEngines()).filter((r) => r.version === null)) {
      await expect(createEngine(report.name, { threads: 1 })).rejects.toMatchObject({
        code: 'ENGINE_UNAVAILABLE',
        message: expect.stringContaining('npm install'),
      });
    }
  });
});
