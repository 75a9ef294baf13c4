/**
 * StarCraft II, or what looks like it, as an environment: creates and joins a game over the SC2 API, observes, acts and steps.
 * Played by `playMatch` like every other: the delays, the cap on commands and the recordings are the same.
 */
import { type ErrorCode, KhalaError } from '../../../src/spec/errors.js';
import type { MatchInfo, MatchLimits, Outcome, PlayerId, Result, TimeStep } from '../../../src/spec/match.js';
import type { Command, Observation } from '../../../src/spec/observation.js';
import { SKIRMISH_VOCABULARY, type Vocabulary } from '../../../src/spec/vocabulary.js';
import type { AsyncEnvironment } from '../../environment.js';
import { scenarioByName, scenarioHash } from '../../skirmish/index.js';
import { actionOfCommand } from '../actions.js';
import { type UsersOf, usersInData, vocabularyOfData } from '../data.js';
import { abilityForms } from '../forms.js';
import { type GameInfo, racesFor, readGameInfo } from '../game-info.js';
import {
  createObservationReader,
  type ObservationReader,
  type ObservedFrame,
} from '../observation-reader.js';
import type {
  InterfaceOptions,
  PlayerResult,
  RequestCreateGame,
  RequestJoinGame,
  ResponseData,
} from '../schema/messages.js';
import { skirmishData } from '../skirmish-data.js';
import { type GameConnection, refusal } from './connection.js';
import { createGivenCommands, type GivenCommands } from './given.js';

/** The vocabulary's name of StarCraft II, as imported human games have it. */
const SC2_VOCABULARY = 'sc2';
/** What is asked of the game: raw units and the score. Without the crop, layers have the map's size. */
const INTERFACE: InterfaceOptions = { raw: true, score: true, rawCropToPlayableArea: false };

/**
 * Limits of a match in the real game, which has none of its own. Decisions and commands as in our scenarios; AI Arena calls a
 * game a tie after 60,486 loops (45 minutes).
 */
const GAME_LIMITS: MatchLimits = { stepLoops: 2, commandsPerSecond: 12, maxLoops: 60_486 };

export interface SeatSetup {
  /** The game process, or the seat of a server, in which this player sits. */
  readonly connection: GameConnection;
  /** Race or observed player, name, ports. */
  readonly join: Omit<RequestJoinGame, 'options'>;
}

export interface GameSetup {
  /** Seats that are played from here; the first creates the game. */
  readonly seats: readonly SeatSetup[];
  /** Seats of others that join from here and play by themselves, like a person at a game's window. */
  readonly guests?: readonly SeatSetup[];
  /** Map and players; the seed of `reset` goes with it. Null joins what somebody else created. */
  readonly create: Omit<RequestCreateGame, 'randomSeed' | 'realtime'> | null;
  /** The game runs at its own pace (22.4 loops a second) and does not wait for decisions. */
  readonly realtime: boolean;
  /** Other than GAME_LIMITS, or than the scenario's where our own server plays one. */
  readonly limits?: Partial<MatchLimits>;
  /** Who can use an ability; without it, what the game's data tells. */
  readonly usersOf?: UsersOf;
}

export interface Sc2Game extends AsyncEnvironment {
  /** Which of the setup's seats this player has. */
  seatOf(player: PlayerId): number;
  /** The `.SC2Replay` of the match so far; before `close`. @throws GAME_REFUSED, GAME_CRASHED */
  saveReplay(): Promise<Uint8Array>;
  /** Leaves the game. The connections stay the caller's. */
  close(): Promise<void>;
}

interface Seat {
  readonly player: PlayerId;
  readonly connection: GameConnection;
  readonly info: MatchInfo;
  readonly reader: ObservationReader;
  readonly given: GivenCommands;
  /** An observation that was read and not shown. */
  frame: ObservedFrame | null;
  /** The last time step, once the match has ended. */
  last: TimeStep | null;
}

/** @example const outcome = await playMatch(createSc2Game(setup), () => player, { seed: 1 }); */
export function createSc2Game(setup: GameSetup): Sc2Game {
  return new Game(setup);
}

class Game implements Sc2Game {
  outcome: Outcome | null = null;
  private seats: readonly Seat[] = [];
  private loop = 0;

  constructor(private readonly setup: GameSetup) {}

  get players(): readonly PlayerId[] {
    return this.seats.map(({ player }) => player).sort((a, b) => a - b);
  }

  async reset(seed: number): Promise<void> {
    await this.close();
    const { seats, create, realtime, guests = [] } = this.setup;
    if (create) await createGame(seats[0].connection, { ...create, realtime, randomSeed: seed });
    // Together: a game of several begins when the last has joined.
    const joined = await Promise.all([...seats, ...guests].map((seat) => joinGame(seat)));
    this.loop = 0;
    this.outcome = null;
    const { data = {} } = await seats[0].connection.request({ data: ALL_DATA });
    this.seats = await Promise.all(
      seats.map(({ connection }, i) => openSeat(this.setup, connection, joined[i], data, seed)),
    );
  }

  matchInfo(player: PlayerId): MatchInfo {
    return this.seat(player).info;
  }

  seatOf(player: PlayerId): number {
    return this.seats.indexOf(this.seat(player));
  }

  observe(player: PlayerId): Promise<TimeStep> {
    return inMatch(() => this.show(this.seat(player)));
  }

  step(commands: ReadonlyMap<PlayerId, readonly Command[]>, loops: number): Promise<number> {
    return inMatch(() => this.run(commands, loops));
  }

  private async show(seat: Seat): Promise<TimeStep> {
    if (seat.last) return seat.last;
    const frame = seat.frame ?? (await readFrame(seat));
    seat.frame = null;
    const step = timeStep(seat, frame);
    if (frame.results.length === 0) return step;
    this.end(frame.results, frame);
    seat.last = withOutcome(step, this.outcome, seat.player);
    return seat.last;
  }

  private async run(commands: ReadonlyMap<PlayerId, readonly Command[]>, loops: number): Promise<number> {
    if (this.outcome) return 0;
    const before = this.loop;
    for (const player of this.players) await give(this.seat(player), commands.get(player) ?? []);
    const count = Math.min(loops, this.limits.maxLoops - this.loop);
    const ended = this.setup.realtime ? await this.wait(count) : await this.advance(count);
    if (!ended && this.loop >= this.limits.maxLoops) {
      this.outcome = {
        reason: 'time_limit',
        results: Object.fromEntries(this.seats[0].info.players.map((id) => [id, 'draw'] as const)),
        faults: {},
        loops: this.loop,
      };
      for (const seat of this.seats)
        seat.last = withOutcome(await this.look(seat), this.outcome, seat.player);
    }
    return this.loop - before;
  }

  async saveReplay(): Promise<Uint8Array> {
    const { connection } = this.setup.seats[0];
    const { saveReplay } = await connection.request({ saveReplay: {} });
    if (!saveReplay?.data || saveReplay.data.length === 0)
      throw refusal(connection.where, 'saveReplay', ['there is no replay in the answer']);
    return saveReplay.data;
  }

  async close(): Promise<void> {
    const { seats } = this;
    this.seats = [];
    for (const { connection } of seats) {
      try {
        await connection.request({ leaveGame: {} });
      } catch (error) {
        // A game that is gone, or has been left by then, needs no leaving.
        if (!(error instanceof KhalaError)) throw error;
      }
    }
  }

  private get limits(): MatchLimits {
    return this.seats[0].info.limits;
  }

  private seat(player: PlayerId): Seat {
    const seat = this.seats.find((one) => one.player === player);
    if (seat) return seat;
    throw new KhalaError(
      'BAD_ARGUMENT',
      `StarCraft II: there is no player ${player} here; players are ${this.players.join(', ') || 'known after reset(seed)'}`,
    );
  }

  /** Lockstep: runs the game. True when it ended. */
  private async advance(count: number): Promise<boolean> {
    // Together: a game of several runs when all have asked for it.
    const answers = await Promise.all(
      this.seats.map(({ connection }) => connection.request({ step: { count } })),
    );
    this.loop = answers[0].step?.simulationLoop ?? this.loop + count;
    if (!answers.some(({ status }) => status === 'ended')) return false;
    await this.lookAll();
    return true;
  }

  /** Real time: waits until the game has reached a loop. True when it ended. */
  private async wait(count: number): Promise<boolean> {
    const gameLoop = this.loop + count;
    await Promise.all(
      this.seats.map(async (seat) => {
        seat.frame = await readFrame(seat, gameLoop);
      }),
    );
    const [{ frame }] = this.seats;
    if (frame?.observation) this.loop = Math.max(this.loop, frame.observation.gameLoop);
    if (!this.seats.some((seat) => (seat.frame?.results.length ?? 0) > 0)) return false;
    await this.lookAll();
    return true;
  }

  /** The end as every seat sees it. */
  private async lookAll(): Promise<void> {
    const steps: TimeStep[] = [];
    for (const seat of this.seats) {
      const frame = seat.frame ?? (await readFrame(seat));
      seat.frame = null;
      if (frame.results.length > 0) this.end(frame.results, frame);
      steps.push(timeStep(seat, frame));
    }
    if (!this.outcome)
      throw new KhalaError(
        'GAME_CRASHED',
        `game at ${this.seats[0].connection.where}: it ended and told no result`,
      );
    for (const [i, seat] of this.seats.entries())
      seat.last = withOutcome(steps[i], this.outcome, seat.player);
  }

  private async look(seat: Seat): Promise<TimeStep> {
    const frame = seat.frame ?? (await readFrame(seat));
    seat.frame = null;
    return timeStep(seat, frame);
  }

  private end(results: readonly PlayerResult[], { observation }: ObservedFrame): void {
    if (observation) this.loop = observation.gameLoop;
    this.outcome ??= outcomeOf(results, this.seats[0].info, this.loop);
  }
}

/** What makes a match that has begun impossible to go on with. */
const FATAL: readonly ErrorCode[] = ['GAME_REFUSED', 'PROTOCOL_MESSAGE', 'PROTOCOL_LIMIT'];

/** A game that refuses to go on, or says what nobody can read, is as gone as one that died. */
async function inMatch<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KhalaError && FATAL.includes(error.code))
      throw new KhalaError('GAME_CRASHED', `the match cannot go on: ${error.message}`, { cause: error });
    throw error;
  }
}

const ALL_DATA = { abilityId: true, unitTypeId: true, upgradeId: true, buffId: true, effectId: true };

async function createGame(connection: GameConnection, request: RequestCreateGame): Promise<void> {
  const { createGame: answer } = await connection.request({ createGame: request });
  if (answer?.error === undefined) return;
  const words = [answer.error, answer.errorDetails ?? ''].filter((word) => word !== '');
  const map = request.localMap?.mapPath ?? request.battlenetMapName ?? '';
  if (answer.error === 'InvalidMapPath' || answer.error === 'MissingMap' || answer.error === 'InvalidMapData')
    throw new KhalaError(
      'GAME_NOT_FOUND',
      `game at ${connection.where}: it has no map "${map}" (${words.join(': ')}); put the map into the Maps folder, or name another`,
    );
  throw refusal(connection.where, 'createGame', words);
}

async function joinGame({ connection, join }: SeatSetup): Promise<PlayerId> {
  const { joinGame: answer } = await connection.request({ joinGame: { ...join, options: INTERFACE } });
  if (answer?.error !== undefined)
    throw refusal(connection.where, 'joinGame', [answer.error, answer.errorDetails ?? '']);
  return answer?.playerId ?? 1;
}

async function openSeat(
  setup: GameSetup,
  connection: GameConnection,
  player: PlayerId,
  data: ResponseData,
  seed: number,
): Promise<Seat> {
  const { gameInfo } = await connection.request({ gameInfo: {} });
  const game = readGameInfo(gameInfo ?? {});
  const forms = abilityForms(data.abilities ?? []);
  return {
    player,
    connection,
    info: describeMatch(setup, game, player, data, seed),
    reader: createObservationReader({
      ...racesFor(game.players, player),
      layers: { width: game.map.layerWidth, height: game.map.layerHeight },
      forms,
    }),
    given: createGivenCommands(forms),
    frame: null,
    last: null,
  };
}

function describeMatch(
  { limits = {}, usersOf }: GameSetup,
  { map, players }: GameInfo,
  player: PlayerId,
  data: ResponseData,
  seed: number,
): MatchInfo {
  const skirmish = isSkirmish(data);
  const scenario = skirmish ? scenarioByName(map.name) : null;
  const { stepLoops, commandsPerSecond, maxLoops } = { ...(scenario ?? GAME_LIMITS), ...limits };
  const vocabulary: Vocabulary = skirmish
    ? SKIRMISH_VOCABULARY
    : vocabularyOfData(SC2_VOCABULARY, data, usersOf ?? usersInData(data));
  return {
    player,
    players: players.filter(({ type }) => type !== 'Observer').map(({ playerId = 0 }) => playerId),
    map,
    scenario: map.name,
    scenarioHash: scenario ? scenarioHash(scenario) : '',
    seed,
    limits: { stepLoops, commandsPerSecond, maxLoops },
    vocabulary,
  };
}

/** Whether the game is our own simulator: it has just these units and abilities. */
function isSkirmish({ units = [], abilities = [] }: ResponseData): boolean {
  const own = skirmishData();
  const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
    a.length === b.length && a.every((id, i) => id === b[i]);
  return (
    same(
      units.map(({ unitId }) => unitId),
      (own.units ?? []).map(({ unitId }) => unitId),
    ) &&
    same(
      abilities.map(({ abilityId }) => abilityId),
      (own.abilities ?? []).map(({ abilityId }) => abilityId),
    )
  );
}

async function give({ connection, given }: Seat, commands: readonly Command[]): Promise<void> {
  const actions = commands.flatMap((command) => {
    const action = actionOfCommand(command);
    return action ? [{ command, action }] : [];
  });
  if (actions.length === 0) return;
  const { action } = await connection.request({ action: { actions: actions.map((one) => one.action) } });
  given.sent(
    actions.map(({ command }) => command),
    action?.result ?? [],
  );
}

/** @param gameLoop real time: the loop to wait for */
async function readFrame({ connection, reader }: Seat, gameLoop?: number): Promise<ObservedFrame> {
  const observation = gameLoop === undefined ? {} : { gameLoop };
  const frame = reader.read(await connection.requestBytes({ observation }), null);
  if (!frame.observation) throw refusal(connection.where, 'observation', frame.errors);
  return frame;
}

function timeStep({ given }: Seat, { observation, actionErrors }: ObservedFrame): TimeStep {
  const rejected = given.refused(actionErrors);
  return {
    observation: { ...(observation as Observation), lastCommand: given.last },
    reward: 0,
    terminated: false,
    truncated: false,
    info: { rejected },
  };
}

const REWARD = { win: 1, draw: 0, loss: -1 } as const satisfies Record<Result, number>;

function withOutcome(step: TimeStep, outcome: Outcome | null, player: PlayerId): TimeStep {
  if (!outcome) return step;
  const truncated = outcome.reason === 'time_limit';
  return {
    ...step,
    reward: REWARD[outcome.results[player]],
    terminated: !truncated,
    truncated,
    info: { ...step.info, outcome },
  };
}

const RESULT_OF = {
  Victory: 'win',
  Defeat: 'loss',
  Tie: 'draw',
  Undecided: 'draw',
} as const satisfies Record<NonNullable<PlayerResult['result']>, Result>;
/** How it ended for the one who is not named. */
const OPPOSITE = { win: 'loss', draw: 'draw', loss: 'win' } as const satisfies Record<Result, Result>;

/**
 * The API tells who won, not why: a decision counts as `eliminated`, although the other may have left. A tie at the limit is
 * `time_limit`; no decision is `aborted`.
 */
function outcomeOf(told: readonly PlayerResult[], { players, limits }: MatchInfo, loops: number): Outcome {
  const known = new Map(told.map(({ playerId = 0, result = 'Undecided' }) => [playerId, RESULT_OF[result]]));
  const other = OPPOSITE[[...known.values()][0] ?? 'draw'];
  const undecided = told.every(({ result = 'Undecided' }) => result === 'Undecided');
  const draw = told.every(({ result = 'Undecided' }) => RESULT_OF[result] === 'draw');
  return {
    reason: undecided ? 'aborted' : draw && loops >= limits.maxLoops ? 'time_limit' : 'eliminated',
    results: Object.fromEntries(players.map((id) => [id, known.get(id) ?? other] as const)),
    faults: {},
    loops,
  };
}
