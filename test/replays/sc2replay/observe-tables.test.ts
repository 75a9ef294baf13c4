import { expect, test } from 'vitest';
import { createTables, takeTable, UNKNOWN_COLUMNS } from '../../../replays/sc2replay/game/observe-tables.js';
import { ENTITY_COLUMN_NAMES, type EntityTable } from '../../../src/spec/columns.js';

/** More rows than the first memory has room for. */
const MANY = 4000;

function fill(table: EntityTable, value: number): void {
  for (const name of ENTITY_COLUMN_NAMES) {
    if (UNKNOWN_COLUMNS.includes(name)) continue;
    const column = table[name];
    if (column instanceof BigUint64Array) column.fill(BigInt(value));
    else column.fill(value);
  }
}

const sums = (table: EntityTable): number[] =>
  ENTITY_COLUMN_NAMES.map((name) => [...table[name]].reduce<number>((sum, one) => sum + Number(one), 0));

test.each([false, true])(
  'tables begin as zeros and share no memory among their columns (reuse: %s)',
  (reuse) => {
    const tables = createTables({ reuse });
    for (const count of [3, 0, 1, 3, MANY, 3, 7, MANY]) {
      const table = takeTable(tables, count);
      for (const name of ENTITY_COLUMN_NAMES) expect(table[name]).toHaveLength(count);
      expect(sums(table).every((sum) => sum === 0)).toBe(true);
      fill(table, 7);
      expect(sums(table)).toEqual(
        ENTITY_COLUMN_NAMES.map((name) => (UNKNOWN_COLUMNS.includes(name) ? 0 : 7 * count)),
      );
    }
  },
);

test('tables last, unless their memory is used again', () => {
  const lasting = createTables({ reuse: false });
  const first = takeTable(lasting, 5);
  fill(first, 3);
  fill(takeTable(lasting, 5), 9);
  expect([...first.x]).toEqual([3, 3, 3, 3, 3]);
  const reused = createTables({ reuse: true });
  const table = takeTable(reused, 5);
  takeTable(reused, 6);
  expect(takeTable(reused, 5)).toBe(table);
});
