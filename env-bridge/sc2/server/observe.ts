/** GameInfo and observations as a client's seat has them. */
import { PLAYER_SCALAR_INDEX } from '../../../src/spec/columns.js';
import type { Result } from '../../../src/spec/match.js';
import { apiRace, writeGameInfo } from '../game-info.js';
import { encodeObservation } from '../observation-writer.js';
import type { Result as ApiResult, Status } from '../schema/enums.js';
import type { PlayerInfo, PlayerResult, ResponseGameInfo, Score } from '../schema/messages.js';
import { takeNews } from './seat.js';
import type { Watched, Watching } from './watched.js';

const RESULTS = { win: 'Victory', draw: 'Tie', loss: 'Defeat' } as const satisfies Record<Result, ApiResult>;

export function gameInfo({ session, seat, player }: Watching): ResponseGameInfo {
  const { setup, game } = session;
  const { map, scenario } = game.matchInfo(player);
  const enemy = player === 1 ? 2 : 1;
  return writeGameInfo({
    map: { ...map, name: scenario },
    localMapPath: setup.path,
    playableArea: setup.map.playableArea,
    startLocations: [setup.map.starts[enemy]],
    players: setup.players.map((_, i) => playerInfo(session, i + 1)),
    options: seat.options,
  });
}

export function playerInfo(session: Watched, playerId: number): PlayerInfo {
  const { type, difficulty, aiBuild } = session.setup.players[playerId - 1];
  const actual = session.game.observe(playerId).observation.player[PLAYER_SCALAR_INDEX.race];
  return {
    playerId,
    type: type ?? 'Participant',
    raceRequested: session.raceOf(playerId),
    // Both sides have the same units, so nobody's race is a secret.
    raceActual: apiRace(actual),
    ...(type === 'Computer' && { difficulty: difficulty ?? 'VeryEasy', aiBuild: aiBuild ?? 'RandomBuild' }),
    playerName: session.nameOf(playerId),
  };
}

/** The bytes of a whole response: an observation of now, and what happened since the last one. */
export function observationResponse(
  { session, seat, player }: Watching,
  id: number | undefined,
  status: Status,
): Uint8Array {
  const { game, outcome } = session;
  const step = game.observe(player);
  seat.log?.observed(step);
  const { map } = session.game.matchInfo(player);
  const { actions, errors, chat } = takeNews(seat);
  const { tags, next } = game.deaths(player, seat.deaths);
  seat.deaths = next;
  return encodeObservation({
    observation: step.observation,
    layers: { width: map.layerWidth, height: map.layerHeight },
    ...{ id, status, actions, actionErrors: errors, chat, deadUnits: tags },
    ...(seat.options.score && { score: score(session, player) }),
    ...(outcome && { results: results(outcome.results) }),
    player: { camera: { x: map.width / 2, y: map.height / 2, z: 0 } },
  });
}

/** Enemies that died, which is what these scenarios are about. */
function score(session: Watched, player: number): Score {
  return { scoreType: 'Curriculum', score: session.game.kills(player), scoreDetails: {} };
}

export function results(known: Readonly<Record<number, Result>>): PlayerResult[] {
  return Object.entries(known).map(([id, result]) => ({ playerId: Number(id), result: RESULTS[result] }));
}
