/** The card of a data set for people, in Markdown. */
import { LOOPS_PER_SECOND } from '../../../src/spec/observation.js';
import { ORDER_DROPS } from '../game/types.js';
import type { DatasetCard } from './card.js';
import type { Tally } from './reports.js';

/** Rows of a table before the rest is summed up. */
const ROWS = 30;

/** Writes the card. Names out of replays are data: nothing in them acts as Markdown. */
export function renderCard(card: DatasetCard): string {
  const { totals, settings } = card;
  const hours = totals.loops / LOOPS_PER_SECOND / 3600;
  return `${[
    '# Demonstrations from human games',
    `${number(totals.demonstrations)} demonstrations of ${number(totals.episodes)} episodes: ${number(totals.games)} one-on-one games of StarCraft II (${hours.toFixed(1)} hours) in ${number(totals.series)} series, ${(totals.bytes / 2 ** 20).toFixed(0)} MiB. Made by Khala ${card.khala} from \`.SC2Replay\` files; \`dataset.json\` beside this file has all figures and the SHA-256 of every replay.`,
    '## What it is',
    'One recording (`.khr`) holds the games of one series: the same two players on one day. An episode is one game as one of the players saw it, a demonstration is what was known to him just before an order, and the order. Hold out whole files when judging, so that no series is on both sides.',
    settings.withGame ? PLAYED_BACK : RECONSTRUCTED,
    '## Source and licence',
    'The replays are those of the folders below, as they were found; the importer does not know under which terms they were published. The games belong to those who played them, StarCraft II, its maps and the replay format to Blizzard Entertainment. Ask before you pass this data on.',
    '## How it was made',
    table(
      ['setting', 'value'],
      [
        ['paths', settings.paths.join(', ')],
        ...Object.entries(settings.filters).map(([name, value]) => [name, filterText(value)]),
      ],
    ),
    '## What is in it',
    sharesTable('matchup', card.byMatchup),
    table(
      ['race', 'episodes', 'demonstrations'],
      Object.entries(card.byRace).map(([name, one]) => [name, one.episodes, one.demonstrations]),
    ),
    table(
      ['result', 'episodes', 'demonstrations'],
      Object.entries(card.byResult).map(([name, one]) => [name, one.episodes, one.demonstrations]),
    ),
    sharesTable('length', card.byLength),
    sharesTable('map', card.byMap),
    sharesTable('build', card.byBuild),
    '### Functions',
    tallyTable('function', 'demonstrations', card.functions),
    `Functions without a known id of the game's API: ${number(total(card.unknownFunctions))} demonstrations.`,
    ...(total(card.unknownFunctions) > 0
      ? [tallyTable('function', 'demonstrations', card.unknownFunctions)]
      : []),
    '## What was left out',
    '### Orders',
    table(
      ['reason', 'orders', 'meaning'],
      Object.entries(card.drops).map(([name, times]) => [name, times, DROP_MEANINGS[name] ?? '']),
    ),
    ...(card.otherActions
      ? [
          '### Other actions',
          'What the players did that orders nothing:',
          tallyTable('action', 'times', card.otherActions),
        ]
      : []),
    '### Files',
    `${number(totals.skipped)} files were skipped; \`dataset.json\` names each with its reason.`,
    ...(totals.skipped > 0 ? [tallyTable('code', 'files', card.skippedByCode)] : []),
    '### Bit layouts',
    Object.keys(card.layoutFallbacks).length === 0
      ? 'Every game was read with the layouts of its own client.'
      : tallyTable('base build', 'games', card.layoutFallbacks),
  ].join('\n\n')}\n`;
}

const RECONSTRUCTED =
  'The state was reconstructed from the events of the replay, not played back in the game: health, shields and energy are unknown and declared so, positions between events are estimates with an age.';
const PLAYED_BACK =
  'The game itself played the replays back, under the fog of the player whose view it is: health, shields, energy and positions are its own. Only the camera is left out.';

/** Meanings of the reasons for which orders are left out. */
const DROP_MEANINGS: Readonly<Record<string, string>> = {
  ...ORDER_DROPS,
  unseen_target: 'points at a unit that was not in the observation',
  unitless: 'none of its units was alive and the player’s own at that time',
};

const total = (tallied: Tally): number => Object.values(tallied).reduce((all, one) => all + one, 0);
const number = (value: number): string => value.toLocaleString('en');

function filterText(
  value: DatasetCard['settings']['filters'][keyof DatasetCard['settings']['filters']],
): string {
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'all';
  if (value === null) return 'all';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function sharesTable(what: string, shares: DatasetCard['byMap']): string {
  const rows = Object.entries(shares).map(([name, one]) => [name, one.games, one.demonstrations] as const);
  const rest = rows.slice(ROWS);
  const sum = (at: 1 | 2): number => rest.reduce((all, row) => all + row[at], 0);
  return table(
    [what, 'games', 'demonstrations'],
    [...rows.slice(0, ROWS), ...(rest.length > 0 ? [[`${rest.length} more`, sum(1), sum(2)]] : [])],
  );
}

function tallyTable(what: string, unit: string, tallied: Tally): string {
  const rows = Object.entries(tallied);
  const rest = rows.slice(ROWS);
  const others = rest.reduce((all, [, times]) => all + times, 0);
  return table(
    [what, unit],
    [...rows.slice(0, ROWS), ...(rest.length > 0 ? [[`${rest.length} more`, others]] : [])],
  );
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const cell = (value: string | number): string =>
  typeof value === 'number' ? number(value) : value.replace(/[\\`*_[\]<>|]/g, '\\$&');
