/**
 * What client and server say to each other around the match messages. The reference, with states and an example
 * exchange, is docs/protocol.md.
 */
import { z } from 'zod';
import {
  encodeMatchMessage,
  MATCH_MESSAGE_TYPES,
  pack,
  parseMatchMessage,
  unpack,
} from '../src/spec/codec/index.js';
import { ERROR_CODES, type ErrorCode, KhalaError } from '../src/spec/errors.js';
import type { MatchMessage } from '../src/spec/messages.js';
import { matchSettingsSchema } from './settings.js';

/** Raised with every change that an older client or server would not understand. */
export const PROTOCOL_VERSION = 1;

const name = z.string().max(200);
const matchId = z.string().max(64);
const seat = z.number().int().min(1).max(16);
const token = z.string().max(256);
const vocabularyRef = z.strictObject({ name, hash: z.string().length(64) });
const errorCode = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]);

const CLIENT_SCHEMAS = [
  z.strictObject({
    type: z.literal('hello'),
    version: z.number().int(),
    /** Who plays: `scripted:Elite`, a checkpoint's path. */
    name,
    /** Null when it stands in the URL. */
    token: token.nullable(),
    /** The vocabulary that the agent knows; null when it takes any. */
    vocabulary: vocabularyRef.nullable(),
    /** Resume token of a seat, to come back after a cut; else null. */
    resume: token.nullable(),
  }),
  /** Null: any match, the lowest free seat. */
  z.strictObject({ type: z.literal('join'), match: matchId.nullable(), seat: seat.nullable() }),
  /** Null: the newest match, its lowest seat. */
  z.strictObject({ type: z.literal('spectate'), match: matchId.nullable(), seat: seat.nullable() }),
  z.strictObject({ type: z.literal('leave') }),
  /** The agent cannot go on. */
  z.strictObject({ type: z.literal('failed'), code: errorCode, message: z.string().max(1000) }),
] as const;

const SERVER_SCHEMAS = [
  z.strictObject({
    type: z.literal('welcome'),
    version: z.number().int(),
    /** Name and version of the software. */
    server: name,
    vocabulary: vocabularyRef,
    heartbeatSeconds: z.number().positive(),
  }),
  z.strictObject({
    type: z.literal('joined'),
    match: matchId,
    seat,
    /** Say it in `hello` to come back to this seat after a cut. */
    resume: token,
    settings: matchSettingsSchema,
    /** True when this answers a `hello` with a resume token. */
    resumed: z.boolean(),
  }),
  z.strictObject({ type: z.literal('watching'), match: matchId, seat, settings: matchSettingsSchema }),
  z.strictObject({
    type: z.literal('error'),
    code: errorCode,
    message: z.string().max(2000),
    /** The server closes the connection after it. */
    fatal: z.boolean(),
  }),
] as const;

const bridgeMessageSchema = z.discriminatedUnion('type', [...CLIENT_SCHEMAS, ...SERVER_SCHEMAS]);

type BridgeMessage = z.output<typeof bridgeMessageSchema>;
/** Everything that may cross the wire. */
export type Message = BridgeMessage | MatchMessage;
/** The message of one type. */
export type MessageOf<T extends Message['type']> = Extract<Message, { type: T }>;

const matchTypes: ReadonlySet<unknown> = new Set(MATCH_MESSAGE_TYPES);

/** Encodes one message for one binary frame. */
export function encodeMessage(message: Message): Uint8Array {
  return matchTypes.has(message.type) ? encodeMatchMessage(message as MatchMessage) : pack(message);
}

/**
 * Decodes one frame from anybody.
 * @throws KhalaError PROTOCOL_LIMIT, PROTOCOL_MESSAGE, or PROTOCOL_VERSION for a hello or welcome of another version,
 *   whatever else stands in it.
 */
export function decodeMessage(bytes: Uint8Array): Message {
  const wire = unpack(bytes);
  const { type, version } = head(wire);
  if (matchTypes.has(type)) return parseMatchMessage(wire);
  if ((type === 'hello' || type === 'welcome') && version !== PROTOCOL_VERSION)
    throw new KhalaError(
      'PROTOCOL_VERSION',
      `${type}: the other side speaks protocol version ${JSON.stringify(version)}, this one ${PROTOCOL_VERSION}; ` +
        'use the same version of Khala on both sides',
    );
  const parsed = bridgeMessageSchema.safeParse(wire);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KhalaError(
    'PROTOCOL_MESSAGE',
    `decode message of type ${JSON.stringify(type)}: ${[...issue.path, issue.message].join(': ')}`,
  );
}

function head(wire: unknown): { type: unknown; version: unknown } {
  if (typeof wire !== 'object' || wire === null) return { type: typeof wire, version: null };
  const { type, version } = wire as { type?: unknown; version?: unknown };
  return { type: typeof type === 'string' ? type.slice(0, 40) : typeof type, version };
}
