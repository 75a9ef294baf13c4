/**
 * Watches over one game process, from a small process of its own: when its input ends, which happens however the process
 * that started it ends (also by SIGKILL), the game is killed and its folder removed. No game is left behind.
 *
 * Arguments: temporary folder, working folder, program, its arguments. Lines on stdout: `{"pid": 1}` once the game runs,
 * `{"ended": "exit code 1", "words": "..."}` when it has ended.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/** Bytes of what the game said last, for the error that tells of its end. */
const MOST_WORDS = 2000;

const [tempFolder, folder, program, ...programArguments] = process.argv.slice(2);
// The terminal sends these to all its processes. Who started us decides what they mean; we wait for the end of our input.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

let words = '';
const game = spawn(program, programArguments, {
  cwd: folder,
  // A group of its own on POSIX, so that its children end with it.
  detached: process.platform !== 'win32',
  stdio: ['ignore', 'ignore', 'pipe'],
});
game.stderr.setEncoding('utf8').on('data', (text: string) => {
  words = (words + text).slice(-MOST_WORDS);
});
game.on('spawn', () => say({ pid: game.pid }));
game.on('error', (error) => finish(`not started: ${error.message}`));
game.on('exit', (code, signal) => finish(signal ? `signal ${signal}` : `exit code ${code}`));
process.stdin.resume();
process.stdin.on('end', () => kill(game));
process.stdin.on('error', () => kill(game));
// Whoever reads our lines may be gone; the game must end all the same.
process.stdout.on('error', () => kill(game));

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // It has ended already.
  }
}

let finished = false;
function finish(ended: string): void {
  if (finished) return;
  finished = true;
  kill(game); // What it started and left.
  rmSync(tempFolder, { recursive: true, force: true, maxRetries: 5 });
  say({ ended, words });
  process.stdin.destroy();
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
