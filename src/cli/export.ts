/** `khala export`: a policy as files that other programs read, with a card that says what it is. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openPolicy, toOnnx, toSafetensors } from '../../agent/exported.js';
import { writeWhole } from '../../replays/recording/output-file.js';
import { CHECKPOINT_FILES, type Checkpoint, saveCheckpoint } from '../model/checkpoint.js';
import { bucketFor } from '../spec/encoding.js';
import { KhalaError } from '../spec/errors.js';
import { writing } from '../spec/writing.js';
import { defineCommand } from './command.js';
import { modelCard } from './export/card.js';

const FORMATS = ['onnx', 'safetensors', 'both', 'checkpoint'] as const;

const flags = z.strictObject({
  agent: z.string().describe("which policy: a run's or checkpoint's path, or a file that was exported"),
  out: z.string().min(1).default('exported').describe('folder for the files'),
  format: z
    .enum(FORMATS)
    .default('both')
    .describe('which files; checkpoint makes a folder again of what was exported'),
  entities: z
    .array(z.string().refine((text) => /^[1-9]\d{0,3}$/.test(text), { error: 'must be a whole number' }))
    .min(1)
    .default(['64'])
    .describe('entities that the ONNX models hold, one model each; rounded up to a bucket of the policy'),
  license: z.string().default('not stated').describe('licence of the weights, for the card'),
  overwrite: z.boolean().default(false).describe('replace files that are there'),
});

interface ExportResult {
  /** Paths, the card last. */
  readonly files: readonly string[];
  /** SHA-256 (hex) of the weights; the files that are read back have the same. */
  readonly weightsHash: string;
}

export const command = defineCommand({
  example: 'khala export --agent runs/demo --entities 32 128 --out exported',
  flags,
  run: ({ agent, out, format, entities, license, overwrite }): Promise<ExportResult> => {
    const checkpoint = openPolicy(agent);
    const { policy, description } = checkpoint;
    if (format === 'checkpoint') return Promise.resolve(restore(checkpoint, agent, out, overwrite));
    const buckets =
      format === 'safetensors'
        ? []
        : [...new Set(entities.map((n) => bucketFor(Number(n), policy.config.maxEntities)))];
    const files: [name: string, make: () => Uint8Array | string][] = [
      ...buckets.map((n): [string, () => Uint8Array] => [`policy-${n}.onnx`, () => toOnnx(checkpoint, n)]),
    ];
    if (format !== 'onnx') files.push(['weights.safetensors', () => toSafetensors(checkpoint)]);
    files.push(['MODEL_CARD.md', () => modelCard(checkpoint, buckets, license)]);
    const paths = files.map(([name]) => join(out, name));
    if (!overwrite) refuseTaken(agent, paths);
    writing(out, () => mkdirSync(out, { recursive: true }));
    for (const [i, [, make]] of files.entries()) writeWhole(paths[i], make());
    return Promise.resolve({ files: paths, weightsHash: description.weightsHash });
  },
  render: ({ files, weightsHash }: ExportResult) => [...files, `weights ${weightsHash}`].join('\n'),
});

function refuseTaken(agent: string, paths: readonly string[]): void {
  const taken = paths.find((path) => existsSync(path));
  if (taken !== undefined)
    throw new KhalaError(
      'FILE_EXISTS',
      `export ${agent}: ${taken} is there; choose another folder, or pass --overwrite`,
    );
}

/** A checkpoint's folder, the same to the bit as the one that was exported; without the optimiser's state, which no exported file has. */
function restore(
  { policy, parameters, description }: Checkpoint,
  agent: string,
  out: string,
  overwrite: boolean,
): ExportResult {
  const folder = join(out, 'checkpoint');
  if (!overwrite) refuseTaken(agent, [folder]);
  saveCheckpoint(folder, policy, parameters, description, null);
  const files = [CHECKPOINT_FILES.description, CHECKPOINT_FILES.policy].map((name) => join(folder, name));
  return { files, weightsHash: description.weightsHash };
}
