/** The race of two workers of one thread, each with half of the batch: threads of ours, processes of PyTorch's. */
import { KhalaError } from '../../../spec/errors.js';
import { feeds } from '../../../training/runners.js';
import { scheduleInput } from '../../../training/step.js';
import { startReplicas } from '../../replicas.js';
import { within } from './agreement.js';
import type { Peer } from './python.js';
import { quantile, race, timed } from './race.js';
import { remote, type Timing, type Turns } from './races.js';
import type { Setting } from './setting.js';
import { LOSS_TOLERANCE, type StepSetting, type Tuned } from './tuning.js';

const WORKERS = 2;

/** How two workers of the peer compute, and by what they average their gradients. */
export type PairSetting = StepSetting & { readonly reduce: string };

export async function racePairs(
  setting: Setting,
  peer: Peer,
  { tried }: Tuned,
  loss: number,
  timing: Timing,
): Promise<{ turns: Turns; setting: PairSetting }> {
  const { policy, optimiser, batch, entities, learningRate, stepNumber, samples, state } = setting;
  const replicas = await startReplicas({ policy, optimiser, workers: WORKERS, batch, from: state });
  try {
    const schedule = scheduleInput(learningRate, stepNumber, optimiser);
    const ours = timed('khala-pair', () => replicas.step({ schedule, entities, feeds: feeds(samples) }));
    const flat = tried.filter(
      (one) => one.threads === 1 && !one.compiled && one.optimiser.startsWith('flat'),
    );
    const { ms: _, ...step } = flat.reduce((a, b) => (b.ms < a.ms ? b : a));
    const opened = async (reduce: string): Promise<number> => {
      const { attention, optimiser: name } = step;
      const { loss: found } = await peer.ask('open_pair', { attention, optimiser: name, reduce });
      within(`loss of two workers (${reduce})`, Math.abs(found - loss) / Math.abs(loss), LOSS_TOLERANCE);
      return quantile((await peer.ask('pair_step', { times: 5 })).ms, 0.5);
    };
    const sharing = await opened('shared');
    const gloo = await opened('gloo').catch((error: unknown) => {
      if (error instanceof KhalaError && error.code === 'WORKER_FAILED') return Number.POSITIVE_INFINITY;
      throw error;
    });
    const reduce = sharing <= gloo ? 'shared' : 'gloo';
    if (reduce === 'shared') await opened(reduce);
    const turns = await race([ours, remote('peer-pair', peer, 'pair_step')], { ...timing, perTurn: 3 });
    await peer.ask('close_pair');
    return { turns, setting: { ...step, reduce } };
  } finally {
    await replicas.close();
  }
}
