/** Decisions out of a match that is played for it: nothing has to be recorded. Same choice, same decision. */
import { createOrderMemory } from '../../agent/order-memory.js';
import { DEFAULT_AGENT_OPTIONS, opponentName, resolveAgent } from '../../agent/resolve.js';
import { type MatchObserver, playMatch } from '../../env-bridge/match.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import type { EngineName } from '../engine/index.js';
import { KhalaError } from '../spec/errors.js';
import type { MatchInfo, PlayerId } from '../spec/match.js';
import { type Moment, placeOf, type Seen, type Wanted } from './moment.js';

export interface MatchChoice {
  /** Who plays and is explained; its likeliest commands. */
  readonly agent: string;
  readonly opponent: string;
  readonly scenario: string;
  readonly seed: number;
  /** Seat of the agent. */
  readonly player: PlayerId;
  readonly engine: EngineName | 'auto';
}

/**
 * Plays the match up to the decision. Where that is told by what comes after it (the middle), the match is played twice.
 * @throws BAD_ARGUMENT (no such player, decision or loop), UNKNOWN_SCENARIO, UNKNOWN_AGENT, MATCH_FAILED, and what loading a policy throws
 */
export async function playedMoment(
  choice: MatchChoice,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<Moment> {
  const { agent, opponent, scenario, seed, player } = choice;
  const environment = createSkirmish(scenario);
  const seats = environment.players;
  if (!seats.includes(player))
    throw new KhalaError(
      'BAD_ARGUMENT',
      `--player ${player}: ${scenario} has players ${seats.join(' and ')}`,
    );
  const options = { ...DEFAULT_AGENT_OPTIONS, engine: choice.engine };
  const own = await resolveAgent(agent, options);
  const other = await resolveAgent(opponentName(opponent, agent), options);
  const what = `the match on ${scenario} with seed ${seed}`;
  try {
    /** Game loops of the decisions, up to one after which nothing is wanted. */
    const play = async (keep: (decision: number, loop: number) => boolean): Promise<Played> => {
      const enough = new AbortController();
      const { observer, played } = watch(player, keep, enough);
      const outcome = await playMatch(
        environment,
        new Map(seats.map((seat) => [seat, seat === player ? own.player : other.player])),
        {
          seed,
          observers: [observer],
          signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal,
        },
      );
      signal?.throwIfAborted();
      const [fault] = Object.entries(outcome.faults);
      if (fault && !enough.signal.aborted)
        throw new KhalaError(
          'MATCH_FAILED',
          `explain ${what}: player ${fault[0]} failed by ${fault[1]} after ${outcome.loops} loops; play it with khala play to see why`,
        );
      return played;
    };
    if (wanted.kind === 'middle') {
      const { loops } = await play(() => true);
      const middle = placeOf(wanted, loops, what);
      const { moment } = await play((decision) => decision <= middle);
      return moment as Moment;
    }
    const { loops, moment } = await play((decision, loop) =>
      wanted.kind === 'decision' ? decision <= wanted.decision : loop <= wanted.loop,
    );
    placeOf(wanted, loops, what);
    return moment as Moment;
  } finally {
    await own.dispose();
    await other.dispose();
    environment.close();
  }
}

interface Played {
  readonly loops: readonly number[];
  /** The last decision that was kept. */
  readonly moment: Moment | null;
}

/** Watches one player's decisions; ends the match at the first that is not kept any more. */
function watch(
  player: PlayerId,
  keep: (decision: number, loop: number) => boolean,
  enough: AbortController,
): { observer: MatchObserver; played: Played } {
  const memory = createOrderMemory();
  const played: { loops: number[]; moment: Moment | null } = { loops: [], moment: null };
  let info: MatchInfo | null = null;
  const before: Seen[] = [];
  let seen: Seen | null = null;
  const observer: MatchObserver = {
    start(started) {
      if (started.player === player) info = started;
    },
    observation(id, { observation, info: { rejected } }) {
      if (id === player) seen = { observation, past: memory.before(rejected) };
    },
    command(id, loop, command) {
      if (id !== player || !info || !seen || enough.signal.aborted) return;
      memory.note(command, seen.observation);
      const decision = played.loops.push(loop) - 1;
      if (keep(decision, loop)) played.moment = { info, ...seen, before: before.slice(), command, decision };
      else enough.abort();
      before.push(seen);
    },
  };
  return { observer, played };
}
