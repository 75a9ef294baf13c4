/**
 * The units of a game over time, as the tracker's events tell them: type, owner, birth, completion, death and the places
 * that are known exactly. One row a unit, one array a property; rows are given in the order of birth and never reused.
 */
import { ownId } from '../catalog/own-ids.js';
import { UNIT_KINDS, type UnitFacts, type UnitKind, unitByName } from '../catalog/units.js';
import type { TrackerEvent, UnitPositionsEvent } from '../replay.js';
import type { ReplayTag } from './types.js';

/** Owner of what belongs to nobody, as the SC2 API counts. */
export const NEUTRAL_OWNER = 16;
/** "Not yet" in the columns of loops. */
export const NEVER = -1;
/** No row. */
export const NO_ROW = -1;

const RECYCLE_BITS = 18;
/** `m_unitTagIndex` has 14 bits. */
const TAG_INDICES = 1 << 14;
const MAX_OWNER = 15;

/**
 * The tag as game events write it.
 * @internal for the tests
 */
export function replayTag(index: number, recycle: number): ReplayTag {
  return ((index << RECYCLE_BITS) | recycle) >>> 0;
}

/**
 * What every look asks of a unit's type, by row: the facts themselves lie scattered in memory, and asking them was most of
 * a look's time. Cells as in `UnitFacts`, unrounded.
 */
export interface Traits {
  readonly typeId: Uint16Array;
  /** Place of its kind in `KINDS`. */
  readonly kind: Uint8Array;
  readonly radius: Float64Array;
  /** The radius of a building, whose edge is seen; 0 for all else. */
  readonly edge: Float64Array;
  readonly sight: Float64Array;
  readonly detection: Float64Array;
  readonly flying: Uint8Array;
  /** 1: it is no entity for a player, its owner included. */
  readonly outOfPlay: Uint8Array;
  /** The largest edge so far. */
  widest: number;
}

/** Kinds as numbers. */
export const KINDS = Object.fromEntries(Object.keys(UNIT_KINDS).map((kind, i) => [kind, i])) as {
  readonly [Kind in UnitKind]: number;
};

/** Kinds that are no entities for a player: nobody commands or attacks them. */
const OUT_OF_PLAY: ReadonlySet<UnitKind> = new Set(['beacon', 'critter']);

function createTraits(rows: number): Traits {
  return {
    typeId: new Uint16Array(rows),
    kind: new Uint8Array(rows),
    radius: new Float64Array(rows),
    edge: new Float64Array(rows),
    sight: new Float64Array(rows),
    detection: new Float64Array(rows),
    flying: new Uint8Array(rows),
    outOfPlay: new Uint8Array(rows),
    widest: 0,
  };
}

function setTraits(traits: Traits, row: number, facts: UnitFacts): void {
  const edge = facts.kind === 'structure' ? facts.radius : 0;
  traits.typeId[row] = facts.id;
  traits.kind[row] = KINDS[facts.kind];
  traits.radius[row] = facts.radius;
  traits.edge[row] = edge;
  traits.sight[row] = facts.sight;
  traits.detection[row] = facts.detection;
  traits.flying[row] = facts.flying ? 1 : 0;
  traits.outOfPlay[row] = OUT_OF_PLAY.has(facts.kind) ? 1 : 0;
  if (edge > traits.widest) traits.widest = edge;
}

/** All units that have been there so far. Times are game loops, places are cells. */
export interface Units {
  /** Rows in use. */
  count: number;
  /** Rows of units that live and belong to a player, eggs and buildings under construction too; in the order of birth. */
  readonly alive: number[];
  /** Grows with every change of `alive` and of who is in play, so that what was made of them can be kept until then. */
  changes: number;
  /** Rows of what is there and nobody's: resources, rocks, towers. */
  readonly neutral: number[];
  readonly rowOfTag: Map<ReplayTag, number>;
  /** The row that has an `m_unitTagIndex` now. */
  readonly rowOfIndex: Int32Array;
  readonly tag: Uint32Array;
  /** What is known of the unit's type. */
  readonly facts: UnitFacts[];
  readonly traits: Traits;
  /** 1: an enemy needs a detector to see it, as far as its type says. */
  readonly cloaked: Uint8Array;
  /** 1: it is under the ground. */
  readonly burrowed: Uint8Array;
  /** 1: an illusion. */
  readonly hallucination: Uint8Array;
  /** 1 to 15, or NEUTRAL_OWNER. */
  readonly owner: Uint8Array;
  readonly born: Int32Array;
  /** When it was finished; NEVER while it is under construction or warps in. */
  readonly done: Int32Array;
  readonly died: Int32Array;
  /** When its type last changed (birth counts). */
  readonly changed: Int32Array;
  /** The building, larva or egg that made it. */
  readonly creator: Int32Array;
  /** Last place that is known exactly (to half a cell), and when that was. */
  readonly exactX: Float32Array;
  readonly exactY: Float32Array;
  readonly exactLoop: Int32Array;
  /** Events that name a unit nobody has heard of, or bear one anew. */
  strangers: number;
  /** Types that the catalog does not have, by name. */
  readonly strange: Map<string, UnitFacts>;
}

/** No unit, with room for all that the events will bring. */
export function createUnits(events: readonly TrackerEvent[]): Units {
  let rows = 0;
  for (const { event } of events) if (event === 'SUnitBornEvent' || event === 'SUnitInitEvent') rows++;
  return {
    count: 0,
    alive: [],
    changes: 0,
    neutral: [],
    rowOfTag: new Map(),
    rowOfIndex: new Int32Array(TAG_INDICES).fill(NO_ROW),
    tag: new Uint32Array(rows),
    facts: [],
    traits: createTraits(rows),
    cloaked: new Uint8Array(rows),
    burrowed: new Uint8Array(rows),
    hallucination: new Uint8Array(rows),
    owner: new Uint8Array(rows),
    born: new Int32Array(rows),
    done: new Int32Array(rows),
    died: new Int32Array(rows),
    changed: new Int32Array(rows),
    creator: new Int32Array(rows),
    exactX: new Float32Array(rows),
    exactY: new Float32Array(rows),
    exactLoop: new Int32Array(rows),
    strangers: 0,
    strange: new Map(),
  };
}

/** The row of a tag, or NO_ROW for one that was never born. */
export function rowOf(units: Units, tag: ReplayTag): number {
  return units.rowOfTag.get(tag) ?? NO_ROW;
}

export function isAlive(units: Units, row: number): boolean {
  return units.died[row] === NEVER;
}

/**
 * Applies one event, and returns the row of the unit that it tells of: NO_ROW where it tells of none, of several
 * (`SUnitPositionsEvent`, see `eachPosition`) or of a stranger.
 */
export function applyUnitEvent(units: Units, event: TrackerEvent): number {
  switch (event.event) {
    case 'SUnitBornEvent':
    case 'SUnitInitEvent': {
      const row = addUnit(units, event);
      if (row === NO_ROW) return NO_ROW;
      if (event.event === 'SUnitBornEvent') {
        units.done[row] = event.loop;
        const { m_creatorUnitTagIndex: index, m_creatorUnitTagRecycle: recycle } = event;
        if (typeof index === 'number' && typeof recycle === 'number')
          units.creator[row] = rowOf(units, replayTag(index, recycle));
        if (event.m_creatorAbilityName && decoder.decode(event.m_creatorAbilityName).startsWith(ILLUSION))
          units.hallucination[row] = 1;
      }
      return row;
    }
    case 'SUnitDoneEvent': {
      const row = known(units, event.m_unitTagIndex, event.m_unitTagRecycle);
      if (row !== NO_ROW) units.done[row] = event.loop;
      return row;
    }
    case 'SUnitDiedEvent': {
      const row = known(units, event.m_unitTagIndex, event.m_unitTagRecycle);
      if (row === NO_ROW || !isAlive(units, row)) return NO_ROW;
      place(units, row, event.m_x, event.m_y, event.loop);
      bury(units, row, event.loop);
      return row;
    }
    case 'SUnitOwnerChangeEvent': {
      const row = known(units, event.m_unitTagIndex, event.m_unitTagRecycle);
      if (row === NO_ROW || !isAlive(units, row)) return NO_ROW;
      removeRow(units, row);
      units.owner[row] = ownerOf(event.m_controlPlayerId);
      addRow(units, row);
      return row;
    }
    case 'SUnitTypeChangeEvent': {
      const row = known(units, event.m_unitTagIndex, event.m_unitTagRecycle);
      if (row === NO_ROW) return NO_ROW;
      if (setType(units, row, event.m_unitTypeName)) units.changes++;
      units.changed[row] = event.loop;
      return row;
    }
    case 'SUnitPositionsEvent':
      eachPosition(units, event, (row, x, y) => place(units, row, x, y, event.loop));
      return NO_ROW;
    default:
      return NO_ROW;
  }
}

/**
 * The places that a positions event tells: of units that dealt or took damage lately, four times a minute. An event
 * names units by their index, each as a step from the one before.
 */
export function eachPosition(
  units: Units,
  event: UnitPositionsEvent,
  visit: (row: number, cellX: number, cellY: number) => void,
): void {
  let index = event.m_firstUnitIndex;
  const items = event.m_items;
  for (let i = 0; i + 2 < items.length; i += 3) {
    index += items[i];
    const row = index < TAG_INDICES ? units.rowOfIndex[index] : NO_ROW;
    if (row === NO_ROW || !isAlive(units, row)) units.strangers++;
    else visit(row, items[i + 1], items[i + 2]);
  }
}

interface Newborn {
  readonly loop: number;
  readonly m_unitTagIndex: number;
  readonly m_unitTagRecycle: number;
  readonly m_unitTypeName: Uint8Array;
  readonly m_controlPlayerId: number;
  readonly m_x: number;
  readonly m_y: number;
}

function addUnit(units: Units, event: Newborn): number {
  const tag = replayTag(event.m_unitTagIndex, event.m_unitTagRecycle);
  // A tag is given once (in 630 games it always is): two units with one tag could not be told apart.
  if (units.rowOfTag.has(tag)) {
    units.strangers++;
    return NO_ROW;
  }
  const row = units.count++;
  const index = event.m_unitTagIndex & (TAG_INDICES - 1);
  const before = units.rowOfIndex[index];
  // An index is given again only after its unit is gone; where a replay says otherwise, the later unit counts.
  if (before !== NO_ROW && isAlive(units, before)) bury(units, before, event.loop);
  units.rowOfIndex[index] = row;
  units.rowOfTag.set(tag, row);
  units.tag[row] = tag;
  setType(units, row, event.m_unitTypeName);
  units.owner[row] = ownerOf(event.m_controlPlayerId);
  addRow(units, row);
  units.born[row] = event.loop;
  units.changed[row] = event.loop;
  units.done[row] = NEVER;
  units.died[row] = NEVER;
  units.creator[row] = NO_ROW;
  place(units, row, event.m_x, event.m_y, event.loop);
  return row;
}

function known(units: Units, index: number, recycle: number): number {
  const row = rowOf(units, replayTag(index, recycle));
  if (row === NO_ROW) units.strangers++;
  return row;
}

function bury(units: Units, row: number, loop: number): void {
  units.died[row] = loop;
  removeRow(units, row);
}

function listOf(units: Units, row: number): number[] {
  return units.owner[row] === NEUTRAL_OWNER ? units.neutral : units.alive;
}

function addRow(units: Units, row: number): void {
  listOf(units, row).push(row);
  units.changes++;
}

function removeRow(units: Units, row: number): void {
  const rows = listOf(units, row);
  const at = rows.indexOf(row);
  if (at >= 0) rows.splice(at, 1);
  units.changes++;
}

function place(units: Units, row: number, cellX: number, cellY: number, loop: number): void {
  const facts = units.facts[row];
  units.exactX[row] = cellX + offsetX(facts);
  units.exactY[row] = cellY + offsetY(facts);
  units.exactLoop[row] = loop;
}

/**
 * The tracker writes whole cells, rounded down. What stands on the grid is then known exactly: the middle of a building
 * of two cells lies on a corner, of one, three or five cells in a cell's middle, and of a mineral field (two by one) on the
 * middle of an edge. For all else the middle of the cell is the best guess.
 */
function offsetX(facts: UnitFacts): number {
  return facts.kind === 'mineral' || hasEvenFootprint(facts) ? 0 : 0.5;
}

function offsetY(facts: UnitFacts): number {
  return hasEvenFootprint(facts) ? 0 : 0.5;
}

/** Buildings of two by two cells have radii (0.875 to 1.5) between those of one (0.75) and of three cells (1.6875). */
function hasEvenFootprint(facts: UnitFacts): boolean {
  return facts.kind === 'structure' && !facts.flying && facts.radius > 0.8 && facts.radius < 1.6;
}

function ownerOf(player: number): number {
  return player >= 1 && player <= MAX_OWNER ? player : NEUTRAL_OWNER;
}

/** Types that are always cloaked; so are those whose name says that they are burrowed. */
const CLOAKED: ReadonlySet<string> = new Set([
  'DarkTemplar',
  'Observer',
  'ObserverSiegeMode',
  'OracleStasisTrap',
]);
const BURROWED = 'Burrowed';
/** How the names of abilities begin that make illusions. */
const ILLUSION = 'Hallucination';

/** Zerg structures that no Drone becomes: creep tumours and the heads of Nydus networks. */
const DRONELESS = /^(CreepTumor|NydusCanal)/;

/** Whether a Drone is inside this building while it grows. */
export const takesDrone = (facts: UnitFacts): boolean =>
  facts.kind === 'structure' && facts.race === 'zerg' && !DRONELESS.test(facts.name);

/**
 * Takes the Drone that becomes a building off the map: the tracker does so only when the building is finished.
 * @param drones the Drone inside each building, by tag
 */
export function enterBuilding(
  units: Units,
  drones: ReadonlyMap<ReplayTag, ReplayTag>,
  building: number,
): void {
  const drone = drones.get(units.tag[building]);
  const row = drone === undefined ? NO_ROW : rowOf(units, drone);
  if (row !== NO_ROW && isAlive(units, row)) bury(units, row, units.born[building]);
}

/** Whether this is the burrowed mode of a unit. */
export const isBurrowed = (facts: UnitFacts): boolean => facts.name.endsWith(BURROWED);

/** Returns whether the unit has come into play or left it. */
function setType(units: Units, row: number, name: Uint8Array): boolean {
  const facts = factsOf(units, name);
  const before = units.traits.outOfPlay[row];
  units.facts[row] = facts;
  setTraits(units.traits, row, facts);
  units.burrowed[row] = isBurrowed(facts) ? 1 : 0;
  units.cloaked[row] = CLOAKED.has(facts.name) ? 1 : units.burrowed[row];
  return units.traits.outOfPlay[row] !== before;
}

/** Names of unit types come as bytes: Latin letters and digits. */
const decoder = new TextDecoder('latin1');

function factsOf(units: Units, bytes: Uint8Array): UnitFacts {
  const name = decoder.decode(bytes);
  const facts = unitByName(name) ?? units.strange.get(name) ?? strangeFacts(name);
  if (facts.kind === 'other') units.strange.set(name, facts);
  return facts;
}

/** A type that the catalog does not have: it is there, and nothing more is known. */
function strangeFacts(name: string): UnitFacts {
  return {
    id: ownId(name),
    name,
    race: null,
    kind: 'other',
    minerals: 0,
    vespene: 0,
    buildLoops: 0,
    food: 0,
    provides: 0,
    sight: 0,
    speed: 0,
    creepFactor: 1,
    flying: false,
    radius: 0,
    health: 0,
    shield: 0,
    energy: 0,
    detection: 0,
    base: null,
  };
}
