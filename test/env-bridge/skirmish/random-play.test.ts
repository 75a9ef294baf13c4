/**
 * Anybody may say anything: random commands to random armies of every kind, and what must hold whatever comes. Nothing that
 * the rules hide is ever shown, nobody's units but one's own are changed by a command, and the same seed is the same match.
 *
 * `npm test` plays some 20,000 loops of it on flat fields and as many on maps. A million loops on maps take one command:
 *
 *     KHALA_RANDOM_LOOPS=1000000 npx vitest run test/env-bridge/skirmish/random-play.test.ts -t 'on any ground'
 */
import { describe, expect, test } from 'vitest';
import { ActionResult } from '../../../env-bridge/sc2/schema/enums.js';
import { createBuffers, runLoop } from '../../../env-bridge/skirmish/loop.js';
import { giveCommand } from '../../../env-bridge/skirmish/orders.js';
import { LIFE, type State } from '../../../env-bridge/skirmish/state.js';
import type { Command } from '../../../src/spec/observation.js';
import { createRandom } from '../../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../../src/spec/vocabulary.js';
import { anyCommand, anyField, battle, check, checkSight, play, portrait } from './random-war.js';

test('bounds hold in every loop, and the same seed is the same match', () => {
  for (let seed = 0; seed < 40; seed++) {
    const hash = play(seed, 12, 500, check);
    if (seed % 8 === 0) expect(play(seed, 12, 500, () => undefined)).toBe(hash);
  }
});

test('an observation has all that a player sees, and nothing that fog or cloak hides', () => {
  for (let seed = 100; seed < 112; seed++)
    play(seed, 10, 300, (state) => {
      if (state.loop % 20 === 0) for (const player of [1, 2]) checkSight(state, player);
    });
});

/** Loops of matches on maps; one match in eight is played twice. */
const GROUND_LOOPS = Number(process.env.KHALA_RANDOM_LOOPS ?? 20_000);
const MATCH_LOOPS = 500;

test(
  `on any ground nobody stands in a cliff, fog hides what it should, and seeds repeat: ${GROUND_LOOPS} loops`,
  () => {
    for (let seed = 1000; (seed - 1000) * MATCH_LOOPS < GROUND_LOOPS; seed++) {
      const field = anyField(seed);
      const watch = (state: State): void => {
        check(state);
        if (state.loop % 50 === 0) for (const player of [1, 2]) checkSight(state, player);
      };
      const hash = play(seed, 12, MATCH_LOOPS, watch, field);
      if (seed % 8 === 0) expect(play(seed, 12, MATCH_LOOPS, () => undefined, anyField(seed))).toBe(hash);
    }
  },
  60_000 + GROUND_LOOPS * 5,
);

describe('a command', () => {
  test('changes nobody but the units of who gives it, and is refused with a name of the API', () => {
    for (let seed = 200; seed < 212; seed++) {
      const state = battle(seed, 10);
      const buffers = createBuffers(state);
      const random = createRandom('foreign', seed);
      while (state.loop < 200) {
        const player = 1 + random.int(2);
        const foreign = Array.from({ length: state.count }, (_, i) => i).filter(
          (i) => state.player[i] === 3 - player && state.alive[i] !== LIFE.dead,
        );
        const before = foreign.map((i) => portrait(state, i));
        const { refused } = giveCommand(state, player, anyCommand(state, random));
        for (const { result } of refused) expect(Object.keys(ActionResult)).toContain(result);
        expect(foreign.map((i) => portrait(state, i))).toEqual(before);
        runLoop(state, buffers);
      }
    }
  });

  test('tells nothing of what is hidden: a hidden tag and an invented one are refused alike', () => {
    let asked = 0;
    for (let seed = 300; seed < 312; seed++) {
      const state = battle(seed, 10);
      runLoop(state, createBuffers(state));
      const own = state.tag[state.player.indexOf(1)];
      const hidden = Array.from({ length: state.count }, (_, i) => i).filter(
        (i) => state.player[i] === 2 && state.hidden[i] === 1,
      );
      for (const i of hidden)
        for (const { ability, target } of SKIRMISH_VOCABULARY.functions) {
          if (target !== 'entity') continue;
          const results = [state.tag[i], 123_456_789_012_345n].map((tag) => {
            const command: Command = {
              ability,
              delay: 1,
              queued: false,
              units: [own],
              target: { kind: 'entity', tag },
            };
            return giveCommand(state, 1, command).refused.map(({ result }) => result);
          });
          expect(results[0]).toEqual(results[1]);
          asked++;
        }
    }
    expect(asked).toBeGreaterThan(100);
  });

  test('to thousands of units is obeyed by those who can, and takes no time worth naming', () => {
    const state = battle(7, 10);
    const units = [...state.tag, ...Array.from({ length: 20_000 }, (_, i) => BigInt(i) + 10n ** 15n)];
    const command: Command = {
      ability: 3794,
      delay: 1,
      queued: false,
      units,
      target: { kind: 'point', x: 9, y: 9 },
    };
    const { accepted, refused } = giveCommand(state, 1, command);
    expect(accepted?.units.length).toBeLessThanOrEqual(10);
    expect(
      refused.find(({ result }) => result === 'YouCantControlThatUnit')?.command.units.length,
    ).toBeGreaterThan(20_000);
  });
});
