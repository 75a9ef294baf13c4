import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configSchema, readConfigFile } from '../../src/cli/train-config.js';
import { trainingConfigSchema } from '../../src/training/config.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-config-'));
const path = join(folder, 'settings.json');
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: unknown): ReturnType<typeof readConfigFile> {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readConfigFile(path);
}

describe('readConfigFile', () => {
  it('gives the settings that the file names, and no defaults of others', () => {
    const settings = { $schema: 'x', steps: 10, lossWeights: { function: 2 }, bucketed: false };
    const { $schema: _, ...rest } = settings;
    expect(read(settings)).toEqual(rest);
    expect(read({})).toEqual({});
    expect(read(trainingConfigSchema.parse({}))).toEqual(trainingConfigSchema.parse({}));
  });

  it.each([
    [{ learningrate: 1e-3 }, 'unknown key learningrate; the nearest is learningRate'],
    [{ lossWeights: { functon: 1 } }, 'unknown key lossWeights.functon; the nearest is function'],
    [{ steps: 0 }, 'steps: Too small'],
    [{ steps: '10' }, 'steps: Invalid input: expected number'],
    [{ emaDecay: null }, 'emaDecay: Invalid input'],
    [{ lossWeights: { value: -1 } }, 'lossWeights.value: Too small'],
    [{ size: 'huge' }, 'size: Invalid option'],
    ['{"steps":1e999}', 'steps: Invalid input'],
    ['{"__proto__":{"steps":2}}', 'unknown key __proto__'],
  ])('refuses %j and says what is wrong', (content, message) => {
    expect(() => read(content)).toThrow(
      expect.objectContaining({ code: 'BAD_ARGUMENT', message: expect.stringContaining(message) }),
    );
  });

  it.each([
    ['not JSON', '{steps: 10}', 'FILE_FOREIGN'],
    ['an array', '[]', 'FILE_FOREIGN'],
    ['null', 'null', 'FILE_FOREIGN'],
    ['far too long', ' '.repeat(70_000), 'FILE_LIMIT'],
  ])('refuses what is %s', (_, content, code) => {
    expect(() => read(content)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses what is not there or is a folder', () => {
    expect(() => readConfigFile(join(folder, 'none.json'))).toThrow(
      expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
    );
    expect(() => readConfigFile(folder)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  });
});

describe('the published schema', () => {
  it('is that of the settings: "khala train --schema > docs/train.schema.json" writes it', () => {
    const published = JSON.parse(readFileSync('docs/train.schema.json', 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(configSchema())));
  });

  it('describes every setting with its default and allows no other', () => {
    const { properties, additionalProperties } = configSchema() as {
      properties: Record<string, { description?: string; default?: unknown }>;
      additionalProperties: boolean;
    };
    const { $schema: _, ...settings } = properties;
    expect(additionalProperties).toBe(false);
    expect(Object.keys(settings)).toEqual(Object.keys(trainingConfigSchema.shape));
    const defaults: Record<string, unknown> = trainingConfigSchema.parse({});
    for (const [key, property] of Object.entries(settings)) {
      expect(property.description, key).toMatch(/^[A-Z].*\.$/);
      expect(property.default, key).toEqual(defaults[key]);
    }
  });
});
