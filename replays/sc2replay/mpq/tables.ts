/**
 * The hash table, which finds a file's block by the hashes of its name, and the block table, which says where blocks are.
 */
import { KhalaError } from '../../../src/spec/errors.js';
import { decrypt, hashName } from './crypt.js';
import type { TablePlace } from './header.js';
import type { ArchiveLimits } from './limits.js';

const ENTRY_BYTES = 16;
/** Flags of a block. Those that this reader does not know are refused where they change how it is stored. */
export const BLOCK_FLAGS = {
  imploded: 0x00000100,
  compressed: 0x00000200,
  encrypted: 0x00010000,
  keyMoved: 0x00020000,
  patch: 0x00100000,
  singleUnit: 0x01000000,
  deleted: 0x02000000,
  sectorChecksums: 0x04000000,
  exists: 0x80000000,
} as const;

export interface HashEntry {
  readonly nameA: number;
  readonly nameB: number;
  /** 0: the neutral language and platform. */
  readonly locale: number;
  readonly block: number;
}

export interface Block {
  /** From the archive's start, in bytes. */
  readonly offset: number;
  readonly storedBytes: number;
  readonly contentBytes: number;
  readonly flags: number;
}

/** Reads the hash table: entries of free and deleted places are there too, with a block that no table has. */
export function readHashTable(archive: Uint8Array, place: TablePlace, limits: ArchiveLimits): HashEntry[] {
  return readTable(archive, place, limits, '(hash table)').map(([nameA, nameB, locale, block]) => ({
    nameA: nameA!,
    nameB: nameB!,
    locale: locale!,
    block: block!,
  }));
}

/** Reads the block table. */
export function readBlockTable(archive: Uint8Array, place: TablePlace, limits: ArchiveLimits): Block[] {
  return readTable(archive, place, limits, '(block table)').map(
    ([offset, storedBytes, contentBytes, flags]) => ({
      offset: offset!,
      storedBytes: storedBytes!,
      contentBytes: contentBytes!,
      flags: flags!,
    }),
  );
}

/** Reads a table as rows of four words. `name` is the key of its cipher. */
function readTable(
  archive: Uint8Array,
  place: TablePlace,
  limits: ArchiveLimits,
  name: string,
): Uint32Array[] {
  if (place.entries > limits.tableEntries) {
    throw new KhalaError(
      'FILE_LIMIT',
      `opening an archive: its ${name} may have ${limits.tableEntries} entries, got ${place.entries}; raise tableEntries if the file is trusted`,
    );
  }
  const end = place.offset + place.entries * ENTRY_BYTES;
  if (end > archive.length) {
    throw new KhalaError(
      'FILE_TRUNCATED',
      `opening an archive: its ${name} ends at ${end}, got an archive of ${archive.length} bytes; get an undamaged copy`,
    );
  }
  const bytes = decrypt(archive.subarray(place.offset, end), hashName(name, 'fileKey'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: place.entries }, (_, entry) =>
    Uint32Array.from({ length: 4 }, (_, word) => view.getUint32(entry * ENTRY_BYTES + word * 4, true)),
  );
}

/**
 * The block of a file by its name, undefined where the archive has none. All entries are looked at instead of the chain
 * from the name's own place: the tables are short, and tables of damaged tools are read too. Of several languages the
 * neutral one is taken, else the first.
 */
export function findBlock(
  hashes: readonly HashEntry[],
  blocks: readonly Block[],
  name: string,
): Block | undefined {
  const nameA = hashName(name, 'nameA');
  const nameB = hashName(name, 'nameB');
  let found: Block | undefined;
  for (const entry of hashes) {
    if (entry.nameA !== nameA || entry.nameB !== nameB) continue;
    const block = blocks[entry.block];
    if (block === undefined || !isThere(block)) continue;
    if (entry.locale === 0) return block;
    found ??= block;
  }
  return found;
}

function isThere(block: Block): boolean {
  return (block.flags & BLOCK_FLAGS.exists) !== 0 && (block.flags & BLOCK_FLAGS.deleted) === 0;
}
