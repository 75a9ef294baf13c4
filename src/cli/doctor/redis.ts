/** Asks whether a Redis server answers, for the queue of `khala worker`. */
import { connect } from 'node:net';

export interface RedisReport {
  readonly reachable: boolean;
  /** Host and port that were asked; a password in REDIS_URL never appears here. */
  readonly address: string;
  /** What it answered, or why it is not reachable. */
  readonly note: string;
}

const DEFAULT_URL = 'redis://127.0.0.1:6379';
/** Milliseconds to wait for an answer. */
const PATIENCE = 1_000;

/**
 * Sends PING to the server of `url` (Redis serialisation protocol, inline command). A server that wants a password answers
 * `-NOAUTH`, which also shows that it is there.
 */
export async function probeRedis(url: string = process.env.REDIS_URL ?? DEFAULT_URL): Promise<RedisReport> {
  if (!URL.canParse(url)) return { reachable: false, address: 'unknown', note: 'REDIS_URL is no URL' };
  const { hostname, port } = new URL(url);
  const address = `${hostname || '127.0.0.1'}:${port || 6379}`;
  const note = await ask(hostname || '127.0.0.1', Number(port || 6379));
  return { reachable: /^(\+PONG|-NOAUTH)/.test(note), address, note };
}

/** First line of the answer to PING, or why there is none. */
function ask(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (note: string): void => {
      socket.destroy();
      resolve(note);
    };
    socket.setTimeout(PATIENCE, () => settle(`no answer within ${PATIENCE} ms`));
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', (data) => settle(data.toString('latin1').split('\r\n')[0]));
    socket.on('end', () => settle('the connection was closed without an answer'));
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
  });
}
