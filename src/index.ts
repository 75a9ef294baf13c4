/**
 * Khala as a library: write an agent, connect it to a bridge, or put a bridge before a game of your own.
 *
 * @example
 * import { connectBridge, noOp } from 'khala';
 *
 * const client = await connectBridge(url, { name: 'patience' });
 * await client.play({ name: 'patience', start() {}, act: () => noOp(8), end() {} });
 * await client.close();
 */
export {
  type AgentOptions,
  DEFAULT_AGENT_OPTIONS,
  type ResolvedAgent,
  resolveAgent,
} from '../agent/resolve.js';
export { createScripted, DIFFICULTIES, type Difficulty } from '../agent/scripted/index.js';
export {
  type BridgeClient,
  type ConnectOptions,
  connectBridge,
  type SeatWish,
} from '../env-bridge/client.js';
export type { AsyncEnvironment, Environment, Player } from '../env-bridge/environment.js';
export type { MatchSpec } from '../env-bridge/hosted-match.js';
export { type MatchObserver, type MatchOptions, playMatch } from '../env-bridge/match.js';
export { PROTOCOL_VERSION } from '../env-bridge/protocol.js';
/** The messages of StarCraft II's own API, and columns out of and into them. */
export * as sc2api from '../env-bridge/sc2/index.js';
export { type Bridge, type BridgeOptions, type OpenMatch, startBridge } from '../env-bridge/server.js';
export type { MatchSettings } from '../env-bridge/settings.js';
export {
  createSkirmish,
  SCENARIOS,
  type Scenario,
  type ScenarioDefinition,
  scenarioNames,
} from '../env-bridge/skirmish/index.js';
export {
  ALLIANCE,
  DISPLAY_TYPE,
  ENTITY_COLUMNS,
  type EntityTable,
  PLAYER_SCALAR_INDEX,
  RACE,
} from './spec/columns.js';
export { ERROR_CODES, type ErrorCode, hasCode, KhalaError } from './spec/errors.js';
export type {
  EndReason,
  MatchInfo,
  MatchLimits,
  Outcome,
  PlayerId,
  Rejection,
  Result,
  TimeStep,
} from './spec/match.js';
export {
  type Command,
  LOOPS_PER_GAME_SECOND,
  LOOPS_PER_SECOND,
  type MapInfo,
  noOp,
  type Observation,
  type Target,
  VISIBILITY,
} from './spec/observation.js';
export { ABILITY, SKIRMISH_VOCABULARY, UNIT_TYPE, type Vocabulary } from './spec/vocabulary.js';
