/** Tables for people, without colours, so that they read the same in a file. */
import Table from 'cli-table3';

/** A cell: text as it is, or a number as it prints. */
export type Cell = string | number;

/**
 * Draws a table, without a heading when all of `head` is empty. Columns that hold only numbers are set to the right.
 * @example renderTable(['opponent', 'win rate'], [['Elite', 0.87]])
 */
export function renderTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const table = new Table({
    head: head.some((title) => title !== '') ? [...head] : [],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, column) =>
      rows.length > 0 && rows.every((row) => typeof row[column] === 'number') ? 'right' : 'left',
    ),
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}
