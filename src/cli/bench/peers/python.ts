/** The peer as a process: Python with PyTorch, asked one thing at a time by lines of JSON. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type ErrorCode, hasCode, KhalaError } from '../../../spec/errors.js';
import { packageRoot } from '../../../spec/package-root.js';

const helloSchema = z.object({
  python: z.string(),
  torch: z.string(),
  threads: z.int(),
  attentions: z.array(z.enum(['products', 'few', 'sdpa'])).min(1),
  optimisers: z.array(z.enum(['plain', 'foreach', 'fused', 'flat', 'flat-fused'])).min(1),
  compiles: z.boolean(),
});
const milliseconds = z.array(z.number().positive()).min(1);

/** What may be asked, and the shape of each answer. */
const ANSWERS = {
  hello: helloSchema,
  reference: z.object({ lengths: z.record(z.string(), z.int().min(1)) }),
  prepare: z.object({ loss: z.number(), seconds: z.number() }),
  step: z.object({ ms: milliseconds }),
  gemm: z.object({ ms: milliseconds }),
  decide: z.object({ ms: milliseconds }),
  regret: z.object({ regret: z.record(z.string(), z.number()) }),
  open_pair: z.object({ loss: z.number() }),
  pair_step: z.object({ ms: milliseconds }),
  close_pair: z.object({}),
} as const;
type Ask = keyof typeof ANSWERS;
export type Hello = z.infer<typeof helloSchema>;
export type Attention = Hello['attentions'][number];
export type Optimiser = Hello['optimisers'][number];

export interface Peer {
  readonly hello: Hello;
  /** @throws WORKER_FAILED where Python fails, ends, or says something else than it was asked */
  ask<A extends Ask>(
    what: A,
    details?: Readonly<Record<string, unknown>>,
  ): Promise<z.infer<(typeof ANSWERS)[A]>>;
  close(): Promise<void>;
}

export interface PeerOptions {
  /** Command or path of the interpreter. */
  readonly python: string;
  /** Folder that `writeExchange` has filled. */
  readonly folder: string;
  readonly threads: number;
  /** Processor whose kernels an OpenBLAS is told to use; null leaves it to find out. */
  readonly kernels: Kernels | null;
  readonly signal: AbortSignal;
}

/** Names by OpenBLAS's README, "Supported CPUs", of x86-64 processors. One that the machine cannot run ends Python, or is refused by OpenBLAS. */
const KERNELS = ['SkylakeX', 'Zen', 'Haswell'] as const;
export type Kernels = (typeof KERNELS)[number];

const SCRIPT = join('test', 'bench', 'peers', 'peer.py');
/** Seconds within which anything is answered: torch.compile takes minutes on a slow machine. */
const PATIENCE = 900;
/** Bytes of what Python says on stderr that are kept for an error. */
const LAST_WORDS = 2000;

/** The peer's script. It lies with the benchmarks and is not part of an installed package. @throws FILE_NOT_FOUND */
function peerScript(): string {
  const script = join(packageRoot(import.meta.url), SCRIPT);
  if (existsSync(script)) return script;
  throw new KhalaError(
    'FILE_NOT_FOUND',
    `bench peers: ${script} is not there; run it in a clone of the repository`,
  );
}

/**
 * Starts Python and asks which PyTorch it has.
 * @throws ENGINE_UNAVAILABLE with the remedy where Python or PyTorch is missing
 */
export async function openPeer({ python, folder, threads, kernels, signal }: PeerOptions): Promise<Peer> {
  const child = spawn(python, [peerScript(), folder], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environment(threads, kernels),
    signal,
  });
  const peer = conversation(child);
  try {
    return { ...peer, hello: await peer.ask('hello') };
  } catch (cause) {
    await peer.close();
    signal.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KhalaError(
      'ENGINE_UNAVAILABLE',
      `bench peers: ${python} must run PyTorch 1.13 or newer, got "${why}"; install it ("pip install torch" or "apt-get install python3-torch libopenblas0") or name a Python that has it with --python`,
      { cause },
    );
  }
}

/** Rows and columns of the matrices by which kernels are compared, and products of each. */
const TRIED = { size: 1024, times: 5 } as const;
/** Kernels are named only where they are this many times as quick as those that OpenBLAS took. */
const CLEARLY = 1.1;

/**
 * The kernels that PyTorch multiplies quickest with. An OpenBLAS that is older than the processor takes those of any x86-64 processor, which on a
 * Xeon with AMX were about five times as slow.
 * @throws as openPeer does
 */
export async function quickestKernels(
  options: Omit<PeerOptions, 'kernels' | 'threads'>,
): Promise<Kernels | null> {
  const found = await productTime({ ...options, kernels: null });
  let best: { readonly kernels: Kernels | null; readonly ms: number } = {
    kernels: null,
    ms: found / CLEARLY,
  };
  for (const kernels of KERNELS) {
    const ms = await productTime({ ...options, kernels }).catch((error) => {
      if (!hasCode(error, 'ENGINE_UNAVAILABLE') && !hasCode(error, 'WORKER_FAILED')) throw error;
      return Number.POSITIVE_INFINITY;
    });
    if (ms < best.ms) best = { kernels, ms };
  }
  return best.kernels;
}

/** Milliseconds of the quickest of some products on one thread. */
async function productTime(options: Omit<PeerOptions, 'threads'>): Promise<number> {
  const peer = await openPeer({ ...options, threads: 1 });
  try {
    const { ms } = await peer.ask('gemm', TRIED);
    return Math.min(...ms);
  } finally {
    await peer.close();
  }
}

/** One thread count for every library that PyTorch computes with, and no settings of ours that hold its BLAS back. */
function environment(threads: number, kernels: Kernels | null): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...rest } = process.env;
  const count = String(threads);
  return {
    ...rest,
    ...(kernels !== null && { OPENBLAS_CORETYPE: kernels }),
    OMP_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
    OPENBLAS_NUM_THREADS: count,
    // Both workers of a pair meet on this machine.
    GLOO_SOCKET_IFNAME: 'lo',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

function conversation(child: ChildProcess): Omit<Peer, 'hello'> {
  let words = '';
  let waiting: { resolve(line: string): void; reject(reason: Error): void } | null = null;
  let ended: Error | null = null;
  const fail = (reason: Error): void => {
    ended ??= reason;
    waiting?.reject(ended);
    waiting = null;
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS);
  });
  // A Python that has ended cannot be written to; its last words come with 'close'.
  child.stdin?.on('error', () => undefined);
  child.on('error', (error) => fail(error));
  child.on('close', (code, how) => {
    const last = words.trim().split('\n').at(-1);
    fail(failed(`Python ended with ${how ?? `code ${code}`}${last ? `, its last words "${last}"` : ''}`));
  });
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => {
      waiting?.resolve(line);
      waiting = null;
    });
  return {
    ask: async (what, details = {}) => {
      if (ended) throw ended;
      const line = await new Promise<string>((resolve, reject) => {
        const timer = setTimeout(
          () => fail(failed(`"${what}" was not answered within ${PATIENCE} s`, 'TIMED_OUT')),
          PATIENCE * 1000,
        );
        const done =
          <T>(then: (value: T) => void) =>
          (value: T): void => {
            clearTimeout(timer);
            then(value);
          };
        waiting = { resolve: done(resolve), reject: done(reject) };
        child.stdin?.write(`${JSON.stringify({ do: what, ...details })}\n`);
      });
      return parseAnswer(what, line);
    },
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
        child.once('close', () => resolve());
        child.stdin?.end();
        const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
        child.once('close', () => clearTimeout(killer));
      }),
  };
}

/**
 * One line of Python's.
 * @throws WORKER_FAILED where it is an error or not an answer to this
 * @internal
 */
export function parseAnswer<A extends Ask>(what: A, line: string): z.infer<(typeof ANSWERS)[A]> {
  const answer = parsed(line);
  const error = z.object({ error: z.string() }).safeParse(answer);
  if (error.success) throw failed(`"${what}" failed with ${error.data.error}`);
  const read = ANSWERS[what].safeParse(answer);
  if (read.success) return read.data as z.infer<(typeof ANSWERS)[A]>;
  const [issue] = read.error.issues;
  throw failed(
    `the answer to "${what}" must be as ${SCRIPT} gives it, got ${line.slice(0, 80)} (${issue.path.join('.')} ${issue.message}); restore that file`,
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return line;
    throw error;
  }
}

function failed(what: string, code: ErrorCode = 'WORKER_FAILED'): KhalaError {
  return new KhalaError(code, `bench peers: ${what}`);
}
