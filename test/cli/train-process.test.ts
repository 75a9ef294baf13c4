import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startBatchThread } from '../../src/cli/batch-thread.js';
import { type TrainTask, trainInProcess } from '../../src/cli/train-process.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { trainingConfigSchema } from '../../src/training/config.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-threads-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Training on recordings that are not there: every thread that looks for them fails. */
const task: TrainTask = {
  config: trainingConfigSchema.parse({ size: 'nano', steps: 20, warmup: 1 }),
  vocabulary: SKIRMISH_VOCABULARY,
  data: [join(folder, 'nothing.khr')],
  out: folder,
  from: null,
  until: 20,
  phase: { number: 0, from: 0 },
  engine: 'auto',
  threads: 1,
  replicas: null,
  forecast: false,
};
const events = { onProgress: () => undefined, onForecast: () => undefined };

test('what the data thread cannot read is thrown where the batch is asked for, with its code', async () => {
  const thread = startBatchThread(task);
  await expect(thread.batch(0)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await thread.close();
});

test('a data thread that is gone says so to who asks later, and keeps nobody waiting', async () => {
  const thread = startBatchThread(task);
  const asked = thread.batch(0).catch((error: unknown) => error);
  await thread.close();
  expect(await asked).toMatchObject({ code: 'WORKER_FAILED' });
  await expect(thread.batch(12)).rejects.toMatchObject({ code: 'WORKER_FAILED' });
});

test('an error of training keeps its code across the process', async () => {
  const { signal } = new AbortController();
  await expect(trainInProcess(task, events, signal)).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
  });
});

test('training that is interrupted ends with the reason, also before it began', async () => {
  const before = AbortSignal.abort(new Error('interrupted'));
  await expect(trainInProcess(task, events, before)).rejects.toThrow('interrupted');
  const during = new AbortController();
  const training = trainInProcess(task, events, during.signal);
  during.abort(new Error('interrupted'));
  await expect(training).rejects.toThrow('interrupted');
});
