/** Opening a port for WebSockets, with errors that say what to do. */
import { WebSocketServer } from 'ws';
import { KhalaError } from '../src/spec/errors.js';
import type { BridgeAddress } from './settings.js';

/**
 * Resolves when the server listens.
 * @param maxPayload bytes of the largest frame that is taken
 * @param path the only one that is served (`/sc2api`); any, when left out
 * @throws KhalaError PORT_IN_USE, or BAD_ARGUMENT for an address that is not this machine's
 */
export function listen(
  { host, port }: BridgeAddress,
  maxPayload: number,
  path?: string,
): Promise<WebSocketServer> {
  // Compression costs more time than loopback or a local network saves.
  const sockets = new WebSocketServer({
    host,
    port,
    maxPayload,
    ...(path !== undefined && { path }),
    perMessageDeflate: false,
    clientTracking: false,
  });
  return new Promise((resolve, reject) => {
    const refused = (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port));
    sockets.once('error', refused);
    sockets.once('listening', () => {
      sockets.off('error', refused);
      resolve(sockets);
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): KhalaError {
  if (cause.code === 'EADDRINUSE')
    return new KhalaError(
      'PORT_IN_USE',
      `start bridge: port ${port} on ${host} is in use; choose another, or 0 for any free port`,
      { cause },
    );
  return new KhalaError('BAD_ARGUMENT', `start bridge: cannot listen on ${host}:${port}: ${cause.message}`, {
    cause,
  });
}
