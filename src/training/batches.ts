/**
 * Batches out of demonstrations, in the order of a plan. Blocks are read once a window; an encoded batch is what crosses
 * from the data thread to the training loop.
 */
import { basename } from 'node:path';
import type { Demonstration, Demonstrations } from '../../replays/demonstrations.js';
import { type Policy, policyInputs } from '../model/policy.js';
import { COMMAND_FAULTS, type CommandFault, encodeCommand } from '../spec/command-classes.js';
import { encodeObservation } from '../spec/encode-observation.js';
import { createTargets, type PolicyInputs, type PolicyTargets } from '../spec/encoding.js';
import { KhalaError } from '../spec/errors.js';
import { encodeHistory } from '../spec/history.js';
import { createRandom } from '../spec/random.js';
import { encodeTallies } from '../spec/tallies.js';
import type { TrainingConfig } from './config.js';
import { type BlockRef, createPlan, heldOutFiles, type Plan, type PlanOptions } from './plan.js';

export interface Batch {
  readonly inputs: PolicyInputs;
  readonly targets: PolicyTargets;
  /** Demonstrations that could not be shown to the policy and were replaced by another of the batch, by reason. */
  readonly faults: Readonly<Record<CommandFault, number>>;
}

const OUTCOME_VALUE = { win: 1, draw: 0.5, loss: 0 } as const;

export interface EncodedSamples {
  readonly inputs: PolicyInputs;
  readonly targets: PolicyTargets;
  /** Why each demonstration cannot be shown to the policy, or null where it can. */
  readonly faults: readonly (CommandFault | null)[];
  /** Writes a demonstration into row `b` instead of what is there. */
  readonly encode: (demonstration: Demonstration, b: number) => CommandFault | null;
}

/** Encodes demonstrations, padded to the bucket of the largest. `seed` draws the pivots. */
export function encodeSamples(
  demonstrations: readonly Demonstration[],
  policy: Policy,
  ...seed: readonly (number | string)[]
): EncodedSamples {
  const batch = demonstrations.length;
  const { index } = policy;
  const inputs = policyInputs(policy, batch, Math.max(...demonstrations.map((d) => d.observation.count)));
  const targets = createTargets(batch, inputs.entities);
  const random = createRandom(...seed);
  const encode = (demonstration: Demonstration, b: number): CommandFault | null => {
    const { observation, command, past, result, info } = demonstration;
    const rows = encodeObservation(observation, info.map, index, inputs, b);
    encodeTallies(observation, index, inputs, b);
    encodeHistory(past, observation.gameLoop, info.map, index, inputs, b);
    targets.outcome[b] = result === null ? 0 : OUTCOME_VALUE[result];
    targets.outcome_known[b] = result === null ? 0 : 1;
    return encodeCommand(command, observation, info.map, index, rows, inputs, targets, b, random.int);
  };
  return { inputs, targets, faults: demonstrations.map(encode), encode };
}

/** No fault of any kind yet. */
export function noFaults(): Record<CommandFault, number> {
  return Object.fromEntries(COMMAND_FAULTS.map((fault) => [fault, 0])) as Record<CommandFault, number>;
}

/**
 * Encodes demonstrations as one batch to learn from. A batch has a fixed size: one that cannot be shown gives its place to
 * the next good one.
 * @throws NO_DATA when none of them can be shown to the policy
 * @internal
 */
export function encodeBatch(
  demonstrations: readonly Demonstration[],
  policy: Policy,
  ...seed: readonly (number | string)[]
): Batch {
  const { inputs, targets, faults, encode } = encodeSamples(demonstrations, policy, ...seed);
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
  for (const [b, fault] of faults.entries()) {
    if (!fault) continue;
    const next = faults.findIndex((_, i) => faults[(b + i) % faults.length] === null);
    encode(demonstrations[(b + next) % faults.length], b);
  }
  return { inputs, targets, faults: counts };
}

/** Reads batches of a plan; keeps the blocks of the windows it is in. */
function createBatchReader(
  demonstrations: Demonstrations,
  plan: Plan,
  policy: Policy,
  ...seed: readonly (number | string)[]
): (k: number) => Batch {
  const held = new Map<string, readonly Demonstration[]>();
  const keyOf = (block: BlockRef): string => `${block.file}:${block.block}`;
  return (k) => {
    const parts = plan.batch(k);
    const wanted = new Set(parts.flatMap(({ window }) => window.blocks.map(keyOf)));
    for (const key of held.keys()) if (!wanted.has(key)) held.delete(key);
    for (const { window } of parts) {
      for (const block of window.blocks) {
        const key = keyOf(block);
        if (!held.has(key)) held.set(key, demonstrations.readBlock(block.file, block.block));
      }
    }
    const rows = parts.flatMap(({ refs }) =>
      refs.map((ref) => (held.get(keyOf(ref.block)) as readonly Demonstration[])[ref.sample]),
    );
    return encodeBatch(rows, policy, ...seed, 'batch', k);
  };
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

/** Demonstrations that are learned from, and the bytes of their recordings' messages. */
export function trainingSize(
  demonstrations: Demonstrations,
  { heldOut }: TrainingConfig,
): { demonstrations: number; bytes: number } {
  const { train } = splitBlocks(demonstrations, heldOut);
  return {
    demonstrations: train.reduce((sum, { samples }) => sum + samples, 0),
    bytes: train.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function planOptions({ batch, window, windowBytes, bucketed, maxEntities }: TrainingConfig): PlanOptions {
  return { batch, window, windowBytes, bucketed: bucketed ? maxEntities : null };
}

/** Reads training batches of a phase by their number within it. @throws NO_DATA, and what reading recordings throws */
export function trainingBatches(
  demonstrations: Demonstrations,
  config: TrainingConfig,
  policy: Policy,
  phase: number,
): (k: number) => Batch {
  const { train } = splitBlocks(demonstrations, config.heldOut);
  const seed = [config.seed, 'phase', phase] as const;
  return createBatchReader(demonstrations, createPlan(train, planOptions(config), ...seed), policy, ...seed);
}

/** The fixed batches of held-out demonstrations; none when no file is held out or all hold less than one batch. */
export function heldOutBatches(
  demonstrations: Demonstrations,
  config: TrainingConfig,
  policy: Policy,
): Batch[] {
  const { heldOut } = splitBlocks(demonstrations, config.heldOut);
  if (heldOut.reduce((sum, { samples }) => sum + samples, 0) < config.batch) return [];
  const plan = createPlan(heldOut, planOptions(config), config.seed, 'held-out');
  const read = createBatchReader(demonstrations, plan, policy, config.seed, 'held-out');
  return Array.from({ length: Math.min(config.evaluateBatches, plan.batchesPerEpoch) }, (_, k) => read(k));
}
