/**
 * A replay in the game: opened as one of its players saw it, stepped and looked at. Nothing that the game says is believed
 * unchecked: another player, a loop that does not come, a status that cannot be end in an error and never in a wait.
 */
import { PLAYER_SCALAR_INDEX } from '../../../src/spec/columns.js';
import { KhalaError } from '../../../src/spec/errors.js';
import type { PlayerId } from '../../../src/spec/match.js';
import type { Observation } from '../../../src/spec/observation.js';
import { type GameInfo, racesFor, readGameInfo } from '../game-info.js';
import { createObservationReader, type ObservationReader } from '../observation-reader.js';
import type { Status } from '../schema/enums.js';
import type {
  Action,
  InterfaceOptions,
  ResponseData,
  ResponseReplayInfo,
  ResponseStartReplay,
} from '../schema/messages.js';
import { type GameConnection, refusal } from './connection.js';

/** What is asked of the game: raw units. Without the crop, layers have the map's size. */
const INTERFACE: InterfaceOptions = { raw: true, score: false, rawCropToPlayableArea: false };
/** The first look may be a few loops late: the game begins by itself. */
const LATEST_BEGIN = 22;
/** Loops of one step: a game that goes through ten minutes at one request looks as if it hung. */
const MOST_STEPPED = 448;
const ALL_DATA = { abilityId: true, unitTypeId: true, upgradeId: true, buffId: true, effectId: true };

/** One look at a replay. */
export interface ReplayLook {
  readonly observation: Observation;
  /** What the player did since the look before, as the game tells it. */
  readonly actions: readonly Action[];
  /** The replay is over; there is nothing more to see. */
  readonly ended: boolean;
}

/** A replay as one player saw it. */
export interface ReplayView {
  readonly game: GameInfo;
  readonly data: ResponseData;
  /**
   * Runs to this loop and looks; the first call may name 0. Where the replay ends before, it is the last look.
   * @param loop after that of the look before
   * @throws GAME_CRASHED, GAME_REFUSED; PROTOCOL_STATE where the game says what cannot be, PROTOCOL_MESSAGE, PROTOCOL_LIMIT
   */
  look(loop: number): Promise<ReplayLook>;
}

export interface WatchOptions {
  /** The replay's file. */
  readonly bytes: Uint8Array;
  readonly player: PlayerId;
  /** The map's file, where the game cannot know it. */
  readonly mapData: Uint8Array | null;
  /** General form of each ability, by what the game says of abilities. */
  readonly formsOf: (data: ResponseData) => Uint16Array;
}

/**
 * What the game says of a replay. It loads what it needs.
 * @throws GAME_REFUSED with the game's words, GAME_CRASHED
 */
export async function askReplayInfo(
  connection: GameConnection,
  bytes: Uint8Array,
): Promise<ResponseReplayInfo> {
  const { replayInfo } = await connection.request({
    replayInfo: { replayData: bytes, downloadData: true },
  });
  if (!replayInfo) throw refusal(connection.where, 'replayInfo', ['there is no information in the answer']);
  refuseError(connection, 'replayInfo', replayInfo);
  return replayInfo;
}

/** Opens a replay. @throws GAME_REFUSED, GAME_CRASHED, PROTOCOL_STATE, PROTOCOL_MESSAGE, PROTOCOL_LIMIT */
export async function watchReplay(connection: GameConnection, options: WatchOptions): Promise<ReplayView> {
  const { bytes, player, mapData, formsOf } = options;
  const { startReplay, status } = await connection.request({
    startReplay: {
      replayData: bytes,
      ...(mapData && { mapData }),
      observedPlayerId: player,
      options: INTERFACE,
      ...{ disableFog: false, realtime: false },
    },
  });
  refuseError(connection, 'startReplay', startReplay ?? {});
  checkStatus(connection, 'startReplay', status ?? null);
  const { gameInfo } = await connection.request({ gameInfo: {} });
  const { data = {} } = await connection.request({ data: ALL_DATA });
  const game = readGameInfo(gameInfo ?? {});
  const reader = createObservationReader({
    ...racesFor(game.players, player),
    layers: { width: game.map.layerWidth, height: game.map.layerHeight },
    forms: formsOf(data),
  });
  return new View(connection, player, game, data, reader);
}

class View implements ReplayView {
  /** Of the look before; null before the first. */
  private loop: number | null = null;
  private ended = false;

  constructor(
    private readonly connection: GameConnection,
    private readonly player: PlayerId,
    readonly game: GameInfo,
    readonly data: ResponseData,
    private readonly reader: ObservationReader,
  ) {}

  async look(loop: number): Promise<ReplayLook> {
    const { connection } = this;
    const from = this.loop ?? 0;
    if (this.ended || (this.loop !== null && loop <= from))
      throw new KhalaError('BAD_ARGUMENT', `look at a replay: loop ${loop} is not after loop ${from}`);
    let over = false;
    for (let at = from; at < loop && !over; ) {
      const count = Math.min(MOST_STEPPED, loop - at);
      const { status } = await connection.request({ step: { count } });
      checkStatus(connection, 'step', status ?? null);
      over = status === 'ended';
      at += count;
    }
    const frame = this.reader.read(await connection.requestBytes({ observation: {} }), null);
    const { observation, actions, results, status } = frame;
    if (!observation) throw refusal(connection.where, 'observation', frame.errors);
    checkStatus(connection, 'observation', status);
    this.ended = over || status === 'ended' || results.length > 0;
    this.check(observation, loop);
    this.loop = observation.gameLoop;
    return { observation, actions, ended: this.ended };
  }

  private check({ gameLoop, player }: Observation, wanted: number): void {
    const seen = player[PLAYER_SCALAR_INDEX.player_id];
    if (seen !== this.player)
      throw impossible(this.connection, `it was asked for player ${this.player} and shows player ${seen}`);
    const first = this.loop === null;
    const fits = this.ended
      ? gameLoop >= (this.loop ?? 0) && gameLoop <= wanted + LATEST_BEGIN
      : first
        ? gameLoop >= wanted && gameLoop <= wanted + LATEST_BEGIN
        : gameLoop === wanted;
    if (!fits)
      throw impossible(
        this.connection,
        `it was stepped from loop ${this.loop ?? 0} to ${wanted} and shows loop ${gameLoop}`,
      );
  }
}

function checkStatus(connection: GameConnection, what: string, status: Status | null): void {
  if (status === 'in_replay' || (what !== 'startReplay' && status === 'ended')) return;
  throw impossible(connection, `its status after ${what} is ${status ?? 'none'}, where in_replay was due`);
}

function refuseError(
  connection: GameConnection,
  what: string,
  {
    error,
    errorDetails = '',
  }: Pick<ResponseReplayInfo, 'errorDetails'> & {
    readonly error?: ResponseReplayInfo['error'] | ResponseStartReplay['error'];
  },
): void {
  if (error === undefined) return;
  throw refusal(
    connection.where,
    what,
    [error, errorDetails].filter((word) => word !== ''),
  );
}

/** The game says what cannot be. */
function impossible({ where }: GameConnection, what: string): KhalaError {
  return new KhalaError('PROTOCOL_STATE', `replay in the game at ${where}: ${what}; it is left out`);
}
