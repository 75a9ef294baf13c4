/** Made-up observations and commands of which every head has something to learn. The same seed gives the same numbers. */
import type { Policy } from '../../../model/policy.js';
import { contextSizes } from '../../../model/tokens.js';
import {
  createInputs,
  createTargets,
  ENTITY_IDS,
  FINE_CELLS,
  LOCATION_CELLS,
  MAP_RASTER,
  type PolicyInputs,
  type PolicyTargets,
  SCALAR_IDS,
} from '../../../spec/encoding.js';
import { createRandom, type Random } from '../../../spec/random.js';
import { DELAY_BINS } from '../../../spec/vocabulary.js';

/** Units that a command is given to, its pivot among them. */
const GROUP = 8;
/** Share of the rows that are entities; the rest is padding, as in training. */
const FILLED = 15 / 16;
/** Width of the largest map in cells. */
const CELLS = 176;

export interface Samples {
  readonly inputs: PolicyInputs;
  readonly targets: PolicyTargets;
}

export function makeSamples(policy: Policy, batch: number, entities: number, seed: string): Samples {
  const { vocabulary } = policy.index;
  const inputs = createInputs(batch, entities, contextSizes(policy.config, vocabulary));
  const targets = createTargets(batch, entities);
  const random = createRandom(seed);
  for (const array of [inputs.entity_features, inputs.map, inputs.scalars])
    for (let i = 0; i < array.length; i++) array[i] = random.range(-1, 1);
  inputs.function_mask.fill(1);
  for (let b = 0; b < batch; b++) {
    fillIds(policy, inputs, b, random);
    const filled = Math.round(entities * FILLED);
    for (let row = b * entities; row < b * entities + filled; row++) {
      inputs.entity_mask[row] = 1;
      inputs.own_mask[row] = random.next() < 0.5 ? 1 : 0;
      for (let axis = 0; axis < 2; axis++) {
        const place = random.next();
        inputs.entity_position[row * 4 + axis] = place * CELLS;
        inputs.entity_position[row * 4 + 2 + axis] = place * MAP_RASTER;
      }
    }
    command(policy, { inputs, targets }, b, filled, random);
  }
  return { inputs, targets };
}

function fillIds({ index: { vocabulary } }: Policy, inputs: PolicyInputs, b: number, random: Random): void {
  const { unitTypes, abilities, buffs, functions } = vocabulary;
  const tables = [unitTypes.length + 1, abilities.length + 1, abilities.length + 1, buffs.length + 1];
  const first = b * inputs.entities * ENTITY_IDS.length;
  for (let i = 0; i < inputs.entities * ENTITY_IDS.length; i++)
    inputs.entity_ids[first + i] = random.int(tables[i % tables.length]);
  const { scalar_ids } = inputs;
  scalar_ids.set([random.int(3), random.int(3), random.int(functions.length)], b * SCALAR_IDS.length);
}

/** A command of sample b that its own units can carry out. */
function command(
  { index }: Policy,
  { inputs, targets }: Samples,
  b: number,
  filled: number,
  random: Random,
): void {
  const { functions, users } = index.vocabulary;
  // Word 0 is no_op, which nobody carries out.
  const usable = functions.map((_, f) => f).filter((f) => users[f].length > 0);
  const fn = usable[random.int(usable.length)];
  const type = index.unitType.get(users[fn][random.int(users[fn].length)]) ?? 0;
  const first = b * inputs.entities;
  targets.function[b] = fn;
  targets.delay[b] = random.int(DELAY_BINS.length);
  targets.queued[b] = random.int(2);
  const group = Array.from({ length: GROUP }, () => random.int(filled));
  for (const row of group) {
    inputs.entity_ids[(first + row) * ENTITY_IDS.length] = type;
    inputs.own_mask[first + row] = 1;
    targets.selected[first + row] = 1;
  }
  targets.pivot[b] = group[0];
  targets.target_entity[b] = random.int(filled);
  targets.target_cell[b] = random.int(LOCATION_CELLS);
  targets.target_fine[b] = random.int(FINE_CELLS);
  targets.outcome[b] = random.int(2);
  targets.outcome_known[b] = 1;
}
