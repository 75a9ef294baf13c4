/** The npm packages that run on a ladder, and which of their files are needed there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { KhalaError } from '../../spec/errors.js';
import type { ZipFile } from './zip.js';

/** What playing a policy or a script needs, beside Khala itself. */
const PACKAGES = [
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-core',
  'cli-progress',
  'cli-table3',
  'commander',
  'msgpack-lite',
  'onnxruntime-node',
  'pure-rand',
  'ws',
  'zod',
] as const;
/** Dependencies that serve types or an install script, and nothing that runs. */
const NOT_RUN = /^(@types\/|@webgpu\/types$|adm-zip$|global-agent$)/;
/** Where a package has more than is needed, what is needed. */
const ONLY: Readonly<Record<string, RegExp>> = {
  // Node loads the bundle; the rest are the same modules one by one.
  '@tensorflow/tfjs-core': /^dist\/tf-core\.node\.js$/,
  '@tensorflow/tfjs-backend-cpu': /^dist\/tf-backend-cpu\.node\.js$/,
  // Ladders run Linux on x64.
  'onnxruntime-node': /^(dist\/.*\.js|bin\/napi-v\d+\/linux\/x64\/.*)$/,
};
const RUNS = /\.(js|cjs|mjs|json|node)$/;
const LICENCE = /^(licen[cs]e|notice|thirdpartynotices)/i;

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()).optional() });

/**
 * The files of all packages, under `node_modules/`.
 * @param root the folder that has node_modules
 * @throws FILE_NOT_FOUND when a package is not installed
 */
export function packageFiles(root: string): ZipFile[] {
  const files: ZipFile[] = [];
  const seen = new Set<string>();
  const visit = (name: string, from: string): void => {
    const folder = findPackage(name, from, root);
    if (seen.has(folder)) return;
    seen.add(folder);
    const wanted = ONLY[name] ?? RUNS;
    for (const path of filesBelow(folder))
      if (path === 'package.json' || wanted.test(path) || LICENCE.test(path))
        files.push({
          name: `${folder.slice(root.length + 1).replaceAll('\\', '/')}/${path}`,
          content: readFileSync(join(folder, path)),
        });
    const { dependencies = {} } = packageSchema.parse(
      JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
    );
    for (const dependency of Object.keys(dependencies).sort())
      if (!NOT_RUN.test(dependency)) visit(dependency, folder);
  };
  for (const name of PACKAGES) visit(name, root);
  return files;
}

/** As Node looks for it: beside whoever asks, then further up. */
function findPackage(name: string, from: string, root: string): string {
  for (let folder = from; folder.length >= root.length; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
  }
  throw new KhalaError(
    'FILE_NOT_FOUND',
    `pack bot: the package ${name} is not in ${join(root, 'node_modules')}; install it with "npm ci"`,
  );
}

/** Paths of all files below a folder, with `/`; packages inside it are packages of their own. */
export function filesBelow(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(folder, path);
      return entry.isFile() ? [path] : [];
    });
}
