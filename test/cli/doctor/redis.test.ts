import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { probeRedis } from '../../../src/cli/doctor/redis.js';

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server?.listening ? server.close(resolve) : resolve(undefined))));

/** A server that gives this answer to whatever it is told; its port. */
async function answering(answer: string): Promise<number> {
  const listening = createServer((socket) => {
    socket.on('data', () => socket.end(answer));
    socket.on('error', () => socket.destroy());
  });
  server = listening;
  await new Promise((resolve) => listening.listen(0, '127.0.0.1', () => resolve(undefined)));
  return (listening.address() as AddressInfo).port;
}

describe('probeRedis', () => {
  it('knows Redis by its PONG', async () => {
    const port = await answering('+PONG\r\n');
    expect(await probeRedis(`redis://127.0.0.1:${port}`)).toEqual({
      reachable: true,
      address: `127.0.0.1:${port}`,
      note: '+PONG',
    });
  });

  it('knows a Redis that wants a password, and keeps the one it has to itself', async () => {
    const port = await answering('-NOAUTH Authentication required.\r\n');
    const report = await probeRedis(`redis://:hunter2@127.0.0.1:${port}/0`);
    expect(report.reachable).toBe(true);
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  it('does not take any server for Redis', async () => {
    const port = await answering('HTTP/1.1 400 Bad Request\r\n\r\n');
    expect(await probeRedis(`redis://127.0.0.1:${port}`)).toMatchObject({ reachable: false });
  });

  it('says why nothing is there', async () => {
    const port = await answering('');
    await new Promise((resolve) => server?.close(resolve));
    expect(await probeRedis(`redis://127.0.0.1:${port}`)).toMatchObject({
      reachable: false,
      note: 'ECONNREFUSED',
    });
  });

  it('refuses what is no URL', async () => {
    expect(await probeRedis('somewhere')).toMatchObject({ reachable: false, note: 'REDIS_URL is no URL' });
  });
});
