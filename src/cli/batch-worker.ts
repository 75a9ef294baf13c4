/** The thread that reads recordings and encodes batches, ahead of the thread that learns from them. */
import { parentPort, workerData } from 'node:worker_threads';
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../replays/demonstrations.js';
import { inputArrays } from '../model/inputs.js';
import { createPolicy } from '../model/policy.js';
import { KhalaError } from '../spec/errors.js';
import { type Batch, trainingBatches } from '../training/batches.js';
import { policyConfig } from '../training/config.js';
import { type BatchReply, type BatchRequest, contextBuffers } from './batch-thread.js';
import type { TrainTask } from './train-process.js';

const { config, vocabulary, data, phase } = workerData as TrainTask;

/** What may be handed over instead of copied. */
function buffers({ inputs, targets, context, kept }: Batch): ArrayBuffer[] {
  const arrays = [...Object.values(inputArrays(inputs)), ...Object.values(targets), ...(kept ? [kept] : [])];
  return [...arrays.map((array) => array.buffer as ArrayBuffer), ...contextBuffers(context)];
}

let read: ReturnType<typeof trainingBatches> | null = null;

parentPort?.on('message', ({ k, spare }: BatchRequest) => {
  try {
    read ??= trainingBatches(
      openDemonstrations(data, DEFAULT_DEMONSTRATION_OPTIONS),
      config,
      createPolicy(policyConfig(config), vocabulary),
      phase.number,
    );
    const batch = read(k, spare);
    parentPort?.postMessage({ kind: 'batch', k, batch } satisfies BatchReply, buffers(batch));
  } catch (error) {
    const code = error instanceof KhalaError ? error.code : null;
    const message = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ kind: 'error', k, code, message } satisfies BatchReply);
  }
});
