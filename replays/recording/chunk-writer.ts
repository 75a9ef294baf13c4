/**
 * Writes the container: chunks of bytes, whatever they mean, and an index at the end.
 */
import { deflateRawSync } from 'node:zlib';
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

/** Three: as quick as 1 and a quarter smaller on recordings; docs/recording.md has the measurements. */
const DEFAULT_DEFLATE_LEVEL = 3;

export interface ChunkOptions extends OutputOptions {
  /** 1 (quick) to 9 (small); readers do not care. */
  readonly deflateLevel?: number;
}

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
export function createChunkWriter(path: string, options: ChunkOptions): ChunkWriter {
  const { deflateLevel: level = DEFAULT_DEFLATE_LEVEL } = options;
  const file = createOutputFile(path, options);
  const chunks: ChunkEntry[] = [];
  const append = (place: ChunkPlace, raw: Uint8Array): ChunkEntry => {
    if (raw.length > MAX_RAW_BYTES)
      throw new KhalaError(
        'BAD_ARGUMENT',
        `write ${path}: a chunk holds at most ${MAX_RAW_BYTES} bytes, this one has ${raw.length}; record fewer episodes a file`,
      );
    const stored = deflateRawSync(raw, { level });
    const entry: ChunkEntry = {
      ...place,
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
