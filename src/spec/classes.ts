/**
 * Wide numbers as classes. A logarithm keeps a wide range but hardly tells what decides: two supply left at 100 from ten, a click two
 * loops after the last from one after five.
 */

/** Loops between an order and the one after it at which the next class begins: single loops while a hand is fast, then ever wider. */
const PAUSE_STARTS = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 19, 22, 26, 31, 37, 45, 60, 90, 150, 400,
] as const;
/** Classes of pauses. */
export const PAUSE_CLASSES = PAUSE_STARTS.length + 1;

/** The class of a pause in loops, 0 to PAUSE_CLASSES - 1. */
export function pauseClass(loops: number): number {
  return classAmong(PAUSE_STARTS, loops);
}

/** How many of these rising starts a value has reached. */
export function classAmong(starts: readonly number[], value: number): number {
  let at = 0;
  while (at < starts.length && value >= starts[at]) at++;
  return at;
}

/** Numbers of a player that are also told in steps: how wide a step is and how many there are; what is beyond is in the last. */
export const STEPS = {
  minerals: { width: 25, count: 24 },
  vespene: { width: 25, count: 20 },
  supply_left: { width: 1, count: 24 },
  food_used: { width: 5, count: 40 },
  seconds: { width: 20, count: 60 },
} as const;
export type Stepped = keyof typeof STEPS;
export const STEPPED = Object.keys(STEPS) as readonly Stepped[];

/** The step in which a number is. */
export function stepOf(name: Stepped, value: number): number {
  const { width, count } = STEPS[name];
  return Math.max(0, Math.min(count - 1, Math.floor(value / width)));
}
