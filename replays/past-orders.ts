/** A player's own orders out of an episode's track: the memory of each of his demonstrations. */
import { NOWHERE, type PastOrder } from '../src/spec/history.js';
import { NO_OP_ABILITY } from '../src/spec/observation.js';
import { NO_ACTION, TRACK_FLAGS, type Track } from './recording/track.js';

export interface OrderList {
  readonly orders: readonly PastOrder[];
  /** For each row of the track, how many of `orders` were given before its observation. */
  readonly before: Int32Array;
}

/** What the player ordered and was not refused; what a teacher would have ordered is not his memory. */
export function orderList(track: Track): OrderList {
  const orders: PastOrder[] = [];
  const before = new Int32Array(track.loop.length);
  for (const [row, action] of track.command.entries()) {
    before[row] = orders.length;
    if (action === NO_ACTION || track.flags[row] & TRACK_FLAGS.refused) continue;
    const { ability, target } = track.actions[action];
    if (ability === NO_OP_ABILITY) continue;
    orders.push({
      ability,
      target,
      loop: track.loop[row],
      unitType: track.unitType?.[row] ?? 0,
      x: track.x?.[row] ?? NOWHERE,
      y: track.y?.[row] ?? NOWHERE,
    });
  }
  return { orders, before };
}
