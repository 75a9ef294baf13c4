/** Tracker events made by hand that say where and of what a unit came; the simpler ones are in events.ts. */
import type { TrackerEvent } from '../../replays/sc2replay/replay.js';
import { born, type Place } from './events.js';

/** A unit is born at a place (whole cells, as the tracker writes them), perhaps out of another unit. */
export function bornAt(
  loop: number,
  unit: number,
  type: string,
  player: number,
  { x, y }: Place,
  maker?: { readonly unit: number; readonly ability: string },
): TrackerEvent {
  const made = maker && {
    m_creatorUnitTagIndex: maker.unit,
    m_creatorUnitTagRecycle: 1,
    m_creatorAbilityName: Buffer.from(maker.ability),
  };
  return { ...born(loop, unit, type, player), m_x: x, m_y: y, ...made } as TrackerEvent;
}

/** A building is begun, or a unit starts to warp in. */
export const begunAt = (
  loop: number,
  unit: number,
  type: string,
  player: number,
  place: Place,
): TrackerEvent => ({ ...bornAt(loop, unit, type, player, place), event: 'SUnitInitEvent' }) as TrackerEvent;

export const finished = (loop: number, unit: number): TrackerEvent =>
  ({ event: 'SUnitDoneEvent', eventId: 7, loop, m_unitTagIndex: unit, m_unitTagRecycle: 1 }) as TrackerEvent;

/** Dies at a place (whole cells), by nobody's hand. */
export const diedAt = (loop: number, unit: number, { x, y }: Place): TrackerEvent =>
  ({
    event: 'SUnitDiedEvent',
    eventId: 2,
    loop,
    m_unitTagIndex: unit,
    m_unitTagRecycle: 1,
    m_killerPlayerId: null,
    m_x: x,
    m_y: y,
  }) as TrackerEvent;

/** Where units are: `[unit, x, y]`, in the order of the units' numbers. */
export function positions(
  loop: number,
  ...places: readonly (readonly [number, number, number])[]
): TrackerEvent {
  let index = places[0]?.[0] ?? 0;
  const items = places.flatMap(([unit, x, y]) => {
    const step = unit - index;
    index = unit;
    return [step, x, y];
  });
  return {
    event: 'SUnitPositionsEvent',
    eventId: 8,
    loop,
    m_firstUnitIndex: places[0]?.[0] ?? 0,
    m_items: items,
  } as TrackerEvent;
}

export const upgraded = (loop: number, player: number, name: string): TrackerEvent =>
  ({
    event: 'SUpgradeEvent',
    eventId: 5,
    loop,
    m_playerId: player,
    m_upgradeTypeName: Buffer.from(name),
    m_count: 1,
  }) as TrackerEvent;

/** Statistics of a player; supply in units of 1. */
export const stated = (
  loop: number,
  player: number,
  { minerals = 0, vespene = 0, mineralRate = 0, used = 0, made = 0 },
): TrackerEvent =>
  ({
    event: 'SPlayerStatsEvent',
    eventId: 0,
    loop,
    m_playerId: player,
    m_stats: {
      m_scoreValueMineralsCurrent: minerals,
      m_scoreValueVespeneCurrent: vespene,
      m_scoreValueMineralsCollectionRate: mineralRate,
      m_scoreValueFoodUsed: used * 4096,
      m_scoreValueFoodMade: made * 4096,
    },
  }) as TrackerEvent;
