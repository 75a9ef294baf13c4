/**
 * The result of an evaluation: what was measured and all that a reader needs to trust it or to measure it again.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { createOutputFile, writeWhole } from '../../replays/recording/output-file.js';
import { KhalaError } from '../spec/errors.js';
import { END_REASONS } from '../spec/match.js';
import { SIDES } from './plan.js';
import { VERDICTS } from './statistics.js';

const count = z.int().nonnegative();
const rate = z.number().min(0).max(1);

/** One match; `index` of the list is its place in the plan. */
const matchRecordSchema = z.strictObject({
  /** Seed of the match; both matches of a pair have the same one. */
  seed: z.int(),
  /** The agent's seat. */
  side: z.literal(SIDES),
  /** Verdict from the agent's view. */
  result: z.enum(VERDICTS),
  /** Why the match ended. */
  reason: z.enum(END_REASONS),
  /** Length in game loops. */
  loops: count,
  /** Who failed and how; null when nobody did. */
  fault: z.strictObject({ by: z.enum(['agent', 'opponent']), code: z.string() }).nullable(),
});

export const evaluationSchema = z.strictObject({
  kind: z.literal('khala-evaluation'),
  formatVersion: z.literal(1),
  wins: count,
  draws: count,
  losses: count,
  /** Matches that ended because a player failed; neither wins nor losses. */
  crashes: count,
  /** Matches that ended because a player did not answer in time; neither wins nor losses. */
  timeouts: count,
  /** All of the above together. */
  matches: count,
  /** wins / matches. */
  winRate: rate,
  /** Wilson's 95 % interval of the win rate. */
  ci: z.tuple([rate, rate]),
  meanLoops: z.number().nonnegative(),
  /** Mean length in seconds of game time (22.4 loops a second). */
  meanSeconds: z.number().nonnegative(),
  /** Time that the agent took for a decision, in milliseconds of the wall clock. */
  decisionMs: z.strictObject({
    p50: z.number().nonnegative(),
    p99: z.number().nonnegative(),
    mean: z.number().nonnegative(),
    count,
  }),
  agent: z.string(),
  opponent: z.strictObject({
    name: z.string(),
    /** Value of the SC2 API's Difficulty enum; null where it has none. */
    sc2Difficulty: z.int().nullable(),
  }),
  scenario: z.strictObject({ name: z.string(), hash: z.string() }),
  limits: z.strictObject({
    stepLoops: z.int().positive(),
    commandsPerSecond: z.number().positive(),
    maxLoops: z.int().positive(),
  }),
  /** The seed from which the seeds of the matches derive. */
  seed: z.int(),
  /** How the agent reached the game. */
  transport: z.enum(['bridge', 'direct']),
  /** SHA-256 of the agent's weights; null for an agent without. */
  weightsHash: z.string().nullable(),
  versions: z.strictObject({
    khala: z.string(),
    node: z.string(),
    onnxruntime: z.string(),
    protocol: z.int(),
  }),
  /** The command line that measures this again. */
  command: z.string(),
  workers: z.int().positive(),
  wallSeconds: z.number().nonnegative(),
  perMatch: z.array(matchRecordSchema),
});

export type Evaluation = z.infer<typeof evaluationSchema>;
export type MatchRecord = z.infer<typeof matchRecordSchema>;

/** Writes a result file whole or not at all. A file that is there is replaced. Errors: NO_SPACE, BAD_ARGUMENT. */
export function writeEvaluation(path: string, evaluation: Evaluation): void {
  writeWhole(path, `${JSON.stringify(evaluation, null, 2)}\n`);
}

/** Fails at once where `writeWhole` would fail after long work. Errors: FILE_EXISTS (a folder), BAD_ARGUMENT. */
export function checkWritable(path: string): void {
  createOutputFile(path, { overwrite: true }).abort();
}

/** Reads a result file. Errors: FILE_NOT_FOUND, FILE_FOREIGN. */
export async function readEvaluation(path: string): Promise<Evaluation> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new KhalaError(
      'FILE_NOT_FOUND',
      `read result: cannot read ${path}; give a file written by evaluate --out`,
      {
        cause: error,
      },
    );
  }
  return parseEvaluation(text, path);
}

function parseEvaluation(text: string, path: string): Evaluation {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new KhalaError(
      'FILE_FOREIGN',
      `read result: ${path} is not JSON; give a file written by evaluate --out`,
      {
        cause: error,
      },
    );
  }
  const parsed = evaluationSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KhalaError(
    'FILE_FOREIGN',
    `read result: ${path} is no evaluation: ${issue.path.join('.') || 'content'}: ${issue.message}; give a file written by evaluate --out`,
  );
}
