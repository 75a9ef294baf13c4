/**
 * The report: one HTML file that needs nothing else, with pictures as inline SVG, for light and dark.
 */
import { writeWhole } from '../../../replays/recording/output-file.js';
import type { Evaluation } from '../result.js';
import { rateChart } from './charts.js';
import { headCharts, lossChart, thin } from './curves.js';
import type { Film } from './film.js';
import type { TrainingCurves } from './metrics.js';
import { figure, page, percent, section, table } from './page.js';
import { filmPicture, type PlayerNames, strengthChart } from './replay-picture.js';
import { standaloneSvg } from './standalone.js';
import { element, escapeMarkup, type Picture } from './svg.js';

export interface ReportInput {
  readonly title: string;
  /** What else a reader should know of the run: names and values, in order. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly evaluations: readonly Evaluation[];
  readonly training: TrainingCurves | null;
  readonly match: { readonly film: Film; readonly names: PlayerNames } | null;
}

/** Width of the page's column, pixels. */
const PAGE_WIDTH = 928;
const HEAD_CHART_WIDTH = 300;

/**
 * The win rate that the Perceiver IO paper reports for AlphaStar's supervised agent with Perceiver IO in the place of
 * its entity Transformer, against the built-in Elite AI of full StarCraft II.
 * Source: A. Jaegle et al., "Perceiver IO: A General Architecture for Structured Inputs & Outputs", ICLR 2022
 * (arXiv 2107.14795), the StarCraft II experiment.
 */
const PAPER_WIN_RATE = 0.87;

/** The report as HTML. Pure: the same input gives the same text. */
function renderReport(input: ReportInput): string {
  const sections = [
    whatWasRun(input),
    winRates(input.evaluations),
    ...(input.match ? [oneMatch(input.match.film, input.match.names)] : []),
    ...(input.training ? [training(input.training)] : []),
    everyMatch(input.evaluations),
  ];
  return page(input.title, sections);
}

/** Writes the report whole or not at all, replacing one that is there. Errors: NO_SPACE, BAD_ARGUMENT. */
export function writeReport(path: string, input: ReportInput): void {
  writeWhole(path, renderReport(input));
}

/** Writes pictures one below the other as an SVG file, replacing one that is there. Errors: NO_SPACE, BAD_ARGUMENT. */
export function writeSvg(path: string, title: string, pictures: readonly Picture[]): void {
  writeWhole(path, standaloneSvg(title, pictures));
}

/** Draws a match over time into an SVG file, replacing one that is there. Errors: NO_SPACE, BAD_ARGUMENT. */
export function writeMatchPicture(path: string, film: Film, names: PlayerNames): void {
  const pictures = [filmPicture(film, names), strengthChart(film, names, PAGE_WIDTH)];
  writeSvg(path, `A match on ${film.scenario}`, pictures);
}

function whatWasRun({ facts, evaluations }: ReportInput): string {
  const rows = [
    ...facts,
    ...evaluations.flatMap((one) => [
      [
        `Against ${one.opponent.name}`,
        `${one.matches} matches on ${one.scenario.name} with seed ${one.seed}, through the ${one.transport === 'bridge' ? 'WebSocket bridge' : 'simulator directly'}, in ${one.wallSeconds.toFixed(1)} s`,
      ] as const,
      ['Measure it again', one.command] as const,
    ]),
    ...same(evaluations, 'Agent', (one) => one.agent),
    ...same(evaluations, 'SHA-256 of the weights', (one) => one.weightsHash ?? 'none (a script)'),
    ...same(evaluations, 'SHA-256 of the scenario', (one) => `${one.scenario.name}: ${one.scenario.hash}`),
    ...same(
      evaluations,
      'Limits of both players',
      ({ limits }) =>
        `one decision every ${limits.stepLoops} loops at most, ${limits.commandsPerSecond} commands a second at most, draw after ${limits.maxLoops} loops`,
    ),
    ...same(
      evaluations,
      'Versions',
      ({ versions }) =>
        `Khala ${versions.khala}, Node ${versions.node}, ONNX Runtime ${versions.onnxruntime}, protocol ${versions.protocol}`,
    ),
  ];
  const list = rows.map(
    ([name, value]) => element('dt', {}, escapeMarkup(name)) + element('dd', {}, escapeMarkup(value)),
  );
  return section('What was run', element('dl', {}, ...list));
}

/** One row for each different value: most often all evaluations of a report share it. */
function same(
  evaluations: readonly Evaluation[],
  name: string,
  read: (evaluation: Evaluation) => string,
): (readonly [string, string])[] {
  return [...new Set(evaluations.map(read))].map((value) => [name, value] as const);
}

function winRates(evaluations: readonly Evaluation[]): string {
  if (evaluations.length === 0) return '';
  const picture = winRateChart(evaluations);
  const rows = evaluations.map((one) => [
    one.opponent.name,
    one.opponent.sc2Difficulty === null ? 'none' : String(one.opponent.sc2Difficulty),
    one.matches,
    one.wins,
    one.draws,
    one.losses,
    one.crashes,
    one.timeouts,
    percent(one.winRate),
    `${percent(one.ci[0])} to ${percent(one.ci[1])}`,
    `${one.meanSeconds.toFixed(1)} s`,
    `${one.decisionMs.p50.toFixed(2)} / ${one.decisionMs.p99.toFixed(2)} ms`,
  ]);
  return section(
    'Win rates',
    figure(
      [picture],
      'Dot: wins divided by all matches; draws, crashes and time-outs are no wins. Bar: 95 % interval after Wilson. ' +
        'In each pair of matches with the same seed the sides are swapped. Dashed line: 87 %, which the Perceiver IO ' +
        'paper (Jaegle et al. 2021) reports against the built-in Elite AI of StarCraft II; that is a larger game than the one played here.',
    ),
    table(
      [
        'Opponent',
        'SC2 difficulty',
        'Matches',
        'Wins',
        'Draws',
        'Losses',
        'Crashes',
        'Time-outs',
        'Win rate',
        '95 % interval',
        'Mean length',
        'Decision p50 / p99',
      ],
      rows,
    ),
  );
}

/** Win rates against each opponent, with the paper's figure marked. */
function winRateChart(evaluations: readonly Evaluation[]): Picture {
  const scenarios = [...new Set(evaluations.map((one) => one.scenario.name))].join(', ');
  const agents = [...new Set(evaluations.map((one) => one.agent))];
  return rateChart({
    title: `Win rate of ${agents.length === 1 ? 'the agent' : 'the agents'} on ${scenarios}`,
    rows: evaluations.map((one) => ({
      name: one.opponent.name,
      rate: one.winRate,
      interval: one.ci,
      note: `${percent(one.winRate)} (${one.wins} of ${one.matches})`,
    })),
    mark: { rate: PAPER_WIN_RATE, name: 'paper: 87 %' },
    width: PAGE_WIDTH,
  });
}

function oneMatch(film: Film, names: PlayerNames): string {
  const outcome = film.outcome
    ? `It ended after ${film.outcome.loops} loops (${film.outcome.reason.replace('_', ' ')}).`
    : 'The recording ends before the match does.';
  const views =
    film.viewers.length === film.players.length
      ? 'Drawn from what both players saw of their own units.'
      : `Drawn from what player ${film.viewers.join(', ')} saw: units of the other side only where they were in sight.`;
  return section(
    'One match over time',
    figure(
      [filmPicture(film, names)],
      `Seed ${film.seed}. Above each panel: time since the start, and units left of player 1 and player 2. A disc is a unit, at its true size where its letter fits; ` +
        `a trail is its way since the panel before. ${views} ${outcome}`,
    ),
    figure(
      [strengthChart(film, names, PAGE_WIDTH)],
      'Sum of health and shields of all living units of a side in the same match. Shields grow back and Medivacs heal, so a line may rise.',
    ),
  );
}

function training(curves: TrainingCurves): string {
  const { width } = thin(curves.train);
  const smoothing =
    width > 1 ? ` Each point of the training line is the mean of ${width} neighbouring measurements.` : '';
  const rows = [...curves.lastHeldOut].map(([head, { loss, top1 }]) => [
    head,
    loss.toFixed(4),
    percent(top1),
  ]);
  return section(
    'Training',
    figure(
      [lossChart(curves, PAGE_WIDTH)],
      `Loss on training batches and on held-out matches that training never sees.${smoothing}`,
    ),
    figure(
      headCharts(curves, HEAD_CHART_WIDTH),
      'The same for each head of the policy, over the samples that have this head.',
    ),
    ...(rows.length > 0
      ? [
          element('h3', {}, `Held-out matches at step ${curves.lastHeldOutStep?.toLocaleString('en-GB')}`),
          table(['Head', 'Loss', 'Top-1'], rows),
          element('p', {}, 'Top-1: how often the likeliest choice of a head is what the teacher chose.'),
        ]
      : []),
  );
}

function everyMatch(evaluations: readonly Evaluation[]): string {
  const lists = evaluations.map((one) =>
    element(
      'details',
      {},
      element('summary', {}, escapeMarkup(`${one.matches} matches against ${one.opponent.name}`)),
      table(
        ['Match', 'Seed', 'Agent is player', 'Result', 'Reason', 'Loops', 'Fault'],
        one.perMatch.map((match, i) => [
          i + 1,
          String(match.seed),
          match.side,
          match.result,
          match.reason.replace('_', ' '),
          match.loops,
          match.fault ? `${match.fault.by}: ${match.fault.code}` : 'none',
        ]),
      ),
    ),
  );
  return lists.length === 0 ? '' : section('Every match', ...lists);
}
