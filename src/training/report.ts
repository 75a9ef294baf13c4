/**
 * The report on held-out recordings: figures of each head and of the baselines over the same demonstrations, in all and by
 * race, matchup and phase of the game; as JSON and as a page of Markdown.
 */
import { join } from 'node:path';
import { writeWhole } from '../../replays/recording/output-file.js';
import { RACE } from '../spec/columns.js';
import type { CommandFault } from '../spec/command-classes.js';
import { LOOPS_PER_SECOND } from '../spec/observation.js';
import { BASELINES, type Baseline } from './baselines.js';
import type { JudgedSample, Judgement, Overlap } from './judge.js';
import { LOSS_COLUMNS, LOSS_ROWS, type LossRow } from './loss.js';
import { type HeadMetrics, headTable } from './metrics.js';

/** Bins of equal width for the calibration error (Guo et al. 2017, section 2, use 15). */
const CALIBRATION_BINS = 15;
/** Phases of a game and the minute before which each ends. */
const PHASES = { 'early (before 5 min)': 5, 'middle (5 to 10 min)': 10, 'late (after)': Infinity } as const;

/** Shares in [0, 1]. */
export interface Guess {
  readonly top1: number;
  readonly top5: number;
}

/** Figures over some demonstrations; null where a head applied to none of them. */
export interface GroupReport {
  readonly samples: number;
  /** Cross-entropy (nats) and top-1 of each head along the teacher's choices, and the samples that it applied to. */
  readonly heads: Readonly<Record<LossRow, HeadMetrics & { readonly samples: number }>>;
  readonly function: Guess & {
    /** Expected calibration error over CALIBRATION_BINS bins. */
    readonly calibrationError: number;
  };
  /** For the teacher's function, the policy's own choices of the rest: mean over the demonstrations. */
  readonly units: Overlap | null;
  /** The units of the player's last order, for comparison. */
  readonly sameUnits: Overlap | null;
  readonly targetEntity: { readonly samples: number; readonly top1: number } | null;
  /** Cells between the policy's point and the teacher's. */
  readonly targetPoint: { readonly samples: number; readonly median: number; readonly mean: number } | null;
  readonly baselines: Readonly<Record<Baseline, Guess>>;
}

export interface HeldOutReport {
  readonly files: number;
  /** Demonstrations looked at, and of these those that the policy cannot be shown, by reason. */
  readonly demonstrations: number;
  readonly notShown: Readonly<Record<CommandFault, number>>;
  readonly all: GroupReport;
  readonly byRace: Readonly<Record<string, GroupReport>>;
  readonly byMatchup: Readonly<Record<string, GroupReport>>;
  readonly byPhase: Readonly<Record<string, GroupReport>>;
}

/** Sums up a judgement; null where nothing could be judged. */
export function summarise({ files, looked, faults, samples }: Judgement): HeldOutReport | null {
  if (samples.length === 0) return null;
  return {
    files,
    demonstrations: looked,
    notShown: faults,
    all: summariseGroup(samples),
    byRace: summariseBy(samples, ({ race }) => raceName(race)),
    byMatchup: summariseBy(samples, ({ race, enemyRace }) => {
      const [own, enemy] = [raceName(race), raceName(enemyRace)];
      return own && enemy ? `${own[0]}v${enemy[0]}`.toUpperCase().replace('V', 'v') : null;
    }),
    byPhase: summariseBy(samples, ({ gameLoop }) => {
      const minutes = gameLoop / LOOPS_PER_SECOND / 60;
      return Object.entries(PHASES).find(([, end]) => minutes < end)?.[0] ?? null;
    }),
  };
}

/** Null where the game has no races. */
function raceName(race: number): string | null {
  if (race === RACE.none) return null;
  return Object.entries(RACE).find(([, value]) => value === race)?.[0] ?? null;
}

/** In the order of the groups' names; samples without a group are left out. */
function summariseBy(
  samples: readonly JudgedSample[],
  groupOf: (sample: JudgedSample) => string | null,
): Record<string, GroupReport> {
  const groups = new Map<string, JudgedSample[]>();
  for (const sample of samples) {
    const name = groupOf(sample);
    if (name === null) continue;
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(sample);
  }
  return Object.fromEntries(
    [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, group]) => [name, summariseGroup(group)]),
  );
}

function summariseGroup(samples: readonly JudgedSample[]): GroupReport {
  const sums = new Float64Array(LOSS_ROWS.length * LOSS_COLUMNS.length);
  for (const { rows } of samples) {
    for (let row = 0; row < LOSS_ROWS.length; row++) {
      const at = row * LOSS_COLUMNS.length;
      const [loss, weight, correct] = rows.subarray(at, at + LOSS_COLUMNS.length);
      if (weight === 0) continue; // What a head says where it does not apply may be anything.
      sums[at] += loss * weight;
      sums[at + 1] += weight;
      sums[at + 2] += correct * weight;
    }
  }
  const heads = headTable(sums);
  const entities = known(samples.map(({ entity }) => entity));
  const distances = known(samples.map(({ distance }) => distance)).sort((a, b) => a - b);
  return {
    samples: samples.length,
    heads: Object.fromEntries(
      LOSS_ROWS.map((row, i) => [row, { ...heads[row], samples: sums[i * LOSS_COLUMNS.length + 1] }]),
    ) as GroupReport['heads'],
    function: { ...guess(samples.map(({ rank }) => rank)), calibrationError: calibrationError(samples) },
    units: meanOverlap(known(samples.map(({ selection }) => selection))),
    sameUnits: meanOverlap(known(samples.map(({ sameUnits }) => sameUnits))),
    targetEntity: entities.length > 0 ? { samples: entities.length, top1: mean(entities.map(Number)) } : null,
    targetPoint:
      distances.length > 0
        ? { samples: distances.length, median: median(distances), mean: mean(distances) }
        : null,
    baselines: Object.fromEntries(
      BASELINES.map((name) => [name, guess(samples.map(({ baselines }) => baselines[name]))]),
    ) as Record<Baseline, Guess>,
  };
}

const known = <T>(values: readonly (T | null)[]): T[] => values.filter((value) => value !== null);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Of sorted values. */
function median(values: readonly number[]): number {
  const middle = values.length / 2;
  return (values[Math.ceil(middle) - 1] + values[Math.floor(middle)]) / 2;
}

const guess = (ranks: readonly number[]): Guess => ({
  top1: mean(ranks.map((rank) => Number(rank < 1))),
  top5: mean(ranks.map((rank) => Number(rank < 5))),
});

function meanOverlap(overlaps: readonly Overlap[]): Overlap | null {
  if (overlaps.length === 0) return null;
  return { iou: mean(overlaps.map(({ iou }) => iou)), f1: mean(overlaps.map(({ f1 }) => f1)) };
}

/** How far the probability of the likeliest function is from how often it is right, over bins of that probability. */
function calibrationError(samples: readonly JudgedSample[]): number {
  const bins = Array.from({ length: CALIBRATION_BINS }, () => ({ confidence: 0, right: 0 }));
  for (const { confidence, rank } of samples) {
    const bin = bins[Math.min(CALIBRATION_BINS - 1, Math.floor(confidence * CALIBRATION_BINS))];
    bin.confidence += confidence;
    bin.right += Number(rank < 1);
  }
  return bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / samples.length;
}

/** Writes `report.json` and `report.md` into a run's folder; gives the path of the page. @throws NO_SPACE */
export function writeHeldOutReport(out: string, checkpoint: string, report: HeldOutReport): string {
  writeWhole(join(out, 'report.json'), `${JSON.stringify({ checkpoint, ...report }, null, 2)}\n`);
  const page = join(out, 'report.md');
  writeWhole(page, reportPage(checkpoint, report));
  return page;
}

const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? '-' : `${(100 * share).toFixed(1)} %`;
const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : value.toFixed(3);

/** Names of the baselines for readers. */
const BASELINE_TEXT: Readonly<Record<Baseline, string>> = {
  mostFrequent: 'most frequent function',
  previous: 'previous function again',
  bigram: 'bigram, backing off to the most frequent',
  trigram: 'trigram, backing off to the bigram',
};

/** A Markdown table. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The function's table of the report: the policy and the baselines. */
export function functionRows({ all }: HeldOutReport): string[][] {
  return [
    ['policy', percent(all.function.top1), percent(all.function.top5)],
    ...BASELINES.map((name) => [
      BASELINE_TEXT[name],
      percent(all.baselines[name].top1),
      percent(all.baselines[name].top5),
    ]),
  ];
}

function reportPage(checkpoint: string, report: HeldOutReport): string {
  const { all, files, demonstrations, notShown } = report;
  const missed = Object.entries(notShown)
    .filter(([, count]) => count > 0)
    .map(([fault, count]) => `${fault} ${count}`);
  const groups = [report.byRace, report.byMatchup, report.byPhase].flatMap((by) => Object.entries(by));
  return `# Held-out report

\`${checkpoint}\` on ${all.samples} demonstrations of ${files} held-out files (${demonstrations} looked at; not shown: ${missed.join(', ') || 'none'}).

## Function

${table(['guess', 'top-1', 'top-5'], functionRows(report))}

Expected calibration error (${CALIBRATION_BINS} bins): ${percent(all.function.calibrationError)}.

## Heads, along the teacher's choices

${table(
  ['head', 'demonstrations', 'cross-entropy', 'top-1'],
  LOSS_ROWS.map((row) => [
    row,
    String(all.heads[row].samples),
    figure(all.heads[row].loss),
    percent(all.heads[row].top1),
  ]),
)}

## The policy's own choices for the teacher's function

${table(
  ['what', 'figure'],
  [
    ['selected units, F1', percent(all.units?.f1)],
    ['selected units, intersection over union', percent(all.units?.iou)],
    ['units of the last order again, F1', percent(all.sameUnits?.f1)],
    ['units of the last order again, intersection over union', percent(all.sameUnits?.iou)],
    ['target entity, top-1', percent(all.targetEntity?.top1)],
    ['target point, median distance in cells', figure(all.targetPoint?.median)],
    ['target point, mean distance in cells', figure(all.targetPoint?.mean)],
  ],
)}

## By race, matchup and phase

${table(
  [
    'group',
    'demonstrations',
    'top-1',
    'top-5',
    'bigram top-1',
    'cross-entropy',
    'units F1',
    'entity top-1',
    'point median',
  ],
  groups.map(([name, group]) => [
    name,
    String(group.samples),
    percent(group.function.top1),
    percent(group.function.top5),
    percent(group.baselines.bigram.top1),
    figure(group.heads.function.loss),
    percent(group.units?.f1),
    percent(group.targetEntity?.top1),
    figure(group.targetPoint?.median),
  ]),
)}
`;
}
