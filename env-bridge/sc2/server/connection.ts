/** One client's socket: requests are answered one by one in the order in which they came, and memory stays bounded. */
import type { RawData, WebSocket } from 'ws';
import { KhalaError } from '../../../src/spec/errors.js';
import { decodeRequest, encodeResponse } from '../schema/codec.js';
import type { Request } from '../schema/messages.js';
import { type ApiClient, createClient, statusOf } from './client.js';
import { MOST_UNSENT, MOST_WAITING } from './limits.js';

/** WebSocket close codes (RFC 6455, section 7.4.1). */
const CLOSE_NORMAL = 1000;
const CLOSE_VIOLATION = 1008;
const CLOSE_FAILED = 1011;
/** How long a client whose socket broke may take to answer the goodbye. */
const CLOSE_MS = 1000;

export interface ConnectionEvents {
  /** The bytes of the response. */
  answer(client: ApiClient, request: Request): Promise<Uint8Array>;
  /** The client has no part in anything any more; its socket may take its time to close. */
  departed(client: ApiClient): void;
  closed(connection: ApiConnection): void;
  failed(error: unknown): void;
}

export class ApiConnection {
  readonly client = createClient();
  private readonly waiting: Buffer[] = [];
  private bytes = 0;
  private busy = false;
  private goodbye: (() => void) | null = null;
  private deadline: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly events: ConnectionEvents,
  ) {
    socket.on('message', (data: RawData, isBinary: boolean) => this.receive(data as Buffer, isBinary));
    // ws reports a frame over its size limit, a broken one or a reset here and says goodbye; a socket that is destroyed
    // at once would take that word with it.
    socket.on('error', () => {
      this.depart();
      this.deadline = setTimeout(() => socket.terminate(), CLOSE_MS);
    });
    socket.on('close', () => {
      clearTimeout(this.deadline);
      this.depart();
      events.closed(this);
    });
  }

  /** Closes once the request that is being answered has its answer. */
  close(code: number, reason: string): void {
    if (this.busy) this.goodbye = () => this.end(code, reason);
    else this.end(code, reason);
  }

  terminate(): void {
    this.socket.terminate();
  }

  private receive(data: Buffer, isBinary: boolean): void {
    if (this.client.quit || this.client.gone || this.goodbye) return;
    if (!isBinary) {
      this.refuse(
        new KhalaError('PROTOCOL_MESSAGE', 'read Request: the frame is text; send protobuf in binary frames'),
      );
      return;
    }
    this.waiting.push(data);
    this.bytes += data.length;
    if (this.waiting.length >= MOST_WAITING.requests || this.bytes >= MOST_WAITING.bytes) this.socket.pause();
    if (!this.busy) void this.work();
  }

  private async work(): Promise<void> {
    this.busy = true;
    try {
      for (let data = this.waiting.shift(); data && !this.client.gone; data = this.waiting.shift()) {
        this.bytes -= data.length;
        const response = await this.events.answer(this.client, decodeRequest(data));
        if (this.client.gone) break;
        await this.send(response);
        if (this.client.quit) this.close(CLOSE_NORMAL, 'quit');
        if (this.goodbye) break;
        this.readOn();
      }
    } catch (error) {
      if (error instanceof KhalaError) this.refuse(error);
      else {
        this.end(CLOSE_FAILED, 'the server failed');
        this.depart();
        this.events.failed(error);
      }
    }
    this.busy = false;
    this.goodbye?.();
  }

  /** One chunk of the socket may hold thousands of requests, so it is not read for each one that is done. */
  private readOn(): void {
    const { requests, bytes } = MOST_WAITING;
    if (this.socket.isPaused && this.waiting.length < requests / 2 && this.bytes < bytes / 2)
      this.socket.resume();
  }

  /** Resolves when there is room for more. */
  private async send(bytes: Uint8Array): Promise<void> {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount < MOST_UNSENT) {
      socket.send(bytes);
      return;
    }
    await new Promise<void>((resolve) => {
      socket.send(bytes, () => resolve());
    });
  }

  /** What is no request of the API has no answer in it: an error, and the end of the connection. */
  private refuse(error: KhalaError): void {
    const { socket, client } = this;
    if (socket.readyState === socket.OPEN)
      socket.send(encodeResponse({ error: [error.message.slice(0, 2000)], status: statusOf(client) }));
    this.end(CLOSE_VIOLATION, error.code);
    this.depart();
  }

  /** Says goodbye, and reads on for the answer to it. */
  private end(code: number, reason: string): void {
    if (this.socket.isPaused) this.socket.resume();
    this.socket.close(code, reason);
  }

  private depart(): void {
    this.waiting.length = 0;
    if (this.client.gone) return;
    this.client.gone = true;
    this.events.departed(this.client);
  }
}
