/** The process that tests learning rates; ONNX Runtime blocks the thread that it runs on. */
import { openPolicy } from '../../agent/exported.js';
import { createEngine } from '../engine/index.js';
import { serveJobs } from '../jobs/worker.js';
import { createPolicy } from '../model/policy.js';
import { policyConfig } from '../training/config.js';
import { findRate } from '../training/find-rate.js';
import { startBatchThread } from './batch-thread.js';
import type { FoundRate, TrainTask } from './train-process.js';

serveJobs<TrainTask, FoundRate>(async ({ config, ...task }, { signal, update }) => {
  const engine = await createEngine(task.engine, { threads: task.threads });
  const reader = startBatchThread({ config, ...task });
  let next = 0;
  try {
    const finding = await findRate({
      ...{ config, engine, signal },
      policy: createPolicy(policyConfig(config), task.vocabulary),
      initial: task.from === null ? null : () => openPolicy(task.from as string).parameters,
      source: { next: () => reader.batch(next++), release: reader.release },
      steps: task.until,
      onStep: (step, loss) => update({ step, loss }),
    });
    return { finding, engine: engine.name };
  } finally {
    await reader.close();
    await engine.dispose();
  }
});
