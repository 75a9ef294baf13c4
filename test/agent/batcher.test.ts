import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPolicySeats, type PolicySeats } from '../../agent/policy-player.js';
import { createScripted } from '../../agent/scripted/index.js';
import type { Player } from '../../env-bridge/environment.js';
import { playMatch } from '../../env-bridge/match.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { createEngine, type Engine } from '../../src/engine/index.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { KhalaError } from '../../src/spec/errors.js';
import type { Outcome, TimeStep } from '../../src/spec/match.js';
import type { Command } from '../../src/spec/observation.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';

let engine: Engine;
/** Rows of each run of a graph. */
let runs: number[] = [];
beforeAll(async () => {
  const inner = await createEngine('onnx', { threads: 1 });
  engine = {
    ...inner,
    async compile(spec) {
      const runner = await inner.compile(spec);
      const rows = runner.outputs.answer.shape[0];
      return {
        ...runner,
        run: (inputs, into) => {
          runs.push(rows);
          return runner.run(inputs, into);
        },
      };
    },
  };
});
afterAll(() => engine.dispose());

function seatsOf(seed: number, of: Engine = engine): PolicySeats {
  const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
  const parameters = initialise(policy.layout, seed);
  return createPolicySeats({ policy, parameters }, of, { name: `fresh-${seed}`, temperature: 1, seed: 1 });
}

interface Played {
  readonly outcome: Outcome;
  readonly commands: readonly Command[];
}

/** Loops after which a match is broken off: enough for both to meet, or to miss each other. */
const UNTIL = 500;

async function play(one: Player, two: Player, seed: number, scenario = '3m'): Promise<Played> {
  const commands: Command[] = [];
  const players = new Map([
    [1, one],
    [2, two],
  ]);
  const enough = new AbortController();
  const observers = [
    {
      command: (_: number, loop: number, command: Command) => {
        commands.push(command);
        if (loop > UNTIL) enough.abort();
      },
    },
  ];
  const outcome = await playMatch(createSkirmish(scenario), players, {
    seed,
    observers,
    signal: enough.signal,
  });
  return { outcome, commands };
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

describe('decisions in batches', () => {
  it('are those that are made alone, for two policies and any number of matches', async () => {
    const [a, b] = [seatsOf(3), seatsOf(4)];
    const alone: Played[] = [];
    for (const seed of SEEDS) alone.push(await play(a.seat(), b.seat(), seed));
    // Full batches would be no test of padding, nor few of them one of full batches.
    for (const count of [1, 2, 5, 12]) {
      runs = [];
      const some = SEEDS.slice(0, count);
      const together = await Promise.all(some.map((seed) => play(a.seat(), b.seat(), seed)));
      expect(together).toEqual(alone.slice(0, count));
      expect(Math.max(...runs)).toBe({ 1: 1, 2: 4, 5: 8, 12: 16 }[count]);
    }
    expect(new Set(alone.map(({ commands }) => commands.length)).size).toBeGreaterThan(1);
    await a.dispose();
    await b.dispose();
  }, 60_000);

  it('are the same where matches of several sizes are played at the same time, one policy on both sides', async () => {
    const seats = seatsOf(5);
    const games = [
      ['3m', 1],
      ['8m', 2],
      ['3m', 3],
      ['10m_vs_11m', 4],
      ['8m', 5],
      ['10m_vs_11m', 6],
    ] as const;
    const alone: Played[] = [];
    for (const [scenario, seed] of games)
      alone.push(await play(seats.seat(), createScripted('Easy'), seed, scenario));
    const together = await Promise.all(
      games.map(([scenario, seed]) => play(seats.seat(), createScripted('Easy'), seed, scenario)),
    );
    expect(together).toEqual(alone);
    const [mirror] = await Promise.all([
      play(seats.seat(), seats.seat(), 7),
      play(seats.seat(), seats.seat(), 8),
    ]);
    expect(mirror).toEqual(await play(seats.seat(), seats.seat(), 7));
    await seats.dispose();
  }, 60_000);

  it('are made one by one where a larger graph answers otherwise', async () => {
    const exact = seatsOf(6);
    const alone = await Promise.all(SEEDS.slice(0, 5).map((seed) => play(exact.seat(), exact.seat(), seed)));
    const rough: Engine = {
      ...engine,
      async compile(spec) {
        const runner = await engine.compile(spec);
        if (runner.outputs.answer.shape[0] === 1) return runner;
        return {
          ...runner,
          run: async (inputs) => {
            const { answer } = await runner.run(inputs);
            return { answer: Float32Array.from(answer, (x) => x * (1 + 2 ** -20)) };
          },
        };
      },
    };
    const seats = seatsOf(6, rough);
    const together = await Promise.all(
      SEEDS.slice(0, 5).map((seed) => play(seats.seat(), seats.seat(), seed)),
    );
    expect(together).toEqual(alone);
    await exact.dispose();
    await seats.dispose();
  }, 60_000);

  it('a player who cannot be encoded fails alone', async () => {
    const seats = seatsOf(3);
    const whole = await play(seats.seat(), seats.seat(), 2);
    const broken = seats.seat();
    const damaged: Player = {
      ...broken,
      act: (step: TimeStep) => {
        const entities = new Proxy(step.observation.entities, {
          get: () => {
            throw new Error('no such column');
          },
        });
        return broken.act({ ...step, observation: { ...step.observation, entities } });
      },
    };
    const [lost, other] = await Promise.all([
      play(damaged, seats.seat(), 1),
      play(seats.seat(), seats.seat(), 2),
    ]);
    expect(lost.outcome).toMatchObject({ reason: 'crash', results: { 1: 'loss', 2: 'win' } });
    expect(other).toEqual(whole);
    await seats.dispose();
  });

  it('a graph that fails is told to all who wait for it, and to nobody later', async () => {
    let fails = true;
    const failing: Engine = {
      ...engine,
      async compile(spec) {
        const runner = await engine.compile(spec);
        return {
          ...runner,
          run: (inputs, into) =>
            fails ? Promise.reject(new KhalaError('NOT_FINITE', 'run: broken')) : runner.run(inputs, into),
        };
      },
    };
    const environment = createSkirmish('3m');
    environment.reset(1);
    const seats = seatsOf(3, failing);
    const one = seats.seat();
    await one.start(environment.matchInfo(1));
    await expect(one.act(environment.observe(1))).rejects.toMatchObject({ code: 'NOT_FINITE' });
    fails = false;
    await expect(one.act(environment.observe(1))).resolves.toHaveProperty('ability');
    expect(one.decisionMilliseconds()).toBeGreaterThan(0);
    await seats.dispose();
    await expect(one.act(environment.observe(1))).rejects.toMatchObject({ code: 'PROTOCOL_STATE' });
  });
});
