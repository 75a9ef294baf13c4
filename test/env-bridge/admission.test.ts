/** Who is let in, and what is done with those who break the rules. */
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createScripted } from '../../agent/scripted/index.js';
import { type Bridge, connectBridge, startBridge } from '../../env-bridge/index.js';
import type { BridgeOptions } from '../../env-bridge/server.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { pack } from '../../src/spec/codec/index.js';
import type { ErrorCode } from '../../src/spec/errors.js';
import { createRandom } from '../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { RawClient } from './wire.js';

const code = (expected: ErrorCode) => expect.objectContaining({ code: expected });

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function bridgeWith(options: Partial<BridgeOptions> = {}): Promise<Bridge> {
  const bridge = await startBridge({ vocabulary: SKIRMISH_VOCABULARY, ...options });
  open.push(bridge);
  return bridge;
}

const AGENT = { name: 'test' };

describe('starting a bridge', () => {
  test('listens on this machine only, on a free port, with a random token', async () => {
    const [one, two] = [await bridgeWith(), await bridgeWith()];
    expect(new URL(one.url).hostname).toBe('127.0.0.1');
    expect(one.port).not.toBe(two.port);
    expect(one.token).toMatch(/^[0-9a-f]{32}$/);
    expect(one.token).not.toBe(two.token);
  });

  test('names a port in use', async () => {
    const { port } = await bridgeWith();
    await expect(bridgeWith({ port })).rejects.toThrow(code('PORT_IN_USE'));
  });

  test('frees its port when closed', async () => {
    const bridge = await startBridge({ vocabulary: SKIRMISH_VOCABULARY });
    const client = await connectBridge(bridge.url, AGENT);
    const { port } = bridge;
    await bridge.close();
    await client.close();
    expect((await bridgeWith({ port })).port).toBe(port);
  });

  test.each([
    [{ port: 70_000 }, /port: .*65535/],
    [{ host: '203.0.113.7' }, /cannot listen on 203\.0\.113\.7/],
    [{ limits: { connections: 0 } }, /connections/],
    [{ limits: { connexions: 1 } as never }, /connexions/],
  ])('refuses %j', async (options, message) => {
    const start = bridgeWith(options);
    await expect(start).rejects.toThrow(message);
    await expect(start).rejects.toThrow(code('BAD_ARGUMENT'));
  });

  test('refuses settings of a match that are unknown', async () => {
    const bridge = await bridgeWith();
    const environment = createSkirmish('3m');
    const wrong = () =>
      bridge.open({ environment, seed: 1, players: new Map(), settings: { pace: 'slow' } as never });
    expect(wrong).toThrow(/pace/);
  });
});

describe('connecting', () => {
  test('is refused without the right token, in the URL or in hello', async () => {
    const bridge = await bridgeWith();
    const bare = `ws://127.0.0.1:${bridge.port}`;
    await expect(connectBridge(bare, AGENT)).rejects.toThrow(code('UNAUTHORIZED'));
    await expect(connectBridge(`${bare}/?token=guess`, AGENT)).rejects.toThrow(code('UNAUTHORIZED'));
    await expect(connectBridge(bare, { ...AGENT, token: 'guess' })).rejects.toThrow(code('UNAUTHORIZED'));
    open.push(await connectBridge(bare, { ...AGENT, token: bridge.token }));
    open.push(await connectBridge(bridge.url, AGENT));
  });

  test('never puts the token into an error', async () => {
    const bridge = await bridgeWith({ token: 'very-secret-token' });
    const { url } = bridge;
    await bridge.close();
    await expect(connectBridge(url, AGENT)).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });

  test('is refused to an agent of another vocabulary', async () => {
    const bridge = await bridgeWith();
    const vocabulary = { ...SKIRMISH_VOCABULARY, functions: SKIRMISH_VOCABULARY.functions.slice(0, 3) };
    await expect(connectBridge(bridge.url, { ...AGENT, vocabulary })).rejects.toThrow(
      code('CHECKPOINT_MISMATCH'),
    );
  });

  test('to nothing is refused', async () => {
    const bridge = await bridgeWith();
    await bridge.close();
    await expect(connectBridge(bridge.url, AGENT)).rejects.toThrow(code('CONNECTION_REFUSED'));
  });

  test('to a web server that is no bridge is refused', async () => {
    const server = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    open.push(server);
    const { port } = server.address() as AddressInfo;
    await expect(connectBridge(`ws://127.0.0.1:${port}`, AGENT)).rejects.toThrow(code('CONNECTION_REFUSED'));
  });

  test.each<[string, (send: (data: Uint8Array | string) => void) => void, ErrorCode]>([
    ['sends text', (send) => send('welcome'), 'PROTOCOL_MESSAGE'],
    ['sends noise', (send) => send(Uint8Array.of(0xc1)), 'PROTOCOL_MESSAGE'],
    ['is of another version', (send) => send(pack({ type: 'welcome', version: 99 })), 'PROTOCOL_VERSION'],
    ['says nothing', () => undefined, 'TIMED_OUT'],
    ['speaks out of turn', (send) => send(pack({ type: 'leave' })), 'PROTOCOL_STATE'],
  ])('to a server that %s is refused', async (_, greet, expected) => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    open.push({
      close: () => {
        for (const socket of server.clients) socket.terminate();
        server.close();
      },
    });
    await new Promise((resolve) => server.once('listening', resolve));
    server.on('connection', (socket) => greet((data) => socket.send(data)));
    const { port } = server.address() as AddressInfo;
    const connecting = connectBridge(`ws://127.0.0.1:${port}`, { ...AGENT, limits: { welcomeSeconds: 0.2 } });
    await expect(connecting).rejects.toThrow(code(expected));
  });

  test.each(['', 'localhost:80', 'http://127.0.0.1', 'ws://', 'ws://h/#x'])(
    'to "%s" is refused',
    async (url) => {
      await expect(connectBridge(url, AGENT)).rejects.toThrow(code('BAD_ARGUMENT'));
    },
  );

  test('beyond the number of connections is refused', async () => {
    const bridge = await bridgeWith({ limits: { connections: 1 } });
    open.push(await connectBridge(bridge.url, AGENT));
    await expect(connectBridge(bridge.url, AGENT)).rejects.toThrow(code('PROTOCOL_LIMIT'));
  });
});

describe('joining', () => {
  test('is refused where the seat is taken or does not exist, and may be tried again', async () => {
    const bridge = await bridgeWith();
    const client = await connectBridge(bridge.url, AGENT);
    open.push(client);
    const environment = createSkirmish('3m');
    const match = bridge.open({ environment, seed: 1, players: new Map([[2, createScripted('VeryEasy')]]) });
    for (const wish of [{ match: match.id, seat: 2 }, { match: match.id, seat: 9 }, { match: 'nowhere' }])
      await expect(client.play(createScripted('Easy'), wish)).rejects.toThrow(code('SEAT_TAKEN'));
    expect(await client.play(createScripted('Medium'), { match: match.id })).toMatchObject({
      results: { 1: 'win' },
    });
  });

  test('times out when no match comes', async () => {
    const bridge = await bridgeWith({ limits: { joinSeconds: 0.05 } });
    const client = await connectBridge(bridge.url, AGENT);
    open.push(client);
    await expect(client.play(createScripted('Easy'))).rejects.toThrow(code('TIMED_OUT'));
    await expect(client.play(createScripted('Easy'))).rejects.toThrow(code('TIMED_OUT'));
  });

  test('twice at once is refused', async () => {
    const bridge = await bridgeWith();
    const client = await connectBridge(bridge.url, AGENT);
    const first = client.play(createScripted('Easy'));
    await expect(client.play(createScripted('Easy'))).rejects.toThrow(code('PROTOCOL_STATE'));
    await Promise.all([expect(first).rejects.toThrow(code('CONNECTION_LOST')), client.close()]);
    await expect(client.play(createScripted('Easy'))).rejects.toThrow(code('CONNECTION_LOST'));
  });
});

describe('a client that breaks the rules is told so and cut', () => {
  const HELLO = { type: 'hello', version: 1, name: 'raw', token: null, vocabulary: null, resume: null };
  const JOIN = { type: 'join', match: null, seat: null };

  test.each<[string, (Record<string, unknown> | Uint8Array | string)[], ErrorCode]>([
    ['another version', [{ ...HELLO, version: 2 }], 'PROTOCOL_VERSION'],
    ['another version, whatever else it says', [{ type: 'hello', version: 2, mood: 1 }], 'PROTOCOL_VERSION'],
    ['no version', [{ type: 'hello' }], 'PROTOCOL_VERSION'],
    ['a field too many', [{ ...HELLO, mood: 1 }], 'PROTOCOL_MESSAGE'],
    ['a field of a wrong type', [{ ...HELLO, name: 7 }], 'PROTOCOL_MESSAGE'],
    ['an unknown type', [{ type: 'mood' }], 'PROTOCOL_MESSAGE'],
    ['no map', [pack([1, 2])], 'PROTOCOL_MESSAGE'],
    ['noise', [Uint8Array.of(0xc1, 0xff)], 'PROTOCOL_MESSAGE'],
    ['nothing', [new Uint8Array(0)], 'PROTOCOL_MESSAGE'],
    ['text', ['{"type":"hello"}'], 'PROTOCOL_MESSAGE'],
    ['join before hello', [JOIN], 'PROTOCOL_STATE'],
    ['leave before hello', [{ type: 'leave' }], 'PROTOCOL_STATE'],
    ['hello twice', [HELLO, HELLO], 'PROTOCOL_STATE'],
    ['join twice', [HELLO, JOIN, JOIN], 'PROTOCOL_STATE'],
    [
      "a server's message",
      [HELLO, { type: 'error', code: 'NO_DATA', message: '', fatal: true }],
      'PROTOCOL_STATE',
    ],
    ['an unknown resume token', [{ ...HELLO, resume: 'guess' }], 'CONNECTION_LOST'],
  ])('%s', async (_, says, expected) => {
    const bridge = await bridgeWith();
    const client = await RawClient.open(bridge.url);
    for (const message of says) {
      if (typeof message === 'string') client.socket.send(message);
      else client.say(message);
    }
    expect(await client.nextOf('error')).toMatchObject({ code: expected, fatal: true });
    expect(await client.closed).toBe(1008);
    open.push(await connectBridge(bridge.url, AGENT)); // The bridge lives on.
  });

  test('says no hello', async () => {
    const bridge = await bridgeWith({ limits: { handshakeSeconds: 0.05 } });
    const client = await RawClient.open(bridge.url);
    expect(await client.nextOf('error')).toMatchObject({ code: 'TIMED_OUT' });
    expect(await client.closed).toBe(1008);
  });

  test('sends a frame that is too large', async () => {
    const bridge = await bridgeWith({ limits: { incomingBytes: 2000 } });
    const client = await RawClient.open(bridge.url);
    client.socket.send(new Uint8Array(2001));
    expect(await client.closed).toBe(1009);
    open.push(await connectBridge(bridge.url, AGENT));
  });

  test('asks for a target that is no URL', async () => {
    const bridge = await bridgeWith();
    const client = await RawClient.open(`ws://127.0.0.1:${bridge.port}//?token=${bridge.token}`);
    client.hello();
    expect(await client.next()).toMatchObject({ type: 'error', code: 'UNAUTHORIZED' });
  });

  test('sends noise, before and after hello, in frames or without', async () => {
    const bridge = await bridgeWith();
    const random = createRandom('noise');
    const noise = () => Uint8Array.from({ length: random.int(300) }, () => random.int(256));
    for (let i = 0; i < 40; i++) {
      const client = await RawClient.open(bridge.url);
      if (i % 2 === 1) client.hello();
      client.socket.send(noise());
      expect(await client.nextOf('error')).toMatchObject({ fatal: true });
      const raw = connect(bridge.port, '127.0.0.1');
      raw.on('error', () => raw.destroy());
      raw.end(noise());
      await new Promise((resolve) => raw.on('close', resolve).resume());
    }
    open.push(await connectBridge(bridge.url, AGENT));
  });

  test('does not answer pings', async () => {
    const bridge = await bridgeWith({ limits: { heartbeatSeconds: 0.05 } });
    const client = await RawClient.open(bridge.url);
    client.socket.pong = () => undefined;
    client.hello();
    await client.nextOf('welcome');
    expect(await client.closed).toBe(1006);
  });
});
