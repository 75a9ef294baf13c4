/** What `khala bench` measures: each promise of the project, on this machine. */
import { decisionProgram, noiseSize } from '../../../agent/decision.js';
import { createScripted } from '../../../agent/scripted/index.js';
import { connectBridge, startBridge } from '../../../env-bridge/index.js';
import { playMatch } from '../../../env-bridge/match.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { createEngine } from '../../engine/index.js';
import { modelConfig } from '../../model/config.js';
import { inputArrays } from '../../model/inputs.js';
import { decayMask, initialise } from '../../model/parameters.js';
import { createPolicy, type Policy, policyInputs } from '../../model/policy.js';
import { contextSizes } from '../../model/tokens.js';
import { decodeMatchMessage, encodeMatchMessage } from '../../spec/codec/index.js';
import { encodeObservation } from '../../spec/encode-observation.js';
import { createInputs, createTargets, type PolicyInputs } from '../../spec/encoding.js';
import type { MatchInfo, TimeStep } from '../../spec/match.js';
import { createRandom } from '../../spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../spec/vocabulary.js';
import { trainingConfigSchema } from '../../training/config.js';
import { feeds } from '../../training/runners.js';
import { freshWeights } from '../../training/state.js';
import { scheduleInput, trainingProgram } from '../../training/step.js';
import { startReplicas } from '../replicas.js';
import type { BenchCase } from './measure.js';

const milliseconds = (ms: number): number => ms;
const microseconds = (ms: number): number => ms * 1000;
const nothing = (): void => undefined;

/** An observation from the middle of a match, and what goes with it. */
async function middle(scenario: string): Promise<{ step: TimeStep; info: MatchInfo }> {
  const environment = createSkirmish(scenario);
  const seen: TimeStep[] = [];
  const players = new Map(environment.players.map((id) => [id, createScripted('Medium')]));
  await playMatch(environment, players, {
    seed: 1,
    observers: [{ observation: (player, step) => player === 1 && seen.push(step) }],
  });
  const step = seen[Math.floor(seen.length / 2)];
  return { step, info: environment.matchInfo(1) };
}

/** Random inputs in which all rows are entities: what a full bucket costs, or one larger than any that is used. */
function fullInputs({ config, index }: Policy, batch: number, entities: number): PolicyInputs {
  const inputs = createInputs(batch, entities, contextSizes(config, index.vocabulary));
  const random = createRandom('bench');
  for (const array of [inputs.entity_features, inputs.entity_position, inputs.map, inputs.scalars]) {
    for (let i = 0; i < array.length; i++) array[i] = random.range(-1, 1);
  }
  for (const array of [inputs.entity_mask, inputs.own_mask, inputs.function_mask]) array.fill(1);
  return inputs;
}

/** One decision of a policy with fresh parameters, sampling included, on one thread. */
export function decisionCase(policy: Policy, entities: number, target: number | null = null): BenchCase {
  return {
    name: `decision-${entities}`,
    what: `one decision, ${entities} entities, sampling included, 1 thread`,
    unit: 'ms',
    target,
    figure: milliseconds,
    prepare: async () => {
      const engine = await createEngine('auto', { threads: 1 });
      const runner = await engine.compile(decisionProgram(policy, initialise(policy.layout, 1), entities));
      const inputs = inputArrays(fullInputs(policy, 1, entities));
      const noise = new Float32Array(noiseSize(policy, entities));
      return {
        run: async () => {
          await runner.run({ ...inputs, noise });
        },
        dispose: () => engine.dispose(),
      };
    },
  };
}

function decision(size: string, entities: number, target: number | null): BenchCase {
  return {
    ...decisionCase(createPolicy(modelConfig(size), SKIRMISH_VOCABULARY), entities, target),
    name: `decision-${size}-${entities}`,
    what: `one decision, ${size}, ${entities} entities, sampling included, 1 thread`,
  };
}

/** One training step of a policy with fresh parameters, clipping and AdamW included. */
export function stepCase(
  policy: Policy,
  batch: number,
  entities: number,
  threads: number,
  target: number | null = null,
): BenchCase {
  return {
    name: `step-${batch}x${entities}`,
    what: `one training step, batch ${batch}, ${entities} entities, clipping and AdamW included, ${threads} threads`,
    unit: 'ms',
    target,
    figure: milliseconds,
    prepare: async () => {
      const engine = await createEngine('auto', { threads });
      const { config, state, arrays, schedule } = stepSetting(policy, batch, entities);
      const runner = await engine.compile(trainingProgram(policy, config, batch, entities));
      const inputs = { ...state, ...arrays, schedule, decay_mask: decayMask(policy.layout) };
      return {
        run: async () => {
          await runner.run(inputs, { ...state });
        },
        dispose: () => engine.dispose(),
      };
    },
  };
}

/** What a training step needs: fresh weights, and a batch in which every head counts for something. */
function stepSetting(policy: Policy, batch: number, entities: number) {
  const config = trainingConfigSchema.parse({ batch });
  const inputs = fullInputs(policy, batch, entities);
  const targets = createTargets(batch, entities);
  targets.function.fill(5);
  targets.selected.fill(1);
  return {
    config,
    state: freshWeights(initialise(policy.layout, 1)),
    arrays: feeds({ inputs, targets }),
    schedule: scheduleInput(1e-3, 100, config),
  };
}

/** The same step by several threads, each with one part of the batch, as `train --replicas` makes it. */
function sharedStep(size: string, batch: number, entities: number, workers: number): BenchCase {
  return {
    name: `shared-step-${size}-${batch}x${entities}`,
    what: `the same step, the batch cut among ${workers} threads that each learn from a part`,
    unit: 'ms',
    target: null,
    figure: milliseconds,
    prepare: async () => {
      const policy = createPolicy(modelConfig(size), SKIRMISH_VOCABULARY);
      const { config, state, arrays, schedule } = stepSetting(policy, batch, entities);
      const replicas = await startReplicas({ policy, optimiser: config, workers, batch, from: state });
      return {
        run: async () => {
          await replicas.step({ schedule, entities, feeds: arrays });
        },
        dispose: () => replicas.close(),
      };
    },
  };
}

function trainingStep(
  size: string,
  batch: number,
  entities: number,
  threads: number,
  target: number | null,
): BenchCase {
  return {
    ...stepCase(createPolicy(modelConfig(size), SKIRMISH_VOCABULARY), batch, entities, threads, target),
    name: `step-${size}-${batch}x${entities}`,
    what: `one training step, ${size}, batch ${batch}, ${entities} entities, clipping and AdamW included, ${threads} threads`,
  };
}

const SIMULATED_LOOPS = 400;

/** Loops of a whole match of two scripted players, played through the same loop as every match. */
function skirmish(scenario: string, target: number | null): BenchCase {
  let loops = SIMULATED_LOOPS;
  return {
    name: `skirmish-${scenario}`,
    what: `game loops of ${scenario} with scripted:Elite on both sides, 1 core`,
    unit: 'loops/s',
    target,
    figure: (ms) => (loops * 1000) / ms,
    prepare: () => {
      const environment = createSkirmish(scenario);
      const players = new Map(environment.players.map((id) => [id, createScripted('Elite')]));
      return Promise.resolve({
        run: async () => {
          // One seed: every run is the same match, so one length serves all samples.
          loops = (await playMatch(environment, players, { seed: 1 })).loops;
        },
        dispose: () => environment.close(),
      });
    },
  };
}

const encoding: BenchCase = {
  name: 'encode-3s5z',
  what: 'an observation of 3s5z into the policy’s arrays',
  unit: 'us',
  target: null,
  figure: microseconds,
  prepare: async () => {
    const { step, info } = await middle('3s5z');
    const policy = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
    const inputs = policyInputs(policy, 1, 32);
    return {
      run: () => void encodeObservation(step.observation, info.map, policy.index, inputs, 0),
      dispose: nothing,
    };
  },
};

const wire: BenchCase = {
  name: 'wire-3s5z',
  what: 'an observation of 3s5z to the wire’s bytes and back',
  unit: 'us',
  target: null,
  figure: microseconds,
  prepare: async () => {
    const { step } = await middle('3s5z');
    return {
      run: () => void decodeMatchMessage(encodeMatchMessage({ type: 'observation', player: 1, step })),
      dispose: nothing,
    };
  },
};

/** A whole match on one connection: what the bridge adds is the difference to the same match played directly. */
function match(name: 'direct-3s5z' | 'bridge-3s5z', what: string): BenchCase {
  let decisions = 1;
  const local = new Map([[2, createScripted('Easy')]]);
  return {
    name,
    what,
    unit: 'us',
    target: null,
    figure: (ms) => microseconds(ms) / decisions,
    prepare: async () => {
      const environment = createSkirmish('3s5z');
      const spec = {
        environment,
        seed: 1,
        observers: [{ command: (player: number) => void (player === 1 && decisions++) }],
      };
      const player = createScripted('Easy');
      if (name === 'direct-3s5z')
        return {
          run: async () => {
            decisions = 0;
            await playMatch(environment, new Map([...local, [1, player]]), spec);
          },
          dispose: () => environment.close(),
        };
      const bridge = await startBridge({ vocabulary: SKIRMISH_VOCABULARY });
      const client = await connectBridge(bridge.url, { name: player.name });
      return {
        run: async () => {
          decisions = 0;
          bridge.open({ ...spec, players: local });
          await client.play(player);
        },
        dispose: async () => {
          await client.close();
          await bridge.close();
          environment.close();
        },
      };
    },
  };
}

/** In the order of the table. Targets are those of the project's first milestone on two cores. */
export const CASES: readonly BenchCase[] = [
  skirmish('3s5z', 8000),
  skirmish('MMM', null),
  encoding,
  wire,
  match(
    'direct-3s5z',
    'one decision of scripted:Easy in a match against itself, the game included, in-process',
  ),
  match('bridge-3s5z', 'the same, with player 1 a client of the bridge on loopback'),
  decision('nano', 32, null),
  decision('base', 32, null),
  decision('base', 64, 2),
  decision('base', 256, null),
  trainingStep('base', 64, 32, 2, null),
  sharedStep('base', 64, 32, 2),
  trainingStep('base', 32, 256, 2, 130),
  sharedStep('base', 32, 256, 2),
];
