/** The policies that come with the project: there, small, and able to play. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPolicy } from '../../agent/exported.js';
import { DEFAULT_AGENT_OPTIONS } from '../../agent/resolve.js';
import { policyPath, SHIPPED_POLICIES } from '../../agent/shipped.js';
import { evaluate } from '../../src/evaluation/evaluate.js';

const MOST_BYTES = 8 * 1024 * 1024;

describe.each(SHIPPED_POLICIES)('%s', (name) => {
  it('is whole, small, and has a card that names its weights', () => {
    const { description } = openPolicy(name);
    const folder = policyPath(name);
    const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    expect(bytes).toBeLessThan(MOST_BYTES);
    expect(readFileSync(join(folder, 'MODEL_CARD.md'), 'utf8')).toContain(description.weightsHash);
  });

  it('beats Medium', async () => {
    const { evaluation } = await evaluate({
      ...{ agent: name, agentOptions: DEFAULT_AGENT_OPTIONS, opponent: 'scripted:Medium' },
      ...{ scenario: '2s3z', transport: 'direct', matches: 8, seed: 1, workers: 1 },
      film: false,
    });
    expect(evaluation.winRate).toBeGreaterThanOrEqual(0.75);
    expect(evaluation.crashes).toBe(0);
  });
});

it('is found before a folder of the same name, and nothing else is', () => {
  expect(policyPath('base')).toMatch(/agent.base$/);
  for (const name of ['./base', 'Base', 'runs/demo', '']) expect(policyPath(name)).toBe(name);
});
