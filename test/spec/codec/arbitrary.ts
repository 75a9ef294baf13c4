/** Arbitrary match messages, for property tests of whatever carries them. */
import fc from 'fast-check';
import {
  type ArrayOf,
  createEntityTable,
  DTYPES,
  type Dtype,
  ENTITY_COLUMN_NAMES,
  ENTITY_COLUMNS,
  type EntityColumn,
  type EntityTable,
  PLAYER_SCALAR_NAMES,
} from '../../../src/spec/columns.js';
import { END_REASONS, type Outcome, RESULTS } from '../../../src/spec/match.js';
import type { MatchMessage } from '../../../src/spec/messages.js';
import type { Command, Observation } from '../../../src/spec/observation.js';
import { SKIRMISH_VOCABULARY } from '../../../src/spec/vocabulary.js';

/** Objects with Object's prototype, like those that a decoder makes. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const loop = fc.integer({ min: 0, max: 2 ** 31 });
const player = fc.integer({ min: 1, max: 16 });
/** -0 is written as 0 by MessagePack; positions have no sign of zero. */
const coordinate = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const text = fc.string({ unit: 'grapheme', maxLength: 20 });

const command: fc.Arbitrary<Command> = record({
  ability: fc.integer({ min: 0, max: 65_535 }),
  delay: fc.integer({ min: 1, max: 200 }),
  queued: fc.boolean(),
  units: fc.array(u64, { maxLength: 20 }),
  target: fc.oneof(
    fc.constant({ kind: 'none' as const }),
    record({ kind: fc.constant('entity' as const), tag: u64 }),
    record({ kind: fc.constant('point' as const), x: coordinate, y: coordinate }),
  ),
});

const outcome: fc.Arbitrary<Outcome> = record({
  reason: fc.constantFrom(...END_REASONS),
  results: fc.dictionary(player.map(String), fc.constantFrom(...RESULTS), { noNullPrototype: true }),
  faults: fc.dictionary(player.map(String), text, { noNullPrototype: true }),
  loops: loop,
});

const layer = fc.uint8Array({ maxLength: 300 }).map((cells) => Uint8Array.from(cells));

/** A column of any bits, for floats any finite ones. */
function column(dtype: Dtype, count: number): fc.Arbitrary<ArrayOf<Dtype>> {
  const size = { minLength: count, maxLength: count };
  if (dtype === 'f32')
    return fc
      .float32Array({ ...size, noNaN: true, noDefaultInfinity: true })
      .map((x) => Float32Array.from(x));
  if (dtype === 'u64') return fc.array(u64, size).map((x) => BigUint64Array.from(x));
  const bytes = DTYPES[dtype].BYTES_PER_ELEMENT;
  const range =
    dtype === 'i32' ? { min: -(2 ** 31), max: 2 ** 31 - 1 } : { min: 0, max: 2 ** (8 * bytes) - 1 };
  return fc.array(fc.integer(range), size).map((x) => DTYPES[dtype].from(x));
}

/** A table in which any columns are filled and the others are zero, some of them because they are unknown. */
function entities(
  count: number,
): fc.Arbitrary<{ readonly entities: EntityTable; readonly unknown: EntityColumn[] }> {
  return fc
    .tuple(
      fc.subarray([...ENTITY_COLUMN_NAMES], { maxLength: 12 }),
      fc.subarray(ENTITY_COLUMN_NAMES.filter((name) => name !== 'tag')),
    )
    .chain(([some, unknown]) => {
      const names = some.filter((name) => !(unknown as EntityColumn[]).includes(name));
      return fc.tuple(...names.map((name) => column(ENTITY_COLUMNS[name].dtype, count))).map((columns) => {
        const filled = Object.fromEntries(names.map((name, i) => [name, columns[i]]));
        return { entities: { ...createEntityTable(count), ...filled } as EntityTable, unknown };
      });
    });
}

const observation: fc.Arbitrary<Observation> = fc.integer({ min: 0, max: 9 }).chain((count) =>
  record({
    gameLoop: loop,
    count: fc.constant(count),
    table: entities(count),
    player: fc
      .array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), {
        minLength: PLAYER_SCALAR_NAMES.length,
        maxLength: PLAYER_SCALAR_NAMES.length,
      })
      .map((row) => Int32Array.from(row)),
    upgrades: fc
      .array(fc.integer({ min: 0, max: 65_535 }), { maxLength: 5 })
      .map((ids) => Uint16Array.from(ids)),
    lastCommand: fc.option(command),
    visibility: layer,
    creep: layer,
  }).map(({ table, ...rest }) => ({ ...rest, ...table })),
);

const cells = (width: number, height: number) =>
  fc
    .uint8Array({ minLength: width * height, maxLength: width * height })
    .map((layerOf) => Uint8Array.from(layerOf));

const side = fc.integer({ min: 1, max: 12 });

/** Layers have the map's size, or their own, or are unknown. */
const map = fc.tuple(side, side, fc.option(fc.tuple(side, side))).chain(([width, height, own]) => {
  const [layerWidth, layerHeight] = own ?? [width, height];
  const layer = fc.oneof(cells(layerWidth, layerHeight), fc.constant(new Uint8Array(0)));
  return record({
    name: text,
    width: fc.constant(width),
    height: fc.constant(height),
    layerWidth: fc.constant(layerWidth),
    layerHeight: fc.constant(layerHeight),
    pathing: layer,
    placement: layer,
    terrainHeight: layer,
  });
});

/** Any of the five messages. */
const cooling = fc
  .array(fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.nat(0xffff)), { maxLength: 4 })
  .map((rows) => ({
    tag: BigUint64Array.from(rows.map(([tag]) => tag)),
    ability: Uint16Array.from(rows.map(([, ability]) => ability)),
  }));

export const matchMessage: fc.Arbitrary<MatchMessage> = fc.oneof(
  record({
    type: fc.constant('start' as const),
    info: record({
      player,
      players: fc.array(player, { maxLength: 4 }),
      map,
      scenario: text,
      scenarioHash: text,
      seed: fc.integer(),
      limits: record({
        stepLoops: fc.integer({ min: 1, max: 50 }),
        commandsPerSecond: fc.integer({ min: 0, max: 100 }),
        maxLoops: fc.integer({ min: 1, max: 100_000 }),
      }),
      vocabulary: fc.constant(SKIRMISH_VOCABULARY),
    }),
  }),
  record({
    type: fc.constant('observation' as const),
    player,
    step: record({
      observation,
      reward: coordinate,
      terminated: fc.boolean(),
      truncated: fc.boolean(),
      info: fc.record(
        { rejected: fc.array(record({ command, result: text }), { maxLength: 3 }), cooling, outcome },
        { requiredKeys: ['rejected'], noNullPrototype: true },
      ),
    }),
  }),
  record({ type: fc.constant('command' as const), player, gameLoop: loop, command }),
  record({ type: fc.constant('label' as const), player, gameLoop: loop, teacher: text, command }),
  record({ type: fc.constant('outcome' as const), outcome }),
);
