/**
 * Our times against those of the same network in PyTorch, on the same numbers. First both must give the same loss, logits, gradient and update;
 * then they take turns.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, programFlops } from '../../../engine/index.js';
import { trainingProgram } from '../../../training/step.js';
import { type Agreement, agree, readReference, within } from './agreement.js';
import { raceDecisions } from './decisions.js';
import { writeExchange } from './exchange.js';
import { decide, stepNumbers } from './ours.js';
import { racePairs } from './pairs.js';
import { openPeer, type Peer, quickestKernels } from './python.js';
import { race } from './race.js';
import { checkBlas, productContestants, raceSteps, type Turns } from './races.js';
import type { PeersComparison } from './rows.js';
import { PLAYED, peerSetting, type Setting } from './setting.js';
import { describe, tune } from './tuning.js';

export interface ContestOptions {
  readonly python: string;
  /** Seconds for each contestant of a race. */
  readonly seconds: number;
}

/** Who listens to a contest, and may end it. */
export interface Audience {
  note(text: string): void;
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface Contest {
  readonly turns: Turns;
  readonly found: Omit<PeersComparison, 'times' | 'memory'>;
}

/** Float32's rounding can turn over a choice of which the logits are as near as that. */
const REGRET_TOLERANCE = 1e-3;

/**
 * @throws ENGINE_UNAVAILABLE where Python or PyTorch is missing; CHECKPOINT_MISMATCH where the networks disagree; WORKER_FAILED where Python
 *   fails on the way
 */
export async function holdContest(options: ContestOptions, io: Audience): Promise<Contest> {
  const folder = mkdtempSync(join(tmpdir(), 'khala-peers-'));
  const peers: Peer[] = [];
  try {
    const asked = { python: options.python, folder, signal: io.signal };
    const kernels = await quickestKernels(asked);
    if (kernels)
      io.note(`PyTorch's OpenBLAS does not know this processor; with kernels for ${kernels} it is quickest`);
    for (const threads of [1, 2]) peers.push(await openPeer({ ...asked, threads, kernels }));
    const setting = peerSetting();
    const decisions: Awaited<ReturnType<typeof decide>>[] = [];
    for (const entities of PLAYED)
      decisions.push(await decide(setting.policy, setting.state.parameters, entities));
    writeExchange(folder, { ...setting, decisions });
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
  { seconds }: ContestOptions,
  io: Audience,
): Promise<Contest> {
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
  const turns: Turns = {};
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
    const stepGflop = programFlops(trainingProgram(policy, optimiser, batch, entities)) / 1e9;
    const peer = { ...tuned, pair: pair.setting };
    return { turns, found: { python, torch, agreement, regret, stepGflop, peer } };
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
