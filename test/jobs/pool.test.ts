import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compiledEntry } from '../../src/jobs/entry.js';
import { createReserve, type PoolOptions, runPool } from '../../src/jobs/pool.js';
import { KhalaError } from '../../src/spec/errors.js';

interface Job {
  readonly does: 'square' | 'throw' | 'throw-code' | 'die' | 'die-once' | 'hang' | 'fill' | 'wait' | 'flags';
  readonly value: number;
}

/** A worker as users of the pool write it, in plain JavaScript beside the compiled pool. */
const WORKER = `
import { existsSync, writeFileSync } from 'node:fs';
import { serveJobs } from ${JSON.stringify(compiledEntry(import.meta.url, '../../src/jobs/worker.js'))};
const folder = new URL('.', import.meta.url);
serveJobs(async ({ does, value }, { signal, update }) => {
  if (does === 'throw') throw new Error('no luck with ' + value);
  if (does === 'throw-code') throw Object.assign(new Error('no such agent'), { code: 'UNKNOWN_AGENT' });
  if (does === 'die') process.kill(process.pid, 'SIGKILL');
  if (does === 'die-once' && !existsSync(new URL('died', folder))) {
    writeFileSync(new URL('died', folder), '');
    process.exit(7);
  }
  if (does === 'hang') for (;;);
  if (does === 'flags') return BigInt(process.execArgv.filter((flag) => flag === '--single-threaded').length);
  if (does === 'fill') for (const all = []; ; ) all.push({ a: [value] });
  if (does === 'wait') {
    writeFileSync(new URL('waiting', folder), String(process.pid));
    update('waiting');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    writeFileSync(new URL('cleaned', folder), '');
  }
  await new Promise((resolve) => setTimeout(resolve, (value % 3) * 5));
  return BigInt(value) * BigInt(value);
});
`;

let folder = '';
let entry = new URL('file:///');
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'khala-jobs-'));
  writeFileSync(join(folder, 'worker.mjs'), WORKER);
  entry = pathToFileURL(join(folder, 'worker.mjs'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(jobs: readonly Job[], more: Partial<PoolOptions<Job, bigint, string>> = {}): Promise<bigint[]> {
  const nameOf = (job: Job): string => `job ${job.does} ${job.value}`;
  return runPool<Job, bigint, string>({ entry, workers: 2, jobs, nameOf, retries: 0, ...more });
}

function squares(count: number): Job[] {
  return Array.from({ length: count }, (_, value) => ({ does: 'square', value }));
}

test('results stand in the order of the jobs, whatever the number of processes', async () => {
  const expected = squares(12).map(({ value }) => BigInt(value * value));
  const seen: number[] = [];
  expect(await run(squares(12), { onResult: (_, index) => seen.push(index) })).toEqual(expected);
  expect([...seen].sort((a, b) => a - b)).toEqual(expected.map((_, i) => i));
  expect(await run(squares(12), { workers: 1 })).toEqual(expected);
  expect(await run([])).toEqual([]);
});

test('a reserve hands workers to the next pool, ends them when it is closed, and gives out none that has died', async () => {
  const reserve = createReserve();
  expect(await run(squares(4), { reserve })).toEqual([0n, 1n, 4n, 9n]);
  const [first, second] = [...reserve.idle];
  expect([first.exitCode, second.exitCode]).toEqual([null, null]);
  expect(await run(squares(3), { reserve })).toEqual([0n, 1n, 4n]);
  expect(new Set(reserve.idle)).toEqual(new Set([first, second]));
  const gone = new Promise((resolve) => first.once('exit', resolve));
  first.kill('SIGKILL');
  await gone;
  expect(await run(squares(3), { reserve })).toEqual([0n, 1n, 4n]);
  expect(reserve.idle).toHaveLength(2);
  expect(reserve.idle).not.toContain(first);
  const waiting = [...reserve.idle];
  await reserve.close();
  expect(waiting.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(reserve.idle).toEqual([]);
});

test('workers are started with the flags of V8 that are asked for', async () => {
  const flags: Job[] = [{ does: 'flags', value: 0 }];
  expect(await run(flags)).toEqual([0n]);
  expect(await run(flags, { heapMiB: 256, v8Flags: ['--single-threaded'] })).toEqual([1n]);
});

test('a worker whose job failed does not go to the reserve', async () => {
  const reserve = createReserve();
  await expect(run([{ does: 'throw', value: 1 }], { reserve })).rejects.toThrow('no luck with 1');
  expect(reserve.idle).toEqual([]);
});

test('an error that a job throws keeps its code and message', async () => {
  await expect(run([...squares(3), { does: 'throw', value: 5 }])).rejects.toThrow('no luck with 5');
  const failed = run([{ does: 'throw-code', value: 0 }]);
  await expect(failed).rejects.toBeInstanceOf(KhalaError);
  await expect(failed).rejects.toMatchObject({ code: 'UNKNOWN_AGENT', message: 'no such agent' });
});

test('a worker that dies is named by its job, after the retries', async () => {
  await expect(run([...squares(3), { does: 'die', value: 4 }])).rejects.toMatchObject({
    code: 'WORKER_FAILED',
    message: expect.stringMatching(/^run job die 4: .*killed by SIGKILL/),
  });
  await expect(run([{ does: 'die', value: 4 }], { retries: 2 })).rejects.toMatchObject({
    code: 'WORKER_FAILED',
  });
});

test('a job whose worker died once succeeds with another', async () => {
  const jobs: Job[] = [{ does: 'die-once', value: 3 }, ...squares(3)];
  expect(await run(jobs, { retries: 1 })).toEqual([9n, 0n, 1n, 4n]);
});

test('a worker that dies may have a result of its own, and the others go on', async () => {
  const jobs: Job[] = [{ does: 'die', value: 4 }, ...squares(3)];
  const seen: [bigint, number][] = [];
  const onDeath = (job: Job, how: string): bigint => {
    expect(how).toBe('killed by SIGKILL');
    return BigInt(-job.value);
  };
  const onResult = (result: bigint, index: number) => seen.push([result, index]);
  expect(await run(jobs, { onDeath, onResult, workers: 1 })).toEqual([-4n, 0n, 1n, 4n]);
  expect(seen[0]).toEqual([-4n, 0]);
});

test('a job that takes too long, or too much memory, ends with its worker', async () => {
  const onDeath = (job: Job): bigint => BigInt(-job.value);
  const hanging: Job[] = [{ does: 'hang', value: 2 }, ...squares(2)];
  expect(await run(hanging, { onDeath, limitMs: () => 1_500 })).toEqual([-2n, 0n, 1n]);
  const greedy: Job[] = [{ does: 'fill', value: 3 }, ...squares(2)];
  expect(await run(greedy, { onDeath, heapMiB: 32 })).toEqual([-3n, 0n, 1n]);
}, 30_000);

test('a module that does not exist is a worker that failed', async () => {
  const missing = pathToFileURL(join(folder, 'missing.mjs'));
  await expect(run(squares(1), { entry: missing })).rejects.toMatchObject({ code: 'WORKER_FAILED' });
});

test('an abort, and not a signal to the whole group, ends running jobs; they clean up and leave no process', async () => {
  const abort = new AbortController();
  const updates: string[] = [];
  const onUpdate = (update: string): void => {
    updates.push(update);
    const pid = Number(readFileSync(join(folder, 'waiting'), 'utf8'));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.kill(pid, signal);
    setTimeout(() => abort.abort(new KhalaError('TIMED_OUT', 'enough')), 100);
  };
  const jobs: Job[] = [{ does: 'wait', value: 0 }, ...squares(4)];
  await expect(run(jobs, { signal: abort.signal, onUpdate })).rejects.toThrow('enough');
  expect(updates).toEqual(['waiting']);
  expect(readFileSync(join(folder, 'cleaned'), 'utf8')).toBe('');
  const pid = Number(readFileSync(join(folder, 'waiting'), 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  await expect(run(squares(1), { signal: abort.signal })).rejects.toThrow('enough');
});

test('a worker that is not built is an error that says how to build it', () => {
  expect(() => compiledEntry(import.meta.url, './nothing.js')).toThrow(
    /dist.*test.*nothing\.js.*npm run build/,
  );
  expect(() => compiledEntry(pathToFileURL(join(folder, 'a.js')).href, './none.js')).toThrow(
    expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
  );
  expect(compiledEntry(pathToFileURL(join(folder, 'a.js')).href, './worker.mjs').href).toBe(entry.href);
});
