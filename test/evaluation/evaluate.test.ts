import { describe, expect, it } from 'vitest';
import { DEFAULT_AGENT_OPTIONS } from '../../agent/resolve.js';
import { type EvaluateOptions, evaluate } from '../../src/evaluation/evaluate.js';
import { evaluationSchema } from '../../src/evaluation/result.js';
import { wilsonInterval } from '../../src/evaluation/statistics.js';

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
