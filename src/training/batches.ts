/**
 * Batches out of demonstrations, in the order of a plan. Blocks are read once a window; an encoded batch is what crosses
 * from the data thread to the training loop.
 */
import { basename } from 'node:path';
import {
  type ContextDemonstration,
  type Demonstration,
  type Demonstrations,
  decoded,
} from '../../replays/demonstrations.js';
import { hiddenNumbers } from '../model/dropout.js';
import { type Policy, policyInputs } from '../model/policy.js';
import { contextHidden, contextSizes } from '../model/tokens.js';
import { COMMAND_FAULTS, type CommandFault, encodeCommand } from '../spec/command-classes.js';
import { encodeDecision } from '../spec/encode-decision.js';
import { encodeContext } from '../spec/encode-observation.js';
import {
  bucketFor,
  type ContextInputs,
  createContextInputs,
  createTargets,
  type PolicyInputs,
  type PolicyTargets,
} from '../spec/encoding.js';
import { KhalaError } from '../spec/errors.js';
import { dropHabits, encodeHabits } from '../spec/habits.js';
import { encodeHistory } from '../spec/history.js';
import { MIRRORS, type Mirror, mirrorInputs, mirrorTargets } from '../spec/mirror.js';
import { createRandom, type Random } from '../spec/random.js';
import { encodeTallies } from '../spec/tallies.js';
import { functionKey } from '../spec/vocabulary.js';
import { sequenceShape, type TrainingConfig } from './config.js';
import type { DataSize } from './forecast.js';
import { type BlockRef, createPlan, heldOutFiles, type Plan, type PlanOptions } from './plan.js';
import {
  createSequenceReader,
  lastingRows,
  matchesOf,
  nearestInSequence,
  planSequences,
} from './sequences.js';

export interface Batch {
  readonly inputs: PolicyInputs;
  readonly targets: PolicyTargets;
  /** Demonstrations that could not be shown to the policy and were replaced by another of the batch, by reason. */
  readonly faults: Readonly<Record<CommandFault, number>>;
  /** Further demonstrations of which only the context is shown and only the function is learned; null for none. */
  readonly context: ContextBatch | null;
  /** (B, S) dropout's factors of the hidden numbers of torso and decoder: 0, or what makes up for those; null where none are dropped */
  readonly kept: Float32Array | null;
  /** (B) 0 where a match begins, for a policy that remembers; null where demonstrations are in no order of time. */
  readonly lasts: Float32Array | null;
}

export interface ContextBatch {
  readonly inputs: ContextInputs;
  /** (B) the function's class */
  readonly function: Int32Array;
  /** (B) 0 where it is none of the vocabulary or none that is offered */
  readonly shown: Float32Array;
  /** (B, hidden) dropout's factors of the context's hidden numbers: 0, or what makes up for those; null where none are dropped */
  readonly kept: Float32Array | null;
}

/** Batches of contexts a window: they pass so fast that a large one would be read more than it is shuffled. */
const CONTEXT_WINDOW = 8;

const OUTCOME_VALUE = { win: 1, draw: 0.5, loss: 0 } as const;

export interface EncodedSamples {
  readonly inputs: PolicyInputs;
  readonly targets: PolicyTargets;
  /** Why each demonstration cannot be shown to the policy, or null where it can. */
  readonly faults: readonly (CommandFault | null)[];
  /** Writes the demonstration of this number into row `b` instead of what is there. */
  readonly encode: (number: number, b: number) => CommandFault | null;
}

/**
 * Encodes demonstrations, padded to the bucket of the largest. `seed` draws the pivots.
 * @param mirrors the one in which each is shown; null for as they are
 */
export function encodeSamples(
  demonstrations: readonly Demonstration[],
  policy: Policy,
  mirrors: readonly Mirror[] | null,
  ...seed: readonly (number | string)[]
): EncodedSamples {
  const batch = demonstrations.length;
  const { index } = policy;
  const read = demonstrations.map(decoded);
  const inputs = policyInputs(policy, batch, Math.max(...read.map((d) => d.observation.count)));
  const targets = createTargets(batch, inputs.entities);
  const random = createRandom(...seed);
  const encode = (number: number, b: number): CommandFault | null => {
    const { observation, command, past, result, info } = read[number];
    const rows = encodeDecision(observation, past, info.map, index, inputs, b);
    targets.outcome[b] = result === null ? 0 : OUTCOME_VALUE[result];
    targets.outcome_known[b] = result === null ? 0 : 1;
    const fault = encodeCommand(command, observation, info.map, index, rows, inputs, targets, b, random.int);
    if (mirrors) {
      mirrorInputs(inputs, b, info.map, mirrors[number]);
      mirrorTargets(targets, b, mirrors[number]);
    }
    return fault;
  };
  return { inputs, targets, faults: read.map((_, b) => encode(b, b)), encode };
}

/** No fault of any kind yet. */
export function noFaults(): Record<CommandFault, number> {
  return Object.fromEntries(COMMAND_FAULTS.map((fault) => [fault, 0])) as Record<CommandFault, number>;
}

/**
 * Encodes demonstrations as one batch to learn from. A batch has a fixed size: one that cannot be shown gives its place to
 * the next good one.
 * @param mirrors as for `encodeSamples`
 * @throws NO_DATA when none of them can be shown to the policy
 * @internal
 */
export function encodeBatch(
  demonstrations: readonly Demonstration[],
  policy: Policy,
  mirrors: readonly Mirror[] | null,
  ...seed: readonly (number | string)[]
): Batch {
  return encodeRows(demonstrations, policy, nextGood, mirrors, ...seed);
}

/** The next row of all that can be shown. */
function nextGood(good: readonly boolean[], b: number): number {
  const apart = good.findIndex((_, i) => good[(b + i) % good.length]);
  return (b + apart) % good.length;
}

/**
 * The same with a choice of who takes the place of one that cannot be shown.
 * @param stand the row whose demonstration does, for row `b`; it is told which can be shown, one of them at least
 * @throws NO_DATA when none of them can be shown to the policy
 */
function encodeRows(
  demonstrations: readonly Demonstration[],
  policy: Policy,
  stand: (good: readonly boolean[], b: number) => number,
  mirrors: readonly Mirror[] | null,
  ...seed: readonly (number | string)[]
): Batch {
  const { inputs, targets, faults, encode } = encodeSamples(demonstrations, policy, mirrors, ...seed);
  const counts = noFaults();
  for (const fault of faults) if (fault) counts[fault]++;
  if (faults.every((fault) => fault !== null)) {
    const reasons = COMMAND_FAULTS.filter((fault) => counts[fault] > 0).map(
      (fault) => `${fault} ${counts[fault]}`,
    );
    throw new KhalaError(
      'NO_DATA',
      `encode a batch: none of its ${faults.length} demonstrations can be shown to the policy (${reasons.join(', ')}); check that the recordings are of the game whose vocabulary this is`,
    );
  }
  const good = faults.map((fault) => fault === null);
  for (const [b, fault] of faults.entries()) if (fault) encode(stand(good, b), b);
  return { inputs, targets, faults: counts, context: null, kept: null, lasts: null };
}

/** Shares that are dropped, below 1. */
interface Dropout {
  /** Of the context's hidden numbers. */
  readonly hidden: number;
  /** Of the habits' parts. */
  readonly habits: number;
  readonly random: Random;
}

/**
 * Encodes only the context and the function of demonstrations.
 * @param spare a batch of the same policy and size that nobody reads any more: it is written over and returned
 * @internal
 */
export function encodeContexts(
  demonstrations: readonly ContextDemonstration[],
  policy: Policy,
  dropout: Dropout,
  spare: ContextBatch | null = null,
): ContextBatch {
  const batch = demonstrations.length;
  const { index, config } = policy;
  const { functions } = index.vocabulary;
  const { inputs, function: found, shown, kept } = spare ?? emptyContexts(batch, policy, dropout);
  found.fill(0);
  shown.fill(0);
  for (const [b, { observation, action, past, info }] of demonstrations.entries()) {
    const most = bucketFor(observation.count, config.maxEntities);
    encodeContext(observation, info.map, index, most, inputs, b);
    encodeTallies(observation, past, index, inputs, b);
    encodeHabits(past, observation.gameLoop, index, inputs, b);
    if (dropout.habits > 0) dropHabits(inputs, b, dropout.habits, dropout.random);
    encodeHistory(past, observation, info.map, index, inputs, b);
    const fn = index.functions.get(functionKey(action));
    if (fn === undefined || inputs.function_mask[b * functions.length + fn] === 0) continue;
    found[b] = fn;
    shown[b] = 1;
  }
  if (kept) dropSome(kept, dropout.hidden, dropout.random);
  return { inputs, function: found, shown, kept };
}

/** Draws dropout's factors: 0 with probability `share`, else what keeps the mean. */
function dropSome(kept: Float32Array, share: number, random: Random): Float32Array {
  const factor = 1 / (1 - share);
  for (let i = 0; i < kept.length; i++) kept[i] = random.next() < share ? 0 : factor;
  return kept;
}

function emptyContexts(batch: number, { config, index }: Policy, { hidden }: Dropout): ContextBatch {
  return {
    inputs: createContextInputs(batch, contextSizes(config, index.vocabulary)),
    function: new Int32Array(batch),
    shown: new Float32Array(batch),
    kept: hidden > 0 ? new Float32Array(batch * contextHidden(config)) : null,
  };
}

/** Reads the demonstrations of a plan's batches by `readBlock`, which returns those of a block; keeps the blocks of the windows it is in. */
function createReader<T>(
  plan: Plan,
  readBlock: (file: number, block: number) => (sample: number) => T,
): (k: number) => readonly T[] {
  const held = new Map<string, (sample: number) => T>();
  const keyOf = (block: BlockRef): string => `${block.file}:${block.block}`;
  return (k) => {
    const parts = plan.batch(k);
    const wanted = new Set(parts.flatMap(({ window }) => window.blocks.map(keyOf)));
    for (const key of held.keys()) if (!wanted.has(key)) held.delete(key);
    for (const { window } of parts) {
      for (const block of window.blocks) {
        const key = keyOf(block);
        if (!held.has(key)) held.set(key, readBlock(block.file, block.block));
      }
    }
    return parts.flatMap(({ refs }) =>
      refs.map((ref) => (held.get(keyOf(ref.block)) as (sample: number) => T)(ref.sample)),
    );
  };
}

function createWholeReader(
  demonstrations: Demonstrations,
  plan: Plan,
): (k: number) => readonly Demonstration[] {
  return createReader(plan, (file, block) => {
    const read = demonstrations.readBlock(file, block);
    return (sample) => read[sample];
  });
}

/** Which blocks are trained on and which are held out, by file. */
export function splitBlocks(
  demonstrations: Demonstrations,
  fraction: number,
): { train: BlockRef[]; heldOut: BlockRef[] } {
  const train: BlockRef[] = [];
  const heldOut: BlockRef[] = [];
  const out = heldOutFiles(
    demonstrations.files.map((file) => basename(file.path)),
    fraction,
  );
  demonstrations.files.forEach((file, f) => {
    const side = out.has(basename(file.path)) ? heldOut : train;
    file.blocks.forEach(({ samples, bytes, entities }, block) => {
      if (samples > 0) side.push({ file: f, block, samples, bytes, entities });
    });
  });
  return { train, heldOut };
}

/** How much there is to learn from. */
export function trainingSize(
  demonstrations: Demonstrations,
  { heldOut, maxEntities }: TrainingConfig,
): DataSize {
  const { train } = splitBlocks(demonstrations, heldOut);
  const buckets = new Map<number, number>();
  for (const { entities } of train)
    for (const count of entities ?? []) {
      const bucket = bucketFor(count, maxEntities);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    }
  return {
    blocks: train.length,
    demonstrations: train.reduce((sum, { samples }) => sum + samples, 0),
    bytes: train.reduce((sum, { bytes }) => sum + bytes, 0),
    buckets,
  };
}

function planOptions({ batch, window, windowBytes, bucketed, maxEntities }: TrainingConfig): PlanOptions {
  return { batch, window, windowBytes, bucketed: bucketed ? maxEntities : null };
}

/** Batches of sequences, for a policy that remembers. */
function sequenceBatches(
  demonstrations: Demonstrations,
  blocks: readonly BlockRef[],
  config: TrainingConfig,
  policy: Policy,
  ...seed: readonly (number | string)[]
): (k: number) => Batch {
  const shape = sequenceShape(config);
  const plan = planSequences(matchesOf(demonstrations, blocks), shape, null, ...seed);
  const read = createSequenceReader(demonstrations);
  const stand = (good: readonly boolean[], row: number): number =>
    nearestInSequence(good, row, shape.sequences);
  return (k) => {
    const rows = plan.batch(k);
    const taken = read(rows);
    // What is remembered of a match was seen in one mirror.
    const mirrors = config.mirror
      ? taken.map(({ source: { path, episode } }) =>
          drawMirror(createRandom(...seed, basename(path), episode)),
        )
      : null;
    return { ...encodeRows(taken, policy, stand, mirrors, ...seed, 'batch', k), lasts: lastingRows(rows) };
  };
}

const drawMirror = (random: Random): Mirror => MIRRORS[random.int(MIRRORS.length)];

/** Batches of single demonstrations, shuffled. */
function sampleBatches(
  demonstrations: Demonstrations,
  blocks: readonly BlockRef[],
  config: TrainingConfig,
  policy: Policy,
  ...seed: readonly (number | string)[]
): (k: number) => Batch {
  const read = createWholeReader(demonstrations, createPlan(blocks, planOptions(config), ...seed));
  return (k) => {
    const taken = read(k);
    const random = config.mirror ? createRandom(...seed, 'mirror', k) : null;
    return encodeBatch(taken, policy, random && taken.map(() => drawMirror(random)), ...seed, 'batch', k);
  };
}

/**
 * Reads training batches of a phase by their number within it, contexts into `spare` where there is one.
 * @throws NO_DATA, and what reading recordings throws
 */
export function trainingBatches(
  demonstrations: Demonstrations,
  config: TrainingConfig,
  policy: Policy,
  phase: number,
): (k: number, spare?: ContextBatch | null) => Batch {
  const { train } = splitBlocks(demonstrations, config.heldOut);
  const seed = [config.seed, 'phase', phase] as const;
  const options = planOptions(config);
  const batches = config.memory ? sequenceBatches : sampleBatches;
  const wholes = batches(demonstrations, train, config, policy, ...seed);
  const contexts =
    config.contextBatch > 0
      ? createReader(
          createPlan(
            train,
            {
              ...options,
              batch: config.contextBatch,
              window: CONTEXT_WINDOW * config.contextBatch,
              bucketed: null,
            },
            ...seed,
            'context',
          ),
          demonstrations.readContexts,
        )
      : null;
  const dropoutOf = (k: number): Dropout => ({
    hidden: config.contextDropout,
    habits: config.habitDropout,
    random: createRandom(...seed, 'dropout', k),
  });
  const { batch, dropout: share } = config;
  const hidden = hiddenNumbers(policy.layout);
  const keptOf = (k: number): Float32Array =>
    dropSome(new Float32Array(batch * hidden), share, createRandom(...seed, 'kept', k));
  return (k, spare = null) => ({
    ...wholes(k),
    kept: share > 0 ? keptOf(k) : null,
    context: contexts && encodeContexts(contexts(k), policy, dropoutOf(k), spare),
  });
}

/** The fixed batches of held-out demonstrations; none when no file is held out or all hold less than one batch. */
export function heldOutBatches(
  demonstrations: Demonstrations,
  config: TrainingConfig,
  policy: Policy,
): Batch[] {
  const { heldOut } = splitBlocks(demonstrations, config.heldOut);
  const samples = heldOut.reduce((sum, block) => sum + block.samples, 0);
  if (samples < config.batch) return [];
  const batches = config.memory ? sequenceBatches : sampleBatches;
  const read = batches(
    demonstrations,
    heldOut,
    { ...config, mirror: false },
    policy,
    config.seed,
    'held-out',
  );
  const count = Math.min(config.evaluateBatches, Math.floor(samples / config.batch));
  return Array.from({ length: count }, (_, k) => read(k));
}
