/** `khala serve --sc2api`: the simulator behind StarCraft II's own API, with scripted players as its built-in AI. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createScripted, DIFFICULTIES, type Difficulty } from '../../../agent/scripted/index.js';
import type { Player } from '../../../env-bridge/environment.js';
import { startApiServer } from '../../../env-bridge/sc2/index.js';
import { Difficulty as ApiDifficulty } from '../../../env-bridge/sc2/schema/enums.js';
import type { PlayerSetup } from '../../../env-bridge/sc2/schema/messages.js';
import type { ApiServerInput } from '../../../env-bridge/sc2/server/limits.js';
import type { RecordedMatch } from '../../../env-bridge/sc2/server/replay-log.js';
import { openRecording } from '../../../replays/recording/reader.js';
import { createRecordingWriter } from '../../../replays/recording/writer.js';
import { decodeMatchMessage } from '../../spec/codec/index.js';
import { KhalaError } from '../../spec/errors.js';
import { readVersion } from '../../spec/version.js';
import type { CommandIo } from '../io.js';
import { describeOutcome } from '../outcome.js';

/** How long clients of the last match may take to see its end. */
const FAREWELL_MS = 30_000;

export interface ServeApiOptions extends ApiServerInput {
  readonly seed: number;
  /** Ends after so many matches; undefined goes on. */
  readonly matches?: number | undefined;
}

/** Serves until interrupted, or until so many matches have ended and their clients have left. */
export async function serveApi(
  { matches = Number.POSITIVE_INFINITY, ...options }: ServeApiOptions,
  io: Pick<CommandIo<object>, 'signal' | 'note'>,
  listening: (url: string) => void,
): Promise<void> {
  let played = 0;
  let settle: { resolve(): void; reject(error: unknown): void } | null = null;
  const done = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const server = await startApiServer({
    ...options,
    computer: scriptedComputer,
    ...{ writeReplay, readReplay },
    failed: (error) => settle?.reject(error),
    ended: (map, outcome) => {
      io.note(`match ${++played} (${map}): ${describeOutcome(outcome)}`);
      if (played === matches) setTimeout(() => settle?.resolve(), FAREWELL_MS).unref();
    },
    emptied: () => {
      if (played >= matches) settle?.resolve();
    },
  });
  const interrupted = (): void => settle?.resolve();
  io.signal.addEventListener('abort', interrupted);
  if (io.signal.aborted) interrupted();
  try {
    listening(server.url);
    await done;
  } finally {
    io.signal.removeEventListener('abort', interrupted);
    await server.close();
  }
}

/**
 * The strongest script that is no stronger than this difficulty of the game.
 * @internal
 */
export function scriptFor(difficulty: ApiDifficulty): Difficulty {
  const wanted = ApiDifficulty[difficulty];
  let best: Difficulty = 'VeryEasy';
  for (const [name, { sc2 }] of Object.entries(DIFFICULTIES))
    if (sc2 !== null && sc2 <= wanted) best = name as Difficulty;
  return best;
}

/** The opponent for a computer's seat. Its build and race change nothing: the scenario has its units. */
function scriptedComputer({ difficulty = 'VeryEasy' }: PlayerSetup): Player {
  return createScripted(scriptFor(difficulty));
}

/**
 * The bytes of a recording (`.khr`) with one episode.
 * @internal
 */
export function writeReplay({ info, names, messages, outcome, match }: RecordedMatch): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'khala-replay-'));
  try {
    const path = join(folder, 'match.khr');
    const meta = {
      khala: readVersion(),
      writer: 'khala serve --sc2api',
      settings: { scenario: info.scenario, seed: info.seed },
      match,
    };
    const writer = createRecordingWriter(path, meta, { overwrite: false });
    try {
      writer.beginEpisode(info, names);
      for (const bytes of messages) {
        const message = decodeMatchMessage(bytes);
        if (message.type === 'start' || message.type === 'outcome')
          throw new KhalaError('MATCH_FAILED', `save replay: ${message.type} is not for the middle of one`);
        writer.write(message);
      }
      writer.endEpisode(outcome);
      writer.close();
    } catch (error) {
      writer.abort();
      throw error;
    }
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What a recording of `writeReplay` says of its match; undefined where it says nothing.
 * @throws what opening a recording throws: the bytes may come from anybody
 * @internal
 */
export function readReplay(bytes: Uint8Array): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'khala-replay-'));
  try {
    const path = join(folder, 'match.khr');
    writeFileSync(path, bytes);
    return openRecording(path).meta.match;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
