/**
 * How a stored piece of a file becomes its content: the first byte names the codecs as bits.
 */
import { inflateSync } from 'node:zlib';
import { KhalaError } from '../../../src/spec/errors.js';
import { decodeBzip2 } from './bzip2.js';

/** Codecs that replays use, by their bit. Of a compressed piece the bit stands in its first byte. */
const CODECS = { zlib: 0x02, bzip2: 0x10 } as const;

/**
 * Decodes a compressed piece of exactly `size` bytes of content.
 *
 * @throws KhalaError FILE_CORRUPT or FILE_TRUNCATED where it is damaged or has another size, FILE_FOREIGN where its codec
 * is none that replays use.
 */
export function decodePiece(piece: Uint8Array, size: number): Uint8Array {
  const codec = piece[0];
  const body = piece.subarray(1);
  if (codec === CODECS.zlib) return inflate(body, size);
  if (codec === CODECS.bzip2) return decodeBzip2(body, size);
  throw new KhalaError(
    'FILE_FOREIGN',
    `decoding a file of an archive: zlib (2) and bzip2 (16) are read, got codec ${codec ?? 'none'}; repack the archive with one of them`,
  );
}

function inflate(body: Uint8Array, size: number): Uint8Array {
  let content: Uint8Array;
  try {
    content = inflateSync(body, { maxOutputLength: Math.max(size, 1), chunkSize: Math.max(size, 64) });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'Z_BUF_ERROR') {
      throw new KhalaError(
        'FILE_TRUNCATED',
        `decoding zlib: the stream must end with its checksum, got only ${body.length} bytes; get an undamaged copy`,
        { cause },
      );
    }
    throw new KhalaError(
      'FILE_CORRUPT',
      `decoding zlib: the stream must have ${size} bytes of content, got ${code === 'ERR_BUFFER_TOO_LARGE' ? 'more' : (cause as Error).message}; get an undamaged copy`,
      { cause },
    );
  }
  if (content.length === size) return content;
  throw new KhalaError(
    'FILE_CORRUPT',
    `decoding zlib: the stream must have ${size} bytes of content, got ${content.length}; get an undamaged copy`,
  );
}
