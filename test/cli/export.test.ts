import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveCheckpoint } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { khala } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-export-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...names: string[]): string => join(folder, ...names);
const EXPORTED = ['policy-16.onnx', 'weights.safetensors'] as const;

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { exitCode, stdout, stderr } = await khala([...args, '--json']);
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

beforeAll(async () => {
  const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
  const about = { step: 9, training: { config: { seed: 4 }, loss: 1.5 } };
  saveCheckpoint(at('original'), policy, initialise(policy.layout, 4), about, null);
  await json('export', '--agent', at('original'), '--entities', '16', '--out', at('out'));
});

describe('khala export', () => {
  it.each(EXPORTED)('makes of %s the checkpoint again that it was, byte for byte', async (name) => {
    const out = at(`back-${name}`);
    const { files } = await json(
      'export',
      '--agent',
      at('out', name),
      '--format',
      'checkpoint',
      '--out',
      out,
    );
    const names = ['policy.json', 'policy.safetensors'];
    expect(files).toEqual(names.map((each) => join(out, 'checkpoint', each)));
    for (const each of names)
      expect(readFileSync(join(out, 'checkpoint', each)).equals(readFileSync(at('original', each)))).toBe(
        true,
      );
    const again = await khala(['export', '--agent', at('out', name), '--format', 'checkpoint', '--out', out]);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('pass --overwrite');
  });

  it('writes files that are inspected as their checkpoint is', async () => {
    const { path: _, ...original } = await json('inspect', at('original'));
    for (const name of EXPORTED) {
      const { path, ...report } = await json('inspect', at('out', name));
      expect(path).toBe(at('out', name));
      expect(report).toEqual(original);
    }
  });

  it('writes files that training goes on from and matches are played with', async () => {
    const data = at('data');
    const recorded = ['--scenario', '3m', '--agent', 'scripted:Medium', '--episodes', '2', '--seed', '1'];
    await json('record', ...recorded, '--out', data);
    const hashes = new Set<unknown>();
    for (const name of [...EXPORTED, '../original']) {
      const from = [
        '--data',
        data,
        '--from',
        at('out', name),
        '--out',
        at(`run-${name.replaceAll('/', '-')}`),
      ];
      const { checkpoint } = await json(
        'train',
        ...from,
        '--size',
        'nano',
        '--steps',
        '2',
        '--warmup',
        '1',
        '--batch',
        '4',
      );
      hashes.add((await json('inspect', String(checkpoint))).weightsHash);
    }
    expect(hashes.size).toBe(1);
    const play = ['--agent', at('out', 'policy-16.onnx'), '--opponent', 'scripted:VeryEasy'];
    const { matches, crashes } = await json(
      'evaluate',
      ...play,
      '--scenario',
      '3m',
      '--matches',
      '2',
      '--seed',
      '1',
    );
    expect([matches, crashes]).toEqual([2, 0]);
  }, 300_000);
});
