import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScripted } from '../../agent/scripted/index.js';
import { playMatch } from '../../env-bridge/match.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { createEngine, type Engine } from '../../src/engine/index.js';
import type { Checkpoint } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { ALLIANCE } from '../../src/spec/columns.js';
import type { MatchInfo, Outcome, Rejection, TimeStep } from '../../src/spec/match.js';
import type { Command } from '../../src/spec/observation.js';
import { DELAY_BINS, SKIRMISH_VOCABULARY, type Vocabulary } from '../../src/spec/vocabulary.js';
import { createPolicyPlayer, type PolicyPlayer } from './alone.js';

/** A policy of random weights that was never trained. */
function freshCheckpoint(vocabulary: Vocabulary = SKIRMISH_VOCABULARY): Checkpoint {
  const policy = createPolicy(modelConfig('nano'), vocabulary);
  const parameters = initialise(policy.layout, 3);
  const description = {
    format: 'khala-policy',
    version: 1,
    step: 0,
    model: policy.config,
    vocabulary: structuredClone(vocabulary) as Checkpoint['description']['vocabulary'],
    training: {},
    weightsHash: '',
  } as const;
  return { path: 'fresh', description, policy, parameters };
}

interface Played {
  readonly outcome: Outcome;
  readonly commands: readonly { readonly step: TimeStep; readonly command: Command }[];
  readonly rejected: readonly Rejection[];
}

/** A match on 3m against VeryEasy, who leaves it time, with what the policy saw and said. */
async function play(player: PolicyPlayer, seed: number): Promise<Played> {
  const commands: { step: TimeStep; command: Command }[] = [];
  const rejected: Rejection[] = [];
  let last: TimeStep | null = null;
  const players = new Map([
    [1, player],
    [2, createScripted('VeryEasy')],
  ]);
  const outcome = await playMatch(createSkirmish('3m'), players, {
    seed,
    observers: [
      {
        observation: (id, step) => {
          if (id !== 1) return;
          last = step;
          rejected.push(...step.info.rejected);
        },
        command: (id, _, command) => {
          if (id === 1 && last) commands.push({ step: last, command });
        },
      },
    ],
  });
  return { outcome, commands, rejected };
}

describe('a policy in a seat', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine('onnx', { threads: 1 });
  });
  afterAll(() => engine.dispose());

  async function withPlayer<T>(
    temperature: number,
    seed: number,
    work: (player: PolicyPlayer) => Promise<T>,
  ): Promise<T> {
    const player = createPolicyPlayer(freshCheckpoint(), engine, { name: 'fresh', temperature, seed });
    try {
      return await work(player);
    } finally {
      await player.dispose();
    }
  }
  const said = ({ commands }: Played): Command[] => commands.map(({ command }) => command);

  it('plays a whole match without a fault, and commands only its own units', async () => {
    const played = await withPlayer(1, 1, async (player) => {
      const matches: Played[] = [];
      for (const seed of [1, 2, 3, 4, 5]) matches.push(await play(player, seed));
      return matches;
    });
    for (const { outcome } of played) {
      expect(outcome.faults).toEqual({});
      expect(['eliminated', 'time_limit']).toContain(outcome.reason);
    }
    const commands = played.flatMap((match) => match.commands);
    const rejected = played.flatMap((match) => match.rejected);
    expect(commands.length).toBeGreaterThan(50);
    const functions = new Set<string>();
    for (const { step, command } of commands) {
      const { tag, alliance } = step.observation.entities;
      const own = new Set([...tag].filter((_, i) => alliance[i] === ALLIANCE.self));
      for (const unit of command.units) expect(own.has(unit)).toBe(true);
      expect(command.units.length > 0).toBe(command.ability !== 0);
      expect(new Set(command.units).size).toBe(command.units.length);
      expect(DELAY_BINS as readonly number[]).toContain(command.delay);
      if (command.target.kind === 'entity') expect([...tag]).toContain(command.target.tag);
      if (command.target.kind === 'point') {
        for (const coordinate of [command.target.x, command.target.y])
          expect(coordinate > 0 && coordinate < 32).toBe(true);
      }
      functions.add(`${command.ability}:${command.target.kind}`);
    }
    // A fresh policy tries nearly everything that marines can do.
    expect(functions.size).toBeGreaterThan(5);
    const names = new Set(SKIRMISH_VOCABULARY.functions.map((fn) => `${fn.ability}:${fn.target}`));
    for (const name of functions) expect(names.has(name)).toBe(true);
    // What no unit of its own can do is masked. What a target, a queue or research allows, only the game can judge.
    const reasons = [
      'CantTargetThatUnit',
      'CantTargetFriendlyUnits',
      'CantQueueThatOrder',
      'TechRequirementsNotMet',
    ];
    expect(rejected.map(({ result }) => result).filter((result) => !reasons.includes(result))).toEqual([]);
  });

  it('takes the likeliest command at temperature 0, whatever the seed', async () => {
    const one = await withPlayer(0, 1, (player) => play(player, 4));
    const other = await withPlayer(0, 2, (player) => play(player, 4));
    expect(said(other)).toEqual(said(one));
    expect(other.outcome).toEqual(one.outcome);
  });

  it('samples at temperature 1: the same with the same seed, else otherwise', async () => {
    const one = await withPlayer(1, 1, (player) => play(player, 4));
    const same = await withPlayer(1, 1, (player) => play(player, 4));
    const other = await withPlayer(1, 2, (player) => play(player, 4));
    expect(said(same)).toEqual(said(one));
    expect(said(other).slice(0, 10)).not.toEqual(said(one).slice(0, 10));
  });

  it('plays a match the same, whatever it played before', async () => {
    const alone = await withPlayer(1, 1, (player) => play(player, 6));
    const after = await withPlayer(1, 1, async (player) => {
      await play(player, 7);
      return play(player, 6);
    });
    expect(said(after)).toEqual(said(alone));
  });

  it('does not act before a match has started', async () => {
    const environment = createSkirmish('3m');
    environment.reset(1);
    await withPlayer(0, 1, async (player) => {
      await expect(player.act(environment.observe(1))).rejects.toMatchObject({ code: 'PROTOCOL_STATE' });
    });
  });

  it('does not play a game of another vocabulary', async () => {
    const environment = createSkirmish('3m');
    environment.reset(1);
    const info = environment.matchInfo(1);
    const start = (vocabulary: Vocabulary) =>
      withPlayer(0, 1, async (player) => player.start({ ...info, vocabulary } satisfies MatchInfo));
    await expect(start({ ...SKIRMISH_VOCABULARY, name: 'melee' })).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
    });
    const { functions } = SKIRMISH_VOCABULARY;
    const foreign = functions.map((fn, f) => (f === 0 ? fn : { ...fn, ability: fn.ability + 5000 }));
    await expect(start({ ...SKIRMISH_VOCABULARY, functions: foreign })).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
    });
    await expect(start(SKIRMISH_VOCABULARY)).resolves.toBeUndefined();
  });
});
