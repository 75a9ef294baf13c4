/**
 * The whole policy: tokens, 32 latents, queries, command. Pure functions of tensors; how they run is the engine's matter.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  bucketFor,
  createInputs,
  FINE_CELLS,
  indexVocabulary,
  LOCATION_CELLS,
  type PolicyInputs,
  type VocabularyIndex,
} from '../spec/encoding.js';
import { DELAY_BINS, type Vocabulary } from '../spec/vocabulary.js';
import type { WatchAttention } from './attention.js';
import { checkModelConfig, type ModelConfig } from './config.js';
import { decode, decoderSpecs, functionQuery } from './decoder.js';
import {
  applyFunctionHead,
  applyHeads,
  type Choose,
  type Head,
  type HeadOutputs,
  headSpecs,
  QUEUED_CLASSES,
} from './heads.js';
import {
  type ContextTensors,
  type InputSpecs,
  type InputTensors,
  inputSpecs,
  type TargetTensors,
} from './inputs.js';
import { type Carried, memoryInputs } from './memory.js';
import { layOut, type ParameterLayout, type Parameters } from './parameters.js';
import { contextAlone, contextSizes, type Tokens, tokenise, tokenSpecs } from './tokens.js';
import { applyTorso, torsoSpecs } from './torso.js';

export interface Policy {
  readonly config: ModelConfig;
  readonly index: VocabularyIndex;
  readonly layout: ParameterLayout;
}

/**
 * @throws BAD_ARGUMENT where the sizes fit no policy
 * @example const policy = createPolicy(modelConfig('base'), SKIRMISH_VOCABULARY)
 */
export function createPolicy(config: ModelConfig, vocabulary: Vocabulary): Policy {
  checkModelConfig(config);
  return {
    config,
    index: indexVocabulary(vocabulary),
    layout: layOut([
      ...tokenSpecs(config, vocabulary),
      ...torsoSpecs(config),
      ...decoderSpecs(config),
      ...headSpecs(config, vocabulary.functions.length),
    ]),
  };
}

/** Empty inputs for B observations of which the largest has `count` entities. */
export function policyInputs({ config, index }: Policy, batch: number, count: number): PolicyInputs {
  return createInputs(batch, bucketFor(count, config.maxEntities), contextSizes(config, index.vocabulary));
}

/**
 * Names, shapes and dtypes of the inputs for B samples of N entities.
 * @param steps decisions of one match that follow each other in the batch, for a policy with a memory; memory.ts has their order
 */
export function policyInputSpecs(
  { config, index }: Policy,
  batch: number,
  entities: number,
  steps = 1,
): InputSpecs {
  const seen = inputSpecs(batch, entities, contextSizes(config, index.vocabulary));
  return { ...seen, ...memoryInputs(config, batch, steps) };
}

/** What a policy with a memory carries among the inputs; null for one without. */
function carriedOf({ memory, memory_lasts }: InputTensors): Carried | null {
  return memory ? { memory, lasts: memory_lasts ?? null } : null;
}

/** What the heads say, and the state of the latents after it. */
export type PolicyOutputs = HeadOutputs & {
  /** (S, L, D); null for a policy without a memory */
  readonly memory: tf.Tensor | null;
};

/** One pass through the torso; the heads answer it once for each way of choosing. */
function run(policy: Policy, p: Parameters, inputs: InputTensors, ...ways: Choose[]): PolicyOutputs[] {
  const { config, index } = policy;
  const tokens = tokenise(p, config, inputs);
  const torso = applyTorso(p, config, tokens, carriedOf(inputs));
  const decoded = decode(p, config, tokens, torso);
  return ways.map((choose) => ({
    ...applyHeads(p, config, index, decoded, inputs, choose),
    memory: torso.next,
  }));
}

/**
 * The likeliest command, with every attention that leads to it.
 * @param watch is told of the weights: see `applyTorso` and `decode`
 */
export function watched(
  { config, index }: Policy,
  p: Parameters,
  inputs: InputTensors,
  watch: WatchAttention,
): HeadOutputs {
  const tokens = tokenise(p, config, inputs);
  const decoded = decode(p, config, tokens, applyTorso(p, config, tokens, carriedOf(inputs), watch), watch);
  return applyHeads(p, config, index, decoded, inputs, likeliest);
}

/**
 * Logits of every head along the teacher's choices, for tokens that are not (all of) what `tokenise` makes of the inputs: what the policy
 * reads is the tokens, what is legal is the inputs' masks.
 */
export function teacherForcedOn(
  { config, index }: Policy,
  p: Parameters,
  tokens: Tokens,
  inputs: InputTensors,
  targets: TargetTensors,
): HeadOutputs {
  const decoded = decode(p, config, tokens, applyTorso(p, config, tokens, carriedOf(inputs)));
  return applyHeads(p, config, index, decoded, inputs, (head) => targets[head]);
}

/** The entities as their tokens and as the heads read them: the torso's work lies between. 2 x (B, N, D) */
export function encodedEntities(
  { config }: Policy,
  p: Parameters,
  inputs: InputTensors,
): { before: tf.Tensor; after: tf.Tensor } {
  const tokens = tokenise(p, config, inputs);
  const torso = applyTorso(p, config, tokens, carriedOf(inputs));
  return { before: tokens.all, after: decode(p, config, tokens, torso).entities };
}

/** Logits of every head along the teacher's choices. */
export function teacherForced(
  policy: Policy,
  p: Parameters,
  inputs: InputTensors,
  targets: TargetTensors,
): PolicyOutputs {
  const [outputs] = run(policy, p, inputs, (head) => targets[head]);
  return outputs;
}

/**
 * Logits of the function for players whose entities are not shown: what the context alone says. (B, F)
 * @param kept (B, contextHidden) dropout's factors of the context's hidden numbers; null drops none
 */
export function functionOfContext(
  { config }: Policy,
  p: Parameters,
  inputs: ContextTensors,
  kept: tf.Tensor | null,
): tf.Tensor {
  const unread = functionQuery(p); // (1, D)
  return applyFunctionHead(p, tf.add(contextAlone(p, config, inputs, kept), unread), inputs.function_mask);
}

const CONTEXT_PARAMETERS =
  /^(tokens\.(scalars|tallies|habits|context)|heads\.function(\.norm)?)\.(?!embedding)/;

/** Whether `functionOfContext` reads a parameter; it also reads one row of the queries, which are the decoder's. */
export function isOfContext(name: string): boolean {
  return CONTEXT_PARAMETERS.test(name);
}

/** What each head takes without noise: the likeliest class, the units that are rather selected than not. */
function likeliest(head: Head, logits: tf.Tensor): tf.Tensor {
  return head === 'selected' ? tf.cast(tf.greater(logits, 0), 'float32') : tf.argMax(logits, 1);
}

/**
 * Two answers to the same observations: along the teacher's choices (as in training), and with the teacher's function
 * alone, everything after it being the policy's own likeliest choice.
 */
export function judged(
  policy: Policy,
  p: Parameters,
  inputs: InputTensors,
  targets: TargetTensors,
): { forced: PolicyOutputs; own: PolicyOutputs } {
  const [forced, own] = run(
    policy,
    p,
    inputs,
    (head) => targets[head],
    (head, logits) => (head === 'function' ? targets.function : likeliest(head, logits)),
  );
  return { forced, own };
}

/** Shape of each head's noise for B samples of N entities: one number a class. */
export function noiseShapes(
  policy: Policy,
  batch: number,
  entities: number,
): Record<Head, readonly [number, number]> {
  return {
    function: [batch, policy.index.vocabulary.functions.length],
    delay: [batch, DELAY_BINS.length],
    queued: [batch, QUEUED_CLASSES],
    pivot: [batch, entities],
    selected: [batch, entities],
    target_entity: [batch, entities],
    target_cell: [batch, LOCATION_CELLS],
    target_fine: [batch, FINE_CELLS],
  };
}

/**
 * A decision: each head takes the largest of logits + noise. With Gumbel noise (logistic for `selected`) that is a sample
 * of the policy at temperature 1; noise scaled by a temperature samples colder; without noise it is the likeliest choice.
 */
export function sample(
  policy: Policy,
  p: Parameters,
  inputs: InputTensors,
  noise: Record<Head, tf.Tensor>,
): PolicyOutputs {
  const [outputs] = run(policy, p, inputs, (head, logits) => likeliest(head, tf.add(logits, noise[head])));
  return outputs;
}
