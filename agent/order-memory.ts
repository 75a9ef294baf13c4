/**
 * What a policy that plays remembers of its own orders: those that were given and not refused, as a recording's track has them.
 */
import { pastOrder, sameOrder } from '../src/spec/history.js';
import type { Rejection } from '../src/spec/match.js';
import { type Command, NO_OP_ABILITY, type Observation } from '../src/spec/observation.js';
import { addOrder, createOrderList, type PastOrder, type PastOrders } from '../src/spec/past-orders.js';

/** The memory of one match. */
export interface OrderMemory {
  /** The orders before a time step, which tells whether the last one was refused. To be asked once a time step. */
  before(rejected: readonly Rejection[]): PastOrders;
  /** Notes what was commanded upon an observation. */
  note(command: Command, observation: Observation): void;
}

export function createOrderMemory(): OrderMemory {
  const orders = createOrderList();
  /** The last order, until the next time step. */
  let given: { readonly command: Command; readonly order: PastOrder } | null = null;
  return {
    before(rejected) {
      const last = given;
      given = null;
      if (last && !rejected.some(({ command }) => sameOrder(command, last.command)))
        addOrder(orders, last.order);
      return { orders, count: orders.length };
    },
    note(command, observation) {
      if (command.ability !== NO_OP_ABILITY) given = { command, order: pastOrder(command, observation) };
    },
  };
}
