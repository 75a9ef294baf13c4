/** What the server of the SC2 API serves: named maps, each a game of two players. The simulator's scenarios by default. */
import { createHash } from 'node:crypto';
import { KhalaError } from '../../../src/spec/errors.js';
import type { PlayerId } from '../../../src/spec/match.js';
import { nearest } from '../../../src/spec/nearest.js';
import {
  createSkirmish,
  type Skirmish,
  scenarioByName,
  scenarioNames,
  startsOf,
} from '../../skirmish/index.js';
import type { ResponseData, ResponsePing } from '../schema/messages.js';
import { skirmishData } from '../skirmish-data.js';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The simulator, or a game that answers as it does. */
export type ServedGame = Skirmish;

export interface ServedMap {
  readonly game: ServedGame;
  /** Lower left and upper right corner of where units can be, in cells. */
  readonly playableArea: { readonly min: Place; readonly max: Place };
  /** Where each player's army begins, or would if both stood face to face: told to his opponent. */
  readonly starts: Readonly<Record<PlayerId, Place>>;
}

export interface GameCatalog {
  readonly maps: readonly string[];
  readonly data: ResponseData;
  readonly version: ResponsePing;
  /**
   * A new game on this map, of which `reset` was not yet called.
   * @throws UNKNOWN_SCENARIO, naming the nearest
   */
  open(map: string): ServedMap;
}

/** The patch whose numbers the simulator's units have (docs/skirmish.md); 5.0.6's client. */
const PATCH = { gameVersion: '5.0.6.83830', build: 83_830 } as const;

/** The simulator's scenarios as maps. */
export function skirmishCatalog(): GameCatalog {
  const data = skirmishData();
  return {
    maps: scenarioNames,
    data,
    version: {
      gameVersion: PATCH.gameVersion,
      // A hash, as the game's is; no data of the game has it, so clients can tell.
      dataVersion: createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 32).toUpperCase(),
      dataBuild: PATCH.build,
      baseBuild: PATCH.build,
    },
    open(map) {
      const name = mapName(map);
      const scenario = scenarioByName(name);
      if (scenario === null)
        throw new KhalaError(
          'UNKNOWN_SCENARIO',
          `open map: no map is named "${name.slice(0, 80)}"; nearest are ${nearest(name.slice(0, 80), scenarioNames, 3).join(', ')}`,
        );
      const { width, height, border } = scenario;
      const [one, two] = startsOf(scenario).map(([x, y]): Place => ({ x, y }));
      return {
        game: createSkirmish(scenario),
        playableArea: { min: { x: border, y: border }, max: { x: width - border, y: height - border } },
        starts: { 1: one, 2: two },
      };
    },
  };
}

/** `Maps/3s5z.SC2Map` and `3s5z` are the same map: libraries of bots send the path of a file. */
function mapName(path: string): string {
  const last = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return last.replace(/\.sc2map$/i, '');
}
