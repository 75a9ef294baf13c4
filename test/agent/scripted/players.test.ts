import { describe, expect, it } from 'vitest';
import { createScripted, DIFFICULTIES, type Difficulty } from '../../../agent/scripted/index.js';
import { playMatch } from '../../../env-bridge/match.js';
import { createSkirmish, scenarioNames } from '../../../env-bridge/skirmish/index.js';
import { ALLIANCE } from '../../../src/spec/columns.js';
import type { TimeStep } from '../../../src/spec/match.js';
import type { Command, Observation } from '../../../src/spec/observation.js';
import { ABILITY } from '../../../src/spec/vocabulary.js';
import { INFO, scene } from './scene.js';

const names = Object.keys(DIFFICULTIES) as Difficulty[];
const stepOf = (observation: Observation): TimeStep => ({
  observation,
  reward: 0,
  terminated: false,
  truncated: false,
  info: { rejected: [] },
});

/** All (observation, command) pairs of one side of a match, and what the game refused. */
async function record(difficulty: Difficulty, scenario: string, seed: number) {
  const pairs: { step: TimeStep; command: Command }[] = [];
  const player = createScripted(difficulty);
  const observed = {
    ...player,
    act: async (step: TimeStep): Promise<Command> => {
      const command = await player.act(step);
      pairs.push({ step, command });
      return command;
    },
  };
  const environment = createSkirmish(scenario);
  const opponent = createScripted('Elite');
  const outcome = await playMatch(
    environment,
    new Map([
      [1, observed],
      [2, opponent],
    ]),
    { seed },
  );
  const info = environment.matchInfo(1);
  environment.close();
  return { pairs, outcome, info };
}

describe('scripted players', () => {
  it('carry the numbers of the SC2 API where it has one', () => {
    expect(names.map((name) => DIFFICULTIES[name].sc2)).toEqual([1, 2, 3, 5, 7, null, 8]);
  });

  it('cannot act before a match has started', () => {
    const player = createScripted('Easy');
    expect(() => player.act(stepOf(scene([], [])))).toThrow(/call start/);
  });

  it.each(names)('%s waits when it has no units left', (name) => {
    const player = createScripted(name);
    player.start(INFO);
    expect(player.act(stepOf(scene([], [{ tag: 9n, type: 'marine', x: 5, y: 5 }])))).toMatchObject({
      ability: 0,
      delay: 2,
    });
  });

  it.each(scenarioNames)('give only commands that the game accepts on %s', async (scenario) => {
    for (const name of names) {
      const { pairs, outcome } = await record(name, scenario, 7);
      expect(outcome.faults).toEqual({});
      expect(pairs.flatMap(({ step }) => step.info.rejected.map((refusal) => refusal.result))).toEqual([]);
      // Who waits for the foe, as VeryEasy does, acts only where one comes.
      const met = pairs.some(({ step }) => step.observation.entities.alliance.includes(ALLIANCE.enemy));
      expect(pairs.some(({ command }) => command.ability !== 0)).toBe(met || name !== 'VeryEasy');
    }
  });

  it('remember nothing: a fresh player says the same to any observation', async () => {
    for (const name of names) {
      const { pairs, info } = await record(name, '3s5z', 3);
      for (const { step, command } of pairs.filter((_, i) => i % 7 === 0)) {
        const fresh = createScripted(name);
        fresh.start(info);
        expect(fresh.act(step)).toEqual(command);
      }
    }
  });

  it('VeryEasy holds its ground until it is hurt', () => {
    const player = createScripted('VeryEasy');
    player.start(INFO);
    const foe = { tag: 9n, type: 'marine', x: 14, y: 10 } as const;
    const whole = scene([{ tag: 1n, type: 'marine', x: 10, y: 10 }], [foe]);
    const hurt = scene([{ tag: 1n, type: 'marine', x: 10, y: 10, health: 20 }], [foe]);
    expect(player.act(stepOf(whole))).toMatchObject({ ability: ABILITY.hold_position });
    expect(player.act(stepOf(hurt))).toMatchObject({
      ability: ABILITY.attack,
      target: { kind: 'entity', tag: 9n },
    });
  });

  it('Medium gathers a scattered group before it goes', () => {
    const player = createScripted('Medium');
    player.start(INFO);
    const scattered = scene(
      [
        { tag: 1n, type: 'marine', x: 4, y: 10 },
        { tag: 2n, type: 'marine', x: 16, y: 10 },
      ],
      [],
    );
    expect(player.act(stepOf(scattered))).toMatchObject({
      ability: ABILITY.move,
      target: { kind: 'point', x: 10, y: 10 },
    });
  });

  it('Medivacs heal the friend that needs it most', () => {
    const player = createScripted('Champion');
    player.start(INFO);
    const observation = scene(
      [
        { tag: 1n, type: 'medivac', x: 10, y: 10, energy: 50 },
        { tag: 2n, type: 'marine', x: 12, y: 10, health: 40, order: ABILITY.attack, engaged: 9n },
        { tag: 3n, type: 'marine', x: 12, y: 11, health: 15, order: ABILITY.attack, engaged: 9n },
      ],
      [{ tag: 9n, type: 'zealot', x: 17, y: 10.5 }],
    );
    expect(player.act(stepOf(observation))).toMatchObject({
      ability: ABILITY.effect_heal,
      units: [1n],
      target: { kind: 'entity', tag: 3n },
    });
  });
});
