import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionProgram, noiseSize } from '../../agent/decision.js';
import { openPolicy, toOnnx, toSafetensors } from '../../agent/exported.js';
import { createEngine, type ProgramSpec, traceToOnnx } from '../../src/engine/index.js';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { inputArrays } from '../../src/model/inputs.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy, policyInputs } from '../../src/model/policy.js';
import { createRandom } from '../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';

const ENTITIES = 32;
let folder = '';
let checkpoint: Checkpoint;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'khala-exported-'));
  const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
  saveCheckpoint(
    at('run'),
    policy,
    initialise(policy.layout, 3),
    { step: 7, training: { note: 'yes' } },
    null,
  );
  checkpoint = loadCheckpoint(at('run'));
  writeFileSync(at('policy-32.onnx'), toOnnx(checkpoint, ENTITIES));
  writeFileSync(at('weights.safetensors'), toSafetensors(checkpoint));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A policy's inputs with something in all of them. */
function feeds(): Record<string, Float32Array | Int32Array> {
  const inputs = policyInputs(checkpoint.policy, 1, ENTITIES);
  const random = createRandom('exported');
  for (const array of [inputs.entity_features, inputs.map, inputs.scalars])
    for (let i = 0; i < array.length; i++) array[i] = random.range(-1, 1);
  for (const mask of [inputs.entity_mask, inputs.own_mask, inputs.function_mask]) mask.fill(1);
  inputs.entity_ids.fill(1);
  const noise = new Float32Array(noiseSize(checkpoint.policy, ENTITIES));
  for (let i = 0; i < noise.length; i++) noise[i] = random.range(-1, 1);
  return { ...inputArrays(inputs), noise };
}

describe('an exported ONNX model', () => {
  it('decides as the policy does, in a runtime that knows nothing of us', async () => {
    const engine = await createEngine('onnx', { threads: 1 });
    const program = decisionProgram(checkpoint.policy, checkpoint.parameters, ENTITIES);
    const runner = await engine.compile(program);
    const given = Object.fromEntries(
      Object.entries(feeds()).filter(([name]) => Object.hasOwn(runner.inputs, name)),
    );
    const { answer } = await runner.run(given);
    await engine.dispose();
    const session = await ort.InferenceSession.create(at('policy-32.onnx'));
    expect([...session.inputNames].sort()).toEqual(Object.keys(given).sort());
    const tensors = Object.entries(given).map(([name, data]) => {
      const { dtype, shape } = program.inputs[name];
      return [name, new ort.Tensor(dtype, data, shape)] as const;
    });
    const plain = await session.run(Object.fromEntries(tensors));
    await session.release();
    expect(answer).toHaveLength(7 + ENTITIES);
    // The logit of winning is a sum in another order; all else are classes.
    for (const [i, value] of [...(plain.answer.data as Float32Array)].entries())
      expect(value, `answer ${i}`).toBeCloseTo(answer[i], i === 6 ? 4 : 9);
  });
});

describe('openPolicy', () => {
  it.each(['policy-32.onnx', 'weights.safetensors'])('makes the same checkpoint of %s', (name) => {
    const { description, parameters, policy } = openPolicy(at(name));
    expect(description).toEqual(checkpoint.description);
    expect(parameters).toEqual(checkpoint.parameters);
    expect(policy.index.vocabulary).toEqual(checkpoint.policy.index.vocabulary);
  });

  it('takes a run, a checkpoint and its own weights as before', () => {
    expect(openPolicy(at('run')).description).toEqual(checkpoint.description);
    expect(openPolicy(at('run/policy.safetensors')).description).toEqual(checkpoint.description);
  });

  it('says what is wrong with a file that is cut, foreign, or rewritten', () => {
    const model = toOnnx(checkpoint, ENTITIES);
    const bad = (name: string, bytes: Uint8Array): (() => unknown) => {
      writeFileSync(at(name), bytes);
      return () => openPolicy(at(name));
    };
    expect(bad('text.onnx', Buffer.from('no model at all'))).toThrow(/FILE_|read .*text\.onnx/);
    expect(bad('empty.onnx', new Uint8Array())).toThrow('does not say which policy it is');
    const other: ProgramSpec = {
      name: 'other',
      inputs: { x: { shape: [1], dtype: 'float32' } },
      program: ({ x }) => ({ y: tf.neg(x) }),
    };
    expect(bad('other.onnx', traceToOnnx(other))).toThrow('does not say which policy it is');
    const { description } = checkpoint;
    const bare = { stored: {}, metadata: { 'khala.policy': JSON.stringify(description) } };
    expect(bad('bare.onnx', traceToOnnx(other, bare))).toThrow('tensor parameters is missing');
    const turned = model.slice();
    const start = Buffer.from(model).indexOf(Buffer.from(checkpoint.parameters.buffer, 0, 64));
    turned[start + 2] ^= 1;
    expect(bad('turned.onnx', turned)).toThrow("weights' hash");
  });

  it('ends in an error with a code wherever the file is cut', () => {
    for (const name of ['policy-32.onnx', 'weights.safetensors'] as const) {
      const whole = name.endsWith('onnx') ? toOnnx(checkpoint, ENTITIES) : toSafetensors(checkpoint);
      for (let k = 0; k < 40; k++) {
        const length = Math.floor((whole.length * k) / 40);
        writeFileSync(at(`cut-${name}`), whole.subarray(0, length));
        expect(() => openPolicy(at(`cut-${name}`)), `${name} cut at ${length}`).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^FILE_/) }),
        );
      }
    }
  });
});
