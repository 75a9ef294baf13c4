/** The entities that count most as a table, and what else the policy considered. */
import { coordinate, group, label, line, type Picture } from '../../evaluation/report/svg.js';
import type { Alternative, Explanation } from '../explanation.js';
import { GROUP_NAMES } from '../groups.js';
import { box, clipMiddle, percent, signed, TONE } from './style.js';

const ROW = 18;
const HEAD = 24;

/** Ablation of each part of the command, and the gradients' and attention's word on it. */
export function tablePanel(explanation: Explanation, ranked: readonly number[], width: number): Picture {
  const { entities, command } = explanation;
  const parts = GROUP_NAMES.filter((part) => command.groups.includes(part));
  const heads = ['command', ...parts, 'gradients', 'read'];
  const step = 66;
  const xOf = (column: number): number => width - (heads.length - 1 - column) * step;
  const nameAt = 22;
  const rows = ranked.map((n, i) => {
    const { name, life, ablation, gradients, attention, selected, target, alliance } = entities[n];
    const y = HEAD + 36 + i * ROW;
    const role = selected ? ' (selected)' : target ? ' (target)' : '';
    const numbers = [
      signed(ablation.command),
      ...parts.map((part) => signed(ablation[part])),
      signed(gradients.command ?? 0),
      percent(attention),
    ];
    return group(
      {},
      label(10, y, String(i + 1), 'strong', 'end'),
      label(nameAt, y, `${clipMiddle(name, 18)}${role}`, `name-${TONE[alliance]}`),
      ...(life === null ? [] : [lifeBar(nameAt + 180, y, life)]),
      ...numbers.map((text, c) => label(xOf(c), y, text, c === 0 ? 'number strong' : 'number', 'end')),
      line(0, y + 5.5, width, y + 5.5, 'grid'),
    );
  });
  const title = 'The entities that count most';
  const body = [
    label(0, 14, title, 'head'),
    label(
      xOf(parts.length),
      HEAD + 2,
      'nats of log-probability that the command loses without it',
      'small',
      'end',
    ),
    ...(entities.some(({ life }) => life !== null) ? [label(nameAt + 180, HEAD + 16, 'life', 'small')] : []),
    ...heads.map((name, c) => label(xOf(c), HEAD + 16, name, 'small', 'end')),
    line(0, HEAD + 22, width, HEAD + 22, 'grid'),
    ...rows,
  ].join('');
  return { width, height: HEAD + 36 + ranked.length * ROW, title, body };
}

function lifeBar(x: number, y: number, life: number): string {
  const [width, height] = [36, 5];
  const share = Math.max(0, Math.min(1, life));
  return (
    box(x, y - 7, width, height, 'field') +
    (share > 0 ? box(x, y - 7, width * share, height, 'fill-quiet') : '')
  );
}

/** Functions and targets with their probabilities, likeliest first. */
export function alternativesPanel({ command }: Explanation, width: number): Picture {
  const { functions, targets } = command.alternatives;
  const half = (width - 20) / 2;
  const title = 'What else it considered';
  const count = Math.max(functions.length, targets.length);
  const body = [
    label(0, 14, title, 'head'),
    list('function', functions, half),
    ...(targets.length > 0
      ? [group({ transform: `translate(${coordinate(half + 20)} 0)` }, list('target', targets, half))]
      : []),
  ].join('');
  return { width, height: HEAD + 14 + count * ROW, title, body };
}

function list(name: string, alternatives: readonly Alternative[], width: number): string {
  const rows = alternatives.map(({ name: what, probability }, i) => {
    const y = HEAD + 26 + i * ROW;
    return group(
      {},
      box(0, y - 12, Math.max(0.5, (width - 46) * probability), ROW - 3, 'heat soft'),
      label(4, y, clipMiddle(what.replace(/^neutral /, ''), 22)),
      label(width, y, percent(probability), 'number', 'end'),
    );
  });
  return label(0, HEAD + 8, name, 'small') + rows.join('');
}
