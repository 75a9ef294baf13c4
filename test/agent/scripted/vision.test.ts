/** CheatVision sees through fog, and nobody else does. */
import { describe, expect, it } from 'vitest';
import { createScripted } from '../../../agent/scripted/index.js';
import type { Player } from '../../../env-bridge/environment.js';
import { playMatch } from '../../../env-bridge/match.js';
import { seersOf } from '../../../env-bridge/sc2/server/computers.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { ALLIANCE } from '../../../src/spec/columns.js';
import type { TimeStep } from '../../../src/spec/match.js';
import { VISIBILITY } from '../../../src/spec/observation.js';

/** Enemies in the first observation of a match. */
function watching(player: Player, seen: number[]): Player {
  let first = true;
  return {
    ...player,
    act(step: TimeStep) {
      if (first)
        seen.push(step.observation.entities.alliance.filter((side) => side === ALLIANCE.enemy).length);
      first = false;
      return player.act(step);
    },
  };
}

describe('full vision', () => {
  it('is for the player who has it, in the match that he plays', async () => {
    const environment = createSkirmish('3m');
    const cheat: number[] = [];
    const honest: number[] = [];
    const play = (one: Player) =>
      playMatch(
        environment,
        new Map([
          [1, one],
          [2, watching(createScripted('Champion'), honest)],
        ]),
        { seed: 3 },
      );
    await play(watching(createScripted('CheatVision'), cheat));
    await play(watching(createScripted('Elite'), honest));
    environment.close();
    expect(cheat).toEqual([3]);
    expect(honest).toEqual([0, 0, 0]);
  });

  it('lets its player attack in the fog, keeps the other in it, and ends with the match', () => {
    const game = createSkirmish('3m');
    game.reset(3, [2]);
    expect(new Set(game.observe(2).observation.visibility)).toEqual(new Set([VISIBILITY.visible]));
    expect(game.observe(1).observation.visibility).toContain(VISIBILITY.hidden);
    const { entities } = game.observe(2).observation;
    const [own, foe] = [ALLIANCE.self, ALLIANCE.enemy].map(
      (side) => entities.tag[entities.alliance.indexOf(side)],
    );
    const attack = {
      ability: 3674,
      delay: 2,
      queued: false,
      units: [own],
      target: { kind: 'entity', tag: foe },
    } as const;
    expect(game.give(2, attack).refused).toEqual([]);
    expect(
      game.give(1, { ...attack, units: [foe], target: { kind: 'entity', tag: own } }).refused,
    ).toMatchObject([{ result: 'MustTargetVisibleUnit' }]);
    game.reset(3);
    expect(game.observe(2).observation.visibility).toContain(VISIBILITY.hidden);
    expect(() => game.reset(3, [3])).toThrow(/no player 3/);
    game.close();
  });

  it('is given by an API server to cheating computers only', () => {
    expect(
      seersOf([
        { type: 'Participant', difficulty: 'CheatVision' },
        { type: 'Computer', difficulty: 'CheatVision' },
        { type: 'Computer', difficulty: 'VeryHard' },
        { type: 'Computer' },
      ]),
    ).toEqual([2]);
  });
});
