/** The words of a policy: what occurs in the recordings that it learns from, and not in those that are held out. */
import type { Demonstrations } from '../../replays/demonstrations.js';
import { functionKey, type Vocabulary } from '../spec/vocabulary.js';
import { uniteVocabularies } from '../spec/vocabulary-union.js';
import { splitBlocks } from './batches.js';
import type { BlockRef } from './plan.js';

/**
 * The union of the vocabularies of all matches that are learned from, without functions that occur in them fewer than
 * `functionCount` times. A demonstration of such a function cannot be shown: there is too little to learn it from.
 * @throws NO_DATA, CHECKPOINT_MISMATCH (recordings of different games), and what reading recordings throws
 */
export function trainingVocabulary(
  demonstrations: Demonstrations,
  config: { readonly heldOut: number; readonly functionCount: number },
): Vocabulary {
  const { train } = splitBlocks(demonstrations, config.heldOut);
  const counts = countActions(demonstrations, train);
  const rows = new Map(demonstrations.actions.map((action, row) => [functionKey(action), row]));
  return uniteVocabularies(matchVocabularies(demonstrations, train), (fn) => {
    const row = rows.get(functionKey(fn));
    return (row === undefined ? 0 : counts[row]) >= config.functionCount;
  });
}

/** Demonstrations of each of `demonstrations.actions`. */
function countActions(demonstrations: Demonstrations, blocks: readonly BlockRef[]): Uint32Array {
  const counts = new Uint32Array(demonstrations.actions.length);
  for (const { file, block } of blocks)
    for (const row of demonstrations.files[file].blocks[block].actions) counts[row]++;
  return counts;
}

/** Once a match. */
function* matchVocabularies(
  demonstrations: Demonstrations,
  blocks: readonly BlockRef[],
): Generator<Vocabulary> {
  const seen = new Set<string>();
  for (const { file, block } of blocks) {
    const { episode } = demonstrations.files[file].blocks[block];
    const key = `${file}:${episode}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield demonstrations.info(file, episode).vocabulary;
  }
}
