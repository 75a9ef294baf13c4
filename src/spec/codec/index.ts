/** The codec's public surface. Format: docs/protocol.md. */
export { MESSAGE_LIMITS } from './guard.js';
export {
  decodeMatchMessage,
  encodeMatchMessage,
  encodeMatchMessageTo,
  MATCH_MESSAGE_TYPES,
  parseMatchMessage,
} from './messages.js';
export { pack, unpack } from './msgpack.js';
export { readContext, readObservation } from './observation-reader.js';
export type { Bytes } from './write.js';
