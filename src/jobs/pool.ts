/**
 * Fans jobs out over processes of this machine. Results come back in the order of the jobs, whatever the number of
 * processes and whichever was quicker. A worker that dies is noticed at once and named by its job.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES, type ErrorCode, KhalaError } from '../spec/errors.js';
import type { PoolMessage, WorkerMessage } from './messages.js';
import { STOP_GRACE } from './worker.js';

export interface PoolOptions<Job, Result, Update> {
  /** Compiled module that calls `serveJobs`; see `compiledEntry`. */
  readonly entry: URL;
  /** Most processes at a time. */
  readonly workers: number;
  readonly jobs: readonly Job[];
  /** A job in words, for errors: `episodes 4-7`. */
  readonly nameOf: (job: Job) => string;
  /** How often a job is given to a new worker after its worker died. A job that fails by an error is not repeated. */
  readonly retries: number;
  /** Most MiB of a worker's JavaScript heap; one that needs more dies. Node's own limit if not given. */
  readonly heapMiB?: number;
  /** Further flags of a worker's V8. */
  readonly v8Flags?: readonly string[];
  /** Where workers come from and go to, besides new ones; they must have been started with the same options as these. */
  readonly reserve?: WorkerReserve;
  /** Variables of a worker's environment besides this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which a job's worker is killed; never if not given. */
  readonly limitMs?: (job: Job) => number;
  /**
   * The result of a job whose worker died, after the retries, in place of the pool's failure; `how` says how it died.
   * For jobs made of input from strangers.
   */
  readonly onDeath?: (job: Job, how: string) => Result;
  readonly signal?: AbortSignal;
  /** Called as each job is done, in the order of completion. */
  readonly onResult?: (result: Result, index: number) => void;
  /** Called for each update of a running job. */
  readonly onUpdate?: (update: Update, index: number) => void;
}

/**
 * Workers that wait for the next pool: for who runs one after the other, since starting a process and compiling its code takes
 * half a second.
 */
export interface WorkerReserve {
  readonly idle: ChildProcess[];
  /** Ends those that wait. */
  close(): Promise<void>;
}

export function createReserve(): WorkerReserve {
  const idle: ChildProcess[] = [];
  return {
    idle,
    close: async () => {
      await Promise.all(idle.splice(0).map(stopWorker));
    },
  };
}

/** Milliseconds after which a worker that was asked to stop is killed: it has had its own time to end. */
const KILL_AFTER = STOP_GRACE + 1_000;

/**
 * Runs all jobs; results stand in the order of the jobs.
 * @throws KhalaError WORKER_FAILED when a worker died, or the code and message of the error that a job threw; the
 *   signal's reason when aborted. No worker is left behind.
 */
export async function runPool<Job, Result, Update = never>(
  options: PoolOptions<Job, Result, Update>,
): Promise<Result[]> {
  const { jobs, signal } = options;
  signal?.throwIfAborted();
  const results: Result[] = new Array(jobs.length);
  const attempts = new Array<number>(jobs.length).fill(0);
  const queue = jobs.map((_, index) => index);
  const workers = new Set<ChildProcess>();
  let stopped = false;
  const settle = (index: number, result: Result): void => {
    results[index] = result;
    options.onResult?.(result, index);
  };

  const lane = async (): Promise<void> => {
    let worker: ChildProcess | null = null;
    /** Settles the job before, once its worker has the next: what the caller does with a result keeps no worker waiting. */
    let settleLast = (): void => undefined;
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      if (!worker) {
        worker = waitingWorker(options.reserve) ?? startWorker(options);
        workers.add(worker);
      }
      const limit = killAfter(worker, options.limitMs?.(jobs[index]));
      const place = index;
      const running = runJob(worker, place, jobs[place], (update) =>
        options.onUpdate?.(update as Update, place),
      );
      settleLast();
      settleLast = () => undefined;
      const answer = await running;
      clearTimeout(limit);
      if (stopped) return;
      if (answer.type === 'done') {
        settleLast = () => settle(place, answer.result as Result);
        continue;
      }
      if (answer.type === 'failed') throw jobError(answer.code, answer.message);
      workers.delete(worker);
      worker = null;
      if (attempts[index]++ >= options.retries) {
        if (options.onDeath) {
          settle(index, options.onDeath(jobs[index], answer.how));
          continue;
        }
        throw new KhalaError(
          'WORKER_FAILED',
          `run ${options.nameOf(jobs[index])}: its worker process ended before its work (${answer.how}); see its output above, then run it again`,
        );
      }
      queue.unshift(index);
    }
    settleLast();
    if (!worker) return;
    if (!options.reserve || stopped) return stopWorker(worker);
    workers.delete(worker);
    options.reserve.idle.push(worker);
  };

  const lanes = Array.from({ length: Math.max(1, Math.min(options.workers, jobs.length)) }, lane);
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([Promise.all(lanes), aborted]);
    return results;
  } finally {
    stopped = true;
    queue.length = 0;
    signal?.removeEventListener('abort', onAbort);
    await Promise.all([...workers].map(stopWorker));
    await Promise.allSettled(lanes);
  }
}

type Answer =
  | Extract<WorkerMessage, { type: 'done' | 'failed' }>
  | { readonly type: 'died'; readonly how: string };

function waitingWorker(reserve: WorkerReserve | undefined): ChildProcess | null {
  for (let worker = reserve?.idle.pop(); worker; worker = reserve?.idle.pop())
    if (!hasEnded(worker)) return worker;
  return null;
}

function startWorker({
  entry,
  heapMiB,
  v8Flags = [],
  env,
}: Pick<PoolOptions<never, never, never>, 'entry' | 'heapMiB' | 'v8Flags' | 'env'>): ChildProcess {
  // A worker's stdout goes to stderr: stdout belongs to the command's result.
  const stdio = ['ignore', 2, 2, 'ipc'] as const;
  const execArgv = [...(heapMiB === undefined ? [] : [`--max-old-space-size=${heapMiB}`]), ...v8Flags];
  return fork(fileURLToPath(entry), [], {
    ...{ serialization: 'advanced', stdio: [...stdio], execArgv },
    env: { ...process.env, ...env },
  });
}

/** A job that takes too long ends with its worker. The clock keeps nobody waiting where the pool fails meanwhile. */
function killAfter(worker: ChildProcess, limitMs: number | undefined): NodeJS.Timeout | undefined {
  return limitMs === undefined ? undefined : setTimeout(() => worker.kill('SIGKILL'), limitMs).unref();
}

/** Gives a worker one job and waits for its answer or its end. */
function runJob(
  worker: ChildProcess,
  index: number,
  job: unknown,
  onUpdate: (update: unknown) => void,
): Promise<Answer> {
  return new Promise((resolve) => {
    const settle = (answer: Answer): void => {
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      worker.off('error', onError);
      resolve(answer);
    };
    const onMessage = (message: WorkerMessage): void => {
      if (message.type === 'update') onUpdate(message.update);
      else settle(message);
    };
    const onExit = (code: number | null, killedBy: NodeJS.Signals | null): void =>
      settle({ type: 'died', how: killedBy ? `killed by ${killedBy}` : `exit code ${code}` });
    const onError = (error: Error): void => settle({ type: 'died', how: error.message });
    worker.on('message', onMessage);
    worker.on('exit', onExit);
    worker.on('error', onError);
    if (hasEnded(worker)) onExit(worker.exitCode, worker.signalCode);
    else post(worker, { type: 'job', index, job });
  });
}

/** A message that cannot be delivered is no news: the exit of the worker tells. */
function post(worker: ChildProcess, message: PoolMessage): void {
  if (worker.connected) worker.send(message, () => undefined);
}

/** Asks a worker to end, and kills it where it does not. */
function stopWorker(worker: ChildProcess): Promise<void> {
  if (hasEnded(worker)) return Promise.resolve();
  return new Promise((resolve) => {
    const kill = setTimeout(() => worker.kill('SIGKILL'), KILL_AFTER);
    worker.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    post(worker, { type: 'stop' });
  });
}

function hasEnded(worker: ChildProcess): boolean {
  return worker.exitCode !== null || worker.signalCode !== null;
}

/** The error that a job threw, on this side of the border. */
function jobError(code: string | null, message: string): Error {
  return code !== null && code in ERROR_CODES
    ? new KhalaError(code as ErrorCode, message)
    : new Error(message);
}
