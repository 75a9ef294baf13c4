/**
 * Looks over the bytes of a message before msgpack-lite sees them. That library trusts lengths: nested array headers
 * that each claim the rest make it allocate gigabytes, and a `__proto__` key sets the prototype of the decoded object.
 * The scan is iterative, allocates nothing that depends on what the bytes claim, and reads each byte at most once.
 *
 * Format: https://github.com/msgpack/msgpack/blob/master/spec.md
 */
import { KhalaError } from '../errors.js';

/** Budgets of one message. */
export interface MessageLimits {
  /** Most bytes of the whole message. */
  readonly bytes: number;
  /** Most values: every key, value, element and container counts. */
  readonly elements: number;
  /** Most containers inside each other. */
  readonly depth: number;
  /** Most bytes of one string. */
  readonly stringBytes: number;
}

/**
 * The budgets of every message. The largest honest one is a `start`: three layers of a 256 x 256 map are 197 KB, and a
 * vocabulary has one value for each pair of function and unit type, well below 65,536 in the whole of SC2. The deepest,
 * an observation with a rejected command, has 7 levels.
 */
export const MESSAGE_LIMITS: MessageLimits = {
  bytes: 4 * 1024 * 1024,
  elements: 65_536,
  depth: 12,
  stringBytes: 16_384,
};

/** The next multiple of eight, at which an array of any type may begin. */
export function aligned(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** Keys that would reach an object's prototype. */
const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/**
 * Checks that `bytes` are exactly one MessagePack value within the limits, made of: nil, booleans, integers of at most
 * 32 bits, floats, strings, arrays, maps with string keys, and the ext types of `extSizes`.
 *
 * @param extSizes size in bytes of one element for each allowed ext type; a payload must be a multiple of it.
 * @returns bytes that the payloads of all ext values take when each begins at a multiple of eight
 * @throws KhalaError PROTOCOL_LIMIT when a budget is exceeded, PROTOCOL_MESSAGE for anything else.
 */
export function checkBytes(
  bytes: Uint8Array,
  extSizes: ReadonlyMap<number, number>,
  limits: MessageLimits = MESSAGE_LIMITS,
): number {
  const end = bytes.length;
  if (end > limits.bytes)
    throw new KhalaError(
      'PROTOCOL_LIMIT',
      `decode message: ${end} bytes; at most ${limits.bytes} are allowed; send less in one message`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  /** Values still to come on each level; the lowest level is the message itself. Maps count keys and values. */
  const remaining = new Int32Array(limits.depth + 1);
  const isMap = new Uint8Array(limits.depth + 1);
  remaining[0] = 1;
  let level = 0;
  let at = 0;
  let elements = 0;
  let room = 0;

  /** Reads an unsigned length of 1, 2 or 4 bytes. */
  const length = (size: number): number => {
    if (at + size > end) throw truncated(at, end);
    const value = size === 1 ? bytes[at] : size === 2 ? view.getUint16(at) : view.getUint32(at);
    at += size;
    return value;
  };
  const skip = (size: number): void => {
    if (size > end - at) throw truncated(at, end);
    at += size;
  };
  const text = (size: number, key: boolean): void => {
    if (size > limits.stringBytes)
      throw new KhalaError(
        'PROTOCOL_LIMIT',
        `decode message: a string of ${size} bytes at byte ${at}; at most ${limits.stringBytes} are allowed`,
      );
    const start = at;
    skip(size);
    if (key && (size === 9 || size === 11) && isForbidden(bytes, start, size))
      throw new KhalaError(
        'PROTOCOL_MESSAGE',
        `decode message: a forbidden map key at byte ${start}; ${FORBIDDEN_KEYS.join(', ')} are not allowed`,
      );
  };
  const ext = (size: number): void => {
    const type = length(1);
    const unit = extSizes.get(type);
    if (unit === undefined)
      throw new KhalaError(
        'PROTOCOL_MESSAGE',
        `decode message: ext type ${type} at byte ${at - 1}; known types are ${[...extSizes.keys()].join(', ')}`,
      );
    if (size % unit !== 0)
      throw new KhalaError(
        'PROTOCOL_MESSAGE',
        `decode message: ext type ${type} at byte ${at - 1} has ${size} bytes; it must be a multiple of ${unit}`,
      );
    skip(size);
    room += aligned(size);
  };
  const open = (count: number, map: boolean): void => {
    const values = map ? count * 2 : count;
    if (values > end - at) throw truncated(at, end); // Every value takes at least one byte.
    if (level + 1 > limits.depth)
      throw new KhalaError(
        'PROTOCOL_LIMIT',
        `decode message: containers are nested deeper than ${limits.depth} levels at byte ${at - 1}`,
      );
    level++;
    remaining[level] = values;
    isMap[level] = map ? 1 : 0;
  };

  for (;;) {
    while (remaining[level] === 0) {
      if (level === 0) {
        if (at === end) return room;
        throw new KhalaError(
          'PROTOCOL_MESSAGE',
          `decode message: ${end - at} bytes follow the message at byte ${at}; one message a frame`,
        );
      }
      level--;
    }
    if (++elements > limits.elements)
      throw new KhalaError(
        'PROTOCOL_LIMIT',
        `decode message: more than ${limits.elements} values; send typed arrays instead of lists`,
      );
    const key = isMap[level] === 1 && (remaining[level] & 1) === 0;
    remaining[level]--;
    const token = length(1);
    if (key && !isString(token))
      throw new KhalaError(
        'PROTOCOL_MESSAGE',
        `decode message: a map key at byte ${at - 1} is not a string (token 0x${token.toString(16)})`,
      );
    if (token <= 0x7f || token >= 0xe0) continue; // fixint
    if (token <= 0x8f) open(token & 0x0f, true);
    else if (token <= 0x9f) open(token & 0x0f, false);
    else if (token <= 0xbf) text(token & 0x1f, key);
    else
      switch (token) {
        case 0xc0: // nil
        case 0xc2: // false
        case 0xc3: // true
          break;
        case 0xc7: // ext 8
          ext(length(1));
          break;
        case 0xc8:
          ext(length(2));
          break;
        case 0xc9:
          ext(length(4));
          break;
        case 0xca: // float 32
        case 0xce: // uint 32
        case 0xd2: // int 32
          skip(4);
          break;
        case 0xcb: // float 64
          skip(8);
          break;
        case 0xcc: // uint 8
        case 0xd0: // int 8
          skip(1);
          break;
        case 0xcd: // uint 16
        case 0xd1: // int 16
          skip(2);
          break;
        case 0xd4: // fixext 1
        case 0xd5:
        case 0xd6:
        case 0xd7:
        case 0xd8: // fixext 16
          ext(1 << (token - 0xd4));
          break;
        case 0xd9: // str 8
          text(length(1), key);
          break;
        case 0xda:
          text(length(2), key);
          break;
        case 0xdb:
          text(length(4), key);
          break;
        case 0xdc: // array 16
          open(length(2), false);
          break;
        case 0xdd:
          open(length(4), false);
          break;
        case 0xde: // map 16
          open(length(2), true);
          break;
        case 0xdf:
          open(length(4), true);
          break;
        default: // 0xc1 (unused), bin, and 64-bit integers, which would be rounded
          throw new KhalaError(
            'PROTOCOL_MESSAGE',
            `decode message: token 0x${token.toString(16)} at byte ${at - 1} is not allowed; ` +
              'send bytes and 64-bit integers as ext types',
          );
      }
  }
}

function isString(token: number): boolean {
  return (token >= 0xa0 && token <= 0xbf) || (token >= 0xd9 && token <= 0xdb);
}

function isForbidden(bytes: Uint8Array, start: number, size: number): boolean {
  return FORBIDDEN_KEYS.some((word) => {
    if (word.length !== size) return false;
    for (let i = 0; i < size; i++) if (bytes[start + i] !== word.charCodeAt(i)) return false;
    return true;
  });
}

function truncated(at: number, end: number): KhalaError {
  return new KhalaError(
    'PROTOCOL_MESSAGE',
    `decode message: a value at byte ${at} reaches beyond the end (${end} bytes); the message is cut or foreign`,
  );
}
