/**
 * What a player has, counted: own units, enemies seen or remembered and the units of the last order by type, own units that have nothing to
 * do, are not finished or stand near an enemy, what is where the last order went, orders under way by ability, and upgrades; and what the
 * player has and the time in steps. AlphaStar gives its policy such counts beside the entities (Vinyals et al. 2019, supplementary
 * data, the scalar encoder's unit counts and upgrades); counting over hundreds of entities is the one thing that attention does badly.
 */
import { STEPPED, STEPS, type Stepped, stepOf } from './classes.js';
import { ALLIANCE, PLAYER_SCALAR_INDEX } from './columns.js';
import { countAt, createCounted, logCounts } from './counts.js';
import type { ContextInputs, VocabularyIndex } from './encoding.js';
import { type ContextObservation, LOOPS_PER_SECOND } from './observation.js';
import { NOWHERE, type PastOrders } from './past-orders.js';
import { nearestDistance, nearness, type Places, placesBySide } from './places.js';
import type { Vocabulary } from './vocabulary.js';

/** Counts by unit type; of each, the first is of types that the vocabulary does not know. */
const BY_TYPE = [
  ...(['own', 'enemy', 'selected', 'idle', 'unfinished', 'engaged'] as const),
  ...(['own_at', 'enemy_at', 'neutral_at'] as const),
] as const;
/** Counts by ability of what own units are at: all of them, and those of the last order (0: nothing). */
const BY_ABILITY = ['orders', 'last_orders'] as const;
/** Numbers of the units of the last order: how many, share without an order, nearness of a foe and of its place, whether it has one. */
const LAST_NUMBERS = 5;
/** Cells within which an enemy in sight is near: a long weapon's range and some. */
const ENGAGED_CELLS = 9;
/** Cells within which an entity is where the last order went (its place, else its units): what a player looks at, and may click next. */
const AT_CELLS = 3;

type Part = (typeof BY_TYPE)[number] | (typeof BY_ABILITY)[number] | Stepped;

const known = new WeakMap<Vocabulary, ReturnType<typeof layOut>>();

/** Where each part begins. */
function tallyParts(vocabulary: Vocabulary): ReturnType<typeof layOut> {
  const held = known.get(vocabulary);
  if (held) return held;
  const parts = layOut(vocabulary);
  known.set(vocabulary, parts);
  return parts;
}

function layOut({ unitTypes, abilities, upgrades }: Vocabulary) {
  const starts: Partial<Record<Part, number>> = {};
  let length = 0;
  const place = (name: Part, size: number): void => {
    starts[name] = length;
    length += size;
  };
  for (const name of BY_TYPE) place(name, unitTypes.length + 1);
  for (const name of BY_ABILITY) place(name, abilities.length + 1);
  const counted = createCounted(length);
  for (const name of STEPPED) place(name, STEPS[name].count);
  const last = length + upgrades.length + 1;
  return {
    ...(starts as Record<Part, number>),
    ...{ counted, upgrades: length, last, length: last + LAST_NUMBERS },
  };
}

const FAR_AWAY = Number.POSITIVE_INFINITY;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where something near an enemy in sight can be at all: most of a player's units are elsewhere most of the time. */
interface Reach {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

function reachOf({ count, x, y }: Places): Reach {
  let [left, right, bottom, top] = [FAR_AWAY, -FAR_AWAY, FAR_AWAY, -FAR_AWAY];
  for (let i = 0; i < count; i++) {
    if (x[i] < left) left = x[i];
    if (x[i] > right) right = x[i];
    if (y[i] < bottom) bottom = y[i];
    if (y[i] > top) top = y[i];
  }
  return {
    ...{ left: left - ENGAGED_CELLS, right: right + ENGAGED_CELLS },
    ...{ bottom: bottom - ENGAGED_CELLS, top: top + ENGAGED_CELLS },
  };
}

const isWithin = ({ left, right, bottom, top }: Reach, x: number, y: number): boolean =>
  x >= left && x <= right && y >= bottom && y <= top;

/** How many numbers the tallies of a vocabulary are. */
export function tallySize(vocabulary: Vocabulary): number {
  return tallyParts(vocabulary).length;
}

/** Writes the tallies of an observation into row `b` of `out`: log(1 + count), over all entities, also those cut from the bucket. */
export function encodeTallies(
  observation: ContextObservation,
  past: PastOrders,
  index: VocabularyIndex,
  out: ContextInputs,
  b: number,
): void {
  if (out.tallies.length === 0) return;
  const parts = tallyParts(index.vocabulary);
  const { counted } = parts;
  counted.length = 0;
  const row = out.tallies.subarray(b * parts.length, (b + 1) * parts.length);
  row.fill(0);
  const { alliance, unit_type, order_0_ability, build_progress, selected, x, y } = observation.entities;
  const foes = placesBySide(observation)[ALLIANCE.enemy];
  const reach = reachOf(foes);
  const last = { count: 0, idle: 0, foe: FAR_AWAY, x: 0, y: 0 };
  const place = placeOf(past);
  const focus = place ?? middleOfSelected(observation);
  for (let i = 0; i < observation.count; i++) {
    const type = index.typeOf[unit_type[i]];
    if (focus !== null && (x[i] - focus.x) ** 2 + (y[i] - focus.y) ** 2 < AT_CELLS ** 2) {
      if (alliance[i] === ALLIANCE.self) countAt(row, parts.own_at + type, counted);
      else if (alliance[i] === ALLIANCE.enemy) countAt(row, parts.enemy_at + type, counted);
      else if (alliance[i] === ALLIANCE.neutral) countAt(row, parts.neutral_at + type, counted);
    }
    if (alliance[i] === ALLIANCE.enemy) countAt(row, parts.enemy + type, counted);
    if (alliance[i] !== ALLIANCE.self) continue;
    countAt(row, parts.own + type, counted);
    const busy = order_0_ability[i] > 0;
    const ability = index.abilityOf[order_0_ability[i]];
    if (busy) countAt(row, parts.orders + ability, counted);
    if (build_progress[i] < 1) countAt(row, parts.unfinished + type, counted);
    else if (!busy) countAt(row, parts.idle + type, counted);
    const chosen = selected[i] !== 0;
    const foe = chosen || isWithin(reach, x[i], y[i]) ? nearestDistance(foes, x[i], y[i]) : FAR_AWAY;
    if (foe < ENGAGED_CELLS) countAt(row, parts.engaged + type, counted);
    if (!chosen) continue;
    countAt(row, parts.selected + type, counted);
    countAt(row, parts.last_orders + ability, counted);
    last.count++;
    if (!busy) last.idle++;
    last.foe = Math.min(last.foe, foe);
    last.x += x[i];
    last.y += y[i];
  }
  logCounts(row, counted);
  const stepped = steppedNumbers(observation);
  for (const name of STEPPED) row[parts[name] + stepOf(name, stepped[name])] = 1;
  for (const upgrade of observation.upgrades) row[parts.upgrades + (index.upgrade.get(upgrade) ?? 0)] = 1;
  if (last.count === 0) return;
  row[parts.last] = Math.log1p(last.count);
  row[parts.last + 1] = last.idle / last.count;
  row[parts.last + 2] = nearness(last.foe);
  if (place === null) return;
  const left = Math.hypot(last.x / last.count - place.x, last.y / last.count - place.y);
  row[parts.last + 3] = nearness(left);
  row[parts.last + 4] = 1;
}

/** Middle of the cell that the last order points at; null where it points at none. */
function placeOf({ orders, count }: PastOrders): Place | null {
  if (count === 0) return null;
  const x = orders.x[count - 1];
  const y = orders.y[count - 1];
  return x === NOWHERE || y === NOWHERE ? null : { x: x + 0.5, y: y + 0.5 };
}

/** Middle of the units of the last order; null where none is left. */
function middleOfSelected({ count, entities }: ContextObservation): Place | null {
  const { selected, alliance, x, y } = entities;
  const sum = { count: 0, x: 0, y: 0 };
  for (let i = 0; i < count; i++) {
    if (selected[i] === 0 || alliance[i] !== ALLIANCE.self) continue;
    sum.count++;
    sum.x += x[i];
    sum.y += y[i];
  }
  return sum.count === 0 ? null : { x: sum.x / sum.count, y: sum.y / sum.count };
}

function steppedNumbers({ player, gameLoop }: ContextObservation): Record<Stepped, number> {
  const { minerals, vespene, food_cap, food_used } = PLAYER_SCALAR_INDEX;
  return {
    minerals: player[minerals],
    vespene: player[vespene],
    supply_left: player[food_cap] - player[food_used],
    food_used: player[food_used],
    seconds: gameLoop / LOOPS_PER_SECOND,
  };
}
