/** A unit's queue of orders: struct of arrays, ORDER_SLOTS a unit, the first is the current one. */
import { NOBODY, ORDER_SLOTS, type State } from './state.js';

/** Puts an order at the end; false if the queue is full. */
export function pushOrder(
  state: State,
  unit: number,
  ability: number,
  target: number,
  x: number,
  y: number,
): boolean {
  if (state.orderCount[unit] === ORDER_SLOTS) return false;
  const slot = unit * ORDER_SLOTS + state.orderCount[unit]++;
  state.orderAbility[slot] = ability;
  state.orderTarget[slot] = target;
  state.orderX[slot] = x;
  state.orderY[slot] = y;
  return true;
}

/** Forgets all orders and the target that the unit chose itself. */
export function clearOrders(state: State, unit: number): void {
  state.orderCount[unit] = 0;
  state.acquired[unit] = NOBODY;
  state.stuckLoops[unit] = 0;
}

/** The current order is done; the next one moves up. */
export function finishOrder(state: State, unit: number): void {
  const from = unit * ORDER_SLOTS;
  const end = from + state.orderCount[unit];
  state.orderAbility.copyWithin(from, from + 1, end);
  state.orderTarget.copyWithin(from, from + 1, end);
  state.orderX.copyWithin(from, from + 1, end);
  state.orderY.copyWithin(from, from + 1, end);
  state.orderCount[unit]--;
  state.acquired[unit] = NOBODY;
  state.stuckLoops[unit] = 0;
}
