/** The streams of events: one after the other to the end of the stream, each from a whole byte on. */
import { KhalaError } from '../../../src/spec/errors.js';
import type { EventLayout } from '../layout/resolve.js';
import type { ArchiveLimits } from '../mpq/limits.js';
import type { GameEvent, OtherEvent, TrackerEvent } from '../replay.js';
import type { Fields, Making, Value } from '../values.js';
import { BitReader, type PackedFill, type PackedRead, packedFill, packedRead } from './bits.js';
import { type TaggedFill, type TaggedRead, TaggedReader, taggedFill, taggedRead } from './versioned.js';

/** The names of events with fields of their own in the result; all others become an `OtherEvent`. */
type KnownName = Exclude<GameEvent['event'] | TrackerEvent['event'], 'other'>;

const KNOWN: { readonly [Name in KnownName]: true } = {
  SCmdEvent: true,
  SCmdUpdateTargetPointEvent: true,
  SCmdUpdateTargetUnitEvent: true,
  SCommandManagerStateEvent: true,
  SSelectionDeltaEvent: true,
  SControlGroupUpdateEvent: true,
  SCameraUpdateEvent: true,
  SGameUserLeaveEvent: true,
  SUnitBornEvent: true,
  SUnitInitEvent: true,
  SUnitDoneEvent: true,
  SUnitDiedEvent: true,
  SUnitOwnerChangeEvent: true,
  SUnitTypeChangeEvent: true,
  SUnitPositionsEvent: true,
  SUpgradeEvent: true,
  SPlayerStatsEvent: true,
  SPlayerSetupEvent: true,
};

/**
 * The game counts its loops in 32 bits, and a delta that goes around goes back: a tracker stream may begin again with
 * the setup of the players after a game was played once more from its replay.
 */
const LOOPS = 2 ** 32;

interface EventRead<Fill> {
  readonly name: string;
  readonly known: boolean;
  readonly fill: Fill;
}

type EventLimits = Pick<ArchiveLimits, 'streamEvents'>;

/** Reads a stream of the clients' events to its end. `name` is the stream's, for messages. */
export type PackedEventsRead = (
  bytes: Uint8Array,
  name: string,
  limits: EventLimits,
) => readonly (GameEvent | OtherEvent)[];

/** Makes the reader of the game events or messages of one layout. */
export function packedEventsRead(layout: EventLayout): PackedEventsRead {
  const made = new Map<EventLayout['id'], PackedRead>();
  const read = {
    delta: packedRead(layout.delta, made),
    sender: packedRead(senderOf(layout), made),
    id: packedRead(layout.id, made),
  };
  const events = eventReads(layout, (type): PackedFill => packedFill(type, made));
  return (bytes, name, limits) => {
    const reader = new BitReader(bytes, name);
    const list: Making[] = [];
    let loop = 0;
    while (!reader.done) {
      if (list.length >= limits.streamEvents) throw tooMany(name, limits);
      loop = (loop + deltaValue(read.delta(reader))) % LOOPS;
      const userId = read.sender(reader);
      const eventId = Number(read.id(reader));
      const event = events[eventId];
      if (event === undefined) throw reader.corrupt(`no event has the id ${eventId}`);
      if (event.known) {
        const filled: Making = { event: event.name, eventId, loop, userId };
        event.fill(reader, filled);
        list.push(filled);
      } else {
        const fields: Fields = {};
        event.fill(reader, fields);
        list.push({ event: 'other', name: event.name, eventId, loop, userId, fields });
      }
      reader.align();
    }
    return asEvents(list);
  };
}

/** Makes the reader of the tracker events of one layout. */
export function trackerEventsRead(
  layout: EventLayout,
): (bytes: Uint8Array, name: string, limits: EventLimits) => readonly TrackerEvent[] {
  const made = new Map<EventLayout['id'], TaggedRead>();
  const readDelta = taggedRead(layout.delta, made);
  const readId = taggedRead(layout.id, made);
  const events = eventReads(layout, (type): TaggedFill => taggedFill(type, made));
  return (bytes, name, limits) => {
    const reader = new TaggedReader(bytes, name);
    const list: Making[] = [];
    let loop = 0;
    while (!reader.done) {
      if (list.length >= limits.streamEvents) throw tooMany(name, limits);
      loop = (loop + deltaValue(readDelta(reader))) % LOOPS;
      const eventId = Number(readId(reader));
      const event = events[eventId];
      if (event === undefined) throw reader.corrupt(`no event has the id ${eventId}`);
      if (event.known) {
        const filled: Making = { event: event.name, eventId, loop };
        event.fill(reader, filled);
        list.push(filled);
      } else {
        const fields: Fields = {};
        event.fill(reader, fields);
        list.push({ event: 'other', name: event.name, eventId, loop, fields });
      }
    }
    return asEvents(list);
  };
}

function tooMany(name: string, { streamEvents }: EventLimits): KhalaError {
  return new KhalaError(
    'FILE_LIMIT',
    `reading ${name}: it may have ${streamEvents} events, got more; raise streamEvents if the file is trusted`,
  );
}

function senderOf(layout: EventLayout): EventLayout['id'] {
  if (layout.sender === undefined)
    throw new RangeError('a layout of client events needs the type of their sender');
  return layout.sender;
}

/** Event readers by id. */
function eventReads<Fill>(layout: EventLayout, fill: (type: EventLayout['id']) => Fill): EventRead<Fill>[] {
  const events: EventRead<Fill>[] = [];
  for (const { id, name, type, early } of layout.events) {
    events[id] = { name, known: !early && Object.hasOwn(KNOWN, name), fill: fill(type) };
  }
  return events;
}

/** The number in a loop delta, whose choice tells only its width; an unknown width counts 0 as in the reference. */
function deltaValue(delta: Value): number {
  const [value = 0] = Object.values(delta as Fields);
  return Number(value);
}

/** What was filled in has the fields that the layout's tables name: the compiler cannot see it. */
function asEvents<Event>(list: readonly Making[]): readonly Event[] {
  return list as unknown as readonly Event[];
}
