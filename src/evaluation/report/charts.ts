/**
 * The charts of the report: lines over training steps or time, and rates with error bars.
 */
import type { RateInterval } from '../statistics.js';
import { extent, linearScale, type Scale } from './scale.js';
import { element, group, label, line, type Picture, polyline } from './svg.js';

/** The two colours of a chart, in order of use. */
export const TONES = ['first', 'second'] as const;
export type Tone = (typeof TONES)[number];

export interface Series {
  readonly name: string;
  readonly tone: Tone;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Mark every point: for few measurements. */
  readonly dots?: boolean;
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  /** What is written at a tick of the x axis; the number itself if not given. */
  readonly xText?: (value: number) => string;
  /** A place on the x axis to point out. */
  readonly mark?: { readonly x: number; readonly name: string };
  readonly series: readonly Series[];
  readonly width: number;
  readonly height: number;
}

const MARGIN = { top: 46, right: 16, bottom: 40, left: 48 } as const;
/** Pixels of a tick label and the space that it needs. */
const TICK_ROOM = { x: 64, y: 30 } as const;
/** Pixels a character takes at 12 px, rounded up: room for labels is reckoned with it. */
const CHARACTER_WIDTH = 7;

/** Lines over a common axis that starts at zero, with a legend above. Values are drawn as they are. */
export function lineChart(chart: LineChart): Picture {
  const { width, height, series } = chart;
  const points = series.flatMap((one) => one.points);
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const x = linearScale(
    extent(points.map(([value]) => value)),
    [MARGIN.left, right],
    Math.max(3, Math.floor((right - MARGIN.left) / TICK_ROOM.x)),
  );
  const [low, high] = extent(points.map(([, value]) => value));
  const y = linearScale(
    [Math.min(0, low), high > 0 ? high * 1.04 : 1],
    [bottom, MARGIN.top],
    Math.max(3, Math.floor((bottom - MARGIN.top) / TICK_ROOM.y)),
  );
  const body = [
    label(0, 14, chart.title, 'strong'),
    legend(series, 0, 32),
    axes(x, y, { left: MARGIN.left, right, bottom }, chart.xLabel, chart.xText ?? tickText),
    ...(chart.mark ? [markAt(chart.mark, x, right, bottom)] : []),
    ...series.map((one) => drawSeries(one, x, y)),
  ].join('');
  return { width, height, title: chart.title, body };
}

function drawSeries(series: Series, x: Scale, y: Scale): string {
  const pixels = series.points.map(([px, py]) => [x.at(px), y.at(py)] as const);
  const dots = series.dots
    ? pixels.map(([cx, cy]) => element('circle', { cx, cy, r: 2.6, class: `dot fill-${series.tone}` }))
    : [];
  return group({}, polyline(pixels, `line ${series.tone}`), ...dots);
}

/** A dashed line with its name at the top, on the side that has more room. */
function markAt(
  { x: value, name }: { x: number; name: string },
  x: Scale,
  right: number,
  bottom: number,
): string {
  const at = x.at(value);
  const inLeftHalf = at < (MARGIN.left + right) / 2;
  return (
    line(at, MARGIN.top, at, bottom, 'mark') +
    label(at + (inLeftHalf ? 6 : -6), MARGIN.top + 10, name, 'small', inLeftHalf ? 'start' : 'end')
  );
}

/** One entry after the other on one line: a short stroke of the colour, then the name. */
function legend(entries: readonly { name: string; tone: Tone }[], x: number, y: number): string {
  let at = x;
  const parts: string[] = [];
  for (const { name, tone } of entries) {
    parts.push(line(at, y - 4, at + 18, y - 4, `bar ${tone}`), label(at + 24, y, name, 'quiet'));
    at += 24 + name.length * CHARACTER_WIDTH + 14;
  }
  return parts.join('');
}

function axes(
  x: Scale,
  y: Scale,
  frame: { left: number; right: number; bottom: number },
  xLabel: string,
  xText: (value: number) => string,
): string {
  const { left, right, bottom } = frame;
  return group(
    {},
    ...y.ticks.map(
      (tick) =>
        line(left, y.at(tick), right, y.at(tick), 'grid') +
        label(left - 6, y.at(tick) + 4, tickText(tick), 'small', 'end'),
    ),
    line(left, bottom, right, bottom, 'axis'),
    ...x.ticks.map(
      (tick) =>
        line(x.at(tick), bottom, x.at(tick), bottom + 4, 'axis') +
        label(x.at(tick), bottom + 17, xText(tick), 'small', 'middle'),
    ),
    label(right, bottom + 34, xLabel, 'small', 'end'),
  );
}

/** 12000 as 12,000; 0.25 as 0.25. */
function tickText(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 6 });
}

/** A rate measured in a number of trials. */
export interface RateRow {
  readonly name: string;
  readonly rate: number;
  readonly interval: RateInterval;
  /** What stands to the right: `174 of 200`. */
  readonly note: string;
}

export interface RateChart {
  readonly title: string;
  readonly rows: readonly RateRow[];
  /** A rate to compare with, and what it is. */
  readonly mark: { readonly rate: number; readonly name: string };
  readonly width: number;
}

const ROW_HEIGHT = 34;
/** Longest name that is drawn; the table below a chart has it in full. */
const NAME_LENGTH = 26;
const RATE_MARGIN = { top: 52, bottom: 34, left: (NAME_LENGTH + 1) * CHARACTER_WIDTH, right: 190 } as const;

/** Rates as dots with their intervals as bars, one row each, on an axis from 0 to 100 %. */
export function rateChart(chart: RateChart): Picture {
  const { width, rows, mark } = chart;
  const height = RATE_MARGIN.top + rows.length * ROW_HEIGHT + RATE_MARGIN.bottom;
  const right = width - RATE_MARGIN.right;
  const bottom = height - RATE_MARGIN.bottom;
  const x = linearScale([0, 1], [RATE_MARGIN.left, right], 5);
  const body = [
    label(0, 14, chart.title, 'strong'),
    ...x.ticks.map(
      (tick) =>
        line(x.at(tick), RATE_MARGIN.top, x.at(tick), bottom, 'grid') +
        label(x.at(tick), bottom + 17, `${Math.round(tick * 100)} %`, 'small', 'middle'),
    ),
    line(RATE_MARGIN.left, bottom, right, bottom, 'axis'),
    line(x.at(mark.rate), RATE_MARGIN.top - 8, x.at(mark.rate), bottom, 'mark'),
    label(x.at(mark.rate), RATE_MARGIN.top - 13, mark.name, 'small', 'middle'),
    ...rows.map((row, i) => rateRow(row, x, RATE_MARGIN.top + (i + 0.5) * ROW_HEIGHT, right)),
  ].join('');
  return { width, height, title: chart.title, body };
}

function rateRow(row: RateRow, x: Scale, y: number, right: number): string {
  const [low, high] = row.interval.map((rate) => x.at(rate));
  return group(
    {},
    label(RATE_MARGIN.left - 10, y + 4, shorten(row.name, NAME_LENGTH), 'label', 'end'),
    line(low, y, high, y, 'bar first'),
    line(low, y - 5, low, y + 5, 'bar first'),
    line(high, y - 5, high, y + 5, 'bar first'),
    element('circle', { cx: x.at(row.rate), cy: y, r: 5, class: 'dot fill-first' }),
    label(right + 14, y + 4, row.note, 'quiet'),
  );
}

/** The end of a long name says more than its beginning: a checkpoint's path ends with its step. */
export function shorten(name: string, most: number): string {
  return name.length <= most ? name : `…${name.slice(name.length - most + 1)}`;
}
