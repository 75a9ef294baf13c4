/**
 * Plain data to MessagePack bytes, the same bytes that msgpack-lite writes, in a quarter of the time: a recording of human
 * games is some two million observations, and encoding them was the larger half of making it.
 *
 * Format: https://github.com/msgpack/msgpack/blob/master/spec.md
 */
import { type ArrayOf, DTYPES, type Dtype } from '../columns.js';

/** Ext type of each dtype. Part of the wire format: never reuse a number. */
export const EXT_TYPES = { u8: 1, u16: 2, i32: 3, f32: 4, u64: 5 } as const satisfies Record<Dtype, number>;

const EXT_OF_CLASS = new Map<unknown, number>(
  (Object.keys(DTYPES) as Dtype[]).map((dtype) => [DTYPES[dtype], EXT_TYPES[dtype]]),
);
/** Payload sizes that have a token of their own: 1, 2, 4, 8, 16 bytes. */
const FIXED_EXT = new Map([1, 2, 4, 8, 16].map((size, i) => [size, 0xd4 + i]));

/** A value that was written before, and is written again as it was. */
export class Written {
  constructor(readonly bytes: Uint8Array) {}
}

/** A map in the making: quicker to fill and to write than an object whose keys differ from one to the next. */
export class Entries {
  readonly keys: string[] = [];
  readonly values: unknown[] = [];

  /** Adds a key that is not there yet. */
  add(key: string, value: unknown): void {
    this.keys.push(key);
    this.values.push(value);
  }
}

/**
 * Bytes of the longest array that V8 keeps on its own heap. Asking such an array for its buffer moves it off the heap, which
 * costs more than copying it through a window.
 */
const SHORT_BYTES = 64;
const shortBytes = new Uint8Array(SHORT_BYTES);
/** A window on those bytes for each ext type. */
const SHORT_WINDOWS = new Map<number, ArrayOf<Dtype>>(
  (Object.keys(DTYPES) as Dtype[]).map((dtype) => [EXT_TYPES[dtype], new DTYPES[dtype](shortBytes.buffer)]),
);

/** Bytes that grow at their end: `length` of the buffer's are in use. */
export interface Bytes {
  buffer: Buffer;
  length: number;
}

/** Where `write` makes what it copies out; it grows to the largest message seen. */
const scratch: Bytes = { buffer: Buffer.allocUnsafeSlow(64 * 1024), length: 0 };

/** What is being written to, and where. */
let buffer = scratch.buffer;
let at = 0;

/** @throws TypeError for what is no plain data: a bigint, a function, an instance of a class, a Buffer */
export function write(value: unknown): Uint8Array {
  scratch.length = 0;
  writeTo(scratch, value);
  return new Uint8Array(scratch.buffer.subarray(0, scratch.length));
}

/**
 * Writes the same bytes to the end of `bytes`: for who gathers messages, and would copy each. An error leaves its length.
 * @throws TypeError as `write` does
 */
export function writeTo(bytes: Bytes, value: unknown): void {
  buffer = bytes.buffer;
  at = bytes.length;
  writeValue(value);
  bytes.buffer = buffer;
  bytes.length = at;
}

function reserve(bytes: number): void {
  if (at + bytes <= buffer.length) return;
  const larger = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(at + bytes)));
  larger.set(buffer.subarray(0, at));
  buffer = larger;
}

function writeValue(value: unknown): void {
  reserve(16);
  switch (typeof value) {
    case 'number':
      writeNumber(value);
      return;
    case 'string':
      writeString(value);
      return;
    case 'boolean':
      buffer[at++] = value ? 0xc3 : 0xc2;
      return;
    case 'undefined':
      buffer[at++] = 0xc0;
      return;
    case 'object':
      if (value === null) buffer[at++] = 0xc0;
      else if (Array.isArray(value)) writeArray(value);
      else if (ArrayBuffer.isView(value)) writeTypedArray(value);
      else if (value instanceof Written) writeBytes(value.bytes);
      else if (value instanceof Entries) writeEntries(value);
      else writeMap(value);
      return;
    default:
      throw new TypeError(`a ${typeof value} cannot be sent`);
  }
}

function writeNumber(value: number): void {
  const integer = value | 0;
  if (value !== integer) {
    if (value >= 0 && value <= 0xffffffff && Math.floor(value) === value) {
      buffer[at] = 0xce;
      at = buffer.writeUInt32BE(value, at + 1);
    } else {
      buffer[at] = 0xcb;
      at = buffer.writeDoubleBE(value, at + 1);
    }
  } else if (integer >= -0x20 && integer <= 0x7f) {
    buffer[at++] = integer & 0xff;
  } else if (integer >= 0) {
    writeSize(integer, 0xcc, 0xcd, 0xce, 0xff);
  } else if (integer >= -0x80) {
    buffer[at++] = 0xd0;
    buffer[at++] = integer & 0xff;
  } else if (integer >= -0x8000) {
    buffer[at] = 0xd1;
    at = buffer.writeInt16BE(integer, at + 1);
  } else {
    buffer[at] = 0xd2;
    at = buffer.writeInt32BE(integer, at + 1);
  }
}

/** A token and an unsigned number of 1, 2 or 4 bytes; one byte holds up to `byteMax`. */
function writeSize(size: number, token8: number, token16: number, token32: number, byteMax: number): void {
  if (size <= byteMax) {
    buffer[at++] = token8;
    buffer[at++] = size;
  } else if (size <= 0xffff) {
    buffer[at++] = token16;
    buffer[at++] = size >> 8;
    buffer[at++] = size & 0xff;
  } else {
    buffer[at] = token32;
    at = buffer.writeUInt32BE(size, at + 1);
  }
}

function writeString(text: string): void {
  const { length } = text;
  // Names are short and ASCII: writing them here is quicker than a call into the runtime.
  if (length < 32) {
    reserve(1 + length);
    let end = at + 1;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        writeLongString(text);
        return;
      }
      buffer[end++] = code;
    }
    buffer[at] = 0xa0 | length;
    at = end;
    return;
  }
  writeLongString(text);
}

function writeLongString(text: string): void {
  const bytes = Buffer.byteLength(text);
  reserve(5 + bytes);
  if (bytes < 32) buffer[at++] = 0xa0 | bytes;
  else writeSize(bytes, 0xd9, 0xda, 0xdb, 0xff);
  at += buffer.write(text, at);
}

function writeArray(values: readonly unknown[]): void {
  const { length } = values;
  if (length < 16) buffer[at++] = 0x90 | length;
  else writeSize(length, 0xdc, 0xdc, 0xdd, 0);
  for (let i = 0; i < length; i++) writeValue(values[i]);
}

function writeMap(map: object): void {
  const prototype: unknown = Object.getPrototypeOf(map);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`an instance of ${map.constructor.name} cannot be sent`);
  const keys = Object.keys(map);
  writeMapSize(keys.length);
  for (const key of keys) {
    writeString(key);
    writeValue((map as Record<string, unknown>)[key]);
  }
}

function writeEntries({ keys, values }: Entries): void {
  writeMapSize(keys.length);
  for (let i = 0; i < keys.length; i++) {
    writeString(keys[i]);
    writeValue(values[i]);
  }
}

function writeMapSize(size: number): void {
  if (size < 16) buffer[at++] = 0x80 | size;
  else writeSize(size, 0xde, 0xde, 0xdf, 0);
}

function writeTypedArray(view: ArrayBufferView): void {
  const type = EXT_OF_CLASS.get(view.constructor);
  if (type === undefined) throw new TypeError(`a ${view.constructor.name} cannot be sent`);
  const array = view as ArrayOf<Dtype>;
  const size = array.byteLength;
  reserve(6 + size);
  const fixed = FIXED_EXT.get(size);
  if (fixed !== undefined) buffer[at++] = fixed;
  // 255 bytes would fit one byte of length; msgpack-lite takes two, and the same message keeps its bytes.
  else writeSize(size, 0xc7, 0xc8, 0xc9, 0xfe);
  buffer[at++] = type;
  if (array instanceof Uint8Array) writeBytes(array);
  else if (size <= SHORT_BYTES) writeShort(array, type);
  else writeBytes(new Uint8Array(array.buffer, array.byteOffset, size));
}

function writeShort(array: ArrayOf<Dtype>, type: number): void {
  // The window is of the array's own class: its bits come over as they are.
  (SHORT_WINDOWS.get(type) as ArrayOf<Dtype> & { set(from: ArrayOf<Dtype>): void }).set(array);
  for (let i = 0; i < array.byteLength; i++) buffer[at++] = shortBytes[i];
}

function writeBytes(bytes: Uint8Array): void {
  reserve(bytes.length);
  buffer.set(bytes, at);
  at += bytes.length;
}
