import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Runs `npm test` on some files only; the status and the last line. */
function test(...args: string[]) {
  const { status, stdout } = spawnSync(process.execPath, ['bin/test.js', ...args], { encoding: 'utf8' });
  return { status, last: stdout.trimEnd().split('\n').at(-1) };
}

describe('npm test', () => {
  it('ends with the count of tests', () => {
    expect(test('test/cli/progress.test.ts')).toEqual({ status: 0, last: '2 passed, 0 failed' });
  });

  it('fails when no test was run', () => {
    expect(test('test/there-is-no-such-file')).toEqual({ status: 1, last: '0 passed, 1 failed' });
  });
});
