import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  findCheckpoint,
  latestStep,
  loadCheckpoint,
  loadOptimiser,
  saveCheckpoint,
  stepFolder,
} from '../../src/model/checkpoint.js';
import { modelConfig } from '../../src/model/config.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/model/safetensors.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';

const root = mkdtempSync(join(tmpdir(), 'khala-checkpoint-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
const parameters = initialise(policy.layout, 5);
const moments = { first_moment: parameters.map((v) => v / 2), second_moment: parameters.map((v) => v * v) };
let run = '';
let count = 0;

beforeEach(() => {
  run = join(root, `run-${count++}`);
  saveCheckpoint(stepFolder(run, 50), policy, parameters, { step: 50, training: { note: 1 } }, moments);
});

describe('checkpoints', () => {
  it('come back as they went, from the run, the folder or a file in it', () => {
    const folder = stepFolder(run, 50);
    for (const path of [run, folder, join(folder, 'policy.safetensors')]) {
      const loaded = loadCheckpoint(path);
      expect(loaded.parameters).toEqual(parameters);
      expect(loaded.description.step).toBe(50);
      expect(loaded.policy.index.vocabulary).toEqual(SKIRMISH_VOCABULARY);
    }
    expect(loadOptimiser(folder, policy.layout.size, false)).toEqual(moments);
  });

  it('are found by the newest complete step', () => {
    saveCheckpoint(stepFolder(run, 100), policy, parameters, { step: 100, training: {} }, null);
    expect(latestStep(run)).toBe(stepFolder(run, 100));
    rmSync(join(stepFolder(run, 100), 'policy.json'));
    expect(latestStep(run)).toBe(stepFolder(run, 50));
    expect(findCheckpoint(run)).toBe(stepFolder(run, 50));
  });

  it('leave no temporary folder behind', () => {
    expect(existsSync(`${stepFolder(run, 50)}.tmp`)).toBe(false);
  });

  it('say what is wrong with a damaged file', () => {
    const folder = stepFolder(run, 50);
    const file = join(folder, 'policy.safetensors');
    const bytes = readFileSync(file);
    const failing = (): { code: string; message: string } => {
      try {
        loadCheckpoint(run);
      } catch (error) {
        return error as { code: string; message: string };
      }
      throw new Error('it loaded');
    };
    truncateSync(file, bytes.length - 4);
    expect(failing().code).toBe('FILE_TRUNCATED');
    writeFileSync(file, '');
    expect(failing().code).toBe('FILE_TRUNCATED');
    writeFileSync(file, 'a text that is no checkpoint at all');
    expect(failing().code).toBe('FILE_FOREIGN');
    const flipped = Buffer.from(bytes);
    flipped[flipped.length - 1] ^= 0x40;
    writeFileSync(file, flipped);
    expect(failing().code).toBe('FILE_CORRUPT');
    rmSync(file);
    expect(failing().code).toBe('FILE_NOT_FOUND');
    writeFileSync(join(folder, 'policy.json'), '{"format":"other"}');
    expect(failing().code).toBe('FILE_VERSION');
    expect(() => loadCheckpoint(join(root, 'nowhere'))).toThrow(
      expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
    );
    expect(() => loadCheckpoint(root)).toThrow(expect.objectContaining({ code: 'FILE_FOREIGN' }));
  });

  it('name the tensor that does not fit', () => {
    const other = createPolicy({ ...modelConfig('nano'), latents: 16 }, SKIRMISH_VOCABULARY);
    const folder = stepFolder(run, 50);
    const wrong = join(root, `wrong-${count}`);
    saveCheckpoint(wrong, other, initialise(other.layout, 1), { step: 1, training: {} }, null);
    writeFileSync(join(folder, 'policy.safetensors'), readFileSync(join(wrong, 'policy.safetensors')));
    expect(() => loadCheckpoint(run)).toThrow(
      /encoder\.latents must have shape \[32, 32\], the file has \[16, 32\]/,
    );
  });

  it('are refused where the heads do not divide the width', () => {
    const path = join(stepFolder(run, 50), 'policy.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"heads": 2', '"heads": 3'));
    expect(() => loadCheckpoint(run)).toThrow(
      expect.objectContaining({
        code: 'FILE_VERSION',
        message: expect.stringContaining('model.heads 3 must divide the width 32'),
      }),
    );
  });
});

describe('safetensors', () => {
  it('has the layout of the format', () => {
    const bytes = encodeSafetensors(new Map([['a', { shape: [2], data: Float32Array.of(1, 2) }]]), {
      k: 'v',
    });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString());
    expect(header).toEqual({
      __metadata__: { k: 'v' },
      a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    });
    expect(bytes.length).toBe(8 + length + 8);
  });

  it('does not believe offsets or lengths', () => {
    const forge = (header: string, rest = 0): Uint8Array => {
      const json = Buffer.from(header);
      const bytes = Buffer.alloc(8 + json.length + rest);
      bytes.writeBigUInt64LE(BigInt(json.length), 0);
      json.copy(bytes, 8);
      return bytes;
    };
    const code = (bytes: Uint8Array): string => {
      try {
        decodeSafetensors(bytes, 'x');
      } catch (error) {
        return (error as { code: string }).code;
      }
      return 'none';
    };
    expect(code(forge('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'))).toBe('FILE_TRUNCATED');
    expect(code(forge('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}', 8))).toBe('FILE_CORRUPT');
    expect(code(forge('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}', 8))).toBe('FILE_FOREIGN');
    expect(code(forge('[]'))).toBe('FILE_FOREIGN');
    const huge = Buffer.alloc(16);
    huge.writeBigUInt64LE(2n ** 62n, 0);
    expect(code(huge)).toBe('FILE_FOREIGN');
  });
});
