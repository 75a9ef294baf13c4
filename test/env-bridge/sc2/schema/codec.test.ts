import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage, type MessageName } from '../../../../env-bridge/sc2/schema/codec.js';
import { ENUMS } from '../../../../env-bridge/sc2/schema/enums.js';
import { FIELDS } from '../../../../env-bridge/sc2/schema/fields.js';
import type { Request } from '../../../../env-bridge/sc2/schema/messages.js';
import { FACTS, hasShared, realMessage } from '../shared.js';

const names = Object.keys(FIELDS) as MessageName[];

/** Another implementation of protobuf, given the same table. */
function otherSchema(): protobuf.Root {
  const root = new protobuf.Root();
  for (const [name, values] of Object.entries(ENUMS)) root.add(new protobuf.Enum(name, values));
  for (const name of names) {
    const type = new protobuf.Type(name);
    const groups = new Map<string, string[]>();
    for (const line of FIELDS[name].split('\n').slice(1)) {
      const [field, number, kind, more] = line.trim().split(' ');
      if (field === '' || number === undefined) continue;
      type.add(
        new protobuf.Field(field, Number(number), kind, more === 'repeated' ? 'repeated' : 'optional'),
      );
      if (more?.startsWith('one:')) groups.set(more, [...(groups.get(more) ?? []), field]);
    }
    for (const [group, fields] of groups) type.add(new protobuf.OneOf(group.slice(4), fields));
    root.add(type);
  }
  return root;
}

const other = otherSchema();

/** Any message of this name: each field present or not, one of each group at most. */
function anyMessage(name: MessageName, depth = 0): fc.Arbitrary<Record<string, unknown>> {
  const fields = FIELDS[name]
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter((cells) => cells.length > 1 && (depth < 3 || !(cells[2] in FIELDS)));
  const entries = fields.map(([field, , kind, more]) => {
    const one = anyValue(kind, depth);
    const value = more === 'repeated' ? fc.array(one, { minLength: 1, maxLength: 3 }) : one;
    return fc.option(value, { nil: undefined, freq: 2 }).map((v) => ({ field, group: more, v }));
  });
  return fc.tuple(...entries).map((values) => {
    const message: Record<string, unknown> = {};
    const taken = new Set<string>();
    for (const { field, group, v } of values) {
      if (v === undefined) continue;
      if (group?.startsWith('one:')) {
        if (taken.has(group)) continue;
        taken.add(group);
      }
      message[field] = v;
    }
    return message;
  });
}

function anyValue(kind: string, depth: number): fc.Arbitrary<unknown> {
  if (kind in ENUMS) return fc.constantFrom(...Object.keys(ENUMS[kind as keyof typeof ENUMS]));
  if (kind in FIELDS) return anyMessage(kind as MessageName, depth + 1);
  if (kind === 'int32') return fc.integer();
  if (kind === 'uint32') return fc.integer({ min: 0, max: 0xffffffff });
  if (kind === 'uint64') return fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
  if (kind === 'bool') return fc.boolean();
  if (kind === 'float') return fc.float({ noNaN: true });
  if (kind === 'string') return fc.string({ unit: 'grapheme', maxLength: 20 });
  return fc.uint8Array({ maxLength: 20 });
}

/** What the other implementation reads, in our form. */
function readByOther(name: MessageName, bytes: Uint8Array): unknown {
  const type = other.lookupType(name);
  const plain = type.toObject(type.decode(bytes), { enums: String, longs: String, bytes: Array });
  return normal(plain, name);
}

/** 64-bit integers as strings, bytes as lists: the form in which two implementations are compared. */
function normal(value: unknown, name: MessageName): unknown {
  const message = value as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  for (const line of FIELDS[name].split('\n')) {
    const [field, , kind] = line.trim().split(' ');
    if (kind === undefined || message[field] === undefined) continue;
    const map = (one: unknown): unknown =>
      kind in FIELDS
        ? normal(one, kind as MessageName)
        : kind === 'uint64'
          ? String(one)
          : kind === 'bytes'
            ? [...(one as Uint8Array)]
            : one;
    const held = message[field];
    result[field] = Array.isArray(held) && kind !== 'bytes' ? held.map(map) : map(held);
  }
  return result;
}

describe('the codec', () => {
  it('knows all files of the API', () => {
    expect(names.length).toBe(146);
    for (const name of [
      'Request',
      'ObservationRaw',
      'Size2DI',
      'UnitTypeData',
      'RequestQueryPathing',
    ] as const)
      expect(names).toContain(name);
    for (const name of ['DebugCreateUnit', 'ScoreDetails', 'FeatureLayers', 'ActionUI'] as const)
      expect(names).toContain(name);
    expect(ENUMS.ActionResult.CantFindCancelOrder).toBe(214);
  });

  it('gives back what it wrote, and another implementation reads the same', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names).chain((name) => fc.tuple(fc.constant(name), anyMessage(name))),
        ([name, message]) => {
          const bytes = encodeMessage(name, message as never);
          expect(decodeMessage(name, bytes)).toEqual(message);
          expect(normal(message, name)).toEqual(readByOther(name, bytes));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps every bit of a tag', () => {
    const tag = 0xfedc_ba98_7654_3211n;
    const request: Request = { query: { abilities: [{ unitTag: tag }, { unitTag: 0n }] } };
    const back = decodeMessage('Request', encodeMessage('Request', request));
    expect(back.query?.abilities?.map(({ unitTag }) => unitTag)).toEqual([tag, 0n]);
  });

  it('passes over fields and words that it does not know', () => {
    const known = encodeMessage('RequestJoinGame', { race: 'Zerg', playerName: 'x' });
    const future = Uint8Array.from([
      ...[0xf8, 0x3f, 0x07], // field 1023, varint
      ...[0xf9, 0x3f, 1, 2, 3, 4, 5, 6, 7, 8], // fixed64
      ...[0xfa, 0x3f, 2, 9, 9], // bytes
      ...[0xfd, 0x3f, 1, 2, 3, 4], // fixed32
      ...known,
    ]);
    expect(decodeMessage('RequestJoinGame', future)).toEqual({ race: 'Zerg', playerName: 'x' });
    expect(decodeMessage('RequestJoinGame', Uint8Array.from([0x08, 0x63]))).toEqual({});
  });

  it('lets the last of a group win and puts a message that comes twice together', () => {
    const twice = Uint8Array.from([
      ...encodeMessage('RequestJoinGame', { race: 'Zerg', options: { raw: true } }),
      ...encodeMessage('RequestJoinGame', { observedPlayerId: 2, options: { score: true } }),
    ]);
    expect(decodeMessage('RequestJoinGame', twice)).toEqual({
      observedPlayerId: 2,
      options: { raw: true, score: true },
    });
  });

  it('reads lists of numbers packed or not', () => {
    const packed = Uint8Array.from([0x1a, 3, 5, 0x80, 0x01]);
    expect(decodeMessage('PlayerRaw', packed).upgradeIds).toEqual([5, 128]);
  });

  it('refuses to write what does not fit', () => {
    const bad: [MessageName, unknown][] = [
      ['RequestStep', { count: -1 }],
      ['RequestStep', { count: 1.5 }],
      ['RequestJoinGame', { race: 'Xel-Naga' }],
      ['RequestJoinGame', { race: 'Zerg', observedPlayerId: 1 }],
      ['RequestQueryAvailableAbilities', { unitTag: 7 }],
      ['RequestQueryAvailableAbilities', { unitTag: -1n }],
      ['Point2D', { x: '1' }],
    ];
    for (const [name, message] of bad)
      expect(() => encodeMessage(name, message as never)).toThrow(
        expect.objectContaining({ code: 'BAD_ARGUMENT' }),
      );
  });

  describe.skipIf(!hasShared)('on real messages', () => {
    it.each(Object.keys(FACTS))('%s comes back byte for byte', (map) => {
      for (const file of Object.keys(FACTS[map].files)) {
        const bytes = realMessage(map, file);
        const response = decodeMessage('Response', bytes);
        expect(Buffer.compare(encodeMessage('Response', response), bytes), file).toBe(0);
      }
    });

    it('another implementation reads the same', () => {
      for (const file of ['game_info.pb', 'observation.pb'])
        expect(normal(decodeMessage('Response', realMessage('ZenLE', file)), 'Response')).toEqual(
          readByOther('Response', realMessage('ZenLE', file)),
        );
    });

    it('reads the actions that were recorded', () => {
      const read = (file: string): unknown => decodeMessage('Action', realMessage('actions', file));
      expect(read('feature_camera_move.pb')).toEqual({
        actionFeatureLayer: { cameraMove: { centerMinimap: { x: 33, y: 41 } } },
      });
      expect(read('feature_unit_command.pb')).toEqual({
        actionFeatureLayer: {
          unitCommand: { abilityId: 1, targetScreenCoord: { x: 27, y: 26 }, queueCommand: false },
        },
      });
      expect(read('feature_unit_selection_point.pb')).toEqual({
        actionFeatureLayer: {
          unitSelectionPoint: { selectionScreenCoord: { x: 23, y: 16 }, type: 'Select' },
        },
      });
      expect(read('ui_control_group_append.pb')).toEqual({
        actionUi: { controlGroup: { action: 'Append', controlGroupIndex: 1 } },
      });
      expect(read('ui_control_group_recall.pb')).toEqual({
        actionUi: { controlGroup: { action: 'Recall', controlGroupIndex: 2 } },
      });
    });
  });
});
