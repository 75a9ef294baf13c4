/** A player's own orders out of an episode's track: the memory of each of his demonstrations. */
import { NO_OP_ABILITY } from '../src/spec/observation.js';
import { addOrder, createOrderList, NOWHERE, type OrderList } from '../src/spec/past-orders.js';
import { NO_ACTION, TRACK_FLAGS, type Track } from './recording/track.js';

export interface TrackOrders {
  readonly orders: OrderList;
  /** For each row of the track, how many of `orders` were given before its observation. */
  readonly before: Int32Array;
}

/** What the player ordered and was not refused; what a teacher would have ordered is not his memory. */
export function trackOrders(track: Track): TrackOrders {
  const given = track.command.map((action, row) => isOrder(track, action, row));
  const orders = createOrderList(given.filter(Boolean).length);
  const before = new Int32Array(track.loop.length);
  for (const [row, action] of track.command.entries()) {
    before[row] = orders.length;
    if (!given[row]) continue;
    addOrder(orders, {
      ...track.actions[action],
      loop: track.loop[row],
      unitType: track.unitType?.[row] ?? 0,
      x: track.x?.[row] ?? NOWHERE,
      y: track.y?.[row] ?? NOWHERE,
    });
  }
  return { orders, before };
}

function isOrder(track: Track, action: number, row: number): boolean {
  if (action === NO_ACTION || track.flags[row] & TRACK_FLAGS.refused) return false;
  return track.actions[action].ability !== NO_OP_ABILITY;
}
