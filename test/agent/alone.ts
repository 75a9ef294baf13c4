/** A policy in one seat, which is disposed of with it. */
import { createPolicySeats, type SeatedPolicy } from '../../agent/policy-player.js';

export interface PolicyPlayer extends SeatedPolicy {
  dispose(): Promise<void>;
}

export function createPolicyPlayer(...policy: Parameters<typeof createPolicySeats>): PolicyPlayer {
  const { seat, dispose } = createPolicySeats(...policy);
  return { ...seat(), dispose };
}
