/**
 * Checkpoints: a folder with `policy.json` (what the policy is: sizes, vocabulary, step, figures), `policy.safetensors`
 * (every tensor by name) and, to go on training, `optimiser.safetensors`. Written under a temporary name and renamed, so
 * a folder that is there is complete.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { KhalaError } from '../spec/errors.js';
import { TARGET_KINDS, type Vocabulary } from '../spec/vocabulary.js';
import { writing } from '../spec/writing.js';
import { type ModelConfig, modelConfigSchema } from './config.js';
import type { ParameterLayout } from './parameters.js';
import { createPolicy, type Policy } from './policy.js';
import { readWhole } from './read-file.js';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from './safetensors.js';

const FORMAT = 'khala-policy';
const VERSION = 1;
/** Files of a checkpoint's folder. */
export const CHECKPOINT_FILES = {
  description: 'policy.json',
  policy: 'policy.safetensors',
  optimiser: 'optimiser.safetensors',
} as const;
const STEP_DIGITS = 8;
const CHECKPOINTS = 'checkpoints';

const namedId = z.strictObject({ id: z.int().min(0), name: z.string() });
/** Bytes of the longest description that is read. */
const MOST_DESCRIPTION = 2 ** 24;
/** Most words of a kind: twice those of all StarCraft II. Which type can do which function is a table of functions times types. */
const MOST_WORDS = 8192;
const words = z.array(namedId).max(MOST_WORDS);
const vocabularySchema = z
  .strictObject({
    name: z.string(),
    functions: z
      .array(z.strictObject({ name: z.string(), ability: z.int().min(0), target: z.enum(TARGET_KINDS) }))
      .min(1)
      .max(MOST_WORDS),
    unitTypes: words,
    abilities: words,
    buffs: words,
    upgrades: words,
    users: z.array(z.array(z.int()).max(MOST_WORDS)),
  })
  .refine(({ functions, users }) => users.length === functions.length, {
    path: ['users'],
    error: 'must have one list a function',
  });
const descriptionSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  step: z.int().min(0),
  model: modelConfigSchema,
  vocabulary: vocabularySchema,
  /** Settings of the run that made it, and its figures: for readers, not needed to play. */
  training: z.record(z.string(), z.unknown()),
  /** SHA-256 (hex) of the parameters' bytes. */
  weightsHash: z.string(),
});
export type CheckpointDescription = z.infer<typeof descriptionSchema>;

/** What a training run needs besides the policy to go on as if it had never stopped. (P) each, but for the memory */
export interface OptimiserState {
  /** The parameters that training goes on with, where those of the policy are an average of them. */
  readonly parameters?: Float32Array;
  readonly first_moment: Float32Array;
  readonly second_moment: Float32Array;
  /** What a policy with a memory carries from the last batch to the next: (S, L, D). */
  readonly memory?: Float32Array;
}

export interface Checkpoint {
  readonly path: string;
  readonly description: CheckpointDescription;
  readonly policy: Policy;
  /** (P) */
  readonly parameters: Float32Array;
}

function hashWeights(parameters: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength))
    .digest('hex');
}

/** Every tensor of a policy by name. */
export function namedTensors({ policy, parameters }: Pick<Checkpoint, 'policy' | 'parameters'>) {
  return named(policy.layout, parameters);
}

function named(layout: ParameterLayout, values: Float32Array): Map<string, NamedTensor> {
  return new Map(
    layout.slices.map(({ name, shape, offset, size }) => [
      name,
      { shape, data: values.slice(offset, offset + size) },
    ]),
  );
}

/** One flat vector out of named tensors; a tensor that is missing, foreign or of another shape is named. */
function flatten(
  layout: ParameterLayout,
  tensors: ReadonlyMap<string, NamedTensor>,
  path: string,
): Float32Array {
  const unseen = new Set(tensors.keys());
  // Nothing is allocated before everything is there: what a description claims may be larger than any memory.
  const parts = layout.slices.map(({ name, shape, offset }) => {
    const tensor = tensors.get(name);
    if (!tensor)
      throw new KhalaError(
        'CHECKPOINT_MISMATCH',
        `read ${path}: tensor ${name} of shape [${shape.join(', ')}] is missing; the file was made for another size or vocabulary`,
      );
    if (tensor.shape.join() !== shape.join()) {
      throw new KhalaError(
        'CHECKPOINT_MISMATCH',
        `read ${path}: tensor ${name} must have shape [${shape.join(', ')}], the file has [${tensor.shape.join(', ')}]; it was made for another size or vocabulary`,
      );
    }
    unseen.delete(name);
    return { data: tensor.data, offset };
  });
  const [extra] = unseen;
  if (extra)
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `read ${path}: tensor ${extra} has no place in this policy; the file was made for another version`,
    );
  const values = new Float32Array(layout.size);
  for (const { data, offset } of parts) values.set(data, offset);
  return values;
}

/** Writes a checkpoint folder; replaces one of the same name as a whole. @throws NO_SPACE, BAD_ARGUMENT (not writable) */
export function saveCheckpoint(
  path: string,
  policy: Policy,
  parameters: Float32Array,
  about: { readonly step: number; readonly training: Readonly<Record<string, unknown>> },
  optimiser: OptimiserState | null,
): CheckpointDescription {
  const description: CheckpointDescription = {
    format: FORMAT,
    version: VERSION,
    step: about.step,
    // In the schema's order: what is read and saved again is the same file.
    model: modelConfigSchema.parse(policy.config),
    vocabulary: structuredClone(policy.index.vocabulary) as CheckpointDescription['vocabulary'],
    training: { ...about.training },
    weightsHash: hashWeights(parameters),
  };
  const temporary = `${path}.tmp`;
  const write = (): void => {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary);
    const metadata = { format: FORMAT, step: String(about.step), vocabulary: policy.index.vocabulary.name };
    writeFileSync(
      join(temporary, CHECKPOINT_FILES.policy),
      encodeSafetensors(named(policy.layout, parameters), metadata),
      { flush: true },
    );
    if (optimiser) {
      const state = new Map(
        Object.entries(optimiser).map(([name, data]) => [name, { shape: [data.length], data }]),
      );
      writeFileSync(join(temporary, CHECKPOINT_FILES.optimiser), encodeSafetensors(state, metadata), {
        flush: true,
      });
    }
    writeFileSync(
      join(temporary, CHECKPOINT_FILES.description),
      `${JSON.stringify(description, null, 2)}\n`,
      {
        flush: true,
      },
    );
    rmSync(path, { recursive: true, force: true });
    renameSync(temporary, path);
  };
  try {
    writing(path, write);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  return description;
}

/** Folder of a step's checkpoint within a run. */
export function stepFolder(run: string, step: number): string {
  return join(run, CHECKPOINTS, `step-${String(step).padStart(STEP_DIGITS, '0')}`);
}

/** The newest complete checkpoint folder of a run, or null. */
export function latestStep(run: string): string | null {
  const folder = join(run, CHECKPOINTS);
  if (!existsSync(folder)) return null;
  const names = readdirSync(folder)
    .filter((name) => /^step-\d+$/.test(name) && existsSync(join(folder, name, CHECKPOINT_FILES.description)))
    .sort();
  const last = names.at(-1);
  return last === undefined ? null : join(folder, last);
}

/** The checkpoint folder that a path means: itself, the newest of a run, or the folder of a named file in it. */
export function findCheckpoint(path: string): string {
  const missing = `open checkpoint ${path}: `;
  if (!existsSync(path))
    throw new KhalaError(
      'FILE_NOT_FOUND',
      `${missing}there is no such file or folder; give a run's folder, or train one with "khala train"`,
    );
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  if (existsSync(join(folder, CHECKPOINT_FILES.description))) return folder;
  const latest = latestStep(folder);
  if (latest) return latest;
  throw new KhalaError(
    'FILE_FOREIGN',
    `${missing}neither ${CHECKPOINT_FILES.description} nor ${CHECKPOINTS}/ is in it; give a folder that "khala train" wrote`,
  );
}

export function readDescription(folder: string): CheckpointDescription {
  const path = join(folder, CHECKPOINT_FILES.description);
  const text = new TextDecoder().decode(readWhole(path, MOST_DESCRIPTION));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new KhalaError(
      'FILE_CORRUPT',
      `read ${path}: it is not JSON; restore it from a copy or use another checkpoint`,
      { cause },
    );
  }
  return checkDescription(value, path);
}

/** @throws FILE_VERSION */
function checkDescription(value: unknown, path: string): CheckpointDescription {
  const parsed = descriptionSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KhalaError(
    'FILE_VERSION',
    `read ${path}: ${issue.path.join('.') || 'the file'} ${issue.message}; it is not a ${FORMAT} of version ${VERSION}`,
  );
}

function readTensors(path: string): Map<string, NamedTensor> {
  if (!existsSync(path))
    throw new KhalaError('FILE_NOT_FOUND', `read ${path}: the checkpoint is incomplete; use another one`);
  return decodeSafetensors(readWhole(path), path);
}

/**
 * Loads a checkpoint from a run's folder, a checkpoint's folder or a file in it.
 * @throws FILE_NOT_FOUND, FILE_FOREIGN, FILE_TRUNCATED, FILE_CORRUPT, FILE_VERSION, CHECKPOINT_MISMATCH
 */
export function loadCheckpoint(path: string): Checkpoint {
  const folder = findCheckpoint(path);
  const description = readDescription(folder);
  const file = join(folder, CHECKPOINT_FILES.policy);
  const policy = policyOf(description);
  const parameters = flatten(policy.layout, readTensors(file), file);
  checkHash(
    parameters,
    description,
    file,
    `in ${CHECKPOINT_FILES.description}; the two files do not belong together`,
  );
  return { path: folder, description, policy, parameters };
}

function policyOf({ model, vocabulary }: CheckpointDescription): Policy {
  return createPolicy(model as ModelConfig, vocabulary as Vocabulary);
}

function checkHash(
  parameters: Float32Array,
  { weightsHash }: CheckpointDescription,
  file: string,
  which: string,
): void {
  if (hashWeights(parameters) === weightsHash) return;
  throw new KhalaError('FILE_CORRUPT', `read ${file}: the weights' hash is not the one ${which}`);
}

/**
 * A checkpoint out of one file that carries its description: as JSON text, with the tensors by name or all parameters in one.
 * @throws FILE_CORRUPT, FILE_VERSION, CHECKPOINT_MISMATCH
 */
export function assembleCheckpoint(
  path: string,
  text: string,
  tensors: ReadonlyMap<string, NamedTensor> | Float32Array,
): Checkpoint {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new KhalaError('FILE_CORRUPT', `read ${path}: its description is not JSON; export it again`, {
      cause,
    });
  }
  const description = checkDescription(value, path);
  const policy = policyOf(description);
  const parameters = tensors instanceof Float32Array ? tensors : flatten(policy.layout, tensors, path);
  if (parameters.length !== policy.layout.size)
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `read ${path}: parameters must have shape [${policy.layout.size}], the file has [${parameters.length}]; it was made by another version`,
    );
  checkHash(parameters, description, path, 'in its description; export it again');
  return { path, description, policy, parameters };
}

/** The optimiser's state beside a checkpoint. @param averaged whether the policy's parameters are an average, so that others belong to it */
export function loadOptimiser(folder: string, size: number, averaged: boolean): OptimiserState {
  const path = join(folder, CHECKPOINT_FILES.optimiser);
  const tensors = readTensors(path);
  const read = (name: 'parameters' | 'first_moment' | 'second_moment'): Float32Array => {
    const tensor = tensors.get(name);
    if (tensor?.data.length !== size) {
      throw new KhalaError(
        'CHECKPOINT_MISMATCH',
        `read ${path}: ${name} must have ${size} values, the file has ${tensor?.data.length ?? 'none'}; it was made for another size or vocabulary`,
      );
    }
    return tensor.data;
  };
  const memory = tensors.get('memory');
  return {
    first_moment: read('first_moment'),
    second_moment: read('second_moment'),
    ...(averaged && { parameters: read('parameters') }),
    ...(memory && { memory: memory.data }),
  };
}
