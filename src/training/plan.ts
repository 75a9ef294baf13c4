/**
 * The order in which samples are learned from: a pure function of the data's index, the seed and the step, so a run that
 * was stopped goes on exactly where an uninterrupted one would be. Blocks of all files are shuffled each epoch; samples
 * are shuffled within windows of consecutive blocks, which bounds memory.
 */

import { bucketFor } from '../spec/encoding.js';
import { KhalaError } from '../spec/errors.js';
import { createRandom } from '../spec/random.js';

/** A block of samples that is read at once: `block` of `file`, with `samples` samples. */
export interface BlockRef {
  readonly file: number;
  readonly block: number;
  readonly samples: number;
  /** Bytes of its messages. */
  readonly bytes: number;
  /** Entities of each sample; null where the recording does not tell. */
  readonly entities: Int32Array | null;
}

/** One sample of a block. */
export interface SampleRef {
  readonly block: BlockRef;
  readonly sample: number;
}

/** Consecutive blocks of an epoch whose samples are shuffled among each other. */
export interface Window {
  /** Number of the window since the start of the plan; with the epoch it seeds the shuffle. */
  readonly epoch: number;
  readonly number: number;
  /** Index of its first sample within the epoch. */
  readonly first: number;
  readonly samples: number;
  readonly blocks: readonly BlockRef[];
}

export interface PlanOptions {
  /** Samples a batch. */
  readonly batch: number;
  /** Samples a window, at least; it is closed earlier by the bytes. */
  readonly window: number;
  /** Bytes of a window's blocks after which it is closed. */
  readonly windowBytes: number;
  /** Most entities that are shown where batches are made of samples of one bucket; null where they are not. */
  readonly bucketed: number | null;
}

export interface Plan {
  readonly samples: number;
  readonly batchesPerEpoch: number;
  /** The samples of batch k (0-based), with the window each is in. */
  batch(k: number): { readonly window: Window; readonly refs: readonly SampleRef[] }[];
}

/**
 * Which of these files are held out, by their names alone, so that the division does not depend on their order. At least
 * one is when a fraction is asked for and there are two or more; one that is held out stays so when files are added, but
 * for that first one.
 */
export function heldOutFiles(names: readonly string[], fraction: number): Set<string> {
  const draw = (name: string): number => createRandom('held-out', name).next();
  const unique = [...new Set(names)];
  const drawn = unique.filter((name) => draw(name) < fraction);
  if (drawn.length === 0 && fraction > 0 && unique.length > 1)
    drawn.push(unique.reduce((a, b) => (draw(b) < draw(a) ? b : a)));
  if (drawn.length === unique.length) drawn.pop();
  return new Set(drawn);
}

/**
 * @param blocks all blocks to learn from, in a fixed order
 * @throws NO_DATA when there are no samples
 */
export function createPlan(
  blocks: readonly BlockRef[],
  options: PlanOptions,
  ...seed: readonly (number | string)[]
): Plan {
  const { batch } = options;
  const samples = blocks.reduce((sum, block) => sum + block.samples, 0);
  if (samples === 0)
    throw new KhalaError(
      'NO_DATA',
      'plan training: the files hold no demonstrations to learn from; record some with "khala record"',
    );
  const batchesPerEpoch = Math.max(1, Math.floor(samples / batch));
  const epochs = new Map<number, readonly Window[]>();
  const orders = new Map<string, readonly SampleRef[]>();

  const windowsOf = (epoch: number): readonly Window[] => {
    const held = epochs.get(epoch);
    if (held) return held;
    const made = cutWindows(createRandom(...seed, 'epoch', epoch).shuffle([...blocks]), epoch, options);
    for (const old of epochs.keys()) if (old < epoch - 1) epochs.delete(old);
    epochs.set(epoch, made);
    return made;
  };
  const orderOf = (w: Window): readonly SampleRef[] => {
    const key = `${w.epoch}:${w.number}`;
    const held = orders.get(key);
    if (held) return held;
    const refs = w.blocks.flatMap((block) =>
      Array.from({ length: block.samples }, (_, sample) => ({ block, sample })),
    );
    const random = createRandom(...seed, 'window', w.epoch, w.number);
    const shuffled = random.shuffle(refs);
    const made =
      options.bucketed === null
        ? shuffled
        : groupBySize(shuffled, batch, w.first, options.bucketed, random.shuffle);
    if (orders.size > 1) orders.delete(orders.keys().next().value as string);
    orders.set(key, made);
    return made;
  };

  return {
    samples,
    batchesPerEpoch,
    batch: (k) => {
      const windows = windowsOf(Math.floor(k / batchesPerEpoch));
      const parts = new Map<Window, SampleRef[]>();
      for (let i = 0; i < batch; i++) {
        const at = ((k % batchesPerEpoch) * batch + i) % samples; // Wraps only when all samples are fewer than one batch.
        const w = windows.find((candidate) => at < candidate.first + candidate.samples) as Window;
        const part = parts.get(w) ?? [];
        part.push(orderOf(w)[at - w.first]);
        parts.set(w, part);
      }
      return [...parts].map(([w, refs]) => ({ window: w, refs }));
    },
  };
}

/**
 * Puts samples of like size into the same batch, for a batch is padded to its largest: sorted by bucket, then whole
 * batches are shuffled. Batches are counted through the epoch, so a window that begins or ends within one keeps
 * what belongs to that at its edges.
 */
function groupBySize(
  shuffled: readonly SampleRef[],
  batch: number,
  first: number,
  most: number,
  shuffle: <T>(items: T[]) => T[],
): SampleRef[] {
  const bucket = ({ block, sample }: SampleRef): number => bucketFor(block.entities?.[sample] ?? most, most);
  const head = Math.min(shuffled.length, (batch - (first % batch)) % batch);
  const whole = Math.floor((shuffled.length - head) / batch);
  const rest = shuffled.slice(head, head + whole * batch).sort((a, b) => bucket(a) - bucket(b));
  const batches = Array.from({ length: whole }, (_, i) => rest.slice(i * batch, (i + 1) * batch));
  return [...shuffled.slice(0, head), ...shuffle(batches).flat(), ...shuffled.slice(head + whole * batch)];
}

function cutWindows(blocks: readonly BlockRef[], epoch: number, options: PlanOptions): Window[] {
  const windows: Window[] = [];
  let first = 0;
  let held: BlockRef[] = [];
  let count = 0;
  let bytes = 0;
  const close = (): void => {
    windows.push({ epoch, number: windows.length, first, samples: count, blocks: held });
    first += count;
    held = [];
    count = 0;
    bytes = 0;
  };
  for (const block of blocks) {
    held.push(block);
    count += block.samples;
    bytes += block.bytes;
    if (count >= options.window || bytes >= options.windowBytes) close();
  }
  if (count > 0) close();
  return windows;
}
