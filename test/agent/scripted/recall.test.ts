/** The script that remembers, and the maze that it is for: what is seen at the turn must not tell which way. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveAgent } from '../../../agent/resolve.js';
import { createScripted } from '../../../agent/scripted/index.js';
import { createRecall, RECALL } from '../../../agent/scripted/recall.js';
import { playMatch } from '../../../env-bridge/match.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { ALLIANCE, ENTITY_COLUMN_NAMES } from '../../../src/spec/columns.js';
import type { Outcome, TimeStep } from '../../../src/spec/match.js';
import type { Command, Observation } from '../../../src/spec/observation.js';
import { packageRoot } from '../../../src/spec/package-root.js';
import { ABILITY } from '../../../src/spec/vocabulary.js';

const FOLDER = join(packageRoot(import.meta.url), 'docs', 'scenarios');
const MAZE = join(FOLDER, 't-maze.json');
/** The Spore Crawler is on either side in half of these. */
const SEEDS = [7, 8, 10, 12, 13, 15];

interface Decision {
  readonly observation: Observation;
  readonly command: Command;
}

/** A match of the maze by this script as player 1. */
async function play(
  seed: number,
  player = createRecall(),
  maze = MAZE,
): Promise<{ outcome: Outcome; decisions: Decision[] }> {
  const decisions: Decision[] = [];
  const watched = {
    ...player,
    act: async (step: TimeStep) => {
      const command = await player.act(step);
      decisions.push({ observation: step.observation, command });
      return command;
    },
  };
  const seats = new Map([
    [1, watched],
    [2, createScripted('VeryEasy')],
  ]);
  return { outcome: await playMatch(createSkirmish(maze), seats, { seed }), decisions };
}

const attackOf = (decisions: readonly Decision[]): Decision =>
  decisions.find(({ command }) => command.ability === ABILITY.attack) as Decision;

/** All that an observation says but for the tags, which are drawn, in an order that does not depend on them. */
function said({
  entities,
  count,
  player,
  upgrades,
  lastCommand,
  visibility,
  gameLoop,
}: Observation): unknown {
  const columns = ENTITY_COLUMN_NAMES.filter((name) => name !== 'tag');
  const rows = Array.from({ length: count }, (_, i) =>
    columns.map((name) => String(entities[name][i])).join(),
  );
  return [rows.sort(), gameLoop, player, upgrades, lastCommand?.ability, lastCommand?.target, visibility];
}

describe('the T-maze', () => {
  it('is won from memory on either side, and what is seen at the turn is the same on both', async () => {
    const turns = new Map<number, unknown>();
    for (const seed of SEEDS) {
      const { outcome, decisions } = await play(seed);
      expect(outcome.results[1]).toBe('win');
      const { observation, command } = attackOf(decisions);
      const { target } = command;
      if (target.kind !== 'point') expect.fail('the attack has no point');
      expect(observation.entities.alliance).not.toContain(ALLIANCE.enemy);
      turns.set(target.x, said(observation));
    }
    expect([...turns.keys()].sort((a, b) => a - b)).toEqual([17, 31]);
    expect(turns.get(17)).toEqual(turns.get(31));
  });

  it.each([0, 1, 2])('has lessons that begin nearer to the turn: %i', async (number) => {
    const { outcome, decisions } = await play(
      8,
      createRecall(),
      join(FOLDER, `t-maze-lesson-${number}.json`),
    );
    expect(outcome.results[1]).toBe('win');
    const { observation } = attackOf(decisions);
    // The Observer is shot at loop 44; in the maze itself the turn is at 116.
    expect(observation.gameLoop).toBe([2, 52, 72][number]);
    expect(observation.entities.alliance.includes(ALLIANCE.enemy)).toBe(number === 0);
  });

  it('is not won by who turns the wrong way first', async () => {
    for (const seed of SEEDS.slice(0, 3)) {
      const recall = createRecall();
      const { outcome } = await play(seed, {
        ...recall,
        act: async (step: TimeStep) => {
          const command = await recall.act(step);
          const { target } = command;
          if (command.ability !== ABILITY.attack || target.kind !== 'point') return command;
          // The other room at first, then back.
          const lost = step.observation.gameLoop < 300;
          return lost ? { ...command, target: { ...target, x: 48 - target.x } } : command;
        },
      });
      expect(outcome.results[1]).toBe('draw');
    }
  });

  it('is not won by who remembers nothing: a script asked at the turn alone does not know', async () => {
    const { decisions } = await play(1);
    const environment = createSkirmish(MAZE);
    environment.reset(1);
    const fresh = createRecall();
    await fresh.start(environment.matchInfo(1));
    const { observation } = attackOf(decisions);
    const step = { ...environment.observe(1), observation };
    expect(await fresh.act(step)).not.toMatchObject({ ability: ABILITY.attack });
  });
});

it('cannot act before a match has started', () => {
  const environment = createSkirmish(MAZE);
  environment.reset(1);
  expect(() => createRecall().act(environment.observe(1))).toThrow(/call start/);
});

it('the script is found by its name, and starts every match anew', async () => {
  const { player, dispose } = await resolveAgent(RECALL, {
    ...{ temperature: 0, seed: 1, engine: 'auto', threads: 1 },
  });
  expect(player.name).toBe(RECALL);
  const [first, second] = [
    await play(2, player as ReturnType<typeof createRecall>),
    await play(2, createRecall()),
  ];
  await play(1, player as ReturnType<typeof createRecall>);
  const again = await play(2, player as ReturnType<typeof createRecall>);
  expect(first.decisions.map(({ command }) => command)).toEqual(
    second.decisions.map(({ command }) => command),
  );
  expect(again.decisions.map(({ command }) => command)).toEqual(
    first.decisions.map(({ command }) => command),
  );
  await dispose();
});
