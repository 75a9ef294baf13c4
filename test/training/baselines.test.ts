import { describe, expect, it } from 'vitest';
import type { Action, Demonstrations } from '../../replays/demonstrations.js';
import type { Vocabulary } from '../../src/spec/vocabulary.js';
import { type Baseline, countBaselines } from '../../src/training/baselines.js';
import type { BlockRef } from '../../src/training/plan.js';

const ABILITIES = [0, 11, 12, 13, 99] as const;
const actions: Action[] = ABILITIES.map((ability) => ({ ability, target: 'none' }));
/** The classes of this vocabulary are the rows of `actions`; 99 is not in it. */
const vocabulary = {
  functions: actions.slice(0, -1).map((action) => ({ ...action, name: String(action.ability) })),
} as unknown as Vocabulary;

/** Only what counting reads: for each file its blocks, as the episode and rows of actions. */
function data(files: readonly (readonly [episode: number, rows: readonly number[]])[][]): {
  demonstrations: Demonstrations;
  blocks: BlockRef[];
} {
  const described = files.map((blocks) => ({
    blocks: blocks.map(([episode, rows]) => ({
      episode,
      samples: rows.length,
      actions: Int32Array.from(rows),
    })),
  }));
  return {
    demonstrations: { files: described, actions } as unknown as Demonstrations,
    blocks: described.flatMap(({ blocks }, file) =>
      blocks.map(({ samples }, block) => ({ file, block, samples, bytes: 0, entities: null })),
    ),
  };
}

describe('countBaselines', () => {
  const { demonstrations, blocks } = data([[[0, [1, 2, 1, 2, 1, 3, 2, 2, 1, 2]]]]);
  const counted = countBaselines(demonstrations, blocks, vocabulary);
  const first = (baseline: Baseline, before: readonly [number, number]): number =>
    counted.guess(baseline, before)[0];

  it('guesses what came most often: at all, after one, after two', () => {
    expect(counted.guess('mostFrequent', [-1, -1])).toEqual([2, 1, 3]);
    expect(counted.guess('bigram', [-1, 1])).toEqual([2, 3, 1]);
    expect(first('bigram', [3, 2])).toBe(1);
    expect(first('trigram', [3, 2])).toBe(2);
  });

  it('falls back on a shorter context where there was none such', () => {
    expect(first('trigram', [0, 1])).toBe(2);
    expect(first('bigram', [0, 0])).toBe(2);
    expect(counted.guess('previous', [1, 3])).toEqual([3, 2, 1]);
    expect(first('previous', [-1, -1])).toBe(2);
  });

  it('follows a match through its blocks, and not into the next', () => {
    const cut = data([
      [
        [0, [1]],
        [0, [3]],
        [0, [2, 4]],
        [1, [3]],
      ],
    ]);
    const { context } = countBaselines(cut.demonstrations, cut.blocks, vocabulary);
    expect(context(0, 0)).toEqual([{ before: [-1, -1] }]);
    expect(context(0, 2)).toEqual([{ before: [1, 3] }, { before: [3, 2] }]);
    expect(context(0, 3)).toEqual([{ before: [-1, -1] }]);
  });

  it('learns from the training side alone, and not what has no class', () => {
    const two = data([[[0, [1, 1, 4, 4, 4]]], [[0, [3, 3, 3]]]]);
    const { guess } = countBaselines(two.demonstrations, two.blocks.slice(0, 1), vocabulary);
    expect(guess('mostFrequent', [-1, -1])).toEqual([1]);
  });
});
