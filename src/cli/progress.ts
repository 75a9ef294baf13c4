/** Progress of long work: a bar where somebody watches a terminal, a plain line now and then elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

/** Milliseconds between two plain lines. */
const LINE_INTERVAL = 5_000;
/** Milliseconds between two looks at how fast it goes, for the time left. */
const BAR_INTERVAL = 100;

export interface ProgressOptions {
  /** What is being done: `record`, `train`. */
  readonly label: string;
  /** Units of work in all. */
  readonly total: number;
  /** What is counted: `matches`, `steps`. */
  readonly unit: string;
  readonly stream: NodeJS.WriteStream;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

export interface Progress {
  /** Units done so far, and a word on how it stands (`loss 0.41`). */
  update(done: number, note?: string): void;
  /** Ends it; prints the last state. May be called twice. */
  stop(): void;
}

/** Starts to show progress at 0. */
export function createProgress(options: ProgressOptions): Progress {
  return options.stream.isTTY ? createBar(options) : createLines(options);
}

function createBar({ label, total, unit, stream }: ProgressOptions): Progress {
  const bar = new SingleBar(
    {
      stream,
      format: `${label} {bar} {value}/{total} ${unit} {duration_formatted}, {eta_formatted} left {note}`,
      fps: 1000 / BAR_INTERVAL,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { note: '' });
  return {
    update: (done, note) => bar.update(done, note === undefined ? {} : { note }),
    stop: () => bar.stop(),
  };
}

function createLines({ label, total, unit, stream, now }: ProgressOptions): Progress {
  const started = now();
  let written = started;
  let state = { done: 0, note: '' };
  let shown = 0;
  let stopped = false;
  const write = (): void => {
    written = now();
    shown = state.done;
    const seconds = ((written - started) / 1000).toFixed(0);
    const note = state.note === '' ? '' : `, ${state.note}`;
    stream.write(`${label}: ${state.done}/${total} ${unit}, ${seconds} s${note}\n`);
  };
  return {
    update(done, note) {
      state = { done, note: note ?? state.note };
      if (now() - written >= LINE_INTERVAL) write();
    },
    stop() {
      if (!stopped && state.done !== shown) write();
      stopped = true;
    },
  };
}
