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

export type EventStream = keyof typeof NAMESPACES;
type AnyEvent = GameEvent | TrackerEvent | OtherEvent;

export function canonical(value: Value): string {
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('hex')}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isBitArray(value)) return `[${value.length},"${referenceNumber(value).toString(16)}"]`;
  return `{${entriesOf(value as Fields)}}`;
}

/** Sorted keys with their JSON, by the keys as they stand: objects of one type have the same ones. */
const ORDERS = new Map<string, readonly (readonly [key: string, json: string])[]>();

function entriesOf(fields: Fields): string {
  const keys = Object.keys(fields);
  const shape = keys.join();
  let order = ORDERS.get(shape);
  if (order === undefined) {
    order = keys.sort().map((key) => [key, `${JSON.stringify(key)}:`]);
    ORDERS.set(shape, order);
  }
  return order.map(([key, json]) => json + canonical(fields[key] as Value)).join(',');
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

/** An event's own keys begin with a letter: the underscored ones come first. */
export function canonicalEvent(event: AnyEvent, stream: EventStream, baseBuild: number): string {
  const { event: kind, eventId, loop, userId, name, fields, ...own } = event as unknown as Fields;
  const parts = [
    `"_event":"${NAMESPACES[stream]}${String(name ?? kind)}","_eventid":${eventId},"_gameloop":${loop}`,
  ];
  if (userId !== undefined) {
    const sender = baseBuild <= LAST_BUILD_OF_PLAYER_IDS ? 'player' : 'user';
    parts.push(`"_${sender}id":{"m_${sender}Id":${userId}}`);
  }
  const rest = entriesOf((fields ?? own) as Fields);
  if (rest !== '') parts.push(rest);
  return `{${parts.join(',')}}`;
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The digest of all events, one a line. */
export function digestEvents(events: readonly AnyEvent[], stream: EventStream, baseBuild: number): string {
  return digest(events.map((event) => `${canonicalEvent(event, stream, baseBuild)}\n`).join(''));
}
