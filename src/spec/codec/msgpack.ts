/**
 * Plain data to bytes and back: MessagePack with typed arrays as ext types, little-endian, as every machine that Node
 * runs on here stores them. Written here, read by msgpack-lite behind a guard, without its preset types: one of them builds
 * a RegExp from the input.
 */
import msgpack from 'msgpack-lite';
import { DTYPES, type Dtype } from '../columns.js';
import { KhalaError } from '../errors.js';
import { aligned, checkBytes, MESSAGE_LIMITS, type MessageLimits } from './guard.js';
import { type Bytes, EXT_TYPES, write, writeTo } from './write.js';

const codec = msgpack.createCodec();
const extSizes = new Map<number, number>();
/**
 * Where the arrays of the message that is being decoded go, one after the other in one buffer: a buffer for each of an observation's
 * columns costs more than copying it, and is one more for the garbage collector to free.
 */
const EMPTY = new ArrayBuffer(0);
let room = EMPTY;
let used = 0;
for (const dtype of Object.keys(DTYPES) as Dtype[]) {
  const TypedArray = DTYPES[dtype];
  extSizes.set(EXT_TYPES[dtype], TypedArray.BYTES_PER_ELEMENT);
  codec.addExtUnpacker(EXT_TYPES[dtype], (bytes) => {
    const array = new TypedArray(room, used, bytes.length / TypedArray.BYTES_PER_ELEMENT);
    new Uint8Array(room, used, bytes.length).set(bytes);
    used += aligned(bytes.length);
    return array;
  });
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
 * Decodes what `pack` wrote, by anybody. The value's shape is the caller's to check. Its arrays are copies that share one buffer.
 * @throws KhalaError PROTOCOL_LIMIT or PROTOCOL_MESSAGE
 */
export function unpack(bytes: Uint8Array, limits: MessageLimits = MESSAGE_LIMITS): unknown {
  room = new ArrayBuffer(checkBytes(bytes, extSizes, limits));
  used = 0;
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return msgpack.decode(buffer, { codec });
  } catch (cause) {
    throw new KhalaError('PROTOCOL_MESSAGE', `decode message: ${(cause as Error).message}`, { cause });
  } finally {
    room = EMPTY;
  }
}
