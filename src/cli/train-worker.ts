/**
 * The thread that trains. ONNX Runtime blocks the thread that it runs on, so the command line's own thread stays free for
 * progress and signals.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../replays/demonstrations.js';
import { createEngine, type Engine } from '../engine/index.js';
import { loadCheckpoint } from '../model/checkpoint.js';
import { createPolicy } from '../model/policy.js';
import { KhalaError } from '../spec/errors.js';
import { policyConfig } from '../training/config.js';
import { judge } from '../training/judge.js';
import { train } from '../training/loop.js';
import { summarise, writeHeldOutReport } from '../training/report.js';
import { startBatchThread } from './batch-thread.js';
import { STOP, type TrainWorkerMessage, type TrainWorkerTask, type WrittenReport } from './train-thread.js';

const post = (message: TrainWorkerMessage): void => parentPort?.postMessage(message);

const stopping = new AbortController();
parentPort?.on('message', (message: unknown) => {
  if (message === STOP) stopping.abort();
});
parentPort?.unref(); // Listening alone is no reason to live on.

/** Judges the finished policy on the recordings that were held out; null where there are none. */
async function report(
  { config, out, data }: TrainWorkerTask,
  checkpoint: string,
  engine: Engine,
): Promise<WrittenReport | null> {
  const { policy, parameters } = loadCheckpoint(checkpoint);
  const demonstrations = openDemonstrations(data, DEFAULT_DEMONSTRATION_OPTIONS);
  const judgement = await judge(policy, parameters, engine, demonstrations, config, stopping.signal);
  const summary = summarise(judgement);
  return summary && { summary, path: writeHeldOutReport(out, checkpoint, summary) };
}

async function work(task: TrainWorkerTask): Promise<void> {
  const engine = await createEngine(task.engine, { threads: task.threads });
  const reader = startBatchThread(task);
  const { config } = task;
  try {
    const result = await train({
      config,
      policy: createPolicy(policyConfig(config), task.vocabulary),
      engine,
      open: () => openDemonstrations(task.data, DEFAULT_DEMONSTRATION_OPTIONS),
      out: task.out,
      until: task.until,
      phase: task.phase,
      batches: async (k) => {
        const batch = await reader.batch(k);
        stopping.signal.throwIfAborted();
        return batch;
      },
      release: reader.release,
      clock: Date.now,
      onForecast: task.forecast ? (forecast) => post({ kind: 'forecast', forecast }) : null,
      onProgress: (progress) => post({ kind: 'progress', progress }),
    });
    const whole = result.step === config.steps && config.judge > 0;
    const heldOut = whole ? await report(task, result.checkpoint, engine) : null;
    post({ kind: 'result', result, heldOut, engine: engine.name });
  } finally {
    await reader.close();
    await engine.dispose();
  }
}

work(workerData as TrainWorkerTask).catch((error: unknown) => {
  const code = error instanceof KhalaError ? error.code : null;
  post({
    kind: 'error',
    code,
    message: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? error.stack : undefined,
  });
});
