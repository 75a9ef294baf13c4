import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { headCharts, lossChart, thin } from '../../../src/evaluation/report/curves.js';
import { readMetrics, type TrainingCurves } from '../../../src/evaluation/report/metrics.js';
import { sampleMetrics } from './samples.js';

const folder = mkdtempSync(join(tmpdir(), 'khala-metrics-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'metrics.jsonl');

/** Reads this content from a file. */
function parse(content: string): Promise<TrainingCurves> {
  writeFileSync(path, content);
  return readMetrics(path);
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

describe('readMetrics', () => {
  it('reads training and held-out losses of every head', async () => {
    const curves = await parse(sampleMetrics(250));
    expect(curves.train).toHaveLength(250);
    expect(curves.heldOut.map(([step]) => step)).toEqual([100, 200]);
    expect(curves.trainHeads.get('delay')).toHaveLength(250);
    expect(curves.heldOutHeads.size).toBe(8);
    expect(curves.lastHeldOutStep).toBe(200);
    expect(curves.lastHeldOut.get('function')?.top1).toBe(0.9);
  });

  it('takes the later line of a step that was trained twice', async () => {
    const curves = await parse(
      line({ step: 1, loss: 9 }) + line({ step: 2, loss: 8 }) + line({ step: 1, loss: 7 }),
    );
    expect(curves.train).toEqual([
      [1, 7],
      [2, 8],
    ]);
  });

  it('leaves out heads without samples and a last line without its end', async () => {
    const heldOut = { pivot: { loss: null, top1: null }, delay: { loss: 1, top1: 0.5 } };
    const curves = await parse(`${line({ step: 4, heldOutLoss: 1, heldOut })}{"step":5,"los`);
    expect([...curves.lastHeldOut.keys()]).toEqual(['delay']);
    expect(curves.lastHeldOutStep).toBe(4);
  });

  it.each([
    ['not JSON', '{"step":1\n'],
    ['no step', line({ loss: 1 })],
    ['a share over 1', line({ step: 1, heads: { a: { loss: 1, top1: 2 } } })],
  ])('names the line with %s', async (_, text) => {
    await expect(parse(line({ step: 1, loss: 1 }) + text)).rejects.toMatchObject({
      code: 'FILE_CORRUPT',
      message: expect.stringContaining(`line 2 of ${path}`),
    });
  });

  it('says when the file is missing', async () => {
    await expect(readMetrics('no/such/metrics.jsonl')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('thin', () => {
  it('keeps few points as they are and averages many', () => {
    const few = [[1, 2]] as const;
    expect(thin(few)).toEqual({ points: few, width: 1 });
    const many = Array.from({ length: 1000 }, (_, i) => [i, i % 2] as const);
    const { points, width } = thin(many);
    expect(points.length).toBeLessThanOrEqual(240);
    expect(width).toBe(5);
    expect(points[0]).toEqual([2, 0.4]);
  });
});

describe('curves', () => {
  it('draws one chart a head and both losses in each', async () => {
    const curves = await parse(sampleMetrics(200));
    const charts = headCharts(curves, 300);
    expect(charts.map((chart) => chart.title)).toContain('target_entity');
    for (const chart of [lossChart(curves, 900), ...charts])
      expect(chart.body.match(/<polyline/g)).toHaveLength(2);
  });

  it('draws a run without held-out data', async () => {
    const curves = await parse(line({ step: 1, loss: 1 }));
    expect(lossChart(curves, 900).body.match(/<polyline/g)).toHaveLength(1);
    expect(headCharts(curves, 300)).toEqual([]);
  });
});
