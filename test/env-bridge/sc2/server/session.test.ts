import { describe, expect, it, test } from 'vitest';
import { createScripted } from '../../../../agent/scripted/index.js';
import type { Player } from '../../../../env-bridge/environment.js';
import type { Request, Response } from '../../../../env-bridge/sc2/schema/messages.js';
import type { Outcome } from '../../../../src/spec/match.js';
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

const loopOf = (response: Response): number | undefined => response.observation?.observation?.gameLoop;
const resultsOf = (response: Response) =>
  response.observation?.playerResult?.map(({ playerId, result }) => [playerId, result]);
const VICTORY_OF_2 = [
  [1, 'Defeat'],
  [2, 'Victory'],
];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('two clients without real time', () => {
  it('step in lockstep: who stepped waits for the other', async () => {
    const [one, two] = await playTwo(await serve());
    let answered = false;
    const step = one.ask({ step: { count: 4 } }).then((response) => {
      answered = true;
      return response;
    });
    expect(loopOf(await two.ask(OBSERVE))).toBe(0);
    await pause(30);
    expect(answered).toBe(false);
    expect((await two.ask({ step: { count: 4 } })).step).toEqual({ simulationLoop: 4 });
    expect((await step).step).toEqual({ simulationLoop: 4 });
  });

  it('may step by different sizes: each looks where it wants to', async () => {
    const [one, two] = await playTwo(await serve());
    const long = one.ask({ step: { count: 10 } });
    for (const loop of [4, 8]) {
      expect((await two.ask({ step: { count: 4 } })).step).toEqual({ simulationLoop: loop });
      expect(loopOf(await two.ask(OBSERVE))).toBe(loop);
    }
    two.say({ step: { count: 4 } });
    expect((await long).step).toEqual({ simulationLoop: 10 });
    one.say({ step: { count: 90 } });
    expect((await two.next()).step).toEqual({ simulationLoop: 12 });
  });

  it('may send requests ahead: they are answered in their order', async () => {
    const [one, two] = await playTwo(await serve());
    for (const client of [one, two])
      for (let i = 0; i < 100; i++) client.say({ id: i, ...(i % 2 ? OBSERVE : { step: { count: 2 } }) });
    for (const client of [one, two])
      for (let i = 0; i < 100; i++) {
        const response = await client.next();
        expect(response.id).toBe(i);
        if (i % 2) expect(loopOf(response)).toBe(i + 1);
      }
  });

  it('a client that takes too long loses by time-out, and the other goes on', async () => {
    const outcomes: Outcome[] = [];
    const server = await serve({ decisionTimeoutMs: 100, ended: (_, outcome) => outcomes.push(outcome) });
    const [slow, quick] = await playTwo(server);
    const response = await quick.ask({ step: { count: 4 } });
    expect(response).toMatchObject({ step: { simulationLoop: 0 }, status: 'ended' });
    expect(resultsOf(await quick.ask(OBSERVE))).toEqual(VICTORY_OF_2);
    expect(resultsOf(await slow.ask(OBSERVE))).toEqual(VICTORY_OF_2);
    expect(outcomes).toEqual([
      { reason: 'timeout', results: { 1: 'loss', 2: 'win' }, faults: { 1: 'TIMED_OUT' }, loops: 0 },
    ]);
  });

  it('a client alone may take its time', async () => {
    const client = await ApiClient.open(await serve({ decisionTimeoutMs: 20 }));
    await client.play();
    await pause(80);
    expect((await client.ask({ step: { count: 1 } })).status).toBe('in_game');
  });

  it.each([
    ['leaves', (client: ApiClient) => client.ask({ leaveGame: {} }), 'surrender', {}],
    ['quits', (client: ApiClient) => client.ask({ quit: {} }), 'surrender', {}],
    [
      'is gone',
      (client: ApiClient) => Promise.resolve(client.socket.terminate()),
      'crash',
      { 1: 'CONNECTION_LOST' },
    ],
    [
      'sends nonsense',
      (client: ApiClient) => Promise.resolve(client.socket.send(new Uint8Array([7, 7, 7]))),
      'crash',
      { 1: 'CONNECTION_LOST' },
    ],
  ] as const)('a client that %s loses; the other is not held up', async (_, end, reason, faults) => {
    const outcomes: Outcome[] = [];
    const [one, two] = await playTwo(await serve({ ended: (_map, outcome) => outcomes.push(outcome) }));
    const waiting = two.ask({ step: { count: 4 } });
    await end(one);
    expect((await waiting).status).toBe('ended');
    expect(resultsOf(await two.ask(OBSERVE))).toEqual(VICTORY_OF_2);
    expect(outcomes).toEqual([{ reason, results: { 1: 'loss', 2: 'win' }, faults, loops: 0 }]);
    expect((await two.ask({ createGame: versusComputer('3m') })).error?.[0]).toMatch(/leave_game/);
    expect((await two.ask({ leaveGame: {} })).status).toBe('launched');
    expect((await two.play()).status).toBe('in_game');
  });

  it('chat reaches both, with a bound', async () => {
    const [one, two] = await playTwo(await serve());
    const actions = Array.from({ length: 300 }, (_, i) => ({
      actionChat: { channel: 'Broadcast' as const, message: `${i} ${'x'.repeat(5000)}` },
    }));
    await one.ask({ action: { actions } });
    for (const client of [one, two]) {
      const { chat } = (await client.ask(OBSERVE)).observation ?? {};
      expect(chat).toHaveLength(256);
      expect(chat?.at(-1)).toMatchObject({ playerId: 1 });
      expect(chat?.at(-1)?.message).toHaveLength(255);
      expect((await client.ask(OBSERVE)).observation?.chat).toBeUndefined();
    }
  });
});

describe('observers', () => {
  it('see as the player whom they observe, step with the others, and give no orders', async () => {
    const server = await serve();
    const host = await ApiClient.open(server);
    const observer = await ApiClient.open(server);
    const { playerSetup = [], ...game } = versusComputer('3m');
    await host.ask({ createGame: { ...game, playerSetup: [...playerSetup, { type: 'Observer' }] } });
    const joined = host.ask(JOIN);
    const watch: Request = { joinGame: { observedPlayerId: 1, options: OPTIONS } };
    expect(await observer.ask(watch)).toEqual({ joinGame: {}, status: 'in_game' });
    await joined;
    const [seen, own] = [await observer.ask(OBSERVE), await host.ask(OBSERVE)];
    expect(seen).toEqual(own);
    expect((await observer.ask({ action: {} })).error?.[0]).toMatch(/observer/);
    expect((await observer.ask({ obsAction: { actions: [{ cameraMove: {} }] } })).obsAction).toEqual({});
    expect((await host.ask({ obsAction: {} })).error?.[0]).toMatch(/observers/);
    const step = observer.ask({ step: { count: 3 } });
    expect((await host.ask({ step: { count: 3 } })).step).toEqual({ simulationLoop: 3 });
    await step;
    await observer.ask({ leaveGame: {} });
    expect((await host.ask({ step: { count: 3 } })).step).toEqual({ simulationLoop: 6 });
  });
});

describe('computers', () => {
  const broken = (at: 'start' | 'act', failure: () => never | Promise<never>): Player => ({
    ...createScripted('Medium'),
    name: 'broken',
    [at]: failure,
  });
  it.each([
    [
      'throws',
      broken('act', () => {
        throw new Error('no');
      }),
    ],
    ['rejects', broken('act', () => Promise.reject(new Error('no')))],
    ['does not start', broken('start', () => Promise.reject(new Error('no')))],
  ])('one that %s loses', async (_, computer) => {
    const outcomes: Outcome[] = [];
    const server = await serve({
      computer: () => computer,
      ended: (_map, outcome) => outcomes.push(outcome),
    });
    const client = await ApiClient.open(server);
    await client.ask({ createGame: versusComputer('3m') });
    await client.ask(JOIN);
    await client.ask({ step: { count: 4 } });
    const last = await client.ask(OBSERVE);
    expect(last.status).toBe('ended');
    expect(resultsOf(last)).toEqual([
      [1, 'Victory'],
      [2, 'Defeat'],
    ]);
    expect(outcomes[0]).toMatchObject({ reason: 'crash', faults: { 2: 'MATCH_FAILED' } });
  });

  it('is made for what the client asked for', async () => {
    const asked: unknown[] = [];
    const server = await serve({
      computer: (setup) => {
        asked.push(setup);
        return createScripted('Easy');
      },
    });
    const client = await ApiClient.open(server);
    const setup = { type: 'Computer', race: 'Zerg', difficulty: 'CheatInsane', aiBuild: 'Rush' } as const;
    await client.play({ playerSetup: [{ type: 'Participant' }, setup] });
    expect(asked).toEqual([setup]);
    const { playerInfo } = (await client.ask({ gameInfo: {} })).gameInfo ?? {};
    expect(playerInfo).toEqual([
      {
        playerId: 1,
        type: 'Participant',
        raceRequested: 'Terran',
        raceActual: 'Terran',
        playerName: 'player 1',
      },
      {
        ...{ playerId: 2, type: 'Computer', raceRequested: 'Zerg', raceActual: 'Terran' },
        ...{ difficulty: 'CheatInsane', aiBuild: 'Rush', playerName: 'scripted:Easy' },
      },
    ]);
  });
});

describe('real time', () => {
  it('goes by itself; an observation can wait for its loop; nobody steps', async () => {
    const client = await ApiClient.open(await serve({ speed: 10 }));
    await client.play({ realtime: true });
    expect(loopOf(await client.ask({ observation: { gameLoop: 40 } }))).toBeGreaterThanOrEqual(40);
    expect((await client.ask({ step: { count: 1 } })).error?.[0]).toMatch(/real time/);
    const [next, later] = [
      await client.ask({ observation: {} }),
      await client.ask({ observation: { gameLoop: 90 } }),
    ];
    expect(loopOf(later)).toBeGreaterThan(loopOf(next) ?? 0);
  });

  it('ends for a waiting client too, and does not wait for one that is gone', async () => {
    const server = await serve({ speed: 200 });
    const host = await ApiClient.open(server);
    const guest = await ApiClient.open(server);
    await host.ask({ createGame: { ...versusClient('3m'), realtime: true } });
    await Promise.all([host.ask(JOIN), guest.ask(JOIN)]);
    host.say({ observation: { gameLoop: 4_000_000_000 } });
    guest.socket.terminate();
    const last = await host.next();
    expect(last.status).toBe('ended');
    expect(resultsOf(last)).toEqual([
      [1, 'Victory'],
      [2, 'Defeat'],
    ]);
  });

  it('plays to the limit of the match by itself', async () => {
    const client = await ApiClient.open(await serve({ speed: 1000 }));
    await client.play({
      realtime: true,
      playerSetup: [{ type: 'Computer', difficulty: 'VeryEasy' }, { type: 'Participant' }],
    });
    const last = await client.ask({ observation: { gameLoop: 1_000_000 } });
    expect(last.status).toBe('ended');
    expect(resultsOf(last)).toHaveLength(2);
  });
});

test('several games run at the same time', async () => {
  const server = await serve();
  const clients = await Promise.all(Array.from({ length: 4 }, () => ApiClient.open(server)));
  const ends = await Promise.all(
    clients.map(async (client, i) => {
      await client.play({ randomSeed: 1 + (i % 2) });
      await client.ask({ step: { count: 5000 } });
      return client.ask(OBSERVE);
    }),
  );
  expect(ends.map(({ status }) => status)).toEqual(['ended', 'ended', 'ended', 'ended']);
  expect(ends[2]).toEqual(ends[0]);
  expect(ends[3]).toEqual(ends[1]);
  expect(ends[1]).not.toEqual(ends[0]);
});

test('closing the server ends games and connections', async () => {
  const outcomes: Outcome[] = [];
  const server = await serve({ ended: (_, outcome) => outcomes.push(outcome) });
  const [one, two] = await playTwo(server);
  one.say({ step: { count: 4 } });
  await two.ask({ ping: {} });
  await server.close();
  expect(outcomes).toMatchObject([{ reason: 'aborted', results: { 1: 'draw', 2: 'draw' } }]);
  expect((await two.closed).code).toBe(1001);
  expect((await one.closed).code).toBe(1001);
});
