/**
 * The process that trains. ONNX Runtime blocks the thread that it runs on, so the command line's own process stays free for
 * progress and signals.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPolicy } from '../../agent/exported.js';
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../replays/demonstrations.js';
import { createEngine, ENGINE_NAMES, type Engine, type EngineName, zeros } from '../engine/index.js';
import { serveJobs } from '../jobs/worker.js';
import { latestStep, loadCheckpoint, readDescription } from '../model/checkpoint.js';
import { createPolicy } from '../model/policy.js';
import { bucketFor } from '../spec/encoding.js';
import { KhalaError } from '../spec/errors.js';
import { policyConfig } from '../training/config.js';
import { judge } from '../training/judge.js';
import { train } from '../training/loop.js';
import { summarise, writeHeldOutReport } from '../training/report.js';
import { trainingProgram } from '../training/step.js';
import { startBatchThread } from './batch-thread.js';
import { takeLock } from './lock.js';
import { checkReplicas, createReplicaStepper } from './replica-stepper.js';
import type { Trained, TrainTask, TrainUpdate, WrittenReport } from './train-process.js';

/** Judges the finished policy on the recordings that were held out; null where there are none. */
async function report(
  { config, out, data }: TrainTask,
  checkpoint: string,
  engine: Engine,
  signal: AbortSignal,
): Promise<WrittenReport | null> {
  const { policy, parameters } = loadCheckpoint(checkpoint);
  const demonstrations = openDemonstrations(data, DEFAULT_DEMONSTRATION_OPTIONS);
  const judgement = await judge(policy, parameters, engine, demonstrations, config, signal);
  const summary = summarise(judgement);
  return summary && { summary, path: writeHeldOutReport(out, checkpoint, summary) };
}

/** Milliseconds within which a training process whose command was killed has seen it: it looks after each step. */
const ORPHAN_ENDS = 10_000;

/** The folder's second lock: the command's own does not tell whether the training process of one that was killed still writes. */
async function lockFolder(out: string, signal: AbortSignal): Promise<() => void> {
  for (const end = Date.now() + ORPHAN_ENDS; ; await sleep(50, null, { signal })) {
    try {
      return takeLock(join(out, 'worker.lock'), 'training');
    } catch (error) {
      if (!(error instanceof KhalaError && error.code === 'FOLDER_IN_USE') || Date.now() > end) throw error;
    }
  }
}

/** Entities of the observations that engines are compared on: between a skirmish's and a human game's. */
const TRIAL_ENTITIES = 64;

/**
 * The engine that was asked for. `auto` measures a step on made-up observations where there is a GPU; a run that goes on keeps
 * the engine of its checkpoint, since another one rounds differently.
 */
async function openEngine({ config, vocabulary, engine, threads, out }: TrainTask): Promise<Engine> {
  if (engine !== 'auto') return createEngine(engine, { threads });
  const before = engineBefore(out);
  if (before !== null) return createEngine(before, { threads });
  const policy = createPolicy(policyConfig(config), vocabulary);
  const spec = trainingProgram(policy, config, config.batch, bucketFor(TRIAL_ENTITIES, config.maxEntities));
  return createEngine('auto', { threads, trial: { spec, inputs: zeros(spec) } });
}

/** What the folder's last checkpoint says of its training; null where there is none. */
function trainingBefore(out: string): Readonly<Record<string, unknown>> | null {
  const latest = latestStep(out);
  return latest === null ? null : readDescription(latest).training;
}

/** The engine of the folder's last checkpoint; null where there is none. */
function engineBefore(out: string): EngineName | null {
  const before = trainingBefore(out);
  return ENGINE_NAMES.find((name) => name === before?.engine) ?? null;
}

/** Threads that learn from parts of a batch. A run that goes on keeps those of its checkpoint; one of before there were any had one. */
function countReplicas({ config, replicas, out }: TrainTask, engine: Engine): number {
  if (replicas !== null) {
    checkReplicas(config, engine.name, replicas);
    return replicas;
  }
  const before = trainingBefore(out)?.replicas;
  return typeof before === 'number' ? before : 1;
}

async function work(
  task: TrainTask,
  signal: AbortSignal,
  tell: (news: TrainUpdate) => void,
): Promise<Trained> {
  const engine = await openEngine(task);
  const reader = startBatchThread(task);
  const { config } = task;
  const policy = createPolicy(policyConfig(config), task.vocabulary);
  try {
    const count = countReplicas(task, engine);
    const result = await train({
      ...{ config, policy, engine },
      ...(count > 1 && {
        replicas: {
          count,
          start: (weights) => createReplicaStepper(policy, config, engine, weights, count),
        },
      }),
      open: () => openDemonstrations(task.data, DEFAULT_DEMONSTRATION_OPTIONS),
      out: task.out,
      initial: task.from === null ? null : () => openPolicy(task.from as string).parameters,
      until: task.until,
      phase: task.phase,
      batches: reader.batch,
      release: reader.release,
      signal,
      clock: Date.now,
      onForecast: task.forecast ? (forecast) => tell({ kind: 'forecast', forecast }) : null,
      onProgress: (progress) => tell({ kind: 'progress', progress }),
    });
    const whole = result.step === config.steps && config.judge > 0;
    const heldOut = whole ? await report(task, result.checkpoint, engine, signal) : null;
    return { result, heldOut, engine: engine.name };
  } finally {
    await reader.close();
    await engine.dispose();
  }
}

serveJobs<TrainTask, Trained>(async (task, { signal, update }) => {
  const unlock = await lockFolder(task.out, signal);
  try {
    return await work(task, signal, update);
  } finally {
    unlock();
  }
});
