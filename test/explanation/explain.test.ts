import type * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, traceToOnnx } from '../../src/engine/index.js';
import type { Reading } from '../../src/explanation/attention.js';
import { explain } from '../../src/explanation/explain.js';
import type { Explanation } from '../../src/explanation/explanation.js';
import { TOLERANCE } from '../../src/explanation/integrated-gradients.js';
import type { Moment } from '../../src/explanation/moment.js';
import { explanationSvg } from '../../src/explanation/picture/picture.js';
import { hidingProgram, LOOK, lookProgram } from '../../src/explanation/programs.js';
import { remembered } from '../../src/explanation/remembered.js';
import type { Checkpoint } from '../../src/model/checkpoint.js';
import { HEADS } from '../../src/model/heads.js';
import { type InputTensors, inputArrays } from '../../src/model/inputs.js';
import { emptyMemory } from '../../src/model/memory.js';
import { byName, unflatten } from '../../src/model/parameters.js';
import { policyInputSpecs, policyInputs, teacherForced, watched } from '../../src/model/policy.js';
import { createEntityTable } from '../../src/spec/columns.js';
import { encodeDecision } from '../../src/spec/encode-decision.js';
import { createTargets } from '../../src/spec/encoding.js';
import { freshCheckpoint, momentOf } from './fresh.js';

const SOURCE = { kind: 'match', opponent: 'scripted:Easy' } as const;
const total = ({ entities, map, scalars, history }: Reading): number =>
  entities.reduce((a, b) => a + b, 0) + map + scalars + history;

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine('onnx', { threads: 1 });
});
afterAll(() => engine.dispose());

describe.each([
  ['perceiver', {}],
  ['transformer', { torso: 'transformer', blocks: 2 }],
  ['with a context', { context: true, history: 3 }],
  ['with a memory', { memory: true }],
] as const)('a policy: %s', (_, about) => {
  let checkpoint: Checkpoint;
  let moment: Moment;
  let explanation: Explanation;
  beforeAll(async () => {
    checkpoint = freshCheckpoint(about);
    moment = await momentOf(checkpoint, engine, 20);
    explanation = await explain('fresh', checkpoint, engine, moment, SOURCE);
  });

  it('explains the command that it gave in the match', () => {
    expect(explanation.command.words).toBe(explanation.given);
    expect(explanation.command.delay).toBe(moment.command.delay);
  });

  it('has readings that are 1 together', () => {
    const { readers, composed, queries } = explanation.attention;
    for (const { mean, heads } of readers)
      for (const reading of [mean, ...heads]) expect(total(reading)).toBeCloseTo(1, 5);
    expect(total(composed)).toBeCloseTo(1, 5);
    for (const { heads } of queries)
      for (const row of heads) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    expect(readers.length).toBeGreaterThanOrEqual('torso' in about ? 4 : 32);
  });

  it('has gradients that add up to what they explain', () => {
    const parts = Object.entries(explanation.gradients);
    expect(parts.length).toBe(explanation.command.groups.length);
    for (const [part, gradients] of parts) {
      const { others, context, start, end, error, complete } = gradients;
      const own = explanation.entities.map((entity) => entity.gradients[part as 'function'] ?? Number.NaN);
      const sum = [...own, ...Object.values(others), context].reduce((a, b) => a + b, 0);
      expect(sum - (end - start)).toBeCloseTo(error, 5);
      const allowed = Math.max(TOLERANCE.absolute, TOLERANCE.relative * Math.abs(end - start));
      expect(Math.abs(error)).toBeLessThanOrEqual(allowed);
      expect(complete).toBe(true);
      expect(end).toBeCloseTo(Math.log(explanation.command.probability[part as 'function']), 4);
    }
  });

  it('is the same each time, as data and as a picture', async () => {
    const again = await explain('fresh', checkpoint, engine, moment, SOURCE);
    expect(again).toEqual(explanation);
    expect(explanationSvg(again)).toBe(explanationSvg(explanation));
  });

  it('is drawn without a number that is none, with every entity', () => {
    const svg = explanationSvg(explanation);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    for (const { name } of explanation.entities) expect(svg).toContain(`<title>${name}: `);
  });

  it('changes nothing by hiding what is not there', async () => {
    const { policy, parameters } = checkpoint;
    const inputs = policyInputs(policy, 1, moment.observation.count);
    const rows = encodeDecision(moment.observation, moment.past, moment.info.map, policy.index, inputs, 0);
    const subject = { policy, parameters, entities: inputs.entities };
    expect(rows.length).toBeLessThan(inputs.entities);
    const looking = await engine.compile(lookProgram(subject));
    const arrays = { ...inputArrays(inputs), ...(await remembered(checkpoint, engine, moment)) };
    const seen = await looking.run(arrays);
    const targets = createTargets(1, inputs.entities);
    for (const head of HEADS) targets[head].set(seen[`${LOOK.choices}${head}`] as Float32Array);
    const hiding = await engine.compile(hidingProgram(subject, 2));
    const [, tokens] = hiding.inputs.hidden.shape;
    const hidden = new Float32Array(2 * tokens);
    const closed = new Float32Array(2 * inputs.entities);
    const likelihoodOf = async (): Promise<Float32Array[]> => {
      const { likelihood } = await hiding.run({
        ...arrays,
        ...Object.fromEntries(Object.entries(targets).map(([name, array]) => [`target.${name}`, array])),
        ...{ hidden, closed, averages: new Float32Array(inputs.entities ** 2) },
      });
      return [0, 1].map((row) =>
        (likelihood as Float32Array).slice(row * HEADS.length, (row + 1) * HEADS.length),
      );
    };
    const whole = await likelihoodOf();
    hidden[tokens + inputs.entities - 1] = 1;
    closed[2 * inputs.entities - 1] = 1;
    expect(await likelihoodOf()).toEqual(whole);
    hidden[tokens] = 1; // And something by hiding what is there.
    expect(await likelihoodOf()).not.toEqual(whole);
  });
});

describe('what is remembered at a moment', () => {
  it('is what the decisions before it leave, and matters', async () => {
    const checkpoint = freshCheckpoint({ memory: true });
    const moment = await momentOf(checkpoint, engine, 20);
    expect(moment.before).toHaveLength(moment.decision);
    const state = async (before: Moment['before']): Promise<Float32Array> =>
      (await remembered(checkpoint, engine, { ...moment, before })).memory as Float32Array;
    const full = await state(moment.before);
    const first = await state(moment.before.slice(0, 1));
    expect(await state([])).toEqual(emptyMemory(checkpoint.policy.config, 1));
    expect(first.some((value) => value !== 0)).toBe(true);
    expect(full).not.toEqual(first);
    const told = await explain('fresh', checkpoint, engine, moment, SOURCE);
    const forgetful = await explain('fresh', checkpoint, engine, { ...moment, before: [] }, SOURCE);
    expect(forgetful.command.probability.function).not.toBe(told.command.probability.function);
  });

  it('is nothing for a policy without a memory', async () => {
    const checkpoint = freshCheckpoint();
    expect(await remembered(checkpoint, engine, await momentOf(checkpoint, engine, 3))).toEqual({});
  });
});

it('makes the same graph whether attention is watched or not', () => {
  const { policy } = freshCheckpoint();
  const build = (watches: boolean): Uint8Array =>
    traceToOnnx({
      name: 'same',
      inputs: {
        parameters: { shape: [policy.layout.size], dtype: 'float32' },
        ...policyInputSpecs(policy, 1, 16),
        ...Object.fromEntries(
          HEADS.map((head) => [
            `target.${head}`,
            head === 'selected'
              ? { shape: [1, 16], dtype: 'float32' as const }
              : { shape: [1], dtype: 'int32' as const },
          ]),
        ),
      },
      program: (all) => {
        const p = byName(unflatten(all.parameters as tf.Tensor1D, policy.layout), policy.layout);
        const told: string[] = [];
        const inputs = all as InputTensors;
        const { logits } = watches
          ? watched(policy, p, inputs, (name) => void told.push(name))
          : teacherForced(policy, p, inputs, {
              ...(Object.fromEntries(HEADS.map((head) => [head, all[`target.${head}`]])) as Parameters<
                typeof teacherForced
              >[3]),
            });
        if (watches)
          expect(told).toEqual([
            'encoder',
            'latent.0',
            'decoder.learned',
            'decoder.entities',
            'decoder.cells',
          ]);
        return { function: logits.function };
      },
    });
  expect(build(true)).toEqual(build(false));
});

it('explains a policy that sees nothing', async () => {
  const checkpoint = freshCheckpoint();
  const moment = await momentOf(checkpoint, engine, 0);
  const observation = { ...moment.observation, count: 0, entities: createEntityTable(0) };
  const explanation = await explain('fresh', checkpoint, engine, { ...moment, observation }, SOURCE);
  expect(explanation.entities).toEqual([]);
  expect(explanation.command.function).toBe('no_op');
  expect(explanationSvg(explanation)).not.toMatch(/NaN|Infinity/);
});

it('refuses a decision of another game', async () => {
  const checkpoint = freshCheckpoint();
  const moment = await momentOf(checkpoint, engine, 0);
  const vocabulary = { ...moment.info.vocabulary, name: 'chess' };
  const other = { ...moment, info: { ...moment.info, vocabulary } };
  await expect(explain('fresh', checkpoint, engine, other, SOURCE)).rejects.toMatchObject({
    code: 'CHECKPOINT_MISMATCH',
  });
});
