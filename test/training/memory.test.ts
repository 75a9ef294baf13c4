import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type TensorData, traceToOnnx } from '../../src/engine/index.js';
import { type ModelConfig, modelConfig } from '../../src/model/config.js';
import { hiddenNumbers } from '../../src/model/dropout.js';
import { inputArrays } from '../../src/model/inputs.js';
import { emptyMemory } from '../../src/model/memory.js';
import { decayMask, initialise } from '../../src/model/parameters.js';
import { createPolicy, policyInputs } from '../../src/model/policy.js';
import { ENTITY_FEATURES, ENTITY_IDS } from '../../src/spec/encoding.js';
import { createRandom } from '../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { trainingConfigSchema } from '../../src/training/config.js';
import { judgingProgram } from '../../src/training/judging.js';
import {
  evaluationProgram,
  gradientProgram,
  type OptimiserConfig,
  scheduleInput,
  trainingProgram,
} from '../../src/training/step.js';

const TINY: ModelConfig = { ...modelConfig('nano'), width: 16, latents: 4, memory: true };
const policy = createPolicy(TINY, SKIRMISH_VOCABULARY);
const { layout } = policy;
const SEQUENCES = 2;
const STEPS = 4;
const ROWS = SEQUENCES * STEPS;
const ENTITIES = 16;
const STATE = emptyMemory(TINY, 1).length;

type Arrays = Record<string, TensorData>;

/** Eight situations in which something differs everywhere, and one order for each. */
function rows(of = policy, count = ROWS): Arrays {
  const inputs = policyInputs(of, count, ENTITIES);
  const random = createRandom('rows');
  for (const array of [inputs.entity_features, inputs.map, inputs.scalars, inputs.entity_position])
    for (let i = 0; i < array.length; i++) array[i] = random.range(-1, 1);
  for (const mask of [inputs.entity_mask, inputs.own_mask, inputs.function_mask]) mask.fill(1);
  for (let i = 0; i < inputs.entity_ids.length; i += ENTITY_IDS.length)
    inputs.entity_ids[i] = 1 + random.int(9);
  expect(inputs.entity_features).toHaveLength(count * ENTITIES * ENTITY_FEATURES.length);
  const ints = (most: number): Int32Array => Int32Array.from({ length: count }, () => random.int(most));
  const selected = Float32Array.from({ length: count * ENTITIES }, (_, i) => (i % 3 === 0 ? 1 : 0));
  const targets: Arrays = {
    ...{ function: ints(6), delay: ints(5), queued: ints(2), pivot: new Int32Array(count), selected },
    ...{ target_entity: ints(ENTITIES), target_cell: ints(200), target_fine: ints(60) },
    outcome: Float32Array.from({ length: count }, (_, b) => b % 2),
    outcome_known: new Float32Array(count).fill(1),
  };
  const named = Object.entries(targets).map(([name, data]) => [`target.${name}`, data]);
  return { ...inputArrays(inputs), ...Object.fromEntries(named) };
}

/** The rows of one time step: rows t S to (t + 1) S. */
function stepOf(all: Arrays, t: number, steps = STEPS): Arrays {
  return Object.fromEntries(
    Object.entries(all).map(([name, data]) => {
      const width = data.length / steps;
      return [name, data.subarray(t * width, (t + 1) * width)];
    }),
  );
}

const PLAIN: OptimiserConfig = {
  ...{ beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0, clipNorm: 1e9 },
  ...{ lossWeights: {}, labelSmoothing: 0, dropout: 0, accumulate: 1, sequence: STEPS },
  ...{ contextBatch: 0, contextRate: 1, contextDropout: 0 },
};

/** Parameters whose state is read loudly: a fresh policy hardly listens to it. */
function loud(): Float32Array {
  const values = initialise(layout, 5);
  const random = createRandom('loud');
  for (const { name, offset, size } of layout.slices)
    if (name.startsWith('memory.'))
      for (let i = offset; i < offset + size; i++) values[i] += random.range(-0.3, 0.3);
  return values;
}

function someState(): Float32Array {
  const random = createRandom('state');
  return Float32Array.from({ length: SEQUENCES * STATE }, () => random.range(-0.9, 0.9));
}

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine('onnx', { threads: 1 });
});
afterAll(() => engine.dispose());

describe('the graphs of a policy without a memory', () => {
  it('stay what they are whatever a memory comes to need, bit for bit', () => {
    const plain = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
    const config = trainingConfigSchema.parse({});
    const hash = (model: Uint8Array): string => createHash('sha256').update(model).digest('hex').slice(0, 16);
    expect({
      train: hash(traceToOnnx(trainingProgram(plain, config, 8, 16))),
      evaluate: hash(traceToOnnx(evaluationProgram(plain, 8, 16))),
      judge: hash(traceToOnnx(judgingProgram(plain, 8, 16))),
    }).toEqual({ train: 'f0c66da50980b6fc', evaluate: '2d49b30b01b25d78', judge: 'f6b924d167202217' });
  });
});

describe('sequences in one graph', () => {
  const kept = new Float32Array(ROWS).fill(1);
  /** Step 2 of the second sequence begins a match. */
  const broken = kept.with(2 * SEQUENCES + 1, 0);
  const all = rows();
  const parameters = loud();

  async function unrolled(
    memory_lasts: Float32Array,
    memory = someState(),
    of = parameters,
  ): Promise<Arrays> {
    const runner = await engine.compile(evaluationProgram(policy, ROWS, ENTITIES, STEPS));
    const outputs = await runner.run({ ...all, parameters: of, memory, memory_lasts });
    await runner.dispose();
    return outputs;
  }

  it.each([
    ['through one match', kept],
    ['where a match begins in between', broken],
  ])('are the same decisions as one by one, %s', async (_, keeps) => {
    const together = await unrolled(keeps);
    const one = await engine.compile(evaluationProgram(policy, SEQUENCES, ENTITIES));
    let memory: TensorData = someState();
    const metrics = new Float64Array(together.metrics.length);
    let loss = 0;
    for (let t = 0; t < STEPS; t++) {
      const state = memory.slice() as Float32Array;
      for (let s = 0; s < SEQUENCES; s++)
        if (keeps[t * SEQUENCES + s] === 0) state.fill(0, s * STATE, (s + 1) * STATE);
      const outputs = await one.run({ ...stepOf(all, t), parameters, memory: state });
      for (let i = 0; i < metrics.length; i++) metrics[i] += outputs.metrics[i];
      loss += outputs.loss[0] / STEPS;
      memory = outputs.memory;
    }
    expect(together.loss[0]).toBeCloseTo(loss, 4);
    for (const [i, sum] of metrics.entries()) expect(together.metrics[i], `${i}`).toBeCloseTo(sum, 3);
    for (const [i, value] of memory.entries()) expect(together.memory[i], `state ${i}`).toBeCloseTo(value, 4);
  });

  it('what was before the start of a match is forgotten', async () => {
    const begins = kept.with(0, 0).with(1, 0);
    const [full, empty] = [await unrolled(begins), await unrolled(begins, emptyMemory(TINY, SEQUENCES))];
    expect(full).toEqual(empty);
    expect((await unrolled(kept)).loss[0]).not.toBeCloseTo(full.loss[0], 3);
  });

  it('a fresh policy without a past answers as the same one without a memory, and hardly otherwise with one', async () => {
    const plain = createPolicy({ ...TINY, memory: false }, SKIRMISH_VOCABULARY);
    const named = new Map(plain.layout.slices.map(({ name, offset, size }) => [name, [offset, size]]));
    const fresh = initialise(layout, 5);
    const same = initialise(plain.layout, 5);
    for (const { name, offset, size } of layout.slices) {
      const [at, length] = named.get(name) ?? [0, 0];
      if (name.startsWith('memory.')) expect(length).toBe(0);
      else expect(fresh.subarray(offset, offset + size)).toEqual(same.subarray(at, at + length));
    }
    const runner = await engine.compile(evaluationProgram(plain, ROWS, ENTITIES));
    const { loss } = await runner.run({ ...all, parameters: same });
    const never = await unrolled(new Float32Array(ROWS), emptyMemory(TINY, SEQUENCES), fresh);
    expect(never.loss[0]).toBeCloseTo(loss[0], 5);
    const always = await unrolled(kept, emptyMemory(TINY, SEQUENCES), fresh);
    expect(Math.abs(always.loss[0] - loss[0])).toBeLessThan(0.05 * loss[0]);
    expect(always.loss[0]).not.toBe(loss[0]);
  });

  it('a state of numbers stays within -1 and 1, whatever the parameters', async () => {
    const wild = parameters.map((value) => value * 30);
    const { memory } = await unrolled(kept, someState(), wild);
    for (const value of memory) expect(Math.abs(value)).toBeLessThanOrEqual(1);
  });

  it('a state that is no number shows in the next', async () => {
    const { memory, loss } = await unrolled(kept, someState().with(3, Number.NaN));
    expect(memory.some((value) => Number.isNaN(value))).toBe(true);
    expect(loss[0]).toBeNaN();
  });

  it('has the gradient that differences of the loss show, through all steps', async () => {
    const memory = someState();
    const train = await engine.compile(trainingProgram(policy, PLAIN, ROWS, ENTITIES));
    const look = await engine.compile(evaluationProgram(policy, ROWS, ENTITIES, STEPS));
    const zeros = (): Float32Array => new Float32Array(layout.size);
    const stepped = await train.run({
      ...{ ...all, parameters, memory, memory_lasts: broken, first_moment: zeros(), second_moment: zeros() },
      ...{ decay_mask: decayMask(layout), schedule: scheduleInput(1e-3, 1, PLAIN) },
    });
    const lossAt = async (at: Float32Array): Promise<number> =>
      (await look.run({ ...all, parameters: at, memory, memory_lasts: broken })).loss[0];
    expect(stepped.loss[0]).toBeCloseTo(await lossAt(parameters), 4);
    const gradient = Float64Array.from(stepped.first_moment, (value) => value / (1 - PLAIN.beta1));
    const checked: string[] = [];
    for (const { name, offset, size } of layout.slices) {
      if (!/^(memory|encoder|latent)\./.test(name)) continue;
      const slope = Math.hypot(...gradient.subarray(offset, offset + size));
      if (slope < 0.005) continue;
      const h = Math.min(0.05, 0.002 / slope);
      const moved = (sign: number): Float32Array => {
        const at = parameters.slice();
        for (let i = offset; i < offset + size; i++) at[i] += (sign * h * gradient[i]) / slope;
        return at;
      };
      const difference = ((await lossAt(moved(1))) - (await lossAt(moved(-1)))) / (2 * h);
      expect(Math.abs(difference - slope), name).toBeLessThan(0.05 * slope + 1e-3);
      checked.push(name);
    }
    // What is written and what the gate keeps matter to later steps only.
    for (const name of ['memory.write.w', 'memory.gate.w', 'memory.gate.state', 'memory.read.w'])
      expect(checked).toContain(name);
  });

  it('drops hidden numbers of a row in its own sequence and at its own step', async () => {
    const dropping = { ...PLAIN, dropout: 0.5 };
    const runner = await engine.compile(gradientProgram(policy, dropping, ROWS, ENTITIES));
    const hidden = hiddenNumbers(layout);
    const memoryOf = async (dropped: number | null): Promise<Float32Array[]> => {
      const factors = new Float32Array(ROWS * hidden).fill(1);
      if (dropped !== null) factors.fill(0, dropped * hidden, (dropped + 1) * hidden);
      const given = { ...all, parameters, memory: someState(), memory_lasts: kept, kept: factors };
      const { memory } = await runner.run(given);
      return [0, 1].map((s) => memory.slice(s * STATE, (s + 1) * STATE) as Float32Array);
    };
    const none = await memoryOf(null);
    expect(Float32Array.from(none.flatMap((part) => [...part]))).toEqual((await unrolled(kept)).memory);
    for (const row of [0, 1, ROWS - 2, ROWS - 1]) {
      const some = await memoryOf(row);
      const own = row % SEQUENCES;
      expect(some[own], `row ${row}`).not.toEqual(none[own]);
      expect(some[1 - own], `row ${row}`).toEqual(none[1 - own]);
    }
    // What a step drops is nothing to a sequence that begins its match after it.
    const begins = kept.with(2 * SEQUENCES, 0);
    const later = async (factors: Float32Array): Promise<Float32Array> => {
      const given = { ...all, parameters, memory: someState(), memory_lasts: begins, kept: factors };
      return (await runner.run(given)).memory.slice(0, STATE) as Float32Array;
    };
    const ones = new Float32Array(ROWS * hidden).fill(1);
    const zeroed = (row: number): Float32Array => ones.slice().fill(0, row * hidden, (row + 1) * hidden);
    expect(await later(zeroed(SEQUENCES))).toEqual(await later(ones));
    expect(await later(zeroed(2 * SEQUENCES))).not.toEqual(await later(ones));
  });

  it('learns what only the past tells: an order of four steps ago', async () => {
    // The last row of each sequence looks the same; what is to be ordered there was shown at its first.
    const shown = rows();
    const width = shown.entity_features.length / ROWS;
    const first = shown.entity_features.subarray(0, width);
    for (let row = 0; row < ROWS; row++) (shown.entity_features as Float32Array).set(first, row * width);
    for (const name of ['map', 'scalars', 'entity_position', 'entity_ids'] as const) {
      const part = shown[name].length / ROWS;
      const same = shown[name].slice(0, part);
      for (let row = 0; row < ROWS; row++) shown[name].set(same, row * part);
    }
    (shown.entity_features as Float32Array).fill(2, width, 2 * width); // Step 0 of the second sequence.
    shown['target.function'].fill(1);
    for (let s = 0; s < SEQUENCES; s++) shown['target.function'][(STEPS - 1) * SEQUENCES + s] = 2 + s;
    const optimiser = { ...PLAIN, clipNorm: 1 };
    const train = await engine.compile(trainingProgram(policy, optimiser, ROWS, ENTITIES));
    const parametersNow = initialise(layout, 5);
    const state = {
      parameters: parametersNow,
      first_moment: new Float32Array(layout.size),
      second_moment: new Float32Array(layout.size),
    };
    const memory = emptyMemory(TINY, SEQUENCES);
    const memory_lasts = kept.with(0, 0).with(1, 0);
    let right = 0;
    for (let at = 1; at <= 150; at++) {
      const { metrics } = await train.run(
        {
          ...shown,
          ...state,
          memory,
          memory_lasts,
          decay_mask: decayMask(layout),
          schedule: scheduleInput(5e-3, at, optimiser),
        },
        state,
      );
      right = metrics[2]; // Functions that are right, of all rows.
    }
    // Who remembers nothing is right in one of the two last rows at most.
    expect(right).toBe(ROWS);
  });
});
