/** From the bytes of a `.SC2Replay` file to its streams as values. */
import { KhalaError } from '../../../src/spec/errors.js';
import { type Layout, layoutFor, newestLayout } from '../layout/resolve.js';
import { type Archive, openArchive } from '../mpq/archive.js';
import { type ArchiveLimits, archiveLimitsSchema } from '../mpq/limits.js';
import {
  type DecodedReplay,
  type ReplayHeader,
  type ReplayInitData,
  STREAMS,
  type StreamName,
  type StreamProblem,
} from '../replay.js';
import { decodeAttributes } from './attributes.js';
import { BitReader, packedRead } from './bits.js';
import { checkedDetails, checkedHeader } from './checks.js';
import { packedEventsRead, trackerEventsRead } from './events.js';
import { decodeMetadata } from './metadata.js';
import { TaggedReader, taggedRead } from './versioned.js';

/** A publisher who hides the players leaves these streams under another name. */
const BACKUP_SUFFIX = '.backup';
const HEADER_NAME = 'the replay header';

export interface DecodeOptions {
  /** Streams that are wanted; all where this is not given. Fewer streams take less time. */
  readonly streams?: readonly StreamName[];
  readonly limits?: ArchiveLimits;
}

/** A stream's reader for one layout. */
type StreamRead<Name extends StreamName> = (
  bytes: Uint8Array,
  name: string,
  limits: ArchiveLimits,
) => DecodedReplay[Name];
type StreamReads = { readonly [Name in StreamName]: StreamRead<Name> };

/**
 * Decodes a replay.
 *
 * @param bytes the whole file
 * @returns the streams that the archive has and that could be decoded; `problems` tells of the others
 * @throws KhalaError as `openArchive` does, and FILE_CORRUPT, FILE_TRUNCATED where the header cannot be read
 *
 * @example
 * const { header, gameEvents, problems } = decodeReplay(await readFile('game.SC2Replay'));
 */
export function decodeReplay(bytes: Uint8Array, options: DecodeOptions = {}): DecodedReplay {
  const limits = options.limits ?? archiveLimitsSchema.parse({});
  const archive = openArchive(plain(bytes), limits);
  const { layout, choice } = layoutFor(baseBuildOf(archive.userData));
  const header = readHeader(archive.userData, layout);
  const reads = readsOf(layout);
  const problems: StreamProblem[] = [];
  const decoded: { [Name in StreamName]?: DecodedReplay[Name] } = {};
  const decode = <Name extends StreamName>(stream: Name): void => {
    try {
      const content = readStream(archive, stream, limits);
      if (content !== undefined) decoded[stream] = reads[stream](content, STREAMS[stream], limits);
    } catch (error) {
      if (!(error instanceof KhalaError)) throw error;
      problems.push({ stream, code: error.code, message: error.message });
    }
  };
  for (const stream of options.streams ?? (Object.keys(STREAMS) as StreamName[])) decode(stream);
  return { header, layout: choice, ...decoded, problems };
}

/** The streams whose size `streamEvents` bounds; all others are small. */
const OF_EVENTS: ReadonlySet<StreamName> = new Set(['trackerEvents', 'gameEvents', 'messageEvents']);

function readStream(
  archive: Archive,
  stream: StreamName,
  { lobbyBytes }: ArchiveLimits,
): Uint8Array | undefined {
  const name = STREAMS[stream];
  const content = archive.read(name) ?? archive.read(name + BACKUP_SUFFIX);
  if (content === undefined) return undefined;
  if (!OF_EVENTS.has(stream) && content.length > lobbyBytes) {
    throw new KhalaError(
      'FILE_LIMIT',
      `reading ${name}: its lobbyBytes may be ${lobbyBytes}, got ${content.length}; raise lobbyBytes if the file is trusted`,
    );
  }
  return plain(content);
}

/** The same bytes without what a Buffer adds: views of it are cheaper, and `slice` copies. */
const plain = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The header describes itself: the newest layout knows where every client's header has its version. */
function baseBuildOf(userData: Uint8Array): number {
  return readHeader(userData, newestLayout()).m_version.m_baseBuild;
}

function readHeader(userData: Uint8Array, layout: Layout): ReplayHeader {
  return checkedHeader(taggedRead(layout.header)(new TaggedReader(userData, HEADER_NAME)), HEADER_NAME);
}

const READS = new WeakMap<Layout, StreamReads>();

function readsOf(layout: Layout): StreamReads {
  const known = READS.get(layout);
  if (known !== undefined) return known;
  const made = makeReads(layout);
  READS.set(layout, made);
  return made;
}

/** The casts say what the layouts' tables say: a bit-packed value has all the fields that the contract names. */
function makeReads(layout: Layout): StreamReads {
  const details = taggedRead(layout.details);
  const initData = packedRead(layout.initData);
  return {
    details: (bytes, name) => checkedDetails(details(new TaggedReader(bytes, name)), name),
    initData: (bytes, name) => initData(new BitReader(bytes, name)) as unknown as ReplayInitData,
    attributes: (bytes) => decodeAttributes(bytes),
    trackerEvents: trackerEventsRead(layout.events.tracker),
    gameEvents: packedEventsRead(layout.events.game),
    messageEvents: packedEventsRead(layout.events.message) as StreamRead<'messageEvents'>,
    metadata: decodeMetadata,
  };
}
