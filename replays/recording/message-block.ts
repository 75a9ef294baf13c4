/**
 * Messages packed into one buffer, each behind its length in bytes (u32, little-endian).
 */

import type { Bytes } from '../../src/spec/codec/index.js';

/** Bytes of the length before each message. */
const LENGTH_BYTES = 4;

export function packMessages(messages: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    messages.flatMap((message) => {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32LE(message.length);
      return [length, message];
    }),
  );
}

/** Packs messages one after the other into one buffer, which serves block after block. */
export interface MessagePacker {
  readonly messages: number;
  readonly bytes: number;
  /** Adds the message that `write` appends; nothing, where it throws. */
  add(write: (bytes: Bytes) => void): void;
  /** What was added since the last call, in bytes that are overwritten by the next message. */
  take(): Buffer;
  /** Gives the memory to the next packer: new memory for each recording took a twentieth of an import. */
  release(): void;
}

const FIRST_BYTES = 64 * 1024;
/** Memory of a packer that is no longer used. */
let spare: Buffer | null = null;

export function createMessagePacker(): MessagePacker {
  const bytes: Bytes = { buffer: spare ?? Buffer.allocUnsafeSlow(FIRST_BYTES), length: 0 };
  spare = null;
  let messages = 0;
  return {
    get messages() {
      return messages;
    },
    get bytes() {
      return bytes.length;
    },
    add(write) {
      const start = bytes.length;
      bytes.buffer = withRoom(bytes.buffer, start, LENGTH_BYTES);
      bytes.length += LENGTH_BYTES;
      try {
        write(bytes);
      } catch (error) {
        bytes.length = start;
        throw error;
      }
      bytes.buffer.writeUInt32LE(bytes.length - start - LENGTH_BYTES, start);
      messages++;
    },
    take() {
      const packed = bytes.buffer.subarray(0, bytes.length);
      messages = 0;
      bytes.length = 0;
      return packed;
    },
    release() {
      if (bytes.buffer.length > (spare?.length ?? 0)) spare = bytes.buffer;
      bytes.buffer = Buffer.alloc(0);
      bytes.length = 0;
    },
  };
}

/** The buffer, or a larger one with its first `used` bytes, that has room for `more` behind them. */
function withRoom(buffer: Buffer, used: number, more: number): Buffer {
  if (used + more <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(used + more)));
  larger.set(buffer.subarray(0, used));
  return larger;
}

/** Views of the messages in `packed`; null where the lengths do not fill it exactly or their number is not `count`. */
export function unpackMessages(packed: Buffer, count: number): Uint8Array[] | null {
  const messages: Uint8Array[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= packed.length && messages.length < count) {
    const end = at + LENGTH_BYTES + packed.readUInt32LE(at);
    if (end > packed.length) return null;
    messages.push(packed.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return at === packed.length && messages.length === count ? messages : null;
}
