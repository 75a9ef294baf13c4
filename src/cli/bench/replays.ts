/** How fast human replays are read and imported; only where there are some, since no made-up game stands for them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scanReplay } from '../../../replays/sc2replay/dataset/scan.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import { KhalaError } from '../../spec/errors.js';
import { LOOPS_PER_SECOND } from '../../spec/observation.js';
import { findReplays } from '../import/find.js';
import { importReplays } from '../import/import-replays.js';
import type { BenchCase } from './measure.js';

/** The length of game that the promise is about. */
const MINUTES = 11;
/** Files whose decoding is measured, those nearest to that length. */
const DECODED = 30;
/** Files that are imported at once: enough that starting the processes weighs little. */
const IMPORTED = 120;
/** The first base build with the modern streams. */
const MODERN_BUILD = 38215;
const PROCESSES = 2;

interface Candidate {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly loops: number;
}

/** Modern replays with all streams, those nearest to MINUTES first. Files that cannot be read are left out. */
function candidates(path: string): Candidate[] {
  const wanted = MINUTES * 60 * LOOPS_PER_SECOND;
  const found = findReplays([path]).flatMap((file): Candidate[] => {
    const bytes = readFileSync(file);
    try {
      const { loops, build } = scanReplay(bytes);
      return build >= MODERN_BUILD ? [{ path: file, bytes, loops }] : [];
    } catch (error) {
      if (error instanceof KhalaError) return [];
      throw error;
    }
  });
  const sorted = found.sort((a, b) => Math.abs(a.loops - wanted) - Math.abs(b.loops - wanted));
  if (sorted.length > 0) return sorted;
  throw new KhalaError(
    'NO_DATA',
    `bench replays of ${path}: no replay of build ${MODERN_BUILD} or later is there; name another folder`,
  );
}

function decoding(path: string): BenchCase {
  return {
    name: 'replays-decode',
    what: `full decode of one .SC2Replay, all streams, over the ${DECODED} nearest to ${MINUTES} minutes, 1 thread`,
    unit: 'ms',
    target: 60,
    figure: (ms) => ms,
    prepare: async () => {
      const files: Uint8Array[] = [];
      for (const { bytes } of candidates(path)) {
        const { problems, trackerEvents } = decodeReplay(bytes);
        if (problems.length === 0 && trackerEvents) files.push(bytes);
        if (files.length === DECODED) break;
      }
      let next = 0;
      return {
        run: () => void decodeReplay(files[next++ % files.length]),
        dispose: () => undefined,
      };
    },
  };
}

function importing(path: string): BenchCase {
  let games = 0;
  return {
    name: 'replays-import',
    what: `import of the ${IMPORTED} nearest to ${MINUTES} minutes, reconstruction and writing included, ${PROCESSES} processes`,
    unit: 'games/s',
    target: 6,
    once: true,
    figure: (ms) => games / (ms / 1000),
    prepare: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'khala-bench-'));
      const paths = candidates(path)
        .slice(0, IMPORTED)
        .map((one) => one.path);
      const filters = { minMmr: null, races: [], matchups: [], builds: null, winnerOnly: false };
      const silent = { update: () => undefined, stop: () => undefined };
      return {
        run: async () => {
          const { card } = await importReplays(
            { settings: { format: 1, paths, filters }, out: folder, workers: PROCESSES, overwrite: true },
            { signal: new AbortController().signal, note: () => undefined, progress: () => silent },
          );
          games = card.totals.games;
        },
        dispose: () => rmSync(folder, { recursive: true }),
      };
    },
  };
}

/** Rows about the replays in a folder or file. */
export const replayCases = (path: string): BenchCase[] => [decoding(path), importing(path)];

/** Their names, for those who ask for them without saying where replays are. */
export const REPLAY_ROWS = ['replays-decode', 'replays-import'];
