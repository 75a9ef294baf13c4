import { describe, expect, it } from 'vitest';
import { lineChart, rateChart, shorten } from '../../../src/evaluation/report/charts.js';

const chart = { title: 'loss', xLabel: 'step', width: 400, height: 200 } as const;

/** The points of every polyline, as pairs of numbers. */
function pointsOf(body: string): number[][][] {
  return [...body.matchAll(/<polyline points="([^"]*)"/g)].map(([, points]) =>
    points === '' ? [] : points.split(' ').map((pair) => pair.split(',').map(Number)),
  );
}

describe('lineChart', () => {
  it('draws every point of every series, inside the frame', () => {
    const first = Array.from({ length: 57 }, (_, i) => [i * 10, 3 / (i + 1)] as const);
    const second = [
      [0, 3],
      [300, 1],
    ] as const;
    const { body, width, height } = lineChart({
      ...chart,
      series: [
        { name: 'training', tone: 'first', points: first },
        { name: 'held out', tone: 'second', points: second, dots: true },
      ],
    });
    const lines = pointsOf(body);
    expect(lines.map((line) => line.length)).toEqual([57, 2]);
    expect(body.match(/<circle/g)).toHaveLength(2);
    for (const [x, y] of lines.flat()) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(width);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(height);
    }
    const [, falling] = lines;
    expect(falling[1][1]).toBeGreaterThan(falling[0][1]);
  });

  it('draws an empty series, a single point and a flat line without NaN', () => {
    for (const points of [
      [],
      [[5, 0]],
      [
        [0, 0],
        [1, 0],
      ],
      [
        [0, 2],
        [1, 2],
      ],
    ] as const) {
      const { body } = lineChart({ ...chart, series: [{ name: 's', tone: 'first', points }] });
      expect(body).not.toContain('NaN');
      expect(pointsOf(body)[0]).toHaveLength(points.length);
    }
  });

  it('groups thousands on its ticks and keeps small steps', () => {
    const points = [
      [0, 0],
      [20_000, 0.5],
    ] as const;
    const { body } = lineChart({ ...chart, series: [{ name: 's', tone: 'first', points }] });
    for (const tick of ['5,000', '20,000', '0.2', '0.4']) expect(body).toContain(`>${tick}</text>`);
  });

  it('escapes the names of series', () => {
    const series = [{ name: '<img src=x>', tone: 'first' as const, points: [[0, 1]] as const }];
    expect(lineChart({ ...chart, series }).body).not.toContain('<img');
  });
});

describe('rateChart', () => {
  const mark = { rate: 0.87, name: 'paper' };
  const row = (name: string, rate: number) => ({ name, rate, interval: [rate, rate] as const, note: '' });

  it('puts dots between 0 and 100 % in proportion, and one row below the other', () => {
    const { body } = rateChart({
      title: 'rates',
      rows: [row('a', 0), row('b', 1), row('c', 0.5)],
      mark,
      width: 900,
    });
    const dots = [...body.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
    expect(dots).toHaveLength(3);
    expect(dots[2][0]).toBeCloseTo((dots[0][0] + dots[1][0]) / 2, 1);
    expect(dots[1][1] - dots[0][1]).toBeGreaterThan(20);
  });

  it('shortens a name that would run into the axis, keeping its end', () => {
    expect(shorten('short', 10)).toBe('short');
    expect(shorten('a/very/long/path/checkpoint-9', 12)).toBe('…heckpoint-9');
    expect(shorten('a/very/long/path/checkpoint-9', 12)).toHaveLength(12);
  });
});
