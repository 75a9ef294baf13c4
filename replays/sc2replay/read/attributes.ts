/**
 * `replay.attributes.events`: the lobby's settings of each player and of the game. Not written from type descriptions;
 * all its words are little-endian and begin at whole bytes.
 */
import { KhalaError } from '../../../src/spec/errors.js';
import type { ReplayAttribute, ReplayAttributes } from '../replay.js';

/** Namespace, id, scope and value. */
const ATTRIBUTE_BYTES = 4 + 4 + 1 + 4;
const COUNT_BYTES = 4;
/** Bytes in front of the count: with the source, and without it in builds before 17326. */
const HEAD_BYTES = [5, 4] as const;

/**
 * Decodes the stream. Which head it has follows from its length, since an attribute's 13 bytes tell 4 from 5.
 *
 * @throws KhalaError FILE_CORRUPT where its length is not that of the attributes it counts.
 */
export function decodeAttributes(bytes: Uint8Array): ReplayAttributes {
  if (bytes.length === 0) return { source: null, mapNamespace: null, list: [] };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = HEAD_BYTES.find(
    (at) =>
      at + COUNT_BYTES <= bytes.length &&
      at + COUNT_BYTES + view.getUint32(at, true) * ATTRIBUTE_BYTES === bytes.length,
  );
  if (head === undefined) {
    throw new KhalaError(
      'FILE_CORRUPT',
      `decoding replay.attributes.events: it must have 13 bytes for each attribute it counts, got ${bytes.length} bytes; get an undamaged copy`,
    );
  }
  const list: ReplayAttribute[] = [];
  for (let at = head + COUNT_BYTES; at < bytes.length; at += ATTRIBUTE_BYTES) {
    list.push({
      namespace: view.getUint32(at, true),
      id: view.getUint32(at + 4, true),
      scope: view.getUint8(at + 8),
      value: readValue(bytes.subarray(at + 9, at + ATTRIBUTE_BYTES)),
    });
  }
  const source = head === HEAD_BYTES[0] ? view.getUint8(0) : null;
  return { source, mapNamespace: view.getUint32(head - 4, true), list };
}

/** A value is up to four characters, the last first, filled with zeros. */
function readValue(stored: Uint8Array): Uint8Array {
  const value = Uint8Array.from(stored).reverse();
  const first = value.findIndex((byte) => byte !== 0);
  return first < 0
    ? value.subarray(0, 0)
    : value.subarray(first, value.findLastIndex((byte) => byte !== 0) + 1);
}
