/** Which recordings a list of paths means. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The files named, and the `.khr` files in the folders named, sorted by name so that the order is the same everywhere. */
export function recordingPaths(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!existsSync(path) || !statSync(path).isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => name.endsWith('.khr') && !name.startsWith('.'))
      .sort()
      .map((name) => join(path, name));
  });
}
