/** Readers by columns: how much each latent reads from each entity, with what that comes to for the command above it. */
import {
  coordinate,
  element,
  escapeMarkup,
  group,
  label,
  line,
  type Picture,
} from '../../evaluation/report/svg.js';
import type { Reading } from '../attention.js';
import type { Explanation } from '../explanation.js';
import { type Column, columnsOf } from './columns.js';
import { box, boxes, clip, percent, signed } from './style.js';

interface Row {
  readonly name: string;
  readonly reading: Reading;
  /** What the function's query reads of it, of 1; null where it is no latent. */
  readonly asked: number | null;
}

/** Pixels. */
const LEFT = 128;
const NAMES = 114;
const BARS = 40;
const CELL = { width: 36, height: 12 } as const;
const APART = 10;
const HEAD = 26;
const LEVELS = 12;
const NAME_LENGTH = 16;
/** Weights above this are as dark as this: a single one would bleach all others. */
const DARKEST_SHARE = 0.995;

export function heatPanel(explanation: Explanation, ranked: readonly number[], width: number): Picture {
  const { entities, others } = columnsOf(explanation);
  const columns = [...entities, ...others];
  const rows = rowsOf(explanation);
  const room = width - LEFT - APART;
  const cell = Math.min(CELL.width, room / Math.max(1, columns.length));
  const xOf = (c: number): number => LEFT + c * cell + (c >= entities.length ? APART : 0);
  const top = HEAD + NAMES;
  const composedAt = top + 2 * BARS + 14;
  const rowsAt = composedAt + CELL.height + 8;
  const darkest = quantile(
    rows.flatMap(({ reading }) => columns.map(({ read }) => read(reading))),
    DARKEST_SHARE,
  );
  const title =
    explanation.torso === 'perceiver' ? 'What each latent reads' : 'What each query reads, by attention head';
  const grid = (readings: readonly Reading[], y: number): string =>
    cells(readings, columns, xOf, y, cell, darkest);
  const bottom = rowsAt + rows.length * CELL.height;
  const body = [
    label(0, 14, title, 'head'),
    ...columns.map((column, c) => columnName(column, xOf(c) + cell / 2, top - 5, explanation, ranked)),
    bars('without it', columns, ({ ablation }) => ablation, xOf, cell, top),
    bars('gradients', columns, ({ gradient }) => gradient, xOf, cell, top + BARS + 6),
    label(LEFT - 8, composedAt + 10, 'reaches the function', 'small', 'end'),
    grid([explanation.attention.composed], composedAt),
    ...rows.map((row, r) => rowName(row, rowsAt + r * CELL.height)),
    grid(
      rows.map(({ reading }) => reading),
      rowsAt,
    ),
    legend(LEFT, bottom + 20, darkest, rows),
  ].join('');
  return { width, height: bottom + 46, title, body };
}

/** The latents, those first that the function's query asks most; of a transformer each query's heads. */
function rowsOf({ attention, torso }: Explanation): Row[] {
  if (torso === 'perceiver')
    return attention.readers
      .map(({ name, mean, asked }): Row => ({ name, reading: mean, asked }))
      .sort((a, b) => (b.asked ?? 0) - (a.asked ?? 0));
  return attention.readers.flatMap(({ name, heads }) =>
    heads.map((reading, h): Row => ({ name: h === 0 ? name : `head ${h}`, reading, asked: null })),
  );
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.max(1e-6, sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
}

/** Cells by their darkness: by the square root, so that small weights are seen, in so many levels. */
function cells(
  readings: readonly Reading[],
  columns: readonly Column[],
  xOf: (column: number) => number,
  y: number,
  cell: number,
  darkest: number,
): string {
  const levels = Array.from({ length: LEVELS + 1 }, (): [number, number][] => []);
  for (const [r, reading] of readings.entries())
    for (const [c, { read }] of columns.entries()) {
      const share = Math.min(1, Math.sqrt(read(reading) / darkest));
      levels[Math.round(share * LEVELS)].push([xOf(c), y + r * CELL.height]);
    }
  const gap = cell > 8 ? 1 : 0.5;
  const [pale, ...dark] = levels;
  const drawn = dark.map((places, level) =>
    places.length === 0 ? '' : boxes(places, cell - gap, CELL.height - 1, 'heat', (level + 1) / LEVELS),
  );
  return (pale.length > 0 ? boxes(pale, cell - gap, CELL.height - 1, 'heat', 0.03) : '') + drawn.join('');
}

function columnName(
  { name, tone, entities }: Column,
  x: number,
  y: number,
  { command }: Explanation,
  ranked: readonly number[],
): string {
  const rank = entities.length === 1 ? ranked.indexOf(entities[0]) + 1 : 0;
  const named =
    entities.some((n) => command.units.includes(n)) ||
    (command.target.kind === 'entity' && entities.includes(command.target.entity));
  const text = clip(name.replace(/^(enemy|neutral|ally) /, ''), NAME_LENGTH);
  const turned = element(
    'text',
    {
      transform: `translate(${coordinate(x + 3.5)} ${coordinate(y - 16)}) rotate(-90)`,
      class: `small name-${tone}${named ? ' strong' : ''}`,
    },
    escapeMarkup(text),
  );
  return rank > 0 ? turned + label(x, y, String(rank), 'rank', 'middle') : turned;
}

/** Signed bars over the columns, each set to its own largest; by the square root, so that small ones are seen. */
function bars(
  name: string,
  columns: readonly Column[],
  of: (column: Column) => number,
  xOf: (column: number) => number,
  cell: number,
  y: number,
): string {
  const values = columns.map(of);
  const roots = values.map((value) => Math.sign(value) * Math.sqrt(Math.abs(value)));
  const up = Math.max(0, ...roots);
  const down = Math.max(0, ...roots.map((root) => -root));
  const perRoot = (BARS - 4) / Math.max(1e-6, up + down);
  const zero = y + up * perRoot;
  const right = xOf(columns.length - 1) + cell;
  const drawn = columns.map((column, c) => {
    const root = roots[c];
    const height = Math.abs(root) * perRoot;
    return height < 0.25
      ? ''
      : box(
          xOf(c) + 0.5,
          root > 0 ? zero - height : zero,
          Math.max(1, cell - 2),
          height,
          `fill-${column.tone}`,
        );
  });
  const largest = values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return group(
    {},
    label(LEFT - 8, y + BARS / 2 - 3, name, 'small', 'end'),
    label(LEFT - 8, y + BARS / 2 + 10, `largest ${signed(largest)}`, 'small', 'end'),
    ...drawn,
    line(LEFT, zero, right, zero, 'axis'),
  );
}

function rowName({ name, asked }: Row, y: number): string {
  const text = label(LEFT - 8, y + 10, clip(name, 22), 'small', 'end');
  if (asked === null) return text;
  const most = 56;
  return (
    text +
    box(
      LEFT - 66 - Math.max(0.5, asked * most),
      y + 2,
      Math.max(0.5, asked * most),
      CELL.height - 4,
      'fill-ink',
    )
  );
}

function legend(x: number, y: number, darkest: number, rows: readonly Row[]): string {
  const steps = [0.02, 0.1, 0.25, 0.5, 1];
  const swatches = steps.map((share, i) =>
    group(
      { transform: `translate(${i * 62} 0)` },
      boxes([[0, -9]], 14, 11, 'heat', Math.max(0.03, Math.round(Math.sqrt(share) * LEVELS) / LEVELS)),
      label(18, 0, `${share === 1 ? '≥ ' : ''}${percent(share * darkest)}`, 'small'),
    ),
  );
  const bar = rows.some(({ asked }) => asked !== null)
    ? label(
        -LEFT,
        18,
        'Bars at the left: how much the function asks of a latent. Shades and bars go by the square root.',
        'small',
      )
    : label(-LEFT, 18, 'Shades and bars go by the square root.', 'small');
  return group({ transform: `translate(${coordinate(x)} ${coordinate(y)})` }, ...swatches, bar);
}
