/** The map: every entity at its place, as large as what it counts for the command, and the command itself. */
import { type Field, fitField } from '../../evaluation/report/field.js';
import { lettersFor } from '../../evaluation/report/letters.js';
import {
  coordinate,
  element,
  escapeMarkup,
  group,
  label,
  line,
  type Picture,
} from '../../evaluation/report/svg.js';
import type { EntityReport, Explanation } from '../explanation.js';
import { box, percent, STROKE, signed, TONE } from './style.js';

/** Pixels. */
const RADIUS = { least: 3.5, most: 21 } as const;
const LETTER_RADIUS = 7.5;
const HEIGHT = { least: 240, most: 520 } as const;
/** Space around what is drawn, for the largest disc. */
const HEAD = 26;
const LEGEND = 92;
/** Where letters would not tell types apart any more, discs have none. */
const MOST_TYPES = 12;
const TARGET_GAP = 4;

export function mapPanel(explanation: Explanation, ranked: readonly number[], width: number): Picture {
  const { entities, command, ranking } = explanation;
  const { target } = command;
  const xs = entities.map(({ x }) => x);
  const ys = entities.map(({ y }) => y);
  if (target.kind === 'point') {
    xs.push(target.x);
    ys.push(target.y);
  }
  const field = fitField(xs, ys, width, HEIGHT);
  const most = Math.max(1e-6, ...entities.map(({ ablation }) => Math.abs(ablation.command)));
  const radiusOf = (nats: number): number =>
    RADIUS.least + (RADIUS.most - RADIUS.least) * Math.sqrt(Math.abs(nats) / most);
  const letters = lettersByUnit(entities);
  // The largest lie lowest, so that no small one is hidden.
  const discs = ranking.map((n) => disc(entities[n], field, radiusOf(entities[n].ablation.command), letters));
  const title = 'Which entities decided it';
  const body = [
    label(0, 14, title, 'head'),
    group(
      { transform: `translate(0 ${HEAD})` },
      element('rect', { x: 0.5, y: 0.5, width: width - 1, height: field.height - 1, rx: 4, class: 'field' }),
      ...discs,
      pointer(explanation, field, radiusOf),
      ...ranked.map((n, i) => rankMark(entities[n], i + 1, field, radiusOf(entities[n].ablation.command))),
    ),
    group({ transform: `translate(0 ${coordinate(HEAD + field.height + 20)})` }, legend(most, radiusOf)),
  ].join('');
  return { width, height: HEAD + field.height + LEGEND, title, body };
}

function lettersByUnit(entities: readonly EntityReport[]): ReadonlyMap<string, string> {
  const units = [...new Set(entities.map(({ unit }) => unit))].sort();
  if (units.length > MOST_TYPES) return new Map();
  const letters = lettersFor(units);
  return new Map(units.map((unit, i) => [unit, letters[i]]));
}

function disc(
  entity: EntityReport,
  field: Field,
  radius: number,
  letters: ReadonlyMap<string, string>,
): string {
  const { ablation, alliance, name, selected, unit, attention } = entity;
  const tone = TONE[alliance];
  const [cx, cy] = [field.x.at(entity.x), field.y.at(entity.y)];
  const supports = ablation.command >= 0;
  const hint = `${name}: ${signed(ablation.command)} nats, read ${percent(attention)}`;
  return group(
    {},
    element('title', {}, escapeMarkup(hint)),
    element('circle', {
      cx,
      cy,
      r: radius,
      class: supports ? `fill-${tone} edge` : `hollow ${STROKE[tone]}`,
    }),
    ...(selected ? [element('circle', { cx, cy, r: radius + 2.5, class: 'picked' })] : []),
    ...(radius >= LETTER_RADIUS && letters.size > 0
      ? [label(cx, cy + 3, letters.get(unit) ?? '', supports ? 'inside' : `letter name-${tone}`, 'middle')]
      : []),
  );
}

/** The number of the table, beside the disc. */
function rankMark({ x, y }: EntityReport, rank: number, field: Field, radius: number): string {
  const away = radius + 4;
  const right = field.x.at(x) + away + 12 < field.width;
  return label(
    field.x.at(x) + (right ? away : -away),
    Math.max(12, field.y.at(y) - radius * 0.5),
    String(rank),
    'rank',
    right ? 'start' : 'end',
  );
}

/** From the middle of the selected units to the target, with a mark on it. */
function pointer(
  { entities, command }: Explanation,
  field: Field,
  radiusOf: (nats: number) => number,
): string {
  const { target, units } = command;
  if (target.kind === 'none') return '';
  const at =
    target.kind === 'point'
      ? { x: field.x.at(target.x), y: field.y.at(target.y), radius: 5 }
      : {
          x: field.x.at(entities[target.entity].x),
          y: field.y.at(entities[target.entity].y),
          radius: radiusOf(entities[target.entity].ablation.command),
        };
  const size = at.radius + TARGET_GAP;
  const mark = [0, 1, 2, 3].map((quarter) => {
    const [dx, dy] = [Math.cos((quarter * Math.PI) / 2), Math.sin((quarter * Math.PI) / 2)];
    return line(
      at.x + dx * size,
      at.y + dy * size,
      at.x + dx * (size + 6),
      at.y + dy * (size + 6),
      'pointer',
    );
  });
  const spot =
    target.kind === 'point' ? [element('circle', { cx: at.x, cy: at.y, r: 2.5, class: 'fill-ink dot' })] : [];
  const ring = element('circle', { cx: at.x, cy: at.y, r: size, class: 'picked' });
  if (units.length === 0) return group({}, ring, ...mark, ...spot);
  const mean = (of: (entity: EntityReport) => number): number =>
    units.reduce((sum, n) => sum + of(entities[n]), 0) / units.length;
  const from = { x: field.x.at(mean(({ x }) => x)), y: field.y.at(mean(({ y }) => y)) };
  const [dx, dy] = [at.x - from.x, at.y - from.y];
  const length = Math.hypot(dx, dy);
  const begin = units.length === 1 ? radiusOf(entities[units[0]].ablation.command) + 3 : 3;
  const end = length - size - 1;
  if (end <= begin) return group({}, ring, ...mark, ...spot);
  const [ux, uy] = [dx / length, dy / length];
  const tip = { x: from.x + ux * end, y: from.y + uy * end };
  const wing = (side: number): string =>
    line(tip.x, tip.y, tip.x - ux * 8 + side * uy * 4.5, tip.y - uy * 8 - side * ux * 4.5, 'pointer');
  return group(
    {},
    line(from.x + ux * begin, from.y + uy * begin, tip.x, tip.y, 'pointer'),
    wing(1),
    wing(-1),
    ring,
    ...mark,
    ...spot,
  );
}

function legend(most: number, radiusOf: (nats: number) => number): string {
  const sides = (['own', 'enemy', 'neutral'] as const).map((side, i) =>
    group(
      { transform: `translate(${i * 66} 0)` },
      box(0, -8, 9, 9, `fill-${TONE[side]}`),
      label(14, 0, side, 'small'),
    ),
  );
  const example = most / 4;
  const big = radiusOf(most);
  const small = radiusOf(example);
  return [
    ...sides,
    element('circle', { cx: 214, cy: -4, r: 4.5, class: 'fill-quiet dot' }),
    label(223, 0, 'speaks for it', 'small'),
    element('circle', { cx: 305, cy: -4, r: 4.5, class: 'hollow stroke-quiet' }),
    label(315, 0, 'speaks against it', 'small'),
    element('circle', { cx: 5, cy: 32, r: 5.5, class: 'picked' }),
    label(16, 36, 'selected', 'small'),
    line(70, 32, 86, 32, 'pointer'),
    line(86, 32, 81, 29, 'pointer'),
    line(86, 32, 81, 35, 'pointer'),
    label(93, 36, 'to the target', 'small'),
    element('circle', { cx: 200, cy: 32, r: small, class: 'rim' }),
    label(200 + small + 5, 36, example.toFixed(2), 'small'),
    element('circle', { cx: 258 + big, cy: 32, r: big, class: 'rim' }),
    label(258 + big * 2 + 6, 36, `${most.toFixed(2)} nats without it`, 'small'),
  ].join('');
}
