/** Between batches and compiled programs: one program a shape of batch, one array a name. */
import type { Runner, TensorData } from '../engine/index.js';
import { inputArrays } from '../model/inputs.js';
import type { Batch, ContextBatch } from './batches.js';
import { CONTEXT } from './step.js';

/** Batch arrays under the names of the step's inputs. */
export function feeds(
  batch: Pick<Batch, 'inputs' | 'targets'> & Partial<Pick<Batch, 'context' | 'kept' | 'lasts'>>,
): Record<string, TensorData> {
  const targets = Object.fromEntries(
    Object.entries(batch.targets).map(([name, data]) => [`target.${name}`, data as TensorData]),
  );
  return {
    ...inputArrays(batch.inputs),
    ...targets,
    ...contextFeeds(batch.context ?? null),
    ...(batch.kept && { kept: batch.kept }),
    ...(batch.lasts && { memory_lasts: batch.lasts }),
  };
}

/** Compiles a program once a bucket. */
export function perBucket(compile: (batch: number, entities: number) => Promise<Runner>): {
  get: (batch: Pick<Batch, 'inputs'>) => Promise<Runner>;
  dispose: () => Promise<void>;
} {
  const runners = new Map<string, Promise<Runner>>();
  return {
    get: ({ inputs: { batch, entities } }) => {
      const key = `${batch}x${entities}`;
      const found = runners.get(key) ?? compile(batch, entities);
      runners.set(key, found);
      return found;
    },
    dispose: async () => {
      for (const runner of runners.values()) await (await runner).dispose();
    },
  };
}

/** The arrays of a context batch under the names of the step's inputs. */
export function contextFeeds(context: ContextBatch | null): Record<string, Float32Array | Int32Array> {
  if (!context) return {};
  const { batch: _, history: __, ...arrays } = context.inputs;
  const { function: chosen, shown, kept } = context;
  const all = { ...arrays, function: chosen, shown, ...(kept && { kept }) };
  return Object.fromEntries(Object.entries(all).map(([name, data]) => [`${CONTEXT}${name}`, data]));
}
