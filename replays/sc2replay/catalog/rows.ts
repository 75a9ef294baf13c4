/**
 * Tables of facts are kept as text, a row a line and a cell a word, so that a change of one fact is a change of one line.
 */

/** An absent cell. */
const ABSENT = '-';

/** The rows of a table: lines of words. Empty lines are not rows. */
export function rowsOf(table: string): string[][] {
  return table
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '));
}

/** A cell that may be absent. */
export const optional = (cell: string): string | null => (cell === ABSENT ? null : cell);
