/**
 * The two headers of an MPQ archive: the user data in front (in which a replay has its `replay.header`), and the
 * archive's own, of format version 0 to 3.
 */
import { KhalaError } from '../../../src/spec/errors.js';

/** "MPQ" and a byte that says which header follows, little-endian. */
const USER_DATA_MAGIC = 0x1b51504d;
const ARCHIVE_MAGIC = 0x1a51504d;
/** Bytes of each header that are read here. */
const USER_DATA_SIZE = 16;
const ARCHIVE_SIZES = [32, 44, 44, 84] as const;
const TABLE_ENTRY_BYTES = 16;
/** Sectors have 512 << shift bytes: 32 MiB at most; replays have 3 and 5. */
const MAX_SECTOR_SHIFT = 16;

export interface ArchiveHeader {
  /** What stands in front of the archive; empty where nothing does. */
  readonly userData: Uint8Array;
  /** Where the archive starts in the file: its other offsets count from here. */
  readonly start: number;
  readonly sectorBytes: number;
  readonly hashTable: TablePlace;
  readonly blockTable: TablePlace;
}

/** Where a table is stored: offset from the archive's start, and entries of 16 bytes. */
export interface TablePlace {
  readonly offset: number;
  readonly entries: number;
}

/**
 * Reads the headers at the start of a file.
 *
 * @throws KhalaError FILE_FOREIGN where it is no MPQ archive, FILE_TRUNCATED where it ends within a header, FILE_CORRUPT
 * where a header has an impossible value.
 */
export function readHeader(bytes: Uint8Array): ArchiveHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  assertLength(bytes, 4);
  let start = 0;
  let userData = bytes.subarray(0, 0);
  if (view.getUint32(0, true) === USER_DATA_MAGIC) {
    assertLength(bytes, USER_DATA_SIZE);
    start = view.getUint32(8, true);
    const end = USER_DATA_SIZE + view.getUint32(12, true);
    if (end > start) throw wrong(`the user data must end before the archive at ${start}`, `an end at ${end}`);
    assertLength(bytes, end);
    userData = bytes.subarray(USER_DATA_SIZE, end);
  }
  assertMagic(bytes, start);
  assertLength(bytes, start + ARCHIVE_SIZES[0]);
  const version = view.getUint16(start + 12, true);
  const size = ARCHIVE_SIZES[version];
  if (size === undefined) throw wrong('the format version must be 0 to 3', `${version}`);
  assertLength(bytes, start + size);
  const shift = view.getUint16(start + 14, true);
  if (shift > MAX_SECTOR_SHIFT)
    throw wrong(`the sector shift must be at most ${MAX_SECTOR_SHIFT}`, `${shift}`);
  const hashTable = { offset: view.getUint32(start + 16, true), entries: view.getUint32(start + 24, true) };
  const blockTable = { offset: view.getUint32(start + 20, true), entries: view.getUint32(start + 28, true) };
  if (version >= 1 && view.getUint32(start + 40, true) !== 0) {
    throw wrong('its tables must start in the first 4 GiB', 'a higher offset');
  }
  if (version === 3) {
    assertPlain(hashTable, view.getBigUint64(start + 68, true));
    assertPlain(blockTable, view.getBigUint64(start + 76, true));
  }
  return { userData, start, sectorBytes: 512 * 2 ** shift, hashTable, blockTable };
}

function assertMagic(bytes: Uint8Array, start: number): void {
  const found = Buffer.from(bytes.subarray(start, start + 4));
  if (found.length === 4 && found.readUInt32LE() === ARCHIVE_MAGIC) return;
  if (start > 0) {
    assertLength(bytes, start + 4);
    throw wrong(`an archive must start at ${start}`, found.toString('hex'));
  }
  throw new KhalaError(
    'FILE_FOREIGN',
    `opening an archive: an MPQ file starts with 4d50511a or 4d50511b, got ${found.toString('hex')}; give a .SC2Replay file`,
  );
}

/** Version 3 may compress its tables; no replay does. */
function assertPlain(table: TablePlace, storedBytes: bigint): void {
  const bytes = table.entries * TABLE_ENTRY_BYTES;
  if (storedBytes !== BigInt(bytes))
    throw wrong(`a table must be stored in ${bytes} bytes`, `${storedBytes}`);
}

function assertLength(bytes: Uint8Array, needed: number): void {
  if (bytes.length >= needed) return;
  throw new KhalaError(
    'FILE_TRUNCATED',
    `opening an archive: its headers need ${needed} bytes, got a file of ${bytes.length}; get an undamaged copy`,
  );
}

function wrong(rule: string, got: string): KhalaError {
  return new KhalaError('FILE_CORRUPT', `opening an archive: ${rule}, got ${got}; get an undamaged copy`);
}
