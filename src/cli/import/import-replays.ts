/**
 * Imports replays: a first look at every file, then one recording a series. Files from strangers are only read in worker
 * processes, which may die of them: what they died of is left out, and the others go on.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from '../../../env-bridge/sc2/client/installation.js';
import { START_SECONDS } from '../../../env-bridge/sc2/client/launch.js';
import { writeWhole } from '../../../replays/recording/output-file.js';
import { type DatasetCard, datasetCard } from '../../../replays/sc2replay/dataset/card.js';
import { renderCard } from '../../../replays/sc2replay/dataset/readme.js';
import type { SeriesReport, Skipped } from '../../../replays/sc2replay/dataset/reports.js';
import { type SeriesGame, type SeriesJob, wantedBy } from '../../../replays/sc2replay/dataset/series.js';
import { compiledEntry } from '../../jobs/entry.js';
import { createReserve, runPool, type WorkerReserve } from '../../jobs/pool.js';
import { KhalaError } from '../../spec/errors.js';
import { readVersion } from '../../spec/version.js';
import type { CommandIo } from '../io.js';
import { printable } from '../printable.js';
import type { Progress } from '../progress.js';
import { findReplays } from './find.js';
import { describeForecast, FORECAST_GAMES, forecast } from './forecast.js';
import type { Answer, GameSource, Sample, SampleJob, ScanJob, ScanResult, WriteJob } from './jobs.js';
import { DATASET_FILES, type ImportSettings, type ImportState, openState, SAMPLE_FILE } from './state.js';
import type { NeededVersion } from './with-game/source.js';
import { replaySeconds } from './with-game/stage.js';
import { missing, needAnyVersion, versionKey } from './with-game/versions.js';

export interface ImportOptions {
  readonly settings: ImportSettings;
  readonly out: string;
  readonly workers: number;
  readonly overwrite: boolean;
  /** The game that plays the replays back, where the settings say so; the installed one if not given. */
  readonly url?: string | null;
  /** Where an installed game is looked for; this machine if not given. */
  readonly places?: Places;
  /** Module of the worker processes; the compiled `worker.js` beside this one if not given. */
  readonly entry?: URL;
}

export interface ImportResult {
  /** Paths of the recordings. */
  readonly files: readonly string[];
  readonly card: DatasetCard;
  /** Replays found, and those that recordings were made of in this run; the others were skipped or done before. */
  readonly replays: { readonly found: number; readonly imported: number };
}

type Io = Pick<CommandIo<object>, 'signal' | 'note' | 'progress'>;

/** Memory of a worker's JavaScript heap; with buffers and Node itself it stays below 512 MiB. */
const HEAP_MIB = 384;
/** There is a process for every core: V8's own helpers, for garbage and compilation, would only take another's. */
const V8_FLAGS = ['--single-threaded'];
/** No file of a few megabytes takes nearly as long on any machine: its worker hangs. */
const LIMIT_MS = 60_000;

const workerEntry = (): URL => compiledEntry(import.meta.url, './worker.js');

/** One series with the games that were found for it. */
interface Found {
  readonly series: string;
  readonly games: readonly ScanResult[];
}

/**
 * Imports, going on where an earlier call with the same settings was stopped.
 * @throws KhalaError FILE_NOT_FOUND, FILE_UNREADABLE, NO_DATA, FILE_EXISTS, FOLDER_IN_USE, BAD_ARGUMENT (not writable),
 *   NO_SPACE; the signal's reason
 */
export async function importReplays(options: ImportOptions, io: Io): Promise<ImportResult> {
  const { settings, out, overwrite } = options;
  const paths = findReplays(settings.paths);
  const state = openState(out, settings, overwrite);
  const reserve = createReserve();
  try {
    return await importInto(state, paths, options, io, reserve);
  } finally {
    await reserve.close();
    state.close();
  }
}

async function importInto(
  state: ImportState,
  paths: readonly string[],
  options: ImportOptions,
  io: Io,
  reserve: WorkerReserve,
): Promise<ImportResult> {
  const { settings, out } = options;
  const { scanned, skipped } = await look(paths, options, io, reserve);
  const needed = scanned.flatMap(({ needs }) => needs ?? []);
  if (settings.withGame && !options.url) needAnyVersion(needed, options.places);
  const series = groupBySeries(scanned);
  const wanted = new Map(series.map((one) => [one.series, wantedBy(one.games).join()]));
  for (const [name, report] of [...state.done]) {
    const whole = report.file === null || existsSync(join(out, report.file));
    if (whole && wanted.get(name) === report.wanted.join() && !report.skipped.some(missedGame)) continue;
    if (!wanted.has(name) && report.file !== null)
      io.note(`import: ${report.file} is removed: its replays are no longer there`);
    state.drop(name);
  }
  const left = series.filter((one) => !state.done.has(one.series));
  const games = left.flatMap((one) => one.games);
  if (games.length < scanned.length)
    io.note(`import: ${scanned.length - games.length} of ${scanned.length} replays are done already`);
  const imported = await writeAll(left, state, options, io, reserve);
  const reports = series.map((one) => state.done.get(one.series) as SeriesReport);
  const card = datasetCard(reports, skipped, { settings, khala: readVersion() });
  writeWhole(join(out, DATASET_FILES.card), `${JSON.stringify(card, null, 2)}\n`);
  writeWhole(join(out, DATASET_FILES.readme), renderCard(card));
  if (settings.withGame && card.totals.games === 0) refuseWithoutGame(needed, card.skipped);
  const files = reports.flatMap(({ file }) => (file === null ? [] : [join(out, file)]));
  return { files, card, replays: { found: paths.length, imported } };
}

/** Looks at every file; content that was seen before is skipped. */
async function look(
  paths: readonly string[],
  { workers, entry = workerEntry(), settings }: ImportOptions,
  io: Io,
  reserve: WorkerReserve,
): Promise<{ scanned: ScanResult[]; skipped: Skipped[] }> {
  const progress = io.progress({ label: 'look', total: paths.length, unit: 'files' });
  let looked = 0;
  const results = await runPool<ScanJob, ScanResult | Skipped>({
    entry,
    workers,
    jobs: paths.map((path) => ({ kind: 'scan', path, withGame: settings.withGame === true })),
    nameOf: ({ path }) => path,
    retries: 1,
    ...{ heapMiB: HEAP_MIB, v8Flags: V8_FLAGS, reserve },
    limitMs: () => LIMIT_MS,
    signal: io.signal,
    onDeath: ({ path }, how) => lostTo(path, how),
    onResult: () => progress.update(++looked),
  }).finally(() => progress.stop());
  const scanned: ScanResult[] = [];
  const skipped: Skipped[] = [];
  const seen = new Map<string, string>();
  for (const result of results) {
    if ('code' in result) {
      skipped.push(result);
      continue;
    }
    const { path, sha256 } = result;
    const twin = seen.get(sha256);
    seen.set(sha256, twin ?? path);
    if (twin === undefined) scanned.push(result);
    else
      skipped.push({
        path,
        code: 'REPLAY_DUPLICATE',
        reason: `import ${path}: it has the same content as ${twin}`,
      });
  }
  return { scanned, skipped };
}

/** What is said of a file that a worker died of. */
function lostTo(path: string, how: string): Skipped {
  return { path, code: 'WORKER_FAILED', reason: `import ${path}: the process that read it ended (${how})` };
}

/** In the order of their keys; the games of each in the order of time. */
function groupBySeries(scanned: readonly ScanResult[]): Found[] {
  const groups = new Map<string, ScanResult[]>();
  for (const game of scanned) {
    const group = groups.get(game.series);
    if (group) group.push(game);
    else groups.set(game.series, [game]);
  }
  const byTime = (a: ScanResult, b: ScanResult): number => a.time - b.time || (a.sha256 < b.sha256 ? -1 : 1);
  return [...groups]
    .map(([series, games]) => ({ series, games: games.sort(byTime) }))
    .sort((a, b) => (a.series < b.series ? -1 : 1));
}

/** A game of middling length to be measured; null where a forecast is not worth it. */
function sampleJob(left: readonly Found[], options: ImportOptions): SampleJob | null {
  const games = left.flatMap((one) => one.games);
  if (games.length < FORECAST_GAMES) return null;
  const byLength = [...games].sort((a, b) => a.loops - b.loops);
  const middle = byLength.slice(byLength.length >> 1, (byLength.length >> 1) + 10);
  return {
    ...{ kind: 'sample', series: seriesJob('sample', middle, SAMPLE_FILE, [], options) },
    game: gameOf(options),
  };
}

/** Writes all series; returns how many games were used. What all will cost is told on the way, by one that writes too. */
async function writeAll(
  left: readonly Found[],
  state: ImportState,
  options: ImportOptions,
  io: Io,
  reserve: WorkerReserve,
): Promise<number> {
  const total = left.reduce((sum, { games }) => sum + games.length, 0);
  let progress: Progress | null = null;
  const begin = (): void => {
    progress = io.progress({ label: 'import', total, unit: 'replays' });
  };
  let looked = 0;
  let imported = 0;
  const avoid = new Map<string, Skipped[]>();
  const onSample = (sample: Sample | null): void => {
    const games = left.flatMap((one) => one.games);
    if (sample) io.note(describeForecast(forecast(sample, games, options.workers)));
    begin();
  };
  const onReport = (report: SeriesReport): void => {
    state.save(report);
    looked += report.wanted.length;
    imported += report.games.length;
    progress?.update(looked);
  };
  let sample = sampleJob(left, options);
  if (!sample) begin();
  try {
    // A worker that dies takes its series along, which then comes again without the game that it died of.
    for (let round = inOrder(left, options); round.length > 0; ) {
      const again: Found[] = [];
      /** The game that each series is at. */
      const at = new Map<string, SeriesGame>();
      const writes = round.map(({ series, games }): WriteJob => {
        const job = seriesJob(series, games, `${series}.khr`, avoid.get(series) ?? [], options);
        return { kind: 'write', series: job, game: gameOf(options) };
      });
      const jobs: (SampleJob | WriteJob)[] = sample ? [sample, ...writes] : writes;
      await runPool<SampleJob | WriteJob, Answer, number>({
        entry: options.entry ?? workerEntry(),
        workers: options.workers,
        jobs,
        nameOf: ({ kind, series }) => (kind === 'sample' ? 'a sample' : `series ${series.series}`),
        retries: 1,
        ...{ heapMiB: HEAP_MIB, v8Flags: V8_FLAGS, reserve },
        limitMs: (job) => limitOf(job, left),
        signal: io.signal,
        onUpdate: (place, index) => {
          const { series } = jobs[index].series;
          at.set(series, jobs[index].series.games[place]);
        },
        onDeath: ({ kind, series: { series } }, how) => {
          if (kind === 'sample') return { kind, sample: null };
          const culprit = at.get(series);
          if (!culprit)
            throw new KhalaError(
              'WORKER_FAILED',
              `import series ${series}: its worker ended before it read a game (${how}); see its output above`,
            );
          avoid.set(series, [...(avoid.get(series) ?? []), lostTo(culprit.path, how)]);
          again.push(round.find((one) => one.series === series) as Found);
          return { kind, report: null };
        },
        onResult: (answer) => {
          if (answer.kind === 'sample') onSample(answer.sample);
          else if (answer.report) onReport(answer.report);
        },
      });
      sample = null;
      round = again;
    }
    return imported;
  } finally {
    (progress as Progress | null)?.stop();
  }
}

/** The game that jobs are given; null where replays are reconstructed. */
const gameOf = ({ settings, url = null }: ImportOptions): GameSource | null =>
  settings.withGame ? { url } : null;

/** What kept a replay out is the game and not its file: with another one the same command may take it. */
const missedGame = ({ code }: Skipped): boolean =>
  code === 'GAME_NOT_FOUND' || code === 'GAME_CRASHED' || code === 'TIMED_OUT';

/** Where no replay was taken for want of a game, that is one error and not many reasons. */
function refuseWithoutGame(needed: readonly NeededVersion[], skipped: readonly Skipped[]): void {
  const reasons = skipped.filter(({ code }) => code === 'GAME_NOT_FOUND');
  if (needed.length === 0 || reasons.length < needed.length) return;
  throw missing(needed, printable(reasons[0].reason));
}

/** Milliseconds after which a job's worker is killed. A game has limits of its own, which are to come first: twice for each replay. */
function limitOf({ kind, series, game }: SampleJob | WriteJob, left: readonly Found[]): number {
  if (game === null) return LIMIT_MS * (kind === 'sample' ? 1 : series.games.length + 1);
  const loops = new Map(left.flatMap((one) => one.games.map((each) => [each.path, each.loops] as const)));
  const seconds = series.games.map(
    ({ path }) => 2 * replaySeconds(2, loops.get(path) ?? 0) + 2 * START_SECONDS,
  );
  return LIMIT_MS + seconds.reduce((sum, each) => sum + each, 0) * 1000;
}

/** With a game, series of one version come one after the other, so that it is started once. */
function inOrder(series: readonly Found[], { settings }: ImportOptions): Found[] {
  const byLength = longestFirst(series);
  if (!settings.withGame) return byLength;
  const keyOf = ({ games }: Found): string => (games[0].needs ? versionKey(games[0].needs) : '');
  const keyed = byLength.map((one) => ({ one, key: keyOf(one) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ one }) => one);
}

/** So that no process is left alone with a long one at the end. */
function longestFirst(series: readonly Found[]): Found[] {
  const length = ({ games }: Found): number => games.reduce((sum, { loops }) => sum + loops, 0);
  return [...series].sort((a, b) => length(b) - length(a));
}

function seriesJob(
  series: string,
  games: readonly SeriesGame[],
  file: string,
  avoid: readonly Skipped[],
  { out, settings }: ImportOptions,
): SeriesJob {
  const sources = games.map(({ path, sha256 }) => ({ path, sha256 }));
  return {
    series,
    games: sources,
    avoid,
    path: join(out, file),
    filters: settings.filters,
    khala: readVersion(),
  };
}
