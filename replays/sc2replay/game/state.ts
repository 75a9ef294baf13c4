/**
 * A game's state at one loop: units, where they are, what their players have researched and gathered. It is made by applying the
 * tracker's events and the players' orders in the order of time, and never knows what comes later.
 */
import { isCosmetic, speedOf, upgradeId } from '../catalog/upgrades.js';
import type { PlayerStatsEvent, TrackerEvent } from '../replay.js';
import { advance, clearCourse, createPositions, type Positions, takeExact } from './positions.js';
import { followOrder } from './positions-orders.js';
import { createRallies, leaveMaker, type Rallies } from './positions-rally.js';
import type { PlayerOrder, ReplayTag } from './types.js';
import { applyUnitEvent, createUnits, eachPosition, enterBuilding, NO_ROW, type Units } from './units.js';

/** What a player has. */
export interface PlayerState {
  /** Names of his finished upgrades, without those that change looks only. */
  readonly upgrades: Set<string>;
  /** Their ids; a new array with every upgrade. */
  upgradeIds: Uint16Array;
  /** The last statistics, some seconds old; undefined before the first. */
  stats: PlayerStatsEvent['m_stats'] | undefined;
}

export interface GameState {
  readonly units: Units;
  readonly positions: Positions;
  readonly rallies: Rallies;
  /** By player id. */
  readonly players: Map<number, PlayerState>;
  /** Which Drone is inside a building that grows, by tag. */
  readonly drones: ReadonlyMap<ReplayTag, ReplayTag>;
}

/** The state before the first event. `drones`: see `Plan`. */
export function createState(
  events: readonly TrackerEvent[],
  drones: ReadonlyMap<ReplayTag, ReplayTag>,
): GameState {
  const units = createUnits(events);
  return { units, positions: createPositions(units), rallies: createRallies(), players: new Map(), drones };
}

/** What a player has; nothing, for one whom no event has named. */
export function playerState(state: GameState, playerId: number): PlayerState {
  const known = state.players.get(playerId);
  if (known) return known;
  const player = { upgrades: new Set<string>(), upgradeIds: new Uint16Array(0), stats: undefined };
  state.players.set(playerId, player);
  return player;
}

const decoder = new TextDecoder('latin1');

/** Applies an event of the tracker. */
export function applyEvent(state: GameState, event: TrackerEvent): void {
  const { units, positions, rallies } = state;
  // Whoever follows a unit that dies goes to where it died.
  const row = applyUnitEvent(units, event);
  switch (event.event) {
    case 'SUnitBornEvent':
      if (row === NO_ROW) return;
      setSpeed(state, row);
      leaveMaker(rallies, positions, units, row);
      return;
    case 'SUnitInitEvent':
      if (row === NO_ROW) return;
      setSpeed(state, row);
      takeExact(positions, units, row);
      enterBuilding(units, state.drones, row);
      return;
    case 'SUnitDiedEvent':
      if (row !== NO_ROW) takeExact(positions, units, row);
      return;
    case 'SUnitTypeChangeEvent':
      if (row === NO_ROW) return;
      clearCourse(positions, row, event.loop);
      setSpeed(state, row);
      return;
    case 'SUnitOwnerChangeEvent':
      if (row === NO_ROW) return;
      clearCourse(positions, row, event.loop);
      return;
    case 'SUnitPositionsEvent':
      eachPosition(units, event, (moved) => takeExact(positions, units, moved));
      return;
    case 'SPlayerStatsEvent':
      playerState(state, event.m_playerId).stats = event.m_stats;
      return;
    case 'SUpgradeEvent':
      addUpgrade(state, event.m_playerId, decoder.decode(event.m_upgradeTypeName), event.loop);
      return;
    default:
      return;
  }
}

/** Lets the units of an order do it. */
export function applyOrder(state: GameState, order: PlayerOrder): void {
  followOrder(state.positions, state.units, state.rallies, order);
}

/** Moves every unit on to a loop. */
export function advanceAll(state: GameState, loop: number): void {
  const { units, positions } = state;
  for (const row of units.alive) advance(positions, row, loop);
}

function addUpgrade(state: GameState, playerId: number, name: string, loop: number): void {
  if (isCosmetic(name)) return;
  const player = playerState(state, playerId);
  player.upgrades.add(name);
  player.upgradeIds = Uint16Array.from(player.upgrades, upgradeId);
  for (const row of state.units.alive) {
    if (state.units.owner[row] !== playerId) continue;
    advance(state.positions, row, loop);
    setSpeed(state, row);
  }
}

const NOTHING: ReadonlySet<string> = new Set();

/** Where creep is is not known: speeds are those off creep. */
function setSpeed(state: GameState, row: number): void {
  const { units, positions } = state;
  const facts = units.facts[row];
  const upgrades = state.players.get(units.owner[row])?.upgrades ?? NOTHING;
  positions.speed[row] = facts.speed === 0 ? 0 : speedOf(facts.name, upgrades, false);
}
