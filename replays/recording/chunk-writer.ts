/**
 * Writes the container: chunks of bytes, whatever they mean, and an index at the end.
 */
import { brotliCompressSync, constants } from 'node:zlib';
import { KhalaError } from '../../src/spec/errors.js';
import { crc32 } from './crc32.js';
import {
  type ChunkEntry,
  type ChunkHeader,
  encodeChunkHeader,
  encodeFileHead,
  encodeIndex,
  encodeTrailer,
  MAX_RAW_BYTES,
} from './layout.js';
import { createOutputFile, type OutputOptions } from './output-file.js';

/** Quality and window (2^18 bytes): quicker and smaller than any level of DEFLATE on recordings; docs/recording.md has the measurements. */
const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 2, [constants.BROTLI_PARAM_LGWIN]: 18 };

/** What a chunk is and where it belongs. */
export type ChunkPlace = Pick<ChunkHeader, 'kind' | 'episode' | 'block' | 'messages'>;

export interface ChunkWriter {
  append(place: ChunkPlace, raw: Uint8Array): ChunkEntry;
  /** Writes the index and gives the file its name. */
  close(): readonly ChunkEntry[];
  /** Gives up; nothing is left behind. */
  abort(): void;
}

/** @throws KhalaError FILE_EXISTS, NO_SPACE, BAD_ARGUMENT; see createOutputFile. */
export function createChunkWriter(path: string, options: OutputOptions): ChunkWriter {
  const file = createOutputFile(path, options);
  const chunks: ChunkEntry[] = [];
  const append = (place: ChunkPlace, raw: Uint8Array): ChunkEntry => {
    if (raw.length > MAX_RAW_BYTES)
      throw new KhalaError(
        'BAD_ARGUMENT',
        `write ${path}: a chunk holds at most ${MAX_RAW_BYTES} bytes, this one has ${raw.length}; record fewer episodes a file`,
      );
    const params = { ...BROTLI, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length };
    const stored = brotliCompressSync(raw, { params });
    const entry: ChunkEntry = {
      ...place,
      coding: 'brotli',
      rawLength: raw.length,
      storedLength: stored.length,
      checksum: crc32(stored),
      offset: file.length,
    };
    file.append(encodeChunkHeader(entry));
    file.append(stored);
    chunks.push(entry);
    return entry;
  };
  file.append(encodeFileHead());
  return {
    append,
    close() {
      const content = [...chunks];
      const index = append({ kind: 'index', episode: 0, block: 0, messages: 0 }, encodeIndex(content));
      file.append(encodeTrailer(index.offset));
      file.commit();
      return content;
    },
    abort: () => file.abort(),
  };
}
