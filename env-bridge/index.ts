/** The public surface of the environment contract and the bridge. Games have their own, in their folders. */
export { type BridgeClient, type ConnectOptions, connectBridge, type SeatWish } from './client.js';
export type { Environment, Player } from './environment.js';
export type { MatchSpec } from './hosted-match.js';
export { type MatchObserver, type MatchOptions, playMatch } from './match.js';
export { PROTOCOL_VERSION } from './protocol.js';
export { type Bridge, type BridgeOptions, type OpenMatch, startBridge } from './server.js';
export { bridgeLimitsSchema, type MatchSettings, matchSettingsSchema } from './settings.js';
