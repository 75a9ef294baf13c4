/**
 * The self-describing streams (header, details, tracker events): every value begins with a byte that tells its kind,
 * fields have tags, numbers are as long as they need. Fields that a layout does not know are skipped
 * (`VersionedDecoder` of Blizzard's s2protocol).
 */
import type { KhalaError } from '../../../src/spec/errors.js';
import type { ResolvedField, ResolvedType } from '../layout/language.js';
import type { Fields, Making, Value } from '../values.js';
import { corruptAt, endedEarly } from './damage.js';

/** The first byte of a value. */
const KIND = {
  array: 0,
  bitarray: 1,
  blob: 2,
  choice: 3,
  optional: 4,
  struct: 5,
  byte: 6,
  four: 7,
  eight: 8,
  int: 9,
} as const;

/** Values nest a few levels; a damaged stream must not nest until the stack ends. */
const MAX_DEPTH = 32;
/** A number of 64 bits and a sign has ten bytes of seven bits. */
const MAX_INT_BYTES = 10;

/** A place in a self-describing stream. */
export class TaggedReader {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    /** For messages: which stream this is. */
    private readonly name: string,
  ) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw this.ended();
    this.at += 1;
    return byte;
  }

  /** The kind byte of a value, which must be `kind`. */
  expect(kind: number): void {
    const got = this.byte();
    if (got !== kind) throw this.corrupt(`a value of kind ${kind} should stand here, got ${got}`);
  }

  /** A number: the lowest bit of the first byte is the sign, the highest bit of each byte says that more follow. */
  int(): number {
    const first = this.byte();
    let value = (first >>> 1) & 0x3f;
    if (first >= 0x80) {
      let scale = 0x40;
      let byte = first;
      while (byte >= 0x80) {
        byte = this.byte();
        value += (byte & 0x7f) * scale;
        scale *= 0x80;
        if (value > Number.MAX_SAFE_INTEGER) throw this.corrupt('a number is wider than its type');
      }
    }
    return (first & 1) === 0 || value === 0 ? value : -value;
  }

  /** A number of up to 64 bits. */
  bigInt(): bigint {
    const first = this.byte();
    let value = BigInt((first >>> 1) & 0x3f);
    let byte = first;
    for (let i = 1; byte >= 0x80; i++) {
      if (i >= MAX_INT_BYTES) throw this.corrupt('a number has more than 64 bits');
      byte = this.byte();
      value |= BigInt(byte & 0x7f) << BigInt(7 * i - 1);
    }
    return (first & 1) === 0 ? value : -value;
  }

  /** How many elements or bytes follow: each takes at least one byte. */
  length(): number {
    const length = this.count();
    if (length > this.bytes.length - this.at) throw this.ended();
    return length;
  }

  private count(): number {
    const count = this.int();
    if (count < 0) throw this.corrupt(`a length should not be negative, got ${count}`);
    return count;
  }

  /** A view of the next bytes. */
  take(count: number): Uint8Array {
    const end = this.at + count;
    if (end > this.bytes.length) throw this.ended();
    const view = this.bytes.subarray(this.at, end);
    this.at = end;
    return view;
  }

  /** Passes over a value of any kind. */
  skip(depth = 0): void {
    if (depth > MAX_DEPTH) throw this.corrupt(`values nest more than ${MAX_DEPTH} levels`);
    const kind = this.byte();
    switch (kind) {
      case KIND.array:
        for (let left = this.length(); left > 0; left--) this.skip(depth + 1);
        return;
      case KIND.bitarray:
        this.take(Math.ceil(this.count() / 8));
        return;
      case KIND.blob:
        this.take(this.length());
        return;
      case KIND.choice:
        this.int();
        this.skip(depth + 1);
        return;
      case KIND.optional:
        if (this.byte() !== 0) this.skip(depth + 1);
        return;
      case KIND.struct:
        for (let left = this.length(); left > 0; left--) {
          this.int();
          this.skip(depth + 1);
        }
        return;
      case KIND.byte:
        this.take(1);
        return;
      case KIND.four:
        this.take(4);
        return;
      case KIND.eight:
        this.take(8);
        return;
      case KIND.int:
        this.bigInt();
        return;
      default:
        throw this.corrupt(`no value is of kind ${kind}`);
    }
  }

  corrupt(rule: string): KhalaError {
    return corruptAt(this.name, this.at, rule);
  }

  private ended(): KhalaError {
    return endedEarly(this.name, this.bytes.length);
  }
}

/** Reads one value of the type it was made for. */
export type TaggedRead = (reader: TaggedReader) => Value;

/** Reads the fields of the struct it was made for into an object. */
export type TaggedFill = (reader: TaggedReader, target: Making) => void;

/**
 * Makes the reader of an event's fields. Clients write all fields of an event, so one that is missing is damage.
 *
 * @throws RangeError where the type is no struct: an error in a table.
 */
export function taggedFill(type: ResolvedType, made: Map<ResolvedType, TaggedRead>): TaggedFill {
  if (type.kind !== 'struct') throw new RangeError(`an event should be a struct, got ${type.kind}`);
  const fill = fillOf(type.fields, (inner) => taggedRead(inner, made));
  const names = type.fields.map(({ name }) => name);
  return (reader, target) => {
    fill(reader, target);
    for (const name of names) {
      if (target[name] === undefined) throw reader.corrupt(`an event lacks its field ${name}`);
    }
  };
}

/** Makes the reader of a type; a type that occurs twice is made once (`made`). */
export function taggedRead(type: ResolvedType, made = new Map<ResolvedType, TaggedRead>()): TaggedRead {
  const known = made.get(type);
  if (known !== undefined) return known;
  const read = makeRead(type, (inner) => taggedRead(inner, made));
  made.set(type, read);
  return read;
}

function makeRead(type: ResolvedType, inner: (type: ResolvedType) => TaggedRead): TaggedRead {
  switch (type.kind) {
    case 'int': {
      const { min } = type;
      const beyond = min + 2 ** type.bits;
      return (reader) => {
        reader.expect(KIND.int);
        const value = reader.int();
        if (value < min || value >= beyond) throw reader.corrupt(`a number of ${type.bits} bits is ${value}`);
        return value;
      };
    }
    case 'bigint':
      return (reader) => {
        reader.expect(KIND.int);
        return reader.bigInt();
      };
    case 'bool':
      return (reader) => {
        reader.expect(KIND.byte);
        return reader.byte() !== 0;
      };
    case 'null':
      return () => null;
    case 'fourcc':
      return (reader) => {
        reader.expect(KIND.four);
        return reader.take(4);
      };
    case 'blob':
      return (reader) => {
        reader.expect(KIND.blob);
        return reader.take(reader.length());
      };
    case 'bitarray':
      throw new RangeError('no self-describing stream of a layout has a bit array');
    case 'optional': {
      const read = inner(type.of);
      return (reader) => {
        reader.expect(KIND.optional);
        return reader.byte() === 0 ? null : read(reader);
      };
    }
    case 'array': {
      const read = inner(type.of);
      return (reader) => {
        reader.expect(KIND.array);
        const values: Value[] = [];
        for (let left = reader.length(); left > 0; left--) values.push(read(reader));
        return values;
      };
    }
    case 'choice': {
      const options = new Map(
        type.options.map(({ tag, name, type: of }) => [tag, { name, read: inner(of) }]),
      );
      return (reader) => {
        reader.expect(KIND.choice);
        const option = options.get(reader.int());
        if (option === undefined) {
          reader.skip();
          return {};
        }
        return { [option.name]: option.read(reader) };
      };
    }
    case 'struct': {
      const fill = fillOf(type.fields, inner);
      return (reader) => {
        const value: Fields = {};
        fill(reader, value);
        return value;
      };
    }
  }
}

function fillOf(known: readonly ResolvedField[], inner: (type: ResolvedType) => TaggedRead): TaggedFill {
  const fields: { name: string; read: TaggedRead }[] = [];
  for (const { tag, name, type } of known) fields[tag] = { name, read: inner(type) };
  return (reader, target) => {
    reader.expect(KIND.struct);
    for (let left = reader.length(); left > 0; left--) {
      const field = fields[reader.int()];
      if (field === undefined) reader.skip();
      else target[field.name] = field.read(reader);
    }
  };
}
