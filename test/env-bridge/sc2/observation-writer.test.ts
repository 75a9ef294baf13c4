import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createObservationReader,
  type ObservationContext,
} from '../../../env-bridge/sc2/observation-reader.js';
import { encodeObservation } from '../../../env-bridge/sc2/observation-writer.js';
import { decodeResponse } from '../../../env-bridge/sc2/schema/codec.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import {
  createEntityTable,
  DISPLAY_TYPE,
  ENTITY_COLUMN_NAMES,
  ENTITY_COLUMNS,
  type EntityColumn,
  PLAYER_SCALAR_NAMES,
  RACE,
} from '../../../src/spec/columns.js';
import { effectTagHigh, effectTagLow, effectType } from '../../../src/spec/effects.js';
import type { Observation } from '../../../src/spec/observation.js';
import { FACTS, hasShared, realMessage } from './shared.js';

const WIDTH = 7;
const HEIGHT = 5;
const layers = { width: WIDTH, height: HEIGHT };
const CONTEXT: ObservationContext = {
  race: RACE.protoss,
  enemyRace: RACE.random,
  layers,
  forms: new Uint16Array(0),
};

/** Bits of every column, so that -0 is not 0. */
const bits = ({ entities }: Observation): Record<string, string> =>
  Object.fromEntries(
    ENTITY_COLUMN_NAMES.map((name) => {
      const column = entities[name];
      return [name, Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('hex')];
    }),
  );

const BOOLEANS: readonly EntityColumn[] = ENTITY_COLUMN_NAMES.filter(
  (name) => ENTITY_COLUMNS[name].unit === 'bool',
);

function anyValue(name: EntityColumn): fc.Arbitrary<number | bigint> {
  if (BOOLEANS.includes(name)) return fc.nat({ max: 1 });
  if (name === 'cloak') return fc.nat({ max: 3 });
  const { dtype } = ENTITY_COLUMNS[name];
  if (dtype === 'f32') return fc.oneof(fc.constant(0), fc.float({ noNaN: true, noDefaultInfinity: true }));
  if (dtype === 'u64') return fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: (1n << 63n) - 1n }));
  if (dtype === 'u8') return fc.nat({ max: 255 });
  // Types from 0x7000 on are effects, which have tags of their own.
  if (name === 'unit_type') return fc.nat({ max: 0x6fff });
  return dtype === 'u16' ? fc.nat({ max: 0xffff }) : fc.oneof(fc.constant(0), fc.integer());
}

/** Rows of units, of which all is given, then rows of effects, of which the API carries a part. */
const anyObservation: fc.Arbitrary<Observation> = fc
  .record({
    units: fc.array(fc.record(Object.fromEntries(ENTITY_COLUMN_NAMES.map((n) => [n, anyValue(n)]))), {
      maxLength: 12,
    }),
    effects: fc.array(
      fc.record({
        effect: fc.nat({ max: 255 }),
        x: fc.float({ min: 0, max: 256, noNaN: true }),
        y: fc.float({ min: 0, max: 256, noNaN: true }),
        radius: fc.float({ min: 0, max: 20, noNaN: true }),
        alliance: fc.nat({ max: 255 }),
        owner: fc.nat({ max: 255 }),
      }),
      { maxLength: 4 },
    ),
    gameLoop: fc.nat(),
    player: fc.array(fc.integer(), { minLength: 11, maxLength: 11 }),
    upgrades: fc.array(fc.nat({ max: 0xffff }), { maxLength: 5 }),
    visibility: fc.uint8Array({ minLength: WIDTH * HEIGHT, maxLength: WIDTH * HEIGHT, max: 2 }),
    creep: fc.oneof(
      fc.constant(new Uint8Array(0)),
      fc.uint8Array({ minLength: WIDTH * HEIGHT, maxLength: WIDTH * HEIGHT, max: 1 }),
    ),
  })
  .map(({ units, effects, gameLoop, player, upgrades, visibility, creep }) => {
    const count = units.length + effects.length;
    const entities = createEntityTable(count);
    for (const [row, unit] of units.entries()) {
      for (const name of ENTITY_COLUMN_NAMES)
        (entities[name] as { [at: number]: number | bigint })[row] = unit[name];
      entities.last_seen[row] = gameLoop;
    }
    for (const [i, { effect, ...columns }] of effects.entries()) {
      const row = units.length + i;
      for (const [name, value] of Object.entries(columns))
        (entities[name as EntityColumn] as { [at: number]: number | bigint })[row] = value;
      entities.unit_type[row] = effectType(effect);
      entities.tag[row] =
        (BigInt(effectTagHigh(effect, columns.owner)) << 32n) | BigInt(effectTagLow(columns.x, columns.y));
      entities.display_type[row] = DISPLAY_TYPE.visible;
      entities.last_seen[row] = gameLoop;
    }
    return {
      gameLoop,
      count,
      entities,
      unknown: [],
      player: Int32Array.from([...player, CONTEXT.race, CONTEXT.enemyRace]),
      upgrades: Uint16Array.from(upgrades),
      lastCommand: null,
      visibility: Uint8Array.from(visibility),
      creep: Uint8Array.from(creep),
    };
  });

describe('an observation', () => {
  it('survives being written and read, every bit of every column', () => {
    fc.assert(
      fc.property(anyObservation, (observation) => {
        const bytes = encodeObservation({ observation, layers, id: 7, status: 'in_game' });
        const frame = createObservationReader(CONTEXT).read(bytes, null);
        if (!frame.observation) throw new Error('no observation');
        expect(bits(frame.observation)).toEqual(bits(observation));
        expect(frame.observation).toEqual(observation);
        expect(frame).toMatchObject({ id: 7, status: 'in_game', errors: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('takes with it what is no column', () => {
    const observation: Observation = {
      gameLoop: 9,
      count: 0,
      entities: createEntityTable(0),
      unknown: [],
      player: new Int32Array(PLAYER_SCALAR_NAMES.length),
      upgrades: new Uint16Array(0),
      lastCommand: null,
      visibility: new Uint8Array(WIDTH * HEIGHT),
      creep: new Uint8Array(0),
    };
    const more = {
      results: [
        { playerId: 1, result: 'Victory' },
        { playerId: 2, result: 'Defeat' },
      ],
      alerts: ['UnitUnderAttack', 'MULEExpired'],
      actions: [{ actionRaw: { unitCommand: { abilityId: 23, unitTags: [5n] } } }],
      actionErrors: [{ unitTag: 1n << 40n, abilityId: 386n, result: 'NotEnoughEnergy' }],
      chat: [{ playerId: 2, message: 'gl hf' }],
    } as const;
    const bytes = encodeObservation({
      ...more,
      observation,
      layers,
      deadUnits: [3n, 1n << 40n],
      score: { scoreType: 'Melee', score: 1050 },
      player: { camera: { x: 3, y: 4 } },
    });
    const command = {
      ability: 1,
      delay: 2,
      queued: false,
      units: [],
      target: { kind: 'none' },
    } as const;
    const frame = createObservationReader(CONTEXT).read(bytes, command);
    expect(frame).toMatchObject({ ...more, score: 1050, id: null, status: null });
    expect([...frame.deadUnits]).toEqual([3n, 1n << 40n]);
    expect(frame.observation?.lastCommand).toBe(command);
    const plain = decodeResponse(bytes).observation;
    expect(plain?.observation?.rawData?.player?.camera).toEqual({ x: 3, y: 4 });
    expect(plain?.observation?.playerCommon?.minerals).toBe(0);
    expect(plain?.playerResult).toEqual(more.results);
  });

  it('of the simulator survives, step by step', () => {
    const game = createSkirmish('MMM');
    game.reset(3);
    const { map } = game.matchInfo(1);
    const size = { width: map.layerWidth, height: map.layerHeight };
    const [race] = game.observe(1).observation.player.subarray(11);
    const reader = createObservationReader({ ...CONTEXT, race, enemyRace: race, layers: size });
    for (let n = 0; n < 20; n++) {
      const { observation } = game.observe(1);
      const read = reader.read(encodeObservation({ observation, layers: size }), observation.lastCommand);
      expect(read.observation).toEqual(observation);
      const units = [...observation.entities.tag].filter((_, i) => observation.entities.alliance[i] === 1);
      const target = { kind: 'point', x: 28, y: 16 } as const;
      game.step(new Map([[1, [{ ability: 3674, delay: 8, queued: n % 3 === 1, units, target }]]]), 8);
    }
  });

  it.skipIf(!hasShared)('of the real game survives', () => {
    for (const map of Object.keys(FACTS)) {
      const context = { ...CONTEXT, layers: null };
      const { observation } = createObservationReader(context).read(realMessage(map, 'observation.pb'), null);
      if (!observation) throw new Error('no observation');
      const { size } = FACTS[map].observation.map_state.visibility;
      const bytes = encodeObservation({ observation, layers: { width: size[0], height: size[1] } });
      const back = createObservationReader(context).read(bytes, null).observation;
      if (!back) throw new Error('no observation');
      expect(bits(back), map).toEqual(bits(observation));
      expect(Buffer.compare(back.visibility, observation.visibility), map).toBe(0);
      expect(Buffer.compare(back.creep, observation.creep), map).toBe(0);
      expect(back.player, map).toEqual(observation.player);
    }
  });
});
