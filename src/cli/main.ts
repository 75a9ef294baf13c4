/**
 * The command line: finds the command, reads its flags, runs it, and turns how it ended into an exit code:
 * 0 success, 1 failure, 2 bad arguments, 130 interrupted.
 */
import { type ErrorCode, KhalaError } from '../spec/errors.js';
import { nearest } from '../spec/nearest.js';
import { readVersion } from '../spec/version.js';
import { COMMANDS } from './commands.js';
import { createIo } from './io.js';
import { parseArguments } from './parse.js';

const EXIT = { success: 0, failure: 1, badArguments: 2, interrupted: 130 } as const;
/** Codes that blame the arguments, not the work. */
const ARGUMENT_CODES: readonly ErrorCode[] = ['BAD_ARGUMENT', 'UNKNOWN_SCENARIO', 'UNKNOWN_AGENT'];

/**
 * Runs the command that `args` (without node and script) name; resolves to the exit code. Never rejects.
 * Environment: KHALA_DEBUG=1 adds a stack to an error.
 */
export async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', endOnUnwritable);
  process.stderr.on('error', endOnUnwritable);
  const [first, ...rest] = args;
  if (first === undefined) {
    process.stderr.write(overview());
    return EXIT.badArguments;
  }
  if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0)) {
    process.stdout.write(overview());
    return EXIT.success;
  }
  if (first === '--version' || first === '-V') {
    process.stdout.write(`${readVersion()}\n`);
    return EXIT.success;
  }
  const [name, given] = first === 'help' ? [rest[0], ['--help']] : [first, rest];
  const json = given.includes('--json');
  const interruption = listenForInterruption();
  try {
    const succeeded = await runCommand(name, given, interruption.signal);
    if (interruption.signal.aborted) return EXIT.interrupted;
    return succeeded ? EXIT.success : EXIT.failure;
  } catch (error) {
    if (interruption.signal.aborted && error === interruption.signal.reason) return EXIT.interrupted;
    return report(name, error, json);
  } finally {
    interruption.stop();
  }
}

/** False when the command failed although it has a result. */
async function runCommand(name: string, args: readonly string[], signal: AbortSignal): Promise<boolean> {
  if (!Object.hasOwn(COMMANDS, name)) {
    const names = Object.keys(COMMANDS);
    throw new KhalaError(
      'BAD_ARGUMENT',
      `there is no command "${name}"; the nearest is ${nearest(name, names, 1)[0]}, "khala --help" lists all`,
    );
  }
  const entry = COMMANDS[name];
  const { command } = await entry.load();
  const request = parseArguments(name, entry.summary, command, args);
  if (request.kind === 'run') return command.execute(request.options, createIo(request.json, signal));
  process.stdout.write(request.text);
  return true;
}

/** Prints one line (and under `--json` one object) about an error; returns the exit code. */
function report(name: string, error: unknown, json: boolean): number {
  const code = error instanceof KhalaError ? error.code : 'INTERNAL';
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`khala ${name}: ${code} ${message}\n`);
  if (process.env.KHALA_DEBUG === '1') console.error(error);
  else if (code === 'INTERNAL') process.stderr.write('Set KHALA_DEBUG=1 to see where it comes from.\n');
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  return ARGUMENT_CODES.some((argument) => argument === code) ? EXIT.badArguments : EXIT.failure;
}

/** Milliseconds within which a second signal is the same request: `timeout` sends one to the process and one to its group. */
const SAME_REQUEST = 250;

/** The first interruption asks the command to end, the second one ends the process. */
function listenForInterruption(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  let first = 0;
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      if (performance.now() - first > SAME_REQUEST) process.exit(EXIT.interrupted);
      return;
    }
    first = performance.now();
    controller.abort();
    process.stderr.write('khala: stopping; interrupt again to stop at once\n');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    stop() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/** `khala ... | head` closes the pipe: nobody reads on, which is no failure. A full disk behind `>` is one. */
function endOnUnwritable(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.success);
  const code: ErrorCode = error.code === 'ENOSPC' ? 'NO_SPACE' : 'BAD_ARGUMENT';
  process.stderr.write(`khala: ${code} write the output: ${error.message}; send it elsewhere\n`);
  process.exit(EXIT.failure);
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `khala ${readVersion()}: a game-agent plugin for StarCraft II-style games

Usage: khala <command> [flags]

${lines.join('\n')}

"khala <command> --help" shows a command's flags and an example. Every command takes --json.
Agents: a checkpoint's path, or scripted:VeryEasy to scripted:Champion.
`;
}
