/**
 * Clicks that ask again for what was just asked. Players click up to eight times a second on about the same place, by habit or to be
 * sure; only the first click decides anything. Learning from all of them teaches to repeat, which an agent need not.
 */
import { type AbilityKind, abilityById } from '../catalog/abilities.js';
import type { OrderTarget, PlayerOrder } from './types.js';

/** When an order is a repetition of the one before. */
export interface SpamRule {
  /**
   * At most so many game loops after the click before. The client repeats a held button every three loops. In 63 games 93 % of
   * the like orders within two cells that come within a second come within 5 loops, the next loop has 2 %.
   */
  readonly loops: number;
  /**
   * At most so many cells from the target of the first. A unit walks one cell in 5 loops at most; beyond two cells the
   * place was changed on purpose.
   */
  readonly cells: number;
}

const SPAM_RULE: SpamRule = { loops: 5, cells: 2 };

/**
 * Kinds whose orders replace each other. Of others each one counts: it trains one more, or takes one more of the selected
 * units to cast.
 */
const REPLACED: ReadonlySet<AbilityKind> = new Set(['smart', 'move', 'attack', 'harvest', 'rally']);

/** Marks the repetitions in the orders of both players, given in the order of time. */
export function dropRepetitions(
  orders: readonly PlayerOrder[],
  rule: SpamRule = SPAM_RULE,
): readonly PlayerOrder[] {
  const last = new Map<number, { first: PlayerOrder; loop: number }>();
  return orders.map((order) => {
    if (order.drop !== null) return order;
    const before = last.get(order.playerId);
    if (
      before !== undefined &&
      order.loop - before.loop <= rule.loops &&
      isLike(before.first, order, rule.cells)
    ) {
      before.loop = order.loop;
      return { ...order, drop: 'repeated' };
    }
    last.set(order.playerId, { first: order, loop: order.loop });
    return order;
  });
}

function isLike(first: PlayerOrder, order: PlayerOrder, cells: number): boolean {
  return (
    order.ability === first.ability &&
    !order.queued &&
    !first.queued &&
    REPLACED.has(abilityById(order.ability)?.kind ?? 'other') &&
    isNear(first.target, order.target, cells) &&
    order.units.length === first.units.length &&
    order.units.every((tag, i) => tag === first.units[i])
  );
}

function isNear(one: OrderTarget, other: OrderTarget, cells: number): boolean {
  if (one.kind === 'entity' && other.kind === 'entity') return one.tag === other.tag;
  return (
    one.kind === 'point' && other.kind === 'point' && Math.hypot(one.x - other.x, one.y - other.y) <= cells
  );
}
