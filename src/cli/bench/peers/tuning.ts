/** The peer at its best: every way of computing the step that this PyTorch knows is tried, and the quickest is raced against. */
import { KhalaError } from '../../../spec/errors.js';
import { within } from './agreement.js';
import type { Attention, Optimiser, Peer } from './python.js';
import { quantile } from './race.js';

export interface StepSetting {
  readonly threads: number;
  readonly attention: Attention;
  readonly optimiser: Optimiser;
  readonly compiled: boolean;
}

export interface Tuned {
  /** Of each way that was tried, the milliseconds of a step. */
  readonly tried: readonly (StepSetting & { readonly ms: number })[];
  readonly eager: StepSetting;
  /** Null where torch.compile is not there or does not work, with why. */
  readonly compiled: StepSetting | null;
  readonly notCompiled: string | null;
}

/** Steps of each try; the first is warm already. */
const TRIES = 5;
/** Times as slow as the best so far at which a number of threads is given up. */
const HOPELESS = 3;
/** The loss of what is timed, in float32, against float64's. */
export const LOSS_TOLERANCE = 1e-4;

/** Makes a setting the one that `step` runs. @throws CHECKPOINT_MISMATCH where its loss is another */
export async function prepare(peer: Peer, setting: StepSetting, loss: number): Promise<void> {
  const { attention, optimiser, compiled } = setting;
  const { loss: found } = await peer.ask('prepare', { attention, optimiser, compiled });
  within(`loss of ${describe(setting)}`, Math.abs(found - loss) / Math.abs(loss), LOSS_TOLERANCE);
}

export function describe({ threads, attention, optimiser, compiled }: StepSetting): string {
  return `${compiled ? 'torch.compile' : 'eager'}, ${threads} ${threads === 1 ? 'thread' : 'threads'}, attention ${attention}, AdamW ${optimiser}`;
}

/** Attention first, then AdamW, then torch.compile, on each number of threads. @throws WORKER_FAILED, CHECKPOINT_MISMATCH */
export async function tune(peers: readonly Peer[], loss: number, signal: AbortSignal): Promise<Tuned> {
  const tried: (StepSetting & { ms: number })[] = [];
  const attempt = async (peer: Peer, setting: StepSetting): Promise<void> => {
    signal.throwIfAborted();
    await prepare(peer, setting, loss);
    const { ms } = await peer.ask('step', { times: TRIES });
    tried.push({ ...setting, ms: quantile(ms, 0.5) });
  };
  const best = (compiled: boolean, threads?: number): StepSetting | null => {
    const those = tried.filter(
      (one) => one.compiled === compiled && one.threads === (threads ?? one.threads),
    );
    if (those.length === 0) return null;
    const { ms: _, ...setting } = those.reduce((a, b) => (b.ms < a.ms ? b : a));
    return setting;
  };
  let notCompiled: string | null = null;
  for (const peer of peers) {
    const { threads, attentions, optimisers, compiles } = peer.hello;
    for (const attention of attentions)
      await attempt(peer, { threads, attention, optimiser: 'flat', compiled: false });
    // Threads that stand in each other's way (a busy machine) will not be the best by another AdamW, and minutes go by.
    const here = Math.min(...tried.filter((one) => one.threads === threads).map((one) => one.ms));
    if (here > HOPELESS * Math.min(...tried.map((one) => one.ms))) continue;
    const attention = best(false, threads)?.attention ?? attentions[0];
    for (const optimiser of optimisers)
      if (optimiser !== 'flat') await attempt(peer, { threads, attention, optimiser, compiled: false });
    if (!compiles) notCompiled ??= `PyTorch ${peer.hello.torch} has no torch.compile`;
    else if (notCompiled === null)
      try {
        const optimiser = best(false, threads)?.optimiser ?? 'foreach';
        for (const one of attentions)
          await attempt(peer, { threads, attention: one, optimiser, compiled: true });
      } catch (error) {
        // It needs a C++ compiler, which a machine may lack; a wrong loss is another matter.
        if (!(error instanceof KhalaError) || error.code !== 'WORKER_FAILED') throw error;
        notCompiled = error.message;
      }
  }
  const eager = best(false);
  if (eager === null)
    throw new KhalaError('WORKER_FAILED', 'bench peers: no way of computing a step was tried');
  return { tried, eager, compiled: notCompiled === null ? best(true) : null, notCompiled };
}
