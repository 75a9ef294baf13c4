/** What is in a folder that `khala import` filled: its card, without reading the recordings. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type DatasetCard, datasetCardSchema } from '../../../replays/sc2replay/dataset/card.js';
import { KhalaError } from '../../spec/errors.js';
import { DATASET_FILES } from '../import/state.js';
import { printable } from '../printable.js';
import { renderTable } from '../table.js';

export type DatasetReport = DatasetCard;

/** Functions that are listed. */
const LISTED = 20;

function cardPath(path: string): string {
  return statSync(path).isDirectory() ? join(path, DATASET_FILES.card) : path;
}

/** True for a folder with a card in it, and for the card itself. */
export function isDataset(path: string): boolean {
  const card = cardPath(path);
  return basename(card) === DATASET_FILES.card && existsSync(card);
}

/** @throws KhalaError FILE_CORRUPT */
export function inspectDataset(path: string): DatasetReport {
  const card = cardPath(path);
  let reason: string;
  try {
    const parsed = datasetCardSchema.safeParse(JSON.parse(readFileSync(card, 'utf8')));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    reason = `${issue.path.join('.')}: ${issue.message}`;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    reason = error.message;
  }
  throw new KhalaError(
    'FILE_CORRUPT',
    `inspect ${card}: it is no card of khala import (${printable(reason)}); run the import again`,
  );
}

export function renderDataset(card: DatasetReport): string {
  const { totals } = card;
  const functions = Object.entries(card.functions);
  const codes = Object.entries(card.skippedByCode).map(([code, files]) => `${code} ${files}`);
  const drops = Object.entries(card.drops).map(([reason, orders]) => `${reason} ${orders}`);
  return [
    `${totals.demonstrations} demonstrations of ${totals.episodes} episodes, ${totals.games} games in ${totals.series} series, ${(totals.bytes / 2 ** 20).toFixed(0)} MiB; imported by Khala ${card.khala} from ${card.settings.paths.join(', ')}`,
    renderTable(
      ['matchup', 'games', 'demonstrations'],
      Object.entries(card.byMatchup).map(([name, one]) => [name, one.games, one.demonstrations]),
    ),
    renderTable(
      ['length', 'games', 'demonstrations'],
      Object.entries(card.byLength).map(([name, one]) => [name, one.games, one.demonstrations]),
    ),
    renderTable(['function', 'demonstrations'], functions.slice(0, LISTED)),
    ...(functions.length > LISTED ? [`and ${functions.length - LISTED} more functions`] : []),
    `orders left out: ${drops.join(', ') || 'none'}`,
    `files left out: ${totals.skipped}${codes.length > 0 ? ` (${codes.join(', ')})` : ''}`,
  ].join('\n');
}
