/**
 * What a policy's choice of function is measured against: guesses that look at nothing but the player's last functions,
 * counted on the recordings that are learned from. Classes are those of the policy; an order of none of them is UNKNOWN.
 */
import type { Demonstrations } from '../../replays/demonstrations.js';
import { functionKey, type Vocabulary } from '../spec/vocabulary.js';
import type { BlockRef } from './plan.js';

export const BASELINES = ['mostFrequent', 'previous', 'bigram', 'trigram'] as const;
export type Baseline = (typeof BASELINES)[number];

/** Class of a function that is not in the vocabulary, and of what comes before a player's first. */
const UNKNOWN = -1;
/** Guesses a baseline makes for one decision. */
const GUESSES = 5;

/** Functions of a match's decisions in order, as classes. */
type Sequence = readonly number[];

export interface Baselines {
  /** The class of each demonstration of a block, and of the two before each in its match. */
  context(file: number, block: number): readonly { readonly before: readonly [number, number] }[];
  /** The likeliest classes after these two (the last one second), best first; fewer than five where fewer were seen. */
  guess(baseline: Baseline, before: readonly [number, number]): readonly number[];
}

/** Counts what follows what. */
export function countBaselines(
  demonstrations: Demonstrations,
  train: readonly BlockRef[],
  vocabulary: Vocabulary,
): Baselines {
  const classes = new Map(vocabulary.functions.map((fn, f) => [functionKey(fn), f]));
  const classOf = demonstrations.actions.map((action) => classes.get(functionKey(action)) ?? UNKNOWN);
  const sequence = (file: number, block: number): Sequence =>
    Array.from(demonstrations.files[file].blocks[block].actions, (row) => classOf[row]);
  /** The last two classes before a block: a match may be cut into several. */
  const lead = (file: number, block: number): [number, number] => {
    const { blocks } = demonstrations.files[file];
    const tail: number[] = [];
    for (let b = block - 1; b >= 0 && tail.length < 2 && blocks[b].episode === blocks[block].episode; b--)
      tail.unshift(...sequence(file, b).slice(tail.length - 2));
    return [tail.at(-2) ?? UNKNOWN, tail.at(-1) ?? UNKNOWN];
  };
  const context = (file: number, block: number): { before: [number, number] }[] => {
    let before = lead(file, block);
    return sequence(file, block).map((fn) => {
      const at = { before };
      before = [before[1], fn];
      return at;
    });
  };

  const tables = { mostFrequent: new Counts(), bigram: new Counts(), trigram: new Counts() };
  for (const { file, block } of train) {
    const places = context(file, block);
    for (const [i, fn] of sequence(file, block).entries()) {
      if (fn === UNKNOWN) continue;
      const [second, last] = places[i].before;
      tables.mostFrequent.add('', fn);
      tables.bigram.add(`${last}`, fn);
      tables.trigram.add(`${second} ${last}`, fn);
    }
  }
  return {
    context,
    guess: (baseline, [second, last]) => {
      const frequent = tables.mostFrequent.best('');
      const afterLast = (): readonly number[] => backOff(tables.bigram.best(`${last}`), frequent);
      return {
        mostFrequent: () => frequent,
        previous: () => backOff(last === UNKNOWN ? [] : [last], frequent),
        bigram: afterLast,
        trigram: () => backOff(tables.trigram.best(`${second} ${last}`), afterLast()),
      }[baseline]();
    },
  };
}

/** The first guesses, and behind them those of a shorter context. */
function backOff(first: readonly number[], then: readonly number[]): readonly number[] {
  return [...first, ...then.filter((fn) => !first.includes(fn))].slice(0, GUESSES);
}

/** How often each class came in each context. */
class Counts {
  readonly #counts = new Map<string, Map<number, number>>();
  readonly #best = new Map<string, readonly number[]>();

  add(context: string, fn: number): void {
    const counts = this.#counts.get(context) ?? new Map<number, number>();
    this.#counts.set(context, counts);
    counts.set(fn, (counts.get(fn) ?? 0) + 1);
  }

  /** The most frequent classes, the lower one first among equals; sorted once, after the counting. */
  best(context: string): readonly number[] {
    const held = this.#best.get(context);
    if (held) return held;
    const counts = [...(this.#counts.get(context) ?? [])];
    const best = counts
      .sort(([f, a], [g, b]) => b - a || f - g)
      .slice(0, GUESSES)
      .map(([fn]) => fn);
    this.#best.set(context, best);
    return best;
  }
}
