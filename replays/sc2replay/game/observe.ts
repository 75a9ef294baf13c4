/**
 * What a player perceives at one loop of a reconstructed game, as an observation. Columns that a replay cannot tell are
 * declared unknown; docs/sc2-reconstruction.md says what the others are worth.
 */
import {
  ALLIANCE,
  DISPLAY_TYPE,
  DTYPES,
  type Dtype,
  ENTITY_COLUMN_NAMES,
  ENTITY_COLUMNS,
  type EntityColumn,
  type EntityTable,
  PLAYER_SCALAR_INDEX,
  PLAYER_SCALAR_NAMES,
  type PlayerScalar,
  RACE,
} from '../../../src/spec/columns.js';
import { type Command, LOOPS_PER_SECOND, type Observation } from '../../../src/spec/observation.js';
import type { UnitFacts } from '../catalog/units.js';
import { createMoney, earn, type Money } from './observe-money.js';
import { type Work, workAt } from './observe-work.js';
import { courseUnderWay, currentCourse } from './positions.js';
import { buildProgress, createView, look, type Memory, type View } from './sight.js';
import { createLayer, nextLayer } from './sight-layer.js';
import { advanceAll, type GameState, playerState } from './state.js';
import type { GameSetup, RaceName, ReplayTag } from './types.js';
import { isBurrowed, NO_ROW, rowOf } from './units.js';

/** Columns that a replay tells, in the order in which they lie in the memory of a table: the widest first. */
const KNOWN_COLUMNS = [
  'tag',
  'engaged_target',
  'x',
  'y',
  'radius',
  'build_progress',
  'last_seen',
  'unit_type',
  'order_0_ability',
  'alliance',
  'owner',
  'display_type',
  'flying',
  'burrowed',
  'hallucination',
  'selected',
] as const satisfies readonly EntityColumn[];

const KNOWN: ReadonlySet<EntityColumn> = new Set(KNOWN_COLUMNS);
/** Columns that nothing in a replay tells. */
const UNKNOWN_COLUMNS: readonly EntityColumn[] = ENTITY_COLUMN_NAMES.filter((name) => !KNOWN.has(name));

const RACE_IDS: Readonly<Record<RaceName, number>> = {
  Terran: RACE.terran,
  Zerg: RACE.zerg,
  Protoss: RACE.protoss,
};

/** Statistics write supply in units of 1/4096. */
const SUPPLY_UNIT = 4096;
const MOST_SUPPLY = 200;
/** Loops between two steps of the fog's layer: a second. */
const LAYER_LOOPS = Math.floor(LOOPS_PER_SECOND);

/** One player's eyes, and what he knows of himself. */
export interface Observer {
  readonly playerId: number;
  readonly view: View;
  readonly work: Work;
  readonly money: Money;
  readonly races: { readonly own: number; readonly enemy: number };
  layer: Uint8Array;
  layerLoop: number;
  lastCommand: Command | null;
  /** Tags of the units of his last command. */
  selected: ReadonlySet<ReplayTag>;
  /** Tables of no information, by the number of their rows: unknown columns share their arrays. */
  readonly blanks: Map<number, EntityTable>;
}

export function createObserver(game: GameState, setup: GameSetup, playerId: number, work: Work): Observer {
  const raceOf = (own: boolean): number => {
    const player = setup.players.find((each) => (each.playerId === playerId) === own);
    return player === undefined ? RACE.none : RACE_IDS[player.race];
  };
  return {
    playerId,
    view: createView(playerId, setup.map.width, setup.map.height, game.units),
    work,
    money: createMoney(playerId),
    races: { own: raceOf(true), enemy: raceOf(false) },
    layer: createLayer(),
    layerLoop: -LAYER_LOOPS,
    lastCommand: null,
    selected: new Set(),
    blanks: new Map(),
  };
}

/** Moves the game on to a loop and lets the player look around: what he sees at no look, he does not remember. */
export function lookAround(observer: Observer, game: GameState, loop: number): void {
  advanceAll(game, loop);
  look(observer.view, game.units, game.positions, loop);
  if (loop - observer.layerLoop < LAYER_LOOPS) return;
  observer.layer = nextLayer(observer.layer, observer.view, game.units, game.positions);
  observer.layerLoop = loop;
}

/** What the player perceives at the loop of the last `lookAround`. */
export function observe(observer: Observer, game: GameState, loop: number): Observation {
  const { own, others, neutral } = observer.view;
  const memories = [...observer.view.memories.values()].filter((memory) => memory.loop < loop);
  const count = own.length + others.length + memories.length + neutral.length;
  const entities = createTable(observer, count);
  const tags = new Uint32Array(entities.tag.buffer, entities.tag.byteOffset, 2 * count);
  let n = 0;
  for (const row of own) {
    writeUnit(game, entities, tags, n, row, ALLIANCE.self, loop);
    writeOwn(observer, game, entities, n, row, loop);
    n++;
  }
  for (const row of others) writeUnit(game, entities, tags, n++, row, ALLIANCE.enemy, loop);
  for (const memory of memories) writeMemory(game, entities, tags, n++, memory);
  for (const row of neutral) writeUnit(game, entities, tags, n++, row, ALLIANCE.neutral, loop);
  return {
    gameLoop: loop,
    count,
    entities,
    unknown: UNKNOWN_COLUMNS,
    player: playerScalars(observer, game, loop),
    upgrades: playerState(game, observer.playerId).upgradeIds,
    lastCommand: observer.lastCommand,
    visibility: observer.layer,
    creep: NO_CREEP,
  };
}

/** Where creep is, a replay does not tell. */
const NO_CREEP = new Uint8Array(0);

/** Whether an observation made after the last `lookAround` has this unit. */
export function isShown(observer: Observer, game: GameState, tag: ReplayTag): boolean {
  const row = rowOf(game.units, tag);
  if (row === NO_ROW) return false;
  const { own, others, neutral, memories } = observer.view;
  return memories.has(row) || own.includes(row) || others.includes(row) || neutral.includes(row);
}

/** A table whose known columns lie one after the other in memory of its own, and whose others are shared zeros. */
function createTable(observer: Observer, count: number): EntityTable {
  let blank = observer.blanks.get(count);
  if (blank === undefined) {
    blank = sharedZeros(count);
    observer.blanks.set(count, blank);
  }
  let bytes = 0;
  for (const name of KNOWN_COLUMNS) bytes += blank[name].BYTES_PER_ELEMENT * count;
  const memory = new ArrayBuffer(bytes);
  let at = 0;
  const take = (size: number): number => {
    const offset = at;
    at += size * count;
    return offset;
  };
  return {
    ...blank,
    tag: new BigUint64Array(memory, take(8), count),
    engaged_target: new BigUint64Array(memory, take(8), count),
    x: new Float32Array(memory, take(4), count),
    y: new Float32Array(memory, take(4), count),
    radius: new Float32Array(memory, take(4), count),
    build_progress: new Float32Array(memory, take(4), count),
    last_seen: new Int32Array(memory, take(4), count),
    unit_type: new Uint16Array(memory, take(2), count),
    order_0_ability: new Uint16Array(memory, take(2), count),
    alliance: new Uint8Array(memory, take(1), count),
    owner: new Uint8Array(memory, take(1), count),
    display_type: new Uint8Array(memory, take(1), count),
    flying: new Uint8Array(memory, take(1), count),
    burrowed: new Uint8Array(memory, take(1), count),
    hallucination: new Uint8Array(memory, take(1), count),
    selected: new Uint8Array(memory, take(1), count),
  };
}

/** A table of zeros in which columns of one type are one array. */
function sharedZeros(count: number): EntityTable {
  const zeros = new Map<Dtype, unknown>();
  const table: Record<string, unknown> = {};
  for (const name of ENTITY_COLUMN_NAMES) {
    const { dtype } = ENTITY_COLUMNS[name];
    const column = zeros.get(dtype) ?? new DTYPES[dtype](count);
    zeros.set(dtype, column);
    table[name] = column;
  }
  return table as EntityTable;
}

/** `tags` is the tag column as pairs of 32 bits, low half first: no bigint a row. */
function writeUnit(
  game: GameState,
  e: EntityTable,
  tags: Uint32Array,
  n: number,
  row: number,
  alliance: number,
  loop: number,
): void {
  const { units, positions } = game;
  tags[2 * n] = units.tag[row];
  e.x[n] = positions.x[row];
  e.y[n] = positions.y[row];
  e.build_progress[n] = buildProgress(units, row, loop);
  e.last_seen[n] = units.exactLoop[row];
  writeType(e, n, units.facts[row]);
  e.burrowed[n] = units.burrowed[row];
  e.alliance[n] = alliance;
  e.owner[n] = units.owner[row];
  e.display_type[n] = DISPLAY_TYPE.visible;
}

function writeOwn(
  observer: Observer,
  game: GameState,
  e: EntityTable,
  n: number,
  row: number,
  loop: number,
): void {
  const { units, positions } = game;
  const course = courseUnderWay(positions, row, loop);
  e.order_0_ability[n] = course?.ability ?? workAt(observer.work, row, loop);
  if (course && course.target !== NO_ROW) e.engaged_target[n] = BigInt(units.tag[course.target]);
  e.hallucination[n] = units.hallucination[row];
  if (observer.selected.has(units.tag[row])) e.selected[n] = 1;
}

function writeMemory(game: GameState, e: EntityTable, tags: Uint32Array, n: number, memory: Memory): void {
  tags[2 * n] = game.units.tag[memory.row];
  e.x[n] = memory.x;
  e.y[n] = memory.y;
  e.build_progress[n] = memory.progress;
  e.last_seen[n] = memory.loop;
  writeType(e, n, memory.facts);
  e.burrowed[n] = isBurrowed(memory.facts) ? 1 : 0;
  e.alliance[n] = ALLIANCE.enemy;
  e.owner[n] = memory.owner;
  e.display_type[n] = DISPLAY_TYPE.snapshot;
}

function writeType(e: EntityTable, n: number, facts: UnitFacts): void {
  e.unit_type[n] = facts.id;
  e.radius[n] = facts.radius;
  e.flying[n] = facts.flying ? 1 : 0;
}

/** Supply is that of the last statistics; money goes on from there, and what is counted is counted now. */
function playerScalars(observer: Observer, game: GameState, loop: number): Int32Array {
  const { units, positions } = game;
  const stats = playerState(game, observer.playerId).stats;
  const stat = (name: string): number => stats?.[`m_scoreValue${name}`] ?? 0;
  const count = { worker: 0, idle: 0, army: 0, larva: 0, gates: 0, armySupply: 0 };
  for (const row of observer.view.own) {
    const facts = units.facts[row];
    if (facts.kind === 'worker') {
      count.worker++;
      if (currentCourse(positions, row) === undefined) count.idle++;
    } else if (facts.kind === 'army') {
      count.army++;
      count.armySupply += facts.food;
    } else if (facts.kind === 'larva') count.larva++;
    else if (facts.name === WARP_GATE) count.gates++;
  }
  earn(observer.money, loop);
  const values: Readonly<Record<PlayerScalar, number>> = {
    player_id: observer.playerId,
    minerals: observer.money.minerals,
    vespene: observer.money.vespene,
    food_cap: Math.min(MOST_SUPPLY, stat('FoodMade') / SUPPLY_UNIT),
    food_used: stat('FoodUsed') / SUPPLY_UNIT,
    food_army: count.armySupply,
    food_workers: count.worker,
    idle_worker_count: count.idle,
    army_count: count.army,
    warp_gate_count: count.gates,
    larva_count: count.larva,
    race: observer.races.own,
    enemy_race: observer.races.enemy,
  };
  const scalars = new Int32Array(PLAYER_SCALAR_NAMES.length);
  for (const name of PLAYER_SCALAR_NAMES) scalars[PLAYER_SCALAR_INDEX[name]] = values[name];
  return scalars;
}

const WARP_GATE = 'WarpGate';
