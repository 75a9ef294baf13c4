import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeMatchMessage,
  encodeMatchMessage,
  pack,
  readContext,
  readObservation,
  unpack,
} from '../../../src/spec/codec/index.js';
import { KhalaError } from '../../../src/spec/errors.js';
import type { MatchMessage, ObservationMessage } from '../../../src/spec/messages.js';
import { CONTEXT_COLUMNS, type ContextObservation, type Observation } from '../../../src/spec/observation.js';
import { matchMessage } from './arbitrary.js';

const observationMessage = matchMessage.filter(
  (message): message is ObservationMessage => message.type === 'observation',
);
/** Of a match that goes on, in which nothing was refused. */
const plainMessage = observationMessage.map((message): ObservationMessage => {
  const { outcome: _, ...info } = message.step.info;
  return { ...message, step: { ...message.step, info: { ...info, rejected: [] } } };
});

/** What the wire's decoder makes of a message, or the code of its error. */
function decodedBy(bytes: Uint8Array): MatchMessage | string {
  try {
    return decodeMatchMessage(bytes);
  } catch (error) {
    if (error instanceof KhalaError) return error.code;
    throw error;
  }
}

function contextOf({ lastCommand, entities, ...rest }: Observation): ContextObservation {
  const { visibility: _, creep: __, ...seen } = rest;
  return {
    ...seen,
    entities: Object.fromEntries(
      CONTEXT_COLUMNS.map((name) => [name, entities[name]]),
    ) as ContextObservation['entities'],
    lastCommand: lastCommand && {
      ability: lastCommand.ability,
      delay: lastCommand.delay,
      target: { kind: lastCommand.target.kind },
    },
  };
}

/** Fails where the readers take what the wire's decoder refuses, or take it otherwise. */
function expectNothingElse(bytes: Uint8Array): { readonly taken: boolean } {
  const whole = readObservation(bytes);
  const context = readContext(bytes);
  expect(context === null).toBe(whole === null);
  if (whole === null || context === null) return { taken: false };
  const wire = decodedBy(bytes);
  expect(wire).toMatchObject({ type: 'observation' });
  const { observation } = (wire as ObservationMessage).step;
  expect(whole).toStrictEqual(observation);
  expect(context).toStrictEqual(contextOf(observation));
  return { taken: true };
}

/** The maps of plain data with their entries the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

describe('the reader of observations', () => {
  test('reads what the wire’s decoder reads, whole or as a context, of every plain observation', () => {
    fc.assert(
      fc.property(plainMessage, (message) => {
        expect(expectNothingElse(encodeMatchMessage(message))).toEqual({ taken: true });
      }),
      { numRuns: 200 },
    );
  });

  test('leaves all other messages to the wire’s decoder, unless it reads the same', () => {
    fc.assert(
      fc.property(matchMessage, (message) => {
        const { taken } = expectNothingElse(encodeMatchMessage(message));
        if (message.type !== 'observation' || message.step.info.outcome) expect(taken).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('takes no damaged message otherwise than the wire’s decoder', () => {
    let taken = 0;
    let refused = 0;
    const damage = fc.array(
      fc.record({
        at: fc.nat(),
        byte: fc.nat(255),
        kind: fc.constantFrom('flip', 'set', 'cut', 'drop', 'insert'),
      }),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(plainMessage, damage, (message, wounds) => {
        let bytes = encodeMatchMessage(message);
        for (const { at, byte, kind } of wounds) {
          const place = at % bytes.length;
          const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
          if (kind === 'flip') bytes[place] ^= 1 << (byte % 8);
          else if (kind === 'set') bytes[place] = byte;
          else if (kind === 'cut') bytes = before.slice();
          else if (kind === 'drop') bytes = Uint8Array.of(...before, ...after.subarray(1));
          else bytes = Uint8Array.of(...before, byte, ...after);
          if (bytes.length === 0) return;
        }
        if (expectNothingElse(bytes).taken) taken++;
        else if (typeof decodedBy(bytes) === 'string') refused++;
      }),
      { numRuns: 4000 },
    );
    // Both have been tried: damage that only changes a number, and damage that nobody takes.
    expect(taken).toBeGreaterThan(80);
    expect(refused).toBeGreaterThan(80);
  });

  test('meets random bytes with nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readObservation(bytes)).toBe(null);
        expect(readContext(bytes)).toBe(null);
      }),
      { numRuns: 2000 },
    );
  });

  test('reads entries in any order, but for a target, whose kind comes first', () => {
    fc.assert(
      fc.property(plainMessage, (message) => {
        const { taken } = expectNothingElse(pack(reversed(unpack(encodeMatchMessage(message)))));
        const target = message.step.observation.lastCommand?.target.kind ?? 'none';
        expect(taken).toBe(target === 'none');
      }),
      { numRuns: 200 },
    );
  });

  describe('of a message that is changed in one thing', () => {
    const [message] = fc.sample(
      plainMessage.filter(({ step: { observation } }) => observation.count > 2),
      { numRuns: 1, seed: 7 },
    );
    type Wire = { [key: string]: Wire };
    const changed = (change: (step: Wire, wire: Wire) => void): Uint8Array => {
      const wire = unpack(encodeMatchMessage(message)) as Wire;
      change(wire.step, wire);
      return pack(wire);
    };
    const as = (value: unknown): Wire => value as Wire;
    const { count } = message.step.observation;

    test.each<[string, (step: Wire, wire: Wire) => void]>([
      [
        'a number that is not finite',
        ({ observation: o }) => (o.entities.x = as(new Float32Array(count).fill(Number.NaN))),
      ],
      [
        'an infinite one',
        ({ observation: o }) => (o.entities.z = as(new Float32Array(count).fill(-Infinity))),
      ],
      ['fewer rows in a column', ({ observation: o }) => (o.entities.y = as(new Float32Array(count - 1)))],
      ['another count', ({ observation: o }) => (o.count = as(count + 1))],
      ['more rows than there may be', ({ observation: o }) => (o.count = as(5000))],
      ['a column of another type', ({ observation: o }) => (o.entities.owner = as(new Uint16Array(count)))],
      ['no tags', ({ observation: o }) => delete o.entities.tag],
      ['an unknown column', ({ observation: o }) => (o.entities.colour = as(new Uint8Array(count)))],
      ['an unknown name of an unknown column', ({ observation: o }) => (o.unknown = as(['colour']))],
      ['too few scalars', ({ observation: o }) => (o.player = as(new Int32Array(3)))],
      ['a negative loop', ({ observation: o }) => (o.gameLoop = as(-1))],
      ['half a loop', ({ observation: o }) => (o.gameLoop = as(0.5))],
      ['one key more', ({ observation: o }) => (o.colour = as(1))],
      ['one key less', ({ observation: o }) => delete o.creep],
      [
        'a command that waits for years',
        ({ observation: o }) =>
          (o.lastCommand = as({
            ability: 1,
            delay: 1e7,
            queued: true,
            units: new BigUint64Array(1),
            target: { kind: 'none' },
          })),
      ],
      [
        'a target of two tags',
        ({ observation: o }) =>
          (o.lastCommand = as({
            ability: 1,
            delay: 1,
            queued: true,
            units: new BigUint64Array(1),
            target: { kind: 'entity', tag: new BigUint64Array(2) },
          })),
      ],
      ['an infinite reward', (step) => (step.reward = as(Number.POSITIVE_INFINITY))],
      [
        'no word on what was refused',
        (step) => (step.info = as({ cooling: { tag: new BigUint64Array(1), ability: new Uint16Array(1) } })),
      ],
      [
        'more tags than abilities',
        (step) =>
          (step.info = as({
            rejected: [],
            cooling: { tag: new BigUint64Array(2), ability: new Uint16Array(1) },
          })),
      ],
      ['a player that cannot be', (_, wire) => (wire.player = as(17))],
      ['another type', (_, wire) => (wire.type = as('outcome'))],
    ])('takes nothing: %s', (_, change) => {
      const bytes = changed(change);
      expect(decodedBy(bytes)).toBe('PROTOCOL_MESSAGE');
      expect(readObservation(bytes)).toBe(null);
      expect(readContext(bytes)).toBe(null);
    });

    test('takes nothing that is written twice, or follows the message', () => {
      const bytes = changed(() => undefined);
      expect(readObservation(bytes)).not.toBe(null);
      expect(readObservation(Uint8Array.of(...bytes, 0xc0))).toBe(null);
      // `creep` under the name of `count`, which is as long: then there are two of them.
      const at = Buffer.from(bytes).lastIndexOf('creep');
      bytes.set(Buffer.from('count'), at);
      expect(readObservation(bytes)).toBe(null);
    });
  });

  test('gives each observation memory of its own', () => {
    const bytes = fc
      .sample(plainMessage, { numRuns: 300, seed: 3 })
      .map((message) => encodeMatchMessage(message));
    const read = bytes.map(readContext);
    for (const [i, context] of read.entries()) expect(context).toStrictEqual(readContext(bytes[i]));
    const copies = bytes.map(readObservation);
    for (const one of bytes) one.fill(0);
    for (const [i, whole] of copies.entries()) expect(contextOf(whole as Observation)).toStrictEqual(read[i]);
  });
});
