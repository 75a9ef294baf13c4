/** The races about decisions: ours against a forward pass of PyTorch, and ours against themselves as entities grow. */
import { noiseSize } from '../../../../agent/decision.js';
import { inputArrays } from '../../../model/inputs.js';
import { decisionRunner } from './ours.js';
import type { Attention, Peer } from './python.js';
import { type Contestant, quantile, race, timed } from './race.js';
import { type EngineOf, GROWTH, remote, type Timing, type Turns } from './races.js';
import { makeSamples } from './samples.js';
import { PLAYED, type Setting } from './setting.js';

export async function raceDecisions(
  { policy, state }: Setting,
  peer: Peer,
  engineOf: EngineOf,
  timing: Timing,
): Promise<Turns> {
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
  const turns: Turns = await race(played, { ...timing, perTurn: 30 });
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
