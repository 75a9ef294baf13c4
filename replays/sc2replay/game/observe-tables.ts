/**
 * Memory of the entity tables of a reconstructed game: of the columns that a replay tells. The others are zeros that all tables
 * share.
 */
import {
  createEntityTable,
  DTYPES,
  type Dtype,
  ENTITY_COLUMN_NAMES,
  ENTITY_COLUMNS,
  type EntityColumn,
  type EntityTable,
} from '../../../src/spec/columns.js';

/** Columns that a replay tells, in the order in which they lie in the memory of a table: the widest first. */
const KNOWN_COLUMNS = [
  'tag',
  'engaged_target',
  'x',
  'y',
  'radius',
  'build_progress',
  'last_seen',
  'unit_type',
  'order_0_ability',
  'alliance',
  'owner',
  'display_type',
  'flying',
  'burrowed',
  'hallucination',
  'selected',
] as const satisfies readonly EntityColumn[];

const KNOWN: ReadonlySet<EntityColumn> = new Set(KNOWN_COLUMNS);
/** Columns that nothing in a replay tells. */
export const UNKNOWN_COLUMNS: readonly EntityColumn[] = ENTITY_COLUMN_NAMES.filter(
  (name) => !KNOWN.has(name),
);

/** Bytes of a row's known columns. */
const ROW_BYTES = KNOWN_COLUMNS.reduce(
  (sum, name) => sum + DTYPES[ENTITY_COLUMNS[name].dtype].BYTES_PER_ELEMENT,
  0,
);
/** Bytes that tables are cut from: one allocation serves some ten of them. */
const POOL_BYTES = 64 * 1024;

export interface TableOptions {
  /** A table holds until the next is taken: for who writes each away at once. Else nothing that is taken is written again. */
  readonly reuse: boolean;
}

export interface Tables extends TableOptions {
  /** Zeros for the unknown columns, as many as the largest table so far has rows. Nothing writes them. */
  zeros: Zeros;
  /** Memory of the tables to come, and how much of it is taken. */
  pool: ArrayBuffer;
  taken: number;
  /** Tables in the pool by their rows, where they are used again: making their columns took longer than filling them. */
  readonly made: Map<number, EntityTable>;
}

export const createTables = ({ reuse }: TableOptions): Tables => ({
  reuse,
  zeros: createZeros(0),
  pool: new ArrayBuffer(POOL_BYTES),
  taken: 0,
  made: new Map(),
});

/** A table of zeros with so many rows. */
export function takeTable(tables: Tables, count: number): EntityTable {
  const bytes = Math.ceil((count * ROW_BYTES) / 8) * 8; // The widest columns begin at multiples of eight bytes.
  if (tables.reuse) tables.taken = 0;
  if (tables.taken + bytes > tables.pool.byteLength) {
    tables.pool = new ArrayBuffer(Math.max(POOL_BYTES, bytes));
    tables.taken = 0;
    tables.made.clear();
  }
  if (!tables.reuse) {
    const table = createTable(tables, count);
    tables.taken += bytes;
    return table;
  }
  new Uint8Array(tables.pool, 0, bytes).fill(0);
  let table = tables.made.get(count);
  if (table === undefined) {
    table = createTable(tables, count);
    tables.made.set(count, table);
  }
  return table;
}

/** A table whose known columns lie one after the other in the pool, behind what is taken. */
function createTable(tables: Tables, count: number): EntityTable {
  if (tables.zeros.u8.length < count) tables.zeros = createZeros(2 * count);
  const { pool } = tables;
  let at = tables.taken;
  const take = (size: number): number => {
    const offset = at;
    at += size * count;
    return offset;
  };
  return {
    ...blankTable(tables.zeros, count),
    tag: new BigUint64Array(pool, take(8), count),
    engaged_target: new BigUint64Array(pool, take(8), count),
    x: new Float32Array(pool, take(4), count),
    y: new Float32Array(pool, take(4), count),
    radius: new Float32Array(pool, take(4), count),
    build_progress: new Float32Array(pool, take(4), count),
    last_seen: new Int32Array(pool, take(4), count),
    unit_type: new Uint16Array(pool, take(2), count),
    order_0_ability: new Uint16Array(pool, take(2), count),
    alliance: new Uint8Array(pool, take(1), count),
    owner: new Uint8Array(pool, take(1), count),
    display_type: new Uint8Array(pool, take(1), count),
    flying: new Uint8Array(pool, take(1), count),
    burrowed: new Uint8Array(pool, take(1), count),
    hallucination: new Uint8Array(pool, take(1), count),
    selected: new Uint8Array(pool, take(1), count),
  };
}

/** A column of zeros of each type, all of one length. */
interface Zeros {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly i32: Int32Array;
  readonly f32: Float32Array;
  readonly u64: BigUint64Array;
}

const createZeros = (length: number): Zeros => ({
  u8: new Uint8Array(length),
  u16: new Uint16Array(length),
  i32: new Int32Array(length),
  f32: new Float32Array(length),
  u64: new BigUint64Array(length),
});

/** A table of zeros in which columns of one type are one array. */
function blankTable(zeros: Zeros, count: number): EntityTable {
  const columns: Readonly<Record<Dtype, unknown>> = {
    u8: zeros.u8.subarray(0, count),
    u16: zeros.u16.subarray(0, count),
    i32: zeros.i32.subarray(0, count),
    f32: zeros.f32.subarray(0, count),
    u64: zeros.u64.subarray(0, count),
  };
  // A copy has all columns at once: adding them one by one took five times as long.
  const table: Record<string, unknown> = { ...NO_ROWS };
  for (const [name, dtype] of COLUMN_DTYPES) table[name] = columns[dtype];
  return table as EntityTable;
}

const NO_ROWS = createEntityTable(0);
const COLUMN_DTYPES = ENTITY_COLUMN_NAMES.map((name) => [name, ENTITY_COLUMNS[name].dtype] as const);
