import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecordingWriter } from '../../replays/recording/writer.js';
import { inspectCheckpoint, renderCheckpoint } from '../../src/cli/inspect/checkpoint.js';
import { inspectRecordings, renderRecordings } from '../../src/cli/inspect/recordings.js';
import { command } from '../../src/cli/inspect.js';
import { saveCheckpoint } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { noOp } from '../../src/spec/observation.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import {
  attack,
  label,
  META,
  NAMES,
  observe,
  order,
  writeEpisode,
  writeEpisodes,
} from '../replays/episodes.js';
import { syntheticReplay } from '../sc2replay/synthetic.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'khala-inspect-'));
  path = join(folder, 'a.khr');
  writeEpisodes(path, [
    [observe(0), order(0, attack()), observe(2), order(2, noOp(2)), observe(4)],
    [observe(0), label(0, attack()), order(0, noOp(4)), observe(2), label(2, noOp(2)), observe(4)],
  ]);
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a recording tells its episodes and functions', () => {
  const report = inspectRecordings(path);
  const [file] = report.files;
  const common = { scenario: '3m', player: 1, names: NAMES, result: 'win', reason: 'eliminated', loops: 4 };
  expect(file).toMatchObject({ path, complete: true, damage: [], meta: META, blocks: 2 });
  expect(file.bytes).toBe(readFileSync(path).length);
  expect(file.episodes).toEqual([
    { ...common, seed: 100, observations: 3, commands: 1, labels: 0, demonstrations: 1 },
    { ...common, seed: 101, observations: 3, commands: 0, labels: 2, demonstrations: 1 },
  ]);
  expect(report.functions).toEqual([
    { name: 'no_op', commands: 2, labels: 1 },
    { name: 'ability 3674 (entity)', commands: 1, labels: 1 },
  ]);
  const text = renderRecordings(report);
  expect(text).toContain('2 episodes, 6 observations, 2 demonstrations');
  expect(text).toContain('scripted:Champion (1)');
});

test('a folder sums up its recordings', () => {
  writeEpisodes(join(folder, 'b.khr'), [[observe(0), order(0, attack()), observe(2)]]);
  const report = inspectRecordings(folder);
  expect(report.files.map((file) => file.episodes.length)).toEqual([2, 1]);
  expect(renderRecordings(report)).toContain('3 episodes, 8 observations, 3 demonstrations');
});

test('a cut or damaged recording is told apart and what is left is shown', () => {
  const whole = readFileSync(path);
  const lastEnd = whole.lastIndexOf('KHRc', whole.lastIndexOf('KHRc') - 1);
  writeFileSync(path, whole.subarray(0, lastEnd));
  const cut = inspectRecordings(path);
  expect(cut.files[0].complete).toBe(false);
  expect(cut.files[0].episodes[1]).toMatchObject({ result: null, reason: null, observations: 3, labels: 2 });
  expect(renderRecordings(cut)).toContain(
    'is not complete: 1 of its 2 episodes have their end; train refuses it',
  );

  const bad = Buffer.from(whole);
  bad[whole.indexOf('KHRc', whole.indexOf('KHRc', 13) + 1) + 33] ^= 1;
  writeFileSync(path, bad);
  const [file] = inspectRecordings(path).files;
  expect(file.complete).toBe(true);
  expect(file.damage).toEqual([expect.stringContaining('wrong checksum')]);
});

test('an empty folder has nothing to show', () => {
  rmSync(path);
  expect(() => inspectRecordings(folder)).toThrow(expect.objectContaining({ code: 'NO_DATA' }));
});

test('a checkpoint tells its model, its tensors and whose weights they are', () => {
  const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
  const parameters = initialise(policy.layout, 3);
  const run = join(folder, 'run');
  const saved = saveCheckpoint(
    run,
    policy,
    parameters,
    { step: 12, training: { loss: 0.5, heldOut: { delay: { top1: 0.75 } } } },
    null,
  );
  const report = inspectCheckpoint(run);
  expect(report).toMatchObject({ step: 12, parameters: parameters.length, weightsHash: saved.weightsHash });
  const { functions, unitTypes } = SKIRMISH_VOCABULARY;
  expect(report.vocabulary).toEqual({
    ...{ name: 'skirmish', functions: functions.length, unitTypes: unitTypes.length },
  });
  const sizes = report.tensors.map(({ shape }) => shape.reduce((product, n) => product * n, 1));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(parameters.length);
  expect(report.tensors.every(({ rms }) => Number.isFinite(rms))).toBe(true);
  expect(renderCheckpoint(report)).toContain('training:\n  loss 0.5\n  heldOut\n    delay: top1 0.75\n');
});

test('a human replay is known by what it begins with, as khala import knows it', async () => {
  const named = join(folder, 'game.bin');
  writeFileSync(named, syntheticReplay({ names: ['Artanis', 'Raynor'] }));
  const report = await inspectJson(named);
  expect(report).toMatchObject({ kind: 'replay', players: [{ name: 'Artanis' }, { name: 'Raynor' }] });
});

test('a folder of human replays is told from a training run', async () => {
  const replays = join(folder, 'replays');
  mkdirSync(replays);
  writeFileSync(join(replays, 'game.SC2Replay'), syntheticReplay({}));
  await expect(inspectJson(replays)).rejects.toMatchObject({ code: 'NO_DATA' });
});

test('no name in a recording acts in a terminal, and programs get it as it is', async () => {
  const name = '\u001b[31mRed\n\u202e';
  const named = join(folder, 'named.khr');
  const writer = createRecordingWriter(named, META, { overwrite: false });
  writeEpisode(writer, 100, [observe(0), order(0, attack()), observe(2)], { 1: name, 2: name });
  writer.close();
  const text = await inspected(named, false);
  expect(text).toContain('?[31mRed??');
  expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  expect(await inspectJson(named)).toMatchObject({ files: [{ episodes: [{ names: { 1: name } }] }] });
});

/** What the command prints under `--json`, read. */
async function inspectJson(file: string): Promise<unknown> {
  return JSON.parse(await inspected(file, true));
}

/** What the command prints. */
async function inspected(file: string, json: boolean): Promise<string> {
  let printed = '';
  const io = {
    json,
    signal: new AbortController().signal,
    output: (text: string) => {
      printed += text;
    },
    note: () => undefined,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
  };
  await command.execute({ file }, io);
  return printed;
}
