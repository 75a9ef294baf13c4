/**
 * Speed of the simulator. Run: npx vitest bench --run test/bench/skirmish.bench.ts
 */
import { bench, describe } from 'vitest';
import { createScripted } from '../../agent/scripted/index.js';
import { playMatch } from '../../env-bridge/match.js';
import { createSkirmish, scenarioNames } from '../../env-bridge/skirmish/index.js';
import type { Command } from '../../src/spec/observation.js';
import { ABILITY } from '../../src/spec/vocabulary.js';

/** Everybody attack-moves at each other: a game that is all fight. */
function engageAll(name: string, seed: number) {
  const game = createSkirmish(name);
  game.reset(seed);
  const commands = new Map<number, Command[]>();
  for (const player of game.players) {
    const units = [...game.observe(player).observation.entities.tag];
    const target = { kind: 'point', x: player === 1 ? 27 : 5, y: 16 } as const;
    commands.set(player, [{ ability: ABILITY.attack, delay: 1, queued: false, units, target }]);
  }
  game.step(commands, 1);
  return game;
}

describe('100 game loops of fighting', () => {
  for (const name of scenarioNames)
    bench(name, () => {
      engageAll(name, 1).step(new Map(), 99);
    });
});

describe('one observation', () => {
  for (const name of scenarioNames) {
    const game = engageAll(name, 1);
    game.step(new Map(), 60);
    bench(name, () => {
      game.observe(1);
    });
  }
});

describe('a match of 3s5z, Elite against Elite', () => {
  const game = createSkirmish('3s5z');
  bench('seed 1', async () => {
    await playMatch(
      game,
      new Map([
        [1, createScripted('Elite')],
        [2, createScripted('Elite')],
      ]),
      { seed: 1 },
    );
  });
});
