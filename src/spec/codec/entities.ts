/**
 * The entity table on the wire: a map of column name to typed array. A column that is zero in every row is left out
 * and made again by the receiver; `tag` always travels, it carries the number of rows.
 */
import {
  type ArrayOf,
  DTYPES,
  type Dtype,
  ENTITY_COLUMN_NAMES,
  ENTITY_COLUMNS,
  type EntityColumn,
  type EntityTable,
} from '../columns.js';
import { KhalaError } from '../errors.js';
import { Entries } from './write.js';

/** Most rows of a decoded table. SC2 shows at most about 1,500 entities, minerals and doodads included. */
export const MAX_ENTITIES = 4096;

/** @param unknown columns that the observation declares unknown: they do not travel, whatever is in them */
export function entitiesToWire(table: EntityTable, unknown: readonly EntityColumn[]): Entries {
  const wire = new Entries();
  for (const name of columnsBut(unknown)) {
    const column = table[name];
    if (name === 'tag' || !isZero(column)) wire.add(name, column);
  }
  return wire;
}

/** All observations of a match share one list of unknown columns. */
const columnsWithout = new WeakMap<readonly EntityColumn[], readonly EntityColumn[]>();

function columnsBut(unknown: readonly EntityColumn[]): readonly EntityColumn[] {
  const held = columnsWithout.get(unknown);
  if (held) return held;
  const columns = ENTITY_COLUMN_NAMES.filter((name) => name === 'tag' || !unknown.includes(name));
  columnsWithout.set(unknown, columns);
  return columns;
}

/** True when every bit is zero; -0 is not, so that a table comes back bit for bit. One loop a width: V8 makes each quick. */
function isZero(column: ArrayOf<Dtype>): boolean {
  if (column instanceof Uint8Array) return isZero8(column);
  if (column instanceof Uint16Array) return isZero16(column);
  if (column instanceof Int32Array) return isZero32(column);
  // Most columns begin with a number: that is told without a view of the bits.
  if (column instanceof Float32Array && column.length > 0 && column[0] !== 0) return false;
  return isZero32(new Uint32Array(column.buffer, column.byteOffset, column.byteLength >> 2));
}

function isZero8(values: Uint8Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) return false;
  return true;
}

function isZero16(values: Uint16Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) return false;
  return true;
}

function isZero32(values: Uint32Array | Int32Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) return false;
  return true;
}

/**
 * Rebuilds a whole table of `count` rows.
 * @throws KhalaError PROTOCOL_MESSAGE for an unknown column, a wrong dtype or length, or a number that is not finite.
 */
export function entitiesFromWire(wire: unknown, count: number): EntityTable {
  if (typeof wire !== 'object' || wire === null || Array.isArray(wire) || ArrayBuffer.isView(wire))
    throw broken('must be a map of columns');
  const given = wire as Record<string, unknown>;
  const table = {} as Record<string, ArrayOf<Dtype>>;
  const missing: EntityColumn[] = [];
  let found = 0;
  for (const name of ENTITY_COLUMN_NAMES) {
    const { dtype } = ENTITY_COLUMNS[name];
    const column = given[name];
    if (column === undefined) {
      if (name === 'tag') throw broken('column tag is missing; it must always be sent');
      missing.push(name);
      continue;
    }
    found++;
    if (!(column instanceof DTYPES[dtype])) throw broken(`column ${name} must be a typed array of ${dtype}`);
    if (column.length !== count)
      throw broken(`column ${name} has ${column.length} rows where count says ${count}`);
    if (dtype === 'f32' && !allFinite(column as Float32Array)) throw broken(`column ${name} is not finite`);
    table[name] = column as ArrayOf<Dtype>;
  }
  if (found !== Object.keys(given).length) {
    const unknown = Object.keys(given).find((name) => !(name in ENTITY_COLUMNS));
    throw broken(`column ${JSON.stringify(unknown)} is unknown; see ENTITY_COLUMNS in src/spec/columns.ts`);
  }
  addZeroColumns(table, missing, count);
  return table as unknown as EntityTable;
}

/** Columns of zeros out of one buffer: most of a table is left out, and many small buffers are what decoding waits for. */
function addZeroColumns(
  table: Record<string, ArrayOf<Dtype>>,
  names: readonly EntityColumn[],
  count: number,
): void {
  const rows = Math.ceil(count / 8) * 8; // Every column begins at a multiple of eight bytes.
  const bytes = names.reduce((sum, name) => sum + rows * bytesOf(name), 0);
  const buffer = new ArrayBuffer(bytes);
  let at = 0;
  for (const name of names) {
    table[name] = new DTYPES[ENTITY_COLUMNS[name].dtype](buffer, at, count);
    at += rows * bytesOf(name);
  }
}

const bytesOf = (name: EntityColumn): number => DTYPES[ENTITY_COLUMNS[name].dtype].BYTES_PER_ELEMENT;

function allFinite(column: Float32Array): boolean {
  for (let i = 0; i < column.length; i++) if (!Number.isFinite(column[i])) return false;
  return true;
}

function broken(what: string): KhalaError {
  return new KhalaError('PROTOCOL_MESSAGE', `decode observation: entities: ${what}`);
}
