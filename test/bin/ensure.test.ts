import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let project: string;
const at = (...path: string[]): string => join(project, ...path);
const write = (path: string, content: unknown): void =>
  writeFileSync(at(path), typeof content === 'string' ? content : JSON.stringify(content));

/** A small project with our bin/ and one source file. */
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'khala-project-'));
  for (const folder of ['bin', 'src', 'node_modules']) mkdirSync(at(folder));
  cpSync('bin', at('bin'), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules', 'typescript'), at('node_modules', 'typescript'));
  write('package.json', { type: 'module', engines: { node: '>=20' } });
  write('tsconfig.json', {});
  write('tsconfig.build.json', {
    compilerOptions: {
      rootDir: '.',
      outDir: 'dist',
      incremental: true,
      module: 'NodeNext',
      strict: true,
      lib: ['ES5'],
      types: [],
    },
    include: ['src'],
  });
  write('src/answer.ts', 'export const answer: number = 41;\n');
});
afterEach(() => rmSync(project, { recursive: true }));

function run(script: string, environment: Record<string, string> = {}) {
  const { KHALA_TRUST_BUILD: _, ...inherited } = process.env;
  return spawnSync(process.execPath, [at('bin', script)], {
    cwd: project,
    encoding: 'utf8',
    env: { ...inherited, ...environment },
  });
}

const built = (): string => readFileSync(at('dist', 'src', 'answer.js'), 'utf8');

describe('build', () => {
  it('builds once, and again when a source has changed', () => {
    const first = run('build.js');
    expect({ status: first.status, stderr: first.stderr }).toEqual({
      status: 0,
      stderr: 'khala: building\n',
    });
    expect(built()).toContain('41');
    expect(run('build.js').stderr).toBe('');
    write('src/answer.ts', 'export const answer: number = 42;\n');
    expect(run('build.js').stderr).toBe('khala: building\n');
    expect(built()).toContain('42');
  });

  it('fails on wrong types, and again until they are right', () => {
    write('src/answer.ts', "export const answer: number = 'x';\n");
    for (const _ of [1, 2]) expect(run('build.js')).toMatchObject({ status: 1 });
    write('src/answer.ts', 'export const answer: number = 1;\n');
    expect(run('build.js')).toMatchObject({ status: 0 });
  });

  it('trusts the build when told so', () => {
    run('build.js');
    write('src/answer.ts', 'export const answer: number = 42;\n');
    expect(run('build.js', { KHALA_TRUST_BUILD: '1' })).toMatchObject({ status: 0, stderr: '' });
    expect(built()).toContain('41');
  });

  it('says what to do without a compiler', () => {
    rmSync(at('node_modules', 'typescript'));
    expect(run('build.js')).toMatchObject({ status: 1, stderr: expect.stringContaining('npm ci') });
  });
});

describe('install', () => {
  const lock = (version: string) => ({
    packages: {
      '': {},
      'node_modules/typescript': { version },
      'node_modules/only-on-windows': { version: '1.0.0', optional: true },
    },
  });
  /** A program in npm's place: notes what it is asked, fails on `ci`. */
  const asNpm = (): Record<string, string> => {
    write(
      'npm.cjs',
      "require('node:fs').appendFileSync('asked', process.argv[2] + ' ');process.exit(process.argv[2] === 'ci' ? 1 : 0);",
    );
    rmSync(at('src'), { recursive: true }); // Nothing to build: only the installation is looked at.
    return { npm_execpath: at('npm.cjs') };
  };

  it('leaves alone what is installed as the lock says, optional packages aside', () => {
    const environment = asNpm();
    write('package-lock.json', lock('6.0.3'));
    write('node_modules/.package-lock.json', {
      packages: { 'node_modules/typescript': { version: '6.0.3' } },
    });
    run('build.js', environment);
    expect(existsSync(at('asked'))).toBe(false);
  });

  it('installs when the lock has changed, by npm install where npm ci fails', () => {
    const environment = asNpm();
    write('package-lock.json', lock('6.0.4'));
    write('node_modules/.package-lock.json', {
      packages: { 'node_modules/typescript': { version: '6.0.3' } },
    });
    run('build.js', environment);
    expect(readFileSync(at('asked'), 'utf8')).toBe('ci install ');
  });

  it('refuses an older Node in one line', () => {
    write('package.json', { type: 'module', engines: { node: '>=99' } });
    expect(run('build.js')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^khala: Khala needs Node 99 or newer.*\n$/),
    });
  });
});
