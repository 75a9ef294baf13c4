import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage, type Message, PROTOCOL_VERSION } from '../../env-bridge/protocol.js';
import { matchSettingsSchema } from '../../env-bridge/settings.js';
import { pack } from '../../src/spec/codec/index.js';
import { hasCode } from '../../src/spec/errors.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { vocabularyHash } from '../../src/spec/vocabulary-hash.js';
import { matchMessage } from '../spec/codec/arbitrary.js';

const settings = matchSettingsSchema.parse({});
const vocabulary = { name: 'skirmish', hash: vocabularyHash(SKIRMISH_VOCABULARY) };

const MESSAGES: readonly Message[] = [
  { type: 'hello', version: PROTOCOL_VERSION, name: 'a', token: 't', vocabulary, resume: null },
  { type: 'hello', version: PROTOCOL_VERSION, name: 'a', token: null, vocabulary: null, resume: 'r' },
  { type: 'join', match: null, seat: null },
  { type: 'join', match: 'm1', seat: 2 },
  { type: 'spectate', match: null, seat: 1 },
  { type: 'leave' },
  { type: 'failed', code: 'NOT_FINITE', message: 'act: the logits are NaN' },
  { type: 'welcome', version: PROTOCOL_VERSION, server: 'khala/0.1.0', vocabulary, heartbeatSeconds: 10 },
  { type: 'joined', match: 'm1', seat: 1, resume: 'r', settings, resumed: false },
  { type: 'watching', match: 'm1', seat: 1, settings },
  { type: 'error', code: 'SEAT_TAKEN', message: 'take seat', fatal: false },
];

describe('messages of the bridge', () => {
  test.each(MESSAGES.map((message) => [message.type, message] as const))('%s comes back', (_, message) => {
    expect(decodeMessage(encodeMessage(message))).toStrictEqual(message);
  });

  test('match messages come back too', () => {
    fc.assert(
      fc.property(matchMessage, (message) => {
        expect(decodeMessage(encodeMessage(message))).toStrictEqual(message);
      }),
      { numRuns: 50 },
    );
  });

  test.each(MESSAGES.map((message) => [message.type, message] as const))(
    '%s is refused with a field too many, missing or of another type',
    (_, message) => {
      const refused = expect.objectContaining({
        code: expect.stringMatching(/^PROTOCOL_(MESSAGE|VERSION)$/),
      });
      expect(() => decodeMessage(pack({ ...message, mood: 1 }))).toThrow(refused);
      for (const field of Object.keys(message)) {
        const { [field as keyof Message]: _gone, ...without } = message;
        expect(() => decodeMessage(pack(without))).toThrow(refused);
        expect(() => decodeMessage(pack({ ...message, [field]: [[]] }))).toThrow(refused);
      }
    },
  );

  test('a hello of another version is refused as such, whatever else it says', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('name', 'token', 'mood'), fc.string()), (rest) => {
        expect(() => decodeMessage(pack({ ...rest, type: 'hello', version: 2 }))).toThrow(
          expect.objectContaining({ code: 'PROTOCOL_VERSION' }),
        );
      }),
    );
  });

  test('random fields are refused by code, never otherwise', () => {
    const types = [...new Set(MESSAGES.map(({ type }) => type))];
    const wild = fc.dictionary(fc.constantFrom(...MESSAGES.flatMap(Object.keys), 'x'), fc.jsonValue(), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(fc.constantFrom(...types), wild, (type, fields) => {
        try {
          decodeMessage(pack({ ...fields, type }));
        } catch (error) {
          expect(hasCode(error, 'PROTOCOL_MESSAGE') || hasCode(error, 'PROTOCOL_VERSION')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the hash of a vocabulary', () => {
  test('depends on everything in it, and on the order', () => {
    const { functions, unitTypes, users } = SKIRMISH_VOCABULARY;
    const changed = [
      { ...SKIRMISH_VOCABULARY, name: 'other' },
      { ...SKIRMISH_VOCABULARY, functions: [...functions].reverse() },
      { ...SKIRMISH_VOCABULARY, unitTypes: unitTypes.slice(1) },
      { ...SKIRMISH_VOCABULARY, users: [[1], ...users.slice(1)] },
    ].map(vocabularyHash);
    expect(new Set([vocabularyHash(SKIRMISH_VOCABULARY), ...changed]).size).toBe(5);
    expect(vocabularyHash(structuredClone(SKIRMISH_VOCABULARY))).toBe(vocabularyHash(SKIRMISH_VOCABULARY));
  });
});
