/** What is in a `.SC2Replay` file: who played, how it went, what was built first. */
import { readReplayFile } from '../../../replays/sc2replay/dataset/read-file.js';
import type { Statistics } from '../../../replays/sc2replay/summary/statistics.js';
import {
  type PlayerSummary,
  type ReplaySummary,
  summarise,
} from '../../../replays/sc2replay/summary/summary.js';
import { LOOPS_PER_SECOND } from '../../spec/observation.js';
import { renderTable } from '../table.js';

export interface ReplayReport extends ReplaySummary {
  readonly path: string;
  readonly bytes: number;
}

/** @throws KhalaError as readReplayFile and decodeReplay do */
export function inspectReplay(path: string): ReplayReport {
  const bytes = readReplayFile(path);
  return { path, bytes: bytes.length, ...summarise(bytes) };
}

/** Characters of a chart's line. */
const WIDTH = 56;
const BLOCKS = '▁▂▃▄▅▆▇█';

export function renderReplay(report: ReplayReport): string {
  const { path, bytes, version, layout, map, date, loops, players, observers, chat, events } = report;
  const layouts = layout.exact
    ? `layouts of base build ${layout.used}`
    : `base build ${layout.baseBuild}, read with the layouts of ${layout.used}`;
  const counts = Object.entries(events).map(([name, count]) => `${count ?? 'no'} ${name} events`);
  return [
    `${path}: ${(bytes / 1024).toFixed(0)} KiB, StarCraft II ${version} (${layouts})`,
    `${map || 'map unknown'}, ${clock(loops)} (${loops} loops)${date ? `, ${date.slice(0, 16).replace('T', ' ')} UTC` : ''}`,
    renderTable(
      ['player', 'race', 'result', 'MMR', 'APM', 'team', ''],
      players.map((player) => [
        player.name || '(hidden)',
        player.race,
        player.result,
        player.mmr ?? '-',
        player.apm === null ? '-' : Math.round(player.apm),
        player.team + 1,
        player.control === 'person' ? '' : player.control,
      ]),
    ),
    ...(observers.length > 0 ? [`watched by ${observers.join(', ')}`] : []),
    ...charts(players, loops),
    ...buildTable(players),
    `${counts.join(', ')}, ${chat} chat messages`,
    ...report.problems.map(({ stream, code, message }) => `problem: ${stream}: ${code} ${message}`),
    report.unusable
      ? `not for khala import: ${report.unusable.code} ${report.unusable.reason}`
      : 'khala import takes it',
  ].join('\n');
}

/** What of the statistics is drawn, and how a value is written. */
const CHARTS = {
  army: 'army value',
  income: 'income a minute',
  workers: 'workers',
  supply: 'supply',
} as const satisfies Partial<Record<keyof Statistics, string>>;

/** One line a player and statistic; the players of one statistic share their scale. */
function charts(players: readonly PlayerSummary[], loops: number): string[] {
  const drawn = players.filter((player) => player.statistics !== null);
  if (drawn.length === 0) return [];
  const names = Math.max(...drawn.map(({ name }) => name.length));
  return (Object.keys(CHARTS) as (keyof typeof CHARTS)[]).flatMap((column) => {
    const most = Math.max(1, ...drawn.flatMap(({ statistics }) => statistics?.[column] ?? []));
    return [
      `${CHARTS[column]}, up to ${Math.round(most)}`,
      ...drawn.map(({ name, statistics }) => {
        const line = statistics ? curve(statistics.loop, statistics[column], loops, most) : '';
        return `  ${name.padEnd(names)} ${line}`;
      }),
    ];
  });
}

/** A value at each of WIDTH moments of the game, as a block of its height. */
function curve(loop: readonly number[], values: readonly number[], loops: number, most: number): string {
  let at = 0;
  return Array.from({ length: WIDTH }, (_, i) => {
    const time = ((i + 0.5) * loops) / WIDTH;
    while (at + 1 < loop.length && loop[at + 1] <= time) at++;
    const height = Math.floor((values[at] / most) * BLOCKS.length);
    return BLOCKS[Math.max(0, Math.min(BLOCKS.length - 1, height))];
  }).join('');
}

/** Build orders side by side. */
function buildTable(players: readonly PlayerSummary[]): string[] {
  const built = players.filter(({ build }) => build.length > 0).slice(0, 2);
  if (built.length === 0) return [];
  const rows = Math.max(...built.map(({ build }) => build.length));
  const cells = (row: number): (string | number)[] =>
    built.flatMap(({ build }) => {
      const step = build[row];
      return step ? [clock(step.loop), step.supply, step.name] : ['', '', ''];
    });
  return [
    renderTable(
      built.flatMap(({ name }) => ['time', 'supply', name]),
      Array.from({ length: rows }, (_, row) => cells(row)),
    ),
  ];
}

/** Minutes and seconds at speed "faster". @example clock(1344) // '1:00' */
function clock(loops: number): string {
  const seconds = Math.floor(loops / LOOPS_PER_SECOND);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
