/** The recipe of `khala demo`: clone the teacher first, then DAgger rounds on one scenario. The torsos are compared with the same. */
import type { DaggerSettings } from './train-run.js';

/** Share of the steps that imitate the teacher's own matches, before the policy's own. */
const CLONING = 0.25;

export interface Recipe {
  readonly scenario: string;
  readonly opponent: string;
  readonly teacher: string;
  readonly rounds: number;
  readonly roundMatches: number;
}

export function daggerOf({ scenario, opponent, teacher, rounds, roundMatches }: Recipe): DaggerSettings {
  return {
    ...{ rounds, matches: roundMatches, cloning: CLONING, teacher },
    scenarios: [scenario],
    opponents: [opponent],
  };
}
