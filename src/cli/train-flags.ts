/** The flags of `khala train`. Those that are training settings stand in src/training/config.ts with their rules; here is how they read on a command line. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { ENGINE_NAMES } from '../engine/index.js';
import { KhalaError } from '../spec/errors.js';
import { nearest } from '../spec/nearest.js';
import { type TrainingConfig, trainingConfigSchema } from '../training/config.js';
import { LOSS_ROWS } from '../training/loss.js';
import { presetText } from '../training/presets.js';

const training = trainingConfigSchema.shape;

/** A flag whose value depends on the recordings where it is not given. */
function setting<T extends z.ZodType>(key: keyof TrainingConfig, { unwrap }: z.ZodDefault<T>, doc: string) {
  return unwrap()
    .optional()
    .describe(`${doc}; ${presetText(key)}`);
}

export const TRAIN_FLAGS = z.strictObject({
  data: z.array(z.string()).default([]).describe('recordings, or folders of them (required)'),
  out: z.string().default('runs/khala').describe('folder of the run: checkpoints, metrics, DAgger matches'),
  from: z
    .string()
    .optional()
    .describe(
      'policy whose parameters and words the run begins with: base, a run, a checkpoint, an exported file',
    ),
  config: z
    .string()
    .optional()
    .describe('JSON file of training settings, as docs/train.schema.json has them; flags go before it'),
  schema: z.boolean().default(false).describe('print the JSON Schema of such a file, and do nothing else'),
  findRate: z
    .boolean()
    .default(false)
    .describe('try rising learning rates and say which to take, in place of training; writes no checkpoint'),
  findSteps: z.int().min(20).max(10_000).default(200).describe('steps of --find-rate'),
  picture: z.string().optional().describe('SVG file of the curve of --find-rate'),
  size: setting('size', training.size, 'size of the policy'),
  torso: setting(
    'torso',
    training.torso,
    'what stands between tokens and queries; the transformer is AlphaStar’s, for comparison',
  ),
  latents: setting('latents', training.latents, 'latents of the perceiver'),
  steps: setting('steps', training.steps, 'optimiser steps in all'),
  batch: setting('batch', training.batch, 'samples a batch'),
  accumulate: setting(
    'accumulate',
    training.accumulate,
    'batches whose gradients make one step, for large policies in little memory',
  ),
  learningRate: setting('learningRate', training.learningRate, 'peak learning rate'),
  warmup: setting('warmup', training.warmup, 'steps of linear warm-up'),
  weightDecay: setting('weightDecay', training.weightDecay, 'decoupled weight decay'),
  emaDecay: setting(
    'emaDecay',
    training.emaDecay,
    'decay of an average of the weights, which is what plays and is judged; 0 keeps none',
  ),
  labelSmoothing: setting(
    'labelSmoothing',
    training.labelSmoothing,
    'share of a label that goes to all legal classes',
  ),
  dropout: setting(
    'dropout',
    training.dropout,
    'share of the hidden numbers of torso and decoder that is dropped in training',
  ),
  lossWeight: z
    .array(z.string())
    .optional()
    .describe(`times that heads count in the loss, as function=4 value=0.1; ${presetText('lossWeights')}`),
  history: setting('history', training.history, 'past orders that the policy is shown'),
  context: setting('context', training.context, 'whether the policy is shown what the player has as counts'),
  contextBatch: setting(
    'contextBatch',
    training.contextBatch,
    'further samples a batch of which the function is learned from the context alone',
  ),
  contextDropout: setting(
    'contextDropout',
    training.contextDropout,
    'share of the context’s hidden numbers that is dropped for those',
  ),
  habitDropout: setting(
    'habitDropout',
    training.habitDropout,
    'share of the parts of the player’s habits that those do not show',
  ),
  memory: setting('memory', training.memory, 'whether the policy remembers its decisions of a match'),
  sequence: setting(
    'sequence',
    training.sequence,
    'decisions of a match that are learned from together, with --memory; divides the batch',
  ),
  maxEntities: setting('maxEntities', training.maxEntities, 'most entities that the policy is shown'),
  bucketed: setting('bucketed', training.bucketed, 'whether batches are made of observations of like size'),
  mirror: setting(
    'mirror',
    training.mirror,
    'whether demonstrations are learned from in mirrors too, left for right and bottom for top',
  ),
  functionCount: setting(
    'functionCount',
    training.functionCount,
    'times a function must occur to be learned',
  ),
  heldOut: setting('heldOut', training.heldOut, 'fraction of the files that is never trained on'),
  evaluateEvery: setting(
    'evaluateEvery',
    training.evaluateEvery,
    'steps between looks at the held-out files',
  ),
  checkpointEvery: setting('checkpointEvery', training.checkpointEvery, 'steps between checkpoints'),
  seed: setting('seed', training.seed, 'seed of parameters and data order'),
  daggerRounds: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe('rounds in which the policy plays and the teacher labels'),
  daggerMatches: z.int().min(1).default(64).describe('matches a round'),
  cloning: z.number().min(0).max(1).default(0.4).describe('fraction of the steps before the first round'),
  scenario: z
    .array(z.string())
    .min(1)
    .default(['3s5z'])
    .describe(
      'scenarios of the rounds, which share the matches; who is named twice gets twice as many: names, or paths of .json files',
    ),
  teacher: z.string().default('scripted:Champion').describe('who labels'),
  opponent: z
    .array(z.string())
    .default(['scripted:Elite'])
    .describe('whom the policy plays in the rounds; mirror is the policy itself'),
  engine: z
    .enum(['auto', ...ENGINE_NAMES])
    .default('auto')
    .describe('how the model runs'),
  threads: z.int().min(1).max(256).optional().describe('threads that compute; default 2'),
  replicas: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe(
      'threads that each learn from a part of every batch and share their gradients; default: what the run was begun with, else 1, one computation on all --threads',
    ),
  workers: z.int().min(1).max(256).default(availableParallelism()).describe('processes that play the rounds'),
});
export type TrainFlags = z.infer<typeof TRAIN_FLAGS>;

/**
 * Weights of heads out of `function=4 value=0.1`.
 * @throws BAD_ARGUMENT with the part that is wrong
 * @internal
 */
export function parseLossWeights(parts: readonly string[]): TrainingConfig['lossWeights'] {
  const given = parts.map((part) => {
    const [head, number, ...rest] = part.split('=');
    if (number === undefined || number.trim() === '' || rest.length > 0 || Number.isNaN(Number(number)))
      throw new KhalaError('BAD_ARGUMENT', `--loss-weight ${part}: it must read head=number, as function=4`);
    if (!(LOSS_ROWS as readonly string[]).includes(head))
      throw new KhalaError(
        'BAD_ARGUMENT',
        `--loss-weight ${part}: no head is named ${head}; the nearest is ${nearest(head, LOSS_ROWS, 1)[0]}`,
      );
    return [head, Number(number)];
  });
  const parsed = training.lossWeights.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new KhalaError('BAD_ARGUMENT', `--loss-weight ${path.join('.')}: ${message}`);
}

/** The training settings among the flags: those that were given. */
export function givenSettings(flags: TrainFlags): Partial<TrainingConfig> {
  const found = Object.entries(flags).filter(([key, value]) => key in training && value !== undefined);
  return {
    ...Object.fromEntries(found),
    ...(flags.lossWeight && { lossWeights: parseLossWeights(flags.lossWeight) }),
  };
}
