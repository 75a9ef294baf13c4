/**
 * A server of StarCraft II's own API before the simulator: what a bot written for the game connects to at ws://host:port/sc2api.
 * Each connection is to its owner a process of the game; two of them can meet in one match.
 */
import type { AddressInfo } from 'node:net';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Outcome } from '../../../src/spec/match.js';
import { deriveSeed } from '../../../src/spec/random.js';
import { type Clock, systemClock } from '../../clock.js';
import type { Player } from '../../environment.js';
import { listen } from '../../listen.js';
import { parseSettings } from '../../settings.js';
import type { PlayerSetup } from '../schema/messages.js';
import { SCHEMA_LIMITS } from '../schema/wire.js';
import { type GameCatalog, skirmishCatalog } from './catalog.js';
import { ApiConnection } from './connection.js';
import { type ApiServerInput, type ApiServerLimits, apiServerSchema } from './limits.js';
import { Lobby } from './lobby.js';
import type { RecordedMatch } from './replay-log.js';
import { createAnswers } from './requests.js';

/** RFC 6455, section 7.4.1. */
const CLOSE_GOING_AWAY = 1001;
const CLOSE_TRY_LATER = 1013;
/** How long closing waits for clients to answer the goodbye. */
const GOODBYE_MS = 1000;
/** After so long without a sound from a host the system asks whether it is still there. */
const KEEP_ALIVE_MS = 30_000;

export interface ApiServerOptions extends ApiServerInput {
  /** Makes the opponent for a computer's seat: its difficulty, race and build are in `setup`. */
  readonly computer: (setup: PlayerSetup) => Player;
  /** The maps that are served; the simulator's scenarios unless given. */
  readonly catalog?: GameCatalog;
  /** Seed of all games for which the client names none. */
  readonly seed?: number;
  /** Makes the bytes that SaveReplay gives; without it no recordings are kept. */
  readonly writeReplay?: (match: RecordedMatch) => Uint8Array;
  /**
   * What such bytes say of their match (`RecordedMatch.match`), as they may come from anybody; throws a KhalaError for what is none.
   * Without it replays are not played back.
   */
  readonly readReplay?: (bytes: Uint8Array) => unknown;
  /** A match has its outcome. */
  readonly ended?: (map: string, outcome: Outcome) => void;
  /** Nobody is in any game any more. */
  readonly emptied?: () => void;
  /** Something broke that is no client's fault; the match was aborted and its clients know. */
  readonly failed?: (error: unknown) => void;
  readonly clock?: Clock;
}

export interface ApiServer {
  /** `ws://host:port/sc2api` */
  readonly url: string;
  readonly port: number;
  /** Ends all games, says goodbye to all clients and frees the port. */
  close(): Promise<void>;
}

/**
 * Resolves when the server listens.
 * @throws KhalaError PORT_IN_USE, or BAD_ARGUMENT for a host, port or limit that cannot be
 * @example const server = await startApiServer({ port: 5000, computer: () => createScripted('Medium') });
 */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { host, port, connections, decisionTimeoutMs, joinSeconds, speed } = options;
  const given = Object.entries({ host, port, connections, decisionTimeoutMs, joinSeconds, speed });
  const limits = parseSettings(
    apiServerSchema,
    Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    'start SC2 API server',
  );
  const sockets = await listen(limits, SCHEMA_LIMITS.bytes, '/sc2api');
  return serve(options, limits, sockets);
}

function serve(options: ApiServerOptions, limits: ApiServerLimits, sockets: WebSocketServer): ApiServer {
  const { seed = 1, writeReplay, readReplay, ended, emptied, failed } = options;
  const fail = (error: unknown): void => {
    if (!failed) throw error;
    failed(error);
  };
  const lobby = new Lobby({
    catalog: options.catalog ?? skirmishCatalog(),
    computer: options.computer,
    writeReplay: writeReplay ?? null,
    readReplay: readReplay ?? null,
    seed: (game) => deriveSeed(seed, 'match', game),
    restartSeed: (first, restart) => (restart === 0 ? first : deriveSeed(first, 'restart', restart)),
    limits,
    clock: options.clock ?? systemClock,
    ended: (map, outcome) => ended?.(map, outcome),
    emptied: () => emptied?.(),
    failed: fail,
  });
  const answer = createAnswers(lobby);
  const connections = new Set<ApiConnection>();
  let closing = false;
  let allGone = (): void => undefined;

  sockets.on('connection', (socket: WebSocket, request) => {
    if (closing || connections.size >= limits.connections) {
      socket.on('error', () => socket.terminate());
      socket.close(CLOSE_TRY_LATER, 'PROTOCOL_LIMIT');
      return;
    }
    // The API has no heartbeat, and a bot may think for longer than one: only who is really gone is found out.
    request.socket.setKeepAlive(true, KEEP_ALIVE_MS);
    request.socket.setNoDelay(true);
    connections.add(
      new ApiConnection(socket, {
        answer,
        failed: fail,
        departed: (client) => lobby.depart(client, 'crash'),
        closed: (connection) => {
          connections.delete(connection);
          if (connections.size === 0) allGone();
        },
      }),
    );
  });

  const port = (sockets.address() as AddressInfo).port;
  const host = limits.host.includes(':') ? `[${limits.host}]` : limits.host;
  return {
    url: `ws://${host}:${port}/sc2api`,
    port,
    async close() {
      closing = true;
      lobby.close();
      const gone = new Promise<void>((resolve) => {
        allGone = resolve;
        if (connections.size === 0) resolve();
      });
      for (const connection of connections) connection.close(CLOSE_GOING_AWAY, 'the server closes');
      const closed = new Promise<void>((resolve) => {
        sockets.close(() => resolve());
      });
      const patience = setTimeout(() => {
        for (const connection of connections) connection.terminate();
      }, GOODBYE_MS);
      await Promise.all([gone, closed]);
      clearTimeout(patience);
    },
  };
}
