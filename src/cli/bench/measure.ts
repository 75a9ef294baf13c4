/** How a benchmark is timed: warm-up, many runs, the median and its spread. Machines are noisy; one run says nothing. */
import { Bench } from 'tinybench';

export interface BenchRow {
  readonly name: string;
  /** What is measured, with its setting. */
  readonly what: string;
  readonly median: number;
  readonly p99: number;
  readonly unit: string;
  readonly samples: number;
  /** What the project promises, in the same unit; null where nothing is promised. */
  readonly target: number | null;
}

export interface BenchCase {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  readonly target: number | null;
  /** Measured in a single run: what takes many seconds, and is its own warm-up. */
  readonly once?: boolean;
  /** Prepares what is measured; the returned function is one run. */
  prepare(): Promise<{ run: () => Promise<void> | void; dispose: () => Promise<void> | void }>;
  /** Milliseconds of one run as a figure in `unit`. Rates turn it round. */
  figure(milliseconds: number): number;
}

/** Runs a case for about `seconds`. */
export async function measure(one: BenchCase, seconds: number): Promise<BenchRow> {
  const { run, dispose } = await one.prepare();
  try {
    const bench = new Bench({
      time: one.once ? 0 : seconds * 1000,
      iterations: one.once ? 1 : 5,
      warmup: !one.once,
      warmupIterations: 3,
      warmupTime: seconds * 200,
      retainSamples: true,
    });
    bench.add(one.name, run);
    const [task] = await bench.run();
    const { result } = task;
    if (result.state !== 'completed')
      throw 'error' in result ? result.error : new Error(`bench ${one.name}: ${result.state}`);
    const sorted = [...(result.latency.samples ?? [])].sort((a, b) => a - b);
    const at = (quantile: number): number =>
      one.figure(sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))]);
    return {
      name: one.name,
      what: one.what,
      median: at(0.5),
      p99: at(0.99),
      unit: one.unit,
      samples: sorted.length,
      target: one.target,
    };
  } finally {
    await dispose();
  }
}
