/**
 * Real replays with the reference's counts and digests. They lie beside the repository, never in it; tests that need
 * them are skipped where they are not: `describe.skipIf(!corpusThere)`.
 */
import { existsSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../shared/replays/', import.meta.url);
const MANIFEST = new URL('manifest.jsonl', FOLDER);

/** What the manifest says of one file, as far as tests ask. A stream that the file has not has no digest. */
export interface CorpusEntry {
  readonly file: string;
  readonly kind: 'usable1v1' | 'no_tracker_1v1' | 'odd1v1' | 'other' | 'old' | 'error';
  readonly baseBuild: number;
  readonly protocolExact: boolean;
  readonly loops: number;
  readonly minutes: number;
  readonly digests: {
    readonly [stream in
      | 'header'
      | 'details'
      | 'initData'
      | 'trackerEvents'
      | 'gameEvents'
      | 'messageEvents']?: string;
  };
  /** Content bytes by stream. */
  readonly streamBytes: { readonly [stream: string]: number };
  readonly timeUTC: string;
  /** Games with the same two players on the same day; only in `usable1v1`. */
  readonly series?: string;
  /** Those who play; all of this only in `usable1v1`. */
  readonly players: readonly {
    readonly playerId: number;
    readonly userId: number;
    readonly race: string;
    readonly team: number;
    readonly result: string;
  }[];
  /** What the reference could not read, by stage, and how it failed. */
  readonly errors: { readonly [stage: string]: string };
  /** Names under `truth/`, for a few files. */
  readonly truth?: { readonly [what: string]: string } | null;
}

export const corpusThere = existsSync(MANIFEST);
if (!corpusThere) console.warn(`no replays at ${FOLDER.pathname}: their tests are skipped`);

/** The entries of the manifest; none where the corpus is not there. */
export function corpusEntries(): readonly CorpusEntry[] {
  if (!corpusThere) return [];
  const lines = readFileSync(MANIFEST, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as CorpusEntry);
}

/** The bytes of a file of the corpus, by its name in the manifest. */
export const readCorpus = (file: string): Uint8Array => readFileSync(new URL(file, FOLDER));
