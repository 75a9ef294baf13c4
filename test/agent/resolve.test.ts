import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DEFAULT_AGENT_OPTIONS, resolveAgent } from '../../agent/resolve.js';
import { playMatch } from '../../env-bridge/match.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { saveCheckpoint, stepFolder } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-resolve-'));
afterAll(() => rmSync(folder, { recursive: true }));

const resolve = (name: string) => resolveAgent(name, DEFAULT_AGENT_OPTIONS);

test('a script is found by its name and has no weights', async () => {
  const { player, weightsHash } = await resolve('scripted:Elite');
  expect(player.name).toBe('scripted:Elite');
  expect(weightsHash).toBeUndefined();
});

test.each([
  ['scripted:Elit', 'scripted:Elite'],
  ['scripted:elite', 'scripted:Elite'],
  ['scripted:champ', 'scripted:Champion'],
])('%s is no script, and the error names %s', async (name, meant) => {
  await expect(resolve(name)).rejects.toMatchObject({
    code: 'UNKNOWN_AGENT',
    message: expect.stringMatching(new RegExp(`"${name}".*did you mean .*${meant}`)),
  });
});

test.each(['scripted:toString', 'scripted:__proto__'])('%s is no script either', async (name) => {
  await expect(resolve(name)).rejects.toMatchObject({ code: 'UNKNOWN_AGENT' });
});

test('what is neither a script nor a path is told with the nearest script', async () => {
  for (const name of ['Elite', join(folder, 'nothing')]) {
    await expect(resolve(name)).rejects.toMatchObject({
      code: 'UNKNOWN_AGENT',
      message: expect.stringContaining(`"${name}"`),
    });
  }
  await expect(resolve('Elite')).rejects.toThrow(/the nearest is scripted:Elite$/);
});

test('a folder without a checkpoint is told so', async () => {
  await expect(resolve(folder)).rejects.toMatchObject({ code: 'FILE_FOREIGN' });
});

test('a checkpoint is found by its run, and plays', async () => {
  const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
  const run = join(folder, 'run');
  const { weightsHash } = saveCheckpoint(
    stepFolder(run, 7),
    policy,
    initialise(policy.layout, 1),
    { step: 7, training: {} },
    null,
  );
  const agent = await resolve(run);
  const other = await resolve('scripted:VeryEasy');
  expect(agent.weightsHash).toBe(weightsHash);
  expect(agent.player.name).toBe(run);
  const players = new Map([
    [1, other.player],
    [2, agent.player],
  ]);
  const outcome = await playMatch(createSkirmish('3m'), players, { seed: 1 });
  expect(outcome.faults).toEqual({});
  await agent.dispose();
});
