/** The bridge's public surface. The environment contract is in environment.ts, games are in their folders. */
export { connectBridge } from './client.js';
export type { Player } from './environment.js';
export { PROTOCOL_VERSION } from './protocol.js';
export { type Bridge, startBridge } from './server.js';
export { matchSettingsSchema } from './settings.js';
