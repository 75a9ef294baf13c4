/** The file of training settings that `khala train --config` reads, and its JSON Schema. */
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { KhalaError } from '../spec/errors.js';
import { nearest } from '../spec/nearest.js';
import { type TrainingConfig, trainingConfigSchema } from '../training/config.js';

/** Bytes of such a file: all settings written out are three thousand. */
const MOST_BYTES = 1 << 16;

/** Editors look here for the schema; it is no setting. */
const SCHEMA_KEY = '$schema';

/** JSON Schema (draft 2020-12) of the file. Defaults are those of the simulator; a game's presets go before them. */
export function configSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(trainingConfigSchema, { io: 'input' });
  return {
    ...schema,
    title: 'Settings of khala train',
    properties: {
      [SCHEMA_KEY]: { type: 'string', description: 'Where this schema lies, for editors.' },
      ...schema.properties,
    },
  };
}

/**
 * The settings that a file names, and no others.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FILE_LIMIT, FILE_FOREIGN (not a JSON object), BAD_ARGUMENT (an unknown key or a wrong value)
 */
export function readConfigFile(path: string): Partial<TrainingConfig> {
  const doing = `read training settings ${path}`;
  let value: unknown;
  try {
    value = JSON.parse(readText(path, doing));
  } catch (cause) {
    if (cause instanceof KhalaError) throw cause;
    throw new KhalaError('FILE_FOREIGN', `${doing}: not JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new KhalaError(
      'FILE_FOREIGN',
      `${doing}: it must be one object, as docs/train.schema.json has it; got ${Array.isArray(value) ? 'an array' : String(value)}`,
    );
  const { [SCHEMA_KEY]: _, ...given } = value as Record<string, unknown>;
  const parsed = trainingConfigSchema.safeParse(given);
  if (!parsed.success) throw wrongSetting(parsed.error.issues[0], doing);
  return Object.fromEntries(Object.entries(parsed.data).filter(([key]) => Object.hasOwn(given, key)));
}

function readText(path: string, doing: string): string {
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES)
      throw new KhalaError(
        'FILE_LIMIT',
        `${doing}: it has ${size} bytes, at most ${MOST_BYTES} are read; is it a file of settings?`,
      );
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof KhalaError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new KhalaError(
      missing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
      `${doing}: ${(cause as Error).message}; give the path of a JSON file`,
      { cause },
    );
  }
}

function wrongSetting(issue: z.core.$ZodIssue, doing: string): KhalaError {
  if (issue.code !== 'unrecognized_keys')
    return new KhalaError('BAD_ARGUMENT', `${doing}: ${issue.path.join('.')}: ${issue.message}`);
  const inner = issue.path.length > 0;
  const known = inner
    ? Object.keys(trainingConfigSchema.shape.lossWeights.unwrap().shape)
    : Object.keys(trainingConfigSchema.shape);
  const [key] = issue.keys;
  return new KhalaError(
    'BAD_ARGUMENT',
    `${doing}: unknown key ${[...issue.path, key].join('.')}; the nearest is ${nearest(key, known, 1)[0]}`,
  );
}
