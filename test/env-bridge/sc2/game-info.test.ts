import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  apiRace,
  type GameInfo,
  raceOf,
  racesFor,
  readGameInfo,
  writeGameInfo,
} from '../../../env-bridge/sc2/game-info.js';
import { packBits } from '../../../env-bridge/sc2/image.js';
import { decodeResponse, encodeResponse } from '../../../env-bridge/sc2/schema/codec.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { RACE } from '../../../src/spec/columns.js';
import { layerCell } from '../../../src/spec/observation.js';
import { FACTS, hasShared, realMessage } from './shared.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A skirmish's map as a server would tell of it. */
function skirmishInfo(): GameInfo {
  const game = createSkirmish('3m');
  game.reset(1);
  const { map } = game.matchInfo(1);
  return {
    map,
    localMapPath: '3m.SC2Map',
    playableArea: { min: { x: 2, y: 2 }, max: { x: 30, y: 30 } },
    startLocations: [{ x: 24.5, y: 16 }],
    players: [
      { playerId: 1, type: 'Participant', raceRequested: 'Terran', raceActual: 'Terran' },
      { playerId: 2, type: 'Computer', raceRequested: 'Random', difficulty: 'Medium' },
    ],
    options: { raw: true, score: true },
  };
}

describe('game info', () => {
  it('survives being written and read', () => {
    const info = skirmishInfo();
    const bytes = encodeResponse({ gameInfo: writeGameInfo(info), status: 'in_game' });
    const { gameInfo = {} } = decodeResponse(bytes);
    expect(readGameInfo(gameInfo)).toEqual(info);
  });

  it('has row 0 at the bottom, and the first bit of a byte leftmost', () => {
    const data = new Uint8Array(16 * 3).fill(0);
    data[2] = 0b1000_0001; // Row 1, columns 0 and 7.
    const { map } = readGameInfo({
      mapName: 'rows',
      startRaw: {
        mapSize: { x: 16, y: 3 },
        pathingGrid: { bitsPerPixel: 1, size: { x: 16, y: 3 }, data: data.slice(0, 6) },
      },
    });
    const walkable = [...map.pathing.keys()].filter((cell) => map.pathing[cell] === 1);
    expect(walkable).toEqual([layerCell(map, 0.5, 1.5), layerCell(map, 7.5, 1.5)]);
    expect(map.terrainHeight).toHaveLength(0);
  });

  it('tells races as far as a player knows them', () => {
    const { players } = skirmishInfo();
    expect(racesFor(players, 1)).toEqual({ race: RACE.terran, enemyRace: RACE.random });
    expect(racesFor(players, 2)).toEqual({ race: RACE.random, enemyRace: RACE.terran });
    expect(racesFor([], 1)).toEqual({ race: RACE.none, enemyRace: RACE.none });
    for (const race of Object.values(RACE)) expect(raceOf(apiRace(race))).toBe(race);
    expect(apiRace(9)).toBe('NoRace');
  });

  it('without the raw part, of a size that is none, or with layers of another size is refused', () => {
    const startRaw = writeGameInfo(skirmishInfo()).startRaw;
    const bad: [unknown, string][] = [
      [{}, 'PROTOCOL_MESSAGE'],
      [{ startRaw: {} }, 'PROTOCOL_LIMIT'],
      [{ startRaw: { ...startRaw, mapSize: { x: 100_000, y: 32 } } }, 'PROTOCOL_LIMIT'],
      [{ startRaw: { ...startRaw, mapSize: { x: 33, y: 32 } } }, 'PROTOCOL_MESSAGE'],
      [
        { startRaw: { ...startRaw, pathingGrid: { bitsPerPixel: 1, size: { x: 32, y: 32 } } } },
        'PROTOCOL_MESSAGE',
      ],
    ];
    for (const [message, code] of bad)
      expect(() => readGameInfo(message as never)).toThrow(expect.objectContaining({ code }));
  });

  it('of a map with coarser layers cannot be written', () => {
    const info = skirmishInfo();
    expect(() => writeGameInfo({ ...info, map: { ...info.map, layerWidth: 16 } })).toThrow(
      expect.objectContaining({ code: 'BAD_ARGUMENT' }),
    );
  });
});

const maps = Object.keys(FACTS).filter((map) => FACTS[map].game_info !== undefined);

describe.skipIf(!hasShared)('every real game info', () => {
  it.each(maps)('%s has the map, grids and players of its facts', (map) => {
    const facts = FACTS[map].game_info;
    const { gameInfo } = decodeResponse(realMessage(map, 'game_info.pb'));
    if (!facts || !gameInfo) throw new Error('no game info');
    const info = readGameInfo(gameInfo);
    const { width, height, name, pathing, placement, terrainHeight } = info.map;
    expect(name).toBe(facts.map_name);
    expect(info.localMapPath).toBe(facts.local_map_path);
    expect(gameInfo.modNames).toEqual(facts.mod_names);
    expect([width, height]).toEqual(facts.map_size);
    const { min, max } = info.playableArea;
    expect([
      [min.x, min.y],
      [max.x, max.y],
    ]).toEqual(facts.playable_area);
    expect(info.startLocations.map(({ x, y }) => [x, y])).toEqual(facts.start_locations);
    const count = (layer: Uint8Array): number => layer.reduce((sum, value) => sum + value, 0);
    for (const [layer, image] of [
      [pathing, facts.pathing_grid],
      [placement, facts.placement_grid],
    ] as const) {
      if (image.bits_per_pixel !== 1) {
        expect(sha256(layer)).toBe(image.sha256);
        continue;
      }
      expect(count(layer)).toBe(image.ones);
      expect(sha256(packBits(layer))).toBe(image.sha256);
    }
    expect(sha256(terrainHeight)).toBe(facts.terrain_height.sha256);
    expect(count(terrainHeight)).toBe(facts.terrain_height.sum);
    expect(
      info.players.map((player) => ({
        player_id: player.playerId,
        type: player.type,
        race_requested: player.raceRequested,
        ...(player.raceActual ? { race_actual: player.raceActual } : {}),
        ...(player.difficulty ? { difficulty: player.difficulty } : {}),
      })),
    ).toEqual(facts.player_info);
    expect(info.options.raw).toBe(facts.options.raw);
    expect(readGameInfo(writeGameInfo(info))).toEqual(info);
  });
});
