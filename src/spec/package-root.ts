/** The folder of this package: the compiled code lies one folder deeper than the sources. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder with a package.json, upwards from a module's URL or a file's path. */
export function packageRoot(importer: string): string {
  const file = importer.startsWith('file:') ? fileURLToPath(importer) : importer;
  let folder = dirname(file);
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`find the package: no package.json above ${importer}`);
    folder = parent;
  }
  return folder;
}
