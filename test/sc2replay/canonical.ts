/**
 * The canonical text of decoded values, whose SHA-256 the reference counts give: JSON with sorted keys, bytes as hex,
 * a bit array as its length and the number that Blizzard's decoder makes of it.
 */
import { createHash } from 'node:crypto';
import type { GameEvent, OtherEvent, TrackerEvent } from '../../replays/sc2replay/replay.js';
import type { BitArray, Value } from '../../replays/sc2replay/values.js';

const NAMESPACES = { game: 'NNet.Game.', message: 'NNet.Game.', tracker: 'NNet.Replay.Tracker.' } as const;
/** Up to this base build an event's sender is a player, later a user. */
const LAST_BUILD_OF_PLAYER_IDS = 23260;

export type EventStream = keyof typeof NAMESPACES;

export function canonical(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('hex')}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isBitArray(value)) return `[${value.length},"${referenceNumber(value).toString(16)}"]`;
  return object(Object.entries(value as { [field: string]: Value }).map(([key, of]) => [key, canonical(of)]));
}

function object(entries: [key: string, text: string][]): string {
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}

const isBitArray = (value: object): value is BitArray =>
  'bits' in value && 'firstBit' in value && value.bits instanceof Uint8Array;

/** Blizzard's decoder joins the bits byte by byte: the first piece highest, each piece with its lowest bit first. */
function referenceNumber({ length, firstBit, bits }: BitArray): bigint {
  let number = 0n;
  for (let i = 0; i < length; ) {
    const piece = Math.min(8 - ((firstBit + i) % 8), length - i);
    let value = 0n;
    for (let bit = 0; bit < piece; bit++) value |= BigInt(bits[i + bit] as number) << BigInt(bit);
    number = (number << BigInt(piece)) | value;
    i += piece;
  }
  return number;
}

export function canonicalEvent(
  event: GameEvent | TrackerEvent | OtherEvent,
  stream: EventStream,
  baseBuild: number,
): string {
  const {
    event: kind,
    eventId,
    loop,
    userId,
    name,
    fields,
    ...own
  } = event as unknown as {
    [field: string]: Value;
  };
  const entries = Object.entries((fields ?? own) as { [field: string]: Value });
  const texts = entries.map(([key, value]): [string, string] => [key, canonical(value)]);
  const label = String(name ?? kind);
  texts.push(['_event', JSON.stringify(NAMESPACES[stream] + label)]);
  texts.push(['_eventid', canonical(eventId ?? null)], ['_gameloop', canonical(loop ?? null)]);
  if (userId !== undefined) {
    const sender = baseBuild <= LAST_BUILD_OF_PLAYER_IDS ? 'player' : 'user';
    texts.push([`_${sender}id`, `{"m_${sender}Id":${canonical(userId)}}`]);
  }
  return object(texts);
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The digest of all events, one a line. */
export function digestEvents(
  events: readonly (GameEvent | TrackerEvent | OtherEvent)[],
  stream: EventStream,
  baseBuild: number,
): string {
  const hash = createHash('sha256');
  for (const event of events) hash.update(`${canonicalEvent(event, stream, baseBuild)}\n`);
  return hash.digest('hex');
}
