/**
 * The game that plays replays back: started once for all replays of its version, one after the other; another version, or a game that
 * died, hung or lied, is another process. One at a time; `guard.ts` sees to it that none is left.
 */
import { connectGame, type GameConnection } from '../../../../env-bridge/sc2/client/connection.js';
import {
  findMap,
  type Installation,
  needInstallation,
  pickVersion,
  workingFolder,
} from '../../../../env-bridge/sc2/client/installation.js';
import { launchGame } from '../../../../env-bridge/sc2/client/launch.js';
import type { Filters } from '../../../../replays/sc2replay/dataset/filters.js';
import { readReplayFile } from '../../../../replays/sc2replay/dataset/read-file.js';
import { type Stage, StageLost } from '../../../../replays/stepped/series.js';
import type { OpenView } from '../../../../replays/stepped/view.js';
import { compiledEntry } from '../../../jobs/entry.js';
import { hasCode, KhalaError } from '../../../spec/errors.js';
import { LOOPS_PER_SECOND } from '../../../spec/observation.js';
import { openReplay, type ReadyGame } from './open-replay.js';
import { type NeededVersion, readSource, type SourceReplay } from './source.js';
import { describeVersion, versionKey, WITHOUT } from './versions.js';

/** Which game. */
export interface StageOptions {
  /** A game that runs already; null starts what is installed. */
  readonly url: string | null;
  readonly filters: Filters;
}

/** How often a replay that a game died of is tried with a new one. */
const RETRIES = 1;
/** Replays in succession that games died of; then it is not the replays. */
const MOST_LOST = 3;
/** Seconds that a replay may take beside its own length, at the speed of play, twice for each view. */
const SPARE_SECONDS = 300;

/** Seconds after which a replay is left out, however busy its game looks. */
export const replaySeconds = (views: number, loops: number): number =>
  SPARE_SECONDS + (2 * views * loops) / LOOPS_PER_SECOND;

/** One that comes along without end will not come to it next time either. */
class TookTooLong extends KhalaError {}

interface Running extends ReadyGame {
  readonly version: string;
  /** May be called twice. */
  stop(): Promise<void>;
}

export interface GameStage extends Stage {
  read(...given: Parameters<Stage['read']>): SourceReplay;
  /** Ends the game that runs, if any. */
  close(): Promise<void>;
}

export function createStage({ url, filters }: StageOptions): GameStage {
  let running: Running | null = null;
  let lost = 0;
  let closed = false;

  const discard = async (): Promise<void> => {
    const game = running;
    running = null;
    await game?.stop();
  };
  const ready = async (needs: NeededVersion): Promise<Running> => {
    if (closed)
      throw new StageLost('closed', { cause: new KhalaError('CONNECTION_LOST', 'the game was closed') });
    if (running && (url !== null || running.version === versionKey(needs))) return running;
    await discard();
    running = url === null ? await startVersion(needs) : await attach(url);
    return running;
  };

  /** Plays one replay back, within its time. */
  const attempt = async <T>(replay: SourceReplay, work: (open: OpenView) => Promise<T>): Promise<T> => {
    const game = await ready(replay.needs);
    checkVersion(game, replay.needs);
    const seconds = replaySeconds(replay.players.length, replay.setup.loops);
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      void discard();
    }, seconds * 1000);
    try {
      return await work(await openReplay(game, replay));
    } catch (error) {
      // After a clean refusal the game stands as before; after anything else nobody knows where it stands.
      if (!hasCode(error, 'GAME_REFUSED')) await discard();
      if (late)
        throw new TookTooLong(
          'TIMED_OUT',
          `play a replay back: it took more than ${Math.round(seconds)} s; it is left out`,
          { cause: error },
        );
      throw error;
    } finally {
      clearTimeout(limit);
    }
  };

  return {
    read: (source) => readSource(source, filters),
    async play(replay, work) {
      for (let crashes = 0; ; ) {
        try {
          const result = await attempt(replay as SourceReplay, work);
          lost = 0;
          return result;
        } catch (error) {
          if (error instanceof StageLost) throw error;
          if (closed) throw new StageLost('closed', { cause: error });
          if (!isGone(error) || error instanceof TookTooLong) throw error;
          if (crashes++ < RETRIES) continue;
          if (++lost < MOST_LOST) throw error;
          throw new StageLost('no game stays alive', {
            cause: new KhalaError(
              'GAME_CRASHED',
              `import --with-game: ${lost} replays in succession ended with their game (${(error as Error).message}); see whether the game runs at all, then give the same command to go on`,
              { cause: error },
            ),
          });
        }
      }
    },
    close() {
      closed = true;
      return discard();
    },
  };
}

/** The game ended, hung, or never came up. */
const isGone = (error: unknown): boolean => hasCode(error, 'GAME_CRASHED') || hasCode(error, 'TIMED_OUT');

/** @throws KhalaError GAME_NOT_FOUND when the game that runs is another than the replay needs */
function checkVersion({ connection, ping }: ReadyGame, needs: NeededVersion): void {
  const { baseBuild = 0, dataVersion = '' } = ping;
  const same =
    baseBuild === needs.baseBuild &&
    (needs.dataHash === null || dataVersion.toUpperCase() === needs.dataHash.toUpperCase());
  if (same) return;
  throw new KhalaError(
    'GAME_NOT_FOUND',
    `play a replay back: it needs ${describeVersion(needs)}; the game at ${connection.where} is base build ${baseBuild} with data ${dataVersion.slice(0, 64)}; ${WITHOUT}`,
  );
}

/** @throws StageLost: a game that somebody else runs cannot be started again from here */
async function attach(url: string): Promise<Running> {
  let connection: GameConnection;
  try {
    connection = await connectGame(url);
  } catch (error) {
    throw new StageLost('the game cannot be reached', { cause: error });
  }
  try {
    const { ping = {} } = await connection.request({ ping: {} });
    return { connection, ping, mapOf: () => null, version: url, stop: () => connection.close() };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** @throws GAME_NOT_FOUND, GAME_CRASHED, TIMED_OUT */
async function startVersion(needs: NeededVersion): Promise<Running> {
  const installation = needInstallation();
  const { baseBuild, dataHash } = needs;
  const version = pickVersion(installation, { baseBuild, ...(dataHash !== null && { dataHash }) });
  const game = await launchGame({
    guard: compiledEntry(import.meta.url, '../../../../env-bridge/sc2/client/guard.js'),
    executable: version.executable,
    dataHash: version.dataHash,
    folder: workingFolder(installation),
    dataFolder: installation.path,
    platform: installation.platform,
    window: false,
  });
  return {
    ...{ connection: game.connection, ping: game.ping, version: versionKey(needs) },
    mapOf: (path) => mapFile(installation, path),
    stop: () => game.stop(),
  };
}

/** The file of a local map; of the path that a replay has only the name is believed. */
function mapFile(installation: Installation, path: string): Uint8Array | null {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  if (!/\.sc2map$/i.test(name)) return null;
  try {
    return readReplayFile(findMap(installation, name));
  } catch (error) {
    // The game may find it by itself, and says what is missing where it does not.
    if (error instanceof KhalaError) return null;
    throw error;
  }
}
