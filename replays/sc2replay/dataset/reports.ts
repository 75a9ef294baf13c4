/**
 * What an import notes of every game and series: enough to write the card of the whole data set, and to go on after
 * an interruption without reading a finished series again.
 */
import { z } from 'zod';
import { RESULTS } from '../../../src/spec/match.js';
import { RACES } from '../game/types.js';
import { MATCHUPS } from './filters.js';

const count = z.int().nonnegative();
/** How often what occurs, by name. */
const tally = z.record(z.string(), count);
export type Tally = z.infer<typeof tally>;

/** A file of which nothing was taken. */
export const skippedSchema = z.strictObject({
  path: z.string(),
  /** Of ERROR_CODES, or INTERNAL. */
  code: z.string(),
  reason: z.string(),
});
export type Skipped = z.infer<typeof skippedSchema>;

const episodeReportSchema = z.strictObject({
  playerId: z.int(),
  race: z.enum(RACES),
  result: z.enum(RESULTS).nullable(),
  mmr: z.number().nullable(),
  demonstrations: count,
});

export const gameReportSchema = z.strictObject({
  path: z.string(),
  /** SHA-256 (hex) of the file. */
  sha256: z.string(),
  map: z.string(),
  matchup: z.enum(MATCHUPS),
  build: z.int(),
  /** Base build of the client, and of the bit layouts that were used; they differ where the client's own are not known. */
  baseBuild: z.int(),
  layout: z.int(),
  /** Length in game loops. */
  loops: count,
  episodes: z.array(episodeReportSchema),
  /** Demonstrations by function. */
  functions: tally,
  /** Functions among them whose ability the game's API has no known id for. */
  unknownFunctions: tally,
  /** Orders that are no demonstrations, by reason. */
  drops: tally,
  /** What players did that orders nothing (the camera, automatic use), where the game itself told it. */
  otherActions: tally.optional(),
});
export type GameReport = z.infer<typeof gameReportSchema>;

export const seriesReportSchema = z.strictObject({
  series: z.string(),
  /** SHA-256 of the files that were to be imported: another set is another series. */
  wanted: z.array(z.string()),
  /** Name of the recording; null where no game was left. */
  file: z.string().nullable(),
  /** Of the recording. */
  bytes: count,
  /** In the order of the recording. */
  games: z.array(gameReportSchema),
  skipped: z.array(skippedSchema),
});
export type SeriesReport = z.infer<typeof seriesReportSchema>;

/** Adds one to a name's count. */
export function tick(tallied: Tally, name: string, times = 1): void {
  tallied[name] = (tallied[name] ?? 0) + times;
}

/** Sums of counts by name. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const sum: Tally = {};
  for (const one of tallies) for (const [name, times] of Object.entries(one)) tick(sum, name, times);
  return sum;
}
