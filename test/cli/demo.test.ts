import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { khala } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('demo does not train on the recordings of a run with other settings', async () => {
  const out = join(folder, 'run');
  const recordings = join(out, 'recordings');
  const made = ['--scenario', '3m', '--agent', 'scripted:Champion', '--opponent', 'scripted:VeryEasy'];
  const { exitCode: recorded } = await khala(['record', ...made, '--episodes', '2', '--out', recordings]);
  expect(recorded).toBe(0);

  const { exitCode, stderr } = await khala(['demo', '--scenario', '3m', '--episodes', '6', '--out', out]);
  expect(stderr).toMatch(/^khala demo: FILE_EXISTS record 6 matches of 3m with seed 1: .* another --out\n$/);
  expect(exitCode).toBe(1);
  expect(readdirSync(out)).toEqual(['recordings']);
});

test('demo refuses a size that does not exist before it records anything', async () => {
  const out = join(folder, 'huge');
  const { exitCode, stderr } = await khala(['demo', '--size', 'huge', '--out', out]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--size huge');
  expect(readdirSync(folder)).not.toContain('huge');
});
