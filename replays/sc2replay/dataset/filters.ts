/** Which games of a collection, and whose views of them, become demonstrations. */
import { z } from 'zod';
import type { ErrorCode } from '../../../src/spec/errors.js';
import { type GamePlayer, type GameSetup, RACES } from '../game/types.js';

/** Two races by their first letters, in the order of the alphabet: `PvT`, `TvZ`, `ZvZ`. */
export const MATCHUPS = ['PvP', 'PvT', 'PvZ', 'TvT', 'TvZ', 'ZvZ'] as const;
export type Matchup = (typeof MATCHUPS)[number];

export const filtersSchema = z.strictObject({
  /** Least rating of a player whose view is taken; null takes all, and those whose rating is not known. */
  minMmr: z.number().nullable(),
  /** Races whose views are taken; none stands for all. */
  races: z.array(z.enum(RACES)).readonly(),
  /** Games that are taken; none stands for all. */
  matchups: z.array(z.enum(MATCHUPS)).readonly(),
  /** First and last build (`m_version.m_build`) of the games that are taken. */
  builds: z.strictObject({ first: z.int(), last: z.int() }).nullable(),
  /** Only the winner's view. */
  winnerOnly: z.boolean(),
});
export type Filters = z.infer<typeof filtersSchema>;

export function matchupOf(players: readonly Pick<GamePlayer, 'race'>[]): Matchup {
  const letters = players.map(({ race }) => race[0]).sort();
  return letters.join('v') as Matchup;
}

/** Codes of files that were left out on purpose; all others say that something is wrong with a file. */
export const CHOSEN_CODES: ReadonlySet<string> = new Set<ErrorCode>(['REPLAY_FILTERED', 'REPLAY_DUPLICATE']);

/** Whose views of a game are taken, or why none is. */
export type Verdict = { readonly players: readonly GamePlayer[] } | { readonly reason: string };

/** Judges one game. The reason names the first filter that left nobody. */
export function judge(setup: GameSetup, filters: Filters): Verdict {
  const { builds, matchups, races, minMmr, winnerOnly } = filters;
  if (builds && (setup.build < builds.first || setup.build > builds.last))
    return { reason: `build ${setup.build} is not among ${builds.first} to ${builds.last}` };
  const matchup = matchupOf(setup.players);
  if (matchups.length > 0 && !matchups.includes(matchup))
    return { reason: `the matchup is ${matchup}, not ${matchups.join(' or ')}` };
  const tests: [string, (player: GamePlayer) => boolean][] = [
    [`nobody plays ${races.join(' or ')}`, ({ race }) => races.length === 0 || races.includes(race)],
    [`nobody is known to have ${minMmr} MMR`, ({ mmr }) => minMmr === null || (mmr ?? -1) >= minMmr],
    ['none of these has won', ({ result }) => !winnerOnly || result === 'win'],
  ];
  let players = setup.players;
  for (const [reason, test] of tests) {
    players = players.filter(test);
    if (players.length === 0) return { reason };
  }
  return { players };
}
