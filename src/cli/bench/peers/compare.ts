/**
 * `khala bench peers`: our times against those of the same network in PyTorch, on the same numbers. First both must give the same loss,
 * logits, gradient and update; then they take turns.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { noiseSize } from '../../../../agent/decision.js';
import { createEngine, type Engine, programFlops } from '../../../engine/index.js';
import { compiledEntry } from '../../../jobs/entry.js';
import { runPool } from '../../../jobs/pool.js';
import { inputArrays } from '../../../model/inputs.js';
import { KhalaError } from '../../../spec/errors.js';
import { feeds } from '../../../training/runners.js';
import { scheduleInput, trainingProgram } from '../../../training/step.js';
import type { CommandIo } from '../../io.js';
import { sharedFloats, startReplicas } from '../../replicas.js';
import { largePages } from '../../train-process.js';
import type { BenchRow } from '../measure.js';
import { type Agreement, agree, readReference, within } from './agreement.js';
import { writeExchange } from './exchange.js';
import type { MemoryTask, MemoryUse } from './memory-worker.js';
import { decide, decisionRunner, stepFeeds, stepNumbers } from './ours.js';
import { type Attention, openPeer, type Peer } from './python.js';
import { type Contestant, quantile, race, ratios, timed } from './race.js';
import { makeSamples } from './samples.js';
import { peerSetting } from './setting.js';
import { describe, prepare, type StepSetting, type Tuned, tune } from './tuning.js';

export interface PeerOptions {
  readonly python: string;
  /** Seconds for each contestant of a race. */
  readonly seconds: number;
  /** Training steps after which memory is looked at. */
  readonly soak: number;
}

export interface PeersComparison {
  readonly python: string;
  readonly torch: string;
  readonly agreement: Agreement;
  /** By how much the likeliest choice of each head is likelier than what was decided, in float64. */
  readonly regret: Readonly<Record<string, number>>;
  readonly peer: Tuned & { readonly pair: StepSetting & { readonly reduce: string } };
  /** GFLOP of one training step, counted on the graph. */
  readonly stepGflop: number;
  /** Milliseconds: median, first and third quartile of all turns. */
  readonly times: Readonly<Record<string, readonly [number, number, number]>>;
  readonly memory: MemoryUse & { readonly steps: number };
}

/** Side of the square product that the step's rate is measured against: large, and still in the last cache. */
const GEMM_SIZE = 1536;
/** A peer whose matrix products are so much slower than ours has no BLAS worth the name. */
const LEAST_BLAS = 1 / 4;
/** Float32's rounding can turn over a choice of which the logits are as near as that. */
const REGRET_TOLERANCE = 1e-3;
const PLAYED = [256, 512] as const;
const GROWTH = [512, 724, 1024, 1448, 2048] as const;
const WORKERS = 2;

type Setting = ReturnType<typeof peerSetting>;

/**
 * @throws ENGINE_UNAVAILABLE where Python or PyTorch is missing; CHECKPOINT_MISMATCH where the networks disagree; WORKER_FAILED where Python
 *   fails on the way
 */
export async function comparePeers(
  options: PeerOptions,
  io: CommandIo<object>,
): Promise<{ rows: BenchRow[]; peers: PeersComparison }> {
  const folder = mkdtempSync(join(tmpdir(), 'khala-peers-'));
  const peers: Peer[] = [];
  try {
    const setting = peerSetting();
    const decisions: Awaited<ReturnType<typeof decide>>[] = [];
    for (const entities of PLAYED)
      decisions.push(await decide(setting.policy, setting.state.parameters, entities));
    writeExchange(folder, { ...setting, decisions });
    for (const threads of [1, 2])
      peers.push(await openPeer({ python: options.python, folder, threads, signal: io.signal }));
    return await compare(setting, folder, peers, options, io);
  } finally {
    await Promise.all(peers.map((peer) => peer.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(
  setting: Setting,
  folder: string,
  peers: readonly Peer[],
  { seconds, soak }: PeerOptions,
  io: CommandIo<object>,
): Promise<{ rows: BenchRow[]; peers: PeersComparison }> {
  const { policy, optimiser, batch, entities } = setting;
  const [single] = peers;
  const { python, torch } = single.hello;
  io.note(`PyTorch ${torch} on Python ${python}: checking that both compute the same`);
  const { agreement, loss } = await checkStep(setting, folder, single);
  const regret = await checkDecisions(single);
  io.note(
    `same network: gradient ${agreement.gradient.toExponential(1)}, worst tensor ${agreement.tensor.error.toExponential(1)} (${agreement.tensor.name})`,
  );
  const engines: Engine[] = [];
  const engineOf = async (threads: number): Promise<Engine> => {
    const engine = await createEngine('onnx', { threads });
    engines.push(engine);
    return engine;
  };
  const signal = io.signal;
  const turns: Record<string, number[]> = {};
  try {
    const products = await productContestants(peers, engineOf);
    Object.assign(turns, await race(products, { perTurn: 5, seconds: seconds / 3, signal }));
    checkBlas(turns);

    io.note('finding the quickest way of PyTorch');
    const tuned = await tune(peers, loss, signal);
    for (const one of tuned.tried) io.note(`  ${describe(one)}: ${one.ms.toFixed(1)} ms`);
    if (tuned.notCompiled) io.note(`  ${tuned.notCompiled}`);
    Object.assign(turns, await raceSteps(setting, peers, tuned, loss, engineOf, { seconds, signal }));
    io.note('two workers with half of the batch each');
    const pair = await racePairs(setting, single, tuned, loss, { seconds, signal });
    Object.assign(turns, pair.turns);
    io.note('decisions');
    Object.assign(turns, await raceDecisions(setting, single, engineOf, { seconds, signal }));
    const memory = await soakMemory(soak, io);
    const stepGflop = programFlops(trainingProgram(policy, optimiser, batch, entities)) / 1e9;
    const peersFound: PeersComparison = {
      ...{ python, torch, agreement, regret, stepGflop, memory: { ...memory, steps: soak } },
      peer: { ...tuned, pair: pair.setting },
      times: Object.fromEntries(
        Object.entries(turns).map(([name, ms]) => [
          name,
          [quantile(ms, 0.5), quantile(ms, 0.25), quantile(ms, 0.75)] as const,
        ]),
      ),
    };
    return { rows: rowsOf(turns, peersFound), peers: peersFound };
  } finally {
    for (const engine of engines) await engine.dispose();
  }
}

async function checkStep(
  setting: Setting,
  folder: string,
  peer: Peer,
): Promise<{ agreement: Agreement; loss: number }> {
  const ours = await stepNumbers(setting);
  const { lengths } = await peer.ask('reference');
  const reference = readReference(join(folder, 'reference.bin'), lengths);
  return {
    agreement: agree(ours, reference, setting.policy.layout, setting.learningRate),
    loss: reference.loss,
  };
}

async function checkDecisions(peer: Peer): Promise<Record<string, number>> {
  const worst: Record<string, number> = {};
  for (const entities of PLAYED) {
    const { regret } = await peer.ask('regret', { entities });
    for (const [head, value] of Object.entries(regret)) {
      within(`the decision's ${head}, ${entities} entities,`, value, REGRET_TOLERANCE);
      worst[head] = Math.max(worst[head] ?? 0, value);
    }
  }
  return worst;
}

/** A peer as a contestant: the answer's milliseconds. */
function remote(
  name: string,
  peer: Peer,
  what: 'step' | 'gemm' | 'decide' | 'pair_step',
  details: object = {},
): Contestant {
  return { name, run: async (times) => (await peer.ask(what, { ...details, times })).ms };
}

async function productContestants(
  peers: readonly Peer[],
  engineOf: (threads: number) => Promise<Engine>,
): Promise<Contestant[]> {
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

const gemmRate = (ms: readonly number[]): number => (2 * GEMM_SIZE ** 3) / quantile(ms, 0.5) / 1e6;

interface Timing {
  readonly seconds: number;
  readonly signal: AbortSignal;
}

async function raceSteps(
  setting: Setting,
  peers: readonly Peer[],
  { eager, compiled }: Tuned,
  loss: number,
  engineOf: (threads: number) => Promise<Engine>,
  timing: Timing,
): Promise<Record<string, number[]>> {
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
  const against = async (name: string, step: StepSetting): Promise<Record<string, number[]>> => {
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

async function racePairs(
  setting: Setting,
  peer: Peer,
  { tried }: Tuned,
  loss: number,
  timing: Timing,
): Promise<{ turns: Record<string, number[]>; setting: PeersComparison['peer']['pair'] }> {
  const { policy, optimiser, batch, entities, learningRate, stepNumber, samples, state } = setting;
  const replicas = await startReplicas({ policy, optimiser, workers: WORKERS, batch, entities, from: state });
  try {
    const schedule = scheduleInput(learningRate, stepNumber, optimiser);
    const all = feeds(samples);
    const parts = Array.from({ length: WORKERS }, (_, worker) =>
      Object.fromEntries(Object.entries(all).map(([name, data]) => [name, part(data, worker)])),
    );
    const ours = timed('khala-pair', () => replicas.step(schedule, parts));
    const flat = tried.filter(
      (one) => one.threads === 1 && !one.compiled && one.optimiser.startsWith('flat'),
    );
    const { ms: _, ...step } = flat.reduce((a, b) => (b.ms < a.ms ? b : a));
    const opened = async (reduce: string): Promise<number> => {
      const { attention, optimiser: name } = step;
      const { loss: found } = await peer.ask('open_pair', { attention, optimiser: name, reduce });
      within(`loss of two workers (${reduce})`, Math.abs(found - loss) / loss, 1e-4);
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

/** One worker's samples, in memory that all threads see. */
function part<T extends Float32Array | Int32Array | Uint8Array>(data: T, worker: number): T {
  const size = data.length / WORKERS;
  const own = data.subarray(worker * size, (worker + 1) * size);
  return (own instanceof Float32Array ? sharedFloats(size, own) : own.slice()) as T;
}

async function raceDecisions(
  { policy, state }: Setting,
  peer: Peer,
  engineOf: (threads: number) => Promise<Engine>,
  timing: Timing,
): Promise<Record<string, number[]>> {
  const engine = await engineOf(1);
  const ours = async (entities: number): Promise<Contestant> => {
    const runner = await decisionRunner(engine, policy, state.parameters, entities);
    const inputs = inputArrays(makeSamples(policy, 1, entities, `decision-${entities}`).inputs);
    const noise = new Float32Array(noiseSize(policy, entities));
    return timed(`khala-decision-${entities}`, () => runner.run({ ...inputs, noise }));
  };
  const theirs = (entities: number, attention: Attention): Contestant =>
    remote(`peer-decision-${entities}-${attention}`, peer, 'decide', { entities, attention });
  const first = PLAYED[0];
  const played = [await ours(first), ...peer.hello.attentions.map((attention) => theirs(first, attention))];
  const turns: Record<string, number[]> = await race(played, { ...timing, perTurn: 30 });
  const growth = await Promise.all(GROWTH.map(ours));
  Object.assign(turns, await race(growth, { ...timing, perTurn: 10 }));
  // Each decision counts for itself here: the slowest are the question.
  const single = await ours(PLAYED[1]);
  await single.run(20);
  const runs = Math.max(
    200,
    Math.round((timing.seconds * 1000) / quantile(turns['khala-decision-512'], 0.5)),
  );
  turns['khala-decision-512-each'] = [...(await single.run(runs))];
  return turns;
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

/** Power of the entities by which a decision's time grows: the slope between logarithms, over all sizes. */
export function growthPower(times: readonly (readonly [entities: number, ms: number])[]): number {
  const points = times.map(([entities, ms]) => [Math.log(entities), Math.log(ms)]);
  const mean = (k: number): number => points.reduce((sum, point) => sum + point[k], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const across = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return across / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** One row a promise. Of a ratio, `p99` is its low end. */
function rowsOf(
  turns: Record<string, number[]>,
  { peer, stepGflop, memory, torch }: PeersComparison,
): BenchRow[] {
  const row = (
    name: string,
    what: string,
    unit: string,
    target: number | null,
    values: readonly number[],
    bad: 'low' | 'high' = 'low',
  ): BenchRow => ({
    ...{ name: `peers-${name}`, what, unit, target, samples: values.length },
    median: quantile(values, 0.5),
    p99: quantile(values, bad === 'low' ? 0.01 : 0.99),
  });
  const against = `PyTorch ${torch} (${describe(peer.eager)})`;
  const best = turns['khala-step-2'];
  const share = (threads: number): number[] => {
    const gemm = Math.max(gemmRate(turns[`khala-gemm-${threads}`]), gemmRate(turns[`peer-gemm-${threads}`]));
    return turns[`khala-step-${threads}`].map((ms) => (stepGflop * 1000) / ms / gemm);
  };
  const forward = Object.entries(turns)
    .filter(([name]) => name.startsWith('peer-decision-256-'))
    .map(([, ms]) => ms)
    .reduce((a, b) => (quantile(b, 0.5) < quantile(a, 0.5) ? b : a));
  const growth = GROWTH.map((n) => [n, quantile(turns[`khala-decision-${n}`], 0.5)] as const);
  return [
    row(
      'step',
      `times as fast a training step, batch 32, 256 entities, 2 threads, as ${against}`,
      'x',
      1.8,
      ratios(turns['peer-step'], best),
    ),
    row(
      'step-1',
      `the same with 1 thread here`,
      'x',
      null,
      ratios(turns['peer-step'], turns['khala-step-1']),
    ),
    ...(turns['peer-step-compiled']
      ? [
          row(
            ...(['step-compiled', `the same with 2 threads, as torch.compile`, 'x', null] as const),
            ratios(turns['peer-step-compiled'], turns['khala-step-2-beside-compiled']),
          ),
        ]
      : []),
    row(
      'pair',
      `times as fast a step of two workers of one thread, gradients averaged, as PyTorch's (${peer.pair.reduce})`,
      'x',
      1.2,
      ratios(turns['peer-pair'], turns['khala-pair']),
    ),
    row(
      'gemm',
      'share of the rate of a large product that a step reaches, 2 threads',
      'of GEMM',
      0.55,
      share(2),
    ),
    row('gemm-1', 'the same on 1 thread', 'of GEMM', null, share(1)),
    row(
      'decision',
      'times as fast a decision, 256 entities, sampling included, 1 thread, as PyTorch’s forward pass',
      'x',
      2.5,
      ratios(forward, turns['khala-decision-256']),
    ),
    row(
      'decision-512',
      'one decision, 512 entities, 1 thread; the target is for the p99',
      'ms',
      6,
      turns['khala-decision-512-each'],
      'high',
    ),
    row(
      'growth',
      'power of the entities by which a decision grows, 512 to 2,048',
      'power',
      1,
      [growthPower(growth)],
      'high',
    ),
    row(
      'memory',
      `resident memory of training after ${memory.steps} steps, batch 32, 256 entities`,
      'MiB',
      700,
      [memory.end],
      'high',
    ),
    row(
      'memory-growth',
      `what it grew by from step ${Math.ceil(memory.steps / 10)} on`,
      'MiB',
      0,
      [memory.end - memory.start],
      'high',
    ),
  ];
}

/** What stands behind the rows, for people. */
export function renderPeers({ agreement, times, memory, peer }: PeersComparison): string {
  const logits = Math.max(...Object.values(agreement.logits));
  const small = (value: number): string => value.toExponential(1);
  return [
    `Agreement with PyTorch in float64: logits ${small(logits)}, loss ${small(agreement.loss)}, gradient ${small(agreement.gradient)}, its worst tensor ${small(agreement.tensor.error)} (${agreement.tensor.name}), update ${small(agreement.update)} learning rates`,
    `PyTorch at its best: ${describe(peer.eager)}${peer.compiled ? `; ${describe(peer.compiled)}` : ''}; pair: ${describe(peer.pair)}, gradients by ${peer.pair.reduce}`,
    `Memory: ${memory.start.toFixed(0)}, ${memory.middle.toFixed(0)}, ${memory.end.toFixed(0)} MiB at a tenth, half and the end of ${memory.steps} steps; most ${memory.peak.toFixed(0)} MiB`,
    ...Object.entries(times).map(
      ([name, [median, low, high]]) =>
        `${name}: ${median.toPrecision(3)} ms (${low.toPrecision(3)} to ${high.toPrecision(3)})`,
    ),
  ].join('\n');
}
