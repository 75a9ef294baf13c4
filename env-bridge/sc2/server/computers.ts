/** Computer opponents of a served game: players of ours, asked as `playMatch` asks them, under the same limits. */
import { hasCode, KhalaError } from '../../../src/spec/errors.js';
import type { MatchInfo, PlayerId, Rejection } from '../../../src/spec/match.js';
import { type Command, NO_OP_ABILITY } from '../../../src/spec/observation.js';
import type { Player } from '../../environment.js';
import { OVER_CAP, overCap } from '../../match.js';
import { Difficulty as DIFFICULTY, type Difficulty } from '../schema/enums.js';
import type { ServedGame } from './catalog.js';

export interface Computer {
  readonly player: Player;
  readonly info: MatchInfo;
  /** Game loop of its next decision. */
  due: number;
  recent: number[];
  /** Commands over the cap of which it was not told. */
  capped: Rejection[];
}

/** What computers need of a game. */
export type OrderedGame = Pick<ServedGame, 'observe' | 'give'>;

/** A computer that cannot go on: it loses. */
export class ComputerFault extends Error {
  readonly reason: 'crash' | 'timeout';
  readonly code: string;
  constructor(
    readonly player: PlayerId,
    cause: unknown,
  ) {
    super(`computer ${player} failed`, { cause });
    this.reason = hasCode(cause, 'TIMED_OUT') ? 'timeout' : 'crash';
    this.code = cause instanceof KhalaError ? cause.code : 'MATCH_FAILED';
  }
}

/**
 * Seats for whom there is no fog: the game's own AI cheats from CheatVision on. That a client asks for such an opponent gives
 * the client nothing.
 */
export function seersOf(
  players: readonly { readonly type?: string; readonly difficulty?: Difficulty }[],
): PlayerId[] {
  return players.flatMap(({ type, difficulty }, i) =>
    type === 'Computer' && difficulty !== undefined && DIFFICULTY[difficulty] >= DIFFICULTY.CheatVision
      ? [i + 1]
      : [],
  );
}

/** @throws ComputerFault */
export async function seatComputer(player: Player, info: MatchInfo): Promise<Computer> {
  try {
    await player.start(info);
  } catch (error) {
    throw new ComputerFault(info.player, error);
  }
  return { player, info, due: 0, recent: [], capped: [] };
}

/**
 * Lets those decide whose time has come, and gives their commands. All look before any of them orders.
 * Resolves at once, without a promise, where nobody thinks; what was thought about a match that is over is dropped.
 * @throws ComputerFault
 */
export function decideComputers(
  game: OrderedGame,
  computers: readonly Computer[],
  loop: number,
  stillWanted: () => boolean,
): void | Promise<void> {
  const asked = computers.filter(({ due }) => due <= loop);
  const decisions = asked.map((computer) => decide(game, computer));
  if (!decisions.some((decision) => decision instanceof Promise)) {
    for (const [i, computer] of asked.entries()) obey(game, computer, decisions[i] as Command, loop);
    return;
  }
  return Promise.all(decisions).then((commands) => {
    if (!stillWanted()) return;
    for (const [i, computer] of asked.entries()) obey(game, computer, commands[i], loop);
  });
}

function decide(game: OrderedGame, computer: Computer): Command | Promise<Command> {
  const { player, info } = computer;
  let step = game.observe(info.player);
  if (computer.capped.length > 0) {
    const rejected = [...step.info.rejected, ...computer.capped];
    step = { ...step, info: { ...step.info, rejected } };
    computer.capped = [];
  }
  try {
    const decision = player.act(step);
    if (!(decision instanceof Promise)) return decision;
    return decision.catch((error: unknown) => {
      throw new ComputerFault(info.player, error);
    });
  } catch (error) {
    throw new ComputerFault(info.player, error);
  }
}

function obey(game: OrderedGame, computer: Computer, command: Command, loop: number): void {
  const { info } = computer;
  computer.due = loop + Math.max(info.limits.stepLoops, Math.floor(command.delay) || 0);
  if (command.ability === NO_OP_ABILITY) return;
  if (overCap(computer, loop)) computer.capped.push({ command, result: OVER_CAP });
  else game.give(info.player, command);
}
