import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createScripted } from '../../agent/scripted/index.js';
import type { Player } from '../../env-bridge/environment.js';
import type { MatchSpec } from '../../env-bridge/hosted-match.js';
import { connectBridge, startBridge } from '../../env-bridge/index.js';
import { playMatch } from '../../env-bridge/match.js';
import { encodeMessage, type Message } from '../../env-bridge/protocol.js';
import { matchSettingsSchema } from '../../env-bridge/settings.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import type { PlayerId } from '../../src/spec/match.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { CuttableWire, playerWith, RawClient } from './wire.js';

const open: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A bridge, a wire that can be cut, a client behind it, and a match that waits for that client. */
async function behindWire(settings: MatchSpec['settings']) {
  const bridge = await startBridge({ vocabulary: SKIRMISH_VOCABULARY });
  const wire = await CuttableWire.before(bridge.url);
  const limits = { retryFirstMs: 5, retryMostMs: 20 };
  const client = await connectBridge(wire.url, { name: 'test', limits });
  const environment = createSkirmish('3m');
  open.push(bridge, wire, client, environment);
  const players = new Map<PlayerId, Player>([[2, createScripted('Medium')]]);
  const match = bridge.open({ environment, seed: 3, players, settings });
  return { bridge, wire, client, match };
}

async function uninterrupted() {
  const environment = createSkirmish('3m');
  open.push(environment);
  const players = new Map<PlayerId, Player>([
    [1, createScripted('Easy')],
    [2, createScripted('Medium')],
  ]);
  return playMatch(environment, players, { seed: 3 });
}

const moment = () => new Promise(setImmediate);

describe('a cut connection', () => {
  test.each<[string, (cut: () => void) => void | Promise<void>]>([
    ['before the answer', (cut) => cut()],
    [
      'while the player thinks',
      async (cut) => {
        cut();
        await new Promise((resolve) => setTimeout(resolve, 60));
      },
    ],
    [
      'after the answer left',
      (cut) => {
        setImmediate(cut);
      },
    ],
  ])('%s leaves the match as it was', async (_, when) => {
    const { wire, client, match } = await behindWire({ resumeSeconds: 20 });
    const decisions: number[] = [];
    const outcome = await client.play(
      playerWith(async (decision) => {
        decisions.push(decision);
        if (decision % 25 === 7) await when(() => wire.cut());
        await moment();
      }),
    );
    expect(wire.cuts).toBeGreaterThan(2);
    expect(outcome).toEqual(await match.finished);
    expect(outcome).toEqual(await uninterrupted());
    // The player was asked once for each decision, however often the observation was sent.
    expect(decisions).toEqual(decisions.map((_unused, i) => i));
  });

  test('loses no outcome', async () => {
    const { wire, client, match } = await behindWire({ resumeSeconds: 20 });
    const easy = createScripted('Easy');
    const play = client.play({ ...easy, act: (step) => easy.act(step) });
    // Cut as the match ends, on the server's side of the event loop: the outcome is lost on the way or has just come.
    const finished = await match.finished;
    wire.cut();
    expect(await play).toEqual(finished);
  });

  test('that stays cut forfeits the match', async () => {
    const { wire, client, match } = await behindWire({ resumeSeconds: 0.1, absentAgent: 'forfeit' });
    const play = client.play(playerWith((decision) => (decision === 4 ? wire.close() : undefined)));
    await expect(play).rejects.toThrow(expect.objectContaining({ code: 'CONNECTION_LOST' }));
    expect(await match.finished).toMatchObject({
      reason: 'crash',
      results: { 1: 'loss', 2: 'win' },
      faults: { 1: 'CONNECTION_LOST' },
    });
  });

  test('that stays cut leaves the units idle when told so', async () => {
    const { wire, client, match } = await behindWire({ resumeSeconds: 0.1, absentAgent: 'idle' });
    const play = client.play(playerWith((decision) => (decision === 0 ? wire.close() : undefined)));
    await expect(play).rejects.toThrow(expect.objectContaining({ code: 'CONNECTION_LOST' }));
    expect(await match.finished).toMatchObject({ reason: 'eliminated', faults: {} });
  });

  test('that stays cut aborts the match when told so', async () => {
    const { wire, client, match } = await behindWire({ resumeSeconds: 0.1, absentAgent: 'abort' });
    const play = client.play(playerWith((decision) => (decision === 4 ? wire.close() : undefined)));
    await expect(play).rejects.toThrow(expect.objectContaining({ code: 'CONNECTION_LOST' }));
    expect(await match.finished).toMatchObject({ reason: 'aborted', results: { 1: 'draw', 2: 'draw' } });
  });

  test('gives its seat to the newest connection', async () => {
    const bridge = await startBridge({ vocabulary: SKIRMISH_VOCABULARY });
    const environment = createSkirmish('3m');
    open.push(bridge, environment);
    bridge.open({ environment, seed: 3, players: new Map([[2, createScripted('Medium')]]) });
    const first = await RawClient.open(bridge.url);
    first.hello();
    first.say({ type: 'join', match: null, seat: null });
    const { resume } = await first.nextOf('joined');
    await first.nextOf('observation');
    const second = await RawClient.open(bridge.url);
    second.hello({ resume });
    expect(await second.nextOf('joined')).toMatchObject({ seat: 1, resume, resumed: true });
    expect(await first.nextOf('error')).toMatchObject({ code: 'CONNECTION_LOST', fatal: true });
    const { step } = await second.nextOf('observation');
    expect(step.observation.gameLoop).toBe(0);
    const command = { ability: 0, delay: 2, queued: false, units: [], target: { kind: 'none' } };
    second.say({ type: 'command', player: 1, gameLoop: 0, command });
    expect((await second.nextOf('observation')).step.observation.gameLoop).toBe(2);
  });

  test('is not made again when the server said why it ends', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    open.push({ close: () => void server.close() });
    await new Promise((resolve) => server.once('listening', resolve));
    let connections = 0;
    server.on('connection', (socket) => {
      connections++;
      const hash = '0'.repeat(64);
      const settings = matchSettingsSchema.parse({});
      const says: Message[] = [
        { type: 'welcome', version: 1, server: 'x', vocabulary: { name: 'x', hash }, heartbeatSeconds: 9 },
        { type: 'joined', match: 'm1', seat: 1, resume: 'r', settings, resumed: false },
        { type: 'error', code: 'CONNECTION_LOST', message: 'another one took this seat', fatal: true },
      ];
      // The first to hello, the others to join.
      socket.once('message', () => {
        socket.send(encodeMessage(says[0]));
        socket.once('message', () => {
          for (const message of says.slice(1)) socket.send(encodeMessage(message));
        });
      });
    });
    const { port } = server.address() as AddressInfo;
    const client = await connectBridge(`ws://127.0.0.1:${port}`, { name: 'test' });
    await expect(client.play(createScripted('Easy'))).rejects.toThrow('another one took this seat');
    expect(connections).toBe(1);
  });

  test('between two matches is made again', async () => {
    const { bridge, wire, client, match } = await behindWire({});
    const first = await client.play(createScripted('Easy'));
    expect(await match.finished).toEqual(first);
    wire.cut();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const environment = createSkirmish('3m');
    open.push(environment);
    bridge.open({ environment, seed: 3, players: new Map([[2, createScripted('Medium')]]) });
    expect(await client.play(createScripted('Easy'))).toEqual(first);
  });
});
