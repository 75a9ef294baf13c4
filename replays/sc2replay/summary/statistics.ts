/** The course of a game by the statistics that the tracker writes of each player, about every seven seconds. */
import type { TrackerEvent } from '../replay.js';

/** Columns of the same length, a row a statistics event. */
export interface Statistics {
  readonly loop: readonly number[];
  /** Value of the units that fight, minerals and vespene together. */
  readonly army: readonly number[];
  readonly workers: readonly number[];
  /** Minerals and vespene a minute, by the game's own estimate. */
  readonly income: readonly number[];
  readonly supply: readonly number[];
  /** Most supply that the player's structures allow. */
  readonly supplyCap: readonly number[];
}

/** The tracker's own names. Supply is in units of 1/4096. */
const FOOD_UNIT = 4096;
const VALUES: {
  readonly [C in keyof Statistics]: readonly { readonly name: string; readonly unit: number }[];
} = {
  loop: [],
  army: [
    { name: 'm_scoreValueMineralsUsedActiveForces', unit: 1 },
    { name: 'm_scoreValueVespeneUsedActiveForces', unit: 1 },
  ],
  workers: [{ name: 'm_scoreValueWorkersActiveCount', unit: 1 }],
  income: [
    { name: 'm_scoreValueMineralsCollectionRate', unit: 1 },
    { name: 'm_scoreValueVespeneCollectionRate', unit: 1 },
  ],
  supply: [{ name: 'm_scoreValueFoodUsed', unit: FOOD_UNIT }],
  supplyCap: [{ name: 'm_scoreValueFoodMade', unit: FOOD_UNIT }],
};
const COLUMNS = Object.keys(VALUES) as (keyof Statistics)[];

/** Statistics by player id. */
export function statisticsOf(events: readonly TrackerEvent[]): Map<number, Statistics> {
  const byPlayer = new Map<number, { [C in keyof Statistics]: number[] }>();
  for (const event of events) {
    if (event.event !== 'SPlayerStatsEvent') continue;
    let rows = byPlayer.get(event.m_playerId);
    if (!rows) {
      rows = { loop: [], army: [], workers: [], income: [], supply: [], supplyCap: [] };
      byPlayer.set(event.m_playerId, rows);
    }
    for (const column of COLUMNS) {
      const values = VALUES[column].map(({ name, unit }) => (event.m_stats[name] ?? 0) / unit);
      rows[column].push(column === 'loop' ? event.loop : values.reduce((sum, value) => sum + value, 0));
    }
  }
  return byPlayer;
}
