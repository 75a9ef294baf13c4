/** What a bot waits for at the server of the SC2 API: the round trip of Step and Observation, over a socket on loopback. */
import { WebSocket } from 'ws';
import { decodeResponse, encodeRequest } from '../../../env-bridge/sc2/index.js';
import type { Request } from '../../../env-bridge/sc2/schema/messages.js';
import { startApiServer } from '../../../env-bridge/sc2/server/api-server.js';
import {
  type GameCatalog,
  type ServedGame,
  skirmishCatalog,
} from '../../../env-bridge/sc2/server/catalog.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { KhalaError } from '../../spec/errors.js';
import { noOp } from '../../spec/observation.js';
import { UNIT_TYPE } from '../../spec/vocabulary.js';
import type { BenchCase } from './measure.js';

/** Runs after which the match begins anew, so that its recording stays within what is kept. */
const MATCH_RUNS = 1000;
/** Large enough for many units at a distance from each other. */
const FIELD = {
  name: 'bench',
  armies: { kind: 'fixed', army: { marine: 1 } },
  ...{ width: 96, height: 96, distance: 80, maxLoops: 1_000_000 },
} as const;

/** @param still the simulator stands still: what is left is the server */
function catalog(still: boolean): GameCatalog {
  const skirmish = skirmishCatalog();
  return {
    ...skirmish,
    open: () => {
      const { width, height } = FIELD;
      const running = createSkirmish(FIELD);
      const game: ServedGame = still ? { ...running, step: (_, loops) => loops } : running;
      const place = { x: width / 2, y: height / 2 };
      const playableArea = { min: { x: 2, y: 2 }, max: { x: width - 2, y: height - 2 } };
      return { game, playableArea, starts: { 1: place, 2: place } };
    },
  };
}

function roundTrip(
  name: string,
  what: string,
  units: number,
  still: boolean,
  target: number | null,
): BenchCase {
  return {
    name,
    what,
    unit: 'ms',
    target,
    figure: (ms) => ms,
    prepare: async () => {
      const server = await startApiServer({
        catalog: catalog(still),
        computer: () => ({
          name: 'idle',
          start: () => undefined,
          act: () => noOp(1000),
          end: () => undefined,
        }),
        writeReplay: () => new Uint8Array(0),
      });
      const socket = new WebSocket(server.url);
      await new Promise((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', reject);
      });
      const send = (bytes: Uint8Array): Promise<Uint8Array> =>
        new Promise((resolve) => {
          socket.once('message', (data) => resolve(new Uint8Array(data as Buffer)));
          socket.send(bytes);
        });
      const ask = async (request: Request): Promise<Uint8Array> => {
        const response = await send(encodeRequest(request));
        const { error } = decodeResponse(response);
        if (error) throw new KhalaError('MATCH_FAILED', `bench ${name}: ${error.join('; ')}`);
        return response;
      };
      const at = { x: FIELD.width / 4, y: FIELD.height / 2 };
      const createUnit = { unitType: UNIT_TYPE.marine, owner: 1, pos: at, quantity: units - 1 };
      await ask({
        createGame: {
          localMap: { mapPath: FIELD.name },
          playerSetup: [{ type: 'Participant' }, { type: 'Computer' }],
          randomSeed: 1,
        },
      });
      await ask({ joinGame: { race: 'Terran', options: { raw: true, score: true } } });
      await ask({ debug: { debug: [{ createUnit }] } });
      const seen = decodeResponse(await ask({ observation: {} })).observation?.observation?.rawData?.units;
      if (seen?.length !== units)
        throw new KhalaError('MATCH_FAILED', `bench ${name}: ${seen?.length} units are seen, not ${units}`);
      const step = encodeRequest({ step: { count: 1 } });
      const observe = encodeRequest({ observation: {} });
      let runs = 0;
      return {
        run: async () => {
          if (++runs % MATCH_RUNS === 0) {
            await ask({ restartGame: {} });
            await ask({ debug: { debug: [{ createUnit }] } });
          }
          await send(step);
          await send(observe);
        },
        dispose: async () => {
          socket.terminate();
          await server.close();
        },
      };
    },
  };
}

export const SC2_SERVER_CASES: readonly BenchCase[] = [
  roundTrip(
    'sc2-server-200',
    'Step of 1 loop and Observation at the SC2 API server on loopback, 200 units, the game and its recording included',
    200,
    false,
    1,
  ),
  roundTrip('sc2-server-still-200', 'the same, without the game', 200, true, null),
  roundTrip('sc2-server-still-1000', 'the same, 1,000 units', 1000, true, null),
];
