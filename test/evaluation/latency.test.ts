import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLatencyRecorder, type Latencies, summariseLatencies } from '../../src/evaluation/latency.js';

const latency = fc.double({ min: 0.001, max: 10_000, noNaN: true });

function record(values: readonly number[]): Latencies {
  const recorder = createLatencyRecorder();
  for (const value of values) recorder.add(value);
  return recorder.take();
}

/** The nearest rank, from the sorted values themselves. */
function rank(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1];
}

describe('latencies', () => {
  it('gives percentiles within one per cent of the exact ones', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 300 }), (values) => {
        const summary = summariseLatencies([record(values)]);
        expect(Math.abs(summary.p50 / rank(values, 0.5) - 1)).toBeLessThan(0.01);
        expect(Math.abs(summary.p99 / rank(values, 0.99) - 1)).toBeLessThan(0.01);
        expect(summary.count).toBe(values.length);
        expect(summary.mean).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 6);
      }),
    );
  });

  it('does not depend on how the values were spread over processes', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1 }), fc.nat(), (values, at) => {
        const cut = at % values.length;
        const whole = summariseLatencies([record(values)]);
        const parts = summariseLatencies([record(values.slice(0, cut)), record(values.slice(cut))]);
        expect({ ...parts, mean: 0 }).toEqual({ ...whole, mean: 0 });
        expect(parts.mean).toBeCloseTo(whole.mean, 6);
      }),
    );
  });

  it('starts anew after it was taken, and survives JSON', () => {
    const recorder = createLatencyRecorder();
    recorder.add(3);
    const first = recorder.take();
    recorder.add(5);
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    expect(recorder.take().count).toBe(1);
    expect(recorder.take()).toEqual({ count: 0, sum: 0, buckets: [] });
  });

  it('is zero when nothing was measured, and holds what is out of range', () => {
    expect(summariseLatencies([])).toEqual({ p50: 0, p99: 0, mean: 0, count: 0 });
    expect(record([0, 1e9]).buckets).toHaveLength(2);
  });
});
