/** Orders that their player took back at once: a slip of the hand teaches nothing, and neither does its correction. */
import { type AbilityKind, abilityById } from '../catalog/abilities.js';
import type { PlayerOrder } from './types.js';

/** A second at speed "faster". Later the player had time to think, and a cancellation is a decision of its own. */
const SLIP_LOOPS = 22;
/** Nobody gives more orders in that time; a made-up file may, and must not cost more for it. */
const MAX_OPEN = 64;

/** Kinds that take time, so that they can be taken back. */
const MAKES: ReadonlySet<AbilityKind> = new Set(['train', 'build', 'research', 'morph']);

/** Marks slips and their cancellations in the orders of both players, given in the order of time. */
export function dropCancelled(orders: readonly PlayerOrder[]): readonly PlayerOrder[] {
  const marked = [...orders];
  /** Rows of orders that can still be a slip. */
  let open: number[] = [];
  orders.forEach((order, row) => {
    if (order.drop !== null) return;
    const kind = kindOf(order);
    if (MAKES.has(kind)) open = [...open.slice(1 - MAX_OPEN), row];
    if (kind !== 'cancel') return;
    open = open.filter((made) => order.loop - orders[made].loop <= SLIP_LOOPS);
    const slip = open.findLast((made) => isOf(orders[made], order));
    if (slip === undefined) return;
    open = open.filter((made) => made !== slip);
    marked[slip] = { ...orders[slip], drop: 'cancelled' };
    marked[row] = { ...order, drop: 'cancelled' };
  });
  return marked;
}

function isOf(made: PlayerOrder, cancel: PlayerOrder): boolean {
  return made.playerId === cancel.playerId && made.units.some((tag) => cancel.units.includes(tag));
}

function kindOf(order: PlayerOrder): AbilityKind {
  return abilityById(order.ability)?.kind ?? 'other';
}
