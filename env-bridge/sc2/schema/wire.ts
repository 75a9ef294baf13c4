/**
 * The protobuf wire format: varints, fixed words, lengths. The reader checks every length against the end before it is
 * believed and allocates nothing by itself.
 *
 * Format: https://protobuf.dev/programming-guides/encoding
 */
import { KhalaError } from '../../../src/spec/errors.js';

/** Wire types. Groups (3 and 4) are not in the API and are refused. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Budgets of one message. */
export interface SchemaLimits {
  /** Most bytes of the whole message. */
  readonly bytes: number;
  /** Most fields in all; each element of a list counts, unknown fields too. */
  readonly fields: number;
  /** Most messages inside each other. */
  readonly depth: number;
}

/**
 * The budgets of every message. The largest recorded one, `ResponseData` of patch 5.0.6, has 378,564 bytes and under
 * 70,000 fields; a picture counts as one field. The deepest has 8 levels.
 */
export const SCHEMA_LIMITS: SchemaLimits = { bytes: 4 * 1024 * 1024, fields: 262_144, depth: 16 };

/** @throws PROTOCOL_LIMIT when the message is longer than `limits.bytes` */
export function checkSize(what: string, bytes: Uint8Array, limits: SchemaLimits = SCHEMA_LIMITS): void {
  if (bytes.length > limits.bytes)
    throw new KhalaError(
      'PROTOCOL_LIMIT',
      `read ${what}: ${bytes.length} bytes; at most ${limits.bytes} are allowed; send less in one message`,
    );
}

/** Reads a message from start to end. `at` is the next byte, `end` the end of the message that is being read. */
export class WireReader {
  at = 0;
  end: number;
  /** Upper 32 bits of the last `varint`, unsigned. */
  high = 0;
  readonly view: DataView;
  constructor(
    /** What is being read, for errors. */
    readonly what: string,
    readonly bytes: Uint8Array,
  ) {
    this.end = bytes.length;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** A varint of up to 64 bits: its lower 32 bits, unsigned; the upper ones are in `high`. */
  varint(): number {
    const { bytes, end } = this;
    let at = this.at;
    let low = 0;
    this.high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (at >= end) throw this.truncated();
      const byte = bytes[at++];
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.at = at;
        return low;
      }
    }
    if (at >= end) throw this.truncated();
    const middle = bytes[at++];
    low = (low | (middle << 28)) >>> 0;
    let high = (middle & 0x7f) >> 4;
    let byte = middle;
    for (let shift = 3; byte >= 0x80; shift += 7) {
      if (shift > 31) throw this.broken('has a number of more than ten bytes');
      if (at >= end) throw this.truncated();
      byte = bytes[at++];
      high |= (byte & 0x7f) << shift;
    }
    this.high = high >>> 0;
    this.at = at;
    return low;
  }

  /** A length that fits into what is left. */
  length(): number {
    const length = this.varint();
    if (this.high !== 0 || length > this.end - this.at) throw this.truncated();
    return length;
  }

  /** Moves over the value of a field. */
  skip(tag: number): void {
    const type = tag & 7;
    if (type === WIRE.varint) this.varint();
    else if (type === WIRE.bytes) {
      const length = this.length(); // Moves `at` itself.
      this.at += length;
    } else if (type === WIRE.fixed32) this.at += this.room(4);
    else if (type === WIRE.fixed64) this.at += this.room(8);
    else throw this.broken(`has a field of wire type ${type}, which the API does not use`);
  }

  /** A field's tag: number * 8 + wire type. */
  tag(): number {
    const tag = this.varint();
    if (tag < 8 || this.high !== 0) throw this.broken(`has a field with the number ${tag >>> 3}`);
    return tag;
  }

  float(): number {
    const at = this.at;
    this.at += this.room(4);
    return this.view.getFloat32(at, true);
  }

  private room(size: number): number {
    if (size > this.end - this.at) throw this.truncated();
    return size;
  }

  truncated(): KhalaError {
    return new KhalaError(
      'PROTOCOL_MESSAGE',
      `read ${this.what}: the value at byte ${this.at} reaches beyond the end (byte ${this.end}); the message is cut or foreign`,
    );
  }

  /** @param fault what is wrong with the message, as a predicate */
  broken(fault: string): KhalaError {
    return new KhalaError(
      'PROTOCOL_MESSAGE',
      `read ${this.what}: the message ${fault} (at byte ${this.at}); it is foreign or damaged`,
    );
  }

  /** A known field came with another wire type than it has. */
  wrongType(field: string, tag: number): KhalaError {
    return this.broken(`has ${field} with wire type ${tag & 7}`);
  }
}

const INITIAL_BYTES = 1024;
const UTF8 = new TextEncoder();

/** Writes a message into a buffer that grows. */
export class WireWriter {
  private buffer = new Uint8Array(INITIAL_BYTES);
  private view = new DataView(this.buffer.buffer);
  private at = 0;

  /** What was written; its own copy. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.at);
  }

  /** Forgets what was written and keeps the room. */
  clear(): void {
    this.at = 0;
  }

  private reserve(size: number): void {
    if (this.at + size <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.at + size));
    grown.set(this.buffer.subarray(0, this.at));
    this.buffer = grown;
    this.view = new DataView(grown.buffer);
  }

  /** A field's number and wire type. */
  tag(field: number, type: number): void {
    this.uint32(field * 8 + type);
  }

  uint32(value: number): void {
    this.reserve(5);
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.buffer[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.at++] = rest;
  }

  /** Negative numbers take ten bytes, as for 64 bits. */
  int32(value: number): void {
    if (value >= 0) this.uint32(value);
    else this.uint64(value >>> 0, 0xffffffff);
  }

  uint64(low: number, high: number): void {
    this.reserve(10);
    let lower = low >>> 0;
    let upper = high >>> 0;
    while (upper > 0) {
      this.buffer[this.at++] = (lower & 0x7f) | 0x80;
      lower = ((lower >>> 7) | (upper << 25)) >>> 0;
      upper >>>= 7;
    }
    this.uint32(lower);
  }

  float(value: number): void {
    this.reserve(4);
    this.view.setFloat32(this.at, value, true);
    this.at += 4;
  }

  bytes(value: Uint8Array): void {
    this.uint32(value.length);
    this.reserve(value.length);
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  text(value: string): void {
    this.bytes(UTF8.encode(value));
  }

  /** Begins a message of a length that is not known yet; `end` wants what this returns. */
  begin(): number {
    this.reserve(1);
    return ++this.at;
  }

  /** Ends that message and puts its length before it. */
  end(start: number): void {
    const length = this.at - start;
    let size = 1;
    for (let rest = length >>> 7; rest > 0; rest >>>= 7) size++;
    if (size > 1) {
      this.reserve(size - 1);
      this.buffer.copyWithin(start + size - 1, start, this.at);
    }
    this.at = start - 1;
    this.uint32(length);
    this.at += length;
  }
}
