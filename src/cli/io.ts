/** What a command may do to the terminal. Results go to stdout; everything else goes to stderr. */
import { createProgress, type Progress, type ProgressOptions } from './progress.js';

export interface CommandIo<Result> {
  /** True under `--json`. */
  readonly json: boolean;
  /** Aborts when the user interrupts; a command then ends early and leaves whole files. */
  readonly signal: AbortSignal;
  /** Writes to stdout; only for the result. */
  output(text: string): void;
  /** One line to stderr. */
  note(line: string): void;
  /** A bar on a terminal, plain lines elsewhere; on stderr. */
  progress(options: Pick<ProgressOptions, 'label' | 'total' | 'unit'>): Progress;
  /** Prints the result before the command ends, for one that goes on serving; the returned result is then not printed. */
  publish(result: Result): void;
}

/** The terminal of this process. */
export function createIo(json: boolean, signal: AbortSignal): Omit<CommandIo<object>, 'publish'> {
  return {
    json,
    signal,
    output: (text) => void process.stdout.write(text),
    note: (line) => void process.stderr.write(`${line}\n`),
    progress: (options) =>
      createProgress({ ...options, stream: process.stderr, now: () => performance.now() }),
  };
}
