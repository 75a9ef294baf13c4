/** The races of matrix products and training steps, and what all races share. */
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../../engine/index.js';
import { KhalaError } from '../../../spec/errors.js';
import { trainingProgram } from '../../../training/step.js';
import { stepFeeds } from './ours.js';
import type { Peer } from './python.js';
import { type Contestant, quantile, race, timed } from './race.js';
import type { Setting } from './setting.js';
import { prepare, type StepSetting, type Tuned } from './tuning.js';

/** Numbers of entities at which a decision's growth is measured. */
export const GROWTH = [512, 724, 1024, 1448, 2048] as const;
/** Side of the square product that the step's rate is measured against: large, and still in the last cache. */
const GEMM_SIZE = 1536;
/** A peer whose matrix products are so much slower than ours has no BLAS worth the name. */
const LEAST_BLAS = 1 / 4;

/** Milliseconds of each turn, by contestant. */
export type Turns = Record<string, number[]>;

/** An engine of so many threads that lives as long as the comparison. */
export type EngineOf = (threads: number) => Promise<Engine>;

export interface Timing {
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** A peer as a contestant: the answer's milliseconds. */
export function remote(
  name: string,
  peer: Peer,
  what: 'step' | 'gemm' | 'decide' | 'pair_step',
  details: object = {},
): Contestant {
  return { name, run: async (times) => (await peer.ask(what, { ...details, times })).ms };
}

export async function productContestants(peers: readonly Peer[], engineOf: EngineOf): Promise<Contestant[]> {
  const shape = [GEMM_SIZE, GEMM_SIZE];
  const a = new Float32Array(GEMM_SIZE ** 2).fill(0.5);
  const b = a.slice();
  const found: Contestant[] = [];
  for (const peer of peers) {
    const { threads } = peer.hello;
    const runner = await (await engineOf(threads)).compile({
      name: 'product',
      inputs: { a: { shape, dtype: 'float32' }, b: { shape, dtype: 'float32' } },
      // One number out: a whole product would be copied out of the engine.
      program: (all) => ({
        corner: tf.slice(tf.matMul(all.a as tf.Tensor2D, all.b as tf.Tensor2D), [0, 0], [1, 1]),
      }),
    });
    found.push(timed(`khala-gemm-${threads}`, () => runner.run({ a, b })));
    found.push(remote(`peer-gemm-${threads}`, peer, 'gemm', { size: GEMM_SIZE }));
  }
  return found;
}

/** @throws ENGINE_UNAVAILABLE where the peer multiplies so slowly that to be quicker means nothing */
export function checkBlas(turns: Readonly<Record<string, readonly number[]>>): void {
  const [ours, theirs] = ['khala-gemm-1', 'peer-gemm-1'].map((name) => gemmRate(turns[name]));
  if (theirs >= ours * LEAST_BLAS) return;
  throw new KhalaError(
    'ENGINE_UNAVAILABLE',
    `bench peers: PyTorch multiplies matrices at ${theirs.toFixed(0)} GFLOP/s where ONNX Runtime does ${ours.toFixed(0)}; it lacks a BLAS for this processor and would be no peer: install one ("apt-get install libopenblas0" for Debian's python3-torch) or name another Python with --python`,
  );
}

/** GFLOP/s of the median product. */
export const gemmRate = (ms: readonly number[]): number => (2 * GEMM_SIZE ** 3) / quantile(ms, 0.5) / 1e6;

export async function raceSteps(
  setting: Setting,
  peers: readonly Peer[],
  { eager, compiled }: Tuned,
  loss: number,
  engineOf: EngineOf,
  timing: Timing,
): Promise<Turns> {
  const { policy, optimiser, batch, entities } = setting;
  const program = trainingProgram(policy, optimiser, batch, entities);
  const contestants: Contestant[] = [];
  for (const threads of [1, 2]) {
    const runner = await (await engineOf(threads)).compile(program);
    const own = stepFeeds(setting);
    contestants.push(timed(`khala-step-${threads}`, () => runner.run(own.feeds, { ...own.state })));
  }
  // One process holds one prepared step: eager and compiled are raced one after the other where both are of as many threads.
  const peerOf = (step: StepSetting): Peer => {
    const found = peers.find(({ hello }) => hello.threads === step.threads);
    if (!found) throw new KhalaError('WORKER_FAILED', `bench peers: no peer has ${step.threads} threads`);
    return found;
  };
  const against = async (name: string, step: StepSetting): Promise<Turns> => {
    const peer = peerOf(step);
    await prepare(peer, step, loss);
    return race([...contestants, remote(name, peer, 'step')], { ...timing, perTurn: 3 });
  };
  const found = await against('peer-step', eager);
  if (compiled === null) return found;
  const again = await against('peer-step-compiled', compiled);
  return {
    ...found,
    'peer-step-compiled': again['peer-step-compiled'],
    'khala-step-2-beside-compiled': again['khala-step-2'],
  };
}
