/** What is compared: a training step of `base` on skirmishes, in the middle of a run. */
import { modelConfig } from '../../../model/config.js';
import { initialise } from '../../../model/parameters.js';
import { createPolicy } from '../../../model/policy.js';
import { createRandom } from '../../../spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../../spec/vocabulary.js';
import { trainingConfigSchema } from '../../../training/config.js';
import type { Exchanged } from './exchange.js';
import { makeSamples } from './samples.js';

/** Numbers of entities at which decisions are compared. */
export const PLAYED = [256, 512] as const;
const BATCH = 32;
const ENTITIES = 256;
const LEARNING_RATE = 1e-3;
const STEP_NUMBER = 100;

/** Smaller samples for tests; the network is the same. */
export function peerSetting(batch = BATCH, entities = ENTITIES): Omit<Exchanged, 'decisions'> {
  const policy = createPolicy(modelConfig('base'), SKIRMISH_VOCABULARY);
  const { size } = policy.layout;
  const random = createRandom('peers');
  const fill = (next: () => number): Float32Array => Float32Array.from({ length: size }, next);
  return {
    ...{ policy, batch, entities, learningRate: LEARNING_RATE, stepNumber: STEP_NUMBER },
    optimiser: trainingConfigSchema.parse({}),
    state: {
      // Away from the start, where many gradients are zero.
      parameters: initialise(policy.layout, 1).map((value) => value + random.range(-0.02, 0.02)),
      first_moment: fill(() => random.range(-1e-2, 1e-2)),
      second_moment: fill(() => random.range(1e-5, 1e-3)),
    },
    samples: makeSamples(policy, batch, entities, 'peers'),
  };
}

/** What is compared, before any decision about it. */
export type Setting = ReturnType<typeof peerSetting>;
