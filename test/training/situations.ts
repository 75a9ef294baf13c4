/** Batches of a policy's inputs and targets with a different kind of command in each sample, all of them legal. */
import type { TensorData } from '../../src/engine/index.js';
import { type Policy, policyInputs } from '../../src/model/policy.js';
import { PAUSE_CLASSES } from '../../src/spec/classes.js';
import { ALLIANCE } from '../../src/spec/columns.js';
import { encodeCommand } from '../../src/spec/command-classes.js';
import { encodeObservation } from '../../src/spec/encode-observation.js';
import {
  createTargets,
  HISTORY_FEATURES,
  HISTORY_IDS,
  type PolicyInputs,
  type PolicyTargets,
} from '../../src/spec/encoding.js';
import type { Target } from '../../src/spec/observation.js';
import { createRandom, type Random } from '../../src/spec/random.js';
import { ABILITY, UNIT_TYPE } from '../../src/spec/vocabulary.js';
import { CONTEXT, type OptimiserConfig, trainingProgram } from '../../src/training/step.js';
import { flatMap, observationOf, type Row } from '../spec/observations.js';

const ORDERS: readonly (readonly [ability: number, units: readonly bigint[], target: Target])[] = [
  [ABILITY.attack, [1n, 2n], { kind: 'entity', tag: 6n }],
  [ABILITY.move, [1n, 3n, 4n], { kind: 'point', x: 9, y: 21 }],
  [ABILITY.effect_heal, [4n], { kind: 'entity', tag: 2n }],
  [ABILITY.no_op, [], { kind: 'none' }],
];

/** `batch` samples of seven entities each, padded to `entities`; a policy of human games is shown a past too. */
export function situations(
  policy: Policy,
  batch: number,
  entities: number,
): { inputs: PolicyInputs; targets: PolicyTargets } {
  const map = flatMap(32, 32);
  const inputs = policyInputs(policy, batch, entities);
  const targets = createTargets(batch, entities);
  const random = createRandom('step');
  for (let b = 0; b < batch; b++) {
    const [ability, units, target] = ORDERS[b % ORDERS.length];
    const rows = Array.from(
      { length: 7 },
      (_, i): Row => ({
        tag: BigInt(i + 1),
        unit_type: i === 3 ? UNIT_TYPE.medivac : UNIT_TYPE.marine,
        alliance: i < 4 ? ALLIANCE.self : ALLIANCE.enemy,
        x: random.range(4, 28),
        y: random.range(4, 28),
        health: random.range(1, 45),
        health_max: 45,
      }),
    );
    const observation = observationOf(rows, map, { gameLoop: 40 * b });
    const shown = encodeObservation(observation, map, policy.index, inputs, b);
    const command = { ability, delay: 2 + b, queued: b === 1, units, target };
    const fault = encodeCommand(
      ...([command, observation, map, policy.index, shown, inputs, targets, b, random.int] as const),
    );
    if (fault !== null) throw new Error(`situation ${b}: ${fault}`);
    targets.outcome[b] = b % 2;
    targets.outcome_known[b] = 1;
  }
  rememberSomething(inputs, policy, random);
  return { inputs, targets };
}

/** The first sample remembers nothing, each one after it one order more. */
function rememberSomething(inputs: PolicyInputs, { index }: Policy, random: Random): void {
  const { functions, unitTypes } = index.vocabulary;
  for (let b = 0; b < inputs.batch; b++)
    for (let k = 0; k < Math.min(b, inputs.history); k++) {
      const at = b * inputs.history + k;
      inputs.history_mask[at] = 1;
      const ids = [functions.length + 1, unitTypes.length + 1, PAUSE_CLASSES, PAUSE_CLASSES].map(random.int);
      inputs.history_ids.set(ids, at * HISTORY_IDS.length);
      const numbers = HISTORY_FEATURES.map((name) => (name === 'placed' ? k % 2 : random.next()));
      inputs.history_features.set(numbers, at * HISTORY_FEATURES.length);
      inputs.history_place.set([random.range(0, 32), random.range(0, 32)], at * 2);
    }
  for (const array of [inputs.tallies, inputs.habits])
    for (let i = 0; i < array.length; i++) array[i] = random.range(-1, 1);
}

/** What a step that teaches contexts too is given of them: numbers in all of it, nothing masked. */
export function contextFeedsOf(policy: Policy, optimiser: OptimiserConfig): Record<string, TensorData> {
  const { inputs } = trainingProgram(policy, optimiser, 1, 16);
  const named = Object.entries(inputs).filter(([name]) => name.startsWith(CONTEXT));
  return Object.fromEntries(
    named.map(([name, { shape, dtype }]) => {
      const random = createRandom('context', name);
      const length = shape.reduce((a, b) => a * b, 1);
      if (dtype === 'int32') return [name, Int32Array.from({ length }, () => random.int(2))];
      const ones = /mask|shown/.test(name);
      return [name, Float32Array.from({ length }, () => (ones ? 1 : random.range(-1, 1)))];
    }),
  );
}
