/** `khala bench peers`: our times against those of the same network in PyTorch, and how much memory training takes. */
import { compiledEntry } from '../../../jobs/entry.js';
import { runPool } from '../../../jobs/pool.js';
import type { CommandIo } from '../../io.js';
import { largePages } from '../../train-process.js';
import type { BenchRow } from '../measure.js';
import type { Contest, ContestOptions } from './contest.js';
import type { MemoryTask, MemoryUse } from './memory-worker.js';
import { quantile } from './race.js';
import { type PeersComparison, rowsOf } from './rows.js';

export interface PeerOptions extends ContestOptions {
  /** Training steps after which memory is looked at. */
  readonly soak: number;
}

/**
 * @throws ENGINE_UNAVAILABLE where Python or PyTorch is missing; CHECKPOINT_MISMATCH where the networks disagree; WORKER_FAILED where Python
 *   fails on the way
 */
export async function comparePeers(
  { soak, ...options }: PeerOptions,
  io: CommandIo<object>,
): Promise<{ rows: BenchRow[]; peers: PeersComparison }> {
  const { turns, found } = await contest(options, io);
  const memory = await soakMemory(soak, io);
  const peers: PeersComparison = {
    ...{ ...found, memory: { ...memory, steps: soak } },
    times: Object.fromEntries(
      Object.entries(turns).map(([name, ms]) => [
        name,
        [quantile(ms, 0.5), quantile(ms, 0.25), quantile(ms, 0.75)] as const,
      ]),
    ),
  };
  return { rows: rowsOf(turns, peers), peers };
}

/** In a process with the memory pages that training has. What it starts, PyTorch as well, has them too. */
async function contest(options: ContestOptions, io: CommandIo<object>): Promise<Contest> {
  const [held] = await runPool<ContestOptions, Contest, string>({
    entry: compiledEntry(import.meta.url, './contest-worker.js'),
    ...{ workers: 1, jobs: [options], retries: 0, signal: io.signal },
    nameOf: () => 'the race',
    env: largePages(),
    onUpdate: (text) => io.note(text),
  });
  return held;
}

async function soakMemory(steps: number, io: CommandIo<object>): Promise<MemoryUse> {
  const progress = io.progress({ label: 'memory', total: steps, unit: 'steps' });
  try {
    const [use] = await runPool<MemoryTask, MemoryUse, number>({
      entry: compiledEntry(import.meta.url, './memory-worker.js'),
      ...{ workers: 1, jobs: [{ steps, threads: 2 }], retries: 0, signal: io.signal },
      nameOf: () => `training of ${steps} steps`,
      env: largePages(),
      onUpdate: (step) => progress.update(step, ''),
    });
    return use;
  } finally {
    progress.stop();
  }
}
