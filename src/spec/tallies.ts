/**
 * What a player has, counted: own units, enemies seen or remembered and the units of the last order by type, own units that have nothing to
 * do, are not finished or stand near an enemy, orders under way by ability, and upgrades. AlphaStar gives its policy such counts beside the
 * entities (Vinyals et al. 2019, supplementary data, the scalar encoder's unit counts and upgrades); counting over hundreds of
 * entities is the one thing that attention does badly.
 */
import { ALLIANCE } from './columns.js';
import type { ContextInputs, VocabularyIndex } from './encoding.js';
import { NOWHERE, type PastOrders } from './history.js';
import type { Observation } from './observation.js';
import { nearestDistance, nearness, placesOf } from './places.js';
import type { Vocabulary } from './vocabulary.js';

/** Counts by unit type; of each, the first is of types that the vocabulary does not know. */
const BY_TYPE = ['own', 'enemy', 'selected', 'idle', 'unfinished', 'engaged'] as const;
/** Numbers of the units of the last order: how many, share without an order, nearness of a foe and of its place, whether it has one. */
const LAST_NUMBERS = 5;
/** Cells within which an enemy in sight is near: a long weapon's range and some. */
const ENGAGED_CELLS = 9;

/** Where each part begins. */
function tallyParts({ unitTypes, abilities, upgrades }: Vocabulary) {
  const types = unitTypes.length + 1;
  const starts = Object.fromEntries(BY_TYPE.map((name, i) => [name, i * types])) as Record<
    (typeof BY_TYPE)[number],
    number
  >;
  const orders = BY_TYPE.length * types;
  const held = orders + abilities.length + 1;
  const last = held + upgrades.length + 1;
  return { ...starts, orders, upgrades: held, last, length: last + LAST_NUMBERS };
}

/** How many numbers the tallies of a vocabulary are. */
export function tallySize(vocabulary: Vocabulary): number {
  return tallyParts(vocabulary).length;
}

/** Writes the tallies of an observation into row `b` of `out`: log(1 + count), over all entities, also those cut from the bucket. */
export function encodeTallies(
  observation: Observation,
  past: PastOrders,
  index: VocabularyIndex,
  out: ContextInputs,
  b: number,
): void {
  if (out.tallies.length === 0) return;
  const parts = tallyParts(index.vocabulary);
  const row = out.tallies.subarray(b * parts.length, (b + 1) * parts.length);
  row.fill(0);
  const { alliance, unit_type, order_0_ability, build_progress, selected, x, y } = observation.entities;
  const foes = placesOf(observation, ALLIANCE.enemy);
  const last = { count: 0, idle: 0, foe: Number.POSITIVE_INFINITY, x: 0, y: 0 };
  for (let i = 0; i < observation.count; i++) {
    const type = index.unitType.get(unit_type[i]) ?? 0;
    if (alliance[i] === ALLIANCE.enemy) row[parts.enemy + type]++;
    if (alliance[i] !== ALLIANCE.self) continue;
    row[parts.own + type]++;
    const busy = order_0_ability[i] > 0;
    if (busy) row[parts.orders + (index.ability.get(order_0_ability[i]) ?? 0)]++;
    if (build_progress[i] < 1) row[parts.unfinished + type]++;
    else if (!busy) row[parts.idle + type]++;
    const foe = nearestDistance(foes, x[i], y[i]);
    if (foe < ENGAGED_CELLS) row[parts.engaged + type]++;
    if (selected[i] === 0) continue;
    row[parts.selected + type]++;
    last.count++;
    if (!busy) last.idle++;
    last.foe = Math.min(last.foe, foe);
    last.x += x[i];
    last.y += y[i];
  }
  for (let i = 0; i < parts.upgrades; i++) if (row[i] > 0) row[i] = Math.log1p(row[i]);
  for (const upgrade of observation.upgrades) row[parts.upgrades + (index.upgrade.get(upgrade) ?? 0)] = 1;
  if (last.count === 0) return;
  row[parts.last] = Math.log1p(last.count);
  row[parts.last + 1] = last.idle / last.count;
  row[parts.last + 2] = nearness(last.foe);
  const order = past.count > 0 ? past.orders[past.count - 1] : null;
  if (order === null || order.x === NOWHERE || order.y === NOWHERE) return;
  const left = Math.hypot(last.x / last.count - order.x, last.y / last.count - order.y);
  row[parts.last + 3] = nearness(left);
  row[parts.last + 4] = 1;
}
