/** How a match ended, in words. */
import { type Outcome, RESULTS } from '../spec/match.js';
import { LOOPS_PER_SECOND } from '../spec/observation.js';

/** @example describeOutcome(outcome) // 'player 1 win, player 2 loss; eliminated after 812 loops (36.3 s of game time)' */
export function describeOutcome(outcome: Outcome): string {
  const results = Object.entries(outcome.results)
    .sort((a, b) => RESULTS.indexOf(a[1]) - RESULTS.indexOf(b[1]))
    .map(([player, result]) => `player ${player} ${result}`);
  const faults = Object.entries(outcome.faults).map(([player, code]) => `, player ${player} failed: ${code}`);
  const { reason, loops } = outcome;
  const end = `${reason} after ${loops} loops (${(loops / LOOPS_PER_SECOND).toFixed(1)} s of game time)`;
  return `${results.join(', ')}; ${end}${faults.join('')}`;
}
