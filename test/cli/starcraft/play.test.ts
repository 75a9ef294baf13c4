import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScripted } from '../../../agent/scripted/index.js';
import { type ApiServer, startApiServer } from '../../../env-bridge/sc2/server/api-server.js';
import { writeReplay } from '../../../src/cli/serve/sc2-api.js';
import { type Installed, installProgram, PROGRAMS, runs } from '../../env-bridge/sc2/client/installed.js';
import { khala } from '../run.js';

let server: ApiServer;
let installed: Installed;
let folder: string;
beforeAll(async () => {
  server = await startApiServer({ computer: () => createScripted('VeryEasy'), writeReplay });
  installed = installProgram(PROGRAMS.relay(server.port), ['3m', '8m']);
  folder = mkdtempSync(join(tmpdir(), 'khala-play-'));
});
afterAll(async () => {
  await server.close();
  installed.remove();
  rmSync(folder, { recursive: true });
});

const play = (...args: string[]) =>
  khala(['play', '--agent', 'scripted:Champion', '--json', ...args], { SC2PATH: installed.path });

describe('play --url of a game', () => {
  it("against the game's own AI, twice the same from the same seed, with a replay", async () => {
    const replay = join(folder, 'match.SC2Replay');
    const args = ['--url', server.url, '--map', '3m', '--opponent', 'builtin:VeryEasy', '--seed', '4'];
    const first = await play(...args, '--replay', replay);
    expect(first).toMatchObject({ exitCode: 0, stderr: '3m began; scripted:Champion is player 1\n' });
    const result = JSON.parse(first.stdout);
    expect(result).toMatchObject({ scenario: '3m', player: 1, result: 'win', crashes: 0, replay });
    expect(readFileSync(replay).length).toBeGreaterThan(1000);
    const second = await play(...args);
    expect(JSON.parse(second.stdout)).toEqual({ ...result, replay: null });
  });

  it('against another agent, which has a seat of its own', async () => {
    const { exitCode, stdout } = await play(
      '--url',
      server.url,
      '--map',
      '3m',
      '--opponent',
      'scripted:Easy',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ player: 1, outcome: { reason: 'eliminated', faults: {} } });
  });

  it('under limits of its own', async () => {
    const args = ['--url', server.url, '--map', '3m', '--opponent', 'builtin:Easy', '--step-loops', '100'];
    const { exitCode, stdout } = await play(...args);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).outcome.loops).toBeGreaterThan(0);
  });

  it.each([
    [['--url', 'ws://127.0.0.1:1/sc2api', '--map', '3m'], 1, /CONNECTION_REFUSED/],
    [['--map', '3x'], 1, /GAME_NOT_FOUND .*3m/],
    [['--map', '3m', '--opponent', 'builtin:Hardest'], 2, /UNKNOWN_AGENT .*Hard/],
    [
      ['--map', '3m', '--scenario', '3m'],
      2,
      /--scenario has no meaning for a game of StarCraft II that runs/,
    ],
    [['--map', '3m', '--base-build', '75689'], 2, /--base-build has no meaning/],
    [['--opponent', 'scripted:Easy'], 2, /--map/],
  ])('refuses %j', async (args, code, message) => {
    const url = args[0] === '--url' ? [] : ['--url', server.url];
    const { exitCode, stderr } = await play(...url, ...args);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(code);
  });
});

describe.skipIf(process.platform !== 'linux')('play --sc2', () => {
  it('starts the game that is installed, plays, and ends it', async () => {
    const { exitCode, stdout } = await play('--sc2', '--map', '3m', '--opponent', 'builtin:Elite:Rush');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ scenario: '3m', player: 1, crashes: 0 });
    expect(installed.starts().some(([pid]) => runs(Number(pid)))).toBe(false);
  });

  it('starts two games for two agents, which meet by their ports', async () => {
    const before = installed.starts().length;
    const args = ['--sc2', '--map', '8m', '--opponent', 'scripted:Medium', '--base-build', '75689'];
    const { exitCode, stdout } = await play(...args);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: { reason: 'eliminated', faults: {} } });
    const started = installed.starts().slice(before);
    expect(started).toHaveLength(2);
    expect(started[0].join(' ')).toContain('-dataVersion B89B5D6FA7CBF6452E721311BFBC6CB2');
  });

  it('starts two games for a person, whose game has a window of its size, in real time', async () => {
    const before = installed.starts().length;
    const { exitCode, stdout, stderr } = await play('--versus', 'human', '--map', '3m');
    expect(stderr).toContain('3m began');
    expect(exitCode).toBe(0);
    // Nobody moves the other's units: the agent wins.
    expect(JSON.parse(stdout)).toMatchObject({ result: 'win', outcome: { reason: 'eliminated' } });
    const windows = installed
      .starts()
      .slice(before)
      .map((flags) => flags.includes('-windowwidth'));
    expect(windows).toEqual([true, false]);
  });

  it('says what is missing', async () => {
    const wrong = await play('--sc2', '--map', '3m', '--base-build', '12345');
    expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/GAME_NOT_FOUND .*75689/) });
    const nowhere = await khala(['play', '--agent', 'scripted:Easy', '--sc2', '--map', '3m'], {
      SC2PATH: folder,
    });
    expect(nowhere).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/GAME_NOT_FOUND .*SC2PATH/) });
    expect((await play('--sc2')).stderr).toMatch(/--map is missing/);
    expect((await play('--versus', 'human', '--url', server.url)).stderr).toMatch(/--url has no meaning/);
  });
});
