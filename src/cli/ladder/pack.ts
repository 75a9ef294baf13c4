/**
 * A zip that plays on AI Arena as a bot of type `node`: the ladder unpacks it and runs `node NAME.js` with its four flags. All
 * that runs is inside: Khala's build, its packages with ONNX Runtime's library for Linux x64, and the checkpoint.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DEFAULT_AGENT_OPTIONS, resolveAgent } from '../../../agent/resolve.js';
import { policyPath } from '../../../agent/shipped.js';
import { writeWhole } from '../../../replays/recording/output-file.js';
import { findCheckpoint } from '../../model/checkpoint.js';
import { KhalaError } from '../../spec/errors.js';
import { packageRoot } from '../../spec/package-root.js';
import { filesBelow, packageFiles } from './packages.js';
import { writeZip, type ZipFile } from './zip.js';

/** AI Arena takes no larger zip. */
const MOST_BYTES = 50 * 1024 * 1024;
/** What of a checkpoint plays; the optimiser's state only trains. */
const CHECKPOINT_FILES = ['policy.json', 'policy.safetensors'] as const;
/** Folders of the build that run there; tests and benches are not in it. */
const BUILD = /^(agent|env-bridge|replays|src)\/.*\.js$/;

export interface BotSettings {
  readonly race: string;
  readonly temperature: number;
  readonly policySeed: number;
}

/**
 * @param file of the zip; without its ending, the name of the bot
 * @param agent a checkpoint's path or a script
 * @throws UNKNOWN_AGENT, BAD_ARGUMENT (a name that no bot can have), FILE_NOT_FOUND (no build), FILE_LIMIT with the largest
 * parts when it is over 50 MiB; what loading a checkpoint throws
 */
export async function packBot(
  file: string,
  agent: string,
  settings: BotSettings,
): Promise<{ file: string; bytes: number; entry: string; files: number }> {
  const bot = basename(file).replace(/\.zip$/i, '');
  if (!/^[A-Za-z][\w-]{0,49}$/.test(bot))
    throw new KhalaError(
      'BAD_ARGUMENT',
      `pack bot: "${bot}" can be no bot's name; name the zip with letters, digits, _ and - (at most 50), like khala.zip`,
    );
  // Loaded once, so that what is packed is known to play.
  const { dispose } = await resolveAgent(agent, DEFAULT_AGENT_OPTIONS);
  await dispose();
  const root = packageRoot(import.meta.url);
  const entry = `${bot}.js`;
  const path = policyPath(agent);
  const scripted = !existsSync(path);
  const files: ZipFile[] = [
    { name: entry, content: text(entrySource(scripted ? agent : null, settings)) },
    { name: 'package.json', content: text(packageJson(root)) },
    ...buildFiles(root),
    ...packageFiles(root),
    ...(scripted ? [] : checkpointFiles(path)),
  ];
  const zip = writeZip(files);
  if (zip.length > MOST_BYTES) throw tooLarge(zip.length, files);
  writeWhole(file, zip);
  return { file, bytes: zip.length, entry, files: files.length };
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

function buildFiles(root: string): ZipFile[] {
  const dist = join(root, 'dist');
  if (!existsSync(join(dist, 'src')))
    throw new KhalaError('FILE_NOT_FOUND', `pack bot: ${dist} is not there; build it with npm run build`);
  return filesBelow(dist)
    .filter((path) => BUILD.test(path))
    .map((path) => ({ name: `dist/${path}`, content: readFileSync(join(dist, path)) }));
}

function checkpointFiles(agent: string): ZipFile[] {
  const folder = findCheckpoint(agent);
  return CHECKPOINT_FILES.map((name) => ({
    name: `checkpoint/${name}`,
    content: readFileSync(join(folder, name)),
  }));
}

/** What the code asks of its package.json: that it is a module, and its version. */
function packageJson(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return `${JSON.stringify({ name: 'khala-bot', private: true, type: 'module', version }, null, 2)}\n`;
}

/** The program that the ladder starts. Flags that are not among the four, which a ladder may add one day, are passed over. */
function entrySource(scripted: string | null, { race, temperature, policySeed }: BotSettings): string {
  const fixed = ['--race', race, '--temperature', String(temperature), '--policy-seed', String(policySeed)];
  const agent = scripted === null ? "join(here, 'checkpoint')" : JSON.stringify(scripted);
  return `/** A bot of Khala, started by a ladder: node NAME.js --GamePort N --StartPort N --LadderServer HOST --OpponentId ID */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from './dist/src/cli/main.js';

const here = dirname(fileURLToPath(import.meta.url));
const known = ['--GamePort', '--StartPort', '--LadderServer', '--OpponentId'];
const given = process.argv.slice(2);
const ladder = given.flatMap((flag, i) => (known.includes(flag) ? [flag, given[i + 1] ?? ''] : []));
const fixed = ${JSON.stringify(fixed)};
process.exitCode = await main(['ladder', '--agent', ${agent}, ...fixed, ...ladder]);
`;
}

/** Names of the parts that a person can do something about. */
function tooLarge(bytes: number, files: readonly ZipFile[]): KhalaError {
  const mebibytes = (size: number): string => `${(size / 2 ** 20).toFixed(1)} MiB`;
  const largest = [...files]
    .sort((a, b) => b.content.length - a.content.length)
    .slice(0, 3)
    .map(({ name, content }) => `${name} (${mebibytes(content.length)} unpacked)`);
  return new KhalaError(
    'FILE_LIMIT',
    `pack bot: the zip has ${mebibytes(bytes)}, AI Arena takes ${mebibytes(MOST_BYTES)}; the largest files are ${largest.join(', ')}: train a smaller policy`,
  );
}
