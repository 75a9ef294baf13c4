import { describe, expect, it } from 'vitest';
import { createScripted } from '../../../../agent/scripted/index.js';
import type { Player } from '../../../../env-bridge/environment.js';
import { connectGame } from '../../../../env-bridge/sc2/client/connection.js';
import { createSc2Game, type GameSetup } from '../../../../env-bridge/sc2/client/game.js';
import { type OpenedGame, playSession } from '../../../../env-bridge/sc2/client/session.js';
import { startApiServer } from '../../../../env-bridge/sc2/server/api-server.js';

const VERSUS_COMPUTER: Pick<GameSetup, 'create' | 'realtime'> = {
  create: {
    localMap: { mapPath: '3m' },
    playerSetup: [{ type: 'Participant' }, { type: 'Computer', difficulty: 'VeryEasy' }],
  },
  realtime: false,
};

/** Opens a server of its own for every attempt, as a process of the game is; `dies` is asked after each decision. */
function games(dies: (attempt: number, decision: number) => boolean, setup: Partial<GameSetup> = {}) {
  let attempts = 0;
  let disposed = 0;
  let kill: () => Promise<void> = () => Promise.resolve();
  let decisions = 0;
  const open = async (): Promise<OpenedGame> => {
    attempts++;
    decisions = 0;
    const server = await startApiServer({ computer: () => createScripted('VeryEasy') });
    kill = () => server.close();
    const connection = await connectGame(server.url, { answerSeconds: 5 });
    return {
      game: createSc2Game({
        seats: [{ connection, join: { race: 'Terran' } }],
        ...VERSUS_COMPUTER,
        ...setup,
      }),
      dispose: async () => {
        disposed++;
        await connection.close();
        await server.close();
      },
    };
  };
  const script = createScripted('Champion');
  const player: Player = {
    name: 'mortal',
    start: (info) => script.start(info),
    async act(step) {
      if (dies(attempts, ++decisions)) await kill();
      return script.act(step);
    },
    end: (outcome) => script.end(outcome),
  };
  return { open, player, count: () => ({ attempts, disposed }) };
}

const options = (restarts: number, signal = new AbortController().signal) => {
  const notes: string[] = [];
  return {
    notes,
    options: {
      seed: 3,
      restarts,
      signal,
      crashed: (_: string, again: boolean) => void notes.push(`again ${again}`),
    },
  };
};

describe('playSession', () => {
  it('plays a match to its end and closes the game', async () => {
    const { open, player, count } = games(() => false);
    const { options: given, notes } = options(2);
    const { outcome, crashes } = await playSession(open, () => player, given);
    expect(outcome).toMatchObject({ reason: 'eliminated', results: { 1: 'win', 2: 'loss' } });
    expect({ crashes, notes, ...count() }).toEqual({ crashes: 0, notes: [], attempts: 1, disposed: 1 });
  });

  it('opens a game that died again, and plays the match anew', async () => {
    const { open, player, count } = games((attempt, decision) => attempt < 3 && decision === 5);
    const { options: given, notes } = options(2);
    const { outcome, crashes } = await playSession(open, () => player, given);
    expect(outcome.results[1]).toBe('win');
    expect({ crashes, notes, ...count() }).toEqual({
      ...{ crashes: 2, notes: ['again true', 'again true'], attempts: 3, disposed: 3 },
    });
  });

  it('ends by crash, without a loser, when the limit is reached', async () => {
    const { open, player, count } = games((_, decision) => decision === 5);
    const { options: given, notes } = options(1);
    const { outcome, crashes } = await playSession(open, () => player, given);
    expect(outcome).toMatchObject({ reason: 'crash', results: { 1: 'draw', 2: 'draw' }, faults: {} });
    expect({ crashes, notes, ...count() }).toEqual({
      ...{ crashes: 2, notes: ['again true', 'again false'], attempts: 2, disposed: 2 },
    });
  });

  it('does not play again when the player failed: he has lost', async () => {
    const { open, count } = games(() => false);
    const player: Player = {
      name: 'broken',
      start: () => undefined,
      act: () => {
        throw new Error('out of ideas');
      },
      end: () => undefined,
    };
    const { outcome } = await playSession(open, () => player, options(2).options);
    expect(outcome).toMatchObject({ reason: 'crash', results: { 1: 'loss' }, faults: { 1: 'MATCH_FAILED' } });
    expect(count().attempts).toBe(1);
  });

  it('throws what is no crash: a map that the game does not have', async () => {
    const { open, player, count } = games(() => false, {
      create: { ...VERSUS_COMPUTER.create, localMap: { mapPath: '3x' } },
    });
    await expect(playSession(open, () => player, options(2).options)).rejects.toMatchObject({
      code: 'GAME_NOT_FOUND',
      message: expect.stringContaining('3m'),
    });
    expect(count()).toEqual({ attempts: 1, disposed: 1 });
  });

  it('leaves at the next decision when it is interrupted', async () => {
    const controller = new AbortController();
    const { open, player, count } = games((_, decision) => {
      if (decision === 4) controller.abort(new Error('interrupted'));
      return false;
    });
    await expect(playSession(open, () => player, options(2, controller.signal).options)).rejects.toThrow(
      'interrupted',
    );
    expect(count()).toEqual({ attempts: 1, disposed: 1 });
  });

  it('plays in real time: the game does not wait', async () => {
    const { open, player } = games(() => false, { realtime: true, limits: { maxLoops: 45 } });
    const started = performance.now();
    const { outcome } = await playSession(open, () => player, options(0).options);
    expect(outcome).toMatchObject({ reason: 'time_limit', results: { 1: 'draw', 2: 'draw' } });
    expect(outcome.loops).toBeGreaterThanOrEqual(45);
    // 45 loops at 22.4 a second are 2 s.
    expect(performance.now() - started).toBeGreaterThan(1900);
  });
});
