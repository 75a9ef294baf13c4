import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openChunks } from '../../../replays/recording/chunk-reader.js';
import { crc32 } from '../../../replays/recording/crc32.js';
import {
  CHUNK_HEADER_BYTES,
  CHUNK_KINDS,
  type ChunkKind,
  decodeChunkHeader,
  decodeIndex,
  encodeChunkHeader,
  encodeFileHead,
  encodeIndex,
  encodeTrailer,
  FILE_HEAD_BYTES,
  MAX_RAW_BYTES,
} from '../../../replays/recording/layout.js';
import { packMessages, unpackMessages } from '../../../replays/recording/message-block.js';

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const header = fc.record({
  kind: fc.constantFrom(...(Object.keys(CHUNK_KINDS) as ChunkKind[])),
  coding: fc.constantFrom('deflate' as const, 'brotli' as const),
  episode: u32,
  block: fc.integer({ min: 0, max: 0xffff }),
  messages: u32,
  rawLength: fc.integer({ min: 0, max: MAX_RAW_BYTES }),
  storedLength: fc.integer({ min: 0, max: MAX_RAW_BYTES }),
  checksum: u32,
});

test('CRC-32 gives the check values of its definition', () => {
  expect(crc32(new Uint8Array(0))).toBe(0);
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32(Buffer.from('The quick brown fox jumps over the lazy dog'))).toBe(0x414fa339);
});

test('any header and index comes back, and any flipped bit of a header is noticed', () => {
  fc.assert(
    fc.property(header, fc.integer({ min: 0, max: 255 }), (value, bit) => {
      const bytes = encodeChunkHeader(value);
      expect(decodeChunkHeader(bytes)).toEqual(value);
      bytes[bit >> 3] ^= 1 << (bit & 7);
      expect(decodeChunkHeader(bytes)).toBeNull();
    }),
  );
  fc.assert(
    fc.property(fc.array(header), (headers) => {
      const entries = headers.map((value, i) => ({ ...value, offset: i * 1e9 }));
      expect(decodeIndex(encodeIndex(entries), Number.MAX_SAFE_INTEGER)).toEqual(entries);
    }),
  );
});

test('packed messages come back; lengths and counts that do not fit are refused', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (messages) => {
      const packed = packMessages(messages);
      expect(unpackMessages(packed, messages.length)?.map((m) => [...m])).toEqual(
        messages.map((m) => [...m]),
      );
      expect(unpackMessages(packed, messages.length + 1)).toBeNull();
      expect(unpackMessages(Buffer.concat([packed, Buffer.of(0)]), messages.length)).toBeNull();
      if (messages.length > 0) expect(unpackMessages(packed, messages.length - 1)).toBeNull();
    }),
  );
  const huge = Buffer.alloc(8);
  huge.writeUInt32LE(0xffffffff);
  expect(unpackMessages(huge, 1)).toBeNull();
});

describe('hostile files', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'khala-layout-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function fileOf(raw: Buffer, claimed: number, coding: 'deflate' | 'brotli' = 'brotli'): string {
    const stored = coding === 'deflate' ? deflateRawSync(raw) : brotliCompressSync(raw);
    const path = join(folder, 'a.khr');
    const head = encodeChunkHeader({
      kind: 'meta',
      coding,
      episode: 0,
      block: 0,
      messages: 0,
      rawLength: claimed,
      storedLength: stored.length,
      checksum: crc32(stored),
    });
    writeFileSync(path, Buffer.concat([encodeFileHead(), head, stored]));
    return path;
  }

  test.each(['deflate', 'brotli'] as const)(
    'a %s bomb stops at the length that its header claims',
    (coding) => {
      const chunks = openChunks(fileOf(Buffer.alloc(64 * 1024 * 1024), 1000, coding));
      expect(() => chunks.read(chunks.chunks[0])).toThrow(
        /cannot be decompressed to the length that it claims/,
      );
    },
  );

  test.each(['deflate', 'brotli'] as const)('%s: what was stored is read', (coding) => {
    const raw = Buffer.from('a chunk of version 1 or 2');
    const path = fileOf(raw, raw.length, coding);
    if (coding === 'deflate') {
      const bytes = readFileSync(path);
      bytes.writeUInt32LE(1, 8); // As files of version 1 are.
      writeFileSync(path, bytes);
    }
    const chunks = openChunks(path);
    expect(chunks.read(chunks.chunks[0])).toEqual(raw);
  });

  test('a coding that nobody knows is no header', () => {
    const path = fileOf(Buffer.alloc(10), 10);
    const bytes = readFileSync(path);
    const header = bytes.subarray(FILE_HEAD_BYTES, FILE_HEAD_BYTES + CHUNK_HEADER_BYTES);
    header.writeUInt8(2, 5);
    header.writeUInt32LE(crc32(header.subarray(0, 28)), 28);
    writeFileSync(path, bytes);
    expect(openChunks(path).chunks).toEqual([]);
  });

  test.each(['deflate', 'brotli'] as const)(
    '%s: content shorter than its header claims is refused',
    (coding) => {
      const chunks = openChunks(fileOf(Buffer.alloc(10), 1000, coding));
      expect(() => chunks.read(chunks.chunks[0])).toThrow(/is shorter than it claims/);
    },
  );

  test('a header that claims more than the cap is no header', () => {
    const path = fileOf(Buffer.alloc(10), MAX_RAW_BYTES + 1);
    expect(openChunks(path).chunks).toEqual([]);
  });

  test('a trailer that points anywhere else falls back to scanning', () => {
    const path = fileOf(Buffer.alloc(10), 10);
    for (const offset of [0, 12, 40, 1e15]) {
      writeFileSync(path, encodeTrailer(offset), { flag: 'a' });
      const chunks = openChunks(path);
      expect(chunks.complete).toBe(false);
      expect(chunks.chunks.length).toBe(1);
    }
  });
});
