/**
 * The thread that trains. ONNX Runtime blocks the thread that it runs on, so the command line's own thread stays free for
 * progress and signals.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../replays/demonstrations.js';
import { createEngine } from '../engine/index.js';
import { createPolicy } from '../model/policy.js';
import { KhalaError } from '../spec/errors.js';
import { policyConfig } from '../training/config.js';
import { train } from '../training/loop.js';
import { startBatchThread } from './batch-thread.js';
import { STOP, type TrainWorkerMessage, type TrainWorkerTask } from './train-thread.js';

const post = (message: TrainWorkerMessage): void => parentPort?.postMessage(message);

const stopping = new AbortController();
parentPort?.on('message', (message: unknown) => {
  if (message === STOP) stopping.abort();
});
parentPort?.unref(); // Listening alone is no reason to live on.

async function work(task: TrainWorkerTask): Promise<void> {
  const engine = await createEngine(task.engine, { threads: task.threads });
  const reader = startBatchThread(task);
  try {
    const result = await train({
      config: task.config,
      policy: createPolicy(policyConfig(task.config), task.vocabulary),
      engine,
      demonstrations: openDemonstrations(task.data, DEFAULT_DEMONSTRATION_OPTIONS),
      out: task.out,
      until: task.until,
      phase: task.phase,
      batches: async (k) => {
        const batch = await reader.batch(k);
        stopping.signal.throwIfAborted();
        return batch;
      },
      clock: Date.now,
      onProgress: (progress) => post({ kind: 'progress', progress }),
    });
    post({ kind: 'result', result, engine: engine.name });
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
