import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SKIRMISH_VOCABULARY, type TargetKind, type Vocabulary } from '../../src/spec/vocabulary.js';
import { uniteVocabularies } from '../../src/spec/vocabulary-union.js';

/** What one game named: functions as ability, target and users. */
function game(
  functions: readonly [number, TargetKind, readonly number[]][],
  more: Partial<Vocabulary> = {},
): Vocabulary {
  const types = [...new Set(functions.flatMap(([, , users]) => users))];
  return {
    name: 'sc2',
    functions: [
      { name: 'no_op', ability: 0, target: 'none' },
      ...functions.map(([ability, target]) => ({ name: `f${ability}_${target}`, ability, target })),
    ],
    unitTypes: types.map((id) => ({ id, name: `u${id}` })),
    abilities: functions.map(([id]) => ({ id, name: `a${id}` })),
    buffs: [],
    upgrades: [],
    users: [[], ...functions.map(([, , users]) => users)],
    ...more,
  };
}

const ALL = (): boolean => true;
const A = game([
  [7, 'point', [48]],
  [3, 'none', [51, 48]],
]);
const B = game([
  [7, 'entity', [48]],
  [3, 'none', [20]],
]);

describe('uniteVocabularies', () => {
  it('knows all functions and their users, sorted by ability and kind of target', () => {
    const { functions, users, unitTypes } = uniteVocabularies([A, B], ALL);
    expect(functions.map(({ name }) => name)).toEqual(['no_op', 'f3_none', 'f7_entity', 'f7_point']);
    expect(users).toEqual([[], [20, 48, 51], [48], [48]]);
    expect(unitTypes.map(({ id }) => id)).toEqual([20, 48, 51]);
  });

  it('is the same in whatever order and number they come', () => {
    const named = game([[3, 'none', [48]]], { unitTypes: [{ id: 48, name: 'another' }] });
    const all = [A, B, named];
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all], { minLength: 6 }), (some) => {
        expect(uniteVocabularies(some, ALL)).toEqual(uniteVocabularies(all, ALL));
      }),
    );
  });

  it('leaves equal ones as they stand', () => {
    const copy = structuredClone(SKIRMISH_VOCABULARY) as Vocabulary;
    expect(uniteVocabularies([SKIRMISH_VOCABULARY, copy], ALL)).toEqual(SKIRMISH_VOCABULARY);
  });

  it('drops what is not wanted, but never no_op', () => {
    const { functions, users } = uniteVocabularies([A], ({ ability }) => ability === 7);
    expect(functions.map(({ name }) => name)).toEqual(['no_op', 'f7_point']);
    expect(users).toEqual([[], [48]]);
  });

  it('refuses none, and those of two games', () => {
    expect(() => uniteVocabularies([], ALL)).toThrow(expect.objectContaining({ code: 'NO_DATA' }));
    expect(() => uniteVocabularies([A, SKIRMISH_VOCABULARY], ALL)).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_MISMATCH' }),
    );
  });
});
