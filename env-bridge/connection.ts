/** One client's socket as the server sees it: frames in and out, and where the client is in the protocol. */
import type { RawData, WebSocket } from 'ws';
import { KhalaError } from '../src/spec/errors.js';
import type { PlayerId } from '../src/spec/match.js';
import type { HostedMatch } from './hosted-match.js';
import { decodeMessage, encodeMessage, type Message, type MessageOf } from './protocol.js';
import type { Link, RemoteSeat } from './remote-seat.js';

/** WebSocket close code after a fatal error (RFC 6455, section 7.4.1: policy violation). */
const CLOSE_VIOLATION = 1008;

/** Where a client is in the protocol. `waiting` is for a match with a free seat. */
export type Place =
  | { readonly state: 'greeting' }
  | { readonly state: 'ready' }
  | { readonly state: 'waiting'; readonly join: MessageOf<'join'>; readonly cancel: () => void }
  | { readonly state: 'seated'; readonly match: HostedMatch; readonly seat: RemoteSeat }
  | { readonly state: 'watching'; readonly match: HostedMatch; readonly player: PlayerId };

export interface ConnectionEvents {
  message(connection: Connection, message: Message): void;
  closed(connection: Connection): void;
}

export class Connection implements Link {
  place: Place = { state: 'greeting' };
  /** As the agent calls itself in hello. */
  name = 'unknown';
  /** Something came since the last ping. */
  alive = true;
  private failing = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly backlogBytes: number,
    events: ConnectionEvents,
  ) {
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (this.failing) return;
      this.alive = true;
      this.guard(() => {
        if (!isBinary)
          throw new KhalaError(
            'PROTOCOL_MESSAGE',
            'receive frame: it is text; send MessagePack in binary frames',
          );
        events.message(this, decodeMessage(data as Buffer));
      });
    });
    socket.on('pong', () => {
      this.alive = true;
    });
    // ws reports a frame over its size limit, a broken one or a reset here and then closes.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => events.closed(this));
  }

  get congested(): boolean {
    return this.socket.bufferedAmount > this.backlogBytes;
  }

  send(bytes: Uint8Array): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(bytes);
  }

  say(message: Message): void {
    this.send(encodeMessage(message));
  }

  /** Runs `work`; what breaks a rule of the protocol is told to the client and ends the connection. */
  guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof KhalaError)) throw error;
      this.refuse(error, true);
    }
  }

  /** Tells the client what is wrong. After a fatal error nothing more is read from it. */
  refuse(error: KhalaError, fatal: boolean): void {
    this.say({ type: 'error', code: error.code, message: error.message.slice(0, 2000), fatal });
    if (!fatal) return;
    this.failing = true;
    this.socket.close(CLOSE_VIOLATION, error.code);
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  terminate(): void {
    this.socket.terminate();
  }

  ping(): void {
    this.alive = false;
    this.socket.ping();
  }
}
