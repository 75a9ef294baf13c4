/**
 * What an import has done so far, beside its recordings: one small file a series, written when the series' recording has
 * its name. The same command goes on from there, whatever stopped the one before.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../../../replays/recording/output-file.js';
import { filtersSchema } from '../../../replays/sc2replay/dataset/filters.js';
import { type SeriesReport, seriesReportSchema } from '../../../replays/sc2replay/dataset/reports.js';
import { KhalaError } from '../../spec/errors.js';
import { writing } from '../../spec/writing.js';
import { LOCK_FILE, makeFolder, takeLock } from '../lock.js';

/** Everything that what is imported depends on. */
export const importSettingsSchema = z.strictObject({
  /** Raised when the same replays become other demonstrations. */
  format: z.literal(1),
  /** As they were given; compared as what they mean, since the same words are other files in another working directory. */
  paths: z.array(z.string()),
  filters: filtersSchema,
  /** Played back by the game itself. Absent without, as in folders that were begun before there was a choice. */
  withGame: z.literal(true).optional(),
});
export type ImportSettings = z.infer<typeof importSettingsSchema>;

/** The files that an import writes beside its recordings. */
export const DATASET_FILES = { card: 'dataset.json', readme: 'README.md' } as const;
const STATE_FOLDER = '.import';
const SETTINGS_FILE = 'settings.json';
/** Begins with a point: readers of the folder pass over it. */
export const SAMPLE_FILE = '.sample.khr';

export interface ImportState {
  /** What is done, by series. */
  readonly done: ReadonlyMap<string, SeriesReport>;
  /** Notes that a series is done. Its recording has its name already. */
  save(report: SeriesReport): void;
  /** Removes a series that does not belong to the import any more, and its recording. */
  drop(series: string): void;
  /** Removes what killed workers left, and lets others import into the folder again. */
  close(): void;
}

/**
 * Opens the folder of an import, new or begun, and keeps others out until it is closed.
 * @param overwrite begin again where another import was
 * @throws KhalaError FILE_EXISTS when other settings were used or other recordings are there; FOLDER_IN_USE when another
 *   import is at work; BAD_ARGUMENT (not writable), NO_SPACE
 */
export function openState(out: string, settings: ImportSettings, overwrite: boolean): ImportState {
  const folder = join(out, STATE_FOLDER);
  if (!existsSync(join(folder, SETTINGS_FILE))) refuseForeign(out);
  writing(out, () => makeFolder(folder));
  const unlock = takeLock(join(folder, LOCK_FILE), 'importing');
  try {
    beginOrGoOn(out, folder, settings, overwrite);
    return stateOf(out, folder, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Leaves only what belongs to an import with these settings. */
function beginOrGoOn(out: string, folder: string, settings: ImportSettings, overwrite: boolean): void {
  const path = join(folder, SETTINGS_FILE);
  const meant = JSON.stringify({ ...settings, paths: settings.paths.map((each) => resolve(each)) });
  if (existsSync(path)) {
    const same = readFileSync(path, 'utf8') === meant;
    // Where an import found nothing to take, there is nothing to lose.
    const empty = ![...readReports(folder).values()].some(({ file }) => file !== null);
    if (overwrite || (!same && empty)) clear(out, folder);
    else if (!same)
      throw new KhalaError(
        'FILE_EXISTS',
        `import into ${out}: an import with other paths, filters or another version was begun there; give the same ones, another folder, or --overwrite to begin again`,
      );
  }
  writeWhole(path, meant);
  removeTemporary(out);
  removeTemporary(folder);
}

function stateOf(out: string, folder: string, unlock: () => void): ImportState {
  const done = readReports(folder);
  return {
    done,
    save(report) {
      // A report that a power cut damages costs its series once more; waiting for the disk would cost more at each.
      writeWhole(join(folder, `${report.series}.json`), JSON.stringify(report), { flush: false });
      done.set(report.series, report);
    },
    drop(series) {
      rmSync(join(out, `${series}.khr`), { force: true });
      rmSync(join(folder, `${series}.json`), { force: true });
      done.delete(series);
    },
    close() {
      try {
        removeTemporary(out); // What workers that were killed left behind.
      } finally {
        unlock();
      }
    },
  };
}

/** Removes what an earlier import wrote, and nothing else. */
function clear(out: string, folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name === LOCK_FILE) continue;
    if (name !== SETTINGS_FILE && name.endsWith('.json'))
      rmSync(join(out, `${name.slice(0, -'.json'.length)}.khr`), { force: true });
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  for (const name of Object.values(DATASET_FILES)) rmSync(join(out, name), { force: true });
}

/** Training reads every recording of a folder: others must not be mixed in. */
function refuseForeign(out: string): void {
  if (!existsSync(out)) return;
  if (!statSync(out).isDirectory())
    throw new KhalaError('FILE_EXISTS', `import into ${out}: it is a file; name a folder`);
  const foreign = readdirSync(out).find(
    (name) => name.endsWith('.khr') || (Object.values(DATASET_FILES) as string[]).includes(name),
  );
  if (foreign)
    throw new KhalaError(
      'FILE_EXISTS',
      `import into ${out}: ${foreign} is there and is not of an import; choose another folder`,
    );
}

/** What a killed process left half written. */
function removeTemporary(folder: string): void {
  for (const name of readdirSync(folder))
    if ((name.startsWith('.') && name.endsWith('.tmp')) || name === SAMPLE_FILE) rmSync(join(folder, name));
}

function readReports(folder: string): Map<string, SeriesReport> {
  const done = new Map<string, SeriesReport>();
  for (const name of readdirSync(folder)) {
    if (name === SETTINGS_FILE || !name.endsWith('.json')) continue;
    const report = readReport(join(folder, name));
    if (report) done.set(report.series, report);
  }
  return done;
}

/** Null for a file that is damaged, or of another version: its series is imported again. */
function readReport(path: string): SeriesReport | null {
  try {
    return seriesReportSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
