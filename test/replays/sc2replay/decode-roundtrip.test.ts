import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOWN_BASE_BUILDS } from '../../../replays/sc2replay/layout/builds.js';
import type { ResolvedType } from '../../../replays/sc2replay/layout/language.js';
import { layoutFor } from '../../../replays/sc2replay/layout/resolve.js';
import { BitReader, packedRead } from '../../../replays/sc2replay/read/bits.js';
import { TaggedReader, taggedRead } from '../../../replays/sc2replay/read/versioned.js';
import type { Value } from '../../../replays/sc2replay/values.js';
import { packValue, tagValue } from '../../sc2replay/write-stream.js';

/** Lists and texts are short: their lengths' width is tried by the bits above them. */
const MOST = 3;

/** Any value of a type. */
function anyOf(type: ResolvedType): fc.Arbitrary<Value> {
  switch (type.kind) {
    case 'int':
      return fc.integer({ min: type.min, max: type.min + 2 ** type.bits - 1 });
    case 'bigint':
      return fc.bigInt({ min: type.min, max: type.min + (1n << BigInt(type.bits)) - 1n });
    case 'bool':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'fourcc':
      return fc.uint8Array({ minLength: 4, maxLength: 4 });
    case 'blob':
      return fc.uint8Array({ minLength: type.min, maxLength: type.bits === 0 ? type.min : type.min + MOST });
    case 'bitarray':
      return fc
        .array(fc.constantFrom(0, 1), { maxLength: 2 ** Math.min(type.bits, 6) - 1 })
        .map((bits) => ({ length: bits.length, firstBit: 0, bits: Uint8Array.from(bits) }));
    case 'optional':
      return fc.option(anyOf(type.of));
    case 'array':
      return fc.array(anyOf(type.of), {
        minLength: type.min,
        maxLength: type.bits === 0 ? type.min : type.min + Math.min(MOST, 2 ** type.bits - 1),
      });
    case 'choice':
      return fc.oneof(
        ...type.options.map(({ name, type: of }) => anyOf(of).map((value) => ({ [name]: value }))),
      );
    case 'struct':
      return fc.record(Object.fromEntries(type.fields.map(({ name, type: of }) => [name, anyOf(of)])));
  }
}

/** Where a bit array stands in its byte depends on what stands before it. */
function withoutPlace(value: Value): Value {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withoutPlace);
  return Object.fromEntries(
    Object.entries(value as { [field: string]: Value }).map(([key, of]) => [
      key,
      key === 'firstBit' ? 0 : withoutPlace(of),
    ]),
  );
}

/** Base builds between which every table changes at least once. */
const BUILDS = [
  15405, 16561, 18574, 19458, 21995, 24764, 28667, 36442, 38749, 48258, 64469, 75689, 77379, 98310,
];

describe.each(BUILDS)('base build %i', (build) => {
  const { layout } = layoutFor(build);
  const { game, message, tracker } = layout.events;
  const packed = [layout.initData, ...[...game.events, ...message.events].map(({ type }) => type)];
  const tagged = [layout.header, layout.details, ...tracker.events.map(({ type }) => type)];

  it('is known', () => expect(KNOWN_BASE_BUILDS).toContain(build));

  it('reads what was packed, to the last byte', () => {
    for (const type of new Set(packed)) {
      fc.assert(
        fc.property(anyOf(type), (value) => {
          const bytes = packValue(type, value);
          const reader = new BitReader(bytes, 'a test');
          expect(withoutPlace(packedRead(type)(reader))).toEqual(value);
          reader.align();
          expect(reader.done).toBe(true);
        }),
        { numRuns: 5 },
      );
    }
  });

  it('reads what describes itself, to the last byte', () => {
    for (const type of new Set(tagged)) {
      fc.assert(
        fc.property(anyOf(type), (value) => {
          const bytes = tagValue(type, value);
          const reader = new TaggedReader(bytes, 'a test');
          expect(taggedRead(type)(reader)).toEqual(value);
          expect(reader.done).toBe(true);
        }),
        { numRuns: 5 },
      );
    }
  });
});
