/**
 * Demonstrations: (observation, command) pairs out of recordings, by random access to blocks. Opening reads only the
 * tracks of the episodes; observations are decoded when their block is asked for.
 */
import { decodeMatchMessage, readContext, readObservation } from '../src/spec/codec/index.js';
import { KhalaError } from '../src/spec/errors.js';
import type { MatchInfo, Result } from '../src/spec/match.js';
import type { MatchMessage } from '../src/spec/messages.js';
import type { Command, ContextObservation, Observation } from '../src/spec/observation.js';
import { createOrderList, type OrderList, type PastOrders } from '../src/spec/past-orders.js';
import type { FunctionSpec } from '../src/spec/vocabulary.js';
import { DROP_REASONS, type DropCounts, type Sample, selectSamples } from './demonstration-rules.js';
import { type TrackOrders, trackOrders } from './past-orders.js';
import { episodeTrack } from './recording/episode-track.js';
import { recordingPaths } from './recording/paths.js';
import { isDamage, openRecording, type RecordedBlock, type Recording } from './recording/reader.js';
import type { Track } from './recording/track.js';

/**
 * One (observation, command) pair with its context. Observation and command are decoded each time they are asked for, so
 * that a window of thousands costs its bytes and not ten times as much: who asks more than once asks `decoded`.
 */
export interface Demonstration {
  /** @throws KhalaError FILE_CORRUPT */
  readonly observation: Observation;
  /** What to do: the teacher's label, or what the player ordered. `delay` is the time to the next decision in loops. */
  readonly command: Command;
  /** The command's ability and kind of target, without decoding it. */
  readonly action: Action;
  /** What the player ordered before. */
  readonly past: PastOrders;
  /** How the match ended for this player; null where the recording was cut before. */
  readonly result: Result | null;
  /** The match, with the map; the same object for all demonstrations of an episode in one block. */
  readonly info: MatchInfo;
  readonly source: { readonly path: string; readonly episode: number; readonly gameLoop: number };
}

/** As much of a demonstration as a context needs, which costs a fraction of the whole. */
export interface ContextDemonstration extends Pick<Demonstration, 'action' | 'past' | 'info'> {
  readonly observation: ContextObservation;
}

/** The same demonstration with its observation and command decoded, for those who ask for them more than once. */
export function decoded(demonstration: Demonstration): Demonstration {
  return { ...demonstration }; // Reads each getter once.
}

export interface DemonstrationOptions {
  /** Loops after which waiting without an order is a demonstration of its own. */
  readonly maxWait: number;
  /** Whether a cut or damaged recording is refused, or what is damaged is passed over and told in `damaged`. */
  readonly onDamage: 'throw' | 'skip';
}

/** 8 loops, 0.36 s: the step of SMAC (Samvelyan et al. 2019, section 3), and a bin of the delay head. */
export const DEFAULT_DEMONSTRATION_OPTIONS: DemonstrationOptions = { maxWait: 8, onDamage: 'throw' };

export interface DemonstrationFile {
  readonly path: string;
  readonly episodes: number;
  /** In the order of the file. */
  readonly blocks: readonly DemonstrationBlock[];
}

/** The demonstrations that are read at once, in order of time, and what is known of them without reading. */
export interface DemonstrationBlock {
  readonly samples: number;
  /** Place of its episode in the file. An episode's blocks follow each other. */
  readonly episode: number;
  /** Bytes of its messages. */
  readonly bytes: number;
  /** Entities of each observation; null in recordings that do not tell. */
  readonly entities: Int32Array | null;
  /** What each orders: rows of `Demonstrations.actions`. */
  readonly actions: Int32Array;
}

/** An ability with a kind of target. */
export type Action = Pick<FunctionSpec, 'ability' | 'target'>;

export interface Demonstrations {
  readonly files: readonly DemonstrationFile[];
  /** Every function that a demonstration orders, once. */
  readonly actions: readonly Action[];
  /** Demonstrations in all. */
  readonly samples: number;
  /** Orders that are no demonstrations, by reason. */
  readonly dropped: DropCounts;
  /** One line for each part that was passed over. */
  readonly damaged: readonly string[];
  /** All demonstrations of a block, in order of time. @throws KhalaError FILE_CORRUPT */
  readBlock(file: number, block: number): Demonstration[];
  /**
   * Reads a block of which only contexts are asked for, each by its place among the block's demonstrations.
   * @throws KhalaError FILE_CORRUPT, and so does what it returns
   */
  readContexts(file: number, block: number): (sample: number) => ContextDemonstration;
  /** The match of a file's episode. @throws KhalaError FILE_CORRUPT */
  info(file: number, episode: number): MatchInfo;
}

/** What is kept of a recording, in arrays that no garbage collection looks into: a data set has millions of samples. */
interface OpenFile extends Pick<Recording, 'path' | 'start' | 'readBytes'> {
  readonly episodes: number;
  readonly blocks: readonly OpenBlock[];
  readonly dropped: DropCounts;
}

/** The samples of a block. */
interface OpenBlock extends Pick<RecordedBlock, 'episode' | 'rawLength'> {
  /** How the match ended for the player. */
  readonly result: Result | null;
  /** All orders of the episode. */
  readonly orders: OrderList;
  /** What the rows of `action` mean. */
  readonly actions: readonly Action[];
  readonly samples: SampleColumns;
}

/** One row a sample. */
interface SampleColumns {
  readonly count: number;
  /** Row of the episode's actions. */
  readonly action: Int32Array;
  /** Place of the observation among the block's messages, and of the command or label that answers it. */
  readonly place: Float64Array;
  readonly answer: Float64Array;
  /** 1 where the answer is a label. */
  readonly labelled: Uint8Array;
  /** Loops until the next decision. */
  readonly delay: Float64Array;
  readonly gameLoop: Float64Array;
  /** Orders of the player before. */
  readonly before: Int32Array;
  /** Entities of the observation; null in recordings that do not tell. */
  readonly entities: Int32Array | null;
}

/**
 * Opens recordings (files, or folders with `.khr` files in them) as one list of demonstrations.
 * @throws KhalaError NO_DATA, and what openRecording throws
 * @example openDemonstrations(['data/train'], DEFAULT_DEMONSTRATION_OPTIONS).readBlock(0, 0)[0].command
 */
export function openDemonstrations(paths: readonly string[], options: DemonstrationOptions): Demonstrations {
  const damaged: string[] = [];
  const note = (error: KhalaError): void => {
    if (options.onDamage === 'throw') throw error;
    damaged.push(error.message);
  };
  const open = recordingPaths(paths).map((path) => openFile(path, options, note));
  const actions: Action[] = [];
  const rows = new Map<string, number>();
  const rowOf = ({ ability, target }: Action): number => {
    const key = `${ability}:${target}`;
    const row = rows.get(key) ?? actions.push({ ability, target }) - 1;
    rows.set(key, row);
    return row;
  };
  const files = open.map(({ path, episodes, blocks }) => ({
    path,
    episodes,
    blocks: blocks.map((block) => describeBlock(block, rowOf)),
  }));
  const samples = sum(files.flatMap((file) => file.blocks.map((block) => block.samples)));
  if (samples === 0)
    throw new KhalaError(
      'NO_DATA',
      `read demonstrations from ${paths.join(', ') || 'no path'}: ${files.length > 0 ? 'no demonstration is in the recordings' : 'no recording (.khr) is'} there; record some with khala record`,
    );
  const dropped = Object.fromEntries(
    DROP_REASONS.map((reason) => [reason, sum(open.map((file) => file.dropped[reason]))]),
  ) as DropCounts;
  return {
    files,
    actions,
    samples,
    dropped,
    damaged,
    readBlock: (file, block) => readSamples(open[file], block),
    readContexts: (file, block) => readContexts(open[file], block),
    info: (file, episode) => open[file].start(episode).info,
  };
}

function describeBlock(
  { episode, rawLength, actions, samples }: OpenBlock,
  rowOf: (action: Action) => number,
): DemonstrationBlock {
  const rowOfAction = actions.map(rowOf);
  return {
    samples: samples.count,
    episode,
    bytes: rawLength,
    entities: samples.entities,
    actions: samples.action.map((row) => rowOfAction[row]),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Opens one recording and chooses its samples; `note` is told of what is damaged, and throws unless that is passed over. */
function openFile(path: string, options: DemonstrationOptions, note: (error: KhalaError) => void): OpenFile {
  const recording = openRecording(path);
  if (!recording.complete)
    note(
      new KhalaError(
        'FILE_TRUNCATED',
        `read demonstrations from ${path}: the recording is cut or was never finished; record it again`,
      ),
    );
  for (const { offset, reason } of recording.damage)
    note(new KhalaError('FILE_CORRUPT', `read demonstrations from ${path}: at byte ${offset}: ${reason}`));
  // Training plans with the number of samples in each block: where damage is passed over, it must be known before.
  const broken = options.onDamage === 'skip' ? brokenBlocks(recording, note) : new Set<number>();
  const blocks = recording.blocks.map(
    ({ episode, rawLength }): OpenBlock => ({ episode, rawLength, ...NOTHING }),
  );
  const dropped = { refused: 0, unitless: 0 };
  for (const episode of recording.episodes) {
    const { track, loops } = episodeTrack(recording, episode, note);
    const selection = selectSamples(track, loops, options.maxWait);
    const past = trackOrders(track);
    const result = episode.outcome?.results[episode.player] ?? null;
    for (const reason of DROP_REASONS) dropped[reason] += selection.dropped[reason];
    for (const place of episode.blocks) {
      if (broken.has(place)) continue;
      const { number } = recording.blocks[place];
      const samples = selection.samples.filter((sample) => track.block[sample.row] === number);
      const { orders } = past;
      const { actions } = track;
      Object.assign(blocks[place], { result, orders, actions, samples: sampleColumns(samples, track, past) });
    }
  }
  const { start, readBytes } = recording;
  return { path, start, readBytes, episodes: recording.episodes.length, blocks, dropped };
}

function sampleColumns(samples: readonly Sample[], track: Track, past: TrackOrders): SampleColumns {
  const { message, label, loop, entities } = track;
  return {
    count: samples.length,
    action: Int32Array.from(samples, ({ row, source }) => track[source][row]),
    place: Float64Array.from(samples, ({ row }) => message[row]),
    answer: Float64Array.from(
      samples,
      ({ row, source }) => message[row] + (source === 'command' && label[row] >= 0 ? 2 : 1),
    ),
    labelled: Uint8Array.from(samples, ({ source }) => (source === 'label' ? 1 : 0)),
    delay: Float64Array.from(samples, ({ delay }) => delay),
    gameLoop: Float64Array.from(samples, ({ row }) => loop[row]),
    before: Int32Array.from(samples, ({ row }) => past.before[row]),
    entities: entities ? Int32Array.from(samples, ({ row }) => entities[row]) : null,
  };
}

function brokenBlocks(recording: Recording, note: (error: KhalaError) => void): Set<number> {
  const broken = new Set<number>();
  for (const block of recording.blocks.keys()) {
    try {
      recording.readBytes(block);
    } catch (error) {
      if (!isDamage(error)) throw error;
      note(error);
      broken.add(block);
    }
  }
  return broken;
}

const EMPTY_TRACK: Track = {
  actions: [],
  loop: [],
  block: [],
  message: [],
  command: [],
  label: [],
  flags: [],
};
const NOTHING: Omit<OpenBlock, 'episode' | 'rawLength'> = {
  result: null,
  orders: createOrderList(0),
  actions: [],
  samples: sampleColumns([], EMPTY_TRACK, trackOrders(EMPTY_TRACK)),
};

function readSamples(file: OpenFile, block: number): Demonstration[] {
  const { samples, episode, actions, orders, result } = file.blocks[block];
  if (samples.count === 0) return [];
  const { path } = file;
  const { info } = file.start(episode);
  const messages = file.readBytes(block);
  return Array.from(
    { length: samples.count },
    (_, row): Demonstration => ({
      get observation() {
        const place = samples.place[row];
        return (
          plain(messages, place, readObservation) ??
          expectMessage(path, block, messages, place, 'observation').step.observation
        );
      },
      get command() {
        const type = samples.labelled[row] ? 'label' : 'command';
        const { command } = expectMessage(path, block, messages, samples.answer[row], type);
        return { ...command, delay: samples.delay[row] };
      },
      action: actions[samples.action[row]],
      past: { orders, count: samples.before[row] },
      result,
      info,
      source: { path, episode, gameLoop: samples.gameLoop[row] },
    }),
  );
}

function readContexts(file: OpenFile, block: number): (sample: number) => ContextDemonstration {
  const { samples, episode, actions, orders } = file.blocks[block];
  const { info } = file.start(episode);
  const messages = file.readBytes(block);
  return (sample) => {
    const place = samples.place[sample];
    return {
      observation:
        plain(messages, place, readContext) ??
        expectMessage(file.path, block, messages, place, 'observation').step.observation,
      action: actions[samples.action[sample]],
      past: { orders, count: samples.before[sample] },
      info,
    };
  };
}

/** What is read quickly where a message is laid out plainly; null where it takes, or should be refused by, the wire's decoder. */
function plain<T>(
  messages: readonly Uint8Array[],
  place: number,
  read: (message: Uint8Array) => T | null,
): T | null {
  return place < messages.length ? read(messages[place]) : null;
}

/** The message at a place where the track says that one of this type lies. */
function expectMessage<T extends MatchMessage['type']>(
  path: string,
  block: number,
  messages: readonly Uint8Array[],
  place: number,
  type: T,
): Extract<MatchMessage, { type: T }> {
  const message = place < messages.length ? decodeMatchMessage(messages[place]) : null;
  if (message?.type === type) return message as Extract<MatchMessage, { type: T }>;
  throw new KhalaError(
    'FILE_CORRUPT',
    `read ${path}: message ${place} of block ${block} should be of type ${type}, it is ${message?.type ?? 'missing'}; record it again`,
  );
}
