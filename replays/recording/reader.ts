/**
 * Reads a `.khr` file: what it says about itself, and the messages of any block without those before it.
 */
import type { z } from 'zod';
import { decodeMatchMessage } from '../../src/spec/codec/index.js';
import { KhalaError } from '../../src/spec/errors.js';
import type { Outcome } from '../../src/spec/match.js';
import type { MatchMessage, StartMessage } from '../../src/spec/messages.js';
import { type ChunkReader, type Damage, openChunks } from './chunk-reader.js';
import {
  type EpisodeBegin,
  episodeBeginSchema,
  episodeEndSchema,
  type FileMeta,
  fileMetaSchema,
} from './descriptions.js';
import type { ChunkEntry } from './layout.js';
import { unpackMessages } from './message-block.js';
import type { Track } from './track.js';

/** One block: whole messages of one episode. */
export interface RecordedBlock {
  /** Place of its episode in `Recording.episodes`. */
  readonly episode: number;
  /** Number among the blocks of its episode, from 0. */
  readonly number: number;
  readonly messages: number;
  /** Bytes before compression. */
  readonly rawLength: number;
  /** Bytes in the file. */
  readonly storedLength: number;
}

/** One match as one player saw it. */
export interface RecordedEpisode extends EpisodeBegin {
  /** Null where the file was cut before the match's end. */
  readonly outcome: Outcome | null;
  /** Null where `outcome` is. */
  readonly track: Track | null;
  /** Places of its blocks in `Recording.blocks`, in order. */
  readonly blocks: readonly number[];
}

export interface Recording {
  readonly path: string;
  readonly meta: FileMeta;
  readonly episodes: readonly RecordedEpisode[];
  readonly blocks: readonly RecordedBlock[];
  /** False where the file was cut or its index is damaged. */
  readonly complete: boolean;
  /** What could not be read when the file was opened. */
  readonly damage: readonly Damage[];
  /** The message that opened the episode, with the map. @throws KhalaError FILE_CORRUPT */
  start(episode: number): StartMessage;
  /** The undecoded messages of a block. @throws KhalaError FILE_CORRUPT with the chunk's number */
  readBytes(block: number): Uint8Array[];
  /** The decoded messages of a block. @throws KhalaError FILE_CORRUPT */
  readBlock(block: number): MatchMessage[];
}

const DAMAGE_CODES: ReadonlySet<string> = new Set(['FILE_CORRUPT', 'PROTOCOL_MESSAGE', 'PROTOCOL_LIMIT']);

/** True for the errors by which a damaged part of a readable file shows itself. */
export function isDamage(error: unknown): error is KhalaError {
  return error instanceof KhalaError && DAMAGE_CODES.has(error.code);
}

interface FoundEpisode {
  readonly begin: EpisodeBegin;
  readonly chunk: ChunkEntry;
  readonly data: ChunkEntry[];
  end: z.infer<typeof episodeEndSchema> | null;
}

/**
 * Opens a recording; no file handle stays open. A file that was cut gives back all its complete blocks.
 * @throws KhalaError FILE_NOT_FOUND, FILE_FOREIGN, FILE_VERSION, FILE_TRUNCATED, FILE_CORRUPT (what it says about
 *   itself cannot be read)
 * @example openRecording('a.khr').episodes[0].outcome
 */
export function openRecording(path: string): Recording {
  const chunks = openChunks(path);
  const damage: Damage[] = [...chunks.damage];
  const meta = readMeta(chunks);
  const found = [...findEpisodes(chunks, damage).values()];
  const data: ChunkEntry[] = [];
  const blocks: RecordedBlock[] = [];
  const episodes = found.map((episode, number): RecordedEpisode => {
    const places = episode.data.map((chunk) => {
      data.push(chunk);
      const { block, messages, rawLength, storedLength } = chunk;
      return blocks.push({ episode: number, number: block, messages, rawLength, storedLength }) - 1;
    });
    const { outcome = null, track = null } = episode.end ?? {};
    return { ...episode.begin, outcome, track, blocks: places };
  });
  // What outlives this call keeps no tracks: they are most of what is known of a recording, and few need them again.
  const begins = found.map(({ chunk }) => chunk);
  const readBytes = (block: number): Uint8Array[] =>
    unpack(path, chunks.read(data[block]), data[block].messages, data[block]);
  return {
    path,
    meta,
    episodes,
    blocks,
    complete: chunks.complete,
    damage,
    start(episode) {
      const message = decodeMatchMessage(beginParts(chunks, begins[episode])[1]);
      if (message.type === 'start') return message;
      throw new KhalaError(
        'FILE_CORRUPT',
        `read ${path}: episode ${episode} begins with a ${message.type} message, not with start; record it again`,
      );
    },
    readBytes,
    readBlock: (block) => readBytes(block).map(decodeMatchMessage),
  };
}

function readMeta(chunks: ChunkReader): FileMeta {
  const chunk = chunks.chunks.find((candidate) => candidate.kind === 'meta');
  if (chunk) return parseJson(chunks, chunk, chunks.read(chunk), fileMetaSchema);
  throw new KhalaError(
    'FILE_TRUNCATED',
    `read ${chunks.path}: the file ends before it has said what it is; record it again`,
  );
}

/** Groups chunks by episode. What is damaged is noted and left out: an episode needs its beginning, not its end. */
function findEpisodes(chunks: ChunkReader, damage: Damage[]): Map<number, FoundEpisode> {
  const found = new Map<number, FoundEpisode>();
  for (const chunk of chunks.chunks) {
    if (chunk.kind === 'meta') continue;
    const episode = found.get(chunk.episode);
    try {
      if (chunk.kind === 'begin') {
        if (episode) throw new KhalaError('FILE_CORRUPT', `episode ${chunk.episode} begins twice`);
        const begin = parseJson(chunks, chunk, beginParts(chunks, chunk)[0], episodeBeginSchema);
        found.set(chunk.episode, { begin, chunk, data: [], end: null });
      } else if (!episode || episode.end) {
        throw new KhalaError(
          'FILE_CORRUPT',
          `a ${chunk.kind} chunk belongs to no open episode (${chunk.episode})`,
        );
      } else if (chunk.kind === 'data') {
        episode.data.push(chunk);
      } else {
        episode.end = parseJson(chunks, chunk, chunks.read(chunk), episodeEndSchema);
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
      damage.push({ offset: chunk.offset, reason: error.message });
    }
  }
  return found;
}

/** The two parts of a begin chunk: a description in JSON and the start message. */
function beginParts(chunks: ChunkReader, chunk: ChunkEntry): Uint8Array[] {
  return unpack(chunks.path, chunks.read(chunk), 2, chunk);
}

function unpack(path: string, raw: Buffer, count: number, chunk: ChunkEntry): Uint8Array[] {
  const messages = unpackMessages(raw, count);
  if (messages) return messages;
  throw new KhalaError(
    'FILE_CORRUPT',
    `read ${path}: the ${chunk.kind} chunk at byte ${chunk.offset} should hold ${count} messages and does not; record it again`,
  );
}

function parseJson<T>(chunks: ChunkReader, chunk: ChunkEntry, bytes: Uint8Array, schema: z.ZodType<T>): T {
  let reason: string;
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    reason = `${issue.path.join('.')}: ${issue.message}`;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    reason = error.message;
  }
  throw new KhalaError(
    'FILE_CORRUPT',
    `read ${chunks.path}: the ${chunk.kind} chunk at byte ${chunk.offset} is not as it should be (${reason}); record it again`,
  );
}
