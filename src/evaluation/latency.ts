/**
 * How long decisions took, as a histogram: its size does not grow with the number of decisions, and histograms of
 * several processes add up. Buckets are one per cent wide, so a percentile is exact to half a per cent.
 */

/** Lower edge of the first bucket, milliseconds. */
const LEAST_MS = 1e-4;
/** Ratio of a bucket's upper edge to its lower one. */
const RATIO = 1.01;
const LOG_RATIO = Math.log(RATIO);
/** Buckets up to about 100 s; what is longer falls into the last one. */
const BUCKETS = Math.ceil(Math.log(1e5 / LEAST_MS) / LOG_RATIO);

/** Plain data, so that it crosses a process border. */
export interface Latencies {
  readonly count: number;
  /** Milliseconds. */
  readonly sum: number;
  /** Pairs of bucket and count, ascending, without empty buckets. */
  readonly buckets: readonly (readonly [bucket: number, count: number])[];
}

/** What a result says of latencies, in milliseconds; zeros when nothing was measured. */
export interface LatencySummary {
  readonly p50: number;
  readonly p99: number;
  readonly mean: number;
  readonly count: number;
}

/** Collects latencies. */
export interface LatencyRecorder {
  /** Adds one latency in milliseconds. */
  add(milliseconds: number): void;
  /** What was added since the last call. */
  take(): Latencies;
}

export function createLatencyRecorder(): LatencyRecorder {
  const counts = new Uint32Array(BUCKETS);
  let count = 0;
  let sum = 0;
  return {
    add(milliseconds) {
      counts[bucketOf(milliseconds)]++;
      count++;
      sum += milliseconds;
    },
    take() {
      const buckets: [number, number][] = [];
      for (const [bucket, n] of counts.entries()) if (n > 0) buckets.push([bucket, n]);
      const taken = { count, sum, buckets };
      counts.fill(0);
      count = 0;
      sum = 0;
      return taken;
    },
  };
}

/** Adds up the latencies of several processes and gives their percentiles. */
export function summariseLatencies(parts: readonly Latencies[]): LatencySummary {
  const counts = new Float64Array(BUCKETS);
  let count = 0;
  let sum = 0;
  for (const part of parts) {
    for (const [bucket, n] of part.buckets) counts[bucket] += n;
    count += part.count;
    sum += part.sum;
  }
  return {
    p50: quantile(counts, count, 0.5),
    p99: quantile(counts, count, 0.99),
    mean: count === 0 ? 0 : sum / count,
    count,
  };
}

function bucketOf(milliseconds: number): number {
  const bucket = Math.floor(Math.log(Math.max(milliseconds, LEAST_MS) / LEAST_MS) / LOG_RATIO);
  return Math.min(BUCKETS - 1, bucket);
}

/** The smallest latency that at least `share` of all do not exceed (nearest rank), read at the middle of its bucket. */
function quantile(counts: Float64Array, count: number, share: number): number {
  if (count === 0) return 0;
  const rank = Math.max(1, Math.ceil(share * count));
  let seen = 0;
  for (const [bucket, n] of counts.entries()) {
    seen += n;
    if (seen >= rank) return LEAST_MS * Math.exp((bucket + 0.5) * LOG_RATIO);
  }
  return LEAST_MS * Math.exp(BUCKETS * LOG_RATIO);
}
