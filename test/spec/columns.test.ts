import { expect, test } from 'vitest';
import {
  createEntityTable,
  DTYPES,
  ENTITY_COLUMN_NAMES,
  ENTITY_COLUMNS,
  PLAYER_SCALAR_INDEX,
  PLAYER_SCALAR_NAMES,
} from '../../src/spec/columns.js';

test('a table has every column in its type, with one zero a row', () => {
  const table = createEntityTable(3);
  expect(Object.keys(table)).toEqual(ENTITY_COLUMN_NAMES);
  for (const name of ENTITY_COLUMN_NAMES) {
    const { dtype } = ENTITY_COLUMNS[name];
    expect(table[name], name).toBeInstanceOf(DTYPES[dtype]);
    expect([...table[name]], name).toEqual(new Array(3).fill(dtype === 'u64' ? 0n : 0));
  }
});

test('tags keep all their 64 bits', () => {
  const table = createEntityTable(1);
  table.tag[0] = 2n ** 64n - 1n;
  expect(table.tag[0]).toBe(18446744073709551615n);
});

test('tables share nothing', () => {
  const [one, other] = [createEntityTable(1), createEntityTable(1)];
  one.x[0] = 5;
  expect(other.x[0]).toBe(0);
});

test('the index of the scalars is their order', () => {
  expect(PLAYER_SCALAR_NAMES.map((name) => PLAYER_SCALAR_INDEX[name])).toEqual(
    PLAYER_SCALAR_NAMES.map((_, i) => i),
  );
});
