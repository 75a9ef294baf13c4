/**
 * `ResponseGameInfo` to what a player knows of the map and of who plays, and back. Layers lie the same way in both: row 0 is
 * the bottom of the map; terrain height has the same 8 bits (value / 8 - 16 cells).
 */
import { RACE } from '../../src/spec/columns.js';
import { KhalaError } from '../../src/spec/errors.js';
import type { MapInfo } from '../../src/spec/observation.js';
import { imageOfLayer, type Layer, layerOfImage } from './image.js';
import { Race } from './schema/enums.js';
import type { InterfaceOptions, PlayerInfo, Point2D, ResponseGameInfo } from './schema/messages.js';

/** Most cells along one side of a map; the game's own limit is 256. */
const MAX_SIDE = 512;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** What GameInfo tells beyond a map's layers. */
export interface GameInfo {
  readonly map: MapInfo;
  readonly localMapPath: string;
  /** Lower left and upper right corner of where units can be, in cells. */
  readonly playableArea: { readonly min: Place; readonly max: Place };
  /** Where the enemy may have begun; the player's own place is not among them. */
  readonly startLocations: readonly Place[];
  readonly players: readonly PlayerInfo[];
  readonly options: InterfaceOptions;
}

/**
 * @throws PROTOCOL_MESSAGE when it has no raw part, or a layer has another size than the map; PROTOCOL_LIMIT when the map is too
 * large
 */
export function readGameInfo(message: ResponseGameInfo): GameInfo {
  const raw = message.startRaw;
  if (!raw)
    throw new KhalaError(
      'PROTOCOL_MESSAGE',
      'read game info: there is no start_raw; join with the raw interface (options.raw)',
    );
  const width = raw.mapSize?.x ?? 0;
  const height = raw.mapSize?.y ?? 0;
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE)
    throw new KhalaError(
      'PROTOCOL_LIMIT',
      `read game info: the map has ${width} x ${height} cells; each side must be from 1 to ${MAX_SIDE}`,
    );
  const layer = (name: string, { width: w, height: h, values }: Layer): Uint8Array => {
    if (values.length > 0 && (w !== width || h !== height))
      throw new KhalaError(
        'PROTOCOL_MESSAGE',
        `read game info: ${name} has ${w} x ${h} values, the map ${width} x ${height} cells; they must be the same`,
      );
    return values;
  };
  const area = raw.playableArea;
  return {
    map: {
      name: message.mapName ?? '',
      width,
      height,
      layerWidth: width,
      layerHeight: height,
      pathing: layer('pathing_grid', layerOfImage('game info: pathing_grid', raw.pathingGrid)),
      placement: layer('placement_grid', layerOfImage('game info: placement_grid', raw.placementGrid)),
      terrainHeight: layer('terrain_height', layerOfImage('game info: terrain_height', raw.terrainHeight)),
    },
    localMapPath: message.localMapPath ?? '',
    playableArea: {
      min: { x: area?.p0?.x ?? 0, y: area?.p0?.y ?? 0 },
      max: { x: area?.p1?.x ?? width, y: area?.p1?.y ?? height },
    },
    startLocations: (raw.startLocations ?? []).map(place),
    players: message.playerInfo ?? [],
    options: message.options ?? {},
  };
}

const place = ({ x = 0, y = 0 }: Point2D): Place => ({ x, y });

/**
 * The message that a server sends for it.
 * @throws BAD_ARGUMENT when the map's layers are coarser than its cells: the API has no such map
 */
export function writeGameInfo(info: GameInfo): ResponseGameInfo {
  const { map, playableArea, startLocations, players, options, localMapPath } = info;
  const { width, height, pathing, placement, terrainHeight } = map;
  if (map.layerWidth !== width || map.layerHeight !== height)
    throw new KhalaError(
      'BAD_ARGUMENT',
      `write game info: ${map.name} has layers of ${map.layerWidth} x ${map.layerHeight} for ${width} x ${height} cells; the API wants one value a cell`,
    );
  return {
    mapName: map.name,
    localMapPath,
    playerInfo: players,
    startRaw: {
      mapSize: { x: width, y: height },
      ...(pathing.length > 0 ? { pathingGrid: imageOfLayer(pathing, width, height, 1) } : {}),
      ...(terrainHeight.length > 0 ? { terrainHeight: imageOfLayer(terrainHeight, width, height, 8) } : {}),
      ...(placement.length > 0 ? { placementGrid: imageOfLayer(placement, width, height, 1) } : {}),
      playableArea: { p0: playableArea.min, p1: playableArea.max },
      startLocations,
    },
    options,
  };
}

const RACES = {
  NoRace: RACE.none,
  Terran: RACE.terran,
  Zerg: RACE.zerg,
  Protoss: RACE.protoss,
  Random: RACE.random,
} as const satisfies Record<Race, number>;

/** RACE (a value of the `race` scalar) of the API's race. */
export const raceOf = (race: Race): number => RACES[race];

/** The API's race of a value of the `race` scalar; NoRace for one that is none. */
export function apiRace(race: number): Race {
  return (Object.keys(Race) as Race[]).find((name) => RACES[name] === race) ?? 'NoRace';
}

/**
 * Races as `player` knows them: his own as it is, his enemy's as far as it was told (what he chose, `random` included). The
 * enemy is the first other who plays.
 */
export function racesFor(
  players: readonly PlayerInfo[],
  player: number,
): { readonly race: number; readonly enemyRace: number } {
  const raceFor = (info: PlayerInfo | undefined): number =>
    raceOf(info?.raceActual ?? info?.raceRequested ?? 'NoRace');
  const enemy = players.find(({ playerId, type }) => playerId !== player && type !== 'Observer');
  return { race: raceFor(players.find(({ playerId }) => playerId === player)), enemyRace: raceFor(enemy) };
}
