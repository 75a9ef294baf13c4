/** Checks of RequestCreateGame and RequestJoinGame: each refusal has the API's own error and says what is allowed. */
import { hasCode } from '../../../src/spec/errors.js';
import type { ResponseCreateGameError, ResponseJoinGameError } from '../schema/enums.js';
import type {
  InterfaceOptions,
  PlayerSetup,
  RequestCreateGame,
  RequestJoinGame,
} from '../schema/messages.js';
import type { GameCatalog, ServedMap } from './catalog.js';

/** Players of the simulator. */
const PLAYERS = 2;
/** Seats for observers. */
const MOST_OBSERVERS = 4;

export interface GameSetup {
  /** As the client named it. */
  readonly path: string;
  readonly map: ServedMap;
  /** In the order of their ids, from 1. */
  readonly players: readonly PlayerSetup[];
  readonly observers: number;
  /** Null: the server draws one. */
  readonly seed: number | null;
  readonly realtime: boolean;
}

export interface Refused<Code extends string> {
  readonly error: Code;
  readonly errorDetails: string;
}

/** The game that is asked for, opened, or why there is none. */
export function checkCreateGame(
  request: RequestCreateGame,
  catalog: GameCatalog,
): GameSetup | Refused<ResponseCreateGameError> {
  const refuse = (
    error: ResponseCreateGameError,
    errorDetails: string,
  ): Refused<ResponseCreateGameError> => ({
    error,
    errorDetails,
  });
  const maps = catalog.maps.join(', ');
  const { localMap, battlenetMapName, playerSetup = [], disableFog, randomSeed, realtime } = request;
  if (battlenetMapName !== undefined)
    return refuse(
      'InvalidMapName',
      `there are no maps of Battle.net here; send local_map with one of ${maps}`,
    );
  if (localMap?.mapData !== undefined)
    return refuse('InvalidMapData', `maps are not loaded from data here; send map_path with one of ${maps}`);
  if (localMap?.mapPath === undefined || localMap.mapPath === '')
    return refuse('MissingMap', `send local_map with map_path; maps are ${maps}`);
  if (disableFog)
    return refuse('InvalidPlayerSetup', 'disable_fog: the fog cannot be lifted here; leave it out');
  if (playerSetup.length === 0)
    return refuse('MissingPlayerSetup', `send player_setup: ${PLAYERS} players, at least one Participant`);
  const players = playerSetup.filter(({ type }) => type === 'Participant' || type === 'Computer');
  const observers = playerSetup.filter(({ type }) => type === 'Observer').length;
  if (players.length + observers < playerSetup.length)
    return refuse('InvalidPlayerSetup', 'each player_setup has a type: Participant, Computer or Observer');
  if (players.length !== PLAYERS || observers > MOST_OBSERVERS)
    return refuse(
      'InvalidPlayerSetup',
      `a game here has ${PLAYERS} players and at most ${MOST_OBSERVERS} observers; got ${players.length} and ${observers}`,
    );
  if (observers === 0 && !players.some(({ type }) => type === 'Participant'))
    return refuse('InvalidPlayerSetup', 'nobody could join: at least one Participant or Observer is needed');
  let map: ServedMap;
  try {
    map = catalog.open(localMap.mapPath);
  } catch (error) {
    if (!hasCode(error, 'UNKNOWN_SCENARIO')) throw error;
    return refuse('InvalidMapPath', (error as Error).message);
  }
  return {
    ...{ path: localMap.mapPath, map, players, observers },
    seed: randomSeed ?? null,
    realtime: realtime ?? false,
  };
}

/** Why somebody cannot join with these wishes, whatever the game; null if he can. */
export function checkJoinGame(request: RequestJoinGame): Refused<ResponseJoinGameError> | null {
  const refuse = (error: ResponseJoinGameError, errorDetails: string): Refused<ResponseJoinGameError> => ({
    error,
    errorDetails,
  });
  const { race, observedPlayerId, options } = request;
  if (race === undefined && observedPlayerId === undefined)
    return refuse('MissingParticipation', 'send race to play, or observed_player_id to observe');
  if (observedPlayerId !== undefined && (observedPlayerId < 1 || observedPlayerId > PLAYERS))
    return refuse(
      'InvalidObservedPlayerId',
      `players are 1 to ${PLAYERS}; got ${observedPlayerId} to observe`,
    );
  if (!options) return refuse('MissingOptions', 'send options with raw set');
  const unsupported = unsupportedOptions(options);
  return unsupported === null ? null : refuse('FeatureUnsupported', unsupported);
}

/** What of these wishes there is not, in words; null where all is there. */
export function unsupportedOptions({
  featureLayer,
  render,
  raw,
  rawCropToPlayableArea,
}: InterfaceOptions): string | null {
  if (featureLayer || render) return 'there are no pictures here: leave out feature_layer and render';
  if (!raw) return 'there is the raw interface only: set options.raw';
  return rawCropToPlayableArea ? 'raw_crop_to_playable_area: coordinates are of the whole map here' : null;
}
