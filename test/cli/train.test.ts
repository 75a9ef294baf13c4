import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { khala } from './run.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'khala-train-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('train', () => {
  it('leaves nothing behind when the data is not there', async () => {
    const [data, out] = [join(folder, 'nothing'), join(folder, 'run')];
    const { exitCode, stdout, stderr } = await khala(['train', '--data', data, '--out', out, '--json']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^khala train: FILE_NOT_FOUND /m);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'FILE_NOT_FOUND', message: expect.stringContaining(data) },
    });
    expect(existsSync(out)).toBe(false);
  });

  it('does not learn from a file of another kind', async () => {
    const { exitCode, stderr } = await khala(['train', '--data', 'README.md', '--out', join(folder, 'run')]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^khala train: FILE_FOREIGN /m);
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });

  it.each([
    ['--scenario', 'nowhere', 'UNKNOWN_SCENARIO'],
    ['--teacher', 'scripted:Nobody', 'UNKNOWN_AGENT'],
    ['--opponent', 'scripted:Nobody', 'UNKNOWN_AGENT'],
    ['--scenario', '3m 8m MMM', 'BAD_ARGUMENT'],
  ])('looks at what the rounds name before the first step: %s %s', async (flag, names, code) => {
    const out = join(folder, 'run');
    const rounds = ['--dagger-rounds', '1', '--dagger-matches', '2', flag, ...names.split(' ')];
    const { exitCode, stderr } = await khala(['train', '--data', folder, '--out', out, ...rounds]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(new RegExp(`^khala train: ${code} `, 'm'));
    expect(existsSync(out)).toBe(false);
  });

  it('goes on when the run has moved together with its data, but not with other data', async () => {
    const before = join(folder, 'before');
    const after = join(folder, 'after');
    const train = (
      root: string,
      data = 'data',
    ): Promise<{ exitCode: number | null; stdout: string; stderr: string }> =>
      khala([
        ...['train', '--data', join(root, data), '--out', join(root, 'run'), '--size', 'nano', '--json'],
        ...['--steps', '4', '--warmup', '1', '--batch', '4', '--checkpoint-every', '2'],
      ]);
    const record = ['record', '--scenario', '3m', '--episodes', '2', '--workers', '1', '--json'];
    expect((await khala([...record, '--out', join(before, 'data')])).exitCode).toBe(0);
    expect((await khala([...record, '--out', join(before, 'other')])).exitCode).toBe(0);
    const first = await train(before);
    expect(first.exitCode, first.stderr).toBe(0);
    renameSync(before, after);
    const moved = await train(after);
    expect(moved.exitCode, moved.stderr).toBe(0);
    expect(JSON.parse(moved.stdout).weightsHash).toBe(JSON.parse(first.stdout).weightsHash);
    expect((await train(after, 'other')).stderr).toMatch(
      /^khala train: CHECKPOINT_MISMATCH .*begun with data/m,
    );
  });
});
