/** The server plays back what it saved: the same match, for whichever player. */
import { describe, expect, it, test } from 'vitest';
import { createScripted } from '../../../../agent/scripted/index.js';
import { playMatch } from '../../../../env-bridge/match.js';
import { connectGame } from '../../../../env-bridge/sc2/client/connection.js';
import { createSc2Game } from '../../../../env-bridge/sc2/client/game.js';
import { askReplayInfo, watchReplay } from '../../../../env-bridge/sc2/client/replay.js';
import { abilityForms } from '../../../../env-bridge/sc2/forms.js';
import type { Request, ResponseData } from '../../../../env-bridge/sc2/schema/messages.js';
import { createSkirmish } from '../../../../env-bridge/skirmish/index.js';
import { readReplay, writeReplay } from '../../../../src/cli/serve/sc2-api.js';
import type { Command, Observation } from '../../../../src/spec/observation.js';
import { ApiClient, JOIN, OBSERVE, OPTIONS, serve } from './api-client.js';

const SEED = 5;
const replays = { writeReplay, readReplay };

/** A match of two scripts over the API, saved. */
async function saved(scenario = '3m'): Promise<{ url: string; bytes: Uint8Array; loops: number }> {
  const server = await serve({ ...replays, computer: () => createScripted('Easy') });
  const connection = await connectGame(server.url);
  const game = createSc2Game({
    seats: [{ connection, join: { race: 'Random', playerName: 'one' } }],
    create: { localMap: { mapPath: scenario }, playerSetup: [{ type: 'Participant' }, { type: 'Computer' }] },
    realtime: false,
  });
  const outcome = await playMatch(game, () => createScripted('Champion'), { seed: SEED });
  const bytes = await game.saveReplay();
  await game.close();
  await connection.close();
  return { url: server.url, bytes, loops: outcome.loops };
}

/** What both players saw and ordered in the same match in this process. */
async function here(
  scenario: string,
): Promise<Map<string, { observation: Observation; command: Command | null }>> {
  const seen = new Map<string, { observation: Observation; command: Command | null }>();
  const players = new Map([
    [1, createScripted('Champion')],
    [2, createScripted('Easy')],
  ]);
  await playMatch(createSkirmish(scenario), players, {
    seed: SEED,
    observers: [
      {
        observation: (player, { observation }) =>
          seen.set(`${player} ${observation.gameLoop}`, { observation, command: null }),
        command: (player, loop, command) => {
          const { observation } = seen.get(`${player} ${loop}`) as { observation: Observation };
          seen.set(`${player} ${loop}`, { observation, command });
        },
      },
    ],
  });
  return seen;
}

describe.each([1, 2])('a replay as player %i saw it', (player) => {
  it('shows what he saw in the match, and tells his orders in the loop after', async () => {
    const { url, bytes, loops } = await saved();
    const expected = await here('3m');
    const connection = await connectGame(url);
    const info = await askReplayInfo(connection, bytes);
    expect(info).toMatchObject({
      mapName: '3m',
      gameDurationLoops: loops,
      baseBuild: 83_830,
      playerInfo: [
        { playerInfo: { playerId: 1, type: 'Participant', playerName: 'one', raceActual: 'Terran' } },
        { playerInfo: { playerId: 2, type: 'Computer' } },
      ],
    });
    expect(info.playerInfo?.map(({ playerResult }) => playerResult?.result)).toEqual(['Victory', 'Defeat']);
    const formsOf = ({ abilities = [] }: ResponseData) => abilityForms(abilities);
    const view = await watchReplay(connection, { bytes, player, mapData: null, formsOf });
    let compared = 0;
    let orders = 0;
    let ended = false;
    for (let loop = 0; loop <= loops && !ended; loop++) {
      const look = await view.look(loop);
      ended = look.ended;
      const before = expected.get(`${player} ${loop - 1}`)?.command;
      const told = look.actions.map(({ actionRaw, gameLoop }) => [
        gameLoop,
        actionRaw?.unitCommand?.abilityId,
      ]);
      expect(told).toEqual(before && before.ability > 0 ? [[loop - 1, before.ability]] : []);
      orders += told.length;
      const known = expected.get(`${player} ${loop}`);
      if (!known) continue;
      const { lastCommand, ...same } = known.observation;
      const { lastCommand: none, ...shown } = look.observation;
      expect(shown).toEqual(same);
      expect(none).toBeNull();
      compared++;
    }
    expect(ended).toBe(true);
    expect(compared).toBeGreaterThan(30);
    expect(orders).toBeGreaterThan(player === 1 ? 10 : 1);
    await connection.close();
  });
});

test('units that were put up and removed are there again', async () => {
  const server = await serve(replays);
  const client = await ApiClient.open(server);
  await client.play();
  const createUnit = { unitType: 48, owner: 1, pos: { x: 5, y: 5 }, quantity: 2 };
  await client.ask({ step: { count: 4 } });
  await client.ask({ debug: { debug: [{ createUnit }] } });
  const units = (response: Awaited<ReturnType<ApiClient['ask']>>) =>
    response.observation?.observation?.rawData?.units?.map(({ tag }) => tag);
  const put = units(await client.ask(OBSERVE)) as bigint[];
  expect(put).toHaveLength(5);
  await client.ask({ debug: { debug: [{ killUnit: { tag: [put[0]] } }] } });
  await client.ask({ step: { count: 4 } });
  const left = units(await client.ask(OBSERVE));
  const replayData = (await client.ask({ saveReplay: {} })).saveReplay?.data;
  const other = await ApiClient.open(server);
  await other.ask({ startReplay: { replayData, observedPlayerId: 1, options: OPTIONS } } as Request);
  expect(units(await other.ask(OBSERVE))).toHaveLength(3);
  await other.ask({ step: { count: 8 } });
  expect(units(await other.ask(OBSERVE))).toEqual(left);
});

test('the states are those of the game: in_replay, ended, and out again', async () => {
  const { url, bytes, loops } = await saved();
  const client = await ApiClient.open({ url });
  const start = { startReplay: { replayData: bytes, observedPlayerId: 2, options: OPTIONS } };
  expect(await client.ask(start)).toEqual({ startReplay: {}, status: 'in_replay' });
  for (const request of [{ action: { actions: [] } }, { saveReplay: {} }, { restartGame: {} }] as Request[])
    expect((await client.ask(request)).error?.[0]).toMatch(/^Not in a game$/);
  for (const [what, request] of Object.entries({
    gameInfo: { gameInfo: {} },
    data: { data: { unitTypeId: true } },
    query: { query: { pathing: [] } },
    obsAction: { obsAction: { actions: [] } },
  } as Record<string, Request>))
    expect(await client.ask(request), what).toMatchObject({ [what]: {}, status: 'in_replay' });
  expect((await client.ask({ observation: { disableFog: true } })).error?.[0]).toContain('disable_fog');
  const far = await client.ask({ step: { count: 4_000_000_000 } });
  expect(far).toEqual({ step: { simulationLoop: loops }, status: 'ended' });
  const last = await client.ask(OBSERVE);
  expect(last.observation?.playerResult?.map(({ result }) => result)).toEqual(['Victory', 'Defeat']);
  expect((await client.ask({ step: { count: 1 } })).error).toEqual(['Game has already ended']);
  expect((await client.ask({ saveReplay: {} })).error).toEqual(['Not in a game']);
  expect((await client.ask(start)).status).toBe('in_replay');
  expect((await client.ask({ leaveGame: {} })).status).toBe('launched');
  await client.play();
  expect((await client.ask(start)).status).toBe('in_replay');
  expect((await client.ask(JOIN)).error?.[0]).toContain('join_game');
});

describe('a replay that cannot be played', () => {
  it.each([
    ['nothing', {}, 'MissingReplay'],
    ['a path of this machine', { replayPath: '/etc/passwd' }, 'InvalidReplayPath'],
    ['what is none', { replayData: new TextEncoder().encode('MPQ') }, 'InvalidReplayData'],
  ])('is refused: %s', async (_, request, error) => {
    const client = await ApiClient.open(await serve(replays));
    const answer = await client.ask({ startReplay: { options: OPTIONS, ...request } });
    expect(answer).toMatchObject({ startReplay: { error }, status: 'launched' });
    expect(answer.startReplay?.errorDetails).toBeTruthy();
  });

  it('is refused with wishes that cannot be met, and by a server that plays none back', async () => {
    const { url, bytes } = await saved();
    const client = await ApiClient.open({ url });
    const ask = async (more: NonNullable<Request['startReplay']>) =>
      (await client.ask({ startReplay: { replayData: bytes, options: OPTIONS, ...more } })).startReplay
        ?.error;
    expect(await ask({ observedPlayerId: 3 })).toBe('InvalidObservedPlayerId');
    expect(await ask({ options: { raw: false } })).toBe('LaunchError');
    expect(await ask({ disableFog: true })).toBe('LaunchError');
    expect(await ask({ realtime: true })).toBe('LaunchError');
    const other = await ApiClient.open(await serve());
    const { startReplay } = await other.ask({ startReplay: { replayData: bytes, options: OPTIONS } });
    expect(startReplay).toMatchObject({
      error: 'InvalidReplayData',
      errorDetails: expect.stringContaining('not played back'),
    });
  });

  it.each([
    ['another version of the data', { version: { dataVersion: 'F'.repeat(32) } }, /data version/],
    ['other rules', { scenarioHash: 'other' }, /other rules/],
    ['a map that is not there', { map: 'nowhere' }, /no map is named/],
    ['no match', null, /without the orders/],
    ['events after its end', { events: [{ what: 'kill', loop: 999_999, units: [] }] }, /end with the match/],
    ['a tag that is none', { events: [{ what: 'kill', loop: 0, units: ['-1'] }] }, /events/],
  ])('is refused when it has %s', async (_, change, words) => {
    const { bytes } = await saved();
    const match = readReplay(bytes) as { version: object };
    const told = change && {
      ...match,
      ...change,
      version: { ...match.version, ...('version' in change ? change.version : {}) },
    };
    const server = await serve({ ...replays, readReplay: () => told ?? undefined });
    const client = await ApiClient.open(server);
    const { replayInfo } = await client.ask({ replayInfo: { replayData: bytes } });
    expect(replayInfo?.error).toBe('ParsingError');
    expect(replayInfo?.errorDetails).toMatch(words);
  });
});
