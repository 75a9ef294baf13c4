import { afterEach, describe, expect, test } from 'vitest';
import { createScripted } from '../../agent/scripted/index.js';
import type { Environment, Player } from '../../env-bridge/environment.js';
import { type Bridge, connectBridge, startBridge } from '../../env-bridge/index.js';
import { playMatch } from '../../env-bridge/match.js';
import type { BridgeOptions } from '../../env-bridge/server.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { type ErrorCode, KhalaError } from '../../src/spec/errors.js';
import type { PlayerId } from '../../src/spec/match.js';
import type { MatchMessage } from '../../src/spec/messages.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { playerWith, RawClient } from './wire.js';

const code = (expected: ErrorCode) => expect.objectContaining({ code: expected });

const open: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function bridgeWith(options: Partial<BridgeOptions> = {}): Promise<Bridge> {
  const bridge = await startBridge({ vocabulary: SKIRMISH_VOCABULARY, ...options });
  open.push(bridge);
  return bridge;
}

async function clientOf(bridge: Bridge, options: Partial<Parameters<typeof connectBridge>[1]> = {}) {
  const client = await connectBridge(bridge.url, { name: 'scripted:Easy', ...options });
  open.push(client);
  return client;
}

function game(scenario = '3m'): Environment {
  const environment = createSkirmish(scenario);
  open.push(environment);
  return environment;
}

const against = (name: 'VeryEasy' | 'Easy' | 'Medium', seat: PlayerId = 2): Map<PlayerId, Player> =>
  new Map([[seat, createScripted(name)]]);

async function directly(seed: number, one: Player, two: Player) {
  return playMatch(
    game(),
    new Map([
      [1, one],
      [2, two],
    ]),
    { seed },
  );
}

describe('a match over the bridge', () => {
  test('ends like the same match played directly, one after another on one connection', async () => {
    const bridge = await bridgeWith();
    const client = await clientOf(bridge, { vocabulary: SKIRMISH_VOCABULARY });
    for (const seed of [1, 2, 3]) {
      const match = bridge.open({ environment: game(), seed, players: against('Medium') });
      const outcome = await client.play(createScripted('Easy'));
      expect(outcome).toEqual(await match.finished);
      expect(outcome).toEqual(await directly(seed, createScripted('Easy'), createScripted('Medium')));
    }
  });

  test('may have clients in all seats, whoever comes first', async () => {
    const bridge = await bridgeWith();
    const [one, two] = [await clientOf(bridge), await clientOf(bridge)];
    const second = two.play(createScripted('Medium'), { seat: 2 }); // Waits: no match is open.
    bridge.open({ environment: game(), seed: 5, players: new Map() });
    const outcome = await one.play(createScripted('Easy'), { seat: 1 });
    expect(await second).toEqual(outcome);
    expect(outcome).toEqual(await directly(5, createScripted('Easy'), createScripted('Medium')));
  });

  test('runs beside others at the same time', async () => {
    const bridge = await bridgeWith();
    const seeds = [1, 2, 3, 4];
    const outcomes = await Promise.all(
      seeds.map(async (seed) => {
        const match = bridge.open({ environment: game(), seed, players: against('Medium') });
        const client = await clientOf(bridge);
        return client.play(createScripted('Easy'), { match: match.id });
      }),
    );
    for (const [i, seed] of seeds.entries())
      expect(outcomes[i]).toEqual(await directly(seed, createScripted('Easy'), createScripted('Medium')));
  });

  test('is opened on demand', async () => {
    const bridge = await bridgeWith({
      wanted: (wanting) => {
        wanting.open({ environment: game(), seed: 1, players: against('VeryEasy') });
      },
    });
    const client = await clientOf(bridge);
    expect(await client.play(createScripted('Medium'))).toMatchObject({ results: { 1: 'win' } });
    expect(await client.play(createScripted('Medium'))).toMatchObject({ results: { 1: 'win' } });
  });

  test('needs no client when all players are local', async () => {
    const bridge = await bridgeWith();
    const players = new Map([...against('Easy', 1), ...against('Medium', 2)]);
    const match = bridge.open({ environment: game(), seed: 1, players });
    expect(await match.finished).toEqual(await directly(1, createScripted('Easy'), createScripted('Medium')));
  });

  test('runs in real time, as fast as it is told', async () => {
    const bridge = await bridgeWith();
    const client = await clientOf(bridge);
    const settings = { mode: 'real-time', speed: 200, latencyBudgetMs: 1000 } as const;
    const match = bridge.open({ environment: game(), seed: 1, players: against('VeryEasy'), settings });
    const outcome = await client.play(createScripted('Medium'));
    expect(outcome).toEqual(await match.finished);
    expect(['eliminated', 'time_limit']).toContain(outcome.reason);
  });
});

describe('a player that fails', () => {
  test('loses by crash, and its error is thrown where it runs', async () => {
    const bridge = await bridgeWith();
    const client = await clientOf(bridge);
    const match = bridge.open({ environment: game(), seed: 1, players: against('VeryEasy') });
    const play = client.play(
      playerWith((decision) => {
        if (decision === 3) throw new KhalaError('NOT_FINITE', 'act: the logits are NaN');
      }),
    );
    await expect(play).rejects.toThrow(/logits are NaN/);
    expect(await match.finished).toMatchObject({
      reason: 'crash',
      results: { 1: 'loss', 2: 'win' },
      faults: { 1: 'NOT_FINITE' },
    });
  });

  test('loses by crash when it cannot start', async () => {
    const bridge = await bridgeWith();
    const client = await clientOf(bridge);
    const match = bridge.open({ environment: game(), seed: 1, players: against('VeryEasy') });
    const broken: Player = {
      ...createScripted('Easy'),
      start: () => {
        throw new Error('no such weights');
      },
    };
    await expect(client.play(broken)).rejects.toThrow('no such weights');
    expect(await match.finished).toMatchObject({ reason: 'crash', faults: { 1: 'MATCH_FAILED' } });
  });

  test('loses by timeout when it thinks too long', async () => {
    const bridge = await bridgeWith();
    const client = await clientOf(bridge);
    const settings = { decisionTimeoutMs: 50 };
    const match = bridge.open({ environment: game(), seed: 1, players: against('VeryEasy'), settings });
    const never = new Promise<void>(() => undefined);
    const outcome = await client.play(playerWith((decision) => (decision === 2 ? never : undefined)));
    expect(outcome).toMatchObject({
      reason: 'timeout',
      results: { 1: 'loss', 2: 'win' },
      faults: { 1: 'TIMED_OUT' },
    });
    expect(await match.finished).toEqual(outcome);
  });

  test('loses by crash when its client is closed', async () => {
    const bridge = await bridgeWith();
    const client = await clientOf(bridge);
    const match = bridge.open({ environment: game(), seed: 1, players: against('VeryEasy') });
    const play = client.play(playerWith(async (decision) => (decision === 2 ? client.close() : undefined)));
    await expect(play).rejects.toThrow(code('CONNECTION_LOST'));
    expect(await match.finished).toMatchObject({ reason: 'crash', faults: { 1: 'CONNECTION_LOST' } });
  });
});

describe('aborting', () => {
  test('ends a match at the next decision, for both sides', async () => {
    const bridge = await bridgeWith();
    const client = await clientOf(bridge);
    const match = bridge.open({ environment: game(), seed: 1, players: against('VeryEasy') });
    const outcome = await client.play(playerWith((decision) => (decision === 3 ? match.abort() : undefined)));
    expect(outcome).toMatchObject({ reason: 'aborted', results: { 1: 'draw', 2: 'draw' }, faults: {} });
    expect(await match.finished).toEqual(outcome);
  });

  test('ends a match that nobody joined', async () => {
    const bridge = await bridgeWith();
    const match = bridge.open({ environment: game(), seed: 1, players: against('VeryEasy') });
    match.abort();
    expect(await match.finished).toMatchObject({ reason: 'aborted', loops: 0 });
  });

  test('closing the bridge aborts matches and says goodbye', async () => {
    const bridge = await bridgeWith();
    const client = await clientOf(bridge, { limits: { retryFirstMs: 10 } });
    const settings = { resumeSeconds: 0.1 };
    const match = bridge.open({ environment: game(), seed: 1, players: against('VeryEasy'), settings });
    const play = client.play(playerWith((decision) => (decision === 3 ? bridge.close() : undefined)));
    expect(await match.finished).toMatchObject({ reason: 'aborted' });
    // The outcome left before the goodbye.
    expect(await play).toMatchObject({ reason: 'aborted' });
  });
});

describe('spectators', () => {
  test('see what the player of their seat sees, and nothing else', async () => {
    const bridge = await bridgeWith();
    const player = await clientOf(bridge);
    const spectator = await clientOf(bridge);
    const local: MatchMessage[] = [];
    const seen: MatchMessage[] = [];
    const teeInto = (messages: MatchMessage[], only: PlayerId) => ({
      start: (info: Extract<MatchMessage, { type: 'start' }>['info']) => {
        if (info.player === only) messages.push({ type: 'start', info });
      },
      observation: (id: PlayerId, step: Extract<MatchMessage, { type: 'observation' }>['step']) => {
        if (id === only) messages.push({ type: 'observation', player: id, step });
      },
    });
    const match = bridge.open({
      environment: game(),
      seed: 1,
      players: against('VeryEasy'),
      observers: [teeInto(local, 1)],
    });
    const watching = spectator.watch(teeInto(seen, 1), { match: match.id, seat: 1 });
    const outcome = await player.play(createScripted('Medium'));
    expect(await watching).toEqual(outcome);
    expect(seen).toStrictEqual(local);
    expect(seen.length).toBeGreaterThan(10);
  });

  test('may come late and still get the start', async () => {
    const bridge = await bridgeWith();
    const player = await clientOf(bridge);
    const spectator = await clientOf(bridge);
    bridge.open({ environment: game(), seed: 1, players: against('VeryEasy') });
    const types: string[] = [];
    let watching: Promise<unknown> | null = null;
    const outcome = await player.play(
      playerWith((decision) => {
        if (decision !== 5) return;
        watching = spectator.watch({
          start: () => types.push('start'),
          observation: () => types.push('observation'),
        });
      }),
    );
    expect(await watching).toEqual(outcome);
    expect(types.slice(0, 2)).toEqual(['start', 'observation']);
  });

  test('cannot command', async () => {
    const bridge = await bridgeWith();
    const match = bridge.open({ environment: game(), seed: 1, players: against('VeryEasy') });
    const client = await RawClient.open(bridge.url);
    client.hello();
    await client.nextOf('welcome');
    client.say({ type: 'spectate', match: match.id, seat: 1 });
    await client.nextOf('watching');
    client.say({
      type: 'command',
      player: 1,
      gameLoop: 0,
      command: { ability: 3665, delay: 1, queued: false, units: [], target: { kind: 'none' } },
    });
    expect(await client.nextOf('error')).toMatchObject({ code: 'PROTOCOL_STATE', fatal: true });
  });

  test('that throw hear of it, and the connection serves on', async () => {
    const bridge = await bridgeWith();
    const player = await clientOf(bridge);
    const spectator = await clientOf(bridge);
    const match = bridge.open({ environment: game(), seed: 1, players: against('VeryEasy') });
    const watching = spectator.watch({
      observation: () => {
        throw new Error('cannot draw');
      },
    });
    await Promise.all([
      expect(watching).rejects.toThrow('cannot draw'),
      player.play(createScripted('Medium')),
    ]);
    const environment = game();
    bridge.open({ environment, seed: 1, players: against('VeryEasy') });
    expect(await spectator.play(createScripted('Medium'))).toEqual(await match.finished);
  });

  test('need a match', async () => {
    const bridge = await bridgeWith();
    const client = await clientOf(bridge);
    await expect(client.watch({})).rejects.toThrow(code('SEAT_TAKEN'));
    bridge.open({ environment: game(), seed: 1, players: against('VeryEasy') });
    await expect(client.watch({}, { seat: 7 })).rejects.toThrow(code('SEAT_TAKEN'));
  });
});
