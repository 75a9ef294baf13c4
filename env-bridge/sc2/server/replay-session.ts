/**
 * A match played back for one client: the simulator again, with the seed and the orders of a replay that this server saved. The
 * client sees what the observed player saw; his actions come with the loop at which they were given, as from the game.
 */
import { KhalaError } from '../../../src/spec/errors.js';
import type { Outcome, PlayerId } from '../../../src/spec/match.js';
import { LOOPS_PER_SECOND } from '../../../src/spec/observation.js';
import { actionOfCommand } from '../actions.js';
import type { Race, ResponseStartReplayError } from '../schema/enums.js';
import type {
  ActionRawUnitCommand,
  RequestReplayInfo,
  RequestStartReplay,
  ResponseReplayInfo,
} from '../schema/messages.js';
import type { GameCatalog, ServedMap } from './catalog.js';
import { seersOf } from './computers.js';
import { STRETCH_LOOPS } from './limits.js';
import { applyEvent, type MatchLog, readMatchLog } from './match-log.js';
import { playerInfo, results } from './observe.js';
import { type ApiSeat, createSeat, tell } from './seat.js';
import { unsupportedOptions } from './setup.js';
import type { Watched } from './watched.js';

const NOTHING = new Map<PlayerId, never[]>();

/** What plays replays back. */
export interface ReplayHouse {
  readonly catalog: GameCatalog;
  /** What a replay says of its match; null where replays are not played back. */
  readonly readReplay: ((bytes: Uint8Array) => unknown) | null;
}

export interface Unplayable<Code extends string> {
  readonly error: Code;
  readonly errorDetails: string;
}

export class ReplaySession implements Watched {
  loop = 0;
  outcome: Outcome | null = null;
  readonly setup: Watched['setup'];
  readonly game: Watched['game'];
  /** The next event that is to happen. */
  private next = 0;

  constructor(
    private readonly match: MatchLog,
    map: ServedMap,
    readonly seat: ApiSeat,
  ) {
    const players = match.players.map(({ type, race, difficulty, aiBuild }) => ({
      ...{ type, race },
      ...(difficulty && { difficulty }),
      ...(aiBuild && { aiBuild }),
    }));
    this.setup = { path: match.map, map, players };
    this.game = map.game;
    this.game.reset(match.seed, seersOf(players));
    this.endIfOver();
  }

  nameOf(player: PlayerId): string {
    return this.match.players[player - 1].name;
  }

  raceOf(player: PlayerId): Race {
    return this.match.players[player - 1].race;
  }

  /** Runs this many loops, or to the end. Resolves with the loop. */
  async step(count: number): Promise<number> {
    const until = this.loop + count;
    let rested = this.loop;
    while (this.outcome === null && this.loop < until) {
      this.happen();
      const { events, outcome } = this.match;
      const due = events[this.next]?.loop ?? outcome.loops;
      const to = Math.min(until, due, outcome.loops, this.loop + STRETCH_LOOPS);
      this.loop += this.game.step(NOTHING, to - this.loop);
      this.endIfOver();
      if (this.loop - rested < STRETCH_LOOPS) continue;
      rested = this.loop;
      await new Promise(setImmediate);
    }
    return this.loop;
  }

  close(): void {
    this.game.close();
  }

  /** What was done before this loop ran. */
  private happen(): void {
    const { events } = this.match;
    for (; this.next < events.length && events[this.next].loop <= this.loop; this.next++) {
      const event = events[this.next];
      const obeyed = applyEvent(this.game, event);
      if (obeyed === null || event.what !== 'order' || event.player !== this.seat.player) continue;
      const unitCommand: ActionRawUnitCommand = actionOfCommand(obeyed)?.actionRaw?.unitCommand ?? {};
      tell(this.seat.news.actions, { actionRaw: { unitCommand }, gameLoop: this.loop });
    }
  }

  private endIfOver(): void {
    const { outcome } = this.match;
    if (this.game.outcome || this.loop >= outcome.loops) this.outcome = { ...outcome, loops: this.loop };
  }
}

/** RequestReplayInfo. */
export function replayInfo(
  house: ReplayHouse,
  { replayData, replayPath }: RequestReplayInfo,
): ResponseReplayInfo {
  const read = readMatch(house, replayData, replayPath, 'ParsingError');
  if ('error' in read) return read;
  const { match, map } = read;
  const session = new ReplaySession(match, map, observerOf(1, {}));
  const { results: known, loops } = match.outcome;
  const told = results(known);
  const answer: ResponseReplayInfo = {
    mapName: session.game.matchInfo(1).scenario,
    localMapPath: match.map,
    playerInfo: match.players.map((_, i) => ({
      playerInfo: playerInfo(session, i + 1),
      ...(told[i] && { playerResult: told[i] }),
    })),
    gameDurationLoops: loops,
    gameDurationSeconds: loops / LOOPS_PER_SECOND,
    ...match.version,
  };
  session.close();
  return answer;
}

/** RequestStartReplay: the session, or why there is none. */
export function startReplay(
  house: ReplayHouse,
  request: RequestStartReplay,
): ReplaySession | Unplayable<ResponseStartReplayError> {
  const refuse = (
    error: ResponseStartReplayError,
    errorDetails: string,
  ): Unplayable<ResponseStartReplayError> => ({ error, errorDetails });
  const { replayData, replayPath, observedPlayerId = 1, options, disableFog, realtime } = request;
  const read = readMatch(house, replayData, replayPath, 'InvalidReplayData');
  if ('error' in read) return read;
  const { players } = read.match;
  if (observedPlayerId < 1 || observedPlayerId > players.length)
    return refuse(
      'InvalidObservedPlayerId',
      `players are 1 to ${players.length}; got ${observedPlayerId} to observe`,
    );
  if (!options) return refuse('MissingOptions', 'send options with raw set');
  const unsupported = unsupportedOptions(options);
  if (unsupported !== null) return refuse('LaunchError', unsupported);
  if (disableFog)
    return refuse('LaunchError', 'disable_fog: the fog cannot be lifted here; observe each player in turn');
  if (realtime) return refuse('LaunchError', 'realtime: replays are stepped here; leave it out');
  return new ReplaySession(read.match, read.map, observerOf(observedPlayerId, options));
}

function observerOf(player: PlayerId, options: ApiSeat['options']): ApiSeat {
  return createSeat({ player, plays: false, name: 'observer', race: 'NoRace', options });
}

/** The match of a replay, on a map of its own; or which of the API's errors it is. */
function readMatch<Code extends string>(
  { catalog, readReplay }: ReplayHouse,
  bytes: Uint8Array | undefined,
  path: string | undefined,
  unreadable: Code,
): { match: MatchLog; map: ServedMap } | Unplayable<Code | 'MissingReplay' | 'InvalidReplayPath'> {
  if (bytes === undefined)
    return path === undefined
      ? { error: 'MissingReplay', errorDetails: 'send replay_data' }
      : {
          error: 'InvalidReplayPath',
          errorDetails: 'files of this machine are not read for others: send replay_data',
        };
  try {
    if (readReplay === null)
      throw new KhalaError('FILE_FOREIGN', 'replays are not played back by this server');
    const match = readMatchLog(readReplay(bytes));
    const { dataVersion } = catalog.version;
    if (match.version.dataVersion !== dataVersion)
      throw new KhalaError(
        'FILE_VERSION',
        `read replay: it is of data version ${match.version.dataVersion}, this server has ${dataVersion}`,
      );
    const map = catalog.open(match.map);
    map.game.reset(match.seed);
    const { scenarioHash } = map.game.matchInfo(1);
    if (scenarioHash !== match.scenarioHash)
      throw new KhalaError('FILE_VERSION', 'read replay: it was played by other rules of the simulator');
    return { match, map };
  } catch (error) {
    if (!(error instanceof KhalaError)) throw error;
    return { error: unreadable, errorDetails: error.message };
  }
}
