/**
 * A quick reader of observations for training, which reads millions of them: straight from the bytes, without an object for each value, and
 * only the columns that are asked for. It knows the form in which `encodeMatchMessage` lays a plain observation out, and takes nothing that
 * the wire's decoder would not take, or take otherwise; what is laid out in another way, damaged or hostile is that decoder's to judge.
 *
 * Format: https://github.com/msgpack/msgpack/blob/master/spec.md
 */
import {
  type ArrayOf,
  DTYPES,
  type Dtype,
  ENTITY_COLUMN_NAMES,
  ENTITY_COLUMNS,
  type EntityColumn,
  type EntityTable,
  PLAYER_SCALAR_NAMES,
} from '../columns.js';
import {
  CONTEXT_COLUMNS,
  type Command,
  type ContextCommand,
  type ContextObservation,
  type Observation,
  type Target,
} from '../observation.js';
import { TARGET_KINDS } from '../vocabulary.js';
import { MAX_ENTITIES } from './entities.js';
import { aligned, MESSAGE_LIMITS } from './guard.js';
import { MAX_DELAY_LOOPS } from './schemas.js';
import { EXT_TYPES } from './write.js';

/** Thrown and caught here only; made once, as a stack costs more than an observation. */
const UNUSUAL = new Error('not laid out as a plain observation is');

type Name = readonly number[];
const spelled = (names: readonly string[]): readonly Name[] => names.map((name) => [...Buffer.from(name)]);

const MESSAGE_KEYS = spelled(['type', 'player', 'step']);
const MESSAGE_TYPE = spelled(['observation']);
const STEP_KEYS = spelled(['observation', 'reward', 'terminated', 'truncated', 'info']);
const OBSERVATION_KEYS = spelled([
  ...['gameLoop', 'count', 'entities', 'unknown', 'player', 'upgrades', 'lastCommand', 'visibility', 'creep'],
]);
const COMMAND_KEYS = spelled(['ability', 'delay', 'queued', 'units', 'target']);
const TARGET_KEYS = spelled(['kind', 'tag', 'x', 'y']);
const KINDS = spelled(TARGET_KINDS);
const INFO_KEYS = spelled(['rejected', 'cooling']);
const COOLING_KEYS = spelled(['tag', 'ability']);
const COLUMNS = spelled(ENTITY_COLUMN_NAMES);
const COLUMN_TYPES = ENTITY_COLUMN_NAMES.map((name) => EXT_TYPES[ENTITY_COLUMNS[name].dtype]);
const COLUMN_BYTES = ENTITY_COLUMN_NAMES.map((name) => DTYPES[ENTITY_COLUMNS[name].dtype].BYTES_PER_ELEMENT);
const TAG_PLACE = ENTITY_COLUMN_NAMES.indexOf('tag');
/** Entries of a target's map. */
const TARGET_SIZES = { none: 1, entity: 2, point: 3 } as const;
const CONTEXT_PLACES = CONTEXT_COLUMNS.map((name) => ENTITY_COLUMN_NAMES.indexOf(name));
const ALL_PLACES = ENTITY_COLUMN_NAMES.map((_, place) => place);

/** What is being read, and where. */
const NOTHING = new Uint8Array(0);
let bytes: Uint8Array = NOTHING;
let at = 0;
let end = 0;

/** Where an array lies in the message: its first byte, and how many there are. */
interface Stretch {
  start: number;
  size: number;
}
const nowhere = (): Stretch => ({ start: 0, size: 0 });

/** Where the parts of the message that was located last lie. */
const found = {
  gameLoop: 0,
  count: 0,
  /** Rows of the columns. */
  rows: 0,
  /** First byte of each column, 0 where it is left out. */
  columns: new Int32Array(ENTITY_COLUMN_NAMES.length),
  unknown: Object.freeze([]) as readonly EntityColumn[],
  player: nowhere(),
  upgrades: nowhere(),
  visibility: nowhere(),
  creep: nowhere(),
  /** The last command. */
  given: false,
  ability: 0,
  delay: 0,
  queued: false,
  units: nowhere(),
  /** Index into TARGET_KINDS. */
  kind: 0,
  tag: nowhere(),
  x: 0,
  y: 0,
};

/** The whole observation of a message; null where it is not one in the plain form. Its arrays are copies that share one buffer. */
export function readObservation(message: Uint8Array): Observation | null {
  return read(message, wholeObservation);
}

/** As much of a message's observation as a context needs; null where it is not one in the plain form. */
export function readContext(message: Uint8Array): ContextObservation | null {
  return read(message, contextObservation);
}

function read<T>(message: Uint8Array, make: () => T): T | null {
  try {
    return locate(message) ? make() : null;
  } finally {
    bytes = NOTHING; // Else the last message would hold its whole block in memory.
    room = NO_ROOM;
  }
}

function wholeObservation(): Observation {
  const { count, player, upgrades, visibility, creep } = found;
  let size = 0;
  for (const width of COLUMN_BYTES) size += aligned(width * count);
  for (const part of [player, upgrades, visibility, creep]) size += aligned(part.size);
  room = new ArrayBuffer(size);
  used = 0;
  return {
    gameLoop: found.gameLoop,
    count,
    entities: copyColumns(ALL_PLACES) as EntityTable,
    unknown: found.unknown,
    player: copy('i32', player.start, player.size),
    upgrades: copy('u16', upgrades.start, upgrades.size),
    lastCommand: found.given ? wholeCommand() : null,
    visibility: copy('u8', visibility.start, visibility.size),
    creep: copy('u8', creep.start, creep.size),
  };
}

/** Bytes of memory that many contexts share: some eighty of human games. */
const SLAB_BYTES = 256 * 1024;

function contextObservation(): ContextObservation {
  const { count, player, upgrades } = found;
  let size = aligned(player.size) + aligned(upgrades.size);
  for (const place of CONTEXT_PLACES) size += aligned(COLUMN_BYTES[place] * count);
  // Memory is never given out twice: who keeps an observation keeps what is in it.
  if (slab.byteLength - slabUsed < size) {
    slab = new ArrayBuffer(Math.max(SLAB_BYTES, size));
    slabUsed = 0;
  }
  room = slab;
  used = slabUsed;
  slabUsed += size;
  return {
    gameLoop: found.gameLoop,
    count,
    entities: copyColumns(CONTEXT_PLACES) as ContextObservation['entities'],
    unknown: found.unknown,
    player: copy('i32', player.start, player.size),
    upgrades: copy('u16', upgrades.start, upgrades.size),
    lastCommand: found.given ? contextCommand() : null,
  };
}

/** Where copies go. It is all zero behind `used`. */
const NO_ROOM = new ArrayBuffer(0);
let room = NO_ROOM;
let used = 0;
let slab = NO_ROOM;
let slabUsed = 0;

function copyColumns(places: readonly number[]): Partial<EntityTable> {
  const table: Partial<Record<EntityColumn, ArrayOf<Dtype>>> = {};
  for (const place of places) {
    const name = ENTITY_COLUMN_NAMES[place];
    table[name] = copy(ENTITY_COLUMNS[name].dtype, found.columns[place], COLUMN_BYTES[place] * found.count);
  }
  return table as Partial<EntityTable>;
}

/** An array of the `size` bytes from `start` on; of zeros where that is 0. */
function copy<D extends Dtype>(dtype: D, start: number, size: number): ArrayOf<D> {
  const TypedArray = DTYPES[dtype];
  const array = new TypedArray(room, used, size / TypedArray.BYTES_PER_ELEMENT);
  if (start > 0 && size > 0) new Uint8Array(room, used, size).set(bytes.subarray(start, start + size));
  used += aligned(size);
  return array as ArrayOf<D>;
}

function wholeCommand(): Command {
  const { ability, delay, queued, units, kind, tag, x, y } = found;
  const target: Target =
    TARGET_KINDS[kind] === 'entity'
      ? { kind: 'entity', tag: tagAt(tag.start) }
      : TARGET_KINDS[kind] === 'point'
        ? { kind: 'point', x, y }
        : { kind: 'none' };
  const tags = Array.from({ length: units.size / 8 }, (_, i) => tagAt(units.start + 8 * i));
  return { ability, delay, queued, units: tags, target };
}

function contextCommand(): ContextCommand {
  const { ability, delay, kind } = found;
  return { ability, delay, target: { kind: TARGET_KINDS[kind] } };
}

const tagAt = (start: number): bigint =>
  new DataView(bytes.buffer, bytes.byteOffset + start, 8).getBigUint64(0, true);

/** Finds the parts of the message, and checks of them what the wire's decoder checks. False where they are not in the plain form. */
function locate(message: Uint8Array): boolean {
  if (message.length > MESSAGE_LIMITS.bytes) return false;
  bytes = message;
  at = 0;
  end = message.length;
  try {
    readMap(MESSAGE_KEYS, readMessageValue);
    return at === end;
  } catch (error) {
    if (error === UNUSUAL) return false;
    throw error;
  }
}

/** Reads a map of all of these keys, each once and in any order: `value` reads the value of the key at its place. */
function readMap(keys: readonly Name[], value: (key: number) => void): void {
  expect(0x80 | keys.length);
  readEntries(keys, keys.length, value);
}

/** Reads `count` entries with different keys of these; returns a bit for each key that was there. */
function readEntries(keys: readonly Name[], count: number, value: (key: number) => void): number {
  let seen = 0;
  let key = -1;
  for (let i = 0; i < count; i++) {
    key = readName(keys, key + 1);
    if (seen & (1 << key)) throw UNUSUAL;
    seen |= 1 << key;
    value(key);
  }
  return seen;
}

function readMessageValue(key: number): void {
  if (key === 0) readName(MESSAGE_TYPE, 0);
  else if (key === 1) readInteger(1, 16);
  else readMap(STEP_KEYS, readStepValue);
}

function readStepValue(key: number): void {
  if (key === 0) {
    readMap(OBSERVATION_KEYS, readObservationValue);
    if (found.rows !== found.count) throw UNUSUAL;
  } else if (key === 1) readNumber();
  else if (key < 4) readBoolean();
  else readInfo();
}

/** Nothing was refused, and the match goes on. */
function readInfo(): void {
  const token = byte();
  if (token !== 0x81 && token !== 0x82) throw UNUSUAL;
  const seen = readEntries(INFO_KEYS, token & 0x0f, readInfoValue);
  if ((seen & 1) === 0) throw UNUSUAL;
}

const coolingTags = nowhere();
const coolingAbilities = nowhere();

function readInfoValue(key: number): void {
  if (key === 0) {
    expect(0x90);
    return;
  }
  readMap(COOLING_KEYS, readCoolingValue);
  if (coolingTags.size / 8 !== coolingAbilities.size / 2) throw UNUSUAL;
}

function readCoolingValue(key: number): void {
  if (key === 0) readArray('u64', coolingTags);
  else readArray('u16', coolingAbilities);
}

function readObservationValue(key: number): void {
  switch (key) {
    case 0:
      found.gameLoop = readInteger(0, 0xffffffff);
      return;
    case 1:
      found.count = readInteger(0, MAX_ENTITIES);
      return;
    case 2:
      readColumns();
      return;
    case 3:
      readUnknown();
      return;
    case 4:
      if (readArray('i32', found.player) !== 4 * PLAYER_SCALAR_NAMES.length) throw UNUSUAL;
      return;
    case 5:
      readArray('u16', found.upgrades);
      return;
    case 6:
      readLastCommand();
      return;
    case 7:
      readArray('u8', found.visibility);
      return;
    default:
      readArray('u8', found.creep);
  }
}

/** Any of the columns, each once; the tags must be there. */
function readColumns(): void {
  const { columns } = found;
  columns.fill(0);
  const token = byte();
  const count = token === 0xde ? readUnsigned(2) : (token & 0xf0) === 0x80 ? token & 0x0f : -1;
  if (count < 1 || count > columns.length) throw UNUSUAL;
  let place = -1;
  for (let i = 0; i < count; i++) {
    place = readName(COLUMNS, place + 1);
    if (columns[place] !== 0) throw UNUSUAL;
    const size = readArray(ENTITY_COLUMNS[ENTITY_COLUMN_NAMES[place]].dtype, column);
    const rows = size / COLUMN_BYTES[place];
    if (i === 0) found.rows = rows;
    else if (rows !== found.rows) throw UNUSUAL;
    columns[place] = column.start;
    if (COLUMN_TYPES[place] === EXT_TYPES.f32) checkFinite(column.start, size);
  }
  if (columns[TAG_PLACE] === 0) throw UNUSUAL;
}

const column = nowhere();

/** An exponent of all ones is that of infinities and of what is no number. */
function checkFinite(start: number, size: number): void {
  for (let last = start + 3; last < start + size; last += 4)
    if ((bytes[last] & 0x7f) === 0x7f && bytes[last - 1] >= 0x80) throw UNUSUAL;
}

/** The list of unknown columns that was read last: all observations of a match have the same, and share it. */
const lastUnknown = { bytes: NOTHING, names: found.unknown };

function readUnknown(): void {
  const { bytes: before, names } = lastUnknown;
  if (before.length > 0 && before.length <= end - at && sameBytes(before)) {
    at += before.length;
    found.unknown = names;
    return;
  }
  const start = at;
  const token = byte();
  const count = token === 0xdc ? readUnsigned(2) : (token & 0xf0) === 0x90 ? token & 0x0f : -1;
  if (count < 0 || count > COLUMNS.length) throw UNUSUAL;
  const list: EntityColumn[] = [];
  let place = -1;
  for (let i = 0; i < count; i++) {
    place = readName(COLUMNS, place + 1);
    list.push(ENTITY_COLUMN_NAMES[place]);
  }
  found.unknown = Object.freeze(list);
  lastUnknown.bytes = bytes.slice(start, at);
  lastUnknown.names = found.unknown;
}

function sameBytes(before: Uint8Array): boolean {
  for (let i = 0; i < before.length; i++) if (bytes[at + i] !== before[i]) return false;
  return true;
}

function readLastCommand(): void {
  found.given = at >= end || bytes[at] !== 0xc0;
  if (found.given) readMap(COMMAND_KEYS, readCommandValue);
  else at++;
}

function readCommandValue(key: number): void {
  if (key === 0) found.ability = readInteger(0, 0xffff);
  else if (key === 1) {
    found.delay = readNumber();
    if (!(found.delay >= 0 && found.delay <= MAX_DELAY_LOOPS)) throw UNUSUAL;
  } else if (key === 2) found.queued = readBoolean();
  else if (key === 3) readArray('u64', found.units);
  else readTarget();
}

/** Its kind comes first. */
function readTarget(): void {
  const size = byte() - 0x80;
  if (readName(TARGET_KEYS, 0) !== 0) throw UNUSUAL;
  found.kind = readName(KINDS, 0);
  const kind = TARGET_KINDS[found.kind];
  if (size !== TARGET_SIZES[kind]) throw UNUSUAL;
  if (kind === 'entity') {
    if (readName(TARGET_KEYS, 1) !== 1 || readArray('u64', found.tag) !== 8) throw UNUSUAL;
  } else if (kind === 'point') {
    if (readName(TARGET_KEYS, 2) !== 2) throw UNUSUAL;
    found.x = readNumber();
    if (readName(TARGET_KEYS, 3) !== 3) throw UNUSUAL;
    found.y = readNumber();
  }
}

/** Reads a short string that is one of these, most likely that at `likely` or one after it; its place among them. */
function readName(names: readonly Name[], likely: number): number {
  const size = byte() - 0xa0;
  if (size < 0 || size > 31 || size > end - at) throw UNUSUAL;
  for (let i = 0; i < names.length; i++) {
    const place = likely + i < names.length ? likely + i : likely + i - names.length;
    if (names[place].length === size && isHere(names[place])) {
      at += size;
      return place;
    }
  }
  throw UNUSUAL;
}

function isHere(name: Name): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name[i]) return false;
  return true;
}

/** Reads a typed array's head and passes over what is in it; returns its bytes. */
function readArray(dtype: Dtype, into: Stretch): number {
  const token = byte();
  let size: number;
  if (token >= 0xd4 && token <= 0xd8) size = 1 << (token - 0xd4);
  else if (token >= 0xc7 && token <= 0xc9) size = readUnsigned(1 << (token - 0xc7));
  else throw UNUSUAL;
  expect(EXT_TYPES[dtype]);
  if (size > end - at || size % DTYPES[dtype].BYTES_PER_ELEMENT !== 0) throw UNUSUAL;
  into.start = at;
  into.size = size;
  at += size;
  return size;
}

function readBoolean(): boolean {
  const token = byte();
  if (token !== 0xc2 && token !== 0xc3) throw UNUSUAL;
  return token === 0xc3;
}

function readInteger(least: number, most: number): number {
  const token = byte();
  const value =
    token <= 0x7f ? token : token >= 0xcc && token <= 0xce ? readUnsigned(1 << (token - 0xcc)) : -1;
  if (value < least || value > most) throw UNUSUAL;
  return value;
}

const EIGHT_BYTES = new DataView(new ArrayBuffer(8));

/** A finite number, in the smallest form that holds it or as a float of 64 bits. */
function readNumber(): number {
  const token = byte();
  if (token <= 0x7f) return token;
  if (token >= 0xe0) return token - 0x100;
  if (token >= 0xcc && token <= 0xce) return readUnsigned(1 << (token - 0xcc));
  if (token === 0xd0) return (readUnsigned(1) << 24) >> 24;
  if (token === 0xd1) return (readUnsigned(2) << 16) >> 16;
  if (token === 0xd2) return readUnsigned(4) | 0;
  if (token !== 0xcb) throw UNUSUAL;
  for (let i = 0; i < 8; i++) EIGHT_BYTES.setUint8(i, byte());
  const value = EIGHT_BYTES.getFloat64(0);
  if (!Number.isFinite(value)) throw UNUSUAL;
  return value;
}

/** An unsigned number of 1, 2 or 4 bytes, the highest first. */
function readUnsigned(size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 0x100 + byte();
  return value;
}

function expect(token: number): void {
  if (byte() !== token) throw UNUSUAL;
}

function byte(): number {
  if (at >= end) throw UNUSUAL;
  return bytes[at++];
}
