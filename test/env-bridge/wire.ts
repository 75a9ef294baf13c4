/** What the bridge's tests share: a raw client, a wire that can be cut, players that misbehave. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { createScripted } from '../../agent/scripted/index.js';
import type { Player } from '../../env-bridge/environment.js';
import { decodeMessage, encodeMessage, type Message, PROTOCOL_VERSION } from '../../env-bridge/protocol.js';
import { pack } from '../../src/spec/codec/index.js';

/** A client that says whatever a test wants, also what is wrong. */
export class RawClient {
  private readonly received: Message[] = [];
  private waiting: (() => void)[] = [];
  /** Resolves with the close code. */
  readonly closed: Promise<number>;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.received.push(decodeMessage(data as Buffer));
      for (const wake of this.waiting.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code) => {
        resolve(code);
        for (const wake of this.waiting.splice(0)) wake();
      });
    });
  }

  static async open(url: string): Promise<RawClient> {
    const client = new RawClient(new WebSocket(url));
    await new Promise((resolve, reject) => {
      client.socket.once('open', resolve);
      client.socket.once('error', reject);
    });
    return client;
  }

  say(message: Message | Uint8Array | Record<string, unknown>): void {
    if (message instanceof Uint8Array) this.socket.send(message);
    else if ('type' in message && message.type === 'command')
      this.socket.send(encodeMessage(message as Message));
    else this.socket.send(pack(message));
  }

  hello(changes: Record<string, unknown> = {}): void {
    const hello = { version: PROTOCOL_VERSION, name: 'raw', token: null, vocabulary: null, resume: null };
    this.say({ type: 'hello', ...hello, ...changes });
  }

  /** The next message; throws when the connection ends first. */
  async next(): Promise<Message> {
    for (;;) {
      const message = this.received.shift();
      if (message) return message;
      if (this.socket.readyState >= WebSocket.CLOSING) throw new Error('closed without a message');
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
  }

  /** The next message of this type; others are passed over. */
  async nextOf<T extends Message['type']>(type: T): Promise<Extract<Message, { type: T }>> {
    for (;;) {
      const message = await this.next();
      if (message.type === type) return message as Extract<Message, { type: T }>;
    }
  }
}

/** A wire between client and bridge that can be cut as by a network: no goodbye on either side. */
export class CuttableWire {
  private readonly sockets = new Set<Socket>();
  cuts = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(bridgeUrl: string): Promise<CuttableWire> {
    const target = new URL(bridgeUrl);
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    const url = new URL(bridgeUrl);
    url.port = String(address.port);
    const wire = new CuttableWire(server, url.href);
    server.on('connection', (inner) => {
      const outer = connect(Number(target.port), target.hostname);
      for (const [from, to] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        wire.sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          wire.sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
    return wire;
  }

  cut(): void {
    this.cuts++;
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The scripted Easy player, with `before` done before each decision. */
export function playerWith(before: (decision: number) => void | Promise<void>): Player {
  const easy = createScripted('Easy');
  let decision = 0;
  return {
    name: 'test',
    start: (info) => easy.start(info),
    act: async (step) => {
      await before(decision++);
      return easy.act(step);
    },
    end: (outcome) => easy.end(outcome),
  };
}
