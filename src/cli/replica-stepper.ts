/** A training step by several threads, each of which learns from a part of every batch. */
import type { Engine, EngineName } from '../engine/index.js';
import type { Policy } from '../model/policy.js';
import { KhalaError } from '../spec/errors.js';
import type { Batch } from '../training/batches.js';
import type { TrainingConfig } from '../training/config.js';
import { notFinite } from '../training/not-finite.js';
import { feeds } from '../training/runners.js';
import type { Weights } from '../training/state.js';
import { scheduleInput } from '../training/step.js';
import type { Stepper } from '../training/stepper.js';
import { divides, type ReplicaStep, startReplicas } from './replicas.js';

/** The first run of a graph also lays out its memory: the fastest counts. */
const TRIALS = 3;

/** @throws BAD_ARGUMENT where a batch cannot be learned from by so many threads */
export function checkReplicas(config: TrainingConfig, engine: EngineName, threads: number): void {
  const reason = threads > 1 ? whyNot(config, engine, threads) : null;
  if (reason === null) return;
  throw new KhalaError(
    'BAD_ARGUMENT',
    `train with --replicas ${threads}: ${reason}; leave it out, or give --replicas 1`,
  );
}

function whyNot(config: TrainingConfig, engine: EngineName, threads: number): string | null {
  const { batch, contextBatch, accumulate, memory } = config;
  if (engine !== 'onnx') return `threads share a batch on engine onnx, this run has ${engine}`;
  if (memory) return 'sequences with a memory are learned from by one';
  if (accumulate > 1) return `the ${accumulate} batches of a step are learned from by one`;
  if (divides({ batch, optimiser: config }, threads)) return null;
  const contexts = contextBatch > 0 ? ` and ${contextBatch} contexts` : '';
  return `a batch of ${batch} samples${contexts} cannot be cut into as many equal parts`;
}

/**
 * @param engine what finds out, after a step that went wrong, what was not finite
 * @param start the weights of before the first step
 * @throws what `startReplicas` throws
 */
export async function createReplicaStepper(
  policy: Policy,
  config: TrainingConfig,
  engine: Engine,
  start: Weights,
  workers: number,
): Promise<Stepper> {
  const replicas = await startReplicas({
    policy,
    optimiser: config,
    workers,
    batch: config.batch,
    from: start,
  });
  const learn = (batch: Batch, rate: number, step: number, keep: boolean): Promise<ReplicaStep> =>
    replicas.step({
      schedule: scheduleInput(rate, step, config),
      entities: batch.inputs.entities,
      feeds: feeds(batch),
      keep,
    });
  return {
    async step(source, rate, step) {
      const batch = await source.next();
      const { loss, gradientNorm, metrics } = await learn(batch, rate, step, true);
      if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm))
        throw await notFinite(engine, policy, config, { step, batch, state: await replicas.state() });
      source.release(batch);
      return { loss, gradientNorm, metrics: Float64Array.from(metrics) };
    },
    weights: () => replicas.state(),
    async time(batch, clock) {
      let least = Number.POSITIVE_INFINITY;
      for (let k = 0; k < TRIALS; k++) {
        const started = clock();
        await learn(batch, 0, 1, false);
        least = Math.min(least, clock() - started);
      }
      return least;
    },
    dispose: () => replicas.close(),
  };
}
