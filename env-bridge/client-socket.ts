/** One connection of a client: opens it, says hello, waits for the welcome, then passes messages on. */
import { WebSocket } from 'ws';
import { MESSAGE_LIMITS } from '../src/spec/codec/index.js';
import { KhalaError } from '../src/spec/errors.js';
import type { Clock } from './clock.js';
import { decodeMessage, encodeMessage, type Message, type MessageOf } from './protocol.js';

/** Missed heartbeats after which the server counts as gone: two, and half a one for a slow network. */
const MISSED_HEARTBEATS = 2.5;
/** RFC 6455, section 7.4.1: normal closure; 1013 (IANA registry): try again later. */
const CLOSE_NORMAL = 1000;
const CLOSE_TRY_LATER = 1013;

export interface ClientSocketEvents {
  /** After the welcome. */
  message(message: Message): void;
  /** Once, after the welcome. `cut`: nobody meant it to end, so it is worth while to connect again. */
  closed(error: KhalaError, cut: boolean): void;
}

export class ClientSocket {
  readonly welcome: Promise<MessageOf<'welcome'>>;
  private readonly socket: WebSocket;
  private readonly where: string;
  /** Why the connection ends, once that is known. */
  private reason: KhalaError | null = null;
  /** False once the server said why it ends, or something that makes no sense. */
  private cut = true;
  private welcomed = false;
  private heartbeatMs = 0;
  private cancelTimer: () => void;

  constructor(
    url: string,
    hello: MessageOf<'hello'>,
    private readonly welcomeSeconds: number,
    private readonly clock: Clock,
    private readonly events: ClientSocketEvents,
  ) {
    const { protocol, host } = parseUrl(url);
    this.where = `${protocol}//${host}`; // Without the query, which holds the token.
    this.socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: MESSAGE_LIMITS.bytes });
    this.cancelTimer = clock.after(welcomeSeconds * 1000, () => this.end('TIMED_OUT', this.noWelcome()));
    this.welcome = new Promise((resolve, reject) => {
      this.socket.on('open', () => this.send(hello));
      this.socket.on('message', (data, isBinary) => this.receive(data as Buffer, isBinary, resolve));
      this.socket.on('ping', () => this.watchHeartbeat());
      this.socket.on('error', (cause) => {
        this.reason ??= new KhalaError(
          this.welcomed ? 'CONNECTION_LOST' : 'CONNECTION_REFUSED',
          this.welcomed
            ? `${this.where}: the connection broke: ${cause.message}`
            : `connect to ${this.where}: no bridge answers there (${cause.message}); start one with khala serve`,
          { cause },
        );
      });
      this.socket.on('close', (code) => {
        this.cancelTimer();
        const error = this.reason ?? this.closedBy(code);
        if (this.welcomed) this.events.closed(error, this.cut);
        else reject(error);
      });
    });
  }

  /** Sends, or drops the message when the connection is not open: after a resume the server asks again. */
  send(message: Message): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(encodeMessage(message));
  }

  /** Closes; resolves when it is closed. */
  close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => {
      this.socket.once('close', () => resolve());
      this.socket.close(CLOSE_NORMAL);
    });
  }

  private receive(data: Buffer, isBinary: boolean, welcome: (message: MessageOf<'welcome'>) => void): void {
    if (this.reason) return;
    try {
      if (!isBinary)
        throw new KhalaError('PROTOCOL_MESSAGE', `${this.where}: sent text; this is not a bridge of Khala`);
      this.take(decodeMessage(data), welcome);
    } catch (error) {
      if (!(error instanceof KhalaError)) throw error;
      this.cut = false;
      this.end(error.code, error.message);
    }
  }

  private take(message: Message, welcome: (message: MessageOf<'welcome'>) => void): void {
    if (message.type === 'error' && message.fatal) throw new KhalaError(message.code, message.message);
    if (this.welcomed) {
      this.events.message(message);
      return;
    }
    if (message.type !== 'welcome')
      throw new KhalaError('PROTOCOL_STATE', `${this.where}: sent ${message.type} before welcome`);
    this.welcomed = true;
    this.heartbeatMs = message.heartbeatSeconds * 1000 * MISSED_HEARTBEATS;
    this.watchHeartbeat();
    welcome(message);
  }

  private watchHeartbeat(): void {
    if (!this.welcomed) return;
    this.cancelTimer();
    this.cancelTimer = this.clock.after(this.heartbeatMs, () =>
      this.end('CONNECTION_LOST', `${this.where}: no heartbeat for ${this.heartbeatMs / 1000} s`),
    );
  }

  private end(code: KhalaError['code'], message: string): void {
    this.reason ??= new KhalaError(code, message);
    this.socket.terminate();
  }

  private noWelcome(): string {
    return `connect to ${this.where}: no welcome within ${this.welcomeSeconds} s; is this a bridge of Khala?`;
  }

  private closedBy(code: number): KhalaError {
    if (code === CLOSE_TRY_LATER)
      return new KhalaError(
        'PROTOCOL_LIMIT',
        `connect to ${this.where}: the bridge has no connection free; try later`,
      );
    return this.welcomed
      ? new KhalaError('CONNECTION_LOST', `${this.where}: the connection was closed (code ${code})`)
      : new KhalaError(
          'CONNECTION_REFUSED',
          `connect to ${this.where}: closed before the welcome (code ${code})`,
        );
  }
}

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed && (parsed.protocol === 'ws:' || parsed.protocol === 'wss:') && parsed.hash === '')
    return parsed;
  throw new KhalaError(
    'BAD_ARGUMENT',
    `connect: "${url.split('?')[0]}" is no bridge's URL; it looks like ws://host:port/?token=...`,
  );
}
