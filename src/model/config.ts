/**
 * The policy's sizes. One flat record, a comment a field; unknown keys are errors.
 */
import { z } from 'zod';
import { MAX_ENTITIES } from '../spec/encoding.js';
import { KhalaError } from '../spec/errors.js';
import { nearest } from '../spec/nearest.js';

/** The torsos by name. */
export const TORSO_NAMES = ['perceiver', 'transformer'] as const;
export type TorsoName = (typeof TORSO_NAMES)[number];
/** Layers of AlphaStar's entity transformer. */
export const TRANSFORMER_LAYERS = 3;

const fields = z.strictObject({
  /** Width D of tokens, latents and queries. */
  width: z.int().min(8).max(1024),
  /** What stands between tokens and queries; torso.ts. */
  torso: z.enum(TORSO_NAMES).default('perceiver'),
  /** Number of latents L; the transformer has none. */
  latents: z.int().min(1).max(512),
  /** Self-attention blocks K, of the latents or of the transformer. */
  blocks: z.int().min(0).max(64),
  /** Attention heads H; divides the width. */
  heads: z.int().min(1).max(32),
  /** Hidden width of every MLP in multiples of D. */
  mlpRatio: z.number().min(0.5).max(8),
  /** Width of pointer keys and queries. */
  pointerWidth: z.int().min(4).max(512),
  /** Fourier bands a coordinate. */
  fourierBands: z.int().min(1).max(32),
  /** Past orders K of the player that are shown; checkpoints of before there was a choice have none. */
  history: z.int().min(0).max(256).default(0),
  /** Whether the policy is also shown tallies, and the function's query reads these, scalars and past orders past the latents. */
  context: z.boolean().default(false),
  /** Whether the latents carry a state from one decision of a match to the next; memory.ts. */
  memory: z.boolean().default(false),
  /** Most entities that are shown; above it own ones are kept first. */
  maxEntities: z.int().min(16).max(MAX_ENTITIES).default(MAX_ENTITIES),
});
/** Attention gives each head an equal part of the width; a memory is one of latents. */
export const modelConfigSchema = fields.superRefine(({ width, heads, torso, memory }, { addIssue }) => {
  if (width % heads !== 0)
    addIssue({ code: 'custom', path: ['heads'], message: `${heads} must divide the width ${width}` });
  if (memory && torso !== 'perceiver')
    addIssue({ code: 'custom', path: ['memory'], message: `is in the latents, and the ${torso} has none` });
});
export type ModelConfig = z.infer<typeof modelConfigSchema>;

const SHARED = {
  torso: 'perceiver',
  latents: 32,
  mlpRatio: 2,
  fourierBands: 9,
  history: 0,
  context: false,
  memory: false,
  maxEntities: MAX_ENTITIES,
} as const;

/** Registered sizes. All have the 32 latents that Perceiver IO used for AlphaStar (arXiv 2107.14795, section 4.4). */
export const MODEL_SIZES = {
  /** For tests: learns `3m` in seconds. */
  nano: { width: 32, blocks: 1, heads: 2, pointerWidth: 16, ...SHARED },
  /** The default on a CPU. */
  base: { width: 128, blocks: 2, heads: 4, pointerWidth: 32, ...SHARED },
  /**
   * AlphaStar's scale (Vinyals et al. 2019, supplementary data, "entity encoder"): 512 entities, width 256, three blocks, MLPs of 1,024 hidden
   * numbers. Heads are as wide as those of `base`, pointers twice.
   */
  full: { width: 256, blocks: TRANSFORMER_LAYERS, heads: 8, pointerWidth: 64, ...SHARED, mlpRatio: 4 },
} as const satisfies Record<string, ModelConfig>;
export type ModelSize = keyof typeof MODEL_SIZES;
export const MODEL_SIZE_NAMES = Object.keys(MODEL_SIZES) as readonly ModelSize[];

/** Refuses what no policy can be made of. @throws BAD_ARGUMENT */
export function checkModelConfig(config: ModelConfig): void {
  const { error } = modelConfigSchema.safeParse(config);
  if (!error) return;
  const [{ path, message }] = error.issues;
  throw new KhalaError(
    'BAD_ARGUMENT',
    `choose a policy's sizes: ${path.join('.')} ${message}; give another ${path[0] === 'memory' ? 'torso, or none' : 'number'}`,
  );
}

/** The configuration of a registered size. Throws BAD_ARGUMENT with the nearest name. */
export function modelConfig(size: string): ModelConfig {
  const found = Object.entries(MODEL_SIZES).find(([name]) => name === size);
  if (found) return found[1];
  throw new KhalaError(
    'BAD_ARGUMENT',
    `choose model size: "${size}" is not one of ${MODEL_SIZE_NAMES.join(', ')}; did you mean ${nearest(size, MODEL_SIZE_NAMES, 1)[0]}?`,
  );
}
