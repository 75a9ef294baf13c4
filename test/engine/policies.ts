/** The policies that engines are compared on, and whole programs of theirs with data. P is the number of parameters. */

import type { ProgramSpec, TensorData } from '../../src/engine/index.js';
import { type ModelConfig, modelConfig } from '../../src/model/config.js';
import { decayMask, initialise } from '../../src/model/parameters.js';
import { createPolicy, type Policy } from '../../src/model/policy.js';
import { createRandom } from '../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { trainingConfigSchema } from '../../src/training/config.js';
import { feeds } from '../../src/training/runners.js';
import {
  logitsProgram,
  type OptimiserConfig,
  rateScale,
  scheduleInput,
  trainingProgram,
} from '../../src/training/step.js';
import { contextFeedsOf, situations } from '../training/situations.js';

export interface PolicyCase {
  readonly name: string;
  readonly policy: Policy;
  readonly optimiser: OptimiserConfig;
  readonly batch: number;
  readonly entities: number;
}

const NANO = modelConfig('nano');
const HUMAN = { history: 3, context: true } as const;
const TRANSFORMER = { torso: 'transformer', blocks: 2 } as const;

function policyCase(
  name: string,
  config: ModelConfig,
  taught: Partial<OptimiserConfig>,
  batch: number,
): PolicyCase {
  return {
    name,
    policy: createPolicy(config, SKIRMISH_VOCABULARY),
    optimiser: { ...trainingConfigSchema.parse({}), ...taught },
    ...{ batch, entities: 16 },
  };
}

/** What a step teaches by contexts alone, with dropout. */
const APART = { contextBatch: 3, contextDropout: 0.5, contextRate: 8 } as const;

/** Both torsos, with and without a past, and with contexts that are taught apart. */
export const NANO_CASES: readonly PolicyCase[] = [
  policyCase('nano, 32 latents', NANO, { lossWeights: { function: 2 } }, 4),
  policyCase('nano, transformer', { ...NANO, ...TRANSFORMER }, { lossWeights: { function: 2 } }, 4),
  policyCase('nano, 32 latents, context and history', { ...NANO, ...HUMAN }, {}, 4),
  policyCase('nano, transformer, context and history', { ...NANO, ...TRANSFORMER, ...HUMAN }, {}, 4),
  policyCase('nano, 32 latents, contexts taught apart', { ...NANO, ...HUMAN }, APART, 4),
];
export const BASE_CASE = policyCase('base, 32 latents', modelConfig('base'), {}, 2);

/** Parameters (P) with nothing at zero or one, so that no bias, gain or embedding could be forgotten unnoticed. */
export function jittered({ layout }: Policy): Float32Array {
  const values = initialise(layout, 7);
  const random = createRandom('jitter');
  for (let i = 0; i < values.length; i++) values[i] += random.range(-0.1, 0.1);
  return values;
}

/** The batch of a case, what it teaches by contexts included. */
export function dataOf({ policy, optimiser, batch, entities }: PolicyCase): Record<string, TensorData> {
  return { ...feeds(situations(policy, batch, entities)), ...contextFeedsOf(policy, optimiser) };
}

/** Logits of every head along the teacher's choices, and the value's. */
export const forwardSpec = ({ policy, batch, entities }: PolicyCase): ProgramSpec =>
  logitsProgram(policy, batch, entities);

/** Number of the step that `stepOf` makes, and its learning rate. */
export const STEP = { at: 7, rate: 1e-3 } as const;

/** A training step from parameters that are under way: with moments, so that no division by nearly nothing blows roundings up. */
export function stepOf(of: PolicyCase): { spec: ProgramSpec; data: Record<string, TensorData> } {
  const { policy, optimiser, batch, entities } = of;
  const random = createRandom('moments');
  const moment = (low: number, high: number): Float32Array =>
    Float32Array.from({ length: policy.layout.size }, () => random.range(low, high));
  return {
    spec: trainingProgram(policy, optimiser, batch, entities),
    data: {
      parameters: jittered(policy),
      first_moment: moment(-0.01, 0.01),
      second_moment: moment(1e-5, 1e-3),
      decay_mask: decayMask(policy.layout),
      schedule: scheduleInput(STEP.rate, STEP.at, optimiser),
      ...rateScale(policy, optimiser),
      ...dataOf(of),
    },
  };
}
