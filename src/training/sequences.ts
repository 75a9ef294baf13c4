/**
 * The order in which a policy with a memory learns: whole matches, decision after decision. Sequences run side by side, each through one match
 * after another, and a batch is the next few decisions of each, so that the state after one batch is the state before the next. Like the
 * plan of single samples it is a pure function of the data's index, the seed and the number of the batch.
 * Shape letters: S sequences, K steps of each in a batch, B = K S rows in order of time (row t S + s is step t of sequence s).
 */
import type { Demonstration, Demonstrations } from '../../replays/demonstrations.js';
import { KhalaError } from '../spec/errors.js';
import { createRandom } from '../spec/random.js';
import type { BlockRef, SampleRef } from './plan.js';

/** The demonstrations of one match, in order of time. */
export interface Match {
  readonly blocks: readonly BlockRef[];
  readonly samples: number;
}

export interface SequenceShape {
  /** Sequences S. */
  readonly sequences: number;
  /** Decisions K of each in a batch. */
  readonly steps: number;
}

/** One row of a batch: a decision in its place. */
export interface SequenceRow extends SampleRef {
  /** Whether it is the first of its match. */
  readonly first: boolean;
}

export interface SequencePlan {
  /** Batches until every sequence has ended; infinite where matches are gone through again and again. */
  readonly batches: number;
  /** The rows of batch k (0-based), null where a sequence has ended: (K S). */
  batch(k: number): readonly (SequenceRow | null)[];
}

/** Puts blocks of the same match together; they follow each other, as in the files. */
export function matchesOf({ files }: Demonstrations, blocks: readonly BlockRef[]): Match[] {
  const matches: { blocks: BlockRef[]; samples: number; key: string }[] = [];
  for (const block of blocks) {
    const key = `${block.file}:${files[block.file].blocks[block.block].episode}`;
    const last = matches.at(-1);
    if (last?.key === key) {
      last.blocks.push(block);
      last.samples += block.samples;
    } else matches.push({ blocks: [block], samples: block.samples, key });
  }
  return matches;
}

/** A sequence: its matches with the place of each one's first decision in it, and how many decisions it has so far. */
interface Line {
  readonly matches: { readonly match: Match; readonly from: number }[];
  length: number;
}

/**
 * Matches are shuffled anew each epoch, and the next one goes to the sequence that is shortest so far.
 * @param epochs how often each match is gone through; null for again and again
 * @throws NO_DATA when there are no demonstrations
 */
export function planSequences(
  matches: readonly Match[],
  { sequences, steps }: SequenceShape,
  epochs: number | null,
  ...seed: readonly (number | string)[]
): SequencePlan {
  if (matches.length === 0)
    throw new KhalaError(
      'NO_DATA',
      'plan training: the files hold no demonstrations to learn from; record some with "khala record"',
    );
  const lines = Array.from({ length: sequences }, (): Line => ({ matches: [], length: 0 }));
  let epoch = 0;
  const lengthen = (): void => {
    for (const match of createRandom(...seed, 'epoch', epoch).shuffle([...matches])) {
      const line = lines.reduce((a, b) => (b.length < a.length ? b : a));
      line.matches.push({ match, from: line.length });
      line.length += match.samples;
    }
    epoch++;
  };
  for (let e = 0; e < (epochs ?? 0); e++) lengthen();
  return {
    batches:
      epochs === null
        ? Number.POSITIVE_INFINITY
        : Math.ceil(Math.max(...lines.map(({ length }) => length)) / steps),
    batch: (k) => {
      const to = (k + 1) * steps;
      while (epochs === null && lines.some(({ length }) => length < to)) lengthen();
      const parts = lines.map((line) => readLine(line, k * steps, to));
      return Array.from({ length: steps * sequences }, (_, row) => {
        return parts[row % sequences][Math.floor(row / sequences)] ?? null;
      });
    },
  };
}

/** The decisions of a line from one place to before another, fewer where it ends. */
function readLine({ matches }: Line, begin: number, end: number): SequenceRow[] {
  const rows: SequenceRow[] = [];
  for (const { match, from } of matches) {
    if (from >= end) break;
    if (from + match.samples <= begin) continue;
    let at = from;
    for (const block of match.blocks) {
      for (let sample = Math.max(0, begin - at); sample < block.samples && at + sample < end; sample++)
        rows.push({ block, sample, first: at + sample === from });
      at += block.samples;
    }
  }
  return rows;
}

/** Whether the state lasts into each row: (B) 0 where a match begins. */
export function lastingRows(rows: readonly (SequenceRow | null)[]): Float32Array {
  return Float32Array.from(rows, (row) => (row?.first ? 0 : 1));
}

/**
 * Reads the rows of a batch; of the recordings it holds the blocks of the last batch and no others, one or two a sequence.
 * A row without a demonstration gets one of another.
 */
export function createSequenceReader(
  demonstrations: Demonstrations,
): (rows: readonly (SequenceRow | null)[]) => readonly Demonstration[] {
  let held = new Map<BlockRef, readonly Demonstration[]>();
  return (rows) => {
    const wanted = new Map<BlockRef, readonly Demonstration[]>();
    for (const row of rows) {
      if (!row || wanted.has(row.block)) continue;
      const { block } = row;
      wanted.set(block, held.get(block) ?? demonstrations.readBlock(block.file, block.block));
    }
    held = wanted;
    const read = ({ block, sample }: SequenceRow): Demonstration =>
      (wanted.get(block) as readonly Demonstration[])[sample];
    const any = rows.find((row) => row !== null) as SequenceRow;
    return rows.map((row) => read(row ?? any));
  };
}

/**
 * The row whose demonstration takes the place of one that cannot be shown: the nearest of its own sequence, the earlier of two, so that the
 * order of time is kept; of any where its sequence has none.
 */
export function nearestInSequence(good: readonly boolean[], row: number, sequences: number): number {
  const steps = good.length / sequences;
  for (let apart = 1; apart < steps; apart++)
    for (const near of [row - apart * sequences, row + apart * sequences]) if (good[near]) return near;
  return good.indexOf(true);
}
