/**
 * Plain data to bytes and back: MessagePack with typed arrays as ext types, little-endian, as every machine that Node
 * runs on here stores them. Written here, read by msgpack-lite behind a guard, without its preset types: one of them builds
 * a RegExp from the input.
 */
import msgpack from 'msgpack-lite';
import { type ArrayOf, DTYPES, type Dtype } from '../columns.js';
import { KhalaError } from '../errors.js';
import { checkBytes, MESSAGE_LIMITS, type MessageLimits } from './guard.js';
import { type Bytes, EXT_TYPES, write, writeTo } from './write.js';

const codec = msgpack.createCodec();
const extSizes = new Map<number, number>();
/**
 * Short arrays are copied through these bytes: V8 keeps a typed array of up to 64 bytes on its own heap, which costs a
 * sixth of an ArrayBuffer for each of an observation's columns.
 */
const scratch = new ArrayBuffer(4096);
const scratchBytes = new Uint8Array(scratch);
for (const dtype of Object.keys(DTYPES) as Dtype[]) {
  const TypedArray: new (data: ArrayBuffer) => ArrayOf<Dtype> = DTYPES[dtype];
  extSizes.set(EXT_TYPES[dtype], DTYPES[dtype].BYTES_PER_ELEMENT);
  const window = new TypedArray(scratch);
  codec.addExtUnpacker(EXT_TYPES[dtype], (bytes) => {
    if (bytes.length > scratch.byteLength) return new TypedArray(copyOf(bytes));
    scratchBytes.set(bytes);
    return window.slice(0, bytes.length / window.BYTES_PER_ELEMENT);
  });
}

/** An aligned copy of its own, so a decoded message holds no reference to the socket's or the file's buffer. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/**
 * Encodes plain data: null, booleans, numbers, strings, arrays, objects, and typed arrays of the five dtypes.
 * @throws KhalaError PROTOCOL_MESSAGE for a value of another type (a bigint: send it in a BigUint64Array).
 */
export function pack(value: unknown): Uint8Array {
  return packing(() => write(value));
}

/** As `pack`, to the end of `bytes`. */
export function packTo(bytes: Bytes, value: unknown): void {
  packing(() => writeTo(bytes, value));
}

function packing<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new KhalaError('PROTOCOL_MESSAGE', `encode message: ${(cause as Error).message}; send plain data`, {
      cause,
    });
  }
}

/**
 * Decodes what `pack` wrote, by anybody. The value's shape is the caller's to check.
 * @throws KhalaError PROTOCOL_LIMIT or PROTOCOL_MESSAGE
 */
export function unpack(bytes: Uint8Array, limits: MessageLimits = MESSAGE_LIMITS): unknown {
  checkBytes(bytes, extSizes, limits);
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return msgpack.decode(buffer, { codec });
  } catch (cause) {
    throw new KhalaError('PROTOCOL_MESSAGE', `decode message: ${(cause as Error).message}`, { cause });
  }
}
