import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { connectGame, type GameConnection } from '../../../../env-bridge/sc2/client/connection.js';
import { decodeRequest, encodeResponse } from '../../../../env-bridge/sc2/schema/codec.js';
import type { Request, Response } from '../../../../env-bridge/sc2/schema/messages.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A peer that answers as it is told: null says nothing. */
async function peer(
  answer: (request: Request, socket: WebSocket) => Response | Uint8Array | string | null,
  limits = {},
): Promise<GameConnection> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  closing.push(() => server.close());
  server.on('connection', (socket) =>
    socket.on('message', (data: Buffer) => {
      const said = answer(decodeRequest(data), socket);
      if (said === null) return;
      socket.send(said instanceof Uint8Array || typeof said === 'string' ? said : encodeResponse(said));
    }),
  );
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const game = await connectGame(`ws://127.0.0.1:${port}/sc2api`, limits);
  closing.push(() => game.close());
  return game;
}

describe('connectGame', () => {
  it('asks with an id of its own and gives the answer, in order also when several are asked at once', async () => {
    const ids: unknown[] = [];
    const game = await peer((request) => {
      ids.push(request.id);
      return { id: request.id ?? 0, status: 'launched', ping: { baseBuild: request.id ?? 0 } };
    });
    const answers = await Promise.all([1, 2, 3].map(() => game.request({ ping: {} })));
    expect(answers.map(({ ping }) => ping?.baseBuild)).toEqual([1, 2, 3]);
    expect(ids).toEqual([1, 2, 3]);
  });

  it('takes answers of old games, which have no id', async () => {
    const game = await peer(() => ({ status: 'launched', ping: { gameVersion: '3.16.1' } }));
    expect(await game.request({ ping: {} })).toMatchObject({ ping: { gameVersion: '3.16.1' } });
  });

  it("tells the game's own words, and goes on", async () => {
    const game = await peer((request) =>
      request.step
        ? { id: request.id ?? 0, error: ["The game isn't\u0007 started"] }
        : { id: request.id ?? 0, ping: {} },
    );
    await expect(game.request({ step: { count: 1 } })).rejects.toMatchObject({
      code: 'GAME_REFUSED',
      message: expect.stringContaining("step: The game isn't  started"),
    });
    await expect(game.request({ ping: {} })).resolves.toBeDefined();
  });

  it.each([
    ['says nothing', () => null, /no answer to ping within 0.2 s/],
    [
      'dies',
      (_: Request, socket: WebSocket) => {
        socket.terminate();
        return null;
      },
      /closed the connection|broke/,
    ],
    ['sends text', () => 'hello', /sent text/],
    ['sends bytes that are no message', () => Uint8Array.of(0xff, 0xff), /beyond the end/],
    ['answers something else', () => ({ id: 77, ping: {} }), /answered request 77 where the answer to 1/],
    ['sends a message that is too large', () => new Uint8Array(4 * 1024 * 1024 + 1), /broke|closed/],
  ])('a game that %s has crashed, for all who wait and all who come', async (_, answer, message) => {
    const game = await peer(answer, { answerSeconds: 0.2 });
    const both = await Promise.allSettled([game.request({ ping: {} }), game.request({ ping: {} })]);
    for (const one of both)
      expect(one).toMatchObject({
        status: 'rejected',
        reason: { code: 'GAME_CRASHED', message: expect.stringMatching(message) },
      });
    await expect(game.request({ ping: {} })).rejects.toMatchObject({ code: 'GAME_CRASHED' });
  });

  it('waits longer where a map is loaded', async () => {
    const game = await peer(() => null, { answerSeconds: 0.05, loadSeconds: 0.3 });
    const started = performance.now();
    await expect(game.request({ createGame: {} })).rejects.toMatchObject({ code: 'GAME_CRASHED' });
    expect(performance.now() - started).toBeGreaterThan(250);
  });

  it('fails what waits when it is closed here, and closes twice', async () => {
    const game = await peer(() => null);
    const waiting = game.request({ ping: {} });
    const [outcome] = await Promise.allSettled([waiting, game.close()]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CONNECTION_LOST' } });
    await game.close();
  });

  it('says that nobody listens, that nobody answers, and what an address is', async () => {
    await expect(connectGame('ws://127.0.0.1:1/sc2api')).rejects.toMatchObject({
      code: 'CONNECTION_REFUSED',
      message: expect.stringContaining('khala serve --sc2api'),
    });
    const silent = createServer(() => undefined);
    closing.push(() => silent.close());
    const port = await new Promise<number>((resolve) =>
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as AddressInfo).port)),
    );
    await expect(connectGame(`ws://127.0.0.1:${port}/sc2api`, { connectSeconds: 0.1 })).rejects.toMatchObject(
      { code: 'TIMED_OUT' },
    );
    for (const url of ['127.0.0.1:5000', 'http://127.0.0.1:5000/sc2api', ''])
      await expect(connectGame(url)).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
  });
});
