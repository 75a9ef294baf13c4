/**
 * What a recording says about itself, as JSON: once a file, at the beginning and at the end of each episode.
 */
import { z } from 'zod';
import { END_REASONS, RESULTS } from '../../src/spec/match.js';
import { trackSchema } from './track.js';

/** About the file. Nothing in it depends on the time or the machine: the same matches make the same file. */
export const fileMetaSchema = z.strictObject({
  /** Version of Khala that wrote the file. */
  khala: z.string(),
  /** What wrote it: `khala record`, `khala train`. */
  writer: z.string(),
  /** The writer's settings, for the reader's information. */
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** All that decided the match, for who plays it back; only in a replay that a server of ours saved, whose matter it is. */
  match: z.unknown().optional(),
});
export type FileMeta = z.infer<typeof fileMetaSchema>;

const playerId = z.string().regex(/^\d+$/);

export const episodeBeginSchema = z.strictObject({
  seed: z.number(),
  scenario: z.string(),
  scenarioHash: z.string(),
  /** Name of the vocabulary. */
  vocabulary: z.string(),
  /** Whose view it is. */
  player: z.int(),
  /** Agents by player id. */
  names: z.record(playerId, z.string()),
});
export type EpisodeBegin = z.infer<typeof episodeBeginSchema>;

const outcomeSchema = z.strictObject({
  reason: z.enum(END_REASONS),
  results: z.record(playerId, z.enum(RESULTS)),
  faults: z.record(playerId, z.string()),
  loops: z.number(),
});

export const episodeEndSchema = z.strictObject({ outcome: outcomeSchema, track: trackSchema });
export type EpisodeEnd = z.infer<typeof episodeEndSchema>;
