/** Writes MPQ archives for tests: every way of storing a file that the reader knows, and lies where a test wants them. */
import { deflateSync } from 'node:zlib';
import { fileKey, hashName } from '../../replays/sc2replay/mpq/crypt.js';
import { BLOCK_FLAGS } from '../../replays/sc2replay/mpq/tables.js';
import { encodeBzip2 } from './write-bzip2.js';

const CODECS = { zlib: 0x02, bzip2: 0x10 } as const;

export interface ArchiveFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** undefined: stored as it is. */
  readonly codec?: keyof typeof CODECS;
  /** In sectors instead of as a single unit. */
  readonly sectors?: boolean;
  /** Adler-32 sums of the sectors. */
  readonly checksums?: boolean;
  readonly encrypted?: 'byName' | 'byPlace';
  readonly locale?: number;
  /** Flags beside those that the fields above ask for. */
  readonly flags?: number;
  /** What the block table says of the content's size. */
  readonly declaredBytes?: number;
  /** Stored bytes to take instead of those made of `content`. */
  readonly stored?: Uint8Array;
}

export interface ArchivePlan {
  readonly files: readonly ArchiveFile[];
  /** undefined: the file begins with the archive. */
  readonly userData?: Uint8Array;
  readonly version?: 0 | 1 | 3;
  readonly sectorShift?: number;
}

const HEADER_BYTES = { 0: 32, 1: 44, 3: 208 } as const;
const USER_DATA_SPACE = 1024;
const FREE = 0xffffffff;

export function writeArchive(plan: ArchivePlan): Uint8Array {
  const version = plan.version ?? 3;
  const sectorBytes = 512 << (plan.sectorShift ?? 5);
  const parts: Uint8Array[] = [];
  let offset = HEADER_BYTES[version];
  const blocks: number[] = [];
  for (const file of plan.files) {
    const stored = file.stored ?? store(file, offset, sectorBytes);
    blocks.push(offset, stored.length, file.declaredBytes ?? file.content.length, flagsOf(file));
    parts.push(stored);
    offset += stored.length;
  }
  const entries = 2 ** Math.ceil(Math.log2(plan.files.length + 1));
  const hashTable = encrypt(wordsOf(hashRows(plan.files, entries)), hashName('(hash table)', 'fileKey'));
  const blockTable = encrypt(wordsOf(blocks), hashName('(block table)', 'fileKey'));
  const end = offset + hashTable.length + blockTable.length;
  const header = Buffer.alloc(HEADER_BYTES[version]);
  writeWords(header, 0, [0x1a51504d, header.length, end]);
  header.writeUInt16LE(version, 12);
  header.writeUInt16LE(plan.sectorShift ?? 5, 14);
  writeWords(header, 16, [offset, offset + hashTable.length, entries, plan.files.length]);
  if (version === 3) {
    header.writeBigUInt64LE(BigInt(hashTable.length), 68);
    header.writeBigUInt64LE(BigInt(blockTable.length), 76);
  }
  return Uint8Array.from(Buffer.concat([userDataOf(plan.userData), header, ...parts, hashTable, blockTable]));
}

function userDataOf(userData: Uint8Array | undefined): Uint8Array {
  if (userData === undefined) return new Uint8Array(0);
  const space = Buffer.alloc(USER_DATA_SPACE);
  writeWords(space, 0, [0x1b51504d, 512, USER_DATA_SPACE, userData.length]);
  space.set(userData, 16);
  return space;
}

function flagsOf(file: ArchiveFile): number {
  return (
    (BLOCK_FLAGS.exists |
      (file.codec === undefined ? 0 : BLOCK_FLAGS.compressed) |
      (file.sectors === true ? 0 : BLOCK_FLAGS.singleUnit) |
      (file.checksums === true ? BLOCK_FLAGS.sectorChecksums : 0) |
      (file.encrypted === undefined ? 0 : BLOCK_FLAGS.encrypted) |
      (file.encrypted === 'byPlace' ? BLOCK_FLAGS.keyMoved : 0) |
      (file.flags ?? 0)) >>>
    0
  );
}

/** Entries in the order of the files, free ones behind: the reader does not follow the chains of a real table. */
function hashRows(files: readonly ArchiveFile[], entries: number): number[] {
  const rows = files.flatMap(({ name, locale = 0 }, block) => [
    hashName(name, 'nameA'),
    hashName(name, 'nameB'),
    locale,
    block,
  ]);
  return [...rows, ...new Array<number>(entries * 4 - rows.length).fill(FREE)];
}

function writeWords(bytes: Buffer, from: number, words: readonly number[]): void {
  let at = from;
  for (const word of words) at = bytes.writeUInt32LE(word, at);
}

function wordsOf(words: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(words.length * 4);
  writeWords(bytes, 0, words);
  return bytes;
}

function store(file: ArchiveFile, offset: number, sectorBytes: number): Uint8Array {
  const { name, content, codec, encrypted } = file;
  const place = { offset, size: file.declaredBytes ?? content.length };
  const key = fileKey(name, encrypted === 'byPlace' ? place : undefined);
  const hide = (bytes: Uint8Array, by: number): Uint8Array =>
    encrypted === undefined ? bytes : encrypt(bytes, (key + by) >>> 0);
  if (file.sectors !== true) return hide(compress(content, codec), 0);
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < content.length; from += sectorBytes) {
    pieces.push(compress(content.subarray(from, from + sectorBytes), codec));
  }
  const hidden = pieces.map((piece, i) => hide(piece, i));
  if (codec === undefined) return Buffer.concat(hidden);
  const sums = file.checksums === true ? [compress(wordsOf(pieces.map(adler32)), 'zlib')] : [];
  const offsets = [4 * (hidden.length + sums.length + 1)];
  for (const piece of [...hidden, ...sums]) offsets.push(offsets.at(-1)! + piece.length);
  return Buffer.concat([hide(wordsOf(offsets), -1), ...hidden, ...sums]);
}

/** As it is where compression would not make it smaller. */
function compress(bytes: Uint8Array, codec: ArchiveFile['codec']): Uint8Array {
  if (codec === undefined) return bytes;
  const body = codec === 'zlib' ? deflateSync(bytes) : encodeBzip2(bytes);
  return body.length + 1 < bytes.length ? Buffer.concat([Uint8Array.of(CODECS[codec]), body]) : bytes;
}

/** The row of the cipher in the format's table of 5 by 256 random words, made anew: the reader's own is not trusted. */
function cipherWords(): number[] {
  let seed = 0x00100001;
  const half = (): number => {
    seed = (seed * 125 + 3) % 0x2aaaab;
    return seed % 65536;
  };
  const columns = Array.from({ length: 256 }, () => Array.from({ length: 5 }, () => half() * 65536 + half()));
  return columns.map((column) => column[4]!);
}

const CIPHER_WORDS = cipherWords();

function encrypt(plain: Uint8Array, key: number): Uint8Array {
  const out = Buffer.from(plain);
  let [first, second] = [key, 0xeeeeeeee];
  for (let at = 0; at + 4 <= out.length; at += 4) {
    const word = out.readUInt32LE(at);
    second = (second + CIPHER_WORDS[first % 256]!) % 2 ** 32;
    out.writeUInt32LE((word ^ (first + second)) >>> 0, at);
    first = (((~first << 21) + 0x11111111) | (first >>> 11)) >>> 0;
    second = (word + second * 33 + 3) % 2 ** 32;
  }
  return out;
}

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}
