/** Reads a replay file of a stranger whole, with a limit that holds whatever happens to the file meanwhile. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { KhalaError } from '../../../src/spec/errors.js';

/** Most bytes of a file that is read at all: the largest of 802 replays has 3.4 MB. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** What the system says when a file cannot be read, in our codes and words. */
const SYSTEM_ERRORS = {
  ENOENT: ['FILE_NOT_FOUND', 'there is no such file, or it is a link to one that is gone; check the path'],
  ELOOP: ['FILE_NOT_FOUND', 'it is a link that leads to itself; remove it'],
  EISDIR: ['FILE_FOREIGN', 'it is not a regular file; give a .SC2Replay file'],
  EACCES: ['FILE_UNREADABLE', 'you may not read it; ask for the right to, or leave it out'],
  EPERM: ['FILE_UNREADABLE', 'you may not read it; ask for the right to, or leave it out'],
} as const;

/**
 * The content of a regular file. What grows behind the reader is cut: never more is read than the file had when it was opened.
 * @param limit most bytes that a file may have
 * @throws KhalaError FILE_LIMIT, FILE_NOT_FOUND, FILE_FOREIGN (a folder, a pipe, a device), FILE_UNREADABLE
 */
export function readReplayFile(path: string, limit: number = MAX_FILE_BYTES): Uint8Array {
  let file: number | null = null;
  try {
    // Without waiting: a pipe that nobody writes to would hold the process.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    return contentOf(file, path, limit);
  } catch (error) {
    throw readError(path, error);
  } finally {
    if (file !== null) closeSync(file);
  }
}

function contentOf(file: number, path: string, limit: number): Uint8Array {
  const stat = fstatSync(file);
  if (!stat.isFile()) throw new KhalaError(...blame(path, SYSTEM_ERRORS.EISDIR));
  if (stat.size > limit)
    throw new KhalaError(
      'FILE_LIMIT',
      `read ${path}: a replay has at most ${limit} bytes, this file has ${stat.size}; leave it out`,
    );
  const bytes = new Uint8Array(stat.size);
  let length = 0;
  for (let read = -1; read !== 0 && length < bytes.length; length += read)
    read = readSync(file, bytes, length, bytes.length - length, null);
  return bytes.subarray(0, length);
}

type SystemError = (typeof SYSTEM_ERRORS)[keyof typeof SYSTEM_ERRORS];

const blame = (path: string, [code, what]: SystemError): [SystemError[0], string] => [
  code,
  `read ${path}: ${what}`,
];

function readError(path: string, error: unknown): unknown {
  if (error instanceof KhalaError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  // Without a code it is no word of the system but a fault of ours.
  if (code === undefined) return error;
  if (code in SYSTEM_ERRORS)
    return new KhalaError(...blame(path, SYSTEM_ERRORS[code as keyof typeof SYSTEM_ERRORS]), {
      cause: error,
    });
  return new KhalaError('FILE_UNREADABLE', `read ${path}: ${message}; check the disk, or leave it out`, {
    cause: error,
  });
}
