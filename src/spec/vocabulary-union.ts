/**
 * One vocabulary for many games: every game played names only what occurred in it, a policy must know what occurs in all.
 */
import { KhalaError } from './errors.js';
import { type FunctionSpec, functionKey, type NamedId, TARGET_KINDS, type Vocabulary } from './vocabulary.js';
import { vocabularyHash } from './vocabulary-hash.js';

/**
 * The union of vocabularies of one game, sorted by ids: the same in whatever order they come. Where all are equal it is
 * that one, as it stands, for its order is the meaning of a checkpoint's classes.
 * @param keep whether a function is wanted; `no_op` always is
 * @throws NO_DATA when there is none, CHECKPOINT_MISMATCH when they are of different games
 */
export function uniteVocabularies(
  vocabularies: Iterable<Vocabulary>,
  keep: (fn: FunctionSpec) => boolean,
): Vocabulary {
  const distinct = new Map<string, Vocabulary>();
  for (const vocabulary of vocabularies) distinct.set(vocabularyHash(vocabulary), vocabulary);
  const all = [...distinct.values()];
  if (all.length === 0)
    throw new KhalaError('NO_DATA', 'unite vocabularies: there is none; give recordings with demonstrations');
  const [{ name, functions }] = all;
  const other = all.find((vocabulary) => vocabulary.name !== name);
  if (other)
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `unite vocabularies: one is of ${name}, another of ${other.name}; train on recordings of one game at a time`,
    );
  if (all.length === 1 && functions.slice(1).every(keep)) return all[0];
  const words = unionOf(
    all.map((vocabulary) => vocabulary.functions.slice(1)),
    functionKey,
  )
    .filter(keep)
    .sort((a, b) => a.ability - b.ability || TARGET_KINDS.indexOf(a.target) - TARGET_KINDS.indexOf(b.target));
  const users = new Map<string, Set<number>>();
  for (const vocabulary of all) {
    for (const [f, fn] of vocabulary.functions.entries()) {
      const key = functionKey(fn);
      users.set(key, new Set([...(users.get(key) ?? []), ...vocabulary.users[f]]));
    }
  }
  const ids = (list: (vocabulary: Vocabulary) => readonly NamedId[]): NamedId[] =>
    unionOf(all.map(list), ({ id }) => String(id)).sort((a, b) => a.id - b.id);
  return {
    name,
    functions: [functions[0], ...words],
    unitTypes: ids((vocabulary) => vocabulary.unitTypes),
    abilities: ids((vocabulary) => vocabulary.abilities),
    buffs: ids((vocabulary) => vocabulary.buffs),
    upgrades: ids((vocabulary) => vocabulary.upgrades),
    users: [[], ...words.map((fn) => [...(users.get(functionKey(fn)) ?? [])].sort((a, b) => a - b))],
  };
}

/** One of each key; of several names for one thing the first in the alphabet, whatever the order of the lists. */
function unionOf<T extends { readonly name: string }>(
  lists: readonly (readonly T[])[],
  keyOf: (item: T) => string,
): T[] {
  const found = new Map<string, T>();
  for (const item of lists.flat()) {
    const key = keyOf(item);
    const held = found.get(key);
    if (!held || item.name < held.name) found.set(key, item);
  }
  return [...found.values()];
}
