/** What the project promises, as rows, out of the times of the races. */
import type { BenchRow } from '../measure.js';
import type { Agreement } from './agreement.js';
import type { MemoryUse } from './memory-worker.js';
import type { PairSetting } from './pairs.js';
import { quantile, ratios } from './race.js';
import { GROWTH, gemmRate, type Turns } from './races.js';
import { describe, type Tuned } from './tuning.js';

export interface PeersComparison {
  readonly python: string;
  readonly torch: string;
  readonly agreement: Agreement;
  /** By how much the likeliest choice of each head is likelier than what was decided, in float64. */
  readonly regret: Readonly<Record<string, number>>;
  readonly peer: Tuned & { readonly pair: PairSetting };
  /** GFLOP of one training step, counted on the graph. */
  readonly stepGflop: number;
  /** Milliseconds: median, first and third quartile of all turns. */
  readonly times: Readonly<Record<string, readonly [number, number, number]>>;
  readonly memory: MemoryUse & { readonly steps: number };
}

/** Power of the entities by which a decision's time grows: the slope between logarithms, over all sizes. @internal */
export function growthPower(times: readonly (readonly [entities: number, ms: number])[]): number {
  const points = times.map(([entities, ms]) => [Math.log(entities), Math.log(ms)]);
  const mean = (k: number): number => points.reduce((sum, point) => sum + point[k], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const across = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return across / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** One row a promise. Of a ratio, `p99` is its low end. */
export function rowsOf(turns: Turns, { peer, stepGflop, memory, torch }: PeersComparison): BenchRow[] {
  const row = (
    name: string,
    what: string,
    unit: string,
    target: number | null,
    values: readonly number[],
    bad: 'low' | 'high' = 'low',
  ): BenchRow => ({
    ...{ name: `peers-${name}`, what, unit, target, samples: values.length },
    median: quantile(values, 0.5),
    p99: quantile(values, bad === 'low' ? 0.01 : 0.99),
  });
  const against = `PyTorch ${torch} (${describe(peer.eager)})`;
  const best = turns['khala-step-2'];
  const share = (threads: number): number[] => {
    const gemm = Math.max(gemmRate(turns[`khala-gemm-${threads}`]), gemmRate(turns[`peer-gemm-${threads}`]));
    return turns[`khala-step-${threads}`].map((ms) => (stepGflop * 1000) / ms / gemm);
  };
  const forward = Object.entries(turns)
    .filter(([name]) => name.startsWith('peer-decision-256-'))
    .map(([, ms]) => ms)
    .reduce((a, b) => (quantile(b, 0.5) < quantile(a, 0.5) ? b : a));
  const growth = GROWTH.map((n) => [n, quantile(turns[`khala-decision-${n}`], 0.5)] as const);
  return [
    row(
      'step',
      `times as fast a training step, batch 32, 256 entities, 2 threads, as ${against}`,
      'x',
      1.8,
      ratios(turns['peer-step'], best),
    ),
    row(
      'step-1',
      `the same with 1 thread here`,
      'x',
      null,
      ratios(turns['peer-step'], turns['khala-step-1']),
    ),
    ...(turns['peer-step-compiled']
      ? [
          row(
            ...(['step-compiled', `the same with 2 threads, as torch.compile`, 'x', null] as const),
            ratios(turns['peer-step-compiled'], turns['khala-step-2-beside-compiled']),
          ),
        ]
      : []),
    row(
      'pair',
      `times as fast a step of two workers of one thread, gradients averaged, as PyTorch's (${peer.pair.reduce})`,
      'x',
      1.2,
      ratios(turns['peer-pair'], turns['khala-pair']),
    ),
    row(
      'gemm',
      'share of the rate of a large product that a step reaches, 2 threads',
      'of GEMM',
      0.55,
      share(2),
    ),
    row('gemm-1', 'the same on 1 thread', 'of GEMM', null, share(1)),
    row(
      'decision',
      'times as fast a decision, 256 entities, sampling included, 1 thread, as PyTorch’s forward pass',
      'x',
      2.5,
      ratios(forward, turns['khala-decision-256']),
    ),
    row(
      'decision-512',
      'one decision, 512 entities, 1 thread; the target is for the p99',
      'ms',
      6,
      turns['khala-decision-512-each'],
      'high',
    ),
    row(
      'growth',
      'power of the entities by which a decision grows, 512 to 2,048',
      'power',
      1,
      [growthPower(growth)],
      'high',
    ),
    row(
      'memory',
      `resident memory of training after ${memory.steps} steps, batch 32, 256 entities`,
      'MiB',
      700,
      [memory.end],
      'high',
    ),
    row(
      'memory-growth',
      `what it grew by from step ${Math.ceil(memory.steps / 10)} on`,
      'MiB',
      0,
      [memory.end - memory.start],
      'high',
    ),
  ];
}

/** What stands behind the rows, for people. */
export function renderPeers({ agreement, times, memory, peer }: PeersComparison): string {
  const logits = Math.max(...Object.values(agreement.logits));
  const small = (value: number): string => value.toExponential(1);
  return [
    `Agreement with PyTorch in float64: logits ${small(logits)}, loss ${small(agreement.loss)}, gradient ${small(agreement.gradient)}, its worst tensor ${small(agreement.tensor.error)} (${agreement.tensor.name}), update ${small(agreement.update)} learning rates`,
    `PyTorch at its best: ${describe(peer.eager)}${peer.compiled ? `; ${describe(peer.compiled)}` : ''}; pair: ${describe(peer.pair)}, gradients by ${peer.pair.reduce}`,
    `Memory: ${memory.start.toFixed(0)}, ${memory.middle.toFixed(0)}, ${memory.end.toFixed(0)} MiB at a tenth, half and the end of ${memory.steps} steps; most ${memory.peak.toFixed(0)} MiB`,
    ...Object.entries(times).map(
      ([name, [median, low, high]]) =>
        `${name}: ${median.toPrecision(3)} ms (${low.toPrecision(3)} to ${high.toPrecision(3)})`,
    ),
  ].join('\n');
}
