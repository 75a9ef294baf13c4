import { describe, expect, it, test } from 'vitest';
import type { Status } from '../../../../env-bridge/sc2/schema/enums.js';
import type { Request, RequestCreateGame } from '../../../../env-bridge/sc2/schema/messages.js';
import { scenarioNames } from '../../../../env-bridge/skirmish/index.js';
import {
  ApiClient,
  JOIN,
  OBSERVE,
  OPTIONS,
  playTwo,
  serve,
  versusClient,
  versusComputer,
} from './api-client.js';

/** A client in each state that a client alone can reach. */
const reach: Record<'launched' | 'init_game' | 'in_game' | 'ended', (client: ApiClient) => Promise<unknown>> =
  {
    launched: async () => undefined,
    init_game: (client) => client.ask({ createGame: versusComputer('3m') }),
    in_game: (client) => client.play(),
    ended: async (client) => {
      await client.play();
      await client.ask({ debug: { debug: [{ endGame: { endResult: 'DeclareVictory' } }] } });
    },
  };
type Reached = keyof typeof reach;

/** Where each request may come, by the table at the head of sc2api.proto, and what status it then leaves. */
const TABLE: readonly [Request, Partial<Record<Reached, Status>>][] = [
  [{ ping: {} }, { launched: 'launched', init_game: 'init_game', in_game: 'in_game', ended: 'ended' }],
  [
    { availableMaps: {} },
    { launched: 'launched', init_game: 'init_game', in_game: 'in_game', ended: 'ended' },
  ],
  [{ createGame: versusComputer('3m') }, { launched: 'init_game', in_game: 'init_game', ended: 'init_game' }],
  [JOIN, { init_game: 'in_game' }],
  [{ restartGame: {} }, { in_game: 'in_game', ended: 'in_game' }],
  [{ leaveGame: {} }, { in_game: 'launched', ended: 'launched' }],
  [{ gameInfo: {} }, { in_game: 'in_game', ended: 'ended' }],
  [OBSERVE, { in_game: 'in_game', ended: 'ended' }],
  [{ action: {} }, { in_game: 'in_game' }],
  [{ step: { count: 1 } }, { in_game: 'in_game' }],
  [{ data: {} }, { in_game: 'in_game', ended: 'ended' }],
  [{ query: {} }, { in_game: 'in_game', ended: 'ended' }],
  [{ debug: {} }, { in_game: 'in_game' }],
  [{ mapCommand: {} }, { in_game: 'in_game' }],
  [{ saveMap: {} }, { launched: 'launched', init_game: 'init_game', in_game: 'in_game', ended: 'ended' }],
  [{ replayInfo: {} }, { launched: 'launched', init_game: 'init_game', in_game: 'in_game', ended: 'ended' }],
  [{ startReplay: {} }, { launched: 'launched', in_game: 'in_game', ended: 'ended' }],
  [{ quit: {} }, { launched: 'quit', init_game: 'quit', in_game: 'quit', ended: 'quit' }],
];

describe.each(TABLE)('%j', (request, valid) => {
  const [name] = Object.keys(request) as (keyof Request)[];
  it.each(Object.keys(reach) as Reached[])('in %s', async (state) => {
    const client = await ApiClient.open(await serve());
    await reach[state](client);
    const response = await client.ask({ ...request, id: 9 });
    expect(response.id).toBe(9);
    if (valid[state]) {
      expect(response.error).toBeUndefined();
      expect(response[name as keyof typeof response]).toBeDefined();
      expect(response.status).toBe(valid[state]);
    } else {
      expect(Object.keys(response).sort()).toEqual(['error', 'id', 'status']);
      expect(response.status).toBe(state);
    }
  });
});

test('requests in a wrong state are refused in the words that libraries look for', async () => {
  const client = await ApiClient.open(await serve());
  expect((await client.ask(OBSERVE)).error).toEqual(['Not in a game']);
  await reach.ended(client);
  expect((await client.ask({ step: { count: 1 } })).error).toEqual(['Game has already ended']);
  expect((await client.ask({ action: {} })).error).toEqual(['Not supported if game has already ended']);
  expect((await client.ask({})).error?.[0]).toMatch(/^request: it names no command/);
  expect((await client.ask({ quickSave: {} })).error).toBeDefined();
});

test('ping tells a version, available_maps the scenarios', async () => {
  const client = await ApiClient.open(await serve());
  const { ping } = await client.ask({ ping: {} });
  expect(ping).toMatchObject({ gameVersion: '5.0.6.83830', baseBuild: 83_830, dataBuild: 83_830 });
  expect(ping?.dataVersion).toMatch(/^[0-9A-F]{32}$/);
  const { availableMaps } = await client.ask({ availableMaps: {} });
  expect(availableMaps?.localMapPaths).toEqual(scenarioNames);
});

describe('create_game', () => {
  const players: RequestCreateGame['playerSetup'] = versusComputer('3m').playerSetup;
  const cases: readonly [string, RequestCreateGame, string, RegExp][] = [
    ['without a map', { playerSetup: players }, 'MissingMap', /3s5z/],
    ['with an empty path', { localMap: { mapPath: '' }, playerSetup: players }, 'MissingMap', /3s5z/],
    ['an unknown map', { ...versusComputer('3s5y') }, 'InvalidMapPath', /"3s5y".*nearest are 3s5z/],
    ['a very long path', { ...versusComputer('x'.repeat(100_000)) }, 'InvalidMapPath', /nearest/],
    ['a path that JavaScript knows', { ...versusComputer('__proto__') }, 'InvalidMapPath', /nearest/],
    [
      'map data',
      { localMap: { mapData: new Uint8Array(9) }, playerSetup: players },
      'InvalidMapData',
      /map_path/,
    ],
    [
      'a map of Battle.net',
      { battlenetMapName: 'Ephemeron LE', playerSetup: players },
      'InvalidMapName',
      /local_map/,
    ],
    ['without players', { localMap: { mapPath: '3m' } }, 'MissingPlayerSetup', /player_setup/],
    [
      'one player',
      { localMap: { mapPath: '3m' }, playerSetup: [{ type: 'Participant' }] },
      'InvalidPlayerSetup',
      /2 players/,
    ],
    [
      'players without type',
      { localMap: { mapPath: '3m' }, playerSetup: [{}, {}] },
      'InvalidPlayerSetup',
      /type/,
    ],
    [
      'computers only',
      { localMap: { mapPath: '3m' }, playerSetup: [{ type: 'Computer' }, { type: 'Computer' }] },
      'InvalidPlayerSetup',
      /Participant/,
    ],
    ['without fog', { ...versusComputer('3m'), disableFog: true }, 'InvalidPlayerSetup', /disable_fog/],
  ];
  it.each(cases)('refuses %s', async (_, createGame, error, details) => {
    const client = await ApiClient.open(await serve());
    const response = await client.ask({ createGame });
    expect(response).toMatchObject({ createGame: { error }, status: 'launched' });
    expect(response.createGame?.errorDetails).toMatch(details);
    expect((await client.play()).status).toBe('in_game');
  });

  it.each(['3s5z', '3s5z.SC2Map', 'Maps/Melee/3s5z.SC2Map', 'C:\\Maps\\3s5z.sc2map'])(
    'knows %s',
    async (map) => {
      const client = await ApiClient.open(await serve());
      expect((await client.play(versusComputer(map))).joinGame).toEqual({ playerId: 1 });
      const { gameInfo } = await client.ask({ gameInfo: {} });
      expect(gameInfo).toMatchObject({ mapName: '3s5z', localMapPath: map });
    },
  );

  it('gives the player the place that he has in player_setup', async () => {
    const client = await ApiClient.open(await serve());
    const playerSetup: RequestCreateGame['playerSetup'] = [{ type: 'Computer' }, { type: 'Participant' }];
    expect((await client.play({ playerSetup })).joinGame).toEqual({ playerId: 2 });
    const { observation } = await client.ask(OBSERVE);
    expect(observation?.observation?.playerCommon?.playerId).toBe(2);
  });
});

describe('join_game', () => {
  const cases: readonly [string, Request['joinGame'], string][] = [
    ['neither race nor player', { options: OPTIONS }, 'MissingParticipation'],
    ['no options', { race: 'Zerg' }, 'MissingOptions'],
    [
      'feature layers',
      { race: 'Zerg', options: { raw: true, featureLayer: { width: 24 } } },
      'FeatureUnsupported',
    ],
    ['pictures', { race: 'Zerg', options: { raw: true, render: {} } }, 'FeatureUnsupported'],
    ['no raw interface', { race: 'Zerg', options: { score: true } }, 'FeatureUnsupported'],
    [
      'cropped coordinates',
      { race: 'Zerg', options: { raw: true, rawCropToPlayableArea: true } },
      'FeatureUnsupported',
    ],
    [
      'a player that is not there to observe',
      { observedPlayerId: 3, options: OPTIONS },
      'InvalidObservedPlayerId',
    ],
    ['to observe where no observer is wanted', { observedPlayerId: 1, options: OPTIONS }, 'GameFull'],
  ];
  it.each(cases)('refuses %s', async (_, joinGame, error) => {
    const client = await ApiClient.open(await serve());
    await client.ask({ createGame: versusComputer('3m') });
    expect(await client.ask({ joinGame } as Request)).toMatchObject({
      joinGame: { error },
      status: 'init_game',
    });
    expect((await client.ask(JOIN)).status).toBe('in_game');
  });

  it('has one seat a player: the third is told that the game is full', async () => {
    const server = await serve();
    await playTwo(server);
    const third = await ApiClient.open(server);
    expect(await third.ask(JOIN)).toMatchObject({ joinGame: { error: 'GameFull' }, status: 'launched' });
    expect((await third.play()).status).toBe('in_game');
  });

  it('keeps the first seat for the host, whoever comes first', async () => {
    const server = await serve();
    const host = await ApiClient.open(server);
    const guest = await ApiClient.open(server);
    await host.ask({ createGame: versusClient('3m') });
    guest.say(JOIN);
    const late = await ApiClient.open(server);
    expect((await late.ask(JOIN)).joinGame?.error).toBe('GameFull');
    expect((await host.ask(JOIN)).joinGame).toEqual({ playerId: 1 });
    expect((await guest.next()).joinGame).toEqual({ playerId: 2 });
  });

  it('waits for the host, if ports say that there will be one', async () => {
    const server = await serve();
    const guest = await ApiClient.open(server);
    const host = await ApiClient.open(server);
    const ports = { serverPorts: { gamePort: 5100, basePort: 5101 } };
    const join: Request = { joinGame: { ...JOIN.joinGame, ...ports } };
    guest.say(join);
    await host.ask({ createGame: versusClient('3m') });
    expect((await host.ask(join)).joinGame).toEqual({ playerId: 1 });
    expect((await guest.next()).joinGame).toEqual({ playerId: 2 });
  });

  it('says so when no host comes', async () => {
    const guest = await ApiClient.open(await serve({ joinSeconds: 0.05 }));
    const serverPorts = { gamePort: 5100, basePort: 5101 };
    const response = await guest.ask({ joinGame: { ...JOIN.joinGame, serverPorts } });
    expect(response).toMatchObject({ joinGame: { error: 'NetworkError' }, status: 'launched' });
  });

  it('fails for the guest when the host leaves before the game', async () => {
    const server = await serve();
    const host = await ApiClient.open(server);
    const guest = await ApiClient.open(server);
    await host.ask({ createGame: versusClient('3m') });
    guest.say(JOIN);
    // Only when the guest's request has come is the only seat of a guest taken.
    const other = await ApiClient.open(server);
    while ((await other.ask(JOIN)).joinGame?.error !== 'GameFull');
    host.socket.terminate();
    expect(await guest.next()).toMatchObject({ joinGame: { error: 'NetworkError' }, status: 'launched' });
  });
});

test('one connection plays game after game', async () => {
  const client = await ApiClient.open(await serve());
  const seen: unknown[] = [];
  for (let game = 0; game < 3; game++) {
    await client.play({ randomSeed: 5 });
    seen.push((await client.ask(OBSERVE)).observation?.observation?.rawData?.units);
    await client.ask({ step: { count: 100 } });
    if (game === 1) await client.ask({ leaveGame: {} });
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
});

test('after quit the connection is closed, and a new one is as good as new', async () => {
  const server = await serve();
  const client = await ApiClient.open(server);
  await client.play();
  expect(await client.ask({ quit: {} })).toEqual({ quit: {}, status: 'quit' });
  expect(await client.closed).toEqual({ code: 1000, reason: 'quit' });
  expect((await (await ApiClient.open(server)).play()).status).toBe('in_game');
});

test('a restart is another match of the same players, the same for the same seed', async () => {
  const units = async (client: ApiClient) =>
    (await client.ask(OBSERVE)).observation?.observation?.rawData?.units?.map(({ pos }) => pos);
  const server = await serve();
  const games = [];
  for (let game = 0; game < 2; game++) {
    const client = await ApiClient.open(server);
    await client.play({ randomSeed: 3 });
    const first = await units(client);
    await client.ask({ step: { count: 50 } });
    expect(await client.ask({ restartGame: {} })).toEqual({ restartGame: {}, status: 'in_game' });
    const second = await units(client);
    expect((await client.ask(OBSERVE)).observation?.observation?.gameLoop).toBe(0);
    expect(second).not.toEqual(first);
    games.push([first, second]);
  }
  expect(games[1]).toEqual(games[0]);
});
