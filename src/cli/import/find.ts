/** Which files a list of paths means. */
import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KhalaError } from '../../spec/errors.js';

const REPLAY = /\.SC2Replay$/i;

/**
 * The files named, whatever they are called, and the `.SC2Replay` files in the folders named and below them, in the order
 * of their names. Links to folders are not followed: they may lead round in circles.
 * @throws KhalaError FILE_NOT_FOUND, FILE_UNREADABLE, NO_DATA
 */
export function findReplays(paths: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    if (!existsSync(path))
      throw new KhalaError(
        'FILE_NOT_FOUND',
        `import ${path}: there is no such file or folder; check the path`,
      );
    if (statSync(path).isDirectory()) for (const file of below(path)) found.add(file);
    else found.add(path);
  }
  if (found.size === 0)
    throw new KhalaError(
      'NO_DATA',
      `import ${paths.join(', ')}: no .SC2Replay file is there or below; name other files or folders`,
    );
  return [...found];
}

function* below(folder: string): Generator<string> {
  const entries = entriesOf(folder);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* below(path);
    else if (REPLAY.test(entry.name)) yield path;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new KhalaError(
      'FILE_UNREADABLE',
      `search ${folder}: ${error.message}; ask for the right to read it, or name the other files and folders`,
      { cause: error },
    );
  }
}
