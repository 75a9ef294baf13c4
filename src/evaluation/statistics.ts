/**
 * The statistics of an evaluation: what counts as a win, and how sure one may be of a rate after so many matches.
 */
import type { EndReason, Result } from '../spec/match.js';

/** Verdicts on one match from the agent's view. They exclude each other, so their counts add up to the matches. */
export const VERDICTS = ['win', 'draw', 'loss', 'crash', 'timeout'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** How many matches had each verdict. */
export type Tally = Readonly<Record<Verdict, number>>;

/** A closed interval, both ends in [0, 1]. */
export type RateInterval = readonly [low: number, high: number];

/** The 0.975 quantile of the standard normal distribution: two-sided 95 %. */
const Z_95 = 1.959963984540054;

/**
 * The verdict on a match that ended for `reason` with `result` for the agent. A crash or a time-out of either side is
 * never a win or a loss of the game: nothing was shown about the strength of the two. Null for an aborted match, which
 * is no measurement at all.
 */
export function verdictOf(reason: EndReason, result: Result): Verdict | null {
  switch (reason) {
    case 'crash':
    case 'timeout':
      return reason;
    case 'aborted':
      return null;
    default:
      return result;
  }
}

/** Counts verdicts. */
export function tally(verdicts: Iterable<Verdict>): Tally {
  const counts: Record<Verdict, number> = { win: 0, draw: 0, loss: 0, crash: 0, timeout: 0 };
  for (const verdict of verdicts) counts[verdict]++;
  return counts;
}

/**
 * Wilson's score interval for a rate, 95 %: the rates that a two-sided score test at 5 % would not reject. Unlike the
 * interval of the normal approximation it stays within [0, 1] and has a width also at 0 and 100 %.
 * Without trials nothing is known: [0, 1].
 * Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927), 209-212.
 */
export function wilsonInterval(successes: number, trials: number): RateInterval {
  if (trials === 0) return [0, 1];
  const rate = successes / trials;
  const zz = Z_95 * Z_95;
  const scale = 1 / (1 + zz / trials);
  const centre = scale * (rate + zz / (2 * trials));
  const half = scale * Z_95 * Math.sqrt((rate * (1 - rate)) / trials + zz / (4 * trials * trials));
  // At 0 and at 100 % one end is exact; rounding must not push it over the rate.
  return [Math.max(0, Math.min(rate, centre - half)), Math.min(1, Math.max(rate, centre + half))];
}

/** Arithmetic mean; 0 of no values. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
