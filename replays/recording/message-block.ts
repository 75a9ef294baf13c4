/**
 * Messages packed into one buffer, each behind its length in bytes (u32, little-endian).
 */

/** Bytes of the length before each message. */
export const LENGTH_BYTES = 4;

export function packMessages(messages: readonly Uint8Array[]): Buffer {
  const packed = Buffer.allocUnsafe(
    messages.reduce((sum, message) => sum + LENGTH_BYTES + message.length, 0),
  );
  let at = 0;
  for (const message of messages) {
    at = packed.writeUInt32LE(message.length, at);
    packed.set(message, at);
    at += message.length;
  }
  return packed;
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
