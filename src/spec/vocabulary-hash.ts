/** One number for a whole vocabulary, so that two programs find out in one word whether they speak the same. */
import { createHash } from 'node:crypto';
import type { NamedId, Vocabulary } from './vocabulary.js';

/**
 * SHA-256 (hex) over everything in the vocabulary, in order: position is meaning, a function's index is its class in
 * the policy's head.
 */
export function vocabularyHash(vocabulary: Vocabulary): string {
  const named = (list: readonly NamedId[]) => list.map(({ id, name }) => [id, name]);
  const canonical = [
    vocabulary.name,
    vocabulary.functions.map(({ name, ability, target }) => [name, ability, target]),
    named(vocabulary.unitTypes),
    named(vocabulary.abilities),
    named(vocabulary.buffs),
    named(vocabulary.upgrades),
    vocabulary.users,
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}
