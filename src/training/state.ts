/** Where a run stands: what its checkpoints hold, and how it begins or goes on from them. P is the number of parameters. */
import { isDeepStrictEqual } from 'node:util';
import {
  type CheckpointDescription,
  latestStep,
  loadCheckpoint,
  loadOptimiser,
  saveCheckpoint,
} from '../model/checkpoint.js';
import { checkTensors, initialise } from '../model/parameters.js';
import type { Policy } from '../model/policy.js';
import { KhalaError } from '../spec/errors.js';
import { vocabularyHash } from '../spec/vocabulary-hash.js';
import { savedConfigSchema, type TrainingConfig } from './config.js';
import { type Figures, noFigures, savedFigures } from './tally.js';

/** What a step changes. (P) each */
export const WEIGHTS = ['parameters', 'first_moment', 'second_moment'] as const;
export type Weights = Readonly<Record<(typeof WEIGHTS)[number], Float32Array>>;

export interface State {
  step: number;
  /** As of the last time that they were asked for. */
  weights: Weights;
  /** (P) average of the parameters over the steps, which is what others see of the policy; null where none is kept. */
  readonly average: Float32Array | null;
  readonly figures: Figures;
}

/** Weights before the first step. @param parameters (P) */
export function freshWeights(parameters: Float32Array): Weights {
  const { length } = parameters;
  return { parameters, first_moment: new Float32Array(length), second_moment: new Float32Array(length) };
}

/** The weights (P) that play and are judged. */
export function shownWeights({ average, weights }: State): Float32Array {
  return average ?? weights.parameters;
}

/** What must be the same for a run to go on from its checkpoint. */
function sameRun(config: TrainingConfig, found: Readonly<Record<string, unknown>>, out: string): void {
  const parsed = savedConfigSchema.safeParse(found.config);
  // Settings that its version did not have yet are what they are by default.
  const before: Record<string, unknown> = { ...(parsed.success ? parsed.data : null) };
  for (const [key, value] of Object.entries(config)) {
    if (!isDeepStrictEqual(before[key], value)) {
      const [then, now] = [before[key], value].map((v) => (typeof v === 'object' ? JSON.stringify(v) : v));
      throw new KhalaError(
        'CHECKPOINT_MISMATCH',
        `resume ${out}: it was begun with ${key} ${String(then)}, now it is ${String(now)}; give the same settings or another --out`,
      );
    }
  }
}

/** The parameters (P) that a run begins with. @throws NOT_FINITE with the tensor's name */
export function startOf(policy: Policy, seed: number, initial: (() => Float32Array) | null): Float32Array {
  const parameters = initial?.() ?? initialise(policy.layout, seed);
  checkTensors('begin training', parameters, policy.layout);
  return parameters;
}

/**
 * The state of the newest checkpoint in `out`, or a new one.
 * @throws CHECKPOINT_MISMATCH, NOT_FINITE (with the tensor's name), and what reading a checkpoint throws
 */
export function begin(
  config: TrainingConfig,
  policy: Policy,
  out: string,
  initial: (() => Float32Array) | null,
): State {
  const latest = latestStep(out);
  if (!latest) {
    const weights = freshWeights(startOf(policy, config.seed, initial));
    const average = config.emaDecay > 0 ? weights.parameters.slice() : null;
    return { step: 0, weights, average, figures: noFigures() };
  }
  const checkpoint = loadCheckpoint(latest);
  sameRun(config, checkpoint.description.training, out);
  const { layout, index } = checkpoint.policy;
  if (layout.size !== policy.layout.size) {
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `resume ${out}: its policy has ${layout.size} parameters, this one ${policy.layout.size}; give another --out`,
    );
  }
  if (vocabularyHash(index.vocabulary) !== vocabularyHash(policy.index.vocabulary)) {
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `resume ${out}: its policy has learned other words than these recordings have; give the recordings it was begun with or another --out`,
    );
  }
  const averaged = config.emaDecay > 0;
  const { parameters, ...moments } = loadOptimiser(latest, layout.size, averaged);
  const weights = { parameters: parameters ?? checkpoint.parameters, ...moments };
  for (const [name, values] of Object.entries({ ...weights, average: checkpoint.parameters }))
    checkTensors(`resume ${out}: ${name}`, values, layout);
  return {
    step: checkpoint.description.step,
    weights,
    average: averaged ? checkpoint.parameters : null,
    figures: savedFigures(checkpoint.description.training, out),
  };
}

/**
 * Writes the state as a checkpoint.
 * @throws NOT_FINITE (with the tensor's name), and what writing throws
 */
export function save(
  folder: string,
  policy: Policy,
  state: State,
  about: { readonly config: TrainingConfig; readonly engine: string },
): CheckpointDescription {
  const { step, weights, average, figures } = state;
  const { parameters, first_moment, second_moment } = weights;
  for (const [name, values] of Object.entries({ parameters, ...(average && { average }) }))
    checkTensors(`save step ${step}: ${name}`, values, policy.layout);
  const optimiser = { first_moment, second_moment, ...(average && { parameters }) };
  const training = { ...about, ...figures };
  return saveCheckpoint(folder, policy, shownWeights(state), { step, training }, optimiser);
}
