/**
 * Replays that a game is to play back, as their files tell of them: StarCraft II's own, and those that our server saved
 * (`khala serve --sc2api`), which are recordings with their match in them.
 */
import { createHash } from 'node:crypto';
import { dataHashOf } from '../../../../env-bridge/sc2/client/versions.js';
import { skirmishCatalog } from '../../../../env-bridge/sc2/server/catalog.js';
import { type MatchLog, readMatchLog } from '../../../../env-bridge/sc2/server/match-log.js';
import { decodeFileHead, FILE_HEAD_BYTES } from '../../../../replays/recording/layout.js';
import { openRecording } from '../../../../replays/recording/reader.js';
import type { Filters } from '../../../../replays/sc2replay/dataset/filters.js';
import { readReplayFile } from '../../../../replays/sc2replay/dataset/read-file.js';
import { type Scanned, scanReplay } from '../../../../replays/sc2replay/dataset/scan.js';
import {
  readGame,
  readSame,
  type SeriesGame,
  wantedPlayers,
} from '../../../../replays/sc2replay/dataset/series.js';
import type { GamePlayer, GameSetup, RaceName } from '../../../../replays/sc2replay/game/types.js';
import { decodeReplay } from '../../../../replays/sc2replay/read/decode.js';
import type { DecodedReplay } from '../../../../replays/sc2replay/replay.js';
import type { SteppedReplay } from '../../../../replays/stepped/series.js';
import { PLAYER_SCALAR_INDEX, RACE } from '../../../spec/columns.js';
import { KhalaError } from '../../../spec/errors.js';
import { printable } from '../../printable.js';

/** What a game must be to play a replay back. */
export interface NeededVersion {
  readonly baseBuild: number;
  /** Hash of the game's data, as `-dataVersion` and the API's data_version have it; null where nothing tells it. */
  readonly dataHash: string | null;
}

/** A replay that was read, for the game. */
export interface SourceReplay extends SteppedReplay {
  /** The file. */
  readonly bytes: Uint8Array;
  readonly needs: NeededVersion;
}

/** A first look. @throws KhalaError as reading and decoding do */
export function scanSource(path: string): Scanned & { readonly needs: NeededVersion } {
  const bytes = readReplayFile(path);
  if (!isServed(bytes))
    return {
      ...scanReplay(bytes),
      needs: versionOfReplay(decodeReplay(bytes, { streams: ['metadata'] })),
    };
  const match = matchOf(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    ...{ sha256, series: sha256.slice(0, 16), time: 0 },
    ...{ loops: match.outcome.loops, build: match.version.dataBuild },
    needs: versionOfMatch(match),
  };
}

/** Reads a replay whole. @throws KhalaError with why nothing is taken of it */
export function readSource(source: SeriesGame, filters: Filters): SourceReplay {
  const bytes = readSame(source);
  return isServed(bytes) ? readServed(source, bytes, filters) : readReplay(source, bytes, filters);
}

function readReplay(source: SeriesGame, bytes: Uint8Array, filters: Filters): SourceReplay {
  const { setup, players, replay, orders } = readGame(source, filters);
  const expected = new Map(setup.players.map(({ playerId }) => [playerId, [] as number[]]));
  for (const { loop, playerId, drop } of orders) if (drop !== 'after_end') expected.get(playerId)?.push(loop);
  return {
    ...{ bytes, setup, players, expected, layout: replay.layout.used },
    needs: versionOfReplay(replay),
  };
}

function versionOfReplay({ header, metadata }: DecodedReplay): NeededVersion {
  const { m_build, m_baseBuild } = header.m_version;
  return { baseBuild: m_baseBuild, dataHash: metadata?.DataVersion ?? dataHashOf(m_baseBuild, m_build) };
}

/** Whether our server saved it. */
const isServed = (bytes: Uint8Array): boolean =>
  decodeFileHead(Buffer.from(bytes.subarray(0, FILE_HEAD_BYTES))) !== null;

const matchOf = (path: string): MatchLog => readMatchLog(openRecording(path).meta.match);

const versionOfMatch = ({ version }: MatchLog): NeededVersion => ({
  baseBuild: version.baseBuild,
  dataHash: version.dataVersion,
});

function readServed(source: SeriesGame, bytes: Uint8Array, filters: Filters): SourceReplay {
  const match = matchOf(source.path);
  const setup = setupOf(match);
  const results = setup.players.map(({ result }) => result);
  if (!(results.includes('win') && results.includes('loss')))
    throw new KhalaError(
      'REPLAY_UNDECIDED',
      `import ${source.path}: one player must win, the other lose, got ${results.join(', ')}; leave it out`,
    );
  const expected = new Map(setup.players.map(({ playerId }) => [playerId, [] as number[]]));
  for (const event of match.events) if (event.what === 'order') expected.get(event.player)?.push(event.loop);
  return {
    ...{ bytes, setup, expected, layout: match.version.baseBuild, needs: versionOfMatch(match) },
    players: wantedPlayers(source.path, setup, filters),
  };
}

const RACE_NAMES: Readonly<Record<number, RaceName>> = {
  [RACE.terran]: 'Terran',
  [RACE.zerg]: 'Zerg',
  [RACE.protoss]: 'Protoss',
};

/** What a player asked for says nothing here: his race is that of the units which the map gives him. */
function setupOf({ map: path, seed, players, outcome, version }: MatchLog): GameSetup {
  const { game } = skirmishCatalog().open(path);
  game.reset(seed);
  const { map } = game.matchInfo(1);
  const player = ({ name }: MatchLog['players'][number], i: number): GamePlayer => {
    const { observation } = game.observe(i + 1);
    return {
      ...{ playerId: i + 1, userId: i, team: i, handle: '', mmr: null },
      name: printable(name),
      race: RACE_NAMES[observation.player[PLAYER_SCALAR_INDEX.race]] ?? 'Terran',
      result: outcome.results[i + 1] ?? null,
    };
  };
  const setup: GameSetup = {
    map: { name: map.name, width: map.width, height: map.height },
    players: players.map(player),
    ...{ loops: outcome.loops, build: version.dataBuild, baseBuild: version.baseBuild },
    ...{ version: version.gameVersion, time: 0 },
  };
  game.close();
  return setup;
}
