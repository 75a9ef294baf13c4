/**
 * Messages of the SC2 API to bytes and back, from the table of their fields. For what is sent now and then; observations
 * have a reader and a writer of their own (../observation-reader.ts, ../observation-writer.ts), which make no object a unit.
 *
 * As proto2 has it: unknown fields and unknown words of an enum are passed over, so that a newer game is understood as far
 * as it goes; the last of a group of which one may be set wins; a message that comes twice is put together.
 */
import { KhalaError } from '../../../src/spec/errors.js';
import { ENUMS } from './enums.js';
import { FIELDS } from './fields.js';
import type { Messages, Request, Response } from './messages.js';
import { checkSize, SCHEMA_LIMITS, type SchemaLimits, WIRE, WireReader, WireWriter } from './wire.js';

export type MessageName = keyof Messages;

const SCALARS = {
  int32: WIRE.varint,
  uint32: WIRE.varint,
  uint64: WIRE.varint,
  bool: WIRE.varint,
  float: WIRE.fixed32,
  string: WIRE.bytes,
  bytes: WIRE.bytes,
} as const;
type Scalar = keyof typeof SCALARS;

interface Field {
  readonly name: string;
  readonly number: number;
  readonly kind: Scalar | 'enum' | 'message';
  readonly wire: number;
  readonly repeated: boolean;
  /** Names of the other fields of its group, of which one may be set. */
  readonly others: readonly string[];
  /** Of an enum: number to name and back. */
  readonly words: ReadonlyMap<number, string>;
  readonly numbers: Readonly<Record<string, number>>;
  /** Of a message: its name. */
  readonly message: MessageName | null;
}

interface Layout {
  readonly name: MessageName;
  /** In the order of their numbers. */
  readonly fields: readonly Field[];
  readonly byNumber: readonly (Field | undefined)[];
}

type Plain = Record<string, unknown>;

const layouts = new Map<MessageName, Layout>();
const NO_WORDS: ReadonlyMap<number, string> = new Map();
const TEXT = new TextDecoder();

/** The layout of a message; made when it is first needed. */
function layoutOf(name: MessageName): Layout {
  const held = layouts.get(name);
  if (held) return held;
  const rows = FIELDS[name]
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter((cells) => cells.length > 1);
  const fields = rows.map(([field, number, type, more]): Field => {
    const group = rows.filter((row) => more?.startsWith('one:') && row[3] === more && row[0] !== field);
    const common = {
      name: field,
      number: Number(number),
      repeated: more === 'repeated',
      others: group.map(([other]) => other),
      words: NO_WORDS,
      numbers: {},
      message: null,
    };
    if (type in SCALARS) return { ...common, kind: type as Scalar, wire: SCALARS[type as Scalar] };
    if (!(type in ENUMS))
      return { ...common, kind: 'message', wire: WIRE.bytes, message: type as MessageName };
    const numbers: Readonly<Record<string, number>> = ENUMS[type as keyof typeof ENUMS];
    const words = new Map(Object.entries(numbers).map(([word, id]) => [id, word]));
    return { ...common, kind: 'enum', wire: WIRE.varint, numbers, words };
  });
  const byNumber: (Field | undefined)[] = [];
  for (const field of fields) byNumber[field.number] = field;
  const layout = { name, fields, byNumber: Array.from(byNumber) };
  layouts.set(name, layout);
  return layout;
}

/**
 * Reads one message of this name.
 * @throws PROTOCOL_LIMIT when a budget is exceeded, PROTOCOL_MESSAGE when the bytes are cut or malformed
 * @example decodeMessage('Request', bytes).joinGame?.race === 'Terran'
 */
export function decodeMessage<N extends MessageName>(
  name: N,
  bytes: Uint8Array,
  limits: SchemaLimits = SCHEMA_LIMITS,
): Messages[N] {
  checkSize(name, bytes, limits);
  const reader = new WireReader(name, bytes);
  const message: Plain = {};
  readFields(reader, layoutOf(name), message, { fields: limits.fields, depth: limits.depth }, 1);
  return message as Messages[N];
}

export const decodeRequest = (bytes: Uint8Array): Request => decodeMessage('Request', bytes);
export const decodeResponse = (bytes: Uint8Array): Response => decodeMessage('Response', bytes);

interface Budget {
  /** Fields that may still come. */
  fields: number;
  readonly depth: number;
}

/** Reads fields up to `reader.end` into `message`. Counted before anything is made of them. */
function readFields(reader: WireReader, layout: Layout, message: Plain, budget: Budget, depth: number): void {
  if (depth > budget.depth)
    throw new KhalaError(
      'PROTOCOL_LIMIT',
      `read ${reader.what}: messages are nested deeper than ${budget.depth} levels at byte ${reader.at}`,
    );
  while (reader.at < reader.end) {
    const tag = reader.tag();
    spend(reader, budget);
    const field = layout.byNumber[tag >>> 3];
    if (!field) {
      reader.skip(tag);
      continue;
    }
    if ((tag & 7) === field.wire) {
      const value = readValue(reader, field, message, budget, depth);
      if (value !== undefined) put(message, field, value);
    } else if ((tag & 7) === WIRE.bytes && field.repeated && field.wire !== WIRE.bytes) {
      // Lists of numbers may come packed, whatever the schema says.
      const end = reader.end;
      reader.end = reader.length() + reader.at;
      while (reader.at < reader.end) {
        spend(reader, budget);
        const value = readValue(reader, field, message, budget, depth);
        if (value !== undefined) put(message, field, value);
      }
      reader.end = end;
    } else throw reader.wrongType(`${layout.name}.${field.name}`, tag);
  }
}

function spend(reader: WireReader, budget: Budget): void {
  if (--budget.fields < 0)
    throw new KhalaError(
      'PROTOCOL_LIMIT',
      `read ${reader.what}: more fields than one message may have at byte ${reader.at}; send less in one message`,
    );
}

function put(message: Plain, field: Field, value: unknown): void {
  if (field.repeated) {
    const list = message[field.name] as unknown[] | undefined;
    if (list) list.push(value);
    else message[field.name] = [value];
    return;
  }
  for (const other of field.others) delete message[other];
  message[field.name] = value;
}

/** One value; undefined for an enum's word that is not known here. */
function readValue(reader: WireReader, field: Field, message: Plain, budget: Budget, depth: number): unknown {
  switch (field.kind) {
    case 'int32':
      return reader.varint() | 0;
    case 'uint32':
      return reader.varint() >>> 0;
    case 'uint64': {
      const low = reader.varint() >>> 0;
      return reader.high === 0 ? BigInt(low) : (BigInt(reader.high) << 32n) | BigInt(low);
    }
    case 'bool': {
      const low = reader.varint();
      return low !== 0 || reader.high !== 0;
    }
    case 'enum':
      return field.words.get(reader.varint() | 0);
    case 'float':
      return reader.float();
    case 'string':
      return TEXT.decode(take(reader));
    case 'bytes':
      return take(reader).slice();
    case 'message': {
      const { end } = reader;
      reader.end = reader.length() + reader.at;
      const before = field.repeated ? undefined : message[field.name];
      const inner = (before ?? {}) as Plain;
      readFields(reader, layoutOf(field.message as MessageName), inner, budget, depth + 1);
      reader.end = end;
      return inner;
    }
  }
}

/** The bytes of a field; a view into the message. */
function take(reader: WireReader): Uint8Array {
  const length = reader.length();
  const start = reader.at;
  reader.at += length;
  return reader.bytes.subarray(start, start + length);
}

/**
 * The bytes of one message.
 * @throws BAD_ARGUMENT when a value does not fit its field, or two of a group are set of which one may be
 * @example encodeMessage('Request', { id: 7, step: { count: 8 } })
 */
export function encodeMessage<N extends MessageName>(name: N, message: Messages[N]): Uint8Array<ArrayBuffer> {
  const writer = new WireWriter();
  writeFields(writer, layoutOf(name), message as Plain);
  return writer.finish();
}

export const encodeRequest = (request: Request): Uint8Array<ArrayBuffer> => encodeMessage('Request', request);
export const encodeResponse = (response: Response): Uint8Array<ArrayBuffer> =>
  encodeMessage('Response', response);

/** Writes a message's fields, without its length, into a larger one that is being written. */
export function writeMessage<N extends MessageName>(writer: WireWriter, name: N, message: Messages[N]): void {
  writeFields(writer, layoutOf(name), message as Plain);
}

function writeFields(writer: WireWriter, layout: Layout, message: Plain): void {
  for (const field of layout.fields) {
    const value = message[field.name];
    if (value === undefined) continue;
    const twin = field.others.find((other) => message[other] !== undefined);
    if (twin !== undefined)
      throw new KhalaError(
        'BAD_ARGUMENT',
        `write ${layout.name}: ${field.name} and ${twin} are both set; one of them may be`,
      );
    const values = field.repeated ? (value as readonly unknown[]) : [value];
    for (const one of values) {
      writer.tag(field.number, field.wire);
      writeValue(writer, layout, field, one);
    }
  }
}

function writeValue(writer: WireWriter, layout: Layout, field: Field, value: unknown): void {
  switch (field.kind) {
    case 'int32':
      writer.int32(whole(layout, field, value, -0x80000000, 0x7fffffff));
      break;
    case 'uint32':
      writer.uint32(whole(layout, field, value, 0, 0xffffffff));
      break;
    case 'uint64': {
      if (typeof value !== 'bigint' || value < 0n || value >= 1n << 64n)
        throw unfit(layout, field, value, 'a BigInt of 64 bits');
      writer.uint64(Number(value & 0xffffffffn), Number(value >> 32n));
      break;
    }
    case 'bool':
      writer.uint32(value ? 1 : 0);
      break;
    case 'enum': {
      const id = field.numbers[value as string];
      if (id === undefined)
        throw unfit(layout, field, value, `one of ${Object.keys(field.numbers).join(', ')}`);
      writer.int32(id);
      break;
    }
    case 'float':
      if (typeof value !== 'number') throw unfit(layout, field, value, 'a number');
      writer.float(value);
      break;
    case 'string':
      writer.text(value as string);
      break;
    case 'bytes':
      writer.bytes(value as Uint8Array);
      break;
    case 'message': {
      const start = writer.begin();
      writeFields(writer, layoutOf(field.message as MessageName), value as Plain);
      writer.end(start);
    }
  }
}

function whole(layout: Layout, field: Field, value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw unfit(layout, field, value, `a whole number from ${least} to ${most}`);
  return value;
}

function unfit(layout: Layout, field: Field, value: unknown, rule: string): KhalaError {
  return new KhalaError(
    'BAD_ARGUMENT',
    `write ${layout.name}: ${field.name} must be ${rule}, got ${String(value).slice(0, 80)}`,
  );
}
