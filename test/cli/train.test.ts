import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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

  it('takes settings from a file, flags before it, and holds a resumed run to both', async () => {
    const [data, out, file] = ['data', 'run', 'settings.json'].map((name) => join(folder, name));
    const record = ['record', '--scenario', '3m', '--episodes', '2', '--workers', '1', '--out', data];
    expect((await khala(record)).exitCode).toBe(0);
    const settings = {
      size: 'nano',
      steps: 4,
      warmup: 1,
      batch: 8,
      clipNorm: 0.5,
      judge: 0,
      lossWeights: { delay: 2 },
    };
    writeFileSync(file, JSON.stringify(settings));
    const train = ['train', '--data', data, '--out', out, '--config', file, '--json'];
    const flags = ['--batch', '4', '--loss-weight', 'function=3'];
    const first = await khala([...train, ...flags]);
    expect(first.exitCode, first.stderr).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ step: 4, judged: null });
    const { config } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    expect(config).toMatchObject({ ...settings, batch: 4, lossWeights: { delay: 2, function: 3 } });
    expect((await khala([...train, ...flags])).exitCode).toBe(0);
    const without = await khala(train);
    expect(without.exitCode).toBe(1);
    expect(without.stderr).toMatch(/CHECKPOINT_MISMATCH .*begun with batch 4, now it is 8/);
    writeFileSync(file, JSON.stringify({ ...settings, stepz: 4 }));
    const wrong = await khala([...train, ...flags]);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toMatch(/BAD_ARGUMENT .*unknown key stepz; the nearest is steps/);
  });

  it('learns with several threads, keeps to them when it goes on, and says why it cannot', async () => {
    const data = join(folder, 'data');
    const record = ['record', '--scenario', '3m', '--episodes', '2', '--workers', '1', '--out', data];
    expect((await khala(record)).exitCode).toBe(0);
    const train = (out: string, ...flags: string[]) =>
      khala([
        ...['train', '--data', data, '--out', join(folder, out), '--size', 'nano', '--json'],
        ...[
          '--steps',
          '4',
          '--warmup',
          '1',
          '--batch',
          '4',
          '--checkpoint-every',
          '2',
          '--threads',
          '2',
          ...flags,
        ],
      ]);
    const replicasOf = (out: string): unknown =>
      JSON.parse(readFileSync(join(folder, out, 'checkpoints/step-00000004/policy.json'), 'utf8')).training
        .replicas;
    const hashOf = ({ stdout, stderr }: { stdout: string; stderr: string }): string => {
      expect(stderr).not.toMatch(/khala train:/);
      return JSON.parse(stdout).weightsHash;
    };
    const shared = hashOf(await train('shared', '--replicas', '2'));
    expect(replicasOf('shared')).toBe(2);
    const alone = hashOf(await train('alone'));
    expect(replicasOf('alone')).toBe(1);
    expect(alone).not.toBe(shared);
    // Half of the run again, without naming them.
    rmSync(join(folder, 'shared/checkpoints/step-00000004'), { recursive: true });
    expect(hashOf(await train('shared'))).toBe(shared);
    for (const flags of [
      '--replicas 3',
      '--replicas 2 --accumulate 2',
      '--replicas 2 --memory --sequence 2',
    ]) {
      const { exitCode, stderr } = await train('none', ...flags.split(' '));
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^khala train: BAD_ARGUMENT .*--replicas/m);
    }
  }, 240_000);

  it('finds a learning rate, draws it, and leaves no run behind', async () => {
    const [data, out, picture] = ['data', 'run', 'rate.svg'].map((name) => join(folder, name));
    const record = ['record', '--scenario', '3m', '--episodes', '4', '--workers', '1', '--out', data];
    expect((await khala(record)).exitCode).toBe(0);
    const find = ['train', '--find-rate', '--data', data, '--out', out, '--size', 'nano', '--batch', '16'];
    const found = await khala([...find, '--find-steps', '60', '--picture', picture, '--json']);
    expect(found.exitCode, found.stderr).toBe(0);
    const { suggested, lowest, curve, picture: drawn } = JSON.parse(found.stdout);
    expect(suggested).toBeGreaterThan(1e-5);
    expect(suggested).toBeLessThanOrEqual(lowest);
    expect(curve[0]).toEqual({ rate: 1e-6, loss: expect.any(Number), smoothed: expect.any(Number) });
    expect(drawn).toBe(picture);
    expect(readFileSync(picture, 'utf8')).toMatch(/^<svg .*suggested/s);
    expect(readdirSync(folder).sort()).toEqual(['data', 'rate.svg']);
  });

  it('prints the schema of its settings without any data, and asks for data otherwise', async () => {
    const { exitCode, stdout } = await khala(['train', '--schema', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync('docs/train.schema.json', 'utf8')));
    const { exitCode: refused, stderr } = await khala(['train']);
    expect(refused).toBe(2);
    expect(stderr).toMatch(/BAD_ARGUMENT --data is missing/);
    const picture = await khala(['train', '--data', folder, '--picture', 'x.svg']);
    expect(picture.exitCode).toBe(2);
    expect(picture.stderr).toMatch(/it is the curve of --find-rate/);
  });
});
