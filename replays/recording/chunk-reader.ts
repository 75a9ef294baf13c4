/**
 * Reads the container. The index at the end gives random access; a file without one (it was cut, or its writer died) is
 * scanned for chunks instead, and gives back every complete one. Nothing in a file makes the reader allocate more than
 * a chunk's cap.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { brotliDecompressSync, inflateRawSync } from 'node:zlib';
import { KhalaError } from '../../src/spec/errors.js';
import { crc32 } from './crc32.js';
import {
  CHUNK_HEADER_BYTES,
  CHUNK_MARK,
  type ChunkEntry,
  type Coding,
  decodeChunkHeader,
  decodeFileHead,
  decodeIndex,
  decodeTrailer,
  FILE_HEAD_BYTES,
  FORMAT_VERSION,
  TRAILER_BYTES,
} from './layout.js';

/** A stretch of the file that is no chunk. */
export interface Damage {
  readonly offset: number;
  readonly reason: string;
}

export interface ChunkReader {
  readonly path: string;
  /** All chunks but the index, in the order of the file. */
  readonly chunks: readonly ChunkEntry[];
  /** False where the index is missing or wrong and the chunks were found by scanning. */
  readonly complete: boolean;
  /** What the scan stepped over. */
  readonly damage: readonly Damage[];
  /** The content of a chunk. @throws KhalaError FILE_CORRUPT with the chunk's number. */
  read(chunk: ChunkEntry): Buffer;
}

/** @throws KhalaError FILE_NOT_FOUND, FILE_FOREIGN, FILE_VERSION, FILE_TRUNCATED (shorter than a file's head). */
export function openChunks(path: string): ChunkReader {
  return withFile(path, (file) => {
    const size = fstatSync(file).size;
    checkHead(path, readAt(file, 0, Math.min(FILE_HEAD_BYTES, size)), size);
    const indexed = readIndex(file, path, size);
    const damage: Damage[] = [];
    const chunks = (indexed ?? scan(file, size, damage)).filter((chunk) => chunk.kind !== 'index');
    return {
      path,
      chunks,
      complete: indexed !== null,
      damage,
      read: (chunk) => withFile(path, (opened) => readChunk(opened, path, chunk, chunks.indexOf(chunk))),
    };
  });
}

/** No handle outlives a call: training may hold thousands of recordings, the system only so many handles. */
function withFile<T>(path: string, work: (file: number) => T): T {
  const file = openForReading(path);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}

function openForReading(path: string): number {
  try {
    const file = openSync(path, 'r');
    if (!fstatSync(file).isDirectory()) return file;
    closeSync(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'there is no such file' : (error as Error).message;
    throw new KhalaError('FILE_NOT_FOUND', `read ${path}: ${reason}; check the path`, { cause: error });
  }
  throw new KhalaError(
    'FILE_FOREIGN',
    `read ${path}: a recording is a file, this is a folder; name a .khr file`,
  );
}

function checkHead(path: string, head: Buffer, size: number): void {
  const version = decodeFileHead(head);
  if (version !== null && version >= 1 && version <= FORMAT_VERSION) return;
  if (version !== null)
    throw new KhalaError(
      'FILE_VERSION',
      `read ${path}: this Khala reads versions 1 to ${FORMAT_VERSION} of .khr, the file has version ${version}; record it again or use the Khala that wrote it`,
    );
  if (size < FILE_HEAD_BYTES)
    throw new KhalaError(
      'FILE_TRUNCATED',
      `read ${path}: a recording has at least ${FILE_HEAD_BYTES} bytes, this file has ${size}; record it again`,
    );
  throw new KhalaError(
    'FILE_FOREIGN',
    `read ${path}: the file does not begin like a recording; name a .khr file that khala record wrote`,
  );
}

/** Bytes from `offset`; fewer where the file ends. */
function readAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** The chunks by the file's own index; null where that is missing or wrong. */
function readIndex(file: number, path: string, size: number): ChunkEntry[] | null {
  if (size < FILE_HEAD_BYTES + CHUNK_HEADER_BYTES + TRAILER_BYTES) return null;
  const offset = decodeTrailer(readAt(file, size - TRAILER_BYTES, TRAILER_BYTES));
  if (offset === null || offset > size) return null;
  const header = decodeChunkHeader(readAt(file, offset, CHUNK_HEADER_BYTES));
  if (header?.kind !== 'index' || offset + CHUNK_HEADER_BYTES + header.storedLength > size) return null;
  try {
    return decodeIndex(readChunk(file, path, { ...header, offset }, -1), offset);
  } catch (error) {
    if (error instanceof KhalaError && error.code === 'FILE_CORRUPT') return null;
    throw error;
  }
}

/** Finds chunks by their headers alone; steps over what is none to the next mark. */
function scan(file: number, size: number, damage: Damage[]): ChunkEntry[] {
  const chunks: ChunkEntry[] = [];
  let offset = FILE_HEAD_BYTES;
  while (offset < size) {
    const header = decodeChunkHeader(readAt(file, offset, CHUNK_HEADER_BYTES));
    const end = header ? offset + CHUNK_HEADER_BYTES + header.storedLength : size + 1;
    if (header && end <= size) {
      chunks.push({ ...header, offset });
      offset = end;
      continue;
    }
    damage.push({ offset, reason: header ? 'the chunk is cut off' : 'no chunk begins here' });
    offset = findMark(file, offset + 1, size);
  }
  return chunks;
}

const SCAN_WINDOW_BYTES = 1 << 20;

/** Where the next chunk mark begins, or the file's size. */
function findMark(file: number, from: number, size: number): number {
  for (let at = from; at < size; at += SCAN_WINDOW_BYTES) {
    const window = readAt(file, at, Math.min(SCAN_WINDOW_BYTES + CHUNK_MARK.length - 1, size - at));
    const found = window.indexOf(CHUNK_MARK);
    if (found >= 0) return at + found;
  }
  return size;
}

/** DEFLATE makes at most 1,032 bytes of one (zlib's technical details), so a chunk's claim to hold more is not believed. */
const MOST_INFLATION = 1032;

/** At most `length` bytes, all in one piece: pieces of 16 KiB, zlib's own choice, would be put together by copying. */
function decompress(stored: Buffer, coding: Coding, length: number): Buffer {
  const most = coding === 'deflate' ? Math.min(length + 1, stored.length * MOST_INFLATION) : length + 1;
  const options = { maxOutputLength: Math.max(1, length), chunkSize: Math.max(64, most) };
  return coding === 'deflate' ? inflateRawSync(stored, options) : brotliDecompressSync(stored, options);
}

function readChunk(file: number, path: string, chunk: ChunkEntry, number: number): Buffer {
  const corrupt = (reason: string, cause?: unknown): KhalaError =>
    new KhalaError(
      'FILE_CORRUPT',
      `read ${path}: chunk ${number} (${chunk.kind}, at byte ${chunk.offset}) ${reason}; record it again or skip the chunk`,
      { cause },
    );
  const bytes = readAt(file, chunk.offset, CHUNK_HEADER_BYTES + chunk.storedLength);
  const stored = bytes.subarray(CHUNK_HEADER_BYTES);
  const header = decodeChunkHeader(bytes);
  if (!header || header.checksum !== chunk.checksum || header.episode !== chunk.episode)
    throw corrupt('has a damaged header');
  if (stored.length !== chunk.storedLength) throw corrupt('is cut off');
  if (crc32(stored) !== chunk.checksum) throw corrupt('has a wrong checksum');
  try {
    const raw = decompress(stored, header.coding, chunk.rawLength);
    if (raw.length === chunk.rawLength) return raw;
  } catch (error) {
    throw corrupt('cannot be decompressed to the length that it claims', error);
  }
  throw corrupt('is shorter than it claims');
}
