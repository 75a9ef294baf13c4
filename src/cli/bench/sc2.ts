/**
 * How fast observations of the SC2 API are read and written. The message that is measured is made here, in the likeness of a
 * recorded one: most entities are minerals and rocks that are remembered, a twelfth are own workers with an order, layers have the
 * size of a map of the ladder. With a recorded one (`--observation`) there is a row about that too.
 */
import { readFileSync } from 'node:fs';
import { createObservationReader, encodeObservation } from '../../../env-bridge/sc2/index.js';
import { ALLIANCE, createEntityTable, DISPLAY_TYPE, PLAYER_SCALAR_NAMES, RACE } from '../../spec/columns.js';
import { KhalaError } from '../../spec/errors.js';
import type { Observation } from '../../spec/observation.js';
import { createRandom } from '../../spec/random.js';
import type { BenchCase } from './measure.js';

/** Units in the recorded observations: 162 to 206. */
const RECORDED_UNITS = 170;
/** Six times as many, to see that cost grows with their number and no faster. */
const MANY_UNITS = 1000;
/** Cells of the ladder's map Acropolis. */
const LAYERS = { width: 176, height: 184 };
const MICROSECONDS = 1000;
export const RECORDED_ROW = 'sc2-read-recorded';

function madeUp(units: number): Observation {
  const random = createRandom('bench', 'sc2', units);
  const t = createEntityTable(units);
  for (let i = 0; i < units; i++) {
    const own = i % 12 === 0;
    t.tag[i] = 0x1_0000_0001n + BigInt(i) * 0x4_0001n;
    t.unit_type[i] = own ? 45 : 341;
    t.alliance[i] = own ? ALLIANCE.self : ALLIANCE.neutral;
    t.owner[i] = own ? 1 : 16;
    t.display_type[i] = own ? DISPLAY_TYPE.visible : DISPLAY_TYPE.snapshot;
    t.x[i] = random.range(10, 160);
    t.y[i] = random.range(10, 160);
    t.z[i] = random.range(6, 12);
    t.facing[i] = random.range(0, 6);
    t.radius[i] = own ? 0.375 : 1.125;
    t.build_progress[i] = 1;
    t.cloak[i] = own ? 3 : 0;
    if (!own) continue;
    t.health[i] = 45;
    t.health_max[i] = 45;
    t.order_0_ability[i] = 3666;
    t.on_screen[i] = 1;
  }
  const visibility = new Uint8Array(LAYERS.width * LAYERS.height);
  visibility.fill(2, 4000, 9000);
  return {
    gameLoop: 1000,
    count: units,
    entities: t,
    unknown: [],
    player: new Int32Array(PLAYER_SCALAR_NAMES.length),
    upgrades: new Uint16Array(0),
    lastCommand: null,
    visibility,
    creep: visibility.map((value) => value >> 1),
  };
}

function reading(name: string, what: string, target: number | null, message: () => Uint8Array): BenchCase {
  return {
    name,
    what,
    unit: 'us',
    target,
    figure: (ms) => ms * MICROSECONDS,
    prepare: () => {
      const bytes = message();
      const reader = createObservationReader({
        race: RACE.terran,
        enemyRace: RACE.zerg,
        layers: null,
        forms: new Uint16Array(0),
      });
      if (reader.read(bytes, null).observation === null)
        throw new KhalaError(
          'FILE_FOREIGN',
          `bench ${name}: the message has no observation; name another file`,
        );
      return Promise.resolve({ run: () => void reader.read(bytes, null), dispose: () => undefined });
    },
  };
}

/** Bytes to columns of a recorded message. @throws (when measured) FILE_NOT_FOUND, FILE_FOREIGN */
export function recordedCase(path: string): BenchCase {
  return reading(RECORDED_ROW, `the same of ${path}`, 60, () => {
    try {
      return new Uint8Array(readFileSync(path));
    } catch (error) {
      throw new KhalaError('FILE_NOT_FOUND', `bench ${RECORDED_ROW}: ${path} cannot be read; name a file`, {
        cause: error,
      });
    }
  });
}

function writing(units: number): BenchCase {
  return {
    name: `sc2-write-${units}`,
    what: `columns to bytes of an SC2 observation, ${units} units`,
    unit: 'us',
    target: null,
    figure: (ms) => ms * MICROSECONDS,
    prepare: () => {
      const observation = madeUp(units);
      return Promise.resolve({
        run: () => void encodeObservation({ observation, layers: LAYERS }),
        dispose: () => undefined,
      });
    },
  };
}

const madeUpCase = (units: number, target: number | null): BenchCase =>
  reading(
    `sc2-read-${units}`,
    `bytes to columns of an SC2 observation, ${units} units, layers of ${LAYERS.width} x ${LAYERS.height}`,
    target,
    () => encodeObservation({ observation: madeUp(units), layers: LAYERS }),
  );

export const SC2_CASES: readonly BenchCase[] = [
  madeUpCase(RECORDED_UNITS, 60),
  madeUpCase(MANY_UNITS, null),
  writing(RECORDED_UNITS),
];
