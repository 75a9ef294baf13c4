import { describe, expect, test } from 'vitest';
import type { AsyncEnvironment, Environment, Player } from '../../env-bridge/environment.js';
import { playMatch } from '../../env-bridge/match.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { KhalaError } from '../../src/spec/errors.js';
import type { MatchLimits, Outcome, PlayerId, TimeStep } from '../../src/spec/match.js';
import { type Command, LOOPS_PER_SECOND, noOp } from '../../src/spec/observation.js';

const LIMITS: Partial<MatchLimits> = { stepLoops: 2, commandsPerSecond: 4, maxLoops: 224 };

/** A player who does what it is told, and what it saw of the match. */
function puppet(act: (step: TimeStep) => Command | Promise<Command>) {
  const loops: number[] = [];
  const ends: Outcome[] = [];
  const player: Player = {
    name: 'puppet',
    start: () => undefined,
    act: (step) => {
      loops.push(step.observation.gameLoop);
      return act(step);
    },
    end: (outcome) => {
      ends.push(outcome);
    },
  };
  return { player, loops, ends };
}

const idle = (delay = 8) => puppet(() => noOp(delay));
/** All own units stop: a command that is always legal and changes little. */
const stop = (delay: number) => (step: TimeStep) => {
  const { tag, alliance } = step.observation.entities;
  return { ...noOp(delay), ability: 3665, units: [...tag].filter((_, i) => alliance[i] === 1) };
};

const play = (one: Player, two: Player, options: Partial<Parameters<typeof playMatch>[2]> = {}) =>
  playMatch(
    createSkirmish('3m', LIMITS),
    new Map<PlayerId, Player>([
      [1, one],
      [2, two],
    ]),
    { seed: 1, ...options },
  );

describe('playMatch', () => {
  test('asks each player when his own delay has run out', async () => {
    const [one, two] = [idle(10), idle(24)];
    const outcome = await play(one.player, two.player);
    expect(one.loops.slice(0, 4)).toEqual([0, 10, 20, 30]);
    expect(two.loops.slice(0, 4)).toEqual([0, 24, 48, 72]);
    expect(outcome).toMatchObject({ reason: 'time_limit', results: { 1: 'draw', 2: 'draw' }, loops: 224 });
    expect(one.ends).toEqual([outcome]);
  });

  test('raises a delay below stepLoops, whatever it is', async () => {
    for (const delay of [0, 1, -5, Number.NaN]) {
      const one = idle(delay);
      await play(one.player, idle().player);
      expect(one.loops.slice(0, 3)).toEqual([0, 2, 4]);
    }
  });

  test('asks again before the delay is over where a player wants to look, not sooner than the rules allow', async () => {
    for (const [wish, asked] of [
      [4, [0, 4, 8, 12]],
      [1, [0, 2, 4, 6]],
      [99, [0, 10, 20, 30]],
      [null, [0, 10, 20, 30]],
    ] as const) {
      const one = idle(10);
      const told: number[] = [];
      const nextLook = (): number | null => (wish === null ? null : (one.loops.at(-1) as number) + wish);
      await play({ ...one.player, nextLook }, idle().player, {
        observers: [{ command: (player, _, { delay }) => player === 1 && told.push(delay) }],
      });
      expect(one.loops.slice(0, 4)).toEqual(asked);
      expect(new Set(told)).toEqual(new Set([10])); // The delay that is told stays his own.
    }
  });

  test('takes commands over the cap as no_op, over any two seconds', async () => {
    const given: number[] = [];
    const told: number[] = [];
    const player = puppet((step) => {
      for (const { result } of step.info.rejected) {
        expect(result).toBe('CommandLimit');
        told.push(step.observation.gameLoop);
      }
      return stop(2)(step);
    });
    await play(player.player, idle().player, {
      observers: [
        {
          command: (player, gameLoop, command) => {
            if (player === 1 && command.ability !== 0) given.push(gameLoop);
          },
        },
      ],
    });
    expect(given.length).toBeGreaterThan(20);
    // Whatever was not given is told at the next look, but for the last, upon which no look of the player follows.
    const refused = player.loops.filter((loop) => !given.includes(loop));
    expect(refused.length).toBeGreaterThan(20);
    expect(told).toEqual(refused.map((loop) => loop + 2).filter((loop) => loop < 224));
    for (const from of given) {
      const within = given.filter((loop) => loop >= from && loop < from + 2 * LOOPS_PER_SECOND);
      expect(within.length).toBeLessThanOrEqual(8);
    }
  });

  test('tells observers all that happens, in order, to the last observation', async () => {
    const seen: string[] = [];
    await play(idle(100).player, idle(200).player, {
      observers: [
        {
          start: (info) => seen.push(`start ${info.player}`),
          observation: (player, step) => seen.push(`see ${player} ${step.observation.gameLoop}`),
          command: (player, gameLoop) => seen.push(`say ${player} ${gameLoop}`),
          outcome: (outcome) => seen.push(`end ${outcome.loops}`),
        },
      ],
    });
    expect(seen).toEqual([
      ...['start 1', 'start 2', 'see 1 0', 'see 2 0', 'say 1 0', 'say 2 0', 'see 1 100', 'say 1 100'],
      ...['see 1 200', 'see 2 200', 'say 1 200', 'say 2 200', 'see 1 224', 'see 2 224', 'end 224'],
    ]);
  });

  test.each<[string, () => Command | Promise<Command>]>([
    [
      'at once',
      () => {
        throw new Error('bug');
      },
    ],
    ['later', () => Promise.reject(new Error('bug'))],
  ])('a player that throws %s loses by crash', async (_, act) => {
    const two = idle();
    const outcome = await play(puppet(act).player, two.player);
    expect(outcome).toEqual({
      reason: 'crash',
      results: { 1: 'loss', 2: 'win' },
      faults: { 1: 'MATCH_FAILED' },
      loops: 0,
    });
    expect(two.ends).toEqual([outcome]);
  });

  test('a player that is too slow loses by timeout', async () => {
    const slow = puppet(() => Promise.reject(new KhalaError('TIMED_OUT', 'act: too slow')));
    expect(await play(idle().player, slow.player)).toMatchObject({
      reason: 'timeout',
      results: { 1: 'win', 2: 'loss' },
      faults: { 2: 'TIMED_OUT' },
    });
  });

  test('a fault of the environment is nobody’s loss: it is thrown', async () => {
    const environment = createSkirmish('3m', LIMITS);
    environment.step = () => {
      throw new Error('the game broke');
    };
    const players = new Map([
      [1, idle().player],
      [2, idle().player],
    ]);
    await expect(playMatch(environment, players, { seed: 1 })).rejects.toThrow('the game broke');
  });

  test('needs a player for each seat', async () => {
    const players = new Map([[1, idle().player]]);
    await expect(playMatch(createSkirmish('3m'), players, { seed: 1 })).rejects.toThrow(
      /no player for seat 2/,
    );
  });

  test('waits for the pace before each advance', async () => {
    const paced: number[] = [];
    await play(idle(100).player, idle(200).player, {
      pace: async (gameLoop) => {
        paced.push(gameLoop);
      },
    });
    expect(paced).toEqual([100, 200, 300]);
  });

  test('ends as aborted at the next decision', async () => {
    const controller = new AbortController();
    const one = puppet((step) => {
      if (step.observation.gameLoop === 20) controller.abort();
      return noOp(10);
    });
    expect(await play(one.player, idle(10).player, { signal: controller.signal })).toEqual({
      reason: 'aborted',
      results: { 1: 'draw', 2: 'draw' },
      faults: {},
      loops: 30,
    });
  });
});

/** The same game, but all that it answers takes time; `broken` says when it is gone. */
function far(game: Environment, broken: (loop: number) => boolean = () => false): AsyncEnvironment {
  let loop = 0;
  const answer = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve();
    if (broken(loop)) throw new KhalaError('GAME_CRASHED', 'the game is gone');
    return work();
  };
  return {
    players: game.players,
    get outcome() {
      return game.outcome;
    },
    reset: async (seed) => {
      await Promise.resolve();
      game.reset(seed);
    },
    matchInfo: (player) => game.matchInfo(player),
    observe: (player) => answer(() => game.observe(player)),
    step: (commands, loops) =>
      answer(() => {
        const ran = game.step(commands, loops);
        loop += ran;
        return ran;
      }),
    close: () => game.close(),
  };
}

describe('playMatch with a game that is far away', () => {
  const seats = (one: Player): Map<PlayerId, Player> =>
    new Map([
      [1, one],
      [2, idle().player],
    ]);

  test('plays the same match, command by command', async () => {
    const logs = await Promise.all(
      [createSkirmish('3m', LIMITS), far(createSkirmish('3m', LIMITS))].map(async (game) => {
        const log: unknown[] = [];
        const outcome = await playMatch(game, seats(puppet(stop(3)).player), {
          seed: 3,
          observers: [
            {
              observation: (player, step) => log.push([player, step]),
              command: (player, loop, command) => log.push([player, loop, command]),
            },
          ],
        });
        return { log, outcome };
      }),
    );
    expect(logs[0].log.length).toBeGreaterThan(100);
    expect(logs[1]).toEqual(logs[0]);
  });

  test('a game that is gone ends it by crash, and nobody has lost', async () => {
    const one = idle(10);
    const outcome = await playMatch(
      far(createSkirmish('3m', LIMITS), (loop) => loop >= 40),
      seats(one.player),
      { seed: 1 },
    );
    expect(outcome).toEqual({ reason: 'crash', results: { 1: 'draw', 2: 'draw' }, faults: {}, loops: 40 });
    expect(one.ends).toEqual([outcome]);
  });
});
