/**
 * The settings of a training run. One flat record, a description and a reason a field; unknown keys are errors. Saved with every checkpoint, and
 * a run only resumes with the settings it was begun with. docs/train.schema.json is this record as a JSON Schema.
 */
import { z } from 'zod';
import {
  MODEL_SIZE_NAMES,
  type ModelConfig,
  modelConfig,
  modelConfigSchema,
  TRANSFORMER_LAYERS,
} from '../model/config.js';
import { LOSS_ROWS, type LossRow } from './loss.js';

const GIBIBYTE = 2 ** 30;
/** A head that counts more than this drowns all others in float32. */
const MOST_WEIGHT = 1000;

const weight = z.number().min(0).max(MOST_WEIGHT).optional();
const lossWeightsSchema = z.strictObject(
  Object.fromEntries(LOSS_ROWS.map((row) => [row, weight])) as Record<LossRow, typeof weight>,
);

const model = modelConfigSchema.shape;

export const trainingConfigSchema = z.strictObject({
  size: z.enum(MODEL_SIZE_NAMES).default('base').describe('Registered size of the policy.'),
  torso: model.torso.describe('Torso of the policy; the transformer is for comparisons.'),
  latents: model.latents
    .default(32)
    .describe('Latents of a Perceiver IO torso: 32, as in its paper (arXiv 2107.14795, section 4.4).'),
  seed: z.int().default(1).describe("Seed of the fresh parameters and of the data's order."),
  batch: z
    .int()
    .min(1)
    .max(4096)
    .default(64)
    .describe('Samples a batch. 64 keeps two cores busy at 32 entities; more only makes steps longer.'),
  accumulate: z
    .int()
    .min(1)
    .max(1024)
    .default(1)
    .describe(
      'Batches whose gradients are averaged before one optimiser step: a step of accumulate * batch samples in the memory of batch. Each brings its own contexts.',
    ),
  contextBatch: z
    .int()
    .min(0)
    .max(16_384)
    .default(0)
    .describe(
      'Further demonstrations a batch of which only the context is shown and only the function is learned; needs context. They cost a twentieth of whole ones, and most of what a person does next follows from what he did and has. Where there are some, they alone teach the parameters that read the context.',
    ),
  contextRate: z
    .number()
    .positive()
    .max(100)
    .default(8)
    .describe(
      'Times the learning rate at which those are learned: a mean over so many is hardly noisy, and most of their inputs are seldom not 0.',
    ),
  contextDropout: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe(
      "Share of the hidden numbers of the context's MLP that is dropped at each of those (Srivastava et al. 2014). They pass several times, and what it learns by heart of one player is no good for another.",
    ),
  habitDropout: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe(
      'Share of the parts of the habits (a time scale, what followed a lead) of which such a demonstration shows nothing. Each part alone says much about a player who is seen often; one who is new needs all of them weighed.',
    ),
  dropout: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe(
      'Share of the hidden numbers of the residual MLPs of torso and decoder that is dropped for each whole demonstration; none where nothing is learned.',
    ),
  labelSmoothing: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe(
      "Share of a class head's label that is spread over its legal classes (Szegedy et al. 2016, section 7). Figures, on held-out files and in metrics, stay unsmoothed.",
    ),
  lossWeights: lossWeightsSchema
    .default({})
    .describe(
      "Times that each head's loss counts in the gradient; where nothing is given 1, and 0.1 for the value, which informs the latents without steering them. Human games have hundreds of units and a map of 16,384 places: the other heads lose ten times as much as the function at first and pull the shared torso along, though all of them follow from it.",
    ),
  steps: z.int().min(1).default(2000).describe('Optimiser steps in all.'),
  warmup: z
    .int()
    .min(0)
    .default(100)
    .describe("Steps of linear warm-up: Adam's second moment needs about 1 / (1 - beta2) steps to settle."),
  learningRate: z
    .number()
    .positive()
    .max(1)
    .default(1e-3)
    .describe('Peak learning rate, then a cosine down to finalLearningRate of it.'),
  finalLearningRate: z
    .number()
    .min(0)
    .max(1)
    .default(0.02)
    .describe('Fraction of the peak rate at the last step.'),
  weightDecay: z.number().min(0).max(1).default(0.01).describe('Decoupled weight decay of AdamW.'),
  beta1: z.number().min(0).max(0.9999).default(0.9).describe('Decay of the first moment.'),
  beta2: z
    .number()
    .min(0)
    .max(0.99999)
    .default(0.98)
    .describe('Decay of the second moment; 0.98 instead of 0.999, because runs are a few thousand steps.'),
  epsilon: z.number().positive().default(1e-8).describe('Added to the root of the second moment.'),
  clipNorm: z
    .number()
    .positive()
    .default(1)
    .describe('Largest norm of a gradient; what contexts teach is clipped by itself.'),
  emaDecay: z
    .number()
    .min(0)
    .max(0.99999)
    .default(0)
    .describe(
      'Decay of an average of the weights over the steps, which is the policy that a checkpoint holds, plays, and is judged; training goes on with the weights themselves. It rises to this with the steps, so that the first ones are soon forgotten. 0 keeps no average.',
    ),
  heldOut: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.05)
    .describe('Fraction of the files that is never trained on.'),
  evaluateEvery: z.int().min(1).default(250).describe('Steps between two looks at the held-out files.'),
  evaluateBatches: z
    .int()
    .min(1)
    .default(16)
    .describe('Most held-out batches a look; a fixed set, so that looks compare.'),
  judge: z
    .int()
    .min(0)
    .default(20_000)
    .describe(
      'Most held-out demonstrations that the report at the end judges; 0 makes none. An even selection of all of them.',
    ),
  checkpointEvery: z.int().min(1).default(500).describe('Steps between two checkpoints.'),
  window: z
    .int()
    .min(1)
    .default(16384)
    .describe('Samples that are shuffled among each other in memory; about 14 KiB each at 16 entities.'),
  windowBytes: z
    .int()
    .min(1)
    .default(GIBIBYTE)
    .describe(
      'Bytes of recordings after which a window is closed even so: human games have larger observations.',
    ),
  history: model.history.describe(
    'Past orders of the player that the policy is shown; scripted players have no habits to remember.',
  ),
  context: model.context.describe(
    'Whether the policy is shown what the player has as counts too; a skirmish has few entities and no economy.',
  ),
  memory: model.memory.describe(
    'Whether the latents carry a state through a match; in cloning, memory has hurt as often as it helped, so it is asked for.',
  ),
  sequence: z
    .int()
    .min(2)
    .max(256)
    .default(16)
    .describe(
      'Decisions of a match that a policy with a memory learns from together: what it remembers is learned over as many. A batch holds them of batch / sequence matches.',
    ),
  maxEntities: model.maxEntities.describe('Most entities that the policy is shown.'),
  bucketed: z
    .boolean()
    .default(false)
    .describe(
      'Whether batches are made of observations of like size, which spares padding where sizes differ widely.',
    ),
  mirror: z
    .boolean()
    .default(false)
    .describe(
      'Whether each demonstration is learned from in a mirror that is drawn anew each time: as it is, left for right, bottom for top, or both. A policy learns the same from fewer recordings, and learns none of them by heart; where people know a map by its corners it may not hold.',
    ),
  functionCount: z
    .int()
    .min(0)
    .default(0)
    .describe(
      'Times that a function must occur in the recordings that are learned from to be in the vocabulary; 0 keeps all.',
    ),
});
export type TrainingConfig = z.infer<typeof trainingConfigSchema>;

/** Settings as runs have saved them: before each head had a weight, the function alone had one. */
export const savedConfigSchema = z.preprocess((saved) => {
  if (typeof saved !== 'object' || saved === null || !('functionWeight' in saved)) return saved;
  const { functionWeight, ...rest } = saved;
  return { lossWeights: functionWeight === 1 ? {} : { function: functionWeight }, ...rest };
}, trainingConfigSchema);

/** The configuration of the policy that a run trains. */
export function policyConfig(config: TrainingConfig): ModelConfig {
  const { size, torso, latents, history, context, memory, maxEntities } = config;
  const given = modelConfig(size);
  const blocks = torso === 'transformer' ? TRANSFORMER_LAYERS : given.blocks;
  return { ...given, torso, latents, blocks, history, context, memory, maxEntities };
}

/** Decisions that follow each other in a batch, and sequences of them. */
export function sequenceShape({ memory, sequence, batch }: TrainingConfig): {
  readonly sequences: number;
  readonly steps: number;
} {
  const steps = memory ? sequence : 1;
  return { sequences: batch / steps, steps };
}

/** Learning rate at `step` (1-based): linear warm-up, then half a cosine. */
export function learningRate(config: TrainingConfig, step: number): number {
  if (step <= config.warmup) return (config.learningRate * step) / config.warmup;
  const span = Math.max(1, config.steps - config.warmup);
  const along = Math.min(1, (step - config.warmup) / span);
  const low = config.learningRate * config.finalLearningRate;
  return low + (config.learningRate - low) * 0.5 * (1 + Math.cos(Math.PI * along));
}
