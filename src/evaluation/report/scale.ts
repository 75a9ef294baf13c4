/**
 * Scales: from values to pixels, with ticks at round values.
 */

export interface Scale {
  /** Pixels of a value. */
  at(value: number): number;
  /** Round values within the domain, ascending. */
  readonly ticks: readonly number[];
}

/** Steps that people read easily, as multiples of a power of ten. */
const ROUND_STEPS = [1, 2, 5, 10] as const;

/** Round values in [low, high], at most `count` + 1; at least one from a count of three on. */
function roundTicks(low: number, high: number, count: number): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = power * (ROUND_STEPS.find((multiple) => span / (power * multiple) <= count) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Multiples of the step, cleaned of the rounding that 3 * 0.1 brings.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** A linear scale. A domain without width is widened so that its one value lies in the middle. */
export function linearScale(
  domain: readonly [low: number, high: number],
  range: readonly [from: number, to: number],
  tickCount: number,
): Scale {
  const [low, high] = domain[0] < domain[1] ? domain : [domain[0] - 0.5, domain[0] + 0.5];
  const slope = (range[1] - range[0]) / (high - low);
  return { at: (value) => range[0] + (value - low) * slope, ticks: roundTicks(low, high, tickCount) };
}

/** Lowest and highest of the values; [0, 1] of none. */
export function extent(values: Iterable<number>): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}
