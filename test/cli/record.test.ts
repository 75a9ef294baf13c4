import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../replays/demonstrations.js';
import { openRecording } from '../../replays/recording/reader.js';
import { planShards, type RecordSettings } from '../../src/cli/record/plan.js';
import { type RecordSummary, recordEpisodes, recordTogether } from '../../src/cli/record-episodes.js';
import { saveCheckpoint } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'khala-record-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function settings(more: Partial<RecordSettings>): RecordSettings {
  return {
    scenario: '3m',
    agent: 'scripted:Hard',
    opponents: ['scripted:VeryEasy', 'scripted:Easy'],
    teacher: null,
    seed: 5,
    episodes: 6,
    out: join(folder, 'out'),
    overwrite: false,
    ...more,
  };
}

function record(more: Partial<RecordSettings>, workers: number): Promise<RecordSummary> {
  const signal = new AbortController().signal;
  return recordEpisodes({ ...settings(more), workers }, { signal, onEpisodes: () => undefined });
}

test('sides alternate, opponents take turns in pairs, seeds differ, and a longer recording begins like a shorter', () => {
  const shards = planShards(settings({ episodes: 9 }));
  const episodes = shards.flatMap((shard) => shard.episodes);
  expect(shards.map((shard) => basename(shard.path))).toEqual([
    '3m-s5-e0000-0003.khr',
    '3m-s5-e0004-0007.khr',
    '3m-s5-e0008-0008.khr',
  ]);
  expect(episodes.map((episode) => episode.side)).toEqual([1, 2, 1, 2, 1, 2, 1, 2, 1]);
  expect(episodes.map((episode) => episode.opponent.slice('scripted:'.length))).toEqual([
    'VeryEasy',
    'VeryEasy',
    'Easy',
    'Easy',
    'VeryEasy',
    'VeryEasy',
    'Easy',
    'Easy',
    'VeryEasy',
  ]);
  expect(new Set(episodes.map((episode) => episode.seed)).size).toBe(9);
  const shorter = planShards(settings({ episodes: 4 })).flatMap((shard) => shard.episodes);
  expect(shorter).toEqual(episodes.slice(0, 4));
});

test('the files do not depend on the number of processes, and hold what was played', async () => {
  const one = await record({ out: join(folder, 'one') }, 1);
  const two = await record({ out: join(folder, 'two') }, 2);
  expect(one.files.map((file) => basename(file))).toEqual(['3m-s5-e0000-0003.khr', '3m-s5-e0004-0005.khr']);
  for (const [i, file] of one.files.entries())
    expect(readFileSync(file).equals(readFileSync(two.files[i]))).toBe(true);
  expect({ ...two, files: [] }).toEqual({ ...one, files: [] });
  expect(one.episodes).toBe(6);
  const episodes = one.files.flatMap((file) => openRecording(file).episodes);
  expect(episodes.map((episode) => episode.player)).toEqual([1, 2, 1, 2, 1, 2]);
  expect(episodes[3].names).toEqual({ 1: 'scripted:Easy', 2: 'scripted:Hard' });
  const won = episodes.filter((episode) => episode.outcome?.results[episode.player] === 'win').length;
  expect(won).toBe(one.wins);
  const orders = episodes.flatMap(({ track }) =>
    (track?.command ?? []).filter((action) => action >= 0 && track?.actions[action].ability !== 0),
  );
  expect(orders.length).toBe(one.commands);
  expect(one.commands).toBeGreaterThan(0);
});

test('nor do those of policies on both sides, which are played in batches of as many matches as a process has files', async () => {
  const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
  const [agent, other] = [3, 4].map((seed) => {
    const path = join(folder, `policy-${seed}`);
    saveCheckpoint(path, policy, initialise(policy.layout, seed), { step: 1, training: {} }, null);
    return path;
  });
  const more = { agent, opponents: [other, 'mirror'], teacher: 'scripted:Hard', episodes: 8 };
  const one = await record({ ...more, out: join(folder, 'one') }, 1);
  const two = await record({ ...more, out: join(folder, 'two') }, 2);
  expect(one.files.length).toBe(2);
  for (const [i, file] of one.files.entries())
    expect(readFileSync(file).equals(readFileSync(two.files[i]))).toBe(true);
  expect({ ...two, files: [] }).toEqual({ ...one, files: [] });
  expect(one.commands).toBeGreaterThan(0);
}, 120_000);

test('a labelled recording holds the teacher’s word on every look', async () => {
  const { files } = await record({ teacher: 'scripted:Elite', episodes: 1 }, 1);
  const [{ track }] = openRecording(files[0]).episodes;
  expect(track?.label.slice(0, -1).every((action) => action >= 0)).toBe(true);
  expect(track?.label.at(-1)).toBe(-1);
  expect(openDemonstrations(files, DEFAULT_DEMONSTRATION_OPTIONS).samples).toBeGreaterThan(0);
});

test('a file that is there stops the recording before anything is played', async () => {
  const out = join(folder, 'out');
  const first = await record({ out, episodes: 1 }, 1);
  writeFileSync(first.files[0], 'precious');
  await expect(record({ out, episodes: 1 }, 1)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  expect(readFileSync(first.files[0], 'utf8')).toBe('precious');
  await record({ out, episodes: 1, overwrite: true }, 1);
  expect(openRecording(first.files[0]).episodes.length).toBe(1);
});

test('an unknown scenario or agent has its own code and leaves no file', async () => {
  await expect(record({ scenario: '3s5y' }, 1)).rejects.toMatchObject({ code: 'UNKNOWN_SCENARIO' });
  await expect(record({ agent: 'scripted:Elit' }, 1)).rejects.toMatchObject({ code: 'UNKNOWN_AGENT' });
  expect(readdirSync(folder)).toEqual([]);
});

test('an interrupted recording leaves only whole files', async () => {
  const abort = new AbortController();
  const out = join(folder, 'out');
  const run = recordEpisodes(
    { ...settings({ episodes: 400, out }), workers: 2 },
    { signal: abort.signal, onEpisodes: (episodes) => episodes > 10 && abort.abort() },
  );
  await expect(run).rejects.toThrow('aborted');
  const files = readdirSync(out);
  expect(files.every((name) => name.endsWith('.khr'))).toBe(true);
  for (const name of files) expect(openRecording(join(out, name)).complete).toBe(true);
});

test('recordings that are made together are those that each would be alone', async () => {
  const { signal } = new AbortController();
  const both = (out: string): RecordSettings[] =>
    ['3m', '8m'].map((scenario) =>
      settings({
        scenario,
        agent: 'base',
        teacher: 'scripted:Champion',
        episodes: 2,
        out: join(folder, out),
      }),
    );
  const together = await recordTogether(both('together'), 1, { signal, onEpisodes: () => undefined });
  const alone = [];
  for (const one of both('alone'))
    alone.push(await recordEpisodes({ ...one, workers: 1 }, { signal, onEpisodes: () => undefined }));
  expect(together.episodes).toBe(4);
  expect(together.commands).toBe(alone.reduce((sum, { commands }) => sum + commands, 0));
  const files = alone.flatMap((one) => one.files);
  expect(together.files.map((path) => basename(path))).toEqual(files.map((path) => basename(path)));
  for (const [i, path] of together.files.entries())
    expect(readFileSync(path)).toEqual(readFileSync(files[i]));
}, 120_000);
