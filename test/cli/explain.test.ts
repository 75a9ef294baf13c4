import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { khala } from './run.js';

describe('khala explain', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'khala-explain-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('explains a decision as JSON, into a file and as a picture', async () => {
    const out = join(folder, 'why.json');
    const picture = join(folder, 'why.svg');
    const args = ['--scenario', '3m', '--decision', '6', '--out', out, '--picture', picture, '--json'];
    const { exitCode, stdout } = await khala(['explain', ...args]);
    expect(exitCode).toBe(0);
    const explanation = JSON.parse(stdout);
    expect(explanation).toMatchObject({
      kind: 'khala-explanation',
      agent: 'base',
      scenario: '3m',
      decision: 6,
    });
    expect(explanation.attention.readers).toHaveLength(32);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(explanation);
    expect(readFileSync(picture, 'utf8')).toContain(explanation.command.words);
  });

  it.each([
    [['--loop', '3', '--decision', '3'], '--loop and --decision'],
    [['--episode', '1'], '--episode has no meaning without a recording'],
    [['some.khr', '--scenario', '3m'], '--scenario has no meaning for a recording'],
    [['--agent', 'scripted:Elite'], 'UNKNOWN_AGENT'],
    [['--scenario', '3n'], 'UNKNOWN_SCENARIO'],
    [['--latent', '3'], 'unknown flag --latent'],
  ])('refuses %j', async (args, words) => {
    const { exitCode, stderr } = await khala(['explain', ...args]);
    expect(stderr).toContain(words);
    expect(exitCode).toBe(2);
  });

  it('says that a recording is not there', async () => {
    const { exitCode, stderr } = await khala(['explain', join(folder, 'none.khr')]);
    expect(stderr).toContain('FILE_NOT_FOUND');
    expect(exitCode).toBe(1);
  });
});
