/**
 * Reader of MPQ archives as StarCraft II writes them, by the names of their files: no list of names is needed.
 *
 * Facts from "The MoPaQ Archive Format" by Justin Olbrantz and Jean-Francois Roy (version 1.0).
 */
import { KhalaError } from '../../../src/spec/errors.js';
import { decodePiece } from './codecs.js';
import { decrypt, fileKey } from './crypt.js';
import { readHeader } from './header.js';
import { type ArchiveLimits, archiveLimitsSchema } from './limits.js';
import { BLOCK_FLAGS, type Block, findBlock, readBlockTable, readHashTable } from './tables.js';

const OFFSET_BYTES = 4;

export interface Archive {
  /** What stands in front of the archive: a replay's header. A view into the file. */
  readonly userData: Uint8Array;
  /**
   * The content of a file; undefined where there is none of this name. Each call decodes and counts anew.
   *
   * @throws KhalaError FILE_TRUNCATED, FILE_CORRUPT where it is damaged, FILE_FOREIGN where it is stored in a way that
   * no replay uses, FILE_LIMIT where it is larger than the limits allow (before anything is allocated).
   */
  read(name: string): Uint8Array | undefined;
}

/**
 * Opens an archive that is in memory as a whole.
 *
 * @throws KhalaError FILE_FOREIGN where the file is no MPQ archive, FILE_TRUNCATED, FILE_CORRUPT where its headers or
 * tables are damaged, FILE_LIMIT where a table is larger than the limits allow.
 */
export function openArchive(
  bytes: Uint8Array,
  limits: ArchiveLimits = archiveLimitsSchema.parse({}),
): Archive {
  const header = readHeader(bytes);
  const archive = bytes.subarray(header.start);
  const hashes = readHashTable(archive, header.hashTable, limits);
  const blocks = readBlockTable(archive, header.blockTable, limits);
  let total = 0;
  return {
    userData: header.userData,
    read: (name) => {
      const block = findBlock(hashes, blocks, name);
      if (block === undefined) return undefined;
      assertWithin(limits, name, block, total);
      total += block.contentBytes;
      return readBlock(archive, name, block, header.sectorBytes);
    },
  };
}

function assertWithin(limits: ArchiveLimits, name: string, block: Block, total: number): void {
  const { contentBytes, storedBytes } = block;
  if (contentBytes > limits.fileBytes) throw tooLarge(name, 'fileBytes', limits.fileBytes, contentBytes);
  if (total + contentBytes > limits.totalBytes) {
    throw tooLarge(name, 'totalBytes', limits.totalBytes, total + contentBytes);
  }
  if (contentBytes > limits.ratioFreeBytes && contentBytes > limits.ratio * storedBytes) {
    throw tooLarge(name, 'ratio', limits.ratio, Math.ceil(contentBytes / Math.max(storedBytes, 1)));
  }
}

function tooLarge(name: string, limit: keyof ArchiveLimits, most: number, got: number): KhalaError {
  return new KhalaError(
    'FILE_LIMIT',
    `reading ${name}: its ${limit} may be ${most}, got ${got}; raise ${limit} if the file is trusted`,
  );
}

function readBlock(archive: Uint8Array, name: string, block: Block, sectorBytes: number): Uint8Array {
  const { offset, storedBytes, contentBytes, flags } = block;
  if (offset + storedBytes > archive.length) {
    throw new KhalaError(
      'FILE_TRUNCATED',
      `reading ${name}: it ends at ${offset + storedBytes}, got an archive of ${archive.length} bytes; get an undamaged copy`,
    );
  }
  if ((flags & (BLOCK_FLAGS.imploded | BLOCK_FLAGS.patch)) !== 0) {
    throw new KhalaError(
      'FILE_FOREIGN',
      `reading ${name}: a replay has no imploded files and no patches, got flags 0x${flags.toString(16)}; give a .SC2Replay file`,
    );
  }
  if (contentBytes === 0) return new Uint8Array(0);
  const stored = archive.subarray(offset, offset + storedBytes);
  const key = keyOf(name, block);
  const compressed = (flags & BLOCK_FLAGS.compressed) !== 0;
  if ((flags & BLOCK_FLAGS.singleUnit) !== 0) {
    return readPiece(name, key === undefined ? stored : decrypt(stored, key), contentBytes, compressed);
  }
  return readSectors(name, stored, block, sectorBytes, key);
}

function keyOf(name: string, { flags, offset, contentBytes }: Block): number | undefined {
  if ((flags & BLOCK_FLAGS.encrypted) === 0) return undefined;
  return fileKey(name, (flags & BLOCK_FLAGS.keyMoved) === 0 ? undefined : { offset, size: contentBytes });
}

/** A single unit or a sector. It is stored as it is where compression would not make it smaller. */
function readPiece(name: string, piece: Uint8Array, size: number, compressed: boolean): Uint8Array {
  if (compressed && piece.length < size) return decodePiece(piece, size);
  if (piece.length >= size) return piece.slice(0, size);
  throw corrupt(name, `a piece of ${size} bytes must be stored whole`, `${piece.length}`);
}

/** A file in sectors: where compressed, offsets of all sectors and of the end come first; each has a key of its own. */
function readSectors(
  name: string,
  stored: Uint8Array,
  { contentBytes, flags }: Block,
  sectorBytes: number,
  key: number | undefined,
): Uint8Array {
  const sectors = Math.ceil(contentBytes / sectorBytes);
  const compressed = (flags & BLOCK_FLAGS.compressed) !== 0;
  const checked = compressed && (flags & BLOCK_FLAGS.sectorChecksums) !== 0;
  const offsets = compressed
    ? readOffsets(name, stored, sectors + (checked ? 2 : 1), key)
    : Array.from({ length: sectors + 1 }, (_, i) => Math.min(i * sectorBytes, contentBytes));
  const pieceOf = (sector: number): Uint8Array => {
    const from = offsets[sector]!;
    const to = offsets[sector + 1]!;
    if (from > to || to > stored.length) {
      throw corrupt(name, `sector ${sector} must lie in its ${stored.length} bytes`, `${from} to ${to}`);
    }
    return stored.subarray(from, to);
  };
  const sums = checked ? readChecksums(name, pieceOf(sectors), sectors) : undefined;
  const content = new Uint8Array(contentBytes);
  for (let sector = 0; sector < sectors; sector++) {
    const from = sector * sectorBytes;
    const size = Math.min(sectorBytes, contentBytes - from);
    const piece = key === undefined ? pieceOf(sector) : decrypt(pieceOf(sector), (key + sector) >>> 0);
    const sum = sums?.[sector] ?? 0;
    if (sum !== 0 && sum !== adler32(piece)) {
      throw corrupt(name, `the checksum of sector ${sector} must be ${sum}`, `${adler32(piece)}`);
    }
    content.set(readPiece(name, piece, size, compressed), from);
  }
  return content;
}

function readOffsets(
  name: string,
  stored: Uint8Array,
  count: number,
  key: number | undefined,
): readonly number[] {
  const bytes = stored.subarray(0, count * OFFSET_BYTES);
  if (bytes.length < count * OFFSET_BYTES) {
    throw corrupt(name, `${count} offsets of sectors must come first`, `${bytes.length} bytes`);
  }
  return words(key === undefined ? bytes : decrypt(bytes, (key - 1) >>> 0));
}

/**
 * One Adler-32 a sector, of the sector deciphered but still compressed; 0 where there is none. The list itself is not
 * enciphered.
 */
function readChecksums(name: string, piece: Uint8Array, sectors: number): readonly number[] {
  return words(readPiece(name, piece, sectors * OFFSET_BYTES, true));
}

function words(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4, true));
}

/** RFC 1950, section 9; the sums stay below 2^31 for the 5552 bytes between two remainders. */
function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let from = 0; from < bytes.length; from += 5552) {
    for (let i = from; i < Math.min(from + 5552, bytes.length); i++) {
      low += bytes[i]!;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return ((high << 16) | low) >>> 0;
}

function corrupt(name: string, rule: string, got: string): KhalaError {
  return new KhalaError('FILE_CORRUPT', `reading ${name}: ${rule}, got ${got}; get an undamaged copy`);
}
