/**
 * The order in which samples are learned from: a pure function of the data's index, the seed and the step, so a run that
 * was stopped goes on exactly where an uninterrupted one would be. Blocks of all files are shuffled each epoch; samples
 * are shuffled within windows of consecutive blocks, which bounds memory.
 */
import { KhalaError } from '../spec/errors.js';
import { createRandom } from '../spec/random.js';

/** A block of samples that is read at once: `block` of `file`, with `samples` samples. */
export interface BlockRef {
  readonly file: number;
  readonly block: number;
  readonly samples: number;
}

export interface SampleRef extends BlockRef {
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
 * @param window samples a window, at least
 * @throws NO_DATA when there are no samples
 */
export function createPlan(
  blocks: readonly BlockRef[],
  batch: number,
  window: number,
  ...seed: readonly (number | string)[]
): Plan {
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
    const made = cutWindows(createRandom(...seed, 'epoch', epoch).shuffle([...blocks]), epoch, window);
    for (const old of epochs.keys()) if (old < epoch - 1) epochs.delete(old);
    epochs.set(epoch, made);
    return made;
  };
  const orderOf = (w: Window): readonly SampleRef[] => {
    const key = `${w.epoch}:${w.number}`;
    const held = orders.get(key);
    if (held) return held;
    const refs = w.blocks.flatMap((block) =>
      Array.from({ length: block.samples }, (_, sample) => ({ ...block, sample })),
    );
    const made = createRandom(...seed, 'window', w.epoch, w.number).shuffle(refs);
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

function cutWindows(blocks: readonly BlockRef[], epoch: number, window: number): Window[] {
  const windows: Window[] = [];
  let first = 0;
  let held: BlockRef[] = [];
  let count = 0;
  const close = (): void => {
    windows.push({ epoch, number: windows.length, first, samples: count, blocks: held });
    first += count;
    held = [];
    count = 0;
  };
  for (const block of blocks) {
    held.push(block);
    count += block.samples;
    if (count >= window) close();
  }
  if (count > 0) close();
  return windows;
}
