/**
 * What was still in production when a game ended: nobody saw it born, so only the orders tell. An order makes one thing, in
 * the building that is free first or in one of the larvae; what is born takes the oldest order of its kind off the list.
 */
import { abilityById } from '../../replays/sc2replay/catalog/abilities.js';
import { type UnitFacts, unitByName } from '../../replays/sc2replay/catalog/units.js';
import type { PlayerOrder } from '../../replays/sc2replay/game/types.js';
import {
  applyUnitEvent,
  createUnits,
  isAlive,
  NO_ROW,
  rowOf,
  type Units,
} from '../../replays/sc2replay/game/units.js';
import type { TrackerEvent } from '../../replays/sc2replay/replay.js';

/** A unit that takes supply before the tracker tells of it. */
export interface HiddenUnit {
  readonly owner: number;
  readonly food: number;
  readonly from: number;
  readonly until: number;
}

/** Something that was ordered and has not come out. */
interface Item {
  readonly made: UnitFacts;
  readonly loop: number;
}

/** Loops between an order to a larva and its becoming an egg. */
const EGG_DELAY = 16;
/** A pair of Zerglings comes out of an egg. */
const PAIR = 'Zergling';
/** Where an add-on stands, seen from its building: cells. */
const ADD_ON = { x: 2.5, y: -0.5 } as const;
const REACTOR = 'Reactor';

/** What was in production at the end, until then. */
export function unfinishedProduction(
  events: readonly TrackerEvent[],
  orders: readonly PlayerOrder[],
): HiddenUnit[] {
  const end = events.at(-1)?.loop ?? 0;
  const units = createUnits(events);
  const queues = new Map<number, Item[]>();
  const eggs = new Map<number, HiddenUnit>();
  const larvae: { readonly order: PlayerOrder; readonly made: UnitFacts }[] = [];
  /** When a building last let something out. */
  const freed = new Map<number, number>();
  let next = 0;
  for (const event of events) {
    for (; next < orders.length && orders[next].loop <= event.loop; next++) {
      const made = madeBy(orders[next]);
      if (made === undefined) continue;
      if (orders[next].units.some((tag) => units.facts[rowOf(units, tag)]?.kind === 'larva'))
        larvae.push({ order: orders[next], made });
      else enqueue(units, queues, orders[next], made);
    }
    const row = applyUnitEvent(units, event);
    if (row === NO_ROW) continue;
    if (event.event === 'SUnitTypeChangeEvent' && units.facts[row].kind === 'egg') {
      const made = takeLarva(larvae, units.tag[row], event.loop);
      if (made && units.facts[row].food === 0)
        eggs.set(row, { owner: units.owner[row], food: foodOf(made), from: event.loop, until: end + 1 });
    } else if (event.event === 'SUnitDiedEvent') {
      eggs.delete(row);
      queues.delete(row);
    } else if (event.event === 'SUnitBornEvent' && units.creator[row] !== NO_ROW) {
      const maker = units.creator[row];
      eggs.delete(maker);
      freed.set(maker, event.loop);
      takeOff(queues, maker, units.facts[row].name);
    }
  }
  return [...eggs.values(), ...inBuildings(units, queues, freed, end)];
}

function madeBy(order: PlayerOrder): UnitFacts | undefined {
  if (order.target.kind !== 'none') return undefined;
  const ability = abilityById(order.ability);
  if (ability?.kind !== 'train' || ability.produces === null) return undefined;
  return unitByName(ability.produces);
}

const foodOf = (made: UnitFacts): number => (made.name === PAIR ? 2 * made.food : made.food);

function enqueue(units: Units, queues: Map<number, Item[]>, order: PlayerOrder, made: UnitFacts): void {
  let best: Item[] | undefined;
  for (const tag of order.units) {
    const row = rowOf(units, tag);
    if (row === NO_ROW || !isAlive(units, row) || units.facts[row].kind !== 'structure') continue;
    const queue = queues.get(row) ?? [];
    queues.set(row, queue);
    if (best === undefined || queue.length / capacity(units, row) < best.length) best = queue;
  }
  best?.push({ made, loop: order.loop });
}

/** How many units a building trains at once. */
function capacity(units: Units, row: number): number {
  const x = units.exactX[row] + ADD_ON.x;
  const y = units.exactY[row] + ADD_ON.y;
  const reactor = units.alive.some(
    (other) =>
      units.facts[other].name.endsWith(REACTOR) &&
      Math.abs(units.exactX[other] - x) < 1 &&
      Math.abs(units.exactY[other] - y) < 1,
  );
  return reactor ? 2 : 1;
}

/** The latest order to this larva that nothing has come of yet. */
function takeLarva(
  larvae: { readonly order: PlayerOrder; readonly made: UnitFacts }[],
  tag: number,
  loop: number,
): UnitFacts | undefined {
  const at = larvae.findIndex(({ order }) => loop - order.loop <= EGG_DELAY && order.units.includes(tag));
  return at < 0 ? undefined : larvae.splice(at, 1)[0].made;
}

/** Takes the oldest order of this kind off a building's list, and what is older: it was called off or never begun. */
function takeOff(queues: Map<number, Item[]>, maker: number, name: string): void {
  const queue = queues.get(maker);
  const at = queue?.findIndex((item) => item.made.name === name) ?? -1;
  if (at >= 0) queue?.splice(0, at + 1);
}

/** What buildings train at the end: the head of each list, unless it should long be out. */
function inBuildings(
  units: Units,
  queues: ReadonlyMap<number, readonly Item[]>,
  freed: ReadonlyMap<number, number>,
  end: number,
): HiddenUnit[] {
  const hidden: HiddenUnit[] = [];
  for (const [row, queue] of queues) {
    if (!isAlive(units, row)) continue;
    const begun = queue.filter(
      ({ made, loop }) => Math.max(loop, freed.get(row) ?? 0) + made.buildLoops >= end,
    );
    for (const { made, loop } of begun.slice(0, capacity(units, row)))
      hidden.push({
        owner: units.owner[row],
        food: foodOf(made),
        from: Math.max(loop, freed.get(row) ?? 0),
        until: end + 1,
      });
  }
  return hidden;
}
