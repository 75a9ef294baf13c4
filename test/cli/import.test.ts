import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../replays/demonstrations.js';
import { openRecording } from '../../replays/recording/reader.js';
import { datasetCardSchema } from '../../replays/sc2replay/dataset/card.js';
import { type ImportOptions, type ImportResult, importReplays } from '../../src/cli/import/import-replays.js';
import type { ImportSettings } from '../../src/cli/import/state.js';
import { compiledEntry } from '../../src/jobs/entry.js';
import { syntheticReplay } from '../sc2replay/synthetic.js';
import { KHALA, khala } from './run.js';

/** Files by name; made once, they cost a second. */
const made: Record<string, Uint8Array> = {};
beforeAll(() => {
  const evening = { names: ['Artanis', 'Raynor'] as const, time: 1_600_000_000 };
  made['a/first.SC2Replay'] = syntheticReplay({ ...evening, seed: 1 });
  made['a/second.SC2Replay'] = syntheticReplay({ ...evening, seed: 2, time: evening.time + 1800, winner: 2 });
  made['b/deep/other.sc2replay'] = syntheticReplay({
    seed: 3,
    names: ['Kerrigan', 'Zagara'],
    races: ['Zerg', 'Zerg'],
    map: '\u001b[31mRed\u001b[0m LE',
  });
});

let folder = '';
let out = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'khala-import-'));
  out = join(folder, 'out');
  for (const [name, bytes] of Object.entries(made)) put(name, bytes);
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, bytes: Uint8Array): void {
  mkdirSync(join(folder, 'in', name, '..'), { recursive: true });
  writeFileSync(join(folder, 'in', name), bytes);
}

function settings(more: Partial<ImportSettings['filters']> = {}): ImportSettings {
  const all = { minMmr: null, races: [], matchups: [], builds: null, winnerOnly: false };
  return { format: 1, paths: [join(folder, 'in')], filters: { ...all, ...more } };
}

function run(
  more: Partial<ImportOptions> = {},
  signal = new AbortController().signal,
  note: (line: string) => void = () => undefined,
): Promise<ImportResult> {
  const io = {
    signal,
    note,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
  };
  return importReplays({ settings: settings(), out, workers: 2, overwrite: false, ...more }, io);
}

const recordings = (): string[] => readdirSync(out).filter((name) => name.endsWith('.khr'));
const contents = (): Record<string, string> =>
  Object.fromEntries(
    [...recordings(), 'dataset.json', 'README.md'].map((name) => [
      name,
      readFileSync(join(out, name)).toString('base64'),
    ]),
  );

describe('an import', () => {
  test('makes one recording a series, with an episode for each game and player', async () => {
    const { files, card, replays } = await run();
    expect(replays).toEqual({ found: 3, imported: 3 });
    expect(files.map((file) => basename(file))).toEqual(recordings());
    expect(card.totals).toMatchObject({ series: 2, games: 3, episodes: 6, skipped: 0 });
    const episodes = files.map((file) => openRecording(file).episodes);
    expect(episodes.map((one) => one.length).sort()).toEqual([2, 4]);
    const evening = episodes.find((one) => one.length === 4) ?? [];
    expect(evening.map(({ player, names }) => names[player])).toEqual([
      'Artanis',
      'Raynor',
      'Artanis',
      'Raynor',
    ]);
    expect(evening.map(({ player, outcome }) => outcome?.results[player])).toEqual([
      'win',
      'loss',
      'loss',
      'win',
    ]);
  });

  test('gives as many demonstrations as its card says, by function too', async () => {
    const { card } = await run();
    expect(datasetCardSchema.parse(JSON.parse(readFileSync(join(out, 'dataset.json'), 'utf8')))).toEqual(
      card,
    );
    const read = openDemonstrations([out], DEFAULT_DEMONSTRATION_OPTIONS);
    expect(read.samples).toBe(card.totals.demonstrations);
    expect(read.samples).toBeGreaterThan(100);
    const counted = Object.values(card.functions).reduce((sum, one) => sum + one, 0);
    expect(counted).toBe(card.totals.demonstrations);
    const [first] = read.readBlock(0, 0);
    expect(first.observation.unknown).toContain('health');
    expect(first.info.vocabulary.name).toBe('sc2');
  });

  test('says in its card what is in it, and no name out of a replay acts in a terminal', async () => {
    await run();
    const readme = readFileSync(join(out, 'README.md'), 'utf8');
    expect(readme).toMatch(/\| PvT \| 2 \|/);
    expect(readme).toContain('Red');
    expect(readme).not.toContain('\u001b');
  });

  test('does not depend on the number of processes', async () => {
    await run({ workers: 1 });
    const one = contents();
    rmSync(out, { recursive: true });
    await run({ workers: 3 });
    expect(contents()).toEqual(one);
  });

  test('takes what the filters leave, and says of the rest why', async () => {
    const filters = { matchups: ['PvT' as const], winnerOnly: true };
    const { card } = await run({ settings: settings(filters) });
    expect(card.totals).toMatchObject({ games: 2, episodes: 2 });
    expect(card.byResult).toEqual({ win: expect.objectContaining({ episodes: 2 }) });
    expect(card.skipped).toEqual([
      expect.objectContaining({
        code: 'REPLAY_FILTERED',
        reason: expect.stringContaining('the matchup is ZvZ, not PvT'),
      }),
    ]);
  });
});

describe('bad files', () => {
  test('are skipped with path and code, and the others imported', async () => {
    const whole = made['a/first.SC2Replay'];
    put('a/twin.SC2Replay', whole);
    put('bad/cut.SC2Replay', whole.subarray(0, whole.length / 2));
    put('bad/empty.SC2Replay', new Uint8Array(0));
    put('bad/foreign.SC2Replay', new TextEncoder().encode('not a replay at all'));
    put('bad/computer.SC2Replay', syntheticReplay({ seed: 9, controls: [2, 3] }));
    put('bad/hidden.SC2Replay', syntheticReplay({ seed: 9, without: ['trackerEvents'] }));
    put('bad/short.SC2Replay', syntheticReplay({ seed: 9, truncated: { gameEvents: 0.5 } }));
    const { card } = await run();
    expect(card.totals).toMatchObject({ games: 3, skipped: 7 });
    const codes = Object.fromEntries(card.skipped.map(({ path, code }) => [basename(path), code]));
    expect(codes).toEqual({
      'twin.SC2Replay': 'REPLAY_DUPLICATE',
      'cut.SC2Replay': expect.stringMatching(/^FILE_/),
      'empty.SC2Replay': expect.stringMatching(/^FILE_/),
      'foreign.SC2Replay': 'FILE_FOREIGN',
      'computer.SC2Replay': 'REPLAY_COMPUTER_PLAYER',
      'hidden.SC2Replay': 'REPLAY_NO_TRACKER',
      'short.SC2Replay': 'REPLAY_INCOMPLETE',
    });
  });

  test('that kill or hang their process are named, and their series goes on without them', async () => {
    const worker = join(folder, 'worker.mjs');
    const module = (path: string): string =>
      JSON.stringify(compiledEntry(import.meta.url, `../../src/${path}`).href);
    writeFileSync(
      worker,
      `import { serveJobs } from ${module('jobs/worker.js')};
       import { scan, write } from ${module('cli/import/jobs.js')};
       serveJobs((job, { update }) => {
         if (job.kind === 'scan') return scan(job);
         return write(job, (place) => {
           update(place);
           if (job.series.games[place].path.endsWith('second.SC2Replay')) process.kill(process.pid, 'SIGKILL');
         });
       });`,
    );
    const { card } = await run({ entry: pathToFileURL(worker) });
    expect(card.totals).toMatchObject({ series: 2, games: 2, skipped: 1 });
    expect(card.skipped[0]).toMatchObject({
      path: expect.stringContaining('second.SC2Replay'),
      code: 'WORKER_FAILED',
      reason: expect.stringContaining('killed by SIGKILL'),
    });
    expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual(['.import']);
  });

  test('nothing to find, and a path that is not there, are errors of their own', async () => {
    mkdirSync(join(folder, 'none'));
    const from = (path: string) => run({ settings: { ...settings(), paths: [join(folder, path)] } });
    await expect(from('none')).rejects.toMatchObject({ code: 'NO_DATA' });
    await expect(from('nowhere')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(existsSync(out)).toBe(false);
  });
});

describe('going on', () => {
  test('does what is left and nothing twice', async () => {
    await run();
    const before = contents();
    const [lost, kept] = recordings();
    const stamp = statSync(join(out, kept)).mtimeMs;
    rmSync(join(out, lost));
    writeFileSync(join(out, `.${lost}.1-0.tmp`), 'half');
    const { replays } = await run();
    expect(replays.imported).toBeGreaterThan(0);
    expect(replays.imported).toBeLessThan(3);
    expect(contents()).toEqual(before);
    expect(statSync(join(out, kept)).mtimeMs).toBe(stamp);
    expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('takes a series anew to which a game came, and drops one whose games are gone', async () => {
    await run();
    rmSync(join(folder, 'in/b'), { recursive: true });
    put('a/third.SC2Replay', syntheticReplay({ names: ['Artanis', 'Raynor'], time: 1_600_003_600, seed: 4 }));
    const before = recordings();
    const notes: string[] = [];
    const { card } = await run({}, undefined, (line) => notes.push(line));
    expect(card.totals).toMatchObject({ series: 1, games: 3, episodes: 6 });
    const [kept, ...others] = recordings();
    expect(others).toEqual([]);
    const [gone] = before.filter((name) => name !== kept);
    expect(notes).toEqual([expect.stringContaining(`${gone} is removed`)]);
  });

  test('knows a folder by where it is, not by how it is named from here', async () => {
    await run();
    const here = relative(process.cwd(), join(folder, 'in'));
    const { replays } = await run({ settings: { ...settings(), paths: [here] } });
    expect(replays.imported).toBe(0);
    const kept = JSON.parse(readFileSync(join(out, '.import/settings.json'), 'utf8'));
    expect(kept.paths).toEqual([join(folder, 'in')]);
  });

  test('is refused with other settings, unless everything begins again', async () => {
    await run();
    const other = { settings: settings({ winnerOnly: true }) };
    await expect(run(other)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    const { card } = await run({ ...other, overwrite: true });
    expect(card.totals.episodes).toBe(3);
    expect(openDemonstrations([out], DEFAULT_DEMONSTRATION_OPTIONS).samples).toBe(card.totals.demonstrations);
  });

  test('does not mix with recordings of another origin', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'mine.khr'), 'precious');
    for (const overwrite of [false, true])
      await expect(run({ overwrite })).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(readFileSync(join(out, 'mine.khr'), 'utf8')).toBe('precious');
  });

  test('gives the same after kill -9 at any time, and no recording is ever half there', async () => {
    for (let i = 0; i < 6; i++)
      put(`c/${i}.SC2Replay`, syntheticReplay({ seed: 20 + i, names: [`P${i}`, `Q${i}`] }));
    await run();
    const whole = contents();
    rmSync(out, { recursive: true });
    const args = [KHALA, 'import', join(folder, 'in'), '--out', out, '--workers', '1'];
    const child = spawn(process.execPath, args, { stdio: 'ignore', detached: true });
    const ended = new Promise((resolve) => child.once('close', resolve));
    while (child.exitCode === null && (!existsSync(out) || recordings().length < 2))
      await new Promise((resolve) => setTimeout(resolve, 5));
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
    for (const name of recordings()) expect(openRecording(join(out, name)).complete).toBe(true);
    await run();
    expect(contents()).toEqual(whole);
  }, 60_000);
});

describe('the folder', () => {
  test('is kept from a second import while one is at work, and left open when it ends, well or not', async () => {
    const lock = join(out, '.import/lock');
    const first = run();
    await expect(run()).rejects.toMatchObject({ code: 'FOLDER_IN_USE' });
    expect((await first).card.totals.games).toBe(3);
    expect(existsSync(lock)).toBe(false);
    const interrupted = new AbortController();
    interrupted.abort(new Error('interrupted'));
    await expect(run({ overwrite: true }, interrupted.signal)).rejects.toThrow('interrupted');
    await expect(run({ settings: settings({ winnerOnly: true }) })).resolves.toBeDefined();
    await expect(run()).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(existsSync(lock)).toBe(false);
  });

  test('in which nothing was found is free for other filters', async () => {
    await run({ settings: settings({ minMmr: 9000 }) });
    expect((await run()).card.totals.games).toBe(3);
  });

  test('that is a file, or below one, is refused by name', async () => {
    writeFileSync(join(folder, 'file'), 'precious');
    await expect(run({ out: join(folder, 'file') })).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    await expect(run({ out: join(folder, 'file/below') })).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('precious');
  });
});

describe('the command', () => {
  test('tells of many skipped files of a kind in two lines, without control characters', async () => {
    for (let i = 0; i < 9; i++) put(`bad/${i}.SC2Replay`, new TextEncoder().encode(`no replay ${i}`));
    put('bad/\u001b[31m.SC2Replay', new Uint8Array(0));
    const { stdout } = await khala(['import', join(folder, 'in'), '--out', out]);
    expect(stdout).toContain('10 files skipped');
    expect(stdout).toMatch(/FILE_FOREIGN +9 files: the file is not of the expected kind\n +one is /);
    expect(stdout).toMatch(/FILE_TRUNCATED +1 file: /);
    expect(stdout.trim().split('\n')).toHaveLength(6);
    expect(stdout).not.toContain('\u001b');
  }, 60_000);

  test('prints one object, succeeds with some files skipped, and fails on them when strict', async () => {
    put('bad/empty.SC2Replay', new Uint8Array(0));
    const args = ['import', join(folder, 'in'), '--out', out, '--json'];
    const lenient = await khala(args);
    expect(lenient.exitCode).toBe(0);
    expect(JSON.parse(lenient.stdout)).toMatchObject({
      files: expect.arrayContaining([expect.stringMatching(/\.khr$/)]),
      demonstrations: expect.any(Number),
      skipped: [{ path: expect.stringContaining('empty.SC2Replay'), reason: expect.any(String) }],
      seconds: expect.any(Number),
    });
    const strict = await khala([...args, '--strict']);
    expect(strict.exitCode).toBe(1);
    expect(JSON.parse(strict.stdout).games).toBe(3);
    expect(strict.stderr).toContain('1 file that no filter left out was skipped');
  }, 60_000);

  test('reads races, matchups and builds as people write them', async () => {
    const args = ['import', join(folder, 'in'), '--out', out, '--json', '--race', 'p', '--matchup', 'tvp'];
    const { stdout } = await khala([...args, '--build', '80000-']);
    expect(JSON.parse(stdout)).toMatchObject({ games: 2, episodes: 2 });
    for (const [flag, value] of [
      ['--race', 'orc'],
      ['--matchup', 'TvX'],
      ['--build', 'new'],
      ['--build', '9-3'],
    ]) {
      const wrong = await khala(['import', folder, flag, value]);
      expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining(value)]);
    }
    const unusable = await khala([
      'import',
      join(folder, 'in'),
      '--out',
      join(folder, 'x'),
      '--min-mmr',
      '9000',
    ]);
    expect(unusable.exitCode).toBe(1);
    expect(unusable.stderr).toContain('no file is a game to learn from');
  }, 60_000);
});
