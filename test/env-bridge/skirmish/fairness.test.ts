/**
 * Neither seat is better: the same game with the players exchanged is the same game, and equal players win equally.
 */
import { describe, expect, test } from 'vitest';
import { deploy } from '../../../env-bridge/skirmish/deploy.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { createBuffers, judge, runLoop } from '../../../env-bridge/skirmish/loop.js';
import { giveCommand } from '../../../env-bridge/skirmish/orders.js';
import { fieldOf, openScenario, scenarioNames } from '../../../env-bridge/skirmish/scenario.js';
import { createState } from '../../../env-bridge/skirmish/state.js';
import { ALLIANCE } from '../../../src/spec/columns.js';
import type { Command } from '../../../src/spec/observation.js';
import { createRandom } from '../../../src/spec/random.js';
import { ABILITY } from '../../../src/spec/vocabulary.js';

function attackMove(units: readonly bigint[], x: number): Command {
  return {
    ability: ABILITY.attack,
    delay: 8,
    queued: false,
    units,
    target: { kind: 'point', x, y: 16 },
  };
}

/** Everyone attack-moves to the other side and back; `watch` is called after each turn. */
function playOut(game: ReturnType<typeof createSkirmish>, watch: () => void): void {
  for (let turn = 0; game.outcome === null; turn++) {
    const commands = game.players.map((player) => {
      const { entities, count } = game.observe(player).observation;
      const own = Array.from({ length: count }, (_, r) => r).filter(
        (r) => entities.alliance[r] === ALLIANCE.self,
      );
      const right = (player === 1) === (turn % 2 === 0);
      return [
        player,
        [
          attackMove(
            own.map((r) => entities.tag[r]),
            right ? 27 : 5,
          ),
        ],
      ] as const;
    });
    game.step(new Map(commands), 150);
    watch();
  }
}

test('same seed, same states; another seed, others', () => {
  const game = createSkirmish('MMM');
  const hashes = (seed: number): string[] => {
    const seen: string[] = [];
    game.reset(seed);
    playOut(game, () => seen.push(game.stateHash()));
    return seen;
  };
  const first = hashes(5);
  expect(hashes(5)).toEqual(first);
  expect(hashes(6)).not.toEqual(first);
  game.close();
});

test('the number of loops a step does not matter', () => {
  const run = (loops: number): string => {
    const game = createSkirmish('3s5z');
    game.reset(9);
    for (const player of [1, 2]) {
      const tags = [...game.observe(player).observation.entities.tag];
      game.step(new Map([[player, [attackMove(tags, player === 1 ? 27 : 5)]]]), 0);
    }
    for (let ran = 0; ran < 240; ran += loops) game.step(new Map(), loops);
    return game.stateHash();
  };
  expect(run(1)).toBe(run(240));
  expect(run(1)).toBe(run(8));
});

describe('with the players exchanged', () => {
  test.each(scenarioNames)('%s goes the same way, bit for bit', (name) => {
    const scenario = openScenario(name);
    for (let seed = 0; seed < 5; seed++) {
      const units = deploy(scenario, createRandom('exchange', seed));
      const play = (exchange: boolean) => {
        const seat = (player: number): number => (exchange ? 3 - player : player);
        const state = createState(
          fieldOf(scenario),
          units.map((unit) => ({ ...unit, player: seat(unit.player) })),
        );
        const buffers = createBuffers(state);
        for (const side of [1, 2])
          giveCommand(
            state,
            seat(side),
            attackMove(
              units.filter((unit) => unit.player === side).map((unit) => unit.tag),
              side === 1 ? 27 : 5,
            ),
          );
        let outcome = judge(state, 600);
        while (outcome === null) {
          runLoop(state, buffers);
          outcome = judge(state, 600);
        }
        const results = [outcome.results[seat(1)], outcome.results[seat(2)]];
        return { results, loops: outcome.loops, health: [...state.health], x: [...state.x], y: [...state.y] };
      };
      expect(play(true)).toEqual(play(false));
    }
  });
});

test.each(['3m', '3s5z', 'random'])('%s: equal players win equally', (name) => {
  const game = createSkirmish(name);
  const tally = { win: 0, draw: 0, loss: 0 };
  for (let seed = 0; seed < 200; seed++) {
    game.reset(seed);
    playOut(game, () => undefined);
    if (game.outcome) tally[game.outcome.results[1]]++;
  }
  const decided = tally.win + tally.loss;
  expect(decided).toBeGreaterThan(150);
  // Four standard deviations of a fair coin.
  expect(Math.abs(tally.win - decided / 2)).toBeLessThan(4 * Math.sqrt(decided / 4));
  game.close();
});
