/**
 * The bit-packed streams (game events, messages, lobby): no names, no tags, every value in as many bits as its type has.
 *
 * Bits are taken from each byte from the lowest up; a value that spans bytes has its first bits highest
 * (`BitPackedBuffer` of Blizzard's s2protocol). So each piece keeps its value within its byte, and pieces are joined
 * as digits are: the order of the bits of a whole value is neither that of a big nor that of a little number.
 */
import type { KhalaError } from '../../../src/spec/errors.js';
import type { ResolvedField, ResolvedType } from '../layout/language.js';
import type { BitArray, Fields, Making, Value } from '../values.js';
import { corruptAt, endedEarly } from './damage.js';

/** A place in a stream of bits. */
export class BitReader {
  private at = 0;
  /** Bits of the byte at `at` that are taken, 0 to 7. */
  private taken = 0;

  constructor(
    private readonly bytes: Uint8Array,
    /** For messages: which stream this is. */
    private readonly name: string,
  ) {}

  /** True at the end; the rest of a begun byte is not the end. */
  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  /** Leaves the rest of a begun byte. */
  align(): void {
    if (this.taken !== 0) {
      this.taken = 0;
      this.at += 1;
    }
  }

  /** An unsigned number of `count` bits, 0 to 32. */
  bits(count: number): number {
    const { bytes } = this;
    let { at, taken } = this;
    let left = count;
    let value = 0;
    while (left > 0) {
      if (at >= bytes.length) throw this.ended();
      const free = 8 - taken;
      // The length is checked above: the index is inside.
      const byte = (bytes[at] as number) >>> taken;
      if (left < free) {
        value = (value << left) | (byte & ((1 << left) - 1));
        taken += left;
        left = 0;
      } else {
        value = (value << free) | byte;
        left -= free;
        at += 1;
        taken = 0;
      }
    }
    this.at = at;
    this.taken = taken;
    return value >>> 0;
  }

  /** An unsigned number of any width. */
  bigBits(count: number): bigint {
    let value = 0n;
    for (let left = count; left > 0; ) {
      const piece = Math.min(left, 8 - this.taken);
      value = (value << BigInt(piece)) | BigInt(this.bits(piece));
      left -= piece;
    }
    return value;
  }

  /** A view of `count` bytes from the next whole byte on. */
  alignedBytes(count: number): Uint8Array {
    this.align();
    const end = this.at + count;
    if (end > this.bytes.length) throw this.ended();
    const view = this.bytes.subarray(this.at, end);
    this.at = end;
    return view;
  }

  /** Bits one by one, in the order of the stream. */
  bitArray(length: number): BitArray {
    this.assertBits(length);
    const firstBit = this.taken;
    const bits = new Uint8Array(length);
    for (let i = 0; i < length; i++) bits[i] = this.bits(1);
    return { length, firstBit, bits };
  }

  /** Checks, before memory is taken, that the stream has so many more bits. */
  assertBits(count: number): void {
    if (count > (this.bytes.length - this.at) * 8 - this.taken) throw this.ended();
  }

  corrupt(rule: string): KhalaError {
    return corruptAt(this.name, this.at, rule);
  }

  private ended(): KhalaError {
    return endedEarly(this.name, this.bytes.length);
  }
}

/** Reads one value of the type it was made for. */
export type PackedRead = (reader: BitReader) => Value;

/** Reads the fields of the struct it was made for into an object. */
export type PackedFill = (reader: BitReader, target: Making) => void;

/** The least number of bits a value takes: a list of many cannot be longer than the rest of the stream. */
function leastBits(type: ResolvedType): number {
  switch (type.kind) {
    case 'int':
    case 'bigint':
    case 'array':
    case 'choice':
    case 'bitarray':
    case 'blob':
      return type.bits;
    case 'fourcc':
      return 32;
    case 'bool':
    case 'optional':
      return 1;
    case 'null':
      return 0;
    case 'struct':
      return type.fields.reduce((sum, field) => sum + leastBits(field.type), 0);
  }
}

/** Makes the reader of a struct's fields. @throws RangeError where the type is no struct: an error in a table. */
export function packedFill(type: ResolvedType, made: Map<ResolvedType, PackedRead>): PackedFill {
  if (type.kind !== 'struct') throw new RangeError(`an event should be a struct, got ${type.kind}`);
  return fillOf(type.fields, (inner) => packedRead(inner, made));
}

/** Makes the reader of a type; a type that occurs twice is made once (`made`). */
export function packedRead(type: ResolvedType, made = new Map<ResolvedType, PackedRead>()): PackedRead {
  const known = made.get(type);
  if (known !== undefined) return known;
  const read = makeRead(type, (inner) => packedRead(inner, made));
  made.set(type, read);
  return read;
}

function makeRead(type: ResolvedType, inner: (type: ResolvedType) => PackedRead): PackedRead {
  switch (type.kind) {
    case 'int': {
      const { bits, min } = type;
      return min === 0 ? (reader) => reader.bits(bits) : (reader) => min + reader.bits(bits);
    }
    case 'bigint': {
      const { bits, min } = type;
      return (reader) => min + reader.bigBits(bits);
    }
    case 'bool':
      return (reader) => reader.bits(1) === 1;
    case 'null':
      return () => null;
    case 'fourcc':
      return (reader) => Uint8Array.from({ length: 4 }, () => reader.bits(8));
    case 'blob': {
      const { bits, min } = type;
      return (reader) => reader.alignedBytes(min + reader.bits(bits));
    }
    case 'bitarray': {
      const { bits } = type;
      return (reader) => reader.bitArray(reader.bits(bits));
    }
    case 'optional': {
      const read = inner(type.of);
      return (reader) => (reader.bits(1) === 1 ? read(reader) : null);
    }
    case 'array':
      return arrayRead(type.bits, type.min, inner(type.of), leastBits(type.of));
    case 'choice': {
      const options: { name: string; read: PackedRead }[] = [];
      for (const { tag, name, type: option } of type.options) options[tag] = { name, read: inner(option) };
      const { bits } = type;
      return (reader) => {
        const tag = reader.bits(bits);
        const option = options[tag];
        if (option === undefined) throw reader.corrupt(`a choice has no alternative ${tag}`);
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

function arrayRead(bits: number, min: number, read: PackedRead, leastOfOne: number): PackedRead {
  return (reader) => {
    const length = min + reader.bits(bits);
    reader.assertBits(length * leastOfOne);
    const values: Value[] = [];
    for (let i = 0; i < length; i++) values.push(read(reader));
    return values;
  };
}

function fillOf(fields: readonly ResolvedField[], inner: (type: ResolvedType) => PackedRead): PackedFill {
  const names = fields.map((field) => field.name);
  const reads = fields.map((field) => inner(field.type));
  return (reader, target) => {
    // The two lists are equally long: the index is inside.
    for (let i = 0; i < reads.length; i++) target[names[i] as string] = (reads[i] as PackedRead)(reader);
  };
}
