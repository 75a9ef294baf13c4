/**
 * Makes a fresh clone usable: installs what the lock file names, builds what the sources say. Plain JavaScript on
 * Node's own modules alone, because it runs before anything is installed or built.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const SOURCE_FOLDERS = ['agent', 'env-bridge', 'replays', 'src'];
const BUILD_FILES = ['package.json', 'tsconfig.json', 'tsconfig.build.json'];
const STAMP = join(root, 'dist', '.stamp');
const LOCK = join(root, 'dist', '.lock');
/** Set for processes that must run what was built at the beginning, whatever has been edited since. */
export const TRUST_BUILD = 'KHALA_TRUST_BUILD';
/** Milliseconds after which another process's build is taken for dead. */
const LOCK_TIMEOUT = 120_000;

/** Ends the process with one line when this Node is older than package.json's `engines` allows. */
export function requireNode() {
  const least = Number(readJson(join(root, 'package.json')).engines.node.replace(/\D/g, ''));
  if (Number(process.versions.node.split('.')[0]) >= least) return;
  fail(`Khala needs Node ${least} or newer, this is ${process.versions.node}; see https://nodejs.org`);
}

/** Runs `npm ci` unless node_modules already holds every package that package-lock.json asks for. */
export function ensureInstalled() {
  if (!existsSync(join(root, 'package-lock.json'))) return;
  if (isInstalled()) return;
  say('installing packages (npm ci)');
  const flags = ['--include=dev', '--no-audit', '--no-fund'];
  if (npm(['ci', ...flags]) === 0) return;
  say('npm ci failed; trying npm install');
  if (npm(['install', ...flags]) !== 0)
    fail('the packages could not be installed; read npm\'s message above, then run "npm ci" again');
}

/**
 * Builds dist/ with tsc unless it was built from exactly these sources. Returns true when the types are right.
 * A package without sources or without TypeScript (installed from the registry) is taken as it is.
 */
export function ensureBuilt() {
  if (!existsSync(join(root, 'src')) || process.env[TRUST_BUILD] === '1') return true;
  const digest = sourceDigest();
  const done = readStamp();
  if (done?.digest === digest) return done.typesRight;
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) {
    if (existsSync(join(root, 'dist', 'src'))) {
      say('dist/ is older than the sources; run "npm ci" and "npm run build" to bring it up to date');
      return true;
    }
    fail(
      'there is no build in dist/ and TypeScript is not installed; run "npm start", or "npm ci" and "npm run build"',
    );
  }
  return locked(() => {
    const meanwhile = readStamp();
    if (meanwhile?.digest === digest) return meanwhile.typesRight;
    say('building');
    const built = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    if (built.error) throw built.error;
    process.stderr.write(built.stdout);
    const typesRight = built.status === 0;
    writeFileSync(STAMP, JSON.stringify({ digest, typesRight }));
    return typesRight;
  });
}

/** Prints a line about the preparation; stdout stays free for results. */
export function say(line) {
  process.stderr.write(`khala: ${line}\n`);
}

/** Prints why it cannot go on, and ends. */
export function fail(line) {
  say(line);
  process.exit(1);
}

/** npm keeps a copy of the lock file of what it has really installed; every package must stand in it. */
function isInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = readJson(join(root, 'package-lock.json')).packages;
  const present = readJson(record).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || entry.optional || entry.peer || present[path]?.version === entry.version,
  );
}

function npm(args) {
  const script = process.env.npm_execpath;
  const [file, first] = /\.c?js$/.test(script ?? '') ? [process.execPath, [script]] : ['npm', []];
  const ran = spawnSync(file, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: file === 'npm' && process.platform === 'win32',
  });
  return ran.status ?? 1;
}

/** One hash over path, size and time of every file that the build depends on. */
function sourceDigest() {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}:${size}:${mtimeMs}\n`);
  };
  for (const file of BUILD_FILES) add(file);
  for (const folder of SOURCE_FOLDERS)
    if (existsSync(join(root, folder)))
      for (const path of readdirSync(join(root, folder), { recursive: true }).sort())
        if (path.endsWith('.ts')) add(join(folder, path));
  return hash.digest('hex');
}

function readStamp() {
  return existsSync(STAMP) && existsSync(join(root, 'dist', 'src')) ? readJson(STAMP) : null;
}

/** Lets one process build at a time; the others wait and then find the work done. */
function locked(work) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const deadline = Date.now() + LOCK_TIMEOUT;
  while (!tryLock()) {
    if (Date.now() > deadline) rmSync(LOCK, { recursive: true, force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
  try {
    return work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function tryLock() {
  try {
    mkdirSync(LOCK);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
