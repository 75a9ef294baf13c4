/**
 * All that a policy reads before one decision, the same in a match, in training and in an explanation.
 */
import { encodeObservation } from './encode-observation.js';
import type { PolicyInputs, VocabularyIndex } from './encoding.js';
import { encodeHabits } from './habits.js';
import { encodeHistory } from './history.js';
import type { MapInfo, Observation } from './observation.js';
import type { PastOrders } from './past-orders.js';
import { encodeTallies } from './tallies.js';

/** Writes an observation and the orders before it into row `b` of `out`. Returns the observation's row behind each of the model's rows. */
export function encodeDecision(
  observation: Observation,
  past: PastOrders,
  map: MapInfo,
  index: VocabularyIndex,
  out: PolicyInputs,
  b: number,
): Int32Array {
  const rows = encodeObservation(observation, map, index, out, b);
  encodeTallies(observation, past, index, out, b);
  encodeHabits(past, observation.gameLoop, index, out, b);
  encodeHistory(past, observation, map, index, out, b);
  return rows;
}
