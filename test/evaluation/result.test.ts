import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluationSchema, readEvaluation, writeEvaluation } from '../../src/evaluation/result.js';
import { sampleEvaluation } from './report/samples.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-result-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('result file', () => {
  it('comes back as it was written, and leaves nothing else behind', async () => {
    const path = join(folder, 'deep', 'result.json');
    const evaluation = sampleEvaluation('scripted:Elite', 30, 10);
    writeEvaluation(path, sampleEvaluation('scripted:Hard', 1, 1));
    writeEvaluation(path, evaluation);
    expect(await readEvaluation(path)).toEqual(evaluation);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['result.json']);
  });

  it.each([
    ['missing', null, 'FILE_NOT_FOUND'],
    ['empty', '', 'FILE_FOREIGN'],
    ['text', 'hello', 'FILE_FOREIGN'],
    ['another JSON', '{"kind":"other"}', 'FILE_FOREIGN'],
  ])('refuses a file that is %s', async (name, content, code) => {
    const path = join(folder, `${name}.json`);
    if (content !== null) writeFileSync(path, content);
    await expect(readEvaluation(path)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(path),
    });
  });

  it('knows every verdict and nothing else', () => {
    const evaluation = sampleEvaluation('scripted:Elite', 1, 1);
    const [match] = evaluation.perMatch;
    const withResult = (result: string) => ({ ...evaluation, perMatch: [{ ...match, result }] });
    expect(evaluationSchema.safeParse(withResult('crash')).success).toBe(true);
    expect(evaluationSchema.safeParse(withResult('won')).success).toBe(false);
    expect(evaluationSchema.safeParse({ ...evaluation, extra: 1 }).success).toBe(false);
  });
});
