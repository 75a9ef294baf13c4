/** Counting into a long row of numbers of which few are not 0. */

const KNOWN = 4096;
const LOGS = new Float64Array(KNOWN);
for (let count = 0; count < KNOWN; count++) LOGS[count] = Math.log1p(count);

/** log(1 + count) of a whole number of at least 0. */
export const logOfCount = (count: number): number => (count < KNOWN ? LOGS[count] : Math.log1p(count));

/** Places of a row at which something has been counted, so that nobody has to look for them. */
export interface Counted {
  readonly places: Int32Array;
  length: number;
}

/** @param room most places of a row */
export function createCounted(room: number): Counted {
  return { places: new Int32Array(room), length: 0 };
}

/** Counts one more at a place of a row that was 0 before. */
export function countAt(row: Float32Array, place: number, counted: Counted): void {
  if (row[place]++ === 0) counted.places[counted.length++] = place;
}

/** Replaces all counts by log(1 + count), and forgets where they are. */
export function logCounts(row: Float32Array, counted: Counted): void {
  for (let i = 0; i < counted.length; i++) row[counted.places[i]] = logOfCount(row[counted.places[i]]);
  counted.length = 0;
}
