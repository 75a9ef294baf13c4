/**
 * The worker's side of a pool: a module that calls `serveJobs` is an entry for `runPool`.
 */
import type { PoolMessage, WorkerMessage } from './messages.js';

/** Milliseconds that a running job has to end after its signal has aborted. */
export const STOP_GRACE = 3_000;

export interface JobContext {
  /** Aborts when the pool is stopped; a job that leaves files behind cleans them up then. */
  readonly signal: AbortSignal;
  /** Tells the pool how far the job is. */
  update(value: unknown): void;
}

/**
 * Serves the jobs of the pool that started this process, one at a time, until the pool is done.
 * The pool must be the one who names the module: jobs are trusted.
 * @example serveJobs(async (job: { seed: number }) => play(job.seed));
 */
export function serveJobs<Job, Result>(
  work: (job: Job, context: JobContext) => Result | Promise<Result>,
): void {
  const abort = new AbortController();
  let busy = false;
  const stop = (): void => {
    abort.abort();
    if (!busy) process.exit(0);
    setTimeout(() => process.exit(1), STOP_GRACE).unref();
  };
  // Control-C reaches the whole process group, and so may a request to end; the pool decides when its workers end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  // The pool is gone: nobody waits for a result any more.
  process.on('disconnect', stop);
  process.on('message', async (message: PoolMessage) => {
    if (message.type === 'stop') return stop();
    const { index } = message;
    busy = true;
    const reply = await attempt(index, async () =>
      work(message.job as Job, {
        signal: abort.signal,
        update: (update) => send({ type: 'update', index, update }),
      }),
    );
    busy = false;
    if (abort.signal.aborted) process.exit(0);
    send(reply);
  });
}

async function attempt(index: number, work: () => Promise<unknown>): Promise<WorkerMessage> {
  try {
    return { type: 'done', index, result: await work() };
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    return {
      type: 'failed',
      index,
      code: typeof code === 'string' ? code : null,
      message: error instanceof Error ? error.message : String(error),
    };
  }
}

function send(message: WorkerMessage): void {
  if (!process.send) throw new Error('serve jobs: this module is a worker; start it through runPool');
  process.send(message);
}
