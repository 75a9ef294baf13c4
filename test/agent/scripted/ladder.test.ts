/**
 * The ladder's claims in small: each difficulty beats the one below it on 3s5z, sides swapped. docs/skirmish.md has the
 * full round robin. Everything is seeded, so these numbers are the same on every machine.
 */
import { describe, expect, it } from 'vitest';
import { createScripted, type Difficulty } from '../../../agent/scripted/index.js';
import { playMatch } from '../../../env-bridge/match.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';

/** Share of `matches` that `a` wins against `b`; draws count half. Each seed is played from both sides. */
async function scoreOf(a: Difficulty, b: Difficulty, matches: number): Promise<number> {
  const environment = createSkirmish('3s5z');
  let score = 0;
  for (let match = 0; match < matches; match++) {
    const seat = 1 + (match % 2);
    const players = new Map([
      [seat, createScripted(a)],
      [3 - seat, createScripted(b)],
    ]);
    const outcome = await playMatch(environment, players, { seed: 20_000 + Math.floor(match / 2) });
    expect(outcome.faults).toEqual({});
    score += { win: 1, draw: 0.5, loss: 0 }[outcome.results[seat]];
  }
  environment.close();
  return score / matches;
}

describe('the ladder on 3s5z', () => {
  it.each([
    ['Easy', 'VeryEasy', 0.9],
    ['Medium', 'Easy', 0.55],
    ['Hard', 'Medium', 0.55],
    ['Elite', 'Hard', 0.55],
    ['Champion', 'Elite', 0.95],
  ] as const)('%s beats %s', async (stronger, weaker, least) => {
    expect(await scoreOf(stronger, weaker, 80)).toBeGreaterThanOrEqual(least);
  });
});
