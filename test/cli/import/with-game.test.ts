/**
 * Imports of replays that a game plays back. The game is our own server, over the real protocol; StarCraft II itself is not on
 * machines that run tests.
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createScripted } from '../../../agent/scripted/index.js';
import { playMatch } from '../../../env-bridge/match.js';
import { connectGame } from '../../../env-bridge/sc2/client/connection.js';
import { createSc2Game } from '../../../env-bridge/sc2/client/game.js';
import { startApiServer } from '../../../env-bridge/sc2/server/api-server.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { openRecording } from '../../../replays/recording/reader.js';
import { recordPlayer } from '../../../replays/recording/record-player.js';
import { createRecordingWriter } from '../../../replays/recording/writer.js';
import {
  type ImportOptions,
  type ImportResult,
  importReplays,
} from '../../../src/cli/import/import-replays.js';
import type { ImportSettings } from '../../../src/cli/import/state.js';
import { readReplay, writeReplay } from '../../../src/cli/serve/sc2-api.js';
import { ENTITY_COLUMN_NAMES } from '../../../src/spec/columns.js';
import type { Outcome } from '../../../src/spec/match.js';
import { type Command, NO_OP_ABILITY, type Observation } from '../../../src/spec/observation.js';
import { ended, installProgram, PROGRAMS } from '../../env-bridge/sc2/client/installed.js';
import { type Lie, liar } from '../../env-bridge/sc2/client/liar.js';
import { serve } from '../../env-bridge/sc2/server/api-client.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { syntheticReplay } from '../../sc2replay/synthetic.js';
import { KHALA, khala } from '../run.js';

const SCENARIO = '3s5z';
const AGENTS = { 1: 'Champion', 2: 'Elite' } as const;
const replays = { writeReplay, readReplay };

/** A match of two scripts over the API, as the server saves it. */
async function save(map: string, seed: number, opponent: 'Elite' | 'Easy'): Promise<Uint8Array> {
  const server = await startApiServer({ ...replays, computer: () => createScripted(opponent) });
  const connection = await connectGame(server.url);
  const game = createSc2Game({
    seats: [{ connection, join: { race: 'Random', playerName: 'one' } }],
    create: { localMap: { mapPath: map }, playerSetup: [{ type: 'Participant' }, { type: 'Computer' }] },
    realtime: false,
  });
  await playMatch(game, () => createScripted(AGENTS[1]), { seed });
  const bytes = await game.saveReplay();
  await game.close();
  await connection.close();
  await server.close();
  return bytes;
}

const SEEDS = [3, 4, 5];
/** Short matches. */
const saved: Uint8Array[] = [];
beforeAll(async () => {
  for (const seed of SEEDS) saved.push(await save('3m', seed, 'Easy'));
}, 180_000);

let folder = '';
let out = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'khala-with-game-'));
  out = join(folder, 'out');
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, bytes: Uint8Array): void {
  mkdirSync(join(folder, 'in'), { recursive: true });
  writeFileSync(join(folder, 'in', name), bytes);
}

const FILTERS = { minMmr: null, races: [], matchups: [], builds: null, winnerOnly: false };
function run(
  more: Partial<ImportOptions> = {},
  filters: Partial<ImportSettings['filters']> = {},
): Promise<ImportResult> {
  const settings: ImportSettings = {
    ...{ format: 1, paths: [join(folder, 'in')], filters: { ...FILTERS, ...filters } },
    withGame: true,
  };
  const io = {
    signal: new AbortController().signal,
    note: () => undefined,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
  };
  return importReplays({ settings, out, workers: 1, overwrite: false, ...more }, io);
}

interface Step {
  readonly observation: Observation;
  readonly command: Command | null;
}

/** Looks of an episode with what was ordered upon each. */
function stepsOf(path: string, episode: number): Step[] {
  const recording = openRecording(path);
  const steps: Step[] = [];
  for (const block of recording.episodes[episode].blocks)
    for (const message of recording.readBlock(block)) {
      if (message.type === 'observation')
        steps.push({ observation: message.step.observation, command: null });
      if (message.type === 'command')
        steps.push({ observation: (steps.pop() as Step).observation, command: message.command });
    }
  return steps;
}

/** The same match in this process, as it is recorded there. */
async function here(player: number, seed: number): Promise<{ steps: Step[]; outcome: Outcome }> {
  const path = join(folder, `here-${player}.khr`);
  const writer = createRecordingWriter(path, { khala: '', writer: '', settings: {} }, { overwrite: false });
  const players = new Map(([1, 2] as const).map((id) => [id as number, createScripted(AGENTS[id])]));
  const outcome = await playMatch(createSkirmish(SCENARIO), players, {
    seed,
    observers: [recordPlayer(writer, { player, names: { 1: 'one', 2: 'two' } })],
  });
  writer.close();
  return { steps: stepsOf(path, 0), outcome };
}

describe('an import with the game', () => {
  it('has the demonstrations of the match as it was recorded in process, command by command and column by column', async () => {
    put('match.SC2Replay', await save(SCENARIO, SEEDS[0], AGENTS[2]));
    const { url } = await serve(replays);
    const { files, card } = await run({ url });
    expect(card.totals).toMatchObject({ games: 1, episodes: 2, skipped: 0 });
    expect(card.drops).toEqual({});
    const { episodes } = openRecording(files[0]);
    for (const [i, { player, outcome: told }] of episodes.entries()) {
      const { steps: recorded, outcome } = await here(player, SEEDS[0]);
      const expected = recorded.filter(({ command }) => command && command.ability !== NO_OP_ABILITY);
      const imported = stepsOf(files[0], i);
      expect(imported.length).toBe(expected.length);
      expect(imported.length).toBeGreaterThan(30);
      expect(told).toMatchObject({ results: outcome.results, loops: outcome.loops });
      for (const [n, { observation, command }] of imported.entries()) {
        const before = expected[n].observation;
        const next = expected[n + 1]?.observation.gameLoop ?? outcome.loops;
        // The delay is the time to the next order; who plays may look in between.
        expect(command).toEqual({ ...expected[n].command, delay: next - before.gameLoop });
        expect(observation.lastCommand).toEqual(imported[n - 1]?.command ?? null);
        const { entities, lastCommand: _, unknown, ...rest } = observation;
        const { entities: known, lastCommand: __, unknown: all, ...others } = before;
        expect(rest).toEqual(others);
        expect([all, unknown]).toEqual([[], ['on_screen']]);
        const last = new Set(imported[n - 1]?.command?.units);
        for (const name of ENTITY_COLUMN_NAMES)
          if (name === 'on_screen') expect(entities[name]).toEqual(new Uint8Array(rest.count));
          else if (name === 'selected')
            expect([...entities[name]]).toEqual([...entities.tag].map((tag) => Number(last.has(tag))));
          else expect(entities[name], `${name} at loop ${rest.gameLoop}`).toEqual(known[name]);
      }
    }
  });

  it('takes what the filters leave, and what is no game it skips as without one', async () => {
    put('a.SC2Replay', saved[0]);
    put('twin.SC2Replay', saved[0]);
    put('cut.SC2Replay', saved[1].subarray(0, 40));
    put('foreign.SC2Replay', new TextEncoder().encode('not a replay'));
    const { url } = await serve(replays);
    const { card, files } = await run({ url }, { winnerOnly: true });
    expect(card.totals).toMatchObject({ games: 1, episodes: 1, skipped: 3 });
    expect(card.byResult).toEqual({ win: expect.objectContaining({ episodes: 1 }) });
    expect(card.settings.withGame).toBe(true);
    expect(card.otherActions).toEqual({});
    expect(card.skippedByCode).toEqual({ FILE_FOREIGN: 1, FILE_TRUNCATED: 1, REPLAY_DUPLICATE: 1 });
    expect(openRecording(files[0]).start(0).info.vocabulary.name).toBe('sc2');
    const readme = readFileSync(join(out, 'README.md'), 'utf8');
    expect(readme).toContain('The game itself played the replays back');
    expect(readme).not.toContain('reconstructed');
  });

  it('gives the same after kill -9 at any time', async () => {
    for (const [i, bytes] of saved.entries()) put(`${i}.SC2Replay`, bytes);
    const { url } = await serve(replays);
    await run({ url });
    const contents = () =>
      readdirSync(out)
        .filter((name) => name !== '.import')
        .map((name) => [name, readFileSync(join(out, name)).toString('base64')]);
    const whole = contents();
    expect(whole.length).toBe(SEEDS.length + 2);
    rmSync(out, { recursive: true });
    const args = [KHALA, 'import', join(folder, 'in'), '--out', out, '--with-game', '--url', url];
    const child = spawn(process.execPath, args, { stdio: 'ignore', detached: true });
    const over = new Promise((resolve) => child.once('close', resolve));
    const done = (): number =>
      existsSync(out) ? readdirSync(out).filter((name) => /^[^.].*\.khr$/.test(name)).length : 0;
    while (child.exitCode === null && done() < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await over;
    expect(done()).toBeLessThan(SEEDS.length);
    await run({ url });
    expect(contents()).toEqual(whole);
  }, 120_000);
});

describe('the version', () => {
  const places = (path?: string) => ({
    ...{ platform: 'linux' as const, home: join(folder, 'home'), root: folder },
    environment: path === undefined ? {} : { SC2PATH: path },
  });

  it('that no game here has is one error, which says which and where was looked', async () => {
    put('a.SC2Replay', syntheticReplay({ baseBuild: 75689 }));
    await expect(run({ places: places() })).rejects.toMatchObject({
      code: 'GAME_NOT_FOUND',
      message: expect.stringMatching(
        /base build 75689 with data .*SC2PATH \(not set\).*ExecuteInfo\.txt.*without --with-game needs no game/,
      ),
    });
    const installed = installProgram(PROGRAMS.ends());
    put('a.SC2Replay', syntheticReplay({ baseBuild: 80949 }));
    await expect(run({ places: places(installed.path) })).rejects.toMatchObject({
      code: 'GAME_NOT_FOUND',
      message: expect.stringMatching(/base build 80949 .*Versions has 75689/),
    });
    installed.remove();
  });

  it.skipIf(!corpusThere)(
    'that a real replay needs and this game is not, is the reason why it is skipped',
    async () => {
      const [entry] = corpusEntries().filter(
        ({ file, kind }) => file.startsWith('67188/') && kind === 'usable1v1',
      );
      put('real.SC2Replay', readCorpus(entry.file));
      put('ours.SC2Replay', saved[0]);
      const { url } = await serve(replays);
      const { card } = await run({ url });
      expect(card.totals).toMatchObject({ games: 1, skipped: 1 });
      expect(card.skipped[0]).toMatchObject({
        path: expect.stringContaining('real.SC2Replay'),
        code: 'GAME_NOT_FOUND',
        reason: expect.stringMatching(/needs base build 67188 with data 2ACF84A7.*is base build 83830/),
      });
      rmSync(join(folder, 'in/ours.SC2Replay'));
      await expect(run({ url, overwrite: true })).rejects.toMatchObject({
        code: 'GAME_NOT_FOUND',
        message: expect.stringContaining('needs no game'),
      });
    },
  );

  it('is started once for all its replays, and no game is left', async () => {
    for (const [i, bytes] of saved.entries()) put(`${i}.SC2Replay`, bytes);
    const { port } = await serve(replays);
    const installed = installProgram(PROGRAMS.relay(port), [], 83_830);
    const args = ['import', join(folder, 'in'), '--out', out, '--with-game', '--workers', '1', '--json'];
    const { stdout, stderr } = await khala(args, { SC2PATH: installed.path });
    expect(JSON.parse(stdout), stderr).toMatchObject({ games: SEEDS.length, skipped: [] });
    const starts = installed.starts();
    expect(starts).toHaveLength(1);
    expect(starts[0]).toContain('-dataVersion');
    await ended(Number(starts[0][0]));
    installed.remove();
  }, 60_000);
});

describe('a game that lies, hangs or dies', () => {
  /** Imports three replays through a liar that lies about those with this seed's map. */
  async function through(lie: Lie): Promise<ImportResult['card']> {
    put('0.SC2Replay', saved[0]);
    const { url } = await serve(replays);
    return (await run({ url: await liar(url, lie) })).card;
  }

  it.each<[string, Lie, string, RegExp]>([
    [
      'other players',
      (r) => (r.replayInfo ? { ...r, replayInfo: { ...r.replayInfo, playerInfo: [] } } : r),
      'REPLAY_PLAYERS_DISAGREE',
      /knows no such player/,
    ],
    [
      'another length',
      (r) => (r.replayInfo ? { ...r, replayInfo: { ...r.replayInfo, gameDurationLoops: 9_999_999 } } : r),
      'REPLAY_INCOMPLETE',
      /9999999/,
    ],
    [
      'an end at once',
      (r) => (r.step ? { ...r, status: 'ended' } : r),
      'PROTOCOL_STATE',
      /ended at loop \d+, where the replay goes on/,
    ],
    [
      'actions of the future',
      (r) =>
        r.observation
          ? { ...r, observation: { ...r.observation, actions: [{ gameLoop: 99_999, actionChat: {} }] } }
          : r,
      'PROTOCOL_STATE',
      /an action of loop 99999/,
    ],
    [
      'nothing but refusals',
      (r) => (r.startReplay ? { ...r, startReplay: { error: 'LaunchError' } } : r),
      'GAME_REFUSED',
      /LaunchError/,
    ],
    [
      'the end of its connection',
      (r) => (r.startReplay ? 'close' : r),
      'GAME_CRASHED',
      /closed the connection/,
    ],
  ])('tells %s: the replay is skipped and says why', async (_, lie, code, words) => {
    const card = await through(lie);
    expect(card.totals).toMatchObject({ games: 0, skipped: 1 });
    expect(card.skipped[0]).toMatchObject({ code, reason: expect.stringMatching(words) });
  });

  it('is tried again: a replay that it died of once is taken', async () => {
    let deaths = 0;
    const card = await through((r) => (r.startReplay && deaths++ === 0 ? 'close' : r));
    expect(card.totals).toMatchObject({ games: 1, skipped: 0 });
    expect(deaths).toBeGreaterThan(1);
  });

  it('that cannot be reached ends the import with its own error, and the same command goes on', async () => {
    put('0.SC2Replay', saved[0]);
    await expect(run({ url: 'ws://127.0.0.1:9/sc2api' })).rejects.toMatchObject({
      code: 'CONNECTION_REFUSED',
    });
    const { url } = await serve(replays);
    expect((await run({ url })).card.totals.games).toBe(1);
  });

  it('that loses one replay after the other ends the import', async () => {
    for (const [i, bytes] of saved.entries()) put(`${i}.SC2Replay`, bytes);
    const { url } = await serve(replays);
    const dying = await liar(url, (r) => (r.startReplay ? 'close' : r));
    await expect(run({ url: dying })).rejects.toMatchObject({
      code: 'GAME_CRASHED',
      message: expect.stringContaining('3 replays in succession'),
    });
  });
});

describe('the command', () => {
  it('refuses an address without --with-game, and many workers before one game', async () => {
    put('0.SC2Replay', saved[0]);
    const args = ['import', join(folder, 'in'), '--out', out, '--url', 'ws://127.0.0.1:9/sc2api'];
    const alone = await khala(args);
    expect([alone.exitCode, alone.stderr]).toEqual([2, expect.stringContaining('give --with-game too')]);
    const many = await khala([...args, '--with-game', '--workers', '2']);
    expect([many.exitCode, many.stderr]).toEqual([2, expect.stringContaining('one replay at a time')]);
  });
});
