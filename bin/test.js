/** `npm test`: install if needed, build, run vitest with the arguments given; the last line counts the tests. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, fail, requireNode, root, TRUST_BUILD } from './ensure.js';

requireNode();
ensureInstalled();
// Worker processes of the tests run the compiled code.
if (!ensureBuilt()) fail('the build failed; the errors stand above');

const folder = mkdtempSync(join(tmpdir(), 'khala-test-'));
const report = join(folder, 'report.json');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const flags = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const ran = spawnSync(process.execPath, [vitest, ...flags, ...process.argv.slice(2)], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, [TRUST_BUILD]: '1' },
});
const { passed, failed } = count();
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = ran.status === 0 && failed === 0 && passed > 0 ? 0 : 1;

/** Counts tests; a file that could not be loaded, or a run that fails outside its tests, is a failure too. */
function count() {
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const unloaded = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failures = numFailedTests + unloaded;
  return { passed: numPassedTests, failed: failures === 0 && ran.status !== 0 ? 1 : failures };
}
