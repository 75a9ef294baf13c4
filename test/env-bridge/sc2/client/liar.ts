/** A game that lies: it stands before a server of ours and changes what that answers. */
import { afterEach } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { decodeRequest, decodeResponse, encodeResponse } from '../../../../env-bridge/sc2/schema/codec.js';
import type { Request, Response } from '../../../../env-bridge/sc2/schema/messages.js';

/** What is sent instead of an answer; null sends nothing, `'close'` ends the connection. */
export type Lie = (response: Response, request: Request) => Response | Uint8Array | null | 'close';

const servers: WebSocketServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** @returns its address; it ends with the test */
export async function liar(url: string, lie: Lie): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  servers.push(server);
  server.on('connection', (client) => {
    const honest = new WebSocket(url);
    const early: Buffer[] = [];
    const asked: Request[] = [];
    honest.on('open', () => {
      for (const data of early.splice(0)) honest.send(data);
    });
    client.on('message', (data: Buffer) => {
      asked.push(decodeRequest(data));
      if (honest.readyState === WebSocket.OPEN) honest.send(data);
      else early.push(data);
    });
    honest.on('message', (data: Buffer) => {
      const told = lie(decodeResponse(data), asked.shift() as Request);
      if (told === 'close') client.terminate();
      else if (told) client.send(told instanceof Uint8Array ? told : encodeResponse(told));
    });
    client.on('close', () => honest.terminate());
    client.on('error', () => honest.terminate());
    honest.on('error', () => client.terminate());
    honest.on('close', () => client.close());
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  return `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/sc2api`;
}
