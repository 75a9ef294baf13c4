/** `--scenario my.json`: a scenario of one's own wherever one is taken. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluationSchema } from '../../src/evaluation/result.js';
import { khala } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-own-'));
afterAll(() => rmSync(folder, { recursive: true }));

const own = join(folder, 'own.json');
writeFileSync(
  own,
  JSON.stringify({
    name: 'two-on-three',
    armies: { kind: 'fixed', army: { stalker: 2 }, enemy: { marine: 3 } },
    map: 'hill',
    maxLoops: 600,
  }),
);
const wrong = join(folder, 'wrong.json');
writeFileSync(wrong, JSON.stringify({ name: 'x', armies: { kind: 'fixed', army: { marine: 500 } } }));

const players = ['--agent', 'scripted:Elite', '--opponent', 'scripted:Easy'];

describe('a scenario of one’s own', () => {
  it('is evaluated, under its own name and hash', async () => {
    const { exitCode, stdout, stderr } = await khala([
      ...[
        'evaluate',
        ...players,
        '--scenario',
        own,
        '--matches',
        '4',
        '--direct',
        '--workers',
        '1',
        '--json',
      ],
    ]);
    expect(exitCode, stderr).toBe(0);
    const { matches, crashes, scenario } = evaluationSchema.parse(JSON.parse(stdout));
    expect({ matches, crashes, name: scenario.name }).toEqual({
      matches: 4,
      crashes: 0,
      name: 'two-on-three',
    });
    expect(scenario.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is recorded into files that bear the name of its file', async () => {
    const out = join(folder, 'recorded');
    const { exitCode, stderr } = await khala([
      ...['record', ...players, '--scenario', own, '--episodes', '2', '--workers', '1', '--out', out],
    ]);
    expect(exitCode, stderr).toBe(0);
    expect(readdirSync(out)).toEqual(['own-s1-e0000-0001.khr']);
  });

  it('is played', async () => {
    const { exitCode, stdout, stderr } = await khala(['play', ...players, '--scenario', own, '--json']);
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ scenario: 'two-on-three' });
  });

  it.each([
    [['evaluate', ...players, '--direct'], wrong, 'armies.army.marine'],
    [['record', ...players, '--out', join(folder, 'none')], wrong, 'armies.army.marine'],
    [['play', ...players], wrong, 'armies.army.marine'],
    [['serve', '--opponent', 'scripted:Easy', '--port', '0'], wrong, 'armies.army.marine'],
    [['evaluate', ...players], join(folder, 'nobody.json'), 'nobody.json'],
    [['evaluate', ...players], 'battle-401', 'battle-400'],
  ])('%s with a wrong one says what is wrong', async (args, scenario, message) => {
    const { exitCode, stderr } = await khala([...args, '--scenario', scenario]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
