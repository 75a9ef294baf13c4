/** A policy with a memory in its seats: what it remembers, of which match, and for how long. */
import { createHash } from 'node:crypto';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionProgram, memorySize, noiseSize } from '../../agent/decision.js';
import { createPolicySeats, type PolicySeats } from '../../agent/policy-player.js';
import { createScripted } from '../../agent/scripted/index.js';
import type { Player } from '../../env-bridge/environment.js';
import { connectBridge, startBridge } from '../../env-bridge/index.js';
import { playMatch } from '../../env-bridge/match.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { createEngine, type Engine, traceToOnnx } from '../../src/engine/index.js';
import { modelConfig } from '../../src/model/config.js';
import { inputArrays } from '../../src/model/inputs.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy, policyInputs } from '../../src/model/policy.js';
import type { Command } from '../../src/spec/observation.js';
import { createRandom } from '../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { CuttableWire } from '../env-bridge/wire.js';

const policy = createPolicy({ ...modelConfig('nano'), latents: 4, memory: true }, SKIRMISH_VOCABULARY);
/** Parameters that listen to their memory. */
const parameters = initialise(policy.layout, 3);
for (const { name, offset, size } of policy.layout.slices)
  if (name === 'memory.read.w') for (let i = offset; i < offset + size; i++) parameters[i] *= 30;

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine('onnx', { threads: 1 });
});
afterAll(() => engine.dispose());

const seatsOf = (of: Engine = engine): PolicySeats =>
  createPolicySeats({ policy, parameters }, of, { name: 'remembering', temperature: 1, seed: 1 });

/** Commands of player 1 up to this loop of a match. */
async function commandsOf(player: Player, seed: number, until = 200): Promise<Command[]> {
  const commands: Command[] = [];
  const enough = new AbortController();
  const observer = {
    command: (seat: number, loop: number, command: Command) => {
      if (seat === 1) commands.push(command);
      if (loop > until) enough.abort();
    },
  };
  const players = new Map([
    [1, player],
    [2, createScripted('Easy')],
  ]);
  await playMatch(createSkirmish('3m'), players, { seed, observers: [observer], signal: enough.signal });
  return commands;
}

it('the graph of a decision without a memory stays what it is whatever a memory comes to need, bit for bit', () => {
  const plain = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
  const model = traceToOnnx(decisionProgram(plain, initialise(plain.layout, 1), 16));
  expect(createHash('sha256').update(model).digest('hex').slice(0, 16)).toBe('afa369603c5560ac');
});

it('an exported model has the state as one input and one output more', async () => {
  const model = traceToOnnx(decisionProgram(policy, parameters, 16));
  const session = await ort.InferenceSession.create(model);
  expect(session.inputNames).toContain('memory');
  expect([...session.outputNames]).toEqual(['answer', 'memory_out']);
  await session.release();
});

it('a decision depends on what is remembered, and on nothing else that is not seen', async () => {
  const runner = await engine.compile(decisionProgram(policy, parameters, 16));
  const inputs = policyInputs(policy, 1, 16);
  inputs.entity_mask.fill(1, 0, 4);
  inputs.own_mask.fill(1, 0, 2);
  inputs.function_mask.fill(1);
  const seen = { ...inputArrays(inputs), noise: new Float32Array(noiseSize(policy, 16)) };
  const random = createRandom('states');
  const state = (): Float32Array =>
    Float32Array.from({ length: memorySize(policy) }, () => random.range(-1, 1));
  const [one, other] = [state(), state()];
  const answer = async (memory: Float32Array) => (await runner.run({ ...seen, memory })).answer;
  expect(await answer(one)).toEqual(await answer(one));
  expect(await answer(one)).not.toEqual(await answer(other));
});

describe('a seat', () => {
  it('remembers nothing of the match before', async () => {
    const seats = seatsOf();
    const seat = seats.seat();
    const first = await commandsOf(seat, 1);
    const between = await commandsOf(seat, 2);
    expect(await commandsOf(seat, 1)).toEqual(first);
    expect(between).not.toEqual(first);
    await seats.dispose();
  });

  it('remembers its own match, whatever others are decided in the same batch', async () => {
    const seats = seatsOf();
    const seeds = [1, 2, 3, 4, 5];
    const alone: Command[][] = [];
    for (const seed of seeds) alone.push(await commandsOf(seats.seat(), seed));
    const together = await Promise.all(seeds.map((seed) => commandsOf(seats.seat(), seed)));
    expect(together).toEqual(alone);
    await seats.dispose();
  });

  it('plays otherwise when it forgets', async () => {
    const seats = seatsOf();
    const forgetful: Engine = {
      ...engine,
      async compile(spec) {
        const runner = await engine.compile(spec);
        return {
          ...runner,
          run: (inputs) => runner.run({ ...inputs, memory: new Float32Array(inputs.memory.length) }),
        };
      },
    };
    const others = seatsOf(forgetful);
    expect(await commandsOf(seats.seat(), 1)).not.toEqual(await commandsOf(others.seat(), 1));
    await seats.dispose();
    await others.dispose();
  });

  it('fails alone where its memory is no number any more', async () => {
    const environment = createSkirmish('3m');
    environment.reset(1);
    const step = environment.observe(1);
    let poisons = false;
    const poisoning: Engine = {
      ...engine,
      async compile(spec) {
        const runner = await engine.compile(spec);
        return {
          ...runner,
          run: async (inputs) => {
            const outputs = await runner.run(inputs);
            return poisons
              ? { ...outputs, memory: (outputs.memory as Float32Array).with(2, Number.NaN) }
              : outputs;
          },
        };
      },
    };
    const seats = seatsOf(poisoning);
    const [one, two] = [seats.seat(), seats.seat()];
    for (const seat of [one, two]) await seat.start(environment.matchInfo(1));
    const acts = () => Promise.allSettled([one.act(step), two.act(step)]);
    for (const { status } of await acts()) expect(status).toBe('fulfilled');
    poisons = true;
    const outcomes = await acts(); // In one batch, of which the first row is poisoned.
    expect(outcomes[0]).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FINITE' } });
    expect(outcomes[1].status).toBe('fulfilled');
    await seats.dispose();
  });

  it('remembers through a cut of its connection', async () => {
    const seats = seatsOf();
    const direct = await commandsOf(seats.seat(), 4);
    const bridge = await startBridge({ vocabulary: SKIRMISH_VOCABULARY });
    const wire = await CuttableWire.before(bridge.url);
    const limits = { retryFirstMs: 5, retryMostMs: 20 };
    const client = await connectBridge(wire.url, { name: 'remembering', limits });
    const environment = createSkirmish('3m');
    try {
      const settings = { mode: 'lockstep' } as const;
      bridge.open({ environment, seed: 4, players: new Map([[2, createScripted('Easy')]]), settings });
      const seat = seats.seat();
      const commands: Command[] = [];
      let enough: () => void = () => undefined;
      const played = new Promise<void>((resolve) => {
        enough = resolve;
      });
      const cut: Player = {
        ...seat,
        act: async (step) => {
          const command = await seat.act(step);
          commands.push(command);
          if (commands.length === 3) wire.cut();
          if (commands.length === 6) setImmediate(() => wire.cut());
          if (commands.length === direct.length) enough();
          return command;
        },
      };
      client.play(cut).catch(() => undefined);
      await played;
      expect(commands).toEqual(direct);
    } finally {
      await client.close();
      await wire.close();
      await bridge.close();
      environment.close();
      await seats.dispose();
    }
  });
});
