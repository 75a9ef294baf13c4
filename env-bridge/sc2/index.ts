/** StarCraft II's own API: what the rest of the project, and programs that import it, may use. The messages are in schema/. */

export { effectOfType, effectType, isEffectTag } from '../../src/spec/effects.js';
export { actionOfCommand, type ReadAction, readAction } from './actions.js';
export { connectGame, type GameConnection } from './client/connection.js';
export { createSc2Game, type GameSetup, type Sc2Game } from './client/game.js';
export { dataOfVocabulary, type UsersOf, usersInData, vocabularyOfData } from './data.js';
export { abilityForms, generalForm, NO_FORMS } from './forms.js';
export { apiRace, type GameInfo, raceOf, racesFor, readGameInfo, writeGameInfo } from './game-info.js';
export {
  createObservationReader,
  type ObservationContext,
  type ObservationReader,
  type ObservedFrame,
} from './observation-reader.js';
export { encodeObservation, type FrameToWrite } from './observation-writer.js';
export {
  decodeMessage,
  decodeRequest,
  decodeResponse,
  encodeMessage,
  encodeRequest,
  encodeResponse,
} from './schema/codec.js';
export { ActionResult, Status } from './schema/enums.js';
export type { Messages } from './schema/messages.js';
export { type ApiServer, type ApiServerOptions, startApiServer } from './server/api-server.js';
export { skirmishData } from './skirmish-data.js';
