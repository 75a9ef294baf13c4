/** Replies that cannot be end in an error that says which, and never in a wait. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createScripted } from '../../../../agent/scripted/index.js';
import { playMatch } from '../../../../env-bridge/match.js';
import { connectGame } from '../../../../env-bridge/sc2/client/connection.js';
import { createSc2Game } from '../../../../env-bridge/sc2/client/game.js';
import { askReplayInfo, watchReplay } from '../../../../env-bridge/sc2/client/replay.js';
import { NO_FORMS } from '../../../../env-bridge/sc2/forms.js';
import type { Response } from '../../../../env-bridge/sc2/schema/messages.js';
import { startApiServer } from '../../../../env-bridge/sc2/server/api-server.js';
import { readReplay, writeReplay } from '../../../../src/cli/serve/sc2-api.js';
import { serve } from '../server/api-client.js';
import { type Lie, liar } from './liar.js';

let bytes: Uint8Array;
beforeAll(async () => {
  const server = await startApiServer({ writeReplay, computer: () => createScripted('Easy') });
  const connection = await connectGame(server.url);
  const game = createSc2Game({
    seats: [{ connection, join: { race: 'Random' } }],
    create: { localMap: { mapPath: '3m' }, playerSetup: [{ type: 'Participant' }, { type: 'Computer' }] },
    realtime: false,
  });
  await playMatch(game, () => createScripted('Champion'), { seed: 5 });
  bytes = await game.saveReplay();
  await game.close();
  await connection.close();
  await server.close();
});

/** Looks at player 2's game at these loops, through a liar. */
async function look(lie: Lie, loops: readonly number[] = [0, 4, 40]): Promise<number[]> {
  const server = await serve({ writeReplay, readReplay });
  const limits = { answerSeconds: 8, loadSeconds: 30 };
  const connection = await connectGame(await liar(server.url, lie), limits);
  try {
    await askReplayInfo(connection, bytes);
    const formsOf = () => NO_FORMS;
    const view = await watchReplay(connection, { bytes, player: 2, mapData: null, formsOf });
    const seen: number[] = [];
    for (const loop of loops) seen.push((await view.look(loop)).observation.gameLoop);
    return seen;
  } finally {
    await connection.close();
  }
}

/** Changes the observation of the game's loop and player. */
function observed(response: Response, change: { gameLoop?: number; playerId?: number }): Response {
  const { observation } = response;
  if (!observation?.observation) return response;
  const { gameLoop, playerCommon } = observation.observation;
  return {
    ...response,
    observation: {
      ...observation,
      observation: {
        ...observation.observation,
        gameLoop: change.gameLoop ?? gameLoop ?? 0,
        playerCommon: { ...playerCommon, ...(change.playerId && { playerId: change.playerId }) },
      },
    },
  };
}

describe('a replay in a game', () => {
  it('is stepped and looked at where it is asked for', async () => {
    expect(await look((response) => response)).toEqual([0, 4, 40]);
  });

  it.each<[string, Lie, string, RegExp]>([
    [
      'shows another player',
      (r) => observed(r, { playerId: 1 }),
      'PROTOCOL_STATE',
      /asked for player 2 and shows player 1/,
    ],
    [
      'never advances',
      (r) => observed(r, { gameLoop: 0 }),
      'PROTOCOL_STATE',
      /from loop 0 to 4 and shows loop 0/,
    ],
    ['jumps ahead', (r) => observed(r, { gameLoop: 5000 }), 'PROTOCOL_STATE', /shows loop 5000/],
    [
      'goes back',
      (r, q) =>
        q.observation && r.observation?.observation?.gameLoop === 40 ? observed(r, { gameLoop: 2 }) : r,
      'PROTOCOL_STATE',
      /from loop 4 to 40 and shows loop 2/,
    ],
    [
      'is in a match',
      (r) => ({ ...r, status: 'in_game' }),
      'PROTOCOL_STATE',
      /status after startReplay is in_game/,
    ],
    [
      'has no status',
      (r, q) => (q.step ? { step: {}, ...(r.id && { id: r.id }) } : r),
      'PROTOCOL_STATE',
      /status after step is none/,
    ],
    [
      'refuses with a reason',
      (r) =>
        r.startReplay
          ? { ...r, startReplay: { error: 'LaunchError', errorDetails: 'no \u001b[31m map' } }
          : r,
      'GAME_REFUSED',
      /startReplay: LaunchError; no {1,2}\[31m map/,
    ],
    [
      'knows nothing of it',
      (r) => (r.replayInfo ? { ...r, replayInfo: { error: 'ParsingError' } } : r),
      'GAME_REFUSED',
      /replayInfo: ParsingError/,
    ],
    [
      'answers something else',
      (r) => (r.replayInfo ? ({ ...r, replayInfo: undefined, ping: {} } as Response) : r),
      'GAME_REFUSED',
      /no information/,
    ],
    [
      'has no observation',
      (r) => (r.observation ? { ...r, observation: {} } : r),
      'GAME_REFUSED',
      /observation/,
    ],
    ['has no map', (r) => (r.gameInfo ? { ...r, gameInfo: {} } : r), 'PROTOCOL_MESSAGE', /start_raw/],
    [
      'has a map without end',
      (r) => (r.gameInfo ? { ...r, gameInfo: { startRaw: { mapSize: { x: 100_000, y: 100_000 } } } } : r),
      'PROTOCOL_LIMIT',
      /100000/,
    ],
    [
      'sends what nobody can read',
      (r) => (r.observation ? new Uint8Array([255, 255, 255]) : r),
      'GAME_CRASHED',
      /died or hangs/,
    ],
    [
      'says nothing',
      (r) => (r.observation ? null : r),
      'GAME_CRASHED',
      /no answer to observation within 8 s/,
    ],
    ['goes away', (r) => (r.step ? 'close' : r), 'GAME_CRASHED', /closed the connection/],
  ])('that %s is refused', async (_, lie, code, words) => {
    await expect(look(lie)).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  });

  it('that ends early shows its last loop, after which there is nothing', async () => {
    const ends: Lie = (response) => (response.step ? { ...response, status: 'ended' } : response);
    expect(await look(ends, [0, 4])).toEqual([0, 4]);
    await expect(look(ends, [0, 4, 8])).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
  });
});
