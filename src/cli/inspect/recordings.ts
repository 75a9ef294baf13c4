/** What is in recordings: every episode, the functions that occur, what is damaged. */
import { statSync } from 'node:fs';
import { selectSamples } from '../../../replays/demonstration-rules.js';
import { DEFAULT_DEMONSTRATION_OPTIONS } from '../../../replays/demonstrations.js';
import type { FileMeta } from '../../../replays/recording/descriptions.js';
import { episodeTrack } from '../../../replays/recording/episode-track.js';
import { recordingPaths } from '../../../replays/recording/paths.js';
import { isDamage, openRecording, type Recording } from '../../../replays/recording/reader.js';
import { NO_ACTION, type Track } from '../../../replays/recording/track.js';
import { KhalaError } from '../../spec/errors.js';
import type { EndReason, PlayerId, Result } from '../../spec/match.js';
import { NO_OP_ABILITY } from '../../spec/observation.js';
import type { Vocabulary } from '../../spec/vocabulary.js';
import { renderTable } from '../table.js';

interface EpisodeReport {
  readonly seed: number;
  readonly scenario: string;
  /** Whose view it is. */
  readonly player: PlayerId;
  readonly names: Readonly<Record<PlayerId, string>>;
  /** Null where the recording was cut before the match's end. */
  readonly result: Result | null;
  readonly reason: EndReason | null;
  readonly loops: number;
  readonly observations: number;
  /** Orders that the player gave; waiting is none. */
  readonly commands: number;
  /** Words of the teacher. */
  readonly labels: number;
  readonly demonstrations: number;
}

interface FileReport {
  readonly path: string;
  readonly bytes: number;
  /** Bytes of all blocks before compression. */
  readonly rawBytes: number;
  readonly blocks: number;
  readonly complete: boolean;
  readonly damage: readonly string[];
  readonly meta: FileMeta;
  readonly episodes: readonly EpisodeReport[];
}

interface FunctionCount {
  readonly name: string;
  /** Given by the player. */
  readonly commands: number;
  /** Named by the teacher. */
  readonly labels: number;
}

export interface RecordingsReport {
  readonly kind: 'recordings';
  readonly files: readonly FileReport[];
  /** The most frequent first. */
  readonly functions: readonly FunctionCount[];
}

/** Reads recordings and checks every block. @throws what openRecording throws; NO_DATA where a folder has none */
export function inspectRecordings(path: string): RecordingsReport {
  const paths = recordingPaths([path]);
  if (paths.length === 0)
    throw new KhalaError('NO_DATA', `inspect ${path}: no recording (.khr) is in this folder; name a file`);
  const counts = new Map<string, { commands: number; labels: number }>();
  const files = paths.map((file) => inspectFile(file, counts));
  const functions = [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .sort((a, b) => b.commands + b.labels - (a.commands + a.labels));
  return { kind: 'recordings', files, functions };
}

function inspectFile(path: string, counts: Map<string, { commands: number; labels: number }>): FileReport {
  const recording = openRecording(path);
  const damage = recording.damage.map(({ offset, reason }) => `at byte ${offset}: ${reason}`);
  damage.push(...damagedBlocks(recording));
  const episodes = recording.episodes.map((episode, number): EpisodeReport => {
    // Blocks that cannot be read are in `damage` already.
    const { track, loops } = episodeTrack(recording, episode, () => undefined);
    const vocabulary = vocabularyOf(recording, number, damage);
    countFunctions(track, vocabulary, counts);
    const { seed, scenario, player, names, outcome } = episode;
    const orders = track.command.filter(
      (action) => action !== NO_ACTION && track.actions[action].ability !== NO_OP_ABILITY,
    );
    return {
      seed,
      scenario,
      player,
      names,
      result: outcome?.results[player] ?? null,
      reason: outcome?.reason ?? null,
      loops,
      observations: track.loop.length,
      commands: orders.length,
      labels: track.label.filter((action) => action !== NO_ACTION).length,
      demonstrations: selectSamples(track, loops, DEFAULT_DEMONSTRATION_OPTIONS.maxWait).samples.length,
    };
  });
  return {
    path,
    bytes: statSync(path).size,
    rawBytes: recording.blocks.reduce((sum, block) => sum + block.rawLength, 0),
    blocks: recording.blocks.length,
    complete: recording.complete,
    damage,
    meta: withoutMatch(recording.meta),
    episodes,
  };
}

function damagedBlocks(recording: Recording): string[] {
  return recording.blocks.flatMap((_, block) => damageOf(() => recording.readBytes(block)));
}

/** The message of a damaged part, or nothing. */
function damageOf(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!isDamage(error)) throw error;
    return [error.message];
  }
}

function vocabularyOf(recording: Recording, episode: number, damage: string[]): Vocabulary | null {
  let vocabulary: Vocabulary | null = null;
  const found = damageOf(() => {
    vocabulary = recording.start(episode).info.vocabulary;
  });
  damage.push(...found);
  return vocabulary;
}

function countFunctions(
  track: Track,
  vocabulary: Vocabulary | null,
  counts: Map<string, { commands: number; labels: number }>,
): void {
  const names = track.actions.map(({ ability, target }) => {
    const known = vocabulary?.functions.find((spec) => spec.ability === ability && spec.target === target);
    return known?.name ?? `ability ${ability} (${target})`;
  });
  for (const column of ['command', 'label'] as const) {
    for (const action of track[column]) {
      if (action === NO_ACTION) continue;
      const count = counts.get(names[action]) ?? { commands: 0, labels: 0 };
      count[`${column}s`]++;
      counts.set(names[action], count);
    }
  }
}

/** Most episodes that are listed one by one. */
const LISTED = 40;
/** Characters of the longest bar. */
const BAR = 30;

export function renderRecordings({ files, functions }: RecordingsReport): string {
  const episodes = files.flatMap((file) => file.episodes);
  const sum = (count: (episode: EpisodeReport) => number): number =>
    episodes.reduce((total, episode) => total + count(episode), 0);
  const bytes = files.reduce((total, file) => total + file.bytes, 0);
  const rawBytes = files.reduce((total, file) => total + file.rawBytes, 0);
  const [first] = files;
  return [
    files.length === 1 ? first.path : `${files.length} recordings, ${first.path} to ${files.at(-1)?.path}`,
    `${episodes.length} ${episodes.length === 1 ? 'episode' : 'episodes'}, ${sum((e) => e.observations)} observations, ${sum((e) => e.demonstrations)} demonstrations, ${kibibytes(bytes)} (${kibibytes(rawBytes)} before compression)`,
    `written by ${first.meta.writer} of Khala ${first.meta.khala}: ${settingsOf(first.meta)}`,
    ...files.filter((file) => !file.complete).map(cutLine),
    ...files.flatMap((file) => file.damage.map((line) => `damaged: ${file.path}: ${line}`)),
    ...(episodes.length > 0 ? [episodesTable(episodes.slice(0, LISTED))] : []),
    ...(episodes.length > LISTED ? [`and ${episodes.length - LISTED} more`] : []),
    ...(functions.length > 0 ? [functionsTable(functions)] : []),
  ].join('\n');
}

/** What is left of a file without its end, and what can be done with it. */
function cutLine({ path, episodes }: FileReport): string {
  const whole = episodes.filter(({ result }) => result !== null).length;
  const left = `${whole} of its ${episodes.length} ${episodes.length === 1 ? 'episode has its end' : 'episodes have their end'}`;
  const rest = episodes.length === 0 ? 'no episode can be read' : left;
  return `${path} is not complete: ${rest}; train refuses it, so record it again with the settings above`;
}

function functionsTable(functions: readonly FunctionCount[]): string {
  const most = Math.max(1, ...functions.map((row) => row.commands + row.labels));
  return renderTable(
    ['function', 'commands', 'labels', ''],
    functions.map((row) => [
      row.name,
      row.commands,
      row.labels,
      '█'.repeat(Math.max(1, Math.round(((row.commands + row.labels) / most) * BAR))),
    ]),
  );
}

/** Narrow enough for a terminal: what all episodes share (the scenario) or nearly all (the usual end) is not repeated. */
function episodesTable(episodes: readonly EpisodeReport[]): string {
  const mixed = new Set(episodes.map((e) => e.scenario)).size > 1;
  return renderTable(
    [
      'seed',
      ...(mixed ? ['scenario'] : []),
      'view of',
      'against',
      'result',
      'loops',
      'seen',
      'commands',
      'labels',
      'samples',
    ],
    episodes.map((e) => [
      String(e.seed),
      ...(mixed ? [e.scenario] : []),
      `${e.names[e.player] ?? '?'} (${e.player})`,
      othersOf(e),
      resultOf(e),
      e.loops,
      e.observations,
      e.commands,
      e.labels,
      e.demonstrations,
    ]),
  );
}

function resultOf({ result, reason }: EpisodeReport): string {
  if (result === null) return 'cut';
  return reason === 'eliminated' ? result : `${result} (${reason})`;
}

function othersOf({ names, player }: EpisodeReport): string {
  const others = Object.entries(names).filter(([id]) => Number(id) !== player);
  return others.map(([, name]) => name).join(', ');
}

function settingsOf({ settings }: FileMeta): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}

/** All orders of a match are no news of a file. */
const withoutMatch = ({ khala, writer, settings }: FileMeta): FileMeta => ({ khala, writer, settings });
