/** What the server's tests share: servers that end with their test, and a client that says whatever a test wants. */
import { afterEach, expect } from 'vitest';
import { WebSocket } from 'ws';
import { createScripted } from '../../../../agent/scripted/index.js';
import { decodeResponse, encodeRequest } from '../../../../env-bridge/sc2/schema/codec.js';
import type { Request, RequestCreateGame, Response } from '../../../../env-bridge/sc2/schema/messages.js';
import {
  type ApiServer,
  type ApiServerOptions,
  startApiServer,
} from '../../../../env-bridge/sc2/server/api-server.js';

const servers: ApiServer[] = [];
const clients: ApiClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.terminate();
  for (const server of servers.splice(0)) await server.close();
});

/** A server of the simulator; computers are `scripted:Medium` unless told otherwise. It is closed after the test. */
export async function serve(options: Partial<ApiServerOptions> = {}): Promise<ApiServer> {
  const server = await startApiServer({ computer: () => createScripted('Medium'), ...options });
  servers.push(server);
  return server;
}

/** A connection: responses in the order in which they come. */
export class ApiClient {
  private readonly received: Uint8Array[] = [];
  private wake: () => void = () => undefined;
  /** Resolves with the close code and reason. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.received.push(new Uint8Array(data as Buffer));
      this.wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.wake();
      });
    });
    socket.on('error', () => undefined);
  }

  static async open({ url }: { readonly url: string }): Promise<ApiClient> {
    const client = new ApiClient(new WebSocket(url));
    await new Promise((resolve, reject) => {
      client.socket.once('open', resolve);
      client.socket.once('error', reject);
    });
    clients.push(client);
    return client;
  }

  /** The bytes of the next response. */
  async nextBytes(): Promise<Uint8Array> {
    for (;;) {
      const bytes = this.received.shift();
      if (bytes) return bytes;
      if (this.socket.readyState >= WebSocket.CLOSING) throw new Error('closed without a response');
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  next = async (): Promise<Response> => decodeResponse(await this.nextBytes());

  say(request: Request): void {
    this.socket.send(encodeRequest(request));
  }

  async ask(request: Request): Promise<Response> {
    this.say(request);
    return this.next();
  }

  /** Creates and joins a game against a computer. */
  async play(create: Partial<RequestCreateGame> = {}): Promise<Response> {
    const created = await this.ask({ createGame: { ...versusComputer('3m'), ...create } });
    expect(created).toEqual({ createGame: {}, status: 'init_game' });
    return this.ask(JOIN);
  }
}

export const OPTIONS = { raw: true, score: true } as const;
export const JOIN: Request = { joinGame: { race: 'Terran', options: OPTIONS } };
export const OBSERVE: Request = { observation: {} };

export function versusComputer(map: string): RequestCreateGame {
  return {
    localMap: { mapPath: map },
    playerSetup: [{ type: 'Participant' }, { type: 'Computer', race: 'Terran', difficulty: 'Medium' }],
    randomSeed: 1,
  };
}

export function versusClient(map: string): RequestCreateGame {
  return {
    localMap: { mapPath: map },
    playerSetup: [{ type: 'Participant' }, { type: 'Participant' }],
    randomSeed: 1,
  };
}

/** Two clients in one game, host first. */
export async function playTwo(server: ApiServer, map = '3m'): Promise<[ApiClient, ApiClient]> {
  const host = await ApiClient.open(server);
  const guest = await ApiClient.open(server);
  await host.ask({ createGame: versusClient(map) });
  const joined = await Promise.all([host.ask(JOIN), guest.ask(JOIN)]);
  expect(joined.map(({ joinGame, status }) => [joinGame?.playerId, status])).toEqual([
    [1, 'in_game'],
    [2, 'in_game'],
  ]);
  return [host, guest];
}
