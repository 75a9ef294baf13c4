/**
 * Messages packed into one buffer, each behind its length in bytes (u32, little-endian).
 */

/** Bytes of the length before each message. */
const LENGTH_BYTES = 4;

export function packMessages(messages: readonly Uint8Array[]): Buffer {
  const packer = createMessagePacker();
  for (const message of messages) packer.add(message);
  return packer.take();
}

/** Packs messages one after the other into one buffer, which serves block after block. */
export interface MessagePacker {
  readonly messages: number;
  readonly bytes: number;
  /** Copies a message. */
  add(message: Uint8Array): void;
  /** What was added since the last call, in bytes that are overwritten by the next message. */
  take(): Buffer;
}

export function createMessagePacker(): MessagePacker {
  let buffer = Buffer.allocUnsafeSlow(64 * 1024);
  let messages = 0;
  let bytes = 0;
  return {
    get messages() {
      return messages;
    },
    get bytes() {
      return bytes;
    },
    add(message) {
      const end = bytes + LENGTH_BYTES + message.length;
      if (end > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(end)));
        larger.set(buffer.subarray(0, bytes));
        buffer = larger;
      }
      buffer.set(message, buffer.writeUInt32LE(message.length, bytes));
      bytes = end;
      messages++;
    },
    take() {
      const packed = buffer.subarray(0, bytes);
      messages = 0;
      bytes = 0;
      return packed;
    },
  };
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
