/** Logarithms of counts, which contexts are full of. */

const KNOWN = 4096;
const LOGS = new Float64Array(KNOWN);
for (let count = 0; count < KNOWN; count++) LOGS[count] = Math.log1p(count);

/** Replaces each number of a stretch, from `start` up to `end`, by log(1 + it). All are counts. */
export function logCounts(counts: Float32Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const count = counts[i];
    if (count > 0) counts[i] = count < KNOWN ? LOGS[count] : Math.log1p(count);
  }
}
