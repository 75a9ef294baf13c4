import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelConfig } from '../../src/model/config.js';
import { HEADS } from '../../src/model/heads.js';
import { inputArrays, inputSpecs, type TargetTensors, targetSpecs } from '../../src/model/inputs.js';
import { byName, initialise, unflatten } from '../../src/model/parameters.js';
import {
  createPolicy,
  type Policy,
  policyInputSpecs,
  policyInputs,
  teacherForced,
} from '../../src/model/policy.js';
import { PAUSE_CLASSES } from '../../src/spec/classes.js';
import {
  createInputs,
  createTargets,
  ENTITY_FEATURES,
  ENTITY_IDS,
  HISTORY_FEATURES,
  HISTORY_IDS,
  type PolicyInputs,
  type PolicyTargets,
} from '../../src/spec/encoding.js';
import { createRandom } from '../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { Reference } from './reference.js';

const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
/** The same with all that policies of human games are shown besides. */
const remembering = createPolicy({ ...modelConfig('nano'), history: 4, context: true }, SKIRMISH_VOCABULARY);
const transforming = createPolicy(
  { ...modelConfig('nano'), torso: 'transformer', blocks: 2, history: 4, context: true },
  SKIRMISH_VOCABULARY,
);
const functions = SKIRMISH_VOCABULARY.functions.length;

/** Parameters with nothing at zero or one, so that no bias, gain or embedding could be forgotten unnoticed. */
function parameters(of: Policy = policy): Float32Array {
  const values = initialise(of.layout, 7);
  const random = createRandom('jitter');
  for (let i = 0; i < values.length; i++) values[i] += random.range(-0.1, 0.1);
  return values;
}

/** Random inputs with `live` entities of which every second is own. */
function randomInputs(batch: number, entities: number, live: number, of: Policy = policy): PolicyInputs {
  const inputs = policyInputs(of, batch, entities);
  const random = createRandom('inputs', batch, live);
  const types = SKIRMISH_VOCABULARY.unitTypes.length + 1;
  for (let b = 0; b < batch; b++) {
    for (let n = 0; n < live; n++) {
      const at = b * entities + n;
      inputs.entity_mask[at] = 1;
      inputs.own_mask[at] = n % 2 === 0 ? 1 : 0;
      inputs.entity_ids[at * ENTITY_IDS.length] = 1 + random.int(types - 1);
      inputs.entity_ids[at * ENTITY_IDS.length + 1] = random.int(SKIRMISH_VOCABULARY.abilities.length + 1);
      for (let i = 0; i < 4; i++) inputs.entity_position[at * 4 + i] = random.range(0, 32);
      for (let f = 0; f < ENTITY_FEATURES.length; f++)
        inputs.entity_features[at * ENTITY_FEATURES.length + f] = random.range(-1, 1);
    }
    for (let f = 0; f < functions; f++)
      inputs.function_mask[b * functions + f] = f === 0 || random.next() < 0.7 ? 1 : 0;
    inputs.scalar_ids.set([1, 3, random.int(functions)], b * 3);
  }
  for (let b = 0; b < batch; b++) {
    // The first sample remembers nothing, the others one order more each.
    for (let k = 0; k < Math.min(b, inputs.history); k++) {
      const at = b * inputs.history + k;
      inputs.history_mask[at] = 1;
      inputs.history_ids.set(
        [random.int(functions + 1), random.int(types), random.int(PAUSE_CLASSES), random.int(PAUSE_CLASSES)],
        at * HISTORY_IDS.length,
      );
      const numbers = HISTORY_FEATURES.map((name) => (name === 'placed' ? k % 2 : random.next()));
      inputs.history_features.set(numbers, at * HISTORY_FEATURES.length);
      inputs.history_place.set([random.range(0, 32), random.range(0, 32)], at * 2);
    }
  }
  for (const array of [inputs.map, inputs.scalars, inputs.tallies, inputs.habits])
    for (let i = 0; i < array.length; i++) array[i] = random.range(-1, 1);
  return inputs;
}

function randomTargets(inputs: PolicyInputs, live: number): PolicyTargets {
  const targets = createTargets(inputs.batch, inputs.entities);
  const random = createRandom('targets', inputs.batch);
  for (let b = 0; b < inputs.batch; b++) {
    targets.function[b] = 3 + (b % 3);
    targets.delay[b] = random.int(12);
    targets.queued[b] = b % 2;
    targets.pivot[b] = 2;
    targets.selected[b * inputs.entities + 2] = 1;
    targets.selected[b * inputs.entities + 4] = 1;
    targets.target_entity[b] = random.int(live);
    targets.target_cell[b] = random.int(256);
    targets.target_fine[b] = random.int(64);
  }
  return targets;
}

function run(
  flat: Float32Array,
  inputs: PolicyInputs,
  targets: PolicyTargets,
  of: Policy = policy,
): Record<string, number[][]> {
  return tf.tidy(() => {
    const p = byName(unflatten(tf.tensor1d(flat), of.layout), of.layout);
    const make = <K extends string>(
      arrays: Record<K, Float32Array | Int32Array>,
      specs: Record<K, { shape: readonly number[]; dtype: 'float32' | 'int32' }>,
    ): Record<K, tf.Tensor> =>
      Object.fromEntries(
        (Object.keys(specs) as K[]).map((name) => [
          name,
          tf.tensor(arrays[name], [...specs[name].shape], specs[name].dtype),
        ]),
      ) as Record<K, tf.Tensor>;
    const out = teacherForced(
      of,
      p,
      make(
        inputArrays(inputs),
        policyInputSpecs(of, inputs.batch, inputs.entities) as Required<ReturnType<typeof inputSpecs>>,
      ),
      make({ ...targets }, targetSpecs(inputs.batch, inputs.entities)) as TargetTensors,
    );
    const logits = Object.fromEntries(
      HEADS.map((head) => [head, out.logits[head].arraySync() as number[][]]),
    );
    return { ...logits, value: (out.value.arraySync() as number[]).map((v) => [v]) };
  });
}

describe('the policy', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each([
    ['as the simulator needs it', policy],
    ['as human games need it', remembering],
    ['with a transformer for its torso', transforming],
  ])('agrees with a scalar implementation in every head, %s', (_, of) => {
    const flat = parameters(of);
    const inputs = randomInputs(3, 32, 9, of);
    const targets = randomTargets(inputs, 9);
    const got = run(flat, inputs, targets, of);
    const reference = new Reference(of, flat);
    for (let b = 0; b < 3; b++) {
      const want = reference.forward(inputs, b, {
        function: targets.function[b],
        delay: targets.delay[b],
        queued: targets.queued[b],
        pivot: targets.pivot[b],
        selected: [2, 4],
        cell: targets.target_cell[b],
      });
      for (const [head, logits] of Object.entries(want)) {
        logits.forEach((value, i) => {
          if (value < -1e8) expect(got[head][b][i], `${head} ${i} is masked`).toBeLessThan(-1e8);
          else expect(Math.abs(got[head][b][i] - value), `${head} ${i} of sample ${b}`).toBeLessThan(2e-4);
        });
      }
    }
  });

  it('gives entities the same answers in another order', () => {
    const flat = parameters();
    const inputs = randomInputs(1, 32, 9);
    const targets = randomTargets(inputs, 9);
    const order = createRandom('order').shuffle([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const moved = createInputs(1, 32, { functions, history: 0, tallies: 0, habits: 0 });
    for (const name of Object.keys(
      inputSpecs(1, 32, { functions, history: 0, tallies: 0, habits: 0 }),
    ) as (keyof ReturnType<typeof inputSpecs>)[])
      moved[name].set(inputs[name]);
    const movedTargets = createTargets(1, 32);
    for (const name of Object.keys(targets) as (keyof PolicyTargets)[]) movedTargets[name].set(targets[name]);
    movedTargets.selected.fill(0);
    order.forEach((from, to) => {
      for (const [array, source, width] of [
        [moved.entity_ids, inputs.entity_ids, ENTITY_IDS.length],
        [moved.entity_features, inputs.entity_features, ENTITY_FEATURES.length],
        [moved.entity_position, inputs.entity_position, 4],
        [moved.entity_mask, inputs.entity_mask, 1],
        [moved.own_mask, inputs.own_mask, 1],
        [movedTargets.selected, targets.selected, 1],
      ] as const)
        array.set(source.subarray(from * width, (from + 1) * width), to * width);
    });
    movedTargets.pivot[0] = order.indexOf(targets.pivot[0]);
    movedTargets.target_entity[0] = order.indexOf(targets.target_entity[0]);
    const before = run(flat, inputs, targets);
    const after = run(flat, moved, movedTargets);
    for (const head of ['pivot', 'selected', 'target_entity']) {
      for (const [to, from] of order.entries())
        expect(after[head][0][to] / before[head][0][from]).toBeCloseTo(1, 3);
    }
    for (const head of ['function', 'delay', 'queued', 'target_cell', 'target_fine', 'value']) {
      for (const [i, value] of after[head][0].entries())
        expect(Math.abs(value - before[head][0][i])).toBeLessThan(2e-4);
    }
  });

  it('does not see padding', () => {
    const flat = parameters();
    const small = randomInputs(1, 32, 9);
    const targets = randomTargets(small, 9);
    const large = createInputs(1, 64, { functions, history: 0, tallies: 0, habits: 0 });
    for (const name of Object.keys(
      inputSpecs(1, 32, { functions, history: 0, tallies: 0, habits: 0 }),
    ) as (keyof ReturnType<typeof inputSpecs>)[])
      large[name].set(small[name]);
    // Rubbish in the padding must not matter either.
    large.entity_features.fill(3, 9 * ENTITY_FEATURES.length);
    large.entity_position.fill(11, 9 * 4);
    const wide = createTargets(1, 64);
    for (const name of Object.keys(targets) as (keyof PolicyTargets)[]) wide[name].set(targets[name]);
    const before = run(flat, small, targets);
    const after = run(flat, large, wide);
    for (const head of [...HEADS, 'value']) {
      before[head][0].slice(0, 9).forEach((value, i) => {
        if (value > -1e8) expect(Math.abs(after[head][0][i] - value), head).toBeLessThan(2e-4);
      });
    }
  });
});
