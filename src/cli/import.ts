/** `khala import`: `.SC2Replay` files to demonstrations. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { CHOSEN_CODES, MATCHUPS, type Matchup } from '../../replays/sc2replay/dataset/filters.js';
import type { Skipped } from '../../replays/sc2replay/dataset/reports.js';
import { RACES, type RaceName } from '../../replays/sc2replay/game/types.js';
import { ERROR_CODES, type ErrorCode, KhalaError } from '../spec/errors.js';
import { defineCommand } from './command.js';
import { mebibytes } from './import/forecast.js';
import { importReplays } from './import/import-replays.js';
import { DATASET_FILES } from './import/state.js';
import { printable } from './printable.js';

/** Reads each text of a list, or says which is none of the choices. */
function choices<T extends string>(read: (text: string) => T | undefined) {
  return z.array(z.string()).transform((texts, context): T[] =>
    texts.flatMap((text) => {
      const choice = read(text.trim().toLowerCase());
      if (choice) return [choice];
      context.addIssue({ code: 'custom', message: `"${text}" is not among the choices` });
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
  .regex(/^\d{1,9}(-\d{0,9})?$/, 'must be a build or a range of builds, like 75689, 75689-83830 or 75689-')
  .transform((text) => {
    const [first, last = first] = text.split('-');
    return { first: Number(first), last: last === '' ? Number.MAX_SAFE_INTEGER : Number(last) };
  })
  .refine(({ first, last }) => first <= last, 'the first build of the range is after the last');

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
  race: choices(raceOf)
    .default([])
    .describe(`races whose views are taken: ${RACES.join(', ')}`),
  matchup: choices(matchupOf)
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
    .describe(
      'processes to use; as many as cores if not given, half as many games with --with-game; the recordings do not depend on it',
    ),
  withGame: z
    .boolean()
    .default(false)
    .describe(
      "let StarCraft II play the replays back, in each replay's own version, and take what it shows; without, no game is needed",
    ),
  url: z
    .string()
    .optional()
    .describe('with --with-game: a game that runs at ws://HOST:PORT/sc2api, instead of the installed ones'),
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
    const { paths, out, minMmr, race, matchup, build, winnerOnly, strict, overwrite, withGame, url } =
      options;
    const workers = workersOf(options);
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
        settings: { format: 1, paths, filters, ...(withGame && { withGame: true as const }) },
        ...{ workers, out, overwrite, url: url ?? null },
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
    return strict && bad > 0
      ? `import: --strict, and ${counted(bad)} that no filter left out ${bad === 1 ? 'was' : 'were'} skipped`
      : null;
  },
});

/** A game takes a core and some gigabytes beside the process that asks it; one that runs already is one. */
function workersOf({
  withGame,
  url,
  workers,
}: Pick<z.output<typeof flags>, 'withGame' | 'url' | 'workers'>): number {
  if (url !== undefined && !withGame)
    throw new KhalaError('BAD_ARGUMENT', 'import: --url is the address of a game; give --with-game too');
  if (url !== undefined && (workers ?? 1) > 1)
    throw new KhalaError(
      'BAD_ARGUMENT',
      `import: --workers is ${workers}, but the game at --url plays one replay at a time; leave --workers out`,
    );
  if (url !== undefined) return 1;
  const cores = availableParallelism();
  return workers ?? (withGame ? Math.max(1, Math.floor(cores / 2)) : cores);
}

function renderSummary(summary: ImportSummary): string {
  const { out, games, series, episodes, demonstrations, skipped, bytes, seconds } = summary;
  return [
    `${demonstrations} demonstrations of ${episodes} episodes, ${games} games in ${series} series, ${mebibytes(bytes)} in ${out}, in ${seconds.toFixed(1)} s`,
    ...renderSkipped(skipped, out),
  ].join('\n');
}

/** A line a code, the most frequent first, and one file of each as an example: many of a kind are one piece of news. */
function renderSkipped(skipped: readonly Skipped[], out: string): string[] {
  if (skipped.length === 0) return ['no file skipped'];
  const byCode = new Map<string, Skipped[]>();
  for (const one of skipped) byCode.set(one.code, [...(byCode.get(one.code) ?? []), one]);
  const groups = [...byCode].sort(([, a], [, b]) => b.length - a.length);
  const width = Math.max(...groups.map(([code]) => code.length));
  return [
    `${counted(skipped.length)} skipped; ${join(out, DATASET_FILES.card)} names each`,
    ...groups.flatMap(([code, [example, ...others]]) => [
      `  ${code.padEnd(width)}  ${counted(others.length + 1)}: ${meaningOf(code)}`,
      `    ${others.length > 0 ? 'one is ' : ''}${printable(`${example.path}: ${withoutPath(example)}`)}`,
    ]),
  ];
}

const counted = (files: number): string => `${files} ${files === 1 ? 'file' : 'files'}`;
const meaningOf = (code: string): string => ERROR_CODES[code as ErrorCode] ?? 'an error that nobody foresaw';

/** Reasons may begin with what was being done to which file, and the file is named already. */
function withoutPath({ path, reason }: Skipped): string {
  const at = reason.indexOf(`${path}: `);
  return at >= 0 && /^\w+ $/.test(reason.slice(0, at)) ? reason.slice(at + path.length + 2) : reason;
}
