import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { WebSocket } from 'ws';
import { encodeRequest } from '../../../../env-bridge/sc2/schema/codec.js';
import type { Response } from '../../../../env-bridge/sc2/schema/messages.js';
import { ApiClient, JOIN, OBSERVE, playTwo, serve } from './api-client.js';

/** A field that is unknown, `count` times: as many fields, few bytes. */
const bomb = (count: number): Uint8Array => {
  const bytes = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) bytes.set([0xf8, 0x01, 0], i * 3);
  return bytes;
};

describe('what is no request closes the connection with a reason, and nobody else has a part in it', () => {
  const step = encodeRequest({ action: { actions: [{ actionChat: { message: 'hello' } }] } });
  const cases: readonly [string, Uint8Array | string, number, string][] = [
    ['a message that is cut', step.subarray(0, step.length - 2), 1008, 'PROTOCOL_MESSAGE'],
    ['a wrong wire type', new Uint8Array([0x0d, 1, 2, 3, 4]), 1008, 'PROTOCOL_MESSAGE'],
    ['a bomb of fields', bomb(300_000), 1008, 'PROTOCOL_LIMIT'],
    ['text', 'hello', 1008, 'PROTOCOL_MESSAGE'],
    ['a message over 4 MiB', new Uint8Array(4 * 1024 * 1024 + 1), 1009, ''],
  ];
  it.each(cases)('%s', async (_, bytes, code, reason) => {
    const server = await serve();
    const [one, two] = await playTwo(server);
    const other = await ApiClient.open(server);
    await other.play();
    one.socket.send(bytes);
    expect(await one.closed).toEqual({ code, reason });
    expect((await two.ask({ step: { count: 1 } }).catch(String)).toString()).not.toMatch(/closed/);
    expect((await two.ask(OBSERVE)).observation?.playerResult).toBeDefined();
    expect((await other.ask({ step: { count: 1 } })).status).toBe('in_game');
  });
});

test('the error comes before the close, as a response of the API', async () => {
  const client = await ApiClient.open(await serve());
  client.socket.send(new Uint8Array([7, 7, 7]));
  const response = await client.next();
  expect(response.error?.[0]).toMatch(/^read Request: /);
  expect(response.status).toBe('launched');
});

test('any bytes are answered, or end the connection; the server lives', async () => {
  const server = await serve();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
      const client = await ApiClient.open(server);
      client.socket.send(bytes);
      await Promise.race([client.nextBytes().catch(() => undefined), client.closed]);
      client.socket.terminate();
    }),
    { numRuns: 150 },
  );
  expect((await (await ApiClient.open(server)).play()).status).toBe('in_game');
});

test('unknown fields are passed over: a newer client is understood', async () => {
  const client = await ApiClient.open(await serve());
  const ping = encodeRequest({ ping: {}, id: 4 });
  client.socket.send(new Uint8Array([...ping, 0xc2, 0x3e, 3, 1, 2, 3]));
  expect(await client.next()).toMatchObject({ id: 4, ping: { baseBuild: 83_830 } });
});

test('only /sc2api is served', async () => {
  const server = await serve();
  const socket = new WebSocket(server.url.replace('/sc2api', '/other'));
  const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
  expect(error.message).toMatch(/400/);
});

test('a flood of requests waits outside: all are answered, in order', async () => {
  const client = await ApiClient.open(await serve());
  await client.play();
  for (let id = 1; id <= 3000; id++) client.say({ id, ...OBSERVE });
  for (let id = 1; id <= 3000; id++) expect((await client.next()).id).toBe(id);
});

test('actions in plenty, and nobody looking, cost bounded memory', async () => {
  const client = await ApiClient.open(await serve());
  await client.play();
  const actions = Array.from({ length: 5000 }, (_, i) => ({
    actionRaw: {
      unitCommand: { abilityId: 23, unitTags: [BigInt(i + 1)], targetWorldSpacePos: { x: 9, y: 9 } },
    },
  }));
  for (let i = 0; i < 4; i++)
    expect((await client.ask({ action: { actions } })).action?.result).toHaveLength(5000);
  const { observation } = await client.ask(OBSERVE);
  expect(observation?.actionErrors).toHaveLength(256);
});

test('more connections than are allowed are turned away', async () => {
  const server = await serve({ connections: 2 });
  const first = await ApiClient.open(server);
  await ApiClient.open(server);
  const third = await ApiClient.open(server);
  expect(await third.closed).toEqual({ code: 1013, reason: 'PROTOCOL_LIMIT' });
  expect((await first.ask({ ping: {} })).ping).toBeDefined();
});

test('a connection that is gone while it waits to join leaves its seat to others', async () => {
  const server = await serve();
  const host = await ApiClient.open(server);
  const gone = await ApiClient.open(server);
  await host.ask({
    createGame: {
      localMap: { mapPath: '3m' },
      playerSetup: [{ type: 'Participant' }, { type: 'Participant' }],
    },
  });
  gone.say(JOIN);
  const guest = await ApiClient.open(server);
  expect((await guest.ask(JOIN)).joinGame?.error).toBe('GameFull');
  gone.socket.terminate();
  // Until the server has seen it, the game is full; then the guest's request waits for the host.
  let joining: Promise<Response>;
  do joining = guest.ask(JOIN);
  while (await Promise.race([joining, new Promise((resolve) => setTimeout(resolve, 200))]));
  expect((await host.ask(JOIN)).joinGame).toEqual({ playerId: 1 });
  expect((await joining).joinGame).toEqual({ playerId: 2 });
});
