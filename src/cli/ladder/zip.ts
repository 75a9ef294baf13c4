/**
 * Writes a zip: deflated entries, a central directory, no zip64. Enough for a bot of some megabytes.
 *
 * Format: APPNOTE.TXT 6.3.3 (PKWARE), sections 4.3.7, 4.3.12 and 4.3.16. Times are fixed, so that the same files make the
 * same zip.
 */
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../../replays/recording/crc32.js';
import { KhalaError } from '../../spec/errors.js';

export interface ZipFile {
  /** With `/`, relative. */
  readonly name: string;
  readonly content: Uint8Array;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** 2.0: deflate and folders. */
const VERSION = 20;
/** Made on Unix, so that the upper half of the attributes is a mode. */
const MADE_ON_UNIX = (3 << 8) | VERSION;
const FILE_MODE = 0o100644;
/** Names are UTF-8. */
const UTF8_NAMES = 1 << 11;
const DEFLATED = 8;
/** 1980-01-01, the first date that a zip can tell. */
const FIRST_DATE = (1 << 5) | 1;
const MOST_FILES = 0xffff;
const BEST = 9;

/** @throws FILE_LIMIT when there are more files than a zip without zip64 can name */
export function writeZip(files: readonly ZipFile[]): Buffer {
  if (files.length > MOST_FILES)
    throw new KhalaError(
      'FILE_LIMIT',
      `write zip: ${files.length} files; at most ${MOST_FILES} are possible`,
    );
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const path = Buffer.from(name, 'utf8');
    const packed = deflateRawSync(content, { level: BEST });
    const facts = factsOf(content, packed, path);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(LOCAL);
    parts.push(local, facts, path, packed);
    directory.push(centralOf(facts, offset), path);
    offset += local.length + facts.length + path.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** What a local header and the directory's entry have in common, from the version to the length of the extra field. */
function factsOf(content: Uint8Array, packed: Buffer, path: Buffer): Buffer {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(VERSION, 0);
  facts.writeUInt16LE(UTF8_NAMES, 2);
  facts.writeUInt16LE(DEFLATED, 4);
  facts.writeUInt16LE(0, 6);
  facts.writeUInt16LE(FIRST_DATE, 8);
  facts.writeUInt32LE(crc32(content), 10);
  facts.writeUInt32LE(packed.length, 14);
  facts.writeUInt32LE(content.length, 18);
  facts.writeUInt16LE(path.length, 22);
  facts.writeUInt16LE(0, 24);
  return facts;
}

function centralOf(facts: Buffer, offset: number): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(CENTRAL, 0);
  head.writeUInt16LE(MADE_ON_UNIX, 4);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE((FILE_MODE << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([head, facts, tail]);
}
