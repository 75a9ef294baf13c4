/**
 * The bridge's server: a WebSocket server before any number of matches. Clients say hello, join a seat or watch one;
 * each match is played by `playMatch`, to which a remote player is a player like any other.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebSocket, WebSocketServer } from 'ws';
import { KhalaError } from '../src/spec/errors.js';
import type { Outcome } from '../src/spec/match.js';
import { readVersion } from '../src/spec/version.js';
import type { Vocabulary } from '../src/spec/vocabulary.js';
import { vocabularyHash } from '../src/spec/vocabulary-hash.js';
import { type Clock, systemClock } from './clock.js';
import { Connection, type Place } from './connection.js';
import { HostedMatch, type MatchSpec } from './hosted-match.js';
import { listen } from './listen.js';
import { type Message, type MessageOf, PROTOCOL_VERSION } from './protocol.js';
import type { RemoteSeat } from './remote-seat.js';
import {
  type BridgeLimits,
  type BridgeLimitsInput,
  bridgeAddressSchema,
  bridgeLimitsSchema,
  matchSettingsSchema,
  parseSettings,
} from './settings.js';

/** RFC 6455, section 7.4.1: going away, and try again later. */
const CLOSE_GOING_AWAY = 1001;
const CLOSE_TRY_LATER = 1013;
/** How long closing waits for matches to end and for clients to answer the goodbye. */
const GOODBYE_MS = 1000;

export interface BridgeOptions {
  /** Every match of this bridge speaks it; clients that know another one are refused. */
  readonly vocabulary: Vocabulary;
  /** Where to listen, as in bridgeAddressSchema. */
  readonly host?: string;
  readonly port?: number;
  /** Whoever knows it may play and watch. Random unless given. */
  readonly token?: string;
  readonly limits?: BridgeLimitsInput;
  /** Called when a client wants to join and no match has a free seat; it may open one at once. */
  readonly wanted?: (bridge: Bridge) => void;
  readonly clock?: Clock;
}

/** A match on the bridge. */
export interface OpenMatch {
  readonly id: string;
  /** Resolves when the match has ended; rejects when the environment itself failed. */
  readonly finished: Promise<Outcome>;
  /** Ends it as `aborted` at the next decision. */
  abort(): void;
}

export interface Bridge {
  /** For clients: address and token in one. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** Opens a match; it begins when a client sits in every seat that has no local player. */
  open(spec: MatchSpec): OpenMatch;
  /** Aborts all matches, says goodbye to all clients and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts a bridge and resolves when it listens.
 *
 * @example
 * const bridge = await startBridge({ vocabulary: SKIRMISH_VOCABULARY });
 * const match = bridge.open({ environment, seed: 1, players: new Map([[2, createScripted('Elite')]]) });
 * const outcome = await match.finished;
 * @throws KhalaError PORT_IN_USE, or BAD_ARGUMENT for a host, port or limit that cannot be
 */
export async function startBridge(options: BridgeOptions): Promise<Bridge> {
  const limits = parseSettings(bridgeLimitsSchema, options.limits ?? {}, 'start bridge: limits');
  const { host, port } = options;
  const address = parseSettings(
    bridgeAddressSchema,
    { ...(host !== undefined && { host }), ...(port !== undefined && { port }) },
    'start bridge',
  );
  const sockets = await listen(address, limits.incomingBytes);
  return new BridgeServer(options, limits, sockets, address.host);
}

class BridgeServer implements Bridge {
  readonly token: string;
  readonly port: number;
  private readonly clock: Clock;
  private readonly vocabulary: { readonly name: string; readonly hash: string };
  private readonly software = `khala/${readVersion()}`;
  private readonly connections = new Set<Connection>();
  private readonly matches = new Map<string, HostedMatch>();
  /** Seats by resume token, until some time after their match. */
  private readonly seats = new Map<string, { readonly match: HostedMatch; readonly seat: RemoteSeat }>();
  private readonly heartbeat: NodeJS.Timeout;
  /** Ends the time in which clients may ask for the outcome of a match that is over. */
  private readonly farewells = new Set<() => void>();
  private closing = false;
  private opened = 0;

  constructor(
    private readonly options: BridgeOptions,
    private readonly limits: BridgeLimits,
    private readonly sockets: WebSocketServer,
    private readonly host: string,
  ) {
    this.token = options.token ?? randomBytes(16).toString('hex');
    this.port = (sockets.address() as AddressInfo).port;
    this.clock = options.clock ?? systemClock;
    this.vocabulary = { name: options.vocabulary.name, hash: vocabularyHash(options.vocabulary) };
    this.heartbeat = setInterval(() => this.beat(), limits.heartbeatSeconds * 1000);
    sockets.on('connection', (socket, request) => this.accept(socket, request));
  }

  get url(): string {
    const host = this.host.includes(':') ? `[${this.host}]` : this.host;
    return `ws://${host}:${this.port}/?token=${encodeURIComponent(this.token)}`;
  }

  open(spec: MatchSpec): HostedMatch {
    const settings = parseSettings(matchSettingsSchema, spec.settings ?? {}, 'open match: settings');
    const id = `m${++this.opened}`;
    const match = new HostedMatch(id, spec, settings, this.clock, {
      vacated: () => this.seatWaiting(),
      ended: (ended) => this.forget(ended),
    });
    this.matches.set(id, match);
    match.beginIfComplete(); // With local players only, there is nobody to wait for.
    this.seatWaiting();
    return match;
  }

  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.heartbeat);
    for (const cancel of this.farewells) cancel();
    let cancelPatience = (): void => undefined;
    const matches = [...this.matches.values()];
    for (const match of matches) match.abort();
    // Nobody may hold up the end for ever: neither a player who still thinks nor a client that does not answer.
    const patience = new Promise<void>((resolve) => {
      cancelPatience = this.clock.after(GOODBYE_MS, resolve);
    });
    await Promise.race([patience, Promise.allSettled(matches.map((match) => match.finished))]);
    for (const connection of this.connections) connection.close(CLOSE_GOING_AWAY, 'the bridge closes');
    const closed = new Promise<void>((resolve) => {
      this.sockets.close(() => resolve());
    });
    await Promise.race([patience, closed]);
    cancelPatience();
    for (const connection of this.connections) connection.terminate();
    await closed;
  }

  private accept(socket: WebSocket, request: IncomingMessage): void {
    if (this.closing || this.connections.size >= this.limits.connections) {
      socket.on('error', () => socket.terminate());
      socket.close(CLOSE_TRY_LATER, 'PROTOCOL_LIMIT');
      return;
    }
    const urlToken = tokenInUrl(request.url ?? '/');
    const connection = new Connection(socket, this.limits.backlogBytes, {
      message: (_, message) => this.receive(connection, message, urlToken),
      closed: () => {
        cancelHandshake();
        this.connections.delete(connection);
        this.depart(connection);
      },
    });
    this.connections.add(connection);
    const seconds = this.limits.handshakeSeconds;
    const cancelHandshake = this.clock.after(seconds * 1000, () => {
      if (connection.place.state === 'greeting')
        connection.refuse(new KhalaError('TIMED_OUT', `await hello: none within ${seconds} s`), true);
    });
  }

  private receive(connection: Connection, message: Message, urlToken: string | null): void {
    const { place } = connection;
    switch (message.type) {
      case 'hello':
        expect(place, message, 'greeting');
        this.greet(connection, message, urlToken);
        return;
      case 'join':
        expect(place, message, 'ready');
        this.join(connection, message);
        return;
      case 'spectate':
        expect(place, message, 'ready');
        this.spectate(connection, message);
        return;
      case 'command':
        // One that was under way when the match ended is nobody's fault.
        if (place.state === 'ready') return;
        expect(place, message, 'seated');
        place.seat.receive(message);
        return;
      case 'failed':
        if (place.state === 'ready') return;
        expect(place, message, 'seated');
        place.seat.fail(new KhalaError(message.code, message.message));
        return;
      case 'leave':
        if (place.state === 'greeting') expect(place, message, 'ready');
        if (place.state === 'seated') place.seat.leave();
        this.depart(connection);
        connection.place = { state: 'ready' };
        return;
      default:
        throw new KhalaError('PROTOCOL_STATE', `receive message: ${message.type} is for the server to send`);
    }
  }

  private greet(connection: Connection, hello: MessageOf<'hello'>, urlToken: string | null): void {
    if (!sameSecret(hello.token ?? urlToken ?? '', this.token))
      throw new KhalaError(
        'UNAUTHORIZED',
        'hello: the token is missing or wrong; use the URL that the bridge printed, with ?token=',
      );
    if (hello.vocabulary && hello.vocabulary.hash !== this.vocabulary.hash)
      throw new KhalaError(
        'CHECKPOINT_MISMATCH',
        `hello: the agent knows vocabulary "${hello.vocabulary.name}" (${hello.vocabulary.hash.slice(0, 12)}), ` +
          `the bridge speaks "${this.vocabulary.name}" (${this.vocabulary.hash.slice(0, 12)}); ` +
          'use an agent that was trained for it',
      );
    const seated = hello.resume === null ? null : this.seats.get(hello.resume);
    if (seated === undefined)
      throw new KhalaError(
        'CONNECTION_LOST',
        'resume: no seat has this token; its match is over or was given up',
      );
    connection.name = hello.name;
    connection.place = { state: 'ready' };
    connection.say({
      type: 'welcome',
      version: PROTOCOL_VERSION,
      server: this.software,
      vocabulary: this.vocabulary,
      heartbeatSeconds: this.limits.heartbeatSeconds,
    });
    if (seated) this.resume(connection, seated.match, seated.seat);
  }

  /** Gives a seat back to the agent that had it; the newest connection counts. */
  private resume(connection: Connection, match: HostedMatch, seat: RemoteSeat): void {
    for (const other of this.connections)
      if (other.place.state === 'seated' && other.place.seat === seat) {
        other.place = { state: 'ready' };
        other.refuse(new KhalaError('CONNECTION_LOST', 'resume: another connection took this seat'), true);
      }
    this.sit(connection, match, seat, true);
    seat.resend();
    if (seat.ended) connection.place = { state: 'ready' };
  }

  private join(connection: Connection, join: MessageOf<'join'>): void {
    if (this.trySeat(connection, join)) return;
    if (join.match !== null) throw notFree(`match ${join.match}`, join.seat);
    this.options.wanted?.(this);
    if (this.trySeat(connection, join)) return;
    const seconds = this.limits.joinSeconds;
    const cancel = this.clock.after(seconds * 1000, () => {
      connection.place = { state: 'ready' };
      connection.refuse(
        new KhalaError('TIMED_OUT', `join: no match had a free seat within ${seconds} s; try again later`),
        false,
      );
    });
    connection.place = { state: 'waiting', join, cancel };
  }

  /** Seats those who wait, in the order in which they connected. */
  private seatWaiting(): void {
    for (const connection of this.connections) {
      const { place } = connection;
      if (place.state === 'waiting' && this.trySeat(connection, place.join)) place.cancel();
    }
  }

  private trySeat(connection: Connection, join: MessageOf<'join'>): boolean {
    for (const match of this.matches.values()) {
      if (join.match !== null && join.match !== match.id) continue;
      const seat = match.freeSeat(join.seat);
      if (!seat) continue;
      this.seats.set(seat.resumeToken, { match, seat });
      this.sit(connection, match, seat, false);
      match.beginIfComplete();
      return true;
    }
    return false;
  }

  private sit(connection: Connection, match: HostedMatch, seat: RemoteSeat, resumed: boolean): void {
    connection.place = { state: 'seated', match, seat };
    seat.attach(connection, connection.name);
    connection.say({
      type: 'joined',
      match: match.id,
      seat: seat.id,
      resume: seat.resumeToken,
      settings: match.settings,
      resumed,
    });
  }

  private spectate(connection: Connection, wish: MessageOf<'spectate'>): void {
    const match = wish.match === null ? [...this.matches.values()].at(-1) : this.matches.get(wish.match);
    const player = wish.seat ?? match?.players[0];
    if (!match || player === undefined || !match.players.includes(player)) {
      connection.refuse(notFree(wish.match === null ? 'any match' : `match ${wish.match}`, wish.seat), false);
      return;
    }
    connection.place = { state: 'watching', match, player };
    connection.say({ type: 'watching', match: match.id, seat: player, settings: match.settings });
    match.spectators.add(player, connection);
  }

  /** Takes a connection out of where it is. */
  private depart(connection: Connection): void {
    const { place } = connection;
    if (place.state === 'waiting') place.cancel();
    if (place.state === 'seated') place.seat.detach(connection);
    if (place.state === 'watching') place.match.spectators.remove(place.player, connection);
  }

  /** A match has ended: its clients may join another; the outcome stays for those who were cut. */
  private forget(match: HostedMatch): void {
    this.matches.delete(match.id);
    for (const connection of this.connections) {
      const { place } = connection;
      if ((place.state === 'seated' || place.state === 'watching') && place.match === match)
        connection.place = { state: 'ready' };
    }
    if (this.closing) return;
    const cancel = this.clock.after(match.settings.resumeSeconds * 1000, () => {
      this.farewells.delete(cancel);
      for (const seat of match.remotes) this.seats.delete(seat.resumeToken);
    });
    this.farewells.add(cancel);
  }

  private beat(): void {
    for (const connection of this.connections) {
      if (connection.alive) connection.ping();
      else connection.terminate();
    }
  }
}

function expect<S extends Place['state']>(
  place: Place,
  message: Message,
  state: S,
): asserts place is Extract<Place, { state: S }> {
  if (place.state !== state)
    throw new KhalaError(
      'PROTOCOL_STATE',
      `receive message: ${message.type} came while the client was ${place.state}; it must be ${state}`,
    );
}

function notFree(where: string, seat: number | null): KhalaError {
  return new KhalaError(
    'SEAT_TAKEN',
    `take seat: ${seat === null ? 'no seat' : `seat ${seat}`} of ${where} is free, or it does not exist`,
  );
}

/** The token in the query of a request's target, which may be anything. */
function tokenInUrl(target: string): string | null {
  const base = 'ws://bridge';
  return URL.canParse(target, base) ? new URL(target, base).searchParams.get('token') : null;
}

/** Compares in constant time, so that a token cannot be found letter by letter. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
