import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionProgram, noiseSize } from '../../agent/decision.js';
import { openPolicy, toOnnx, toSafetensors } from '../../agent/exported.js';
import { createEngine, type ProgramSpec, traceToOnnx } from '../../src/engine/index.js';
import { type Checkpoint, loadCheckpoint, namedTensors, saveCheckpoint } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { inputArrays } from '../../src/model/inputs.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy, policyInputs } from '../../src/model/policy.js';
import { encodeSafetensors, type NamedTensor } from '../../src/model/safetensors.js';
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

it('every input and output of a model stands in the documentation, with its type', () => {
  const page = readFileSync('docs/export.md', 'utf8');
  const config = { ...modelConfig('nano'), history: 2, context: true, memory: true };
  const policy = createPolicy(config, SKIRMISH_VOCABULARY);
  const { parameters: _, ...inputs } = decisionProgram(
    policy,
    new Float32Array(policy.layout.size),
    32,
  ).inputs;
  const rows = [...page.matchAll(/^\| `(\w+)` \| (float32|int32) \| ([^|]+) \|/gm)];
  expect(Object.fromEntries(rows.map(([, name, type]) => [name, type]))).toEqual(
    Object.fromEntries(Object.entries(inputs).map(([name, { dtype }]) => [name, dtype])),
  );
  for (const [, name, , written] of rows) {
    const { shape } = inputs[name];
    written.split(' x ').forEach((dim, i) => {
      const known: Readonly<Record<string, number>> = { N: 32, K: 2, L: config.latents, D: config.width };
      const size = known[dim.trim()] ?? Number(dim);
      if (!Number.isNaN(size)) expect(shape[i], `${name}: ${written}`).toBe(size);
    });
    expect(shape, name).toHaveLength(written.split(' x ').length);
  }
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

  it('names the tensor, its shape and type where a model holds another', () => {
    const { description } = checkpoint;
    const metadata = { 'khala.policy': JSON.stringify(description) };
    const other = (length: number, dtype: 'float32' | 'int32'): ProgramSpec => ({
      name: 'other',
      inputs: { parameters: { shape: [length], dtype } },
      program: ({ parameters }) => ({ y: tf.neg(parameters) }),
    });
    const opened = (bytes: Uint8Array) => {
      writeFileSync(at('other.onnx'), bytes);
      return () => openPolicy(at('other.onnx'));
    };
    const short = { stored: { parameters: new Float32Array(5) }, metadata };
    expect(opened(traceToOnnx(other(5, 'float32'), short))).toThrow(
      expect.objectContaining({
        code: 'CHECKPOINT_MISMATCH',
        message: expect.stringContaining(
          `parameters must have shape [${checkpoint.policy.layout.size}], the file has [5]`,
        ),
      }),
    );
    const whole = { stored: { parameters: new Int32Array(5) }, metadata };
    expect(opened(traceToOnnx(other(5, 'int32'), whole))).toThrow(
      expect.objectContaining({
        code: 'CHECKPOINT_MISMATCH',
        message: expect.stringContaining('tensor parameters must be float32'),
      }),
    );
    // A file after itself is one protobuf message with everything in it twice.
    const twice = toOnnx(checkpoint, ENTITIES);
    expect(opened(Buffer.concat([twice, twice]))).toThrow(
      expect.objectContaining({ code: 'FILE_CORRUPT', message: expect.stringContaining('twice') }),
    );
  });

  it('names the tensor, its shape and type where safetensors hold another', () => {
    const metadata = { 'khala.policy': JSON.stringify(checkpoint.description) };
    const opened = (change: (tensors: Map<string, NamedTensor>) => void) => {
      const tensors = namedTensors(checkpoint);
      change(tensors);
      writeFileSync(at('other.safetensors'), encodeSafetensors(tensors, metadata));
      return () => openPolicy(at('other.safetensors'));
    };
    const { name, shape } = checkpoint.policy.layout.slices[4];
    const expected = (message: string) =>
      expect.objectContaining({ code: 'CHECKPOINT_MISMATCH', message: expect.stringContaining(message) });
    expect(opened((tensors) => tensors.delete(name))).toThrow(
      expected(`tensor ${name} of shape [${shape.join(', ')}] is missing`),
    );
    expect(opened((t) => t.set(name, { shape: [1, 7], data: new Float32Array(7) }))).toThrow(
      expected(`tensor ${name} must have shape [${shape.join(', ')}], the file has [1, 7]`),
    );
    expect(opened((t) => t.set('more', { shape: [1], data: new Float32Array(1) }))).toThrow(
      expected('tensor more has no place in this policy'),
    );
  });

  it('believes no description that claims more than the file has', () => {
    const claim = (change: (description: Record<string, unknown>) => void) => {
      const description = structuredClone(checkpoint.description) as unknown as Record<string, unknown>;
      change(description);
      const metadata = { 'khala.policy': JSON.stringify(description) };
      writeFileSync(at('claims.safetensors'), encodeSafetensors(namedTensors(checkpoint), metadata));
      return () => openPolicy(at('claims.safetensors'));
    };
    const { model, vocabulary } = checkpoint.description;
    const huge = claim((d) => {
      d.model = { ...model, width: 1024, blocks: 64, mlpRatio: 8, heads: 32 };
    });
    expect(huge).toThrow(expect.objectContaining({ code: 'CHECKPOINT_MISMATCH' }));
    const wordy = claim((d) => {
      const unitTypes = Array.from({ length: 100_000 }, (_, id) => ({ id, name: '' }));
      d.vocabulary = { ...vocabulary, unitTypes };
    });
    expect(wordy).toThrow(expect.objectContaining({ code: 'FILE_VERSION' }));
    const unused = claim((d) => {
      d.vocabulary = { ...vocabulary, users: [...vocabulary.users, [1]] };
    });
    expect(unused).toThrow(expect.objectContaining({ code: 'FILE_VERSION' }));
  });

  it('refuses a file of more than a gibibyte unread, and takes a folder for a folder', () => {
    for (const ending of ['onnx', 'safetensors']) {
      writeFileSync(at(`large.${ending}`), '');
      truncateSync(at(`large.${ending}`), 2 ** 30 + 1);
      expect(() => openPolicy(at(`large.${ending}`))).toThrow(
        expect.objectContaining({ code: 'FILE_LIMIT' }),
      );
    }
    mkdirSync(at('folder.onnx'));
    expect(() => openPolicy(at('folder.onnx'))).toThrow(expect.objectContaining({ code: 'FILE_FOREIGN' }));
  });
});
