/**
 * One series into one recording: an episode for each game and each player whose view is taken. Games of a series lie in
 * one file because files are what training holds out as wholes: nobody is judged on a game against the opponent of the
 * same evening.
 */
import { createHash } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { KhalaError } from '../../../src/spec/errors.js';
import type { MatchInfo } from '../../../src/spec/match.js';
import type { FileMeta } from '../../recording/descriptions.js';
import { createRecordingWriter, type RecordingWriter } from '../../recording/writer.js';
import { FIRST_OWN_ID } from '../catalog/own-ids.js';
import { playerOrders } from '../game/commands.js';
import { type DemonstrationStep, demonstrations } from '../game/demonstrate.js';
import { gameSetup } from '../game/setup.js';
import type { GamePlayer, GameSetup, PlayerOrder } from '../game/types.js';
import { decodeReplay } from '../read/decode.js';
import type { DecodedReplay } from '../replay.js';
import { type Filters, judge, matchupOf } from './filters.js';
import { readReplayFile } from './read-file.js';
import { type GameReport, type SeriesReport, type Skipped, type Tally, tick } from './reports.js';

/** A file that was looked at before. */
export interface SeriesGame {
  readonly path: string;
  readonly sha256: string;
}

export interface SeriesJob {
  readonly series: string;
  /** In the order of time. */
  readonly games: readonly SeriesGame[];
  /** Games that are not even opened: an earlier try ended with its process. */
  readonly avoid: readonly Skipped[];
  /** Path of the recording. */
  readonly path: string;
  readonly filters: Filters;
  /** Version of Khala, for the recording. */
  readonly khala: string;
}

/** The streams that a game is made of; chat and the lobby's settings say nothing that is used. */
const NEEDED = ['details', 'initData', 'metadata', 'trackerEvents', 'gameEvents'] as const;

/** A game ready to be written. */
export interface Game {
  readonly source: SeriesGame;
  readonly replay: DecodedReplay;
  readonly setup: GameSetup;
  readonly orders: readonly PlayerOrder[];
  /** Whose views are taken. */
  readonly players: readonly GamePlayer[];
}

/** A game that went wrong while its episodes were written, not the writing itself. */
class GameFailure extends Error {
  constructor(
    readonly skipped: Skipped,
    cause: unknown,
  ) {
    super(`${skipped.path}: ${skipped.reason}`, { cause });
  }
}

/** Content of the games that a series is made of, whatever becomes of them. */
export function wantedBy(games: readonly SeriesGame[]): string[] {
  return games.map(({ sha256 }) => sha256).sort();
}

/**
 * Writes the recording of a series, replacing what is there. A game that cannot be used is reported in `skipped` with its
 * code; the others are written as if it had not been there.
 *
 * @param onGame told of each game before it is read, by its place in `job.games`
 * @throws KhalaError NO_SPACE, BAD_ARGUMENT (not writable): what concerns the output and not one game
 */
export function writeSeries(job: SeriesJob, onGame: (place: number) => void): SeriesReport {
  const skipped = new Map(job.avoid.map((one) => [one.path, one]));
  let games = tryToWrite(job, skipped, onGame);
  while (games === null) games = tryToWrite(job, skipped, onGame);
  return finishSeries(job, games, skipped);
}

/** What became of a series whose recording is closed, or was never begun because no game is in it. */
export function finishSeries(
  job: SeriesJob,
  games: GameReport[],
  skipped: ReadonlyMap<string, Skipped>,
): SeriesReport {
  const written = games.length > 0;
  // An earlier import may have found other games for this name.
  if (!written) rmSync(job.path, { force: true });
  return {
    series: job.series,
    wanted: wantedBy(job.games),
    file: written ? basename(job.path) : null,
    bytes: written ? statSync(job.path).size : 0,
    games,
    skipped: [...skipped.values()],
  };
}

/** One attempt; null when a game failed half-way: it is in `skipped` now, and the recording must begin again without it. */
function tryToWrite(
  job: SeriesJob,
  skipped: Map<string, Skipped>,
  onGame: (place: number) => void,
): GameReport[] | null {
  const writer = createRecordingWriter(job.path, metaOf(job), { overwrite: true });
  const reports: GameReport[] = [];
  try {
    for (const [place, source] of job.games.entries()) {
      if (skipped.has(source.path)) continue;
      onGame(place);
      const game = openGame(source, job.filters);
      if ('code' in game) skipped.set(source.path, game);
      else reports.push(writeGame(writer, game));
    }
    if (reports.length > 0) writer.close();
    else writer.abort();
    return reports;
  } catch (error) {
    writer.abort();
    if (!(error instanceof GameFailure)) throw error;
    skipped.set(error.skipped.path, error.skipped);
    return null;
  }
}

export function metaOf({ series, games, filters, khala }: SeriesJob): FileMeta {
  const { minMmr, races, matchups, builds, winnerOnly } = filters;
  return {
    khala,
    writer: 'khala import',
    settings: {
      series,
      games: games.map(({ sha256 }) => sha256).join(' '),
      winnerOnly,
      ...(minMmr !== null && { minMmr }),
      ...(races.length > 0 && { races: races.join(' ') }),
      ...(matchups.length > 0 && { matchups: matchups.join(' ') }),
      ...(builds && { builds: `${builds.first}-${builds.last}` }),
    },
  };
}

/** Why nothing is taken of a file. Any error is the file's: what strangers wrote may surprise every reader. */
export function skippedFor(path: string, error: unknown): Skipped {
  if (error instanceof KhalaError) return { path, code: error.code, reason: error.message };
  const { code, message } = error as NodeJS.ErrnoException;
  return { path, code: code ?? 'INTERNAL', reason: message ?? String(error) };
}

/** Decodes a game and finds its orders, or says why it is not used. */
function openGame(source: SeriesGame, filters: Filters): Game | Skipped {
  try {
    return readGame(source, filters);
  } catch (error) {
    return skippedFor(source.path, error);
  }
}

/**
 * Decodes a game and finds its orders.
 * @throws KhalaError with why it is not used; whatever else a stranger's file brings about
 */
export function readGame(source: SeriesGame, filters: Filters): Game {
  const replay = decodeReplay(readSame(source), { streams: NEEDED });
  const setup = gameSetup(replay);
  const players = wantedPlayers(source.path, setup, filters);
  return { source, replay, setup, orders: playerOrders(replay, setup), players };
}

/** The content that was looked at before. @throws KhalaError FILE_CORRUPT when it is another now, and what reading throws */
export function readSame({ path, sha256 }: SeriesGame): Uint8Array {
  const bytes = readReplayFile(path);
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
  throw new KhalaError('FILE_CORRUPT', `import ${path}: it changed since it was looked at; import it again`);
}

/** Whose views are taken. @throws KhalaError REPLAY_FILTERED */
export function wantedPlayers(path: string, setup: GameSetup, filters: Filters): readonly GamePlayer[] {
  const verdict = judge(setup, filters);
  if ('reason' in verdict)
    throw new KhalaError('REPLAY_FILTERED', `import ${path}: a filter leaves it out: ${verdict.reason}`);
  return verdict.players;
}

/** Writes an episode a player. @throws GameFailure when the game is at fault */
function writeGame(writer: RecordingWriter, game: Game): GameReport {
  const { source, replay, setup, orders, players } = game;
  const functions: Tally = {};
  const unknownFunctions: Tally = {};
  const drops: Tally = {};
  const names = Object.fromEntries(setup.players.map(({ playerId, name }) => [playerId, name]));
  for (const { drop, playerId } of orders)
    if (drop !== null && players.some((player) => player.playerId === playerId)) tick(drops, drop);
  const episodes = players.map(({ playerId, race, result, mmr }) => {
    const { info, steps, outcome, unitless } = blaming(source, () =>
      demonstrations(replay, setup, orders, playerId, { reuse: true }),
    );
    writer.beginEpisode(info, names);
    const count = writeSteps(writer, info, blamingEach(source, steps), { functions, unknownFunctions });
    writer.endEpisode(outcome);
    if (unitless > 0) tick(drops, 'unitless', unitless);
    return { playerId, race, result, mmr, demonstrations: count };
  });
  const { map, build, baseBuild, loops } = setup;
  return {
    ...source,
    ...{
      map: map.name,
      matchup: matchupOf(setup.players),
      build,
      baseBuild,
      layout: replay.layout.used,
      loops,
    },
    ...{ episodes, functions, unknownFunctions, drops },
  };
}

/** Writes the demonstrations of the open episode and counts them by function. Returns how many there are. */
export function writeSteps(
  writer: RecordingWriter,
  { player, vocabulary }: MatchInfo,
  steps: Iterable<DemonstrationStep>,
  { functions, unknownFunctions }: { readonly functions: Tally; readonly unknownFunctions: Tally },
): number {
  const nameOf = new Map(vocabulary.functions.map((one) => [`${one.ability} ${one.target}`, one.name]));
  let count = 0;
  for (const { observation, command } of steps) {
    const step = { observation, reward: 0, terminated: false, truncated: false, info: { rejected: [] } };
    writer.write({ type: 'observation', player, step });
    writer.write({ type: 'command', player, gameLoop: observation.gameLoop, command });
    const name = nameOf.get(`${command.ability} ${command.target.kind}`) ?? `ability ${command.ability}`;
    tick(functions, name);
    if (command.ability >= FIRST_OWN_ID) tick(unknownFunctions, name);
    count++;
  }
  return count;
}

/** Runs what reads a game; an error in it is the game's. */
function blaming<T>({ path }: SeriesGame, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new GameFailure(skippedFor(path, error), error);
  }
}

/** The values of a game's iterator, whose errors are the game's. */
function* blamingEach<T>(source: SeriesGame, values: Iterable<T>): Generator<T> {
  const iterator = values[Symbol.iterator]();
  for (;;) {
    const { done, value } = blaming(source, () => iterator.next());
    if (done) return;
    yield value;
  }
}
