/** An exponential average of the weights over the steps (Polyak and Juditsky 1992): it is steadier than the last of them. */

/** How soon the decay rises: after n steps the average is over about the last tenth of them, until `decay` bounds it. */
const RISE = 10;

/** Decay at `step` (1-based); 0 at the first, so that nothing of the start is left. */
export function decayAt(decay: number, step: number): number {
  return Math.min(decay, (step - 1) / (step - 1 + RISE - 1));
}

/** Moves the average (P) towards the weights (P) of this step, in place. */
export function average(into: Float32Array, weights: Float32Array, decay: number): void {
  const share = 1 - decay;
  if (share === 1) into.set(weights);
  else for (let i = 0; i < into.length; i++) into[i] += share * (weights[i] - into[i]);
}
