/**
 * What a player has, counted: own units, enemies in sight and the units of the last order by type, orders under way by
 * ability, and upgrades. AlphaStar gives its policy such counts beside the entities (Vinyals et al. 2019, supplementary data, the scalar
 * encoder's unit counts and upgrades); counting over hundreds of entities is the one thing that attention does badly.
 */
import { ALLIANCE } from './columns.js';
import type { ContextInputs, VocabularyIndex } from './encoding.js';
import type { Observation } from './observation.js';
import type { Vocabulary } from './vocabulary.js';

/** Length of each part, and where it begins; index 0 of the first four counts what the vocabulary does not know. */
function tallyParts({ unitTypes, abilities, upgrades }: Vocabulary) {
  const types = unitTypes.length + 1;
  return {
    own: 0,
    enemy: types,
    selected: 2 * types,
    orders: 3 * types,
    upgrades: 3 * types + abilities.length + 1,
    length: 3 * types + abilities.length + 1 + upgrades.length + 1,
  };
}

/** How many numbers the tallies of a vocabulary are. */
export function tallySize(vocabulary: Vocabulary): number {
  return tallyParts(vocabulary).length;
}

/** Writes the tallies of an observation into row `b` of `out`: log(1 + count), over all entities, also those cut from the bucket. */
export function encodeTallies(
  observation: Observation,
  index: VocabularyIndex,
  out: ContextInputs,
  b: number,
): void {
  if (out.tallies.length === 0) return;
  const parts = tallyParts(index.vocabulary);
  const row = out.tallies.subarray(b * parts.length, (b + 1) * parts.length);
  row.fill(0);
  const { alliance, unit_type, order_0_ability, selected } = observation.entities;
  for (let i = 0; i < observation.count; i++) {
    if (alliance[i] === ALLIANCE.enemy) row[parts.enemy + (index.unitType.get(unit_type[i]) ?? 0)]++;
    if (alliance[i] !== ALLIANCE.self) continue;
    const type = index.unitType.get(unit_type[i]) ?? 0;
    row[parts.own + type]++;
    if (selected[i] > 0) row[parts.selected + type]++;
    if (order_0_ability[i] > 0) row[parts.orders + (index.ability.get(order_0_ability[i]) ?? 0)]++;
  }
  for (let i = 0; i < parts.upgrades; i++) row[i] = Math.log1p(row[i]);
  for (const upgrade of observation.upgrades) row[parts.upgrades + (index.upgrade.get(upgrade) ?? 0)] = 1;
}
