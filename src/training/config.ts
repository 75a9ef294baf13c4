/**
 * The settings of a training run. One flat record, a comment and a reason a field; unknown keys are errors. Saved with
 * every checkpoint, and a run only resumes with the settings it was begun with.
 */
import { z } from 'zod';
import { type ModelConfig, modelConfig, modelConfigSchema, TRANSFORMER_LAYERS } from '../model/config.js';

const GIBIBYTE = 2 ** 30;

export const trainingConfigSchema = z.strictObject({
  /** Registered model size. */
  size: z.string().default('base'),
  /** Torso of the policy, for comparisons. */
  torso: modelConfigSchema.shape.torso,
  /** Latents of a Perceiver IO torso: 32, as in its paper (arXiv 2107.14795, section 4.4). */
  latents: modelConfigSchema.shape.latents.default(32),
  /** Seed of the fresh parameters and of the data's order. */
  seed: z.int().default(1),
  /** Samples a step. 64 keeps two cores busy at 32 entities; more only makes steps longer. */
  batch: z.int().min(1).max(4096).default(64),
  /**
   * Further demonstrations a step of which only the context is shown and only the function is learned; needs `context`. They cost a
   * twentieth of whole ones, and most of what a person does next follows from what he did and has. Where there are some, they alone
   * teach the parameters that read the context.
   */
  contextBatch: z.int().min(0).max(16_384).default(0),
  /** Times the learning rate at which those are learned: a mean over so many is hardly noisy, and most of their inputs are seldom not 0. */
  contextRate: z.number().positive().max(100).default(8),
  /**
   * Share of the hidden numbers of the context's MLP that is dropped at each of those (Srivastava et al. 2014, "Dropout"). They pass several
   * times, and what it learns by heart of one player is no good for another.
   */
  contextDropout: z.number().min(0).max(0.9).default(0),
  /**
   * Share of the parts of the habits (a time scale, what followed a lead) of which such a demonstration shows nothing. Each part alone says
   * much about a player who is seen often; one who is new needs all of them weighed.
   */
  habitDropout: z.number().min(0).max(0.9).default(0),
  /** Optimiser steps in all. */
  steps: z.int().min(1).default(2000),
  /** Steps of linear warm-up: Adam's second moment needs about 1 / (1 - beta2) steps to settle. */
  warmup: z.int().min(0).default(100),
  /** Peak learning rate, then a cosine down to `finalLearningRate` of it. */
  learningRate: z.number().positive().max(1).default(1e-3),
  /** Fraction of the peak rate at the last step. */
  finalLearningRate: z.number().min(0).max(1).default(0.02),
  /** Decoupled weight decay of AdamW. */
  weightDecay: z.number().min(0).max(1).default(0.01),
  /** Decay of the first moment. */
  beta1: z.number().min(0).max(0.9999).default(0.9),
  /** Decay of the second moment; 0.98 instead of 0.999, because runs are a few thousand steps. */
  beta2: z.number().min(0).max(0.99999).default(0.98),
  /** Added to the root of the second moment. */
  epsilon: z.number().positive().default(1e-8),
  /** Largest norm of a gradient; what contexts teach is clipped by itself. */
  clipNorm: z.number().positive().default(1),
  /**
   * Times that the function's loss counts in the gradient. Human games have hundreds of units and a map of 16,384 places:
   * the other heads lose ten times as much at first and pull the shared torso along, though all of them follow from the function.
   */
  functionWeight: z.number().positive().default(1),
  /** Fraction of the files that is never trained on. */
  heldOut: z.number().min(0).max(0.9).default(0.05),
  /** Steps between two looks at the held-out files. */
  evaluateEvery: z.int().min(1).default(250),
  /** Most held-out batches a look; a fixed set, so that looks compare. */
  evaluateBatches: z.int().min(1).default(16),
  /** Most held-out demonstrations that the report at the end judges; 0 makes none. An even selection of all of them. */
  judge: z.int().min(0).default(20_000),
  /** Steps between two checkpoints. */
  checkpointEvery: z.int().min(1).default(500),
  /** Samples that are shuffled among each other in memory; about 14 KiB each at 16 entities. */
  window: z.int().min(1).default(16384),
  /** Bytes of recordings after which a window is closed even so: human games have larger observations. */
  windowBytes: z.int().min(1).default(GIBIBYTE),
  /** Past orders of the player that the policy is shown; scripted players have no habits to remember. */
  history: modelConfigSchema.shape.history,
  /** Whether the policy is shown what the player has as counts too; a skirmish has few entities and no economy. */
  context: modelConfigSchema.shape.context,
  /** Whether the latents carry a state through a match; in cloning, memory has hurt as often as it helped, so it is asked for. */
  memory: modelConfigSchema.shape.memory,
  /**
   * Decisions of a match that a policy with a memory learns from together: what it remembers is learned over as many. The batch holds them of
   * batch / sequence matches.
   */
  sequence: z.int().min(2).max(256).default(16),
  /** Most entities that the policy is shown. */
  maxEntities: modelConfigSchema.shape.maxEntities,
  /** Whether batches are made of observations of like size, which spares padding where sizes differ widely. */
  bucketed: z.boolean().default(false),
  /** Times that a function must occur in the recordings that are learned from to be in the vocabulary; 0 keeps all. */
  functionCount: z.int().min(0).default(0),
});
export type TrainingConfig = z.infer<typeof trainingConfigSchema>;

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
