/**
 * An installation of "StarCraft II" in a folder of its own. Its program is a small process that passes its port on to a server of
 * the SC2 API: started, asked and ended as the real game is, which is not on machines that run tests.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BASE_BUILD = 75689;

export interface Installed {
  readonly path: string;
  readonly executable: string;
  /** Arguments of every start so far. */
  starts(): readonly (readonly string[])[];
  remove(): void;
}

/** What the program does beside noting how it was started: JavaScript, in which `port` is the port to listen at. */
export const PROGRAMS = {
  /** Passes everything on to a server. */
  relay: (to: number) =>
    `net.createServer((a) => { const b = net.connect(${to}, '127.0.0.1'); a.pipe(b).pipe(a);
       a.on('error', () => b.destroy()); b.on('error', () => a.destroy()); }).listen(port, '127.0.0.1');`,
  ends: () => `console.error('no display found'); process.exit(3);`,
  hangs: () => `setInterval(() => undefined, 1000);`,
} as const;

/** @param maps names of maps in its Maps folder */
export function installProgram(
  program: string,
  maps: readonly string[] = [],
  baseBuild: number = BASE_BUILD,
): Installed {
  const path = mkdtempSync(join(tmpdir(), 'khala-installed-'));
  const folder = join(path, 'Versions', `Base${baseBuild}`);
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(path, 'Maps'));
  for (const map of maps) writeFileSync(join(path, 'Maps', `${map}.SC2Map`), '');
  const executable = join(folder, 'SC2_x64');
  const log = join(path, 'starts.log');
  writeFileSync(
    executable,
    `#!${process.execPath}
const net = require('node:net');
const port = Number(process.argv[process.argv.indexOf('-port') + 1]);
require('node:fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify([process.pid, ...process.argv.slice(2)]) + '\\n');
${program}
`,
  );
  chmodSync(executable, 0o755);
  return {
    path,
    executable,
    starts: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line).map(String) as string[])
        : [],
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Whether a process runs; one that has ended and that nobody has asked about does not. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Resolves when the process has ended; rejects when it does not. */
export async function ended(pid: number, seconds = 10): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (runs(pid)) {
    if (Date.now() > deadline) throw new Error(`process ${pid} still runs after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
