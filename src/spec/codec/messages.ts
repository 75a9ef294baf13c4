/**
 * Match messages to bytes and back. The same bytes cross the wire and lie in recordings.
 */
import type { EntityColumn } from '../columns.js';
import { KhalaError } from '../errors.js';
import type { MatchInfo, TimeStep } from '../match.js';
import type { MatchMessage } from '../messages.js';
import type { Command } from '../observation.js';
import { entitiesFromWire, entitiesToWire } from './entities.js';
import { pack, packTo, unpack } from './msgpack.js';
import { firstIssue, matchMessageSchema } from './schemas.js';
import { type Bytes, Written } from './write.js';

/** Types of messages that `parseMatchMessage` reads. */
export const MATCH_MESSAGE_TYPES = [
  'start',
  'observation',
  'command',
  'label',
  'outcome',
] as const satisfies readonly MatchMessage['type'][];

/** Encodes one message. @throws KhalaError PROTOCOL_MESSAGE when it holds something that is not plain data. */
export function encodeMatchMessage(message: MatchMessage): Uint8Array {
  return pack(toWire(message));
}

/** As `encodeMatchMessage`, to the end of `bytes`; an error leaves their length. */
export function encodeMatchMessageTo(bytes: Bytes, message: MatchMessage): void {
  packTo(bytes, toWire(message));
}

/**
 * Decodes one message; bytes may come from anybody. Typed arrays are aligned copies.
 * @throws KhalaError PROTOCOL_LIMIT or PROTOCOL_MESSAGE
 */
export function decodeMatchMessage(bytes: Uint8Array): MatchMessage {
  return parseMatchMessage(unpack(bytes));
}

/** Checks the decoded wire form of a match message. @throws KhalaError PROTOCOL_MESSAGE */
export function parseMatchMessage(wire: unknown): MatchMessage {
  const parsed = matchMessageSchema.safeParse(wire);
  if (!parsed.success)
    throw new KhalaError('PROTOCOL_MESSAGE', `decode match message: ${firstIssue(parsed.error)}`);
  const message = parsed.data;
  if (message.type !== 'observation') return message;
  const { observation } = message.step;
  return {
    ...message,
    step: {
      ...message.step,
      observation: {
        ...observation,
        unknown: observation.unknown as readonly EntityColumn[],
        entities: entitiesFromWire(observation.entities, observation.count),
      },
    },
  };
}

function toWire(message: MatchMessage): unknown {
  switch (message.type) {
    case 'start':
      return { type: 'start', info: infoToWire(message.info) };
    case 'observation':
      return { type: 'observation', player: message.player, step: stepToWire(message.step) };
    case 'command':
    case 'label':
      return { ...message, command: commandToWire(message.command) };
    case 'outcome':
      return message;
  }
}

/** The shape of the layers is only told where it is not the map's, so that peers of before it could differ understand. */
function infoToWire(info: MatchInfo): unknown {
  const { layerWidth, layerHeight, ...map } = info.map;
  const ownShape = layerWidth !== map.width || layerHeight !== map.height;
  return {
    ...info,
    map: {
      ...map,
      ...(ownShape && { layerWidth, layerHeight }),
      pathing: plain(map.pathing),
      placement: plain(map.placement),
      terrainHeight: plain(map.terrainHeight),
    },
  };
}

function stepToWire(step: TimeStep): unknown {
  const { observation, info } = step;
  return {
    observation: {
      ...observation,
      entities: entitiesToWire(observation.entities, observation.unknown),
      unknown: writtenNames(observation.unknown),
      lastCommand: observation.lastCommand && commandToWire(observation.lastCommand),
      visibility: plain(observation.visibility),
      creep: plain(observation.creep),
    },
    reward: step.reward,
    terminated: step.terminated,
    truncated: step.truncated,
    info: {
      rejected: info.rejected.map(({ command, result }) => ({ command: commandToWire(command), result })),
      ...(info.cooling && { cooling: info.cooling }),
      ...(info.outcome && { outcome: info.outcome }),
    },
  };
}

/** The list of unknown columns in bytes, which all observations of a match share like the list itself. */
const written = new WeakMap<readonly EntityColumn[], Written>();

function writtenNames(names: readonly EntityColumn[]): Written {
  const known = written.get(names);
  if (known) return known;
  const made = new Written(pack(names));
  written.set(names, made);
  return made;
}

function commandToWire(command: Command): unknown {
  const { target } = command;
  return {
    ability: command.ability,
    delay: command.delay,
    queued: command.queued,
    units: tagsToWire(command.units),
    target: target.kind === 'entity' ? { kind: 'entity', tag: BigUint64Array.of(target.tag) } : target,
  };
}

/** As BigUint64Array.from, in a third of the time. */
function tagsToWire(tags: readonly bigint[]): BigUint64Array {
  const wire = new BigUint64Array(tags.length);
  for (let i = 0; i < tags.length; i++) wire[i] = tags[i];
  return wire;
}

/** A Buffer would be written as MessagePack's bin, which is not part of the protocol. */
function plain(bytes: Uint8Array): Uint8Array {
  return Buffer.isBuffer(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;
}
