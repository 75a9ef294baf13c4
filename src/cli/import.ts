/** `khala import`: `.SC2Replay` files to demonstrations. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { CHOSEN_CODES, MATCHUPS, type Matchup } from '../../replays/sc2replay/dataset/filters.js';
import type { Skipped } from '../../replays/sc2replay/dataset/reports.js';
import { RACES, type RaceName } from '../../replays/sc2replay/game/types.js';
import { defineCommand } from './command.js';
import { mebibytes } from './import/forecast.js';
import { importReplays } from './import/import-replays.js';

/** Reads each text of a list, or says which is none of the choices. */
function choices<T extends string>(names: readonly T[], read: (text: string) => T | undefined) {
  return z.array(z.string()).transform((texts, context): T[] =>
    texts.flatMap((text) => {
      const choice = read(text.trim().toLowerCase());
      if (choice) return [choice];
      context.addIssue({ code: 'custom', message: `"${text}" is none of ${names.join(', ')}` });
      return [];
    }),
  );
}

const raceOf = (text: string): RaceName | undefined =>
  RACES.find((race) => race.toLowerCase() === text || race[0].toLowerCase() === text);
const matchupOf = (text: string): Matchup | undefined =>
  MATCHUPS.find((name) => [text, [...text].reverse().join('')].includes(name.toLowerCase()));

const buildRange = z
  .string()
  .regex(/^\d+(-\d*)?$/, 'must be a build or a range of builds, like 75689, 75689-83830 or 75689-')
  .transform((text) => {
    const [first, last = first] = text.split('-');
    return { first: Number(first), last: last === '' ? Number.MAX_SAFE_INTEGER : Number(last) };
  });

const flags = z.strictObject({
  paths: z
    .array(z.string().min(1))
    .min(1)
    .describe('.SC2Replay files, and folders that are searched with all folders below'),
  out: z.string().min(1).default('data/human').describe('folder for the recordings and their card'),
  minMmr: z
    .number()
    .optional()
    .describe('least rating of a player whose view is taken; unknown ratings are not'),
  race: choices(RACES, raceOf)
    .default([])
    .describe(`races whose views are taken: ${RACES.join(', ')}`),
  matchup: choices(MATCHUPS, matchupOf)
    .default([])
    .describe(`matchups that are taken: ${MATCHUPS.join(', ')}`),
  build: buildRange
    .optional()
    .describe('builds of the client that are taken: one, or a range like 75689-83830'),
  winnerOnly: z.boolean().default(false).describe("take only the winner's view of each game"),
  strict: z.boolean().default(false).describe('fail when a file was skipped that no filter left out'),
  workers: z
    .int()
    .min(1)
    .optional()
    .describe('processes to use; as many as cores if not given; the recordings do not depend on it'),
  overwrite: z.boolean().default(false).describe('begin again where another import was'),
});

interface ImportSummary {
  readonly out: string;
  /** Paths of the recordings. */
  readonly files: readonly string[];
  readonly replays: { readonly found: number; readonly imported: number };
  readonly games: number;
  readonly series: number;
  readonly episodes: number;
  readonly demonstrations: number;
  readonly skipped: readonly Skipped[];
  readonly bytes: number;
  readonly seconds: number;
  readonly strict: boolean;
}

export const command = defineCommand({
  example: 'khala import ~/replays --out data/human --min-mmr 4000 --matchup TvZ PvZ',
  flags,
  positional: 'paths',
  run: async (options, io): Promise<ImportSummary> => {
    const { paths, out, minMmr, race, matchup, build, winnerOnly, strict, overwrite } = options;
    const started = performance.now();
    const filters = {
      minMmr: minMmr ?? null,
      races: race,
      matchups: matchup,
      builds: build ?? null,
      winnerOnly,
    };
    const { files, card, replays } = await importReplays(
      {
        settings: { format: 1, paths, filters },
        workers: options.workers ?? availableParallelism(),
        out,
        overwrite,
      },
      io,
    );
    const { games, series, episodes, demonstrations, bytes } = card.totals;
    return {
      ...{ out, files, replays, games, series, episodes, demonstrations, skipped: card.skipped, bytes },
      seconds: (performance.now() - started) / 1000,
      strict,
    };
  },
  render: renderSummary,
  failure: ({ games, skipped, strict }) => {
    if (games === 0) return 'import: no file is a game to learn from; the reasons stand above';
    const bad = skipped.filter(({ code }) => !CHOSEN_CODES.has(code)).length;
    return strict && bad > 0 ? `import: --strict, and ${bad} files were skipped` : null;
  },
});

/** Skipped files that are listed one by one. */
const LISTED = 10;

function renderSummary(summary: ImportSummary): string {
  const { out, games, series, episodes, demonstrations, skipped, bytes, seconds } = summary;
  const codes = new Map<string, number>();
  for (const { code } of skipped) codes.set(code, (codes.get(code) ?? 0) + 1);
  return [
    `${demonstrations} demonstrations of ${episodes} episodes, ${games} games in ${series} series, ${mebibytes(bytes)} in ${out}, in ${seconds.toFixed(1)} s`,
    `${skipped.length} files skipped${skipped.length > 0 ? ': ' : ''}${[...codes].map(([code, times]) => `${code} ${times}`).join(', ')}`,
    ...skipped.slice(0, LISTED).map(({ path, reason }) => `  ${path}: ${printable(reason)}`),
    ...(skipped.length > LISTED ? [`  and ${skipped.length - LISTED} more, in dataset.json`] : []),
  ].join('\n');
}

/** Reasons may repeat what stands in a file. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
