/**
 * Which matches an evaluation plays. Decided before any of them starts, so that the results depend neither on the
 * number of processes nor on who is faster.
 */
import { deriveSeed } from '../spec/random.js';

/** The seats of a match of two. */
export const SIDES = [1, 2] as const;
export type Side = (typeof SIDES)[number];

export interface MatchPlan {
  /** 0-based place in the evaluation. */
  readonly index: number;
  readonly seed: number;
  /** The agent's seat; the opponent has the other one. */
  readonly side: Side;
}

/**
 * `matches` matches in pairs: both of a pair have the same seed, once with the agent as player 1 and once as player 2,
 * so a start that favours one side favours nobody.
 */
export function planMatches(matches: number, seed: number): MatchPlan[] {
  return Array.from({ length: matches }, (_, index) => ({
    index,
    seed: deriveSeed(seed, 'match', Math.floor(index / 2)),
    side: SIDES[index % 2],
  }));
}

/** The opponent's seat. */
export function otherSide(side: Side): Side {
  return side === 1 ? 2 : 1;
}

/** Jobs for each process, and most matches in one: small enough that no process idles long at the end. */
const SHARES = {
  bridge: { jobs: 4, most: 10 },
  // The matches of a job are played at the same time, and the more there are the fuller are their batches.
  direct: { jobs: 1, most: 256 },
} as const;

/** Cuts the plan into jobs for `workers` processes, in order. */
export function cutIntoJobs(
  plans: readonly MatchPlan[],
  workers: number,
  transport: keyof typeof SHARES,
): MatchPlan[][] {
  const { jobs: share, most } = SHARES[transport];
  const size = Math.max(1, Math.min(most, Math.ceil(plans.length / (workers * share))));
  const jobs: MatchPlan[][] = [];
  for (let at = 0; at < plans.length; at += size) jobs.push(plans.slice(at, at + size));
  return jobs;
}
