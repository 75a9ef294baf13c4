/**
 * A connection to a game's `/sc2api`: requests go out, responses come back in their order. Whatever ends it (the game died,
 * hangs, or sends what nobody can read) fails all that still waits for an answer with GAME_CRASHED.
 */
import { WebSocket } from 'ws';
import { z } from 'zod';
import { KhalaError } from '../../../src/spec/errors.js';
import { type Clock, systemClock } from '../../clock.js';
import { parseSettings } from '../../settings.js';
import { decodeResponse, encodeRequest } from '../schema/codec.js';
import type { Request, Response } from '../schema/messages.js';
import { SCHEMA_LIMITS, WIRE, WireReader } from '../schema/wire.js';

export const gameLimitsSchema = z.strictObject({
  /** Longest time until the game's socket opens. */
  connectSeconds: z.number().positive().default(10),
  /** Longest time for an answer; a game that takes longer hangs. Late in a game of 400 units, 16 loops take some 100 ms. */
  answerSeconds: z.number().positive().default(60),
  /** The same while a map is loaded, a replay is read, or the other players are waited for. */
  loadSeconds: z.number().positive().default(300),
});
export type GameLimits = z.output<typeof gameLimitsSchema>;
export type GameLimitsInput = z.input<typeof gameLimitsSchema>;

/** Requests that load a map or wait for others. */
const SLOW = ['createGame', 'joinGame', 'restartGame', 'startReplay', 'saveReplay'] as const;
/** `Response.id` (sc2api.proto) is field 97, a varint. */
const ID_TAG = 97 * 8 + WIRE.varint;
/** Characters of the game's own words in an error of ours. */
const MOST_QUOTED = 300;

export interface GameConnection {
  /** Where the game listens, for messages. */
  readonly where: string;
  /**
   * Asks and waits for the answer.
   * @throws GAME_REFUSED with the game's words; GAME_CRASHED when the game is gone or does not answer in time
   */
  request(request: Request): Promise<Response>;
  /** The same, but the answer as it came, which may hold an error: for observations, which have a reader of their own. */
  requestBytes(request: Request): Promise<Uint8Array>;
  /** Ends the connection; resolves when it is closed. The game goes on. */
  close(): Promise<void>;
}

interface Waiting {
  readonly id: number;
  readonly what: string;
  resolve(bytes: Uint8Array): void;
  reject(error: KhalaError): void;
  cancel(): void;
}

/**
 * Connects to a game that listens already.
 * @param url `ws://127.0.0.1:5000/sc2api`
 * @throws BAD_ARGUMENT when it is no URL; CONNECTION_REFUSED, TIMED_OUT
 * @example const game = await connectGame('ws://127.0.0.1:5000/sc2api'); await game.request({ ping: {} });
 */
export async function connectGame(
  url: string,
  limits: GameLimitsInput = {},
  clock: Clock = systemClock,
): Promise<GameConnection> {
  const connection = new Connection(
    checkUrl(url),
    parseSettings(gameLimitsSchema, limits, 'connect to game'),
    clock,
  );
  await connection.opened;
  return connection;
}

class Connection implements GameConnection {
  readonly opened: Promise<void>;
  readonly where: string;
  private readonly socket: WebSocket;
  private readonly waiting: Waiting[] = [];
  private lastId = 0;
  /** Why no answer comes any more. */
  private ended: KhalaError | null = null;

  constructor(
    url: URL,
    private readonly limits: GameLimits,
    private readonly clock: Clock,
  ) {
    this.where = url.href;
    this.socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: SCHEMA_LIMITS.bytes });
    this.socket.binaryType = 'nodebuffer';
    this.opened = new Promise((resolve, reject) => {
      const fail = (error: KhalaError): void => {
        this.end(error);
        reject(error);
      };
      const cancel = clock.after(limits.connectSeconds * 1000, () =>
        fail(
          new KhalaError(
            'TIMED_OUT',
            `connect to ${this.where}: nothing within ${limits.connectSeconds} s; is this the game's -listen and -port?`,
          ),
        ),
      );
      this.socket.on('open', () => {
        cancel();
        resolve();
      });
      this.socket.on('error', (cause) => {
        cancel();
        fail(
          this.socket.readyState === WebSocket.OPEN || this.lastId > 0
            ? this.gone(`the connection broke (${cause.message})`)
            : new KhalaError(
                'CONNECTION_REFUSED',
                `connect to ${this.where}: no game answers there (${cause.message}); start one with khala serve --sc2api, or StarCraft II with -listen and -port`,
                { cause },
              ),
        );
      });
      this.socket.on('close', (code) => {
        cancel();
        fail(this.gone(`it closed the connection (code ${code})`));
      });
    });
    this.socket.on('message', (data: Buffer, isBinary: boolean) => this.receive(data, isBinary));
  }

  async request(request: Request): Promise<Response> {
    const what = nameOf(request);
    const response = decodeResponse(await this.requestBytes(request));
    if (response.error && response.error.length > 0) throw refusal(this.where, what, response.error);
    return response;
  }

  requestBytes(request: Request): Promise<Uint8Array> {
    if (this.ended) return Promise.reject(this.ended);
    const what = nameOf(request);
    const id = ++this.lastId;
    const bytes = encodeRequest({ ...request, id });
    const slow = SLOW.some((kind) => request[kind] !== undefined);
    const seconds = slow ? this.limits.loadSeconds : this.limits.answerSeconds;
    return new Promise((resolve, reject) => {
      const cancel = this.clock.after(seconds * 1000, () =>
        this.end(this.gone(`no answer to ${what} within ${seconds} s`)),
      );
      this.waiting.push({ id, what, resolve, reject, cancel });
      this.socket.send(bytes);
    });
  }

  close(): Promise<void> {
    this.ended ??= new KhalaError('CONNECTION_LOST', `game at ${this.where}: the connection was closed here`);
    this.settleAll(this.ended);
    if (this.socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => {
      const cut = this.clock.after(CLOSE_MS, () => this.socket.terminate());
      this.socket.once('close', () => {
        cut();
        resolve();
      });
      this.socket.close();
    });
  }

  private receive(data: Buffer, isBinary: boolean): void {
    if (this.ended) return;
    const [first] = this.waiting;
    try {
      if (!isBinary) throw new KhalaError('PROTOCOL_MESSAGE', 'it sent text; this is no game');
      if (!first) throw new KhalaError('PROTOCOL_STATE', 'it sent a response that nobody asked for');
      const id = idOf(data);
      if (id !== null && id !== first.id)
        throw new KhalaError(
          'PROTOCOL_STATE',
          `it answered request ${id} where the answer to ${first.id} (${first.what}) was due`,
        );
    } catch (error) {
      if (!(error instanceof KhalaError)) throw error;
      this.end(this.gone(error.message, error));
      return;
    }
    this.waiting.shift();
    first.cancel();
    // Without what a Buffer adds: its `slice` makes no copy, and views of it are dearer.
    first.resolve(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  private end(error: KhalaError): void {
    if (this.ended) return;
    this.ended = error;
    this.settleAll(error);
    this.socket.terminate();
  }

  private settleAll(error: KhalaError): void {
    for (const { cancel, reject } of this.waiting.splice(0)) {
      cancel();
      reject(error);
    }
  }

  private gone(how: string, cause?: unknown): KhalaError {
    return new KhalaError(
      'GAME_CRASHED',
      `game at ${this.where}: ${how}; it died or hangs`,
      cause === undefined ? {} : { cause },
    );
  }
}

/** How long a game may take to say goodbye. */
const CLOSE_MS = 1000;

function checkUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed && (parsed.protocol === 'ws:' || parsed.protocol === 'wss:')) return parsed;
  throw new KhalaError(
    'BAD_ARGUMENT',
    `connect to game: "${url}" is no address of a game; it looks like ws://127.0.0.1:5000/sc2api`,
  );
}

const nameOf = (request: Request): string => Object.keys(request)[0] ?? 'nothing';

/** The game said no. @param words as it said it */
export function refusal(where: string, what: string, words: readonly string[]): KhalaError {
  return new KhalaError(
    'GAME_REFUSED',
    `game at ${where}: ${what}: ${words
      .join('; ')
      .replaceAll(/\p{Cc}/gu, ' ')
      .slice(0, MOST_QUOTED)}`,
  );
}

/** The id of a response, without reading what is in it. */
function idOf(bytes: Uint8Array): number | null {
  const reader = new WireReader('response', bytes);
  let id: number | null = null;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === ID_TAG) id = reader.varint();
    else reader.skip(tag);
  }
  return id;
}
