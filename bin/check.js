/** `npm run check`: types, lint and format, dead code, dependency rules. Fails when any of them does. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, requireNode, root } from './ensure.js';

const CHECKS = [
  { name: 'types', of: 'typescript', bin: 'tsc', args: ['--noEmit', '-p', '.'] },
  {
    name: 'lint and format',
    of: '@biomejs/biome',
    bin: 'biome',
    args: ['ci', '--colors=off', '--error-on-warnings', '.'],
  },
  { name: 'dead code', of: 'knip', bin: 'knip', args: [] },
  // Without the tests: an export that only a test imports is dead too.
  {
    name: 'dead exports',
    of: 'knip',
    bin: 'knip',
    args: ['--production', '--include', 'files,exports,types'],
  },
  {
    name: 'dependency rules',
    of: 'dependency-cruiser',
    bin: 'depcruise',
    args: ['--config', '.dependency-cruiser.cjs', 'agent', 'env-bridge', 'replays', 'src', 'test'],
  },
];

requireNode();
ensureInstalled();
let failed = 0;
for (const check of CHECKS) {
  const started = Date.now();
  const ran = spawnSync(process.execPath, [script(check), ...check.args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const ok = ran.status === 0;
  if (!ok) failed++;
  process.stdout.write(
    `${ok ? 'ok    ' : 'FAILED'} ${check.name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`,
  );
  if (!ok) process.stdout.write(`${ran.stdout}${ran.stderr}`);
}
process.exitCode = failed === 0 ? 0 : 1;

/** Path of a package's program, from its own package.json. */
function script({ of, bin }) {
  const folder = join(root, 'node_modules', of);
  const declared = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).bin;
  return join(folder, typeof declared === 'string' ? declared : declared[bin]);
}
