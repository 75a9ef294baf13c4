/** What an order means for the way of each of its units: where it goes, how near, and for how long. */
import { type AbilityKind, abilityById } from '../catalog/abilities.js';
import { type UnitFacts, unitByName } from '../catalog/units.js';
import { advance, type Course, clearCourse, type Positions, setCourse } from './positions.js';
import { gatherCourse, HARVEST, isResource, returnCourse } from './positions-mining.js';
import { type Rallies, setRally } from './positions-rally.js';
import type { OrderTarget, PlayerOrder } from './types.js';
import { isAlive, NEUTRAL_OWNER, NO_ROW, rowOf, type Units } from './units.js';

/** Function ids (general form) that a right click may stand for. */
const ATTACK = 3674;
const MOVE = 3794;
const BLINK = 3687;

/** What a right click may become, which is what `order_0_ability` shows. */
export const SMART_MEANINGS: readonly number[] = [ATTACK, MOVE, HARVEST.gather];

/** Cells that a blink covers at most. */
const BLINK_RANGE = 8;
/** Cells between the edges of a unit and of what it attacks or casts upon, where nothing better is known. */
const REACH = 3;

/** Kinds of ability that send a unit to the target. */
const GOES: ReadonlySet<AbilityKind> = new Set([
  'smart',
  'move',
  'attack',
  'harvest',
  'build',
  'effect',
  'land',
  'transport',
  'morph',
  'other',
]);

/** Sends the units of an order on their way. */
export function followOrder(positions: Positions, units: Units, rallies: Rallies, order: PlayerOrder): void {
  const target = order.target.kind === 'entity' ? rowOf(units, order.target.tag) : NO_ROW;
  if (target !== NO_ROW && isAlive(units, target)) advance(positions, target, order.loop);
  const kind = abilityById(order.ability)?.kind ?? 'other';
  const shared = courseOfAll(order, kind, target);
  for (const tag of order.units) {
    const row = rowOf(units, tag);
    if (row !== NO_ROW && isAlive(units, row))
      orderUnit(positions, units, rallies, order, kind, row, target, shared);
  }
}

/** The course of an order as far as it does not depend on who goes: all units share it. undefined: it leads nowhere. */
function courseOfAll(order: PlayerOrder, kind: AbilityKind, target: number): Course | undefined {
  if (order.target.kind === 'none') return undefined;
  return {
    x: order.target.x,
    y: order.target.y,
    follow: NO_ROW,
    target,
    within: target === NO_ROW && kind === 'effect' ? REACH : 0,
    dwell: 0,
    ability: kind === 'smart' ? MOVE : order.ability,
    lasts: false,
  };
}

function orderUnit(
  positions: Positions,
  units: Units,
  rallies: Rallies,
  order: PlayerOrder,
  kind: AbilityKind,
  row: number,
  target: number,
  shared: Course | undefined,
): void {
  const { kind: unitKind } = units.facts[row];
  const course = courseOf(positions, units, order, row, target, kind, shared);
  if (positions.speed[row] === 0 || unitKind === 'larva' || unitKind === 'egg') {
    const rallying = kind === 'smart' || kind === 'rally';
    if (course && rallying) setRally(rallies, units, row, order.ability, target, course);
  } else if (order.ability === BLINK && order.target.kind === 'point') {
    blink(positions, row, order.target, order.loop);
  } else if (course) {
    if (GOES.has(kind)) setCourse(positions, row, course, order.queued, order.loop);
  } else if ((kind === 'stop' || kind === 'move') && !order.queued) {
    clearCourse(positions, row, order.loop);
  }
}

function courseOf(
  positions: Positions,
  units: Units,
  order: PlayerOrder,
  row: number,
  target: number,
  kind: AbilityKind,
  shared: Course | undefined,
): Course | undefined {
  if (order.ability === HARVEST.return) return returnCourse(positions, units, row);
  if (shared === undefined) return undefined;
  const facts = units.facts[row];
  if (target === NO_ROW)
    return kind === 'build' ? { ...shared, within: 1, dwell: buildLoops(facts, order.ability) } : shared;
  const goal = units.facts[target];
  if (isResource(goal) && (kind === 'smart' || kind === 'harvest' || kind === 'rally'))
    return gatherCourse(positions, units, units.owner[row], target);
  if (kind === 'build') return { ...shared, within: goal.radius, dwell: buildLoops(facts, order.ability) };
  const hostile = units.owner[target] !== units.owner[row] && units.owner[target] !== NEUTRAL_OWNER;
  const attacks = kind === 'attack' || (kind === 'smart' && hostile);
  const within = goal.radius + facts.radius + (attacks || kind === 'effect' ? REACH : 0);
  const ability = kind === 'smart' && hostile ? ATTACK : shared.ability;
  // A building stays where it is, and what is dead is only remembered.
  const follow = positions.speed[target] > 0 && isAlive(units, target) ? target : NO_ROW;
  return { ...shared, within, ability, follow, lasts: follow !== NO_ROW };
}

/** Loops that a builder stays with his building: an SCV to its end, others do not. */
function buildLoops(builder: UnitFacts, ability: number): number {
  const made = abilityById(ability)?.produces ?? null;
  if (made === null || builder.name !== 'SCV') return 0;
  return unitByName(made)?.buildLoops ?? 0;
}

/** A blink takes no time: the unit is there, or as far on the way as it reaches. */
function blink(
  positions: Positions,
  row: number,
  target: Extract<OrderTarget, { kind: 'point' }>,
  loop: number,
): void {
  clearCourse(positions, row, loop);
  const dx = target.x - positions.x[row];
  const dy = target.y - positions.y[row];
  const part = BLINK_RANGE / Math.max(BLINK_RANGE, Math.hypot(dx, dy));
  positions.x[row] += dx * part;
  positions.y[row] += dy * part;
}
