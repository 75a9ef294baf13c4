/** Compares decoded streams with the reference's digests, over the whole corpus. */
import { decodeReplay } from '../../replays/sc2replay/read/decode.js';
import type { StreamName } from '../../replays/sc2replay/replay.js';
import { canonical, digest, digestEvents, type EventStream } from './canonical.js';
import { type CorpusEntry, corpusEntries, readCorpus } from './corpus.js';

export type DigestedStream = keyof CorpusEntry['digests'];

/** The reference's name of the stage that reads a stream. */
const STAGES: { readonly [Stream in DigestedStream]: string } = {
  header: 'header',
  details: 'details',
  initData: 'initData',
  trackerEvents: 'tracker',
  gameEvents: 'game',
  messageEvents: 'message',
};

/**
 * The reference has no definition for these two beta clients: with a neighbour's it reads their lobby wrongly, with or
 * without an error, and leaves out a field of the details of one. `old-clients.test.ts` checks them in other ways.
 */
const MISREAD: { readonly [baseBuild: number]: readonly DigestedStream[] } = {
  23925: ['details', 'initData'],
  24247: ['initData'],
};

export interface Comparison {
  /** Files whose stream has the reference's digest, or is missing there as here. */
  readonly equal: number;
  /** `file stream: what is wrong`. */
  readonly unequal: readonly string[];
  /** How many streams the reference itself could not read, or not rightly, by base build and stream. */
  readonly unread: { readonly [buildAndStream: string]: number };
}

/** Decodes these streams of every file of the corpus. */
export function compareDigests(streams: readonly DigestedStream[]): Comparison {
  const unread: Record<string, number> = {};
  const comparison = { equal: 0, unequal: [] as string[], unread };
  for (const entry of corpusEntries()) {
    const { file, baseBuild, digests, errors } = entry;
    const wanted = streams.filter(
      (stream): stream is Exclude<DigestedStream, 'header'> => stream !== 'header',
    );
    const decoded = decodeReplay(readCorpus(file), { streams: wanted satisfies readonly StreamName[] });
    for (const stream of streams) {
      const want = digests[stream] ?? undefined;
      const problem = decoded.problems.find((known) => known.stream === stream);
      if (errors[STAGES[stream]] !== undefined || MISREAD[baseBuild]?.includes(stream) === true) {
        const key = `${baseBuild} ${stream}`;
        unread[key] = (unread[key] ?? 0) + 1;
      } else if (problem === undefined && digestOf(decoded, stream, baseBuild) === want) {
        comparison.equal += 1;
      } else {
        comparison.unequal.push(`${file} ${stream}: ${problem?.message ?? 'another digest'}`);
      }
    }
  }
  return comparison;
}

/** An empty stream of events has no digest, as one that is not there. */
function digestOf(
  decoded: ReturnType<typeof decodeReplay>,
  stream: DigestedStream,
  baseBuild: number,
): string | undefined {
  switch (stream) {
    case 'trackerEvents':
      return digestOfEvents(decoded.trackerEvents, 'tracker', baseBuild);
    case 'gameEvents':
      return digestOfEvents(decoded.gameEvents, 'game', baseBuild);
    case 'messageEvents':
      return digestOfEvents(decoded.messageEvents, 'message', baseBuild);
    default: {
      const value = decoded[stream];
      return value && digest(canonical(value as unknown as Parameters<typeof canonical>[0]));
    }
  }
}

const digestOfEvents = (
  events: Parameters<typeof digestEvents>[0] | undefined,
  stream: EventStream,
  baseBuild: number,
): string | undefined =>
  events === undefined || events.length === 0 ? undefined : digestEvents(events, stream, baseBuild);
