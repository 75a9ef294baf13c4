import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RACE } from '../../src/spec/columns.js';
import type { JudgedSample } from '../../src/training/judge.js';
import { LOSS_COLUMNS, LOSS_ROWS } from '../../src/training/loss.js';
import {
  functionRows,
  type HeldOutReport,
  summarise,
  writeHeldOutReport,
} from '../../src/training/report.js';

const NO_FAULTS = { unknown_function: 0, function_not_offered: 0, no_unit: 0, no_target: 0 };

function sample(more: Partial<JudgedSample> = {}): JudgedSample {
  return {
    race: RACE.zerg,
    enemyRace: RACE.terran,
    gameLoop: 0,
    rows: new Float32Array(LOSS_ROWS.length * LOSS_COLUMNS.length),
    rank: 0,
    confidence: 1,
    selection: null,
    sameUnits: null,
    entity: null,
    distance: null,
    baselines: { mostFrequent: 1, previous: Number.POSITIVE_INFINITY, bigram: 0, trigram: 4 },
    ...more,
  };
}
const report = (samples: readonly JudgedSample[]): HeldOutReport =>
  summarise({ files: 1, looked: samples.length, faults: NO_FAULTS, samples }) as HeldOutReport;

describe('summarise', () => {
  it('counts the first and the first five, for the policy and the baselines', () => {
    const { all } = report([sample(), sample({ rank: 4 }), sample({ rank: 5 }), sample({ rank: 1 })]);
    expect([all.function.top1, all.function.top5]).toEqual([0.25, 0.75]);
    expect(all.baselines.mostFrequent).toEqual({ top1: 0, top5: 1 });
    expect(all.baselines.previous).toEqual({ top1: 0, top5: 0 });
    expect(all.baselines.trigram).toEqual({ top1: 0, top5: 1 });
  });

  it('finds no calibration error where confidence is how often it is right', () => {
    const right = Array.from({ length: 3 }, () => sample({ confidence: 0.75 }));
    expect(
      report([...right, sample({ confidence: 0.75, rank: 2 })]).all.function.calibrationError,
    ).toBeCloseTo(0);
    expect(report(right).all.function.calibrationError).toBeCloseTo(0.25);
  });

  it('means each head over what it applies to, whatever it says elsewhere', () => {
    const rows = sample().rows.slice();
    const at = LOSS_ROWS.indexOf('queued') * LOSS_COLUMNS.length;
    rows.set([2, 1, 1], at);
    const idle = sample().rows.slice();
    idle.set([Number.NaN, 0, Number.NaN], at);
    const { heads } = report([sample({ rows }), sample({ rows: idle })]).all;
    expect(heads.queued).toEqual({ samples: 1, loss: 2, top1: 1 });
    expect(heads.pivot).toEqual({ samples: 0, loss: null, top1: null });
  });

  it('means overlaps, entities and distances over those that need them', () => {
    const { all } = report([
      sample({ selection: { iou: 0.5, f1: 0.6 }, sameUnits: { iou: 0, f1: 0 }, distance: 3 }),
      sample({ selection: { iou: 1, f1: 1 }, sameUnits: { iou: 1, f1: 1 }, distance: 1 }),
      sample({ entity: true, distance: 11 }),
      sample({ entity: false }),
    ]);
    expect(all.units).toEqual({ iou: 0.75, f1: 0.8 });
    expect(all.sameUnits).toEqual({ iou: 0.5, f1: 0.5 });
    expect(all.targetEntity).toEqual({ samples: 2, top1: 0.5 });
    expect(all.targetPoint).toEqual({ samples: 3, median: 3, mean: 5 });
  });

  it('divides by race, matchup and phase, and leaves out games without races', () => {
    const late = 22.4 * 60 * 10;
    const made = report([
      sample(),
      sample({ race: RACE.protoss, enemyRace: RACE.zerg, gameLoop: late }),
      sample({ race: RACE.none, gameLoop: late - 1 }),
    ]);
    expect(Object.keys(made.byRace)).toEqual(['protoss', 'zerg']);
    expect(Object.keys(made.byMatchup)).toEqual(['PvZ', 'ZvT']);
    expect(Object.values(made.byPhase).map(({ samples }) => samples)).toEqual([1, 1, 1]);
  });

  it('is nothing where nothing was judged', () => {
    expect(summarise({ files: 0, looked: 0, faults: NO_FAULTS, samples: [] })).toBe(null);
  });
});

it('writeHeldOutReport writes the figures and a page that shows them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'khala-report-'));
  try {
    const made = report([sample(), sample({ rank: 7 })]);
    const page = readFileSync(writeHeldOutReport(folder, 'step-7', made), 'utf8');
    for (const cells of functionRows(made)) expect(page).toContain(`| ${cells.join(' | ')} |`);
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({
      checkpoint: 'step-7',
      all: { samples: 2, function: { top1: 0.5 } },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
