import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { latestStep, loadCheckpoint, readDescription } from '../../src/model/checkpoint.js';
import { KHALA, khala } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-resume-'));
const data = join(folder, 'data');
beforeAll(async () => {
  const words = ['record', '--scenario', '3m', '--agent', 'scripted:Champion', '--out', data];
  const { exitCode, stderr } = await khala([...words, '--episodes', '8', '--opponent', 'scripted:VeryEasy']);
  expect(exitCode, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One DAgger round of two matches, one a scenario, between step 25 and the end at 50; Easy comes and ends them soon. */
const trainInto = (out: string): string[] => [
  ...['train', '--data', data, '--out', out, '--json', '--threads', '1', '--workers', '1'],
  ...[
    '--size',
    'nano',
    '--batch',
    '8',
    '--accumulate',
    '2',
    '--ema-decay',
    '0.9',
    '--dropout',
    '0.1',
    '--steps',
    '50',
    '--warmup',
    '5',
    '--checkpoint-every',
    '10',
  ],
  ...['--scenario', '3m', '5m_vs_6m', '--dagger-rounds', '1', '--dagger-matches', '2', '--cloning', '0.5'],
  ...['--opponent', 'scripted:Easy'],
];

/** Starts training and sends it `signal` as soon as `reached` holds; resolves to the exit code or the signal that ended it. */
async function stopWhen(
  args: readonly string[],
  signal: 'SIGKILL' | 'SIGINT',
  reached: () => boolean,
): Promise<number | NodeJS.Signals | null> {
  const child = spawn(process.execPath, [KHALA, ...args], { stdio: 'ignore' });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, by) => resolve(code ?? by));
  });
  while (!reached() && child.exitCode === null) await sleep(2);
  // Twice at once, as `timeout` does to a process and its group, is one request.
  child.kill(signal);
  await sleep(20); // The system makes one of two that wait together.
  child.kill(signal);
  return ended;
}

/** Kills training without a chance to clean up. */
async function killWhen(out: string, reached: () => boolean): Promise<void> {
  expect(await stopWhen(trainInto(out), 'SIGKILL', reached)).toBe('SIGKILL');
}

/** The metrics without what depends on the clock. */
const metricsOf = (out: string): unknown[] =>
  readFileSync(join(out, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...JSON.parse(line), samplesPerSecond: 0 }));

test('training that was killed goes on to the same weights, before and after a round', {
  timeout: 240_000,
}, async () => {
  const whole = join(folder, 'whole');
  const { exitCode, stdout, stderr } = await khala(trainInto(whole));
  expect(exitCode, stderr).toBe(0);
  const want = JSON.parse(stdout) as Record<string, unknown>;
  expect(want.step).toBe(50);
  expect(
    readdirSync(join(whole, 'dagger', 'round-01'))
      .map((name) => name.split('-')[0])
      .sort(),
  ).toEqual(['3m', '5m_vs_6m']);

  const cut = join(folder, 'cut');
  await killWhen(cut, () => latestStep(cut) !== null);
  const first = readDescription(latestStep(cut) as string).step;
  expect(first).toBeLessThan(50);
  expect(existsSync(join(cut, 'lock'))).toBe(true); // Left by the killed process, and no hindrance.
  await killWhen(cut, () => existsSync(join(cut, 'dagger', 'round-01')));
  expect(readDescription(latestStep(cut) as string).step).toBeGreaterThanOrEqual(25);

  const resumed = await khala(trainInto(cut));
  expect(resumed.exitCode, resumed.stderr).toBe(0);
  expect(resumed.stderr).toMatch(/resuming .* at step \d+ of 50/);
  const got = JSON.parse(resumed.stdout) as Record<string, unknown>;
  const own = { checkpoint: '', report: '', samplesPerSecond: 0 };
  expect({ ...got, ...own }).toEqual({ ...want, ...own });
  expect(metricsOf(cut)).toEqual(metricsOf(whole));
  expect(readdirSync(join(cut, 'dagger'))).toEqual(['round-01']);
  expect(existsSync(join(cut, 'lock'))).toBe(false);
});

test('of two runs in one folder at the same time one goes on and the other is refused', async () => {
  const out = join(folder, 'shared');
  const both = await Promise.all([khala(trainInto(out)), khala(trainInto(out))]);
  expect(both.map(({ exitCode }) => exitCode).sort()).toEqual([0, 1]);
  const refused = both.find(({ exitCode }) => exitCode === 1);
  expect(JSON.parse(refused?.stdout ?? '')).toMatchObject({
    error: { code: 'FOLDER_IN_USE', message: expect.stringMatching(/process \d+ on .* is training there/) },
  });
  expect(metricsOf(out).length).toBe(new Set(metricsOf(out).map((line) => JSON.stringify(line))).size);
  expect(existsSync(join(out, 'lock'))).toBe(false);
});

test('a run is not resumed with other settings, and is left as it was', async () => {
  const out = join(folder, 'whole');
  const copy = join(folder, 'copy');
  cpSync(out, copy, { recursive: true });
  const { exitCode, stdout } = await khala([...trainInto(out), '--dagger-matches', '3']);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'CHECKPOINT_MISMATCH', message: expect.stringContaining('matches 2, now it is 3') },
  });
  for (const name of readdirSync(copy, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())) {
    const path = join(name.parentPath, name.name);
    expect(readFileSync(path.replace(copy, out)).equals(readFileSync(path)), path).toBe(true);
  }
});

test('an interruption in the middle of training ends it between two steps and keeps them, with the exit code of one', async () => {
  const out = join(folder, 'interrupted');
  const endless = ['train', '--data', data, '--out', out, '--size', 'nano', '--steps', '1000000'];
  const metrics = join(out, 'metrics.jsonl');
  const begun = (): boolean => existsSync(metrics) && readFileSync(metrics).length > 0;
  expect(await stopWhen([...endless, '--checkpoint-every', '1000000'], 'SIGINT', begun)).toBe(130);
  const kept = readdirSync(join(out, 'checkpoints'));
  expect(kept).toEqual([expect.stringMatching(/^step-\d+$/)]);
  expect(readDescription(latestStep(out) as string).step).toBeGreaterThanOrEqual(25);
  expect(readdirSync(out).filter((name) => name.endsWith('lock'))).toEqual([]);
});

test('a run begins with the parameters of another policy, and is refused where they do not fit or are others now', async () => {
  const whole = join(folder, 'whole');
  const out = join(folder, 'tuned');
  const still = ['--size', 'nano', '--learning-rate', '1e-12', '--weight-decay', '0'];
  const tune = ['train', '--data', data, '--out', out, '--json', '--steps', '2', '--warmup', '1'];
  const { exitCode, stderr } = await khala([...tune, ...still, '--from', whole]);
  expect(exitCode, stderr).toBe(0);
  const before = loadCheckpoint(latestStep(whole) as string);
  const { parameters, description } = loadCheckpoint(latestStep(out) as string);
  expect(description.step).toBe(2);
  expect(parameters).not.toEqual(before.parameters);
  expect(Math.max(...parameters.map((value, i) => Math.abs(value - before.parameters[i])))).toBeLessThan(
    1e-7,
  );

  const refusals: [string[], RegExp][] = [
    [[...tune, ...still], /was begun with from "[0-9a-f]{64}", now it is null/],
    [[...tune, '--from', whole], /its policy has width 32, this run's 128; give the flags/],
    [[...tune, ...still, '--from', join(folder, 'nothing')], /there is no such file or folder/],
  ];
  for (const [words, message] of refusals) {
    const { exitCode, stdout } = await khala(words);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error.message).toMatch(message);
  }
});
