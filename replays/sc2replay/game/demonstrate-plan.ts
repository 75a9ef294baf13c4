/**
 * What a game's orders will be as demonstrations, before any observation is made: which are kept, for which units, and the words
 * that they need. One pass over the units alone, which is cheap.
 */

import { NO_OP_ABILITY } from '../../../src/spec/observation.js';
import type { FunctionSpec, NamedId, TargetKind, Vocabulary } from '../../../src/spec/vocabulary.js';
import { abilityById } from '../catalog/abilities.js';
import { isCosmetic, upgradeId } from '../catalog/upgrades.js';
import type { TrackerEvent } from '../replay.js';
import { HARVEST } from './positions-mining.js';
import { SMART_MEANINGS } from './positions-orders.js';
import type { PlayerOrder, ReplayTag } from './types.js';
import {
  applyUnitEvent,
  createUnits,
  enterBuilding,
  isAlive,
  NEVER,
  NO_ROW,
  rowOf,
  takesDrone,
  type Units,
} from './units.js';

/** An order that is a demonstration, with those of its units that its player had then. */
export interface KeptOrder {
  readonly order: PlayerOrder;
  readonly units: readonly ReplayTag[];
}

export interface Plan {
  /** By player id, in the order of time. */
  readonly kept: ReadonlyMap<number, readonly KeptOrder[]>;
  /** Orders of a player that no unit of his own and alive was left for, by player id. */
  readonly unitless: ReadonlyMap<number, number>;
  /** The Drone inside a Zerg building that grows, by the building: the tracker lets it die when the building is done. */
  readonly drones: ReadonlyMap<ReplayTag, ReplayTag>;
  readonly vocabulary: Vocabulary;
}

/** Suffixes of pysc2's raw functions. */
const SUFFIX: Readonly<Record<TargetKind, string>> = { none: 'quick', entity: 'unit', point: 'pt' };
const NO_OP: FunctionSpec = { name: 'no_op', ability: NO_OP_ABILITY, target: 'none' };

/** Plans a game. Orders must be in the order of time. */
export function planGame(events: readonly TrackerEvent[], orders: readonly PlayerOrder[]): Plan {
  const drones = dronesInside(events);
  const units = createUnits(events);
  const words = createWords();
  const kept = new Map<number, KeptOrder[]>();
  const unitless = new Map<number, number>();
  let next = 0;
  for (const order of orders) {
    while (next < events.length && events[next].loop < order.loop)
      planEvent(units, drones, words, events[next++]);
    if (order.drop !== null) continue;
    const own = ownUnits(units, order);
    if (own.length === 0) {
      unitless.set(order.playerId, (unitless.get(order.playerId) ?? 0) + 1);
      continue;
    }
    const list = kept.get(order.playerId) ?? [];
    kept.set(order.playerId, list);
    list.push({ order, units: own });
    noteUse(words, units, order, own);
  }
  for (; next < events.length; next++) planEvent(units, drones, words, events[next]);
  return { kept, unitless, drones, vocabulary: vocabularyOf(words) };
}

/** Cells between a building and the place where the tracker lets its Drone die. */
const SAME_PLACE = 2.5;
/** Loops between the end of a building's growth and the death of its Drone. */
const SAME_TIME = 1;

/** Looks back at a whole game: a Drone that died as and where a building was finished had been inside since its beginning. */
function dronesInside(events: readonly TrackerEvent[]): Map<ReplayTag, ReplayTag> {
  const units = createUnits(events);
  for (const event of events) applyUnitEvent(units, event);
  const buildings: number[] = [];
  const drones: number[] = [];
  for (let row = 0; row < units.count; row++) {
    const facts = units.facts[row];
    if (facts.name === DRONE && units.died[row] !== NEVER) drones.push(row);
    else if (takesDrone(facts) && units.done[row] !== units.born[row]) buildings.push(row);
  }
  const inside = new Map<ReplayTag, ReplayTag>();
  for (const building of buildings) {
    const end = units.done[building] === NEVER ? units.died[building] : units.done[building];
    const drone = drones.find(
      (row) =>
        Math.abs(units.died[row] - end) <= SAME_TIME &&
        units.owner[row] === units.owner[building] &&
        Math.abs(units.exactX[row] - units.exactX[building]) < SAME_PLACE &&
        Math.abs(units.exactY[row] - units.exactY[building]) < SAME_PLACE,
    );
    if (drone !== undefined) inside.set(units.tag[building], units.tag[drone]);
  }
  return inside;
}

const DRONE = 'Drone';

function ownUnits(units: Units, order: PlayerOrder): ReplayTag[] {
  const own = new Set<ReplayTag>();
  for (const tag of order.units) {
    const row = rowOf(units, tag);
    if (row === NO_ROW || units.traits.outOfPlay[row] === 1) continue;
    if (isAlive(units, row) && units.owner[row] === order.playerId) own.add(tag);
  }
  return [...own];
}

/** Words that occur. Functions by ability and target kind, each with the unit types that used it. */
interface Words {
  readonly functions: Map<string, { readonly spec: FunctionSpec; readonly users: Set<number> }>;
  readonly unitTypes: Map<number, string>;
  readonly upgrades: Map<number, string>;
}

function createWords(): Words {
  return { functions: new Map(), unitTypes: new Map(), upgrades: new Map() };
}

const decoder = new TextDecoder('latin1');

function planEvent(
  units: Units,
  drones: ReadonlyMap<ReplayTag, ReplayTag>,
  words: Words,
  event: TrackerEvent,
): void {
  const row = applyUnitEvent(units, event);
  if (event.event === 'SUnitInitEvent' && row !== NO_ROW) enterBuilding(units, drones, row);
  if (event.event === 'SUpgradeEvent') {
    const name = decoder.decode(event.m_upgradeTypeName);
    if (!isCosmetic(name)) words.upgrades.set(upgradeId(name), name);
  }
  if (row !== NO_ROW) words.unitTypes.set(units.facts[row].id, units.facts[row].name);
}

function noteUse(words: Words, units: Units, order: PlayerOrder, own: readonly ReplayTag[]): void {
  // A target that is not in the player's sight will be a point.
  const targets: readonly TargetKind[] =
    order.target.kind === 'entity' ? ['entity', 'point'] : [order.target.kind];
  for (const target of targets) {
    const key = `${order.ability}:${target}`;
    let entry = words.functions.get(key);
    if (entry === undefined) {
      entry = { spec: functionSpec(order.ability, target), users: new Set() };
      words.functions.set(key, entry);
    }
    for (const tag of own) entry.users.add(units.facts[rowOf(units, tag)].id);
  }
}

function functionSpec(ability: number, target: TargetKind): FunctionSpec {
  return { name: `${abilityName(ability)}_${SUFFIX[target]}`, ability, target };
}

const abilityName = (ability: number): string => abilityById(ability)?.name ?? `Unknown_${ability}`;

/** The words of one game, in the order of their ids. */
function vocabularyOf(words: Words): Vocabulary {
  const functions = [...words.functions.values()].sort(
    (a, b) => a.spec.ability - b.spec.ability || a.spec.target.localeCompare(b.spec.target, 'en'),
  );
  const abilities = new Map<number, string>();
  for (const { spec } of functions) abilities.set(spec.ability, abilityName(spec.ability));
  for (const ability of [...SMART_MEANINGS, HARVEST.return]) abilities.set(ability, abilityName(ability));
  return {
    name: 'sc2',
    functions: [NO_OP, ...functions.map(({ spec }) => spec)],
    unitTypes: byId(words.unitTypes),
    abilities: byId(abilities),
    buffs: [],
    upgrades: byId(words.upgrades),
    users: [[], ...functions.map(({ users }) => [...users].sort((a, b) => a - b))],
  };
}

function byId(names: ReadonlyMap<number, string>): NamedId[] {
  return [...names].sort(([a], [b]) => a - b).map(([id, name]) => ({ id, name }));
}
