/**
 * The bytes of a `.khr` file: a fixed head, then chunks. Every chunk has a header with its own checksum, so a reader
 * that lost its place finds the next one; docs/recording.md draws it. Integers are little-endian.
 *
 * The magic follows PNG's (RFC 2083, section 3.1): a byte above 127 and both line endings show a file that was sent as
 * text.
 */
import { crc32 } from './crc32.js';

/** Version 1 knew DEFLATE alone. */
export const FORMAT_VERSION = 2;

const MAGIC = Buffer.from([0x89, 0x4b, 0x48, 0x52, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bytes before the first chunk: magic and version. */
export const FILE_HEAD_BYTES = 12;

/** How a chunk's payload is compressed: raw DEFLATE (RFC 1951), as version 1 wrote all of them, or Brotli (RFC 7932). */
const CODINGS = ['deflate', 'brotli'] as const;
export type Coding = (typeof CODINGS)[number];

/** What a chunk holds. */
export const CHUNK_KINDS = { meta: 1, begin: 2, data: 3, end: 4, index: 5 } as const;
export type ChunkKind = keyof typeof CHUNK_KINDS;
const KIND_NAMES = new Map(Object.entries(CHUNK_KINDS).map(([name, code]) => [code, name as ChunkKind]));

/** Marks the head of a chunk; a reader that lost its place looks for it. */
export const CHUNK_MARK = Buffer.from('KHRc', 'latin1');
export const CHUNK_HEADER_BYTES = 32;

const TRAILER_MARK = Buffer.from('KHRe', 'latin1');
/** The file's last bytes: where the index chunk begins. */
export const TRAILER_BYTES = 16;

/** Most bytes of a chunk before compression. A header that claims more is damaged or hostile. */
export const MAX_RAW_BYTES = 32 * 1024 * 1024;
/** DEFLATE grows its input by at most 5 bytes per 16,383 and 5 in all (RFC 1951, section 3.2.4), Brotli's encoder by less per block and 6. */
const MAX_STORED_BYTES = MAX_RAW_BYTES + Math.ceil(MAX_RAW_BYTES / 16_383) * 5 + 6;

export interface ChunkHeader {
  readonly kind: ChunkKind;
  readonly coding: Coding;
  /** Number of the episode in this file, from 0; 0 where the kind has none. */
  readonly episode: number;
  /** Number of a data chunk among those of its episode, from 0; else 0. */
  readonly block: number;
  /** Messages in a data chunk, else 0. */
  readonly messages: number;
  /** Bytes before compression. */
  readonly rawLength: number;
  /** Bytes of the payload in the file. */
  readonly storedLength: number;
  /** CRC-32 of the payload as stored. */
  readonly checksum: number;
}

/** A chunk and where its header begins in the file. */
export interface ChunkEntry extends ChunkHeader {
  readonly offset: number;
}

export function encodeFileHead(): Buffer {
  const head = Buffer.alloc(FILE_HEAD_BYTES);
  MAGIC.copy(head);
  head.writeUInt32LE(FORMAT_VERSION, 8);
  return head;
}

/** The version of a file's head; null where the file is no recording. */
export function decodeFileHead(head: Buffer): number | null {
  if (head.length < FILE_HEAD_BYTES || !head.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  return head.readUInt32LE(8);
}

export function encodeChunkHeader(header: ChunkHeader): Buffer {
  const bytes = Buffer.alloc(CHUNK_HEADER_BYTES);
  CHUNK_MARK.copy(bytes);
  bytes.writeUInt8(CHUNK_KINDS[header.kind], 4);
  bytes.writeUInt8(CODINGS.indexOf(header.coding), 5);
  bytes.writeUInt16LE(header.block, 6);
  bytes.writeUInt32LE(header.episode, 8);
  bytes.writeUInt32LE(header.messages, 12);
  bytes.writeUInt32LE(header.rawLength, 16);
  bytes.writeUInt32LE(header.storedLength, 20);
  bytes.writeUInt32LE(header.checksum, 24);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 28)), 28);
  return bytes;
}

/** The header in the first 32 bytes; null where there is none, its checksum is wrong, its kind or coding unknown, or it claims too much. */
export function decodeChunkHeader(bytes: Buffer): ChunkHeader | null {
  if (bytes.length < CHUNK_HEADER_BYTES || !bytes.subarray(0, 4).equals(CHUNK_MARK)) return null;
  if (bytes.readUInt32LE(28) !== crc32(bytes.subarray(0, 28))) return null;
  const kind = KIND_NAMES.get(bytes.readUInt8(4) as (typeof CHUNK_KINDS)[ChunkKind]);
  const coding = CODINGS.at(bytes.readUInt8(5));
  const header = {
    block: bytes.readUInt16LE(6),
    episode: bytes.readUInt32LE(8),
    messages: bytes.readUInt32LE(12),
    rawLength: bytes.readUInt32LE(16),
    storedLength: bytes.readUInt32LE(20),
    checksum: bytes.readUInt32LE(24),
  };
  if (!kind || !coding || header.rawLength > MAX_RAW_BYTES || header.storedLength > MAX_STORED_BYTES)
    return null;
  return { kind, coding, ...header };
}

/** One row of the index a chunk: its offset (8 bytes) and a copy of its header. */
export function encodeIndex(chunks: readonly ChunkEntry[]): Buffer {
  return Buffer.concat(
    chunks.map((chunk) => {
      const offset = Buffer.alloc(8);
      offset.writeBigUInt64LE(BigInt(chunk.offset));
      return Buffer.concat([offset, encodeChunkHeader(chunk)]);
    }),
  );
}

const INDEX_ROW_BYTES = 8 + CHUNK_HEADER_BYTES;

/** The chunks that an index names; null where a row is wrong or a chunk would reach past `end`. */
export function decodeIndex(bytes: Buffer, end: number): ChunkEntry[] | null {
  if (bytes.length % INDEX_ROW_BYTES !== 0) return null;
  const chunks: ChunkEntry[] = [];
  for (let at = 0; at < bytes.length; at += INDEX_ROW_BYTES) {
    const offset = Number(bytes.readBigUInt64LE(at));
    const header = decodeChunkHeader(bytes.subarray(at + 8, at + INDEX_ROW_BYTES));
    if (!header || offset + CHUNK_HEADER_BYTES + header.storedLength > end) return null;
    chunks.push({ ...header, offset });
  }
  return chunks;
}

export function encodeTrailer(indexOffset: number): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeBigUInt64LE(BigInt(indexOffset), 0);
  trailer.writeUInt32LE(crc32(trailer.subarray(0, 8)), 8);
  TRAILER_MARK.copy(trailer, 12);
  return trailer;
}

/** Where the index chunk begins; null where the file does not end with a trailer. */
export function decodeTrailer(trailer: Buffer): number | null {
  if (trailer.length !== TRAILER_BYTES || !trailer.subarray(12).equals(TRAILER_MARK)) return null;
  if (trailer.readUInt32LE(8) !== crc32(trailer.subarray(0, 8))) return null;
  return Number(trailer.readBigUInt64LE(0));
}
