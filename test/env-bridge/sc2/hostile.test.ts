/** Bytes that no game would send, at every border that reads bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createObservationReader, MAX_OBSERVED } from '../../../env-bridge/sc2/observation-reader.js';
import { encodeObservation } from '../../../env-bridge/sc2/observation-writer.js';
import { decodeRequest, decodeResponse, encodeMessage } from '../../../env-bridge/sc2/schema/codec.js';
import { FIELDS } from '../../../env-bridge/sc2/schema/fields.js';
import { SCHEMA_LIMITS } from '../../../env-bridge/sc2/schema/wire.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { RACE } from '../../../src/spec/columns.js';
import { KhalaError } from '../../../src/spec/errors.js';

const MIB = 1024 * 1024;

const read = (bytes: Uint8Array): unknown =>
  createObservationReader({
    race: RACE.terran,
    enemyRace: RACE.zerg,
    layers: null,
    forms: new Uint16Array(0),
  }).read(bytes, null);

const BORDERS = { decodeRequest, decodeResponse, read };

/** The error's code, or null when there was none; anything but our own error is thrown on. */
function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof KhalaError) return error.code;
    throw error;
  }
}

/** A small observation with all kinds of parts. */
function sample(): Uint8Array {
  const game = createSkirmish('2s3z');
  game.reset(1);
  const { observation } = game.observe(1);
  return encodeObservation({
    observation: {
      ...observation,
      upgrades: Uint16Array.of(1, 300),
      visibility: new Uint8Array(16).fill(2),
      creep: new Uint8Array(16).fill(1),
    },
    layers: { width: 4, height: 4 },
    id: 5,
    status: 'in_game',
    score: { scoreType: 'Melee', score: 7 },
    deadUnits: [1n << 40n],
    alerts: ['AlertError'],
    results: [{ playerId: 1, result: 'Victory' }],
    actionErrors: [{ unitTag: 1n, result: 'Error' }],
  });
}

/** The bytes of a field with this content. */
function wrap(field: number, inner: Uint8Array): Uint8Array {
  const head = [field * 8 + 2];
  let rest = inner.length;
  for (; rest > 0x7f; rest >>>= 7) head.push((rest & 0x7f) | 0x80);
  head.push(rest);
  const bytes = new Uint8Array(head.length + inner.length);
  bytes.set(head);
  bytes.set(inner, head.length);
  return bytes;
}

/** Fields inside each other, the outermost first. */
const nested = (fields: readonly number[], content: Uint8Array): Uint8Array =>
  fields.reduceRight((inner, field) => wrap(field, inner), content);

/** As many copies of a field's bytes as fit into `bytes`. */
function repeated(field: readonly number[], bytes: number): Uint8Array {
  const content = new Uint8Array(Math.floor(bytes / field.length) * field.length);
  for (let at = 0; at < content.length; at++) content[at] = field[at % field.length];
  return content;
}

describe('a message', () => {
  it('that is cut anywhere is read as shorter or refused, never anything else', () => {
    const bytes = sample();
    let refused = 0;
    for (let end = 0; end < bytes.length; end++)
      for (const [name, border] of Object.entries(BORDERS)) {
        if (name === 'decodeRequest') continue;
        const code = codeOf(() => border(bytes.subarray(0, end)));
        expect([null, 'PROTOCOL_MESSAGE'], `${name} at ${end}`).toContain(code);
        if (code !== null) refused++;
      }
    // All but the cuts between the response's own fields.
    expect(refused).toBeGreaterThan(2 * (bytes.length - 10));
    expect(codeOf(() => read(bytes))).toBe(null);
  });

  it('of random bytes gives an answer or one of our errors', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        for (const border of Object.values(BORDERS))
          expect([null, 'PROTOCOL_MESSAGE', 'PROTOCOL_LIMIT']).toContain(codeOf(() => border(bytes)));
      }),
      { numRuns: 2000 },
    );
  });

  it('with flipped bytes gives an answer or one of our errors', () => {
    const bytes = sample();
    const change = fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const broken = bytes.slice();
        for (const [at, value] of changes) broken[at] = value;
        for (const border of [read, decodeResponse]) {
          const code = codeOf(() => border(broken));
          expect([null, 'PROTOCOL_MESSAGE', 'PROTOCOL_LIMIT']).toContain(code);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('over 4 MiB is refused before it is looked at', () => {
    const large = new Uint8Array(SCHEMA_LIMITS.bytes + 1);
    expect(SCHEMA_LIMITS.bytes).toBe(4 * MIB);
    for (const border of Object.values(BORDERS)) expect(codeOf(() => border(large))).toBe('PROTOCOL_LIMIT');
  });

  it('of two million empty parts is refused without taking the memory of them', () => {
    const EMPTY_FIELD = 0; // Of a length of nothing.
    const bombs: [string, Uint8Array, readonly (keyof typeof BORDERS)[]][] = [
      [
        'units',
        wrap(10, wrap(3, wrap(5, repeated([18, EMPTY_FIELD], 4 * MIB - 64)))),
        ['decodeResponse', 'read'],
      ],
      [
        'positions of an effect',
        wrap(10, wrap(3, wrap(5, wrap(5, repeated([18, 0], 4 * MIB - 64))))),
        ['decodeResponse', 'read'],
      ],
      ['actions', wrap(10, repeated([10, 0], 4 * MIB - 64)), ['decodeResponse', 'read']],
      [
        'deaths, packed',
        wrap(10, wrap(3, wrap(5, wrap(4, wrap(1, repeated([1], 4 * MIB - 64)))))),
        ['decodeResponse', 'read'],
      ],
      ['errors', repeated([0x92, 0x06, 0], 4 * MIB - 64), ['decodeResponse', 'read']],
      ['actions of a request', wrap(11, repeated([10, 0], 4 * MIB - 64)), ['decodeRequest']],
      ['unknown fields', repeated([0xf8, 0x3f, 1], 4 * MIB - 64), ['decodeRequest', 'decodeResponse']],
    ];
    for (const [name, bytes, borders] of bombs)
      for (const border of borders) {
        const before = process.memoryUsage().heapUsed;
        expect(
          codeOf(() => BORDERS[border](bytes)),
          `${name} at ${border}`,
        ).toBe('PROTOCOL_LIMIT');
        expect((process.memoryUsage().heapUsed - before) / MIB, `${name} at ${border}`).toBeLessThan(100);
      }
  });

  it('nested too deep is refused', () => {
    // UnitInfo has an add-on, which is a UnitInfo.
    const deep = nested([10, 3, 8, 2, 1, ...new Array<number>(40).fill(8)], new Uint8Array(0));
    expect(codeOf(() => decodeResponse(deep))).toBe('PROTOCOL_LIMIT');
    const fine = nested([10, 3, 8, 2, 1, 8, 8], new Uint8Array(0));
    expect(codeOf(() => decodeResponse(fine))).toBe(null);
  });

  it('with more than 4,096 entities is refused, with as many read', () => {
    const units = (count: number): Uint8Array => wrap(10, wrap(3, wrap(5, repeated([18, 0], count * 2))));
    expect(codeOf(() => read(units(MAX_OBSERVED)))).toBe(null);
    expect(codeOf(() => read(units(MAX_OBSERVED + 1)))).toBe('PROTOCOL_LIMIT');
  });

  it('with a known field of another wire type is refused, at each field that is read', () => {
    /** The wire types of a field's other kinds. */
    const others = (kind: string): number[] =>
      [0, 1, 2, 5].filter((wire) => wire !== (kind === 'float' ? 5 : /32|64|bool/.test(kind) ? 0 : -1));
    const value: Readonly<Record<number, readonly number[]>> = {
      0: [1],
      1: [1, 2, 3, 4, 5, 6, 7, 8],
      2: [0],
      5: [1, 2, 3, 4],
    };
    for (const line of FIELDS.Unit.split('\n').slice(1)) {
      const [name, number, kind, more] = line.trim().split(' ');
      if (!['float', 'int32', 'uint32', 'uint64', 'bool'].includes(kind)) continue;
      for (const wire of others(kind)) {
        if (more === 'repeated' && wire === 2) continue; // Packed.
        const tag = Number(number) * 8 + wire;
        const head = tag < 0x80 ? [tag] : [(tag & 0x7f) | 0x80, tag >> 7];
        const bytes = nested([10, 3, 5, 2], Uint8Array.from([...head, ...value[wire]]));
        expect(
          codeOf(() => decodeResponse(bytes)),
          `${name} as ${wire}`,
        ).toBe('PROTOCOL_MESSAGE');
      }
    }
    for (const [number, wire] of [
      [1, 2],
      [3, 5],
      [4, 2],
      [6, 0],
      [7, 0],
      [14, 2],
      [22, 5],
      [40, 1],
    ]) {
      const tag = number * 8 + wire;
      const head = tag < 0x80 ? [tag] : [(tag & 0x7f) | 0x80, tag >> 7];
      const bytes = nested([10, 3, 5, 2], Uint8Array.from([...head, ...value[wire]]));
      expect(
        codeOf(() => read(bytes)),
        `${number} as ${wire}`,
      ).toBe('PROTOCOL_MESSAGE');
    }
  });

  it('with groups, field 0 or a number of eleven bytes is refused', () => {
    const bad = [
      [0x0b], // A group begins.
      [0x00, 0x01],
      [0xf8, 0x3f, ...new Array<number>(10).fill(0xff), 0x01],
    ];
    for (const bytes of bad)
      for (const border of Object.values(BORDERS))
        expect(codeOf(() => border(Uint8Array.from(bytes)))).toBe('PROTOCOL_MESSAGE');
  });

  it('with a number that is not finite, or a picture of another size, is refused', () => {
    const unit = (health: number): Uint8Array =>
      encodeMessage('Response', { observation: { observation: { rawData: { units: [{ health }] } } } });
    for (const health of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(codeOf(() => read(unit(health)))).toBe('PROTOCOL_MESSAGE');
    expect(codeOf(() => read(unit(45)))).toBe(null);
    const picture = (bitsPerPixel: number, x: number, y: number, bytes: number): Uint8Array =>
      encodeMessage('Response', {
        observation: {
          observation: {
            rawData: {
              mapState: { visibility: { bitsPerPixel, size: { x, y }, data: new Uint8Array(bytes) } },
            },
          },
        },
      });
    expect(codeOf(() => read(picture(8, 4, 4, 16)))).toBe(null);
    expect(codeOf(() => read(picture(8, 4, 4, 15)))).toBe('PROTOCOL_MESSAGE');
    expect(codeOf(() => read(picture(32, 2, 2, 16)))).toBe('PROTOCOL_MESSAGE');
    expect(codeOf(() => read(picture(8, -4, -4, 16)))).toBe('PROTOCOL_LIMIT');
    expect(codeOf(() => read(picture(1, 0x7fff_ffff, 0x7fff_ffff, 16)))).toBe('PROTOCOL_LIMIT');
  });

  it('with ids and numbers that columns cannot hold is read as far as it goes', () => {
    const bytes = encodeMessage('Response', {
      observation: {
        observation: {
          rawData: {
            units: [
              {
                tag: (1n << 64n) - 1n,
                unitType: 70_000,
                owner: 300,
                cargoSpaceMax: -1,
                cloak: 'CloakedAllied',
                buffIds: [70_000, 7, 8],
                orders: [1, 2, 3, 4, 5].map((abilityId) => ({ abilityId, targetUnitTag: 9n })),
              },
            ],
          },
        },
      },
    });
    const frame = read(bytes) as ReturnType<ReturnType<typeof createObservationReader>['read']>;
    const e = frame.observation?.entities;
    expect(e?.tag[0]).toBe((1n << 64n) - 1n);
    expect([e?.unit_type[0], e?.owner[0], e?.cargo_max[0], e?.cloak[0]]).toEqual([0, 255, 0, 1]);
    expect([e?.buff_0[0], e?.buff_1[0]]).toEqual([0, 7]);
    expect([e?.order_0_ability[0], e?.order_3_ability[0]]).toEqual([1, 4]);
  });
});
