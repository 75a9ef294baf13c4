/** Where a run stands: what its checkpoints hold, and how it begins or goes on from them. P is the number of parameters. */
import { isDeepStrictEqual } from 'node:util';
import {
  type CheckpointDescription,
  latestStep,
  loadCheckpoint,
  loadOptimiser,
  saveCheckpoint,
} from '../model/checkpoint.js';
import { checkMemory, emptyMemory } from '../model/memory.js';
import { checkTensors, initialise } from '../model/parameters.js';
import type { Policy } from '../model/policy.js';
import { KhalaError } from '../spec/errors.js';
import { vocabularyHash } from '../spec/vocabulary-hash.js';
import { savedConfigSchema, sequenceShape, type TrainingConfig } from './config.js';
import { type Figures, noFigures, savedFigures } from './tally.js';

/** What a step changes. */
export interface Weights {
  /** (P) */
  readonly parameters: Float32Array;
  /** (P) */
  readonly first_moment: Float32Array;
  /** (P) */
  readonly second_moment: Float32Array;
  /** (S L D) what a policy with a memory carries from the last batch to the next; there is none otherwise. */
  readonly memory?: Float32Array;
}

export interface State {
  step: number;
  /** As of the last time that they were asked for. */
  weights: Weights;
  /** (P) average of the parameters over the steps, which is what others see of the policy; null where none is kept. */
  readonly average: Float32Array | null;
  readonly figures: Figures;
}

/** Weights before the first step. @param parameters (P) @param carried what is remembered then */
export function freshWeights(parameters: Float32Array, carried: Pick<Weights, 'memory'> = {}): Weights {
  const { length } = parameters;
  return {
    ...{ parameters, first_moment: new Float32Array(length), second_moment: new Float32Array(length) },
    ...carried,
  };
}

/** What sequences remember at the start of their matches: nothing. */
export function nothingRemembered(policy: Policy, config: TrainingConfig): Pick<Weights, 'memory'> {
  return policy.config.memory ? { memory: emptyMemory(policy.config, sequenceShape(config).sequences) } : {};
}

/** What they remember where a checkpoint has this memory. @throws CHECKPOINT_MISMATCH, NOT_FINITE */
function remembered(
  policy: Policy,
  config: TrainingConfig,
  out: string,
  memory: Float32Array | undefined,
): Pick<Weights, 'memory'> {
  const empty = nothingRemembered(policy, config);
  if (!empty.memory) return {};
  if (memory?.length !== empty.memory.length)
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `resume ${out}: the memory of its sequences must have ${empty.memory.length} values, the checkpoint has ${memory?.length ?? 'none'}; give another --out`,
    );
  checkMemory(`resume ${out}`, memory);
  return { memory };
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

/** The weights that a run begins with. @throws NOT_FINITE with the tensor's name */
export function startOf(
  policy: Policy,
  config: TrainingConfig,
  initial: (() => Float32Array) | null,
): Weights {
  const parameters = initial?.() ?? initialise(policy.layout, config.seed);
  checkTensors('begin training', parameters, policy.layout);
  return freshWeights(parameters, nothingRemembered(policy, config));
}

/**
 * The state of the newest checkpoint in `out`, or a new one.
 * @param from step at which the present demonstrations came into use: then matches begin, and nothing is remembered
 * @throws CHECKPOINT_MISMATCH, NOT_FINITE (with the tensor's name), and what reading a checkpoint throws
 */
export function begin(
  config: TrainingConfig,
  policy: Policy,
  out: string,
  initial: (() => Float32Array) | null,
  from: number,
): State {
  const latest = latestStep(out);
  if (!latest) {
    const weights = startOf(policy, config, initial);
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
  const { step } = checkpoint.description;
  const { parameters, memory, ...moments } = loadOptimiser(latest, layout.size, averaged);
  const learned = { parameters: parameters ?? checkpoint.parameters, ...moments };
  for (const [name, values] of Object.entries({ ...learned, average: checkpoint.parameters }))
    checkTensors(`resume ${out}: ${name}`, values, layout);
  const carried = step === from ? nothingRemembered(policy, config) : remembered(policy, config, out, memory);
  return {
    step,
    weights: { ...learned, ...carried },
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
  about: { readonly config: TrainingConfig; readonly engine: string; readonly replicas: number },
): CheckpointDescription {
  const { step, weights, average, figures } = state;
  const { parameters, memory, ...moments } = weights;
  for (const [name, values] of Object.entries({ parameters, ...(average && { average }) }))
    checkTensors(`save step ${step}: ${name}`, values, policy.layout);
  if (memory) checkMemory(`save step ${step}`, memory);
  const optimiser = { ...moments, ...(average && { parameters }), ...(memory && { memory }) };
  const training = { ...about, ...figures };
  return saveCheckpoint(folder, policy, shownWeights(state), { step, training }, optimiser);
}
