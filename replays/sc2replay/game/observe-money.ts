/**
 * What a player has to spend between two of the game's statistics, which are seven seconds apart: income at the rate of
 * the last one, less what his orders and new buildings cost by the catalog.
 */
import { abilityById } from '../catalog/abilities.js';
import { unitByName } from '../catalog/units.js';
import { upgradeByName } from '../catalog/upgrades.js';
import type { TrackerEvent } from '../replay.js';
import type { PlayerOrder } from './types.js';

/** Minerals and vespene of one player at a loop. */
export interface Money {
  readonly playerId: number;
  minerals: number;
  vespene: number;
  /** Collected a minute at speed "faster". */
  mineralRate: number;
  vespeneRate: number;
  loop: number;
}

/** What something costs. */
interface Cost {
  readonly minerals: number;
  readonly vespene: number;
}

/** Loops in a minute at speed "faster": the rates of the statistics count in it (measured, see docs/sc2-reconstruction.md). */
const LOOPS_PER_MINUTE = 22.4 * 60;
/** A pair of Zerglings comes out of an egg. */
const PAIR = 'Zergling';

export function createMoney(playerId: number): Money {
  return { playerId, minerals: 0, vespene: 0, mineralRate: 0, vespeneRate: 0, loop: 0 };
}

const decoder = new TextDecoder('latin1');

/** Income up to a loop. */
export function earn(money: Money, loop: number): void {
  const minutes = Math.max(0, loop - money.loop) / LOOPS_PER_MINUTE;
  money.minerals += money.mineralRate * minutes;
  money.vespene += money.vespeneRate * minutes;
  money.loop = Math.max(money.loop, loop);
}

/** Takes over the game's own figures, and pays for what is begun at a place: buildings, and units that warp in. */
export function noteEvent(money: Money, event: TrackerEvent): void {
  if (event.event === 'SPlayerStatsEvent' && event.m_playerId === money.playerId) {
    const { m_stats: stats } = event;
    money.minerals = stats.m_scoreValueMineralsCurrent ?? 0;
    money.vespene = stats.m_scoreValueVespeneCurrent ?? 0;
    money.mineralRate = stats.m_scoreValueMineralsCollectionRate ?? 0;
    money.vespeneRate = stats.m_scoreValueVespeneCollectionRate ?? 0;
    money.loop = event.loop;
  } else if (event.event === 'SUnitInitEvent' && event.m_controlPlayerId === money.playerId) {
    const cost = unitByName(decoder.decode(event.m_unitTypeName));
    if (cost === undefined) return;
    earn(money, event.loop);
    spend(money, cost);
  }
}

/** Pays for what an order makes at once. What is placed somewhere is paid for when it is begun. */
export function noteOrder(money: Money, order: PlayerOrder): void {
  if (order.playerId !== money.playerId || order.target.kind !== 'none') return;
  const made = abilityById(order.ability)?.produces ?? null;
  if (made === null) return;
  const cost = unitByName(made) ?? upgradeByName(made);
  if (cost === undefined) return;
  const times = made === PAIR ? 2 : 1;
  earn(money, order.loop);
  spend(money, { minerals: times * cost.minerals, vespene: times * cost.vespene });
}

function spend(money: Money, { minerals, vespene }: Cost): void {
  money.minerals = Math.max(0, money.minerals - minerals);
  money.vespene = Math.max(0, money.vespene - vespene);
}
