/**
 * Seeded randomness, passed in wherever something is random: same seed, same result.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number;
  /** Uniform integer in [0, n). */
  int(n: number): number;
  /** Uniform in [low, high). */
  range(low: number, high: number): number;
  /** Shuffles in place (Fisher-Yates) and returns the array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T;
}

/**
 * A generator whose stream depends on all parts, in order: `createRandom(seed, 'epoch', 3)`.
 * Parts are integers or short strings, mixed by FNV-1a and a final avalanche.
 */
export function createRandom(...parts: readonly (number | string)[]): Random {
  const generator = xoroshiro128plus(deriveSeed(...parts));
  for (let i = 0; i < 4; i++) generator.next();
  const next = (): number => (generator.next() >>> 0) / 4294967296;
  const random: Random = {
    next,
    int: (n) => Math.floor(next() * n),
    range: (low, high) => low + next() * (high - low),
    shuffle: (items) => {
      for (let i = items.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        const held = items[i];
        (items as { [index: number]: unknown })[i] = items[j];
        (items as { [index: number]: unknown })[j] = held;
      }
      return items;
    },
  };
  return random;
}

/** One 32-bit signed seed out of several parts. */
export function deriveSeed(...parts: readonly (number | string)[]): number {
  let hash = 0x811c9dc5;
  const mix = (byte: number): void => {
    hash = Math.imul(hash ^ byte, 0x01000193);
  };
  for (const part of parts) {
    const text = `${typeof part === 'number' ? 'n' : 's'}${part};`;
    for (let i = 0; i < text.length; i++) mix(text.charCodeAt(i) & 0xff);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return hash | 0;
}
