/** Ports over which two game processes on this machine speak to each other. */
import { createServer } from 'node:net';

/** Ports that are looked at in one go: those that `portsFrom` counts. */
const WANTED = 5;
/** Where processes may listen without a special right, below the ports that systems give out by themselves. */
const FIRST = 15_000;
const LAST = 30_000;
const STRIDE = 16;

/**
 * A number behind which five ports are free now.
 * @throws the system's error when there are none
 */
export async function freePorts(): Promise<number> {
  // Two of ours that look at the same time begin at different places.
  const offset = (process.pid * STRIDE) % (LAST - FIRST);
  let last: unknown;
  for (let tried = 0; tried < (LAST - FIRST) / STRIDE; tried++) {
    const start = FIRST + ((offset + tried * STRIDE) % (LAST - FIRST));
    try {
      for (let i = 1; i <= WANTED; i++) await tryPort(start + i);
      return start;
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function tryPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}
