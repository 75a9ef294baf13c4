import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluationSchema } from '../../src/evaluation/result.js';
import { khala } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FEW = ['--agent', 'scripted:Hard', '--opponent', 'scripted:Easy', '--scenario', '3m', '--matches', '4'];

describe('khala evaluate', () => {
  it('prints one JSON object and writes the result and the report', async () => {
    const out = join(folder, 'result.json');
    const report = join(folder, 'report.html');
    const picture = join(folder, 'match.svg');
    const { exitCode, stdout, stderr } = await khala([
      ...[
        'evaluate',
        ...FEW,
        '--workers',
        '1',
        '--out',
        out,
        '--report',
        report,
        '--picture',
        picture,
        '--json',
      ],
    ]);
    expect(exitCode, stderr).toBe(0);
    const printed = evaluationSchema.parse(JSON.parse(stdout));
    expect(printed.matches).toBe(4);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(printed);
    expect(readFileSync(report, 'utf8')).toContain('One match over time');
    expect(readFileSync(picture, 'utf8')).toMatch(/^<svg [\s\S]+<\/svg>\n$/);
  });

  it('shows earlier results beside the new one in the report', async () => {
    const earlier = join(folder, 'earlier.json');
    const report = join(folder, 'both.html');
    const first = await khala(['evaluate', ...FEW, '--direct', '--workers', '1', '--out', earlier]);
    expect(first.exitCode, first.stderr).toBe(0);
    const few = [
      '--agent',
      'scripted:Hard',
      '--opponent',
      'scripted:VeryEasy',
      '--scenario',
      '3m',
      '--matches',
      '2',
    ];
    const second = await khala([
      ...['evaluate', ...few, '--direct', '--workers', '1', '--also', earlier, '--report', report],
    ]);
    expect(second.exitCode, second.stderr).toBe(0);
    const html = readFileSync(report, 'utf8');
    for (const opponent of ['scripted:VeryEasy', 'scripted:Easy'])
      expect(html).toContain(`Against ${opponent}`);
  });

  it.each([
    ['an agent that does not exist', ['--agent', 'scripted:Elit'], 2, 'UNKNOWN_AGENT'],
    [
      'a scenario that does not exist',
      ['--agent', 'scripted:Easy', '--scenario', '3n'],
      2,
      'UNKNOWN_SCENARIO',
    ],
    ['no matches', ['--agent', 'scripted:Easy', '--matches', '0'], 2, 'BAD_ARGUMENT'],
    [
      'a folder in the place of the report',
      ['--agent', 'scripted:Easy', '--report', folder],
      1,
      'FILE_EXISTS',
    ],
    [
      'no metrics',
      ['--agent', 'scripted:Easy', '--metrics', join(folder, 'none.jsonl')],
      1,
      'FILE_NOT_FOUND',
    ],
  ])('says in one line what is wrong with %s, and plays nothing', async (_, args, status, code) => {
    const out = join(folder, 'never.json');
    const { exitCode, stdout, stderr } = await khala(['evaluate', ...args, '--out', out]);
    expect(exitCode).toBe(status);
    // Before it, the command line may tell that it had to build itself.
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^khala evaluate: ${code} `));
    expect(stdout).toBe('');
    expect(existsSync(out)).toBe(false);
  });
});
