/** Which Khala this is; it stands in every file that Khala writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.js';

/** The version in package.json. */
export function readVersion(): string {
  const path = join(packageRoot(import.meta.url), 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
