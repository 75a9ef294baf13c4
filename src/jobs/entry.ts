/** Where a worker's compiled module lies. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { KhalaError } from '../spec/errors.js';
import { packageRoot } from '../spec/package-root.js';

/**
 * The compiled module at `path`, relative to the module that asks. Node 20 does not run TypeScript, so a source module
 * (tests run the sources) is answered with its build in `dist/`.
 * @throws KhalaError FILE_NOT_FOUND when it is not built
 * @example compiledEntry(import.meta.url, './record-worker.js')
 */
export function compiledEntry(importer: string, path: string): URL {
  const wanted = new URL(path, importer);
  const entry = importer.endsWith('.ts') ? builtFrom(fileURLToPath(wanted)) : wanted;
  if (existsSync(entry)) return entry;
  throw new KhalaError(
    'FILE_NOT_FOUND',
    `start a worker: ${fileURLToPath(entry)} is not there; build it with npm run build`,
  );
}

/** `<root>/src/x.js` becomes `<root>/dist/src/x.js`. */
function builtFrom(source: string): URL {
  const root = packageRoot(source);
  return pathToFileURL(join(root, 'dist', relative(root, source)));
}
