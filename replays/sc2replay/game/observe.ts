/**
 * What a player perceives at one loop of a reconstructed game, as an observation. Columns that a replay cannot tell are
 * declared unknown; docs/sc2-reconstruction.md says what the others are worth.
 */
import {
  ALLIANCE,
  DISPLAY_TYPE,
  type EntityTable,
  PLAYER_SCALAR_INDEX,
  PLAYER_SCALAR_NAMES,
  type PlayerScalar,
  RACE,
} from '../../../src/spec/columns.js';
import { type Command, LOOPS_PER_SECOND, type Observation } from '../../../src/spec/observation.js';
import { unitByName } from '../catalog/units.js';
import { createMoney, earn, type Money } from './observe-money.js';
import { createTables, type Tables, takeTable, UNKNOWN_COLUMNS } from './observe-tables.js';
import { type Work, workAt } from './observe-work.js';
import { courseUnderWay } from './positions.js';
import { type Chases, createChases, endChases } from './positions-chase.js';
import { buildProgress, createView, isOutOfSight, look, type Memory, type View } from './sight.js';
import { createLayer, nextLayer } from './sight-layer.js';
import { advanceAll, type GameState, playerState } from './state.js';
import type { GameSetup, RaceName, ReplayTag } from './types.js';
import { isBurrowed, KINDS, NEUTRAL_OWNER, NO_ROW, rowOf, type Units } from './units.js';

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
  readonly chases: Chases;
  readonly work: Work;
  readonly money: Money;
  readonly races: { readonly own: number; readonly enemy: number };
  layer: Uint8Array;
  layerLoop: number;
  lastCommand: Command | null;
  /** By row of a unit, 1: it was given his last command. */
  readonly selected: Uint8Array;
  readonly tables: Tables;
}

export function createObserver(
  game: GameState,
  setup: GameSetup,
  playerId: number,
  work: Work,
  tables: Tables = createTables({ reuse: false }),
): Observer {
  const raceOf = (own: boolean): number => {
    const player = setup.players.find((each) => (each.playerId === playerId) === own);
    return player === undefined ? RACE.none : RACE_IDS[player.race];
  };
  return {
    playerId,
    view: createView(playerId, setup.map.width, setup.map.height, game.units),
    chases: createChases(game.units),
    work,
    money: createMoney(playerId),
    races: { own: raceOf(true), enemy: raceOf(false) },
    layer: createLayer(),
    layerLoop: -LAYER_LOOPS,
    lastCommand: null,
    selected: new Uint8Array(game.units.tag.length),
    tables,
  };
}

/** Notes the player's command, and whose it was. */
export function noteCommand(
  observer: Observer,
  units: Units,
  command: Command,
  tags: readonly ReplayTag[],
): void {
  observer.lastCommand = command;
  observer.selected.fill(0);
  for (const tag of tags) observer.selected[rowOf(units, tag)] = 1;
}

/** Moves the game on to a loop and lets the player look around: what he sees at no look, he does not remember. */
export function lookAround(observer: Observer, game: GameState, loop: number): void {
  advanceAll(game, loop);
  look(observer.view, game.units, game.positions, loop);
  endChases(observer.chases, observer.view, game.units, game.positions);
  if (loop - observer.layerLoop < LAYER_LOOPS) return;
  observer.layer = nextLayer(observer.layer, observer.view);
  observer.layerLoop = loop;
}

/** What the player perceives at the loop of the last `lookAround`. */
export function observe(observer: Observer, game: GameState, loop: number): Observation {
  const { own, others, neutral } = observer.view;
  const memories: Memory[] = [];
  for (const memory of observer.view.memories.values())
    if (isOutOfSight(observer.view, memory)) memories.push(memory);
  const count = own.length + others.length + memories.length + neutral.length;
  const entities = takeTable(observer.tables, count);
  writeUnits(game, entities, 0, own, ALLIANCE.self, loop);
  writeOwn(observer, game, entities, own, loop);
  writeUnits(game, entities, own.length, others, ALLIANCE.enemy, loop);
  writeMemories(game.units, entities, own.length + others.length, memories);
  writeUnits(game, entities, count - neutral.length, neutral, ALLIANCE.neutral, loop);
  // That a tower was taken out of sight shows at the next slow look.
  entities.owner.fill(NEUTRAL_OWNER, count - neutral.length);
  return {
    gameLoop: loop,
    count,
    entities,
    unknown: UNKNOWN_COLUMNS,
    player: playerScalars(observer, game, entities, loop),
    upgrades: playerState(game, observer.playerId).upgradeIds,
    lastCommand: observer.lastCommand,
    visibility: observer.layer,
    creep: NO_CREEP,
  };
}

/** Where creep is, a replay does not tell. */
const NO_CREEP = new Uint8Array(0);

/** Whether an observation made after the last `lookAround` has this unit; it has it once. */
export function isShown(observer: Observer, game: GameState, tag: ReplayTag): boolean {
  const row = rowOf(game.units, tag);
  if (row === NO_ROW) return false;
  const { own, others, neutral, memories } = observer.view;
  return memories.has(row) || own.includes(row) || others.includes(row) || neutral.includes(row);
}

/** A column of tags as pairs of 32 bits, low half first: no bigint a row. A replay's tags have no high half. */
const halves = ({ buffer, byteOffset, length }: BigUint64Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, 2 * length);

/** Writes units into the rows from `first` on. */
function writeUnits(
  { units, positions }: GameState,
  e: EntityTable,
  first: number,
  rows: readonly number[],
  alliance: number,
  loop: number,
): void {
  const tags = halves(e.tag);
  const { x, y, radius, build_progress, last_seen, unit_type, flying, burrowed, owner } = e;
  const { traits } = units;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const n = first + i;
    tags[2 * n] = units.tag[row];
    x[n] = positions.x[row];
    y[n] = positions.y[row];
    radius[n] = traits.radius[row];
    build_progress[n] = buildProgress(units, row, loop);
    last_seen[n] = units.exactLoop[row];
    unit_type[n] = traits.typeId[row];
    flying[n] = traits.flying[row];
    burrowed[n] = units.burrowed[row];
    owner[n] = units.owner[row];
  }
  e.alliance.fill(alliance, first, first + rows.length);
  e.display_type.fill(DISPLAY_TYPE.visible, first, first + rows.length);
}

/** Writes what a player knows of his own units alone; they have the first rows. */
function writeOwn(
  { work, selected }: Observer,
  { units, positions }: GameState,
  e: EntityTable,
  rows: readonly number[],
  loop: number,
): void {
  const targets = halves(e.engaged_target);
  for (let n = 0; n < rows.length; n++) {
    const row = rows[n];
    const course = courseUnderWay(positions, row, loop);
    e.order_0_ability[n] = course?.ability ?? workAt(work, row, loop);
    if (course && course.target !== NO_ROW) targets[2 * n] = units.tag[course.target];
    e.hallucination[n] = units.hallucination[row];
    e.selected[n] = selected[row];
  }
}

function writeMemories(units: Units, e: EntityTable, first: number, memories: readonly Memory[]): void {
  const tags = halves(e.tag);
  for (let i = 0; i < memories.length; i++) {
    const { row, facts, owner, x, y, progress, loop } = memories[i];
    const n = first + i;
    tags[2 * n] = units.tag[row];
    e.x[n] = x;
    e.y[n] = y;
    e.radius[n] = facts.radius;
    e.build_progress[n] = progress;
    e.last_seen[n] = loop;
    e.unit_type[n] = facts.id;
    e.flying[n] = facts.flying ? 1 : 0;
    e.burrowed[n] = isBurrowed(facts) ? 1 : 0;
    e.alliance[n] = ALLIANCE.enemy;
    e.owner[n] = owner;
    e.display_type[n] = DISPLAY_TYPE.snapshot;
  }
}

/**
 * Supply is that of the last statistics; money goes on from there, and what is counted is counted now. Own units have the first
 * rows of `e`: who is idle is who is shown without an order.
 */
function playerScalars(observer: Observer, game: GameState, e: EntityTable, loop: number): Int32Array {
  const { units } = game;
  const stats = playerState(game, observer.playerId).stats;
  const count = { worker: 0, idle: 0, army: 0, larva: 0, gates: 0, armySupply: 0 };
  const { kind, typeId } = units.traits;
  const { own } = observer.view;
  for (let n = 0; n < own.length; n++) {
    const row = own[n];
    // Illusions take no supply.
    if (units.hallucination[row] === 1) continue;
    if (kind[row] === KINDS.worker) {
      count.worker++;
      if (e.order_0_ability[n] === 0) count.idle++;
    } else if (kind[row] === KINDS.army) {
      count.army++;
      count.armySupply += units.facts[row].food;
    } else if (kind[row] === KINDS.larva) count.larva++;
    else if (typeId[row] === WARP_GATE) count.gates++;
  }
  earn(observer.money, loop);
  const values: Readonly<Record<PlayerScalar, number>> = {
    player_id: observer.playerId,
    minerals: observer.money.minerals,
    vespene: observer.money.vespene,
    food_cap: Math.min(MOST_SUPPLY, (stats?.m_scoreValueFoodMade ?? 0) / SUPPLY_UNIT),
    food_used: (stats?.m_scoreValueFoodUsed ?? 0) / SUPPLY_UNIT,
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

const WARP_GATE = unitByName('WarpGate')?.id;
