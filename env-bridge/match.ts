/**
 * Plays one match: asks each player when his delay has run out, applies what he orders, until the environment says that
 * it is over. Everything that plays (recording, the bridge's server, evaluation) goes through this one loop.
 */
import { hasCode, KhalaError } from '../src/spec/errors.js';
import type { MatchInfo, Outcome, PlayerId, Rejection, TimeStep } from '../src/spec/match.js';
import { type Command, LOOPS_PER_SECOND, NO_OP_ABILITY, noOp } from '../src/spec/observation.js';
import type { AsyncEnvironment, Player } from './environment.js';

/** Watches a match; recordings, spectators and statistics are observers. */
export interface MatchObserver {
  start?(info: MatchInfo): void;
  observation?(player: PlayerId, step: TimeStep): void;
  command?(player: PlayerId, gameLoop: number, command: Command): void;
  outcome?(outcome: Outcome): void;
}

export interface MatchOptions {
  readonly seed: number;
  readonly observers?: readonly MatchObserver[];
  /** Ends the match as `aborted` at the next decision. */
  readonly signal?: AbortSignal;
  /** Called before the game is advanced to `gameLoop`; real-time play waits here. */
  readonly pace?: (gameLoop: number) => void | Promise<void>;
}

interface Seat {
  readonly id: PlayerId;
  readonly player: Player;
  readonly info: MatchInfo;
  /** Game loop of the next decision. */
  due: number;
  /** Game loops of the last commands, for the cap on commands a second. */
  recent: number[];
  /** Commands over that cap of which the player has not been told. */
  overCap: Rejection[];
}

/** Seconds over which the cap on commands is counted. */
const CAP_WINDOW_SECONDS = 2;
/** What a player is told of a command over that cap; the SC2 API has no name for it. */
export const OVER_CAP = 'CommandLimit';

/**
 * Plays a match from `reset(seed)` to its outcome.
 * A player that throws loses by `crash` (or `timeout`, when the error's code is TIMED_OUT); the match never throws for it.
 * A game that is gone (GAME_CRASHED) ends it by `crash` with a draw for all and no fault: nobody has lost by that.
 * An environment in this process is never waited for, so that fast games stay fast.
 * @param players who sits where; a function where the game tells the seats only once it has begun
 */
export async function playMatch(
  environment: AsyncEnvironment,
  players: ReadonlyMap<PlayerId, Player> | ((seat: PlayerId) => Player | undefined),
  options: MatchOptions,
): Promise<Outcome> {
  const observers = options.observers ?? [];
  const ready = environment.reset(options.seed, seersOf(players));
  if (ready) await ready;
  const seats: Seat[] = environment.players.map((id) => {
    const player = typeof players === 'function' ? players(id) : players.get(id);
    if (!player)
      throw new KhalaError(
        'BAD_ARGUMENT',
        `play match: no player for seat ${id}; give one for each of ${environment.players.join(', ')}`,
      );
    return { id, player, info: environment.matchInfo(id), due: 0, recent: [], overCap: [] };
  });
  let loop = 0;
  let outcome: Outcome | null = null;
  try {
    for (const seat of seats) {
      for (const observer of observers) observer.start?.(seat.info);
      await guard(seat, loop, () => seat.player.start(seat.info));
    }
    while (environment.outcome === null) {
      if (options.signal?.aborted) {
        outcome = endedBy(seats, 'aborted', loop);
        break;
      }
      const orders = await decide(environment, seats, loop, observers);
      const until = Math.min(...seats.map((seat) => seat.due));
      const paced = options.pace?.(until);
      if (paced) await paced;
      const ran = environment.step(orders, until - loop);
      loop += ran instanceof Promise ? await ran : ran;
    }
    if (!outcome) {
      for (const seat of seats) {
        const step = await look(environment, seat);
        for (const observer of observers) observer.observation?.(seat.id, step);
      }
      outcome = environment.outcome as Outcome;
    }
  } catch (error) {
    if (error instanceof SeatFault) outcome = endedBy(seats, error.reason, error.loop, error);
    else if (hasCode(error, 'GAME_CRASHED')) outcome = endedBy(seats, 'crash', loop);
    else throw error;
  }
  for (const observer of observers) observer.outcome?.(outcome);
  for (const seat of seats) {
    const ended = outcome;
    // The match has its outcome: a player that fails at hearing of it has not lost by that.
    await guard(seat, loop, () => seat.player.end(ended)).catch((error: unknown) => {
      if (!(error instanceof SeatFault)) throw error;
    });
  }
  return outcome;
}

/** Who is to see all. A game that tells the seats only once it has begun has its own fog. */
function seersOf(players: Parameters<typeof playMatch>[1]): PlayerId[] {
  if (typeof players === 'function') return [];
  return [...players].filter(([, player]) => player.vision === 'full').map(([id]) => id);
}

/** Asks all players whose time has come; their observations are of the same loop. */
async function decide(
  environment: AsyncEnvironment,
  seats: readonly Seat[],
  loop: number,
  observers: readonly MatchObserver[],
): Promise<Map<PlayerId, readonly Command[]>> {
  const asked = seats.filter((seat) => seat.due <= loop);
  const decisions: (Command | Promise<Command>)[] = [];
  for (const seat of asked) {
    const seen = look(environment, seat);
    const step = seen instanceof Promise ? await seen : seen;
    for (const observer of observers) observer.observation?.(seat.id, step);
    decisions.push(attempt(seat, loop, () => seat.player.act(step)));
  }
  const orders = new Map<PlayerId, readonly Command[]>();
  for (const [i, seat] of asked.entries()) {
    const decision = decisions[i];
    let command = decision instanceof Promise ? await decision : decision;
    seat.due = nextDue(seat, loop, command);
    if (command.ability !== NO_OP_ABILITY && overCap(seat, loop)) {
      seat.overCap.push({ command, result: OVER_CAP });
      command = noOp(command.delay);
    }
    for (const observer of observers) observer.command?.(seat.id, loop, command);
    if (command.ability !== NO_OP_ABILITY) orders.set(seat.id, [command]);
  }
  return orders;
}

/** When the seat is asked next: after its command's delay, or when it wants to look before that; the rules' step is the least. */
function nextDue({ player, info }: Seat, loop: number, command: Command): number {
  const { stepLoops } = info.limits;
  const rested = loop + Math.max(stepLoops, Math.floor(command.delay) || 0);
  const look = player.nextLook?.() ?? rested;
  return Math.min(rested, Math.max(loop + stepLoops, look));
}

/** The seat's time step, with the commands that the match itself refused. */
function look(environment: AsyncEnvironment, seat: Seat): TimeStep | Promise<TimeStep> {
  const step = environment.observe(seat.id);
  return step instanceof Promise ? step.then((seen) => withOverCap(seat, seen)) : withOverCap(seat, step);
}

function withOverCap(seat: Seat, step: TimeStep): TimeStep {
  if (seat.overCap.length === 0) return step;
  const rejected = [...step.info.rejected, ...seat.overCap];
  seat.overCap = [];
  return { ...step, info: { ...step.info, rejected } };
}

/** Counts a command; true when it is one too many in the window. */
export function overCap(seat: Pick<Seat, 'info' | 'recent'>, loop: number): boolean {
  const window = CAP_WINDOW_SECONDS * LOOPS_PER_SECOND;
  seat.recent = seat.recent.filter((at) => at > loop - window);
  if (seat.recent.length >= seat.info.limits.commandsPerSecond * CAP_WINDOW_SECONDS) return true;
  seat.recent.push(loop);
  return false;
}

class SeatFault extends Error {
  readonly reason: 'crash' | 'timeout';
  readonly code: string;
  constructor(
    readonly seat: PlayerId,
    readonly loop: number,
    cause: unknown,
  ) {
    super(`player ${seat} failed`, { cause });
    this.reason = hasCode(cause, 'TIMED_OUT') ? 'timeout' : 'crash';
    this.code = cause instanceof KhalaError ? cause.code : 'MATCH_FAILED';
  }
}

async function guard(seat: Seat, loop: number, work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new SeatFault(seat.id, loop, error);
  }
}

/** Runs a decision; a failure, now or later, is a SeatFault. */
function attempt<T>(seat: Seat, loop: number, work: () => T | Promise<T>): T | Promise<T> {
  try {
    const result = work();
    if (!(result instanceof Promise)) return result;
    const checked = result.catch((error: unknown) => {
      throw new SeatFault(seat.id, loop, error);
    });
    checked.catch(() => undefined); // Awaited in order of seats; an earlier fault must not leave this one unhandled.
    return checked;
  } catch (error) {
    throw new SeatFault(seat.id, loop, error);
  }
}

/** The outcome of a match that did not end by the game's rules. The seat at fault loses; without one it is a draw for all. */
function endedBy(
  seats: readonly Seat[],
  reason: 'aborted' | 'crash' | 'timeout',
  loops: number,
  fault?: SeatFault,
): Outcome {
  const players = new Set(seats.flatMap((seat) => [seat.id, ...seat.info.players]));
  return {
    reason,
    results: Object.fromEntries(
      [...players].map((id) => [id, fault ? (id === fault.seat ? 'loss' : 'win') : 'draw'] as const),
    ),
    faults: fault ? { [fault.seat]: fault.code } : {},
    loops,
  };
}
