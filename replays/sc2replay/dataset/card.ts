/**
 * The card of a data set made of replays: what is in it, what was left out and why, and how it was made. It lies beside
 * the recordings as `dataset.json`, and for people as `README.md`.
 */
import { z } from 'zod';
import { LOOPS_PER_SECOND } from '../../../src/spec/observation.js';
import { filtersSchema } from './filters.js';
import {
  type GameReport,
  gameReportSchema,
  type SeriesReport,
  type Skipped,
  skippedSchema,
  sumTallies,
  type Tally,
  tick,
} from './reports.js';

const count = z.int().nonnegative();
const tally = z.record(z.string(), count);
/** Games and demonstrations of one kind. */
const share = z.strictObject({ games: count, demonstrations: count });
const shares = z.record(z.string(), share);

/** Upper ends, in minutes of play at speed "faster", of the classes that games are counted in by their length. */
const LENGTHS = [5, 10, 15, 20] as const;

export const datasetCardSchema = z.strictObject({
  kind: z.literal('khala-dataset'),
  /** Version of Khala that made it. */
  khala: z.string(),
  /** What was asked for; the same settings and files make the same data. */
  settings: z.strictObject({
    format: z.int(),
    paths: z.array(z.string()),
    filters: filtersSchema,
    /** The game itself played the replays back; absent where they were reconstructed. */
    withGame: z.literal(true).optional(),
  }),
  totals: z.strictObject({
    series: count,
    games: count,
    /** One a game and player. */
    episodes: count,
    demonstrations: count,
    loops: count,
    /** Of the recordings. */
    bytes: count,
    skipped: count,
  }),
  byMap: shares,
  byMatchup: shares,
  /** By the build of the client. */
  byBuild: shares,
  byLength: shares,
  /** Episodes and demonstrations by the race of the player whose view it is. */
  byRace: z.record(z.string(), z.strictObject({ episodes: count, demonstrations: count })),
  byResult: z.record(z.string(), z.strictObject({ episodes: count, demonstrations: count })),
  /** Demonstrations by function, the most frequent first. */
  functions: tally,
  /** Those of them whose ability the game's API has no known id for. */
  unknownFunctions: tally,
  /** Orders that are no demonstrations, by reason. */
  drops: tally,
  /** What players did that orders nothing, by name, where the game itself told it. */
  otherActions: tally.optional(),
  /** Games read with the bit layouts of another client than their own: `95299 read as 94137`. */
  layoutFallbacks: tally,
  /** Files that nothing was taken of, by code, and each of them. */
  skippedByCode: tally,
  skipped: z.array(skippedSchema),
  /** Every game with its file's SHA-256, by recording. */
  recordings: z.array(
    z.strictObject({ file: z.string(), games: z.array(gameReportSchema.pick({ path: true, sha256: true })) }),
  ),
});
export type DatasetCard = z.infer<typeof datasetCardSchema>;

/** Puts together what was noted of every series. */
export function datasetCard(
  series: readonly SeriesReport[],
  skippedBefore: readonly Skipped[],
  made: Pick<DatasetCard, 'settings' | 'khala'>,
): DatasetCard {
  const games = series.flatMap((one) => one.games);
  const skipped = [...skippedBefore, ...series.flatMap((one) => one.skipped)];
  skipped.sort((a, b) => (a.path < b.path ? -1 : 1));
  const recordings = series.flatMap(({ file, games: own }) =>
    file === null ? [] : [{ file, games: own.map(({ path, sha256 }) => ({ path, sha256 })) }],
  );
  const fallbacks = games.filter(({ baseBuild, layout }) => baseBuild !== layout);
  return {
    kind: 'khala-dataset',
    ...made,
    totals: {
      series: recordings.length,
      games: games.length,
      episodes: sum(games.map(({ episodes }) => episodes.length)),
      demonstrations: sum(games.map(demonstrationsOf)),
      loops: sum(games.map(({ loops }) => loops)),
      bytes: sum(series.map(({ bytes }) => bytes)),
      skipped: skipped.length,
    },
    byMap: sharesBy(games, ({ map }) => map),
    byMatchup: sharesBy(games, ({ matchup }) => matchup),
    byBuild: sharesBy(games, ({ build }) => String(build)),
    byLength: sharesBy(games, lengthOf),
    byRace: episodesBy(games, ({ race }) => race),
    byResult: episodesBy(games, ({ result }) => result ?? 'undecided'),
    functions: byCount(sumTallies(games.map((game) => game.functions))),
    unknownFunctions: byCount(sumTallies(games.map((game) => game.unknownFunctions))),
    drops: byCount(sumTallies(games.map((game) => game.drops))),
    ...(made.settings.withGame && {
      otherActions: byCount(sumTallies(games.map((game) => game.otherActions ?? {}))),
    }),
    layoutFallbacks: tallyBy(fallbacks, ({ baseBuild, layout }) => `${baseBuild} read as ${layout}`),
    skippedByCode: byCount(tallyBy(skipped, ({ code }) => code)),
    skipped,
    recordings,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const demonstrationsOf = ({ episodes }: GameReport): number =>
  sum(episodes.map(({ demonstrations }) => demonstrations));

function lengthOf({ loops }: GameReport): string {
  const minutes = loops / LOOPS_PER_SECOND / 60;
  const at = LENGTHS.findIndex((end) => minutes < end);
  if (at < 0) return `${LENGTHS[LENGTHS.length - 1]} minutes or more`;
  return at === 0 ? `under ${LENGTHS[0]} minutes` : `${LENGTHS[at - 1]} to ${LENGTHS[at]} minutes`;
}

/** Names come from replays: a map called `__proto__` is a name like any other. */
const named = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
  Object.assign(Object.create(null), Object.fromEntries(entries)) as Record<string, T>;

function sharesBy(
  games: readonly GameReport[],
  keyOf: (game: GameReport) => string,
): Record<string, z.infer<typeof share>> {
  const shared = new Map<string, { games: number; demonstrations: number }>();
  for (const game of games) {
    const held = shared.get(keyOf(game)) ?? { games: 0, demonstrations: 0 };
    held.games++;
    held.demonstrations += demonstrationsOf(game);
    shared.set(keyOf(game), held);
  }
  return named([...shared].sort((a, b) => b[1].games - a[1].games || (a[0] < b[0] ? -1 : 1)));
}

function episodesBy(
  games: readonly GameReport[],
  keyOf: (episode: GameReport['episodes'][number]) => string,
): DatasetCard['byRace'] {
  const shared = new Map<string, { episodes: number; demonstrations: number }>();
  for (const episode of games.flatMap((game) => game.episodes)) {
    const held = shared.get(keyOf(episode)) ?? { episodes: 0, demonstrations: 0 };
    held.episodes++;
    held.demonstrations += episode.demonstrations;
    shared.set(keyOf(episode), held);
  }
  return named([...shared].sort((a, b) => (a[0] < b[0] ? -1 : 1)));
}

function tallyBy<T>(values: readonly T[], keyOf: (value: T) => string): Tally {
  const tallied: Tally = {};
  for (const value of values) tick(tallied, keyOf(value));
  return tallied;
}

function byCount(tallied: Tally): Tally {
  return Object.fromEntries(Object.entries(tallied).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}
