/** Files that are read as a whole: weights and what is told about them. */
import { readFileSync, statSync } from 'node:fs';
import { KhalaError } from '../spec/errors.js';

/** Largest file that is read: some 250 million parameters, more than two hundred times those of `base`. */
const MOST_WEIGHTS = 2 ** 30;

/** @throws FILE_LIMIT before anything is read, FILE_UNREADABLE */
export function readWhole(path: string, most = MOST_WEIGHTS): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size <= most) return readFileSync(path);
    throw new KhalaError(
      'FILE_LIMIT',
      `read ${path}: this file of a policy may have at most ${most} bytes, this one ${size}; give another file`,
    );
  } catch (cause) {
    if (cause instanceof KhalaError) throw cause;
    throw new KhalaError(
      'FILE_UNREADABLE',
      `read ${path}: the system does not allow it (${(cause as NodeJS.ErrnoException).code}); look at its permissions`,
      { cause },
    );
  }
}
