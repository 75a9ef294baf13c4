/** What the system says when a file cannot be written, as errors with a code. */
import { KhalaError } from './errors.js';

const NO_SPACE_CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Runs what writes `path`.
 * @throws KhalaError NO_SPACE, BAD_ARGUMENT (not writable); a KhalaError of the work itself as it is
 */
export function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw writeError(path, error);
  }
}

function writeError(path: string, error: unknown): unknown {
  if (error instanceof KhalaError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  // Without a code it is no word of the system but a fault of ours.
  if (code === undefined) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (NO_SPACE_CODES.has(code))
    return new KhalaError(
      'NO_SPACE',
      `write ${path}: ${message}; free some space or choose another disk; what was there before is intact`,
      { cause: error },
    );
  return new KhalaError('BAD_ARGUMENT', `write ${path}: ${message}; choose a folder that you may write to`, {
    cause: error,
  });
}
