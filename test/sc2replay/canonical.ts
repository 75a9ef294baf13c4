/**
 * The canonical text of decoded values, whose SHA-256 the reference counts give: JSON with sorted keys, bytes as hex,
 * a bit array as its length and the number that Blizzard's decoder makes of it.
 */
import { createHash } from 'node:crypto';
import type { GameEvent, OtherEvent, TrackerEvent } from '../../replays/sc2replay/replay.js';
import type { BitArray, Fields, Value } from '../../replays/sc2replay/values.js';

const NAMESPACES = { game: 'NNet.Game.', message: 'NNet.Game.', tracker: 'NNet.Replay.Tracker.' } as const;
/** Up to this base build an event's sender is a player, later a user. */
const LAST_BUILD_OF_PLAYER_IDS = 23925;

/** Characters: a call for each event would take longer than the hash itself. */
const HASHED_AT_ONCE = 1 << 16;

export type EventStream = keyof typeof NAMESPACES;
type AnyEvent = GameEvent | TrackerEvent | OtherEvent;

export function canonical(value: Value): string {
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('hex')}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isBitArray(value)) return `[${value.length},"${referenceNumber(value).toString(16)}"]`;
  return `{${entriesOf(value as Fields)}}`;
}

/** What an event has besides its fields. */
const FRAME = new Set(['event', 'eventId', 'loop', 'userId', 'name']);
/** Sorted keys with their JSON, by the keys as they stand: objects of one type have the same ones. */
const ORDERS = new Map<string, readonly (readonly [key: string, json: string])[]>();

/** The entries of a struct, or those of an event's fields: no struct has a key of the frame. */
function entriesOf(fields: Fields): string {
  const keys = Object.keys(fields);
  const shape = keys.join();
  let order = ORDERS.get(shape);
  if (order === undefined) {
    const own = keys.filter((key) => !FRAME.has(key)).sort();
    order = own.map((key, i) => [key, `${i === 0 ? '' : ','}${JSON.stringify(key)}:`]);
    ORDERS.set(shape, order);
  }
  let text = '';
  for (const [key, json] of order) text += json + canonical(fields[key] as Value);
  return text;
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

/** The reference adds loops up without end, where the game's count goes around. */
const LOOPS = 2 ** 32;

/** The lines of a stream's events, without their line ends. */
export function* canonicalEvents(
  events: readonly AnyEvent[],
  stream: EventStream,
  baseBuild: number,
): Generator<string> {
  let rounds = 0;
  let before = 0;
  for (const event of events) {
    if (event.loop < before) rounds += 1;
    before = event.loop;
    yield canonicalEvent(event, rounds * LOOPS + event.loop, stream, baseBuild);
  }
}

/** An event's own keys begin with a letter: the underscored ones come first. */
function canonicalEvent(event: AnyEvent, loop: number, stream: EventStream, baseBuild: number): string {
  const name = event.event === 'other' ? event.name : event.event;
  const fields = (event.event === 'other' ? event.fields : event) as unknown as Fields;
  let text = `{"_event":"${NAMESPACES[stream]}${name}","_eventid":${event.eventId},"_gameloop":${loop}`;
  if ('userId' in event && event.userId !== undefined) {
    const sender = baseBuild <= LAST_BUILD_OF_PLAYER_IDS ? 'player' : 'user';
    text += `,"_${sender}id":{"m_${sender}Id":${event.userId}}`;
  }
  const rest = entriesOf(fields);
  return rest === '' ? `${text}}` : `${text},${rest}}`;
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The digest of all events, one a line. */
export function digestEvents(events: readonly AnyEvent[], stream: EventStream, baseBuild: number): string {
  const hash = createHash('sha256');
  let text = '';
  for (const line of canonicalEvents(events, stream, baseBuild)) {
    text += `${line}\n`;
    if (text.length > HASHED_AT_ONCE) {
      hash.update(text);
      text = '';
    }
  }
  return hash.update(text).digest('hex');
}
