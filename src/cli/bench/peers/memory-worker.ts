/** Trains on one made-up batch in a process of its own, as training does, and says how much memory that takes. */
import { createEngine } from '../../../engine/index.js';
import { serveJobs } from '../../../jobs/worker.js';
import { feeds } from '../../../training/runners.js';
import { trainingProgram } from '../../../training/step.js';
import { stepFeeds } from './ours.js';
import { peerSetting } from './setting.js';

export interface MemoryTask {
  readonly steps: number;
  readonly threads: number;
}

/** Resident memory in MiB. */
export interface MemoryUse {
  /** After the first tenth of the steps. */
  readonly start: number;
  readonly middle: number;
  readonly end: number;
  /** Most that the process ever had. */
  readonly peak: number;
}

const MIB = 2 ** 20;
const resident = (): number => process.memoryUsage().rss / MIB;

serveJobs<MemoryTask, MemoryUse>(async ({ steps, threads }, { signal, update }) => {
  const setting = peerSetting();
  const engine = await createEngine('onnx', { threads });
  const program = trainingProgram(setting.policy, setting.optimiser, setting.batch, setting.entities);
  const runner = await engine.compile(program);
  const { state, feeds: all } = stepFeeds(setting);
  const seen: Record<number, number> = {};
  const [start, middle] = [Math.ceil(steps / 10), Math.ceil(steps / 2)];
  for (let step = 1; step <= steps; step++) {
    signal.throwIfAborted();
    await runner.run({ ...all, ...feeds(setting.samples) }, { ...state });
    if (step === start || step === middle || step === steps) seen[step] = resident();
    if (step % 50 === 0) update(step);
  }
  await engine.dispose();
  const peak = process.resourceUsage().maxRSS / 1024;
  return { start: seen[start], middle: seen[middle], end: seen[steps], peak };
});
