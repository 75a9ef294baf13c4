import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_AGENT_OPTIONS } from '../../agent/resolve.js';
import { type EvaluateOptions, evaluate } from '../../src/evaluation/evaluate.js';
import { evaluationSchema } from '../../src/evaluation/result.js';
import { wilsonInterval } from '../../src/evaluation/statistics.js';
import { saveCheckpoint } from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';

const options: EvaluateOptions = {
  agent: 'scripted:Hard',
  opponent: 'scripted:Easy',
  agentOptions: DEFAULT_AGENT_OPTIONS,
  scenario: '3m',
  transport: 'bridge',
  matches: 8,
  seed: 3,
  workers: 2,
  film: false,
};

describe('evaluate', () => {
  it('gives the same result for any number of processes and either transport, and sums it up', async () => {
    let played = 0;
    const { evaluation, film } = await evaluate({
      ...options,
      film: true,
      onProgress: (matches) => {
        played = matches;
      },
    });
    const { evaluation: other, film: none } = await evaluate({ ...options, workers: 1, transport: 'direct' });
    expect(other.perMatch).toEqual(evaluation.perMatch);
    expect(other.decisionMs.count).toBe(evaluation.decisionMs.count);

    expect(evaluationSchema.parse(JSON.parse(JSON.stringify(evaluation)))).toEqual(evaluation);
    const { wins, draws, losses, crashes, timeouts, matches, perMatch } = evaluation;
    expect(wins + draws + losses + crashes + timeouts).toBe(matches);
    expect(perMatch).toHaveLength(options.matches);
    expect(played).toBe(options.matches);
    expect(evaluation.winRate).toBe(wins / matches);
    expect(evaluation.ci).toEqual(wilsonInterval(wins, matches));
    expect(evaluation.opponent.sc2Difficulty).toBe(2);
    expect(evaluation.weightsHash).toBeNull();
    expect(evaluation.command).toContain(
      '--agent scripted:Hard --opponent scripted:Easy --scenario 3m --matches 8',
    );
    expect(film?.seed).toBe(perMatch[0].seed);
    expect(film?.outcome?.loops).toBe(perMatch[0].loops);
    expect(none).toBeNull();
  });

  it('plays two policies the same in batches of many matches, of few, and one at a time over the bridge', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'khala-evaluate-'));
    try {
      const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
      const [agent, opponent] = [3, 4].map((seed) => {
        const path = join(folder, `policy-${seed}`);
        saveCheckpoint(path, policy, initialise(policy.layout, seed), { step: 1, training: {} }, null);
        return path;
      });
      const agentOptions = { ...DEFAULT_AGENT_OPTIONS, temperature: 1 };
      const same = { ...options, agent, opponent, agentOptions, matches: 6 };
      const { evaluation } = await evaluate({ ...same, transport: 'direct', workers: 1 });
      const { evaluation: shared } = await evaluate({ ...same, transport: 'direct', workers: 2 });
      const { evaluation: apart } = await evaluate(same);
      expect(shared.perMatch).toEqual(evaluation.perMatch);
      expect(apart.perMatch).toEqual(evaluation.perMatch);
      expect(new Set(evaluation.perMatch.map(({ loops }) => loops)).size).toBeGreaterThan(1);
      expect(evaluation.decisionMs.count).toBe(apart.decisionMs.count);
      expect(evaluation.decisionMs.p50).toBeGreaterThan(0);
      expect(evaluation.decisionMs.p50).toBeLessThan(evaluation.wallSeconds * 1000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);

  it.each([
    ['agent', { agent: 'scripted:Elit' }, 'UNKNOWN_AGENT'],
    ['checkpoint', { agent: 'no/such/checkpoint' }, 'UNKNOWN_AGENT'],
    ['opponent', { opponent: 'scripted:' }, 'UNKNOWN_AGENT'],
    ['scenario', { scenario: '3s5y' }, 'UNKNOWN_SCENARIO'],
  ])('refuses an unknown %s before any match', async (_, change, code) => {
    const onProgress = () => expect.unreachable('no match may be played');
    await expect(evaluate({ ...options, ...change, onProgress })).rejects.toMatchObject({ code });
  });

  it('ends when it is told to', async () => {
    const abort = new AbortController();
    const running = evaluate({
      ...options,
      matches: 5000,
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(running).rejects.toThrow('enough');
  });
});
