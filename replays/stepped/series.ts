/**
 * One series into one recording, as the game itself plays its replays back. The same file, names and reports as without the game
 * (sc2replay/dataset/series.ts); a game is watched to its end before any of it is written.
 */
import { createRecordingWriter, type RecordingWriter } from '../recording/writer.js';
import { matchupOf } from '../sc2replay/dataset/filters.js';
import {
  type GameReport,
  type SeriesReport,
  type Skipped,
  sumTallies,
} from '../sc2replay/dataset/reports.js';
import {
  finishSeries,
  metaOf,
  type SeriesGame,
  type SeriesJob,
  skippedFor,
  writeSteps,
} from '../sc2replay/dataset/series.js';
import { outcomeOf } from '../sc2replay/game/demonstrate.js';
import type { GamePlayer, GameSetup } from '../sc2replay/game/types.js';
import { steppedEpisode } from './episode.js';
import { type KeptOrder, keepOrders } from './orders.js';
import type { OpenView } from './view.js';
import { type Watched, watch } from './watch.js';

/** A replay that can be watched. */
export interface SteppedReplay {
  readonly setup: GameSetup;
  /** Base build of the bit layouts that its file was read with. */
  readonly layout: number;
  /** Whose views are taken. */
  readonly players: readonly GamePlayer[];
  /** Loops before which each player gave orders, as the file tells, by player id. */
  readonly expected: ReadonlyMap<number, readonly number[]>;
}

/** Who opens replays and has a game to play them back. */
export interface Stage {
  /** @throws KhalaError with why nothing is taken of the file */
  read(source: SeriesGame): SteppedReplay;
  /**
   * Has the game ready while `work` looks at the replay.
   * @throws what `work` throws, which is the game's fault; `StageLost` when no replay can be played back any more
   */
  play<T>(replay: SteppedReplay, work: (open: OpenView) => Promise<T>): Promise<T>;
}

/** There is no game any more: what is left is no fault of the replays. */
export class StageLost extends Error {}

interface WatchedPlayer extends Watched {
  readonly player: GamePlayer;
  readonly kept: readonly KeptOrder[];
  readonly drops: Readonly<Record<string, number>>;
}

/**
 * Writes the recording of a series, replacing what is there. A game that cannot be used is in `skipped` with its code.
 * @param onGame told of each game before it is read, by its place in `job.games`
 * @throws StageLost's cause; KhalaError NO_SPACE, BAD_ARGUMENT (not writable)
 */
export async function writeSteppedSeries(
  job: SeriesJob,
  stage: Stage,
  onGame: (place: number) => void,
): Promise<SeriesReport> {
  const skipped = new Map(job.avoid.map((one) => [one.path, one]));
  const meta = metaOf(job);
  const writer = createRecordingWriter(
    job.path,
    { ...meta, settings: { ...meta.settings, withGame: true } },
    { overwrite: true },
  );
  const games: GameReport[] = [];
  try {
    for (const [place, source] of job.games.entries()) {
      if (skipped.has(source.path)) continue;
      onGame(place);
      const watched = await watchGame(source, stage);
      if ('code' in watched) skipped.set(source.path, watched);
      else games.push(writeGame(writer, source, watched.replay, watched.players));
    }
    if (games.length > 0) writer.close();
    else writer.abort();
  } catch (error) {
    writer.abort();
    throw error instanceof StageLost ? error.cause : error;
  }
  return finishSeries(job, games, skipped);
}

async function watchGame(
  source: SeriesGame,
  stage: Stage,
): Promise<{ readonly replay: SteppedReplay; readonly players: readonly WatchedPlayer[] } | Skipped> {
  try {
    const replay = stage.read(source);
    const { setup, expected } = replay;
    const players = await stage.play(replay, async (open) => {
      const all: WatchedPlayer[] = [];
      for (const player of replay.players) {
        const { playerId } = player;
        const plan = { playerId, expected: expected.get(playerId) ?? [], loops: setup.loops };
        const watched = await watch(open, plan);
        all.push({ ...watched, player, ...keepOrders(watched.orders, setup.loops) });
      }
      return all;
    });
    return { replay, players };
  } catch (error) {
    if (error instanceof StageLost) throw error;
    return skippedFor(source.path, error);
  }
}

function writeGame(
  writer: RecordingWriter,
  source: SeriesGame,
  { setup, layout }: SteppedReplay,
  players: readonly WatchedPlayer[],
): GameReport {
  const counts = { functions: {}, unknownFunctions: {} };
  const names = Object.fromEntries(setup.players.map(({ playerId, name }) => [playerId, name]));
  const episodes = players.map(({ player: { playerId, race, result, mmr }, view, kept }) => {
    const { info, steps } = steppedEpisode(setup, playerId, view, kept);
    writer.beginEpisode(info, names);
    const demonstrations = writeSteps(writer, info, steps, counts);
    writer.endEpisode(outcomeOf(setup));
    return { playerId, race, result, mmr, demonstrations };
  });
  const { map, build, baseBuild, loops } = setup;
  return {
    ...source,
    ...{ map: map.name, matchup: matchupOf(setup.players), build, baseBuild, layout, loops },
    ...{ episodes, ...counts, drops: sumTallies(players.map(({ drops }) => drops)) },
    otherActions: sumTallies(players.map(({ others }) => others)),
  };
}
