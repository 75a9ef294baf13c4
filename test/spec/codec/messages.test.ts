import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMatchMessage, encodeMatchMessage, pack, unpack } from '../../../src/spec/codec/index.js';
import { createEntityTable, PLAYER_SCALAR_NAMES } from '../../../src/spec/columns.js';
import { hasCode } from '../../../src/spec/errors.js';
import type { MatchInfo } from '../../../src/spec/match.js';
import type { ObservationMessage } from '../../../src/spec/messages.js';
import { noOp } from '../../../src/spec/observation.js';
import { SKIRMISH_VOCABULARY } from '../../../src/spec/vocabulary.js';
import { matchMessage } from './arbitrary.js';

function observationOf(count: number): ObservationMessage {
  const entities = createEntityTable(count);
  for (let i = 0; i < count; i++) {
    entities.tag[i] = 2n ** 63n + BigInt(i);
    entities.health[i] = 45;
  }
  return {
    type: 'observation',
    player: 1,
    step: {
      observation: {
        gameLoop: 8,
        count,
        entities,
        unknown: [],
        player: new Int32Array(PLAYER_SCALAR_NAMES.length),
        upgrades: new Uint16Array(0),
        lastCommand: null,
        visibility: new Uint8Array(16),
        creep: new Uint8Array(0),
      },
      reward: 0,
      terminated: false,
      truncated: false,
      info: { rejected: [] },
    },
  };
}

/** A match on a map of 4 x 4 cells. */
function infoOf(layerWidth: number): MatchInfo {
  const layer = new Uint8Array(layerWidth * 4);
  return {
    player: 1,
    players: [1, 2],
    map: {
      name: 'm',
      width: 4,
      height: 4,
      layerWidth,
      layerHeight: 4,
      pathing: layer,
      placement: layer,
      terrainHeight: layer,
    },
    scenario: 'm',
    scenarioHash: '',
    seed: 0,
    limits: { stepLoops: 1, commandsPerSecond: 12, maxLoops: 10 },
    vocabulary: SKIRMISH_VOCABULARY,
  };
}

type Wire = {
  step: {
    observation: Record<string, unknown> & { entities: Record<string, unknown> };
    info: Record<string, unknown>;
  };
};
const wireOf = (message: ObservationMessage): Wire => unpack(encodeMatchMessage(message)) as Wire;

describe('match messages', () => {
  test('come back as they were, bit for bit', () => {
    fc.assert(
      fc.property(matchMessage, (message) => {
        expect(decodeMatchMessage(encodeMatchMessage(message))).toStrictEqual(message);
      }),
      { numRuns: 300 },
    );
  });

  test('keep all 64 bits of a tag', () => {
    const tag = 0xffff_ffff_ffff_fffen;
    const message = {
      type: 'command',
      player: 2,
      gameLoop: 1,
      command: { ...noOp(1), units: [tag, 2n ** 53n + 1n], target: { kind: 'entity', tag } },
    } as const;
    expect(decodeMatchMessage(encodeMatchMessage(message))).toStrictEqual(message);
  });

  test('keep the sign of zero and the smallest numbers in columns', () => {
    const message = observationOf(2);
    message.step.observation.entities.x.set([-0, 1e-45]);
    const decoded = decodeMatchMessage(encodeMatchMessage(message));
    expect(decoded).toStrictEqual(message);
  });

  test("tell the layers' shape only where it is not the map's, and take the map's where none is told", () => {
    const wire = (layerWidth: number): { info: { map: Record<string, unknown> } } =>
      unpack(encodeMatchMessage({ type: 'start', info: infoOf(layerWidth) })) as never;
    expect(Object.keys(wire(4).info.map)).not.toContain('layerWidth');
    expect(wire(2).info.map).toMatchObject({ width: 4, height: 4, layerWidth: 2, layerHeight: 4 });
    const spoilt = wire(2);
    spoilt.info.map.layerWidth = 3;
    expect(() => decodeMatchMessage(pack(spoilt))).toThrow(/pathing: has 8 values where a layer has 3 x 4/);
  });

  test('do not send what is declared unknown', () => {
    const message = observationOf(1);
    const observation = { ...message.step.observation, unknown: ['health'] as const };
    const sent = { ...message, step: { ...message.step, observation } };
    expect(Object.keys(wireOf(sent).step.observation.entities)).toEqual(['tag']);
  });

  test('leave out columns that are zero and make them again', () => {
    expect(Object.keys(wireOf(observationOf(3)).step.observation.entities)).toEqual(['tag', 'health']);
  });

  test('hold no reference to the bytes that they came from', () => {
    const message = observationOf(3);
    const bytes = encodeMatchMessage(message);
    const decoded = decodeMatchMessage(bytes);
    bytes.fill(0xff);
    expect(decoded).toStrictEqual(message);
  });

  test('take Buffers for layers, as protobuf gives them', () => {
    const message = observationOf(1);
    const visibility = Buffer.from([0, 1, 2, 1]);
    const observation = { ...message.step.observation, visibility };
    const decoded = decodeMatchMessage(
      encodeMatchMessage({ ...message, step: { ...message.step, observation } }),
    ) as ObservationMessage;
    expect(decoded.step.observation.visibility).toStrictEqual(Uint8Array.of(0, 1, 2, 1));
  });

  test.each<[string, (wire: Wire) => void, RegExp]>([
    [
      'a column of another dtype',
      (w) => (w.step.observation.entities.x = new Uint8Array(3)),
      /column x .* f32/,
    ],
    ['a short column', (w) => (w.step.observation.entities.x = new Float32Array(2)), /column x has 2 rows/],
    [
      'more units that cool down than abilities',
      (w) => (w.step.info.cooling = { tag: new BigUint64Array(2), ability: new Uint16Array(1) }),
      /as many tags as abilities/,
    ],
    ['no tags', (w) => delete w.step.observation.entities.tag, /column tag is missing/],
    ['an unknown column', (w) => (w.step.observation.entities.mood = new Uint8Array(3)), /"mood" is unknown/],
    [
      'a NaN',
      (w) => (w.step.observation.entities.x = new Float32Array([0, Number.NaN, 0])),
      /x is not finite/,
    ],
    ['a table that is a list', (w) => (w.step.observation.entities = [] as never), /map of columns/],
    ['too many rows', (w) => (w.step.observation.count = 1e9), /count/],
    ['a negative loop', (w) => (w.step.observation.gameLoop = -1), /gameLoop/],
    ['an unknown unknown', (w) => (w.step.observation.unknown = ['mood']), /unknown/],
    ['a short player row', (w) => (w.step.observation.player = new Int32Array(2)), /player/],
    ['a field too many', (w) => (w.step.observation.extra = 1), /extra/],
  ])('refuse an observation with %s', (_, spoil, message) => {
    const wire = wireOf(observationOf(3));
    spoil(wire);
    const decode = () => decodeMatchMessage(pack(wire));
    expect(decode).toThrow(message);
    expect(decode).toThrow(expect.objectContaining({ code: 'PROTOCOL_MESSAGE' }));
  });

  test.each([
    [null],
    [1],
    ['start'],
    [[]],
    [{}],
    [{ type: 'mood' }],
    [{ type: 'start' }],
    [{ type: ['start'] }],
  ])('refuse %j', (value) => {
    expect(() => decodeMatchMessage(pack(value))).toThrow(
      expect.objectContaining({ code: 'PROTOCOL_MESSAGE' }),
    );
  });

  test('refuse to send a bigint outside a typed array', () => {
    expect(() => pack({ tag: 1n })).toThrow(expect.objectContaining({ code: 'PROTOCOL_MESSAGE' }));
  });

  test('are refused when cut at any byte', () => {
    const bytes = encodeMatchMessage(observationOf(2));
    for (let end = 0; end < bytes.length; end++)
      expect(() => decodeMatchMessage(bytes.subarray(0, end))).toThrow(/decode message/);
  });

  test('with any byte changed are decoded or refused by code, never otherwise', () => {
    const bytes = encodeMatchMessage(observationOf(2));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = value;
        try {
          decodeMatchMessage(changed);
        } catch (error) {
          expect(hasCode(error, 'PROTOCOL_MESSAGE') || hasCode(error, 'PROTOCOL_LIMIT')).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
