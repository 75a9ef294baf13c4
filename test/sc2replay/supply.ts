/**
 * Supply, counted from units, beside what the game's own statistics say: a check of the reconstruction that uses nothing of
 * the statistics. It may look back from later events, which no observation does.
 *
 * A unit takes supply from the moment its production begins. The tracker tells that moment for what warps in or lies in an
 * egg or cocoon; what a building trains is not there before it is born, so its beginning is taken to be the catalog's
 * build time before that. What was still in production when the game ended is taken from the orders.
 */
import type { UnitFacts } from '../../replays/sc2replay/catalog/units.js';
import type { PlayerOrder } from '../../replays/sc2replay/game/types.js';
import {
  applyUnitEvent,
  createUnits,
  NEVER,
  NO_ROW,
  takesDrone,
  type Units,
} from '../../replays/sc2replay/game/units.js';
import type { TrackerEvent } from '../../replays/sc2replay/replay.js';
import { type HiddenUnit, unfinishedProduction } from './supply-orders.js';

/** Supply of one player at the loop of one of the game's statistics. */
export interface SupplyPoint {
  readonly loop: number;
  readonly playerId: number;
  /** As counted here. */
  readonly used: number;
  readonly made: number;
  /** As the game says. */
  readonly statedUsed: number;
  readonly statedMade: number;
}

/** Statistics write supply in units of 1/4096. */
const SUPPLY_UNIT = 4096;

/** Supply of the Drone inside a building that grows: the tracker lets it live on until the building is finished. */
const DRONE_FOOD = 1;

/** Supply at every statistic of a game. Orders are those that were obeyed, in the order of time. */
export function supplyOverTime(
  events: readonly TrackerEvent[],
  orders: readonly PlayerOrder[],
): SupplyPoint[] {
  const hidden = [...hiddenProduction(events), ...unfinishedProduction(events, orders)];
  const units = createUnits(events);
  const points: SupplyPoint[] = [];
  for (const event of events) {
    applyUnitEvent(units, event);
    if (event.event !== 'SPlayerStatsEvent') continue;
    const { loop, m_playerId: playerId, m_stats: stats } = event;
    const { used, made } = supplyOfUnits(units, playerId);
    let inProduction = 0;
    for (const unit of hidden)
      if (unit.owner === playerId && unit.from <= loop && loop < unit.until) inProduction += unit.food;
    points.push({
      loop,
      playerId,
      used: used + inProduction,
      made,
      statedUsed: (stats.m_scoreValueFoodUsed ?? 0) / SUPPLY_UNIT,
      statedMade: (stats.m_scoreValueFoodMade ?? 0) / SUPPLY_UNIT,
    });
  }
  return points;
}

/** Supply that a player's units take and give now. Buildings and overlords give it once they are finished. */
function supplyOfUnits(units: Units, playerId: number): { used: number; made: number } {
  let used = 0;
  let made = 0;
  for (const row of units.alive) {
    if (units.owner[row] !== playerId || units.hallucination[row] === 1) continue;
    const { kind, food, provides } = units.facts[row];
    // A shade of an Adept has the supply of the Adept in the catalog, and takes none.
    if (kind !== 'summoned') used += food;
    if (units.done[row] !== NEVER) made += provides;
    else if (takesDrone(units.facts[row])) used -= DRONE_FOOD;
  }
  return { used, made };
}

/** What came out of buildings and eggs, with the time before its birth in which it took supply. */
function hiddenProduction(events: readonly TrackerEvent[]): HiddenUnit[] {
  const units = createUnits(events);
  const hidden: HiddenUnit[] = [];
  const tellsMakers = events.some(
    (event) => event.event === 'SUnitBornEvent' && isNumber(event.m_creatorUnitTagIndex),
  );
  /** When a larva became an egg, by its row. */
  const eggs = new Map<number, number>();
  for (const event of events) {
    const row = applyUnitEvent(units, event);
    if (row === NO_ROW) continue;
    if (event.event === 'SUnitTypeChangeEvent' && units.facts[row].kind === 'egg') eggs.set(row, event.loop);
    if (event.event !== 'SUnitBornEvent' || event.loop === 0 || units.hallucination[row] === 1) continue;
    const { kind, food, buildLoops } = units.facts[row];
    if (food === 0 || kind === 'summoned') continue;
    const maker = units.creator[row];
    if (tellsMakers && (maker === NO_ROW || !hides(units.facts[maker]))) continue;
    // Clients before 4.0 do not tell makers; then the build time must do.
    const from = eggs.get(maker) ?? event.loop - buildLoops;
    hidden.push({ owner: units.owner[row], food, from, until: event.loop });
  }
  return hidden;
}

const isNumber = (value: unknown): boolean => typeof value === 'number';

/** Whether what this makes is not counted before it is born: cocoons take the supply of what went in, eggs and buildings none. */
const hides = ({ kind, food }: UnitFacts): boolean =>
  food === 0 && (kind === 'egg' || kind === 'larva' || kind === 'structure');
