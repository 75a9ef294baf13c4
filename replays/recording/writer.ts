/**
 * Writes the messages of matches, as one player saw them, into a `.khr` file.
 */
import { encodeMatchMessage, encodeMatchMessageTo } from '../../src/spec/codec/index.js';
import { KhalaError } from '../../src/spec/errors.js';
import type { MatchInfo, Outcome, PlayerId } from '../../src/spec/match.js';
import type { CommandMessage, LabelMessage, ObservationMessage } from '../../src/spec/messages.js';
import { createChunkWriter } from './chunk-writer.js';
import type { EpisodeBegin, EpisodeEnd, FileMeta } from './descriptions.js';
import { createMessagePacker, packMessages } from './message-block.js';
import type { OutputOptions } from './output-file.js';
import { createTrackBuilder, type TrackBuilder } from './track.js';

/** A block is closed at the first observation past this many bytes: most episodes are one block. */
const BLOCK_BYTES = 4 * 1024 * 1024;

/** Agents by player id. */
export type PlayerNames = Readonly<Record<PlayerId, string>>;

export interface RecordingWriter {
  /** Begins an episode. @throws KhalaError BAD_ARGUMENT while another is open. */
  beginEpisode(info: MatchInfo, names: PlayerNames): void;
  /** Appends a message. A label and a command follow the observation that they answer. */
  write(message: ObservationMessage | CommandMessage | LabelMessage): void;
  endEpisode(outcome: Outcome): void;
  /** Gives the file its name. @throws KhalaError BAD_ARGUMENT while an episode is open. */
  close(): void;
  /** Gives up; nothing is left behind. */
  abort(): void;
}

interface OpenEpisode {
  readonly number: number;
  readonly builder: TrackBuilder;
  /** Blocks that are written. */
  blocks: number;
}

/**
 * Opens a recording for writing. The file has its name only after `close`; until then nothing there is touched.
 * @throws KhalaError FILE_EXISTS, NO_SPACE, BAD_ARGUMENT
 * @example const writer = createRecordingWriter('a.khr', meta, { overwrite: false });
 */
export function createRecordingWriter(path: string, meta: FileMeta, options: OutputOptions): RecordingWriter {
  const chunks = createChunkWriter(path, options);
  chunks.append({ kind: 'meta', episode: 0, block: 0, messages: 0 }, encodeJson(meta));
  /** The block that is being filled. */
  const pending = createMessagePacker();
  let episodes = 0;
  let open: OpenEpisode | null = null;

  const current = (what: string): OpenEpisode => {
    if (!open) throw new KhalaError('BAD_ARGUMENT', `${what} ${path}: no episode is open; begin one first`);
    return open;
  };
  const flush = (episode: OpenEpisode): void => {
    const { messages } = pending;
    if (messages === 0) return;
    const { number, blocks } = episode;
    chunks.append({ kind: 'data', episode: number, block: blocks, messages }, pending.take());
    episode.blocks++;
  };

  return {
    beginEpisode(info, names) {
      if (open)
        throw new KhalaError('BAD_ARGUMENT', `record ${path}: episode ${open.number} is open; end it first`);
      const begin: EpisodeBegin = {
        seed: info.seed,
        scenario: info.scenario,
        scenarioHash: info.scenarioHash,
        vocabulary: info.vocabulary.name,
        player: info.player,
        names: { ...names },
      };
      const number = episodes++;
      chunks.append(
        { kind: 'begin', episode: number, block: 0, messages: 0 },
        packMessages([encodeJson(begin), encodeMatchMessage({ type: 'start', info })]),
      );
      open = { number, builder: createTrackBuilder(), blocks: 0 };
    },
    write(message) {
      const episode = current('record');
      // Only before an observation, so that the answers to an observation lie in the same block.
      if (message.type === 'observation' && pending.bytes >= BLOCK_BYTES) flush(episode);
      const place = pending.messages;
      pending.add((bytes) => encodeMatchMessageTo(bytes, message));
      episode.builder.add(message, episode.blocks, place);
    },
    endEpisode(outcome) {
      const episode = current('end an episode of');
      flush(episode);
      const end: EpisodeEnd = {
        outcome: {
          reason: outcome.reason,
          results: { ...outcome.results },
          faults: { ...outcome.faults },
          loops: outcome.loops,
        },
        track: episode.builder.track,
      };
      chunks.append({ kind: 'end', episode: episode.number, block: 0, messages: 0 }, encodeJson(end));
      open = null;
    },
    close() {
      if (open)
        throw new KhalaError(
          'BAD_ARGUMENT',
          `close ${path}: episode ${open.number} is open; end it or abort`,
        );
      chunks.close();
      pending.release();
    },
    abort() {
      chunks.abort();
      pending.release();
    },
  };
}

function encodeJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
