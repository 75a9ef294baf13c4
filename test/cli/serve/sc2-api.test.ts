import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, test } from 'vitest';
import { createScripted } from '../../../agent/scripted/index.js';
import { playMatch } from '../../../env-bridge/match.js';
import { Difficulty } from '../../../env-bridge/sc2/schema/enums.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { openRecording } from '../../../replays/recording/reader.js';
import { readReplay, scriptFor, writeReplay } from '../../../src/cli/serve/sc2-api.js';
import { encodeMatchMessage } from '../../../src/spec/codec/index.js';
import { KHALA, khala } from '../run.js';

const BOT = fileURLToPath(new URL('../../env-bridge/sc2/server/node-sc2-bot.mjs', import.meta.url));

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Runs a process to its end. */
function run(
  file: string,
  args: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  stops.push(() => child.kill('SIGKILL'));
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (part: string) => {
      text[stream] += part;
    });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })));
}

/** Starts `khala serve --sc2api --json` and resolves with what it printed once it listens. */
function serve(
  ...args: string[]
): Promise<{ result: { url: string }; exit: Promise<number | null>; notes: () => string }> {
  const child = spawn(process.execPath, [KHALA, 'serve', '--sc2api', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  stops.push(() => child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part;
  });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  return new Promise((resolve, reject) => {
    child.stdout
      .setEncoding('utf8')
      .once('data', (text: string) => resolve({ result: JSON.parse(text), exit, notes: () => stderr }));
    void exit.then((code) => reject(new Error(`serve ended with ${code} before it listened: ${stderr}`)));
  });
}

test("a bot written with somebody else's library plays 3s5z to its end against scripted:Medium, three processes in all", async () => {
  const { result, exit, notes } = await serve('--matches', '1');
  expect(result).toMatchObject({ scenario: null, opponent: null, matches: 1 });
  const bot = await run(BOT, [new URL(result.url).port, '3s5z', '7']);
  expect(bot).toMatchObject({ code: 0 });
  const told = JSON.parse(bot.stdout);
  expect(told).toMatchObject({
    playerId: 1,
    refused: [],
    left: true,
    status: 1,
    ping: { baseBuild: 83_830 },
  });
  expect(told.orders).toBeGreaterThan(50);
  expect(told.died).toBeGreaterThanOrEqual(8);
  const results = told.playerResult.map(({ result: code }: { result: number }) => code).sort();
  expect(results).toEqual([1, 2]);
  expect(await exit).toBe(0);
  expect(notes()).toMatch(
    /^match 1 \(3s5z\): player [12] win, player [12] loss; eliminated after \d+ loops/m,
  );
});

test('the same bot and seed play the same match', async () => {
  const { result, exit } = await serve('--matches', '2');
  const { port } = new URL(result.url);
  const [one, two] = [await run(BOT, [port, '3s5z', '9']), await run(BOT, [port, '3s5z', '9'])];
  expect(one.code).toBe(0);
  expect(two.stdout).toBe(one.stdout);
  expect(await exit).toBe(0);
});

test('it ends by its own exit code when interrupted', async () => {
  const child = spawn(process.execPath, [KHALA, 'serve', '--sc2api', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.once('data', () => child.kill('SIGINT'));
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
});

test.each([
  ['scenario', ['--scenario', '3m']],
  ['opponent', ['--opponent', 'scripted:Easy']],
  ['token', ['--token', 'something']],
  ['mode', ['--mode', 'real-time']],
])('--%s is for the other protocol', async (flag, args) => {
  const { exitCode, stderr } = await khala(['serve', '--sc2api', ...args]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`serve --sc2api: ${flag} is not for this API`);
});

describe('computers', () => {
  it('are the strongest script that is no stronger than the difficulty', () => {
    const names = (Object.keys(Difficulty) as Difficulty[]).map((name) => [name, scriptFor(name)]);
    expect(Object.fromEntries(names)).toEqual({
      VeryEasy: 'VeryEasy',
      Easy: 'Easy',
      Medium: 'Medium',
      MediumHard: 'Medium',
      Hard: 'Hard',
      Harder: 'Hard',
      VeryHard: 'Elite',
      CheatVision: 'CheatVision',
      CheatMoney: 'CheatVision',
      CheatInsane: 'CheatVision',
    });
  });
});

test('the bytes of a replay are a recording, with everything in it', async () => {
  const environment = createSkirmish('3m');
  const messages: Uint8Array[] = [];
  const commands: unknown[] = [];
  const players = new Map([1, 2].map((id) => [id, createScripted('Easy')]));
  const outcome = await playMatch(environment, players, {
    seed: 4,
    observers: [
      {
        observation: (player, step) => {
          if (player === 1) messages.push(encodeMatchMessage({ type: 'observation', player, step }));
        },
        command: (player, gameLoop, command) => {
          if (player !== 1) return;
          messages.push(encodeMatchMessage({ type: 'command', player, gameLoop, command }));
          commands.push(command);
        },
      },
    ],
  });
  const info = environment.matchInfo(1);
  const { seed, scenarioHash, scenario } = info;
  const match = {
    ...{ format: 1 as const, map: scenario, scenarioHash, seed, outcome, events: [] },
    version: { gameVersion: '5.0.6.83830', dataVersion: 'AB', dataBuild: 83830, baseBuild: 83830 },
    players: ['one', 'two'].map((name) => ({ type: 'Participant' as const, name, race: 'Random' as const })),
  };
  const bytes = writeReplay({ info, names: { 1: 'one', 2: 'two' }, messages, outcome, match });
  const folder = mkdtempSync(join(tmpdir(), 'khala-test-'));
  try {
    const path = join(folder, 'saved.khr');
    writeFileSync(path, bytes);
    expect(readReplay(bytes)).toEqual(match);
    const recording = openRecording(path);
    const [episode] = recording.episodes;
    expect(episode.outcome).toEqual(outcome);
    const read = episode.blocks.flatMap((block) => recording.readBlock(block));
    expect(read.flatMap((message) => (message.type === 'command' ? [message.command] : []))).toEqual(
      commands,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
