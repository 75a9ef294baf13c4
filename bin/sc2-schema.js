/**
 * Writes `env-bridge/sc2/schema/{enums,messages,fields}.ts` from the .proto files of Blizzard's s2client-proto, as the npm
 * package `s2clientprotocol` ships them. That package needs a bundler and 80 packages more to build itself, so it is not a
 * dependency: it is fetched with `npm pack` into a temporary folder, its content checked by hash, and only what the
 * files say (names, numbers, types) is kept.
 *
 *   node bin/sc2-schema.js            writes the files
 *   node bin/sc2-schema.js --check    fails when they differ from what would be written
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { root } from './ensure.js';

const PACKAGE = 's2clientprotocol@1.0.4';
/** SHA-512 of the package's archive, as the registry gives it. */
const INTEGRITY = 'Q09LbbwalIl3reMEREc7vkYWKCgAYa894aGHuM3CS5X4K8NGntMkvauvKfWeVaMWJN+v7TgHJDe5w7NkCOXUOw==';
const ENTRY = 's2clientprotocol/sc2api.proto';
const FOLDER = join(root, 'env-bridge', 'sc2', 'schema');
const HEADER = `// Written by bin/sc2-schema.js from ${PACKAGE} (Blizzard/s2client-proto, MIT). Do not edit.\n`;
const SCALARS = {
  int32: 'number',
  uint32: 'number',
  uint64: 'bigint',
  bool: 'boolean',
  float: 'number',
  string: 'string',
  bytes: 'Uint8Array',
};

const work = mkdtempSync(join(tmpdir(), 'sc2-schema-'));
try {
  const written = Object.entries(generate(loadSchema(fetchPackage(work))));
  const files = Object.fromEntries(written.map(([name, text]) => [name, formatted(name, text)]));
  const stale = Object.entries(files).filter(([name, text]) => read(join(FOLDER, name)) !== text);
  if (process.argv.includes('--check')) {
    if (stale.length > 0) {
      process.stderr.write(
        `differs from ${PACKAGE}: ${stale.map(([name]) => name).join(', ')}; run it without --check\n`,
      );
      process.exitCode = 1;
    }
  } else for (const [name, text] of stale) writeFileSync(join(FOLDER, name), text);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** The folder with the package's files. */
function fetchPackage(folder) {
  run('npm', ['pack', PACKAGE, '--silent', '--ignore-scripts', '--pack-destination', folder]);
  const archive = join(folder, readdirSync(folder)[0]);
  const hash = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (hash !== INTEGRITY) throw new Error(`${PACKAGE}: SHA-512 must be ${INTEGRITY}, got ${hash}`);
  run('tar', ['-xzf', archive, '-C', folder]);
  return join(folder, 'package');
}

function run(program, args, input) {
  const ran = spawnSync(program, args, { encoding: 'utf8', input, shell: process.platform === 'win32' });
  if (ran.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.error ?? ran.stderr}`);
  return ran.stdout;
}

/** As `npm run format` would have it. */
function formatted(name, text) {
  return run('npx', ['biome', 'check', '--write', `--stdin-file-path=${join(FOLDER, name)}`], text);
}

function loadSchema(folder) {
  const schema = new protobuf.Root();
  schema.resolvePath = (_from, to) => join(folder, to);
  schema.loadSync(ENTRY);
  schema.resolveAll();
  return schema.lookup('SC2APIProtocol');
}

/** Every message and enum by its TypeScript name: that of a nested one begins with its message's. */
function generate(schema) {
  const enums = [];
  const messages = [];
  const collect = (parent, prefix) => {
    for (const item of parent.nestedArray) {
      const name = prefix + item.name;
      if (item instanceof protobuf.Enum) enums.push({ name, item });
      else if (item instanceof protobuf.Type) {
        messages.push({ name, item });
        collect(item, name);
      } else throw new Error(`${name}: neither a message nor an enum`);
    }
  };
  collect(schema, '');
  const byName = (a, b) => (a.name < b.name ? -1 : 1);
  enums.sort(byName);
  messages.sort(byName);
  const nameOf = new Map([...enums, ...messages].map(({ name, item }) => [item, name]));
  if (nameOf.size !== new Set(nameOf.values()).size) throw new Error('two types have one name');
  return {
    'enums.ts': enumsText(enums),
    'messages.ts': messagesText(messages, nameOf),
    'fields.ts': fieldsText(messages, nameOf),
  };
}

function enumsText(enums) {
  const texts = enums.map(({ name, item }) => {
    const values = Object.entries(item.values).map(([word, id]) => `  ${word}: ${id},\n`);
    return `export const ${name} = {\n${values.join('')}} as const;\nexport type ${name} = keyof typeof ${name};\n`;
  });
  const table = `/** Every enum by name. */\nexport const ENUMS = {\n${enums.map(({ name }) => `  ${name},\n`).join('')}} as const;\n`;
  return `${HEADER}/** The enums of the SC2 API: name to number. */\n\n${texts.join('\n')}\n${table}`;
}

function messagesText(messages, nameOf) {
  const used = new Set();
  const typeOf = (field) => {
    if (field.resolvedType === null) return SCALARS[field.type] ?? unknown(field);
    const name = nameOf.get(field.resolvedType);
    if (field.resolvedType instanceof protobuf.Enum) used.add(name);
    return name;
  };
  const texts = messages.map(({ name, item }) => {
    if (item.fieldsArray.length === 0) return `export type ${name} = Readonly<Record<string, never>>;\n`;
    const lines = item.fieldsArray.map((field) => {
      const one = field.partOf ? `  /** One of \`${field.partOf.name}\`. */\n` : '';
      return `${one}  readonly ${field.name}?: ${field.repeated ? `readonly ${typeOf(field)}[]` : typeOf(field)};\n`;
    });
    return `export interface ${name} {\n${lines.join('')}}\n`;
  });
  const imports = `import type {\n${[...used]
    .sort()
    .map((name) => `  ${name},\n`)
    .join('')}} from './enums.js';\n`;
  const table = `/** Every message by name. */\nexport interface Messages {\n${messages.map(({ name }) => `  ${name}: ${name};\n`).join('')}}\n`;
  return `${HEADER}/**\n * The messages of the SC2 API as plain objects. Every field may be absent; an empty list is an absent one. Enums are their names,\n * 64-bit integers are BigInt.\n */\n${imports}\n${texts.join('\n')}\n${table}`;
}

/** A line a field: name, number, type, and what else holds (`repeated`, or the group of which one may be set). */
function fieldsText(messages, nameOf) {
  const texts = messages.map(({ name, item }) => {
    const lines = item.fieldsArray
      .toSorted((a, b) => a.id - b.id)
      .map((field) => {
        const type = field.resolvedType === null ? field.type : nameOf.get(field.resolvedType);
        const more = field.repeated ? ' repeated' : field.partOf ? ` one:${field.partOf.name}` : '';
        return `\n    ${field.name} ${field.id} ${type}${more}`;
      });
    return `  ${name}: \`${lines.join('')}\`,\n`;
  });
  return `${HEADER}/** The fields of every message, a line a field: name, number, type, \`repeated\` or the group of which one may be set. */\nexport const FIELDS = {\n${texts.join('')}} as const;\n`;
}

function unknown(field) {
  throw new Error(`${field.fullName}: type ${field.type} is not known here`);
}
