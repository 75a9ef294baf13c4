import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScripted } from '../../agent/scripted/index.js';
import { playMatch } from '../../env-bridge/match.js';
import { connectGame } from '../../env-bridge/sc2/client/connection.js';
import { createSc2Game } from '../../env-bridge/sc2/client/game.js';
import { portsFrom } from '../../env-bridge/sc2/client/setup.js';
import { type ApiServer, startApiServer } from '../../env-bridge/sc2/server/api-server.js';
import { saveCheckpoint } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import type { Outcome } from '../../src/spec/match.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { khala } from './run.js';
import { readZip } from './zip-reader.js';

/** No folder above this one has packages of ours, so that a bot finds only what it brings. */
const PLAIN = existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
const START_PORT = 5690;

let server: ApiServer;
let folder: string;
let checkpoint: string;
beforeAll(async () => {
  server = await startApiServer({ computer: () => createScripted('Easy') });
  folder = mkdtempSync(join(PLAIN, 'khala-ladder-'));
  checkpoint = join(folder, 'nano');
  const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
  saveCheckpoint(checkpoint, policy, initialise(policy.layout, 3), { step: 0, training: {} }, null);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const ladderFlags = () => [
  ...['--GamePort', String(server.port), '--LadderServer', '127.0.0.1'],
  ...['--StartPort', String(START_PORT), '--OpponentId', 'somebody'],
];

/** Creates a game as the ladder does, and plays the other seat. */
async function opponent(): Promise<Outcome> {
  const connection = await connectGame(server.url);
  const game = createSc2Game({
    seats: [{ connection, join: { race: 'Terran', ...portsFrom(START_PORT) } }],
    create: { localMap: { mapPath: '3m' }, playerSetup: [{ type: 'Participant' }, { type: 'Participant' }] },
    realtime: false,
  });
  const outcome = await playMatch(game, () => createScripted('Champion'), { seed: 1 });
  await game.close();
  await connection.close();
  return outcome;
}

describe('ladder', () => {
  it('joins the game at GamePort, plays it to its end and leaves', async () => {
    const [outcome, { exitCode, stdout }] = await Promise.all([
      opponent(),
      khala(['ladder', '--agent', 'scripted:VeryEasy', ...ladderFlags(), '--race', 'zerg', '--json']),
    ]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ agent: 'scripted:VeryEasy', scenario: '3m', player: 2, result: 'loss', opponentId: 'somebody' },
      outcome,
    });
  });

  it.each([
    [['--GamePort', '5000'], 2, /--StartPort is missing/],
    [['--StartPort', '5000'], 2, /--GamePort is missing/],
    [['--GamePort', '0', '--StartPort', '1'], 2, /--GamePort 0/],
    [['--game-port', '5000'], 2, /nearest is --GamePort/],
    [['--GamePort', '1', '--StartPort', '1'], 1, /CONNECTION_REFUSED/],
    [['--pack', 'my bot.zip'], 2, /can be no bot's name/],
  ])('refuses %j', async (args, code, message) => {
    const { exitCode, stderr } = await khala(['ladder', '--agent', 'scripted:Easy', ...args]);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(code);
  });
});

describe('ladder --pack', () => {
  it('makes a zip that plays where nothing else is', async () => {
    const file = join(folder, 'nanobot.zip');
    const packed = await khala([
      'ladder',
      '--pack',
      file,
      '--agent',
      checkpoint,
      '--race',
      'terran',
      '--json',
    ]);
    expect(packed).toMatchObject({ exitCode: 0 });
    const { bytes, entry, files } = JSON.parse(packed.stdout);
    expect(entry).toBe('nanobot.js');
    expect(bytes).toBe(readFileSync(file).length);
    expect(bytes).toBeLessThan(50 * 1024 * 1024);
    const unpacked = readZip(readFileSync(file));
    expect(unpacked.size).toBe(files);
    const bot = join(folder, 'bot');
    for (const [name, content] of unpacked) {
      mkdirSync(dirname(join(bot, name)), { recursive: true });
      writeFileSync(join(bot, name), content);
    }
    // The library in it is of Linux on x64, as ladders are.
    if (process.platform !== 'linux' || process.arch !== 'x64') return;
    const child = spawn(process.execPath, [entry, ...ladderFlags(), '--NewFlag', '1'], {
      cwd: bot,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [outcome, code] = await Promise.all([opponent(), exit]);
    expect(said).toContain('3m began');
    expect(code, said).toBe(0);
    expect(outcome.reason).not.toBe('crash');
  });

  it.runIf(existsSync('/usr/bin/unzip'))('makes a zip that others can read', () => {
    const said = execFileSync('/usr/bin/unzip', ['-tq', join(folder, 'nanobot.zip')], { encoding: 'utf8' });
    expect(said).toMatch(/No errors detected/);
  });
});
