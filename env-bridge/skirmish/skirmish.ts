/**
 * The embedded simulator as an environment: two players, one scenario, deterministic from the seed.
 */
import { KhalaError } from '../../src/spec/errors.js';
import type {
  MatchInfo,
  MatchLimits,
  Outcome,
  PlayerId,
  Rejection,
  Result,
  TimeStep,
} from '../../src/spec/match.js';
import type { Command } from '../../src/spec/observation.js';
import { createRandom } from '../../src/spec/random.js';
import { SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import type { Environment } from '../environment.js';
import { deploy } from './deploy.js';
import { createBuffers, judge, type LoopBuffers, runLoop } from './loop.js';
import { describeMap, observeState, orderByTag } from './observe.js';
import { giveCommand } from './orders.js';
import {
  checkScenario,
  openScenario,
  type Scenario,
  type ScenarioDefinition,
  scenarioHash,
} from './scenario.js';
import { createState, hashState, type State } from './state.js';

/** The simulator; besides the contract it tells a hash of its whole state. */
interface Skirmish extends Environment {
  /** SHA-256 (hex) over all that decides how the match goes on: equal hashes, equal futures. */
  stateHash(): string;
}

const PLAYERS: readonly PlayerId[] = [1, 2];

interface Match {
  readonly seed: number;
  readonly state: State;
  readonly byTag: Uint16Array;
  readonly seats: ReadonlyMap<PlayerId, Seat>;
  readonly buffers: LoopBuffers;
  outcome: Outcome | null;
}

interface Seat {
  lastCommand: Command | null;
  rejected: Rejection[];
  /** Whether the player has seen `rejected`. */
  told: boolean;
}

/**
 * Opens a match of this scenario; `reset` starts it.
 * @param scenario a built-in name or a definition
 * @param overrides match limits other than the scenario's
 * @throws UNKNOWN_SCENARIO, naming the nearest ones; BAD_ARGUMENT for a definition or limits that cannot be played
 * @example const game = createSkirmish('3s5z'); game.reset(7);
 */
export function createSkirmish(
  scenario: string | ScenarioDefinition,
  overrides: Partial<MatchLimits> = {},
): Skirmish {
  const definition = openScenario(scenario);
  const hash = scenarioHash(definition);
  const { stepLoops, commandsPerSecond, maxLoops } = checkScenario({ ...definition, ...overrides });
  const limits: MatchLimits = { stepLoops, commandsPerSecond, maxLoops };
  const map = describeMap(definition.name, definition);
  let match: Match | null = null;

  const running = (what: string): Match => {
    if (match) return match;
    throw new KhalaError(
      'BAD_ARGUMENT',
      `${what}: the match has not begun or was closed; call reset(seed) first`,
    );
  };
  const seatOf = (current: Match, player: PlayerId, what: string): Seat => {
    const seat = current.seats.get(player);
    if (seat) return seat;
    throw new KhalaError(
      'BAD_ARGUMENT',
      `${what}: there is no player ${player}; players are ${PLAYERS.join(', ')}`,
    );
  };

  return {
    players: PLAYERS,
    get outcome() {
      return match?.outcome ?? null;
    },
    reset(seed) {
      match = startMatch(definition, seed);
    },
    matchInfo(player) {
      const current = running('match info');
      seatOf(current, player, 'match info');
      return {
        player,
        players: PLAYERS,
        map,
        scenario: definition.name,
        scenarioHash: hash,
        seed: current.seed,
        limits,
        vocabulary: SKIRMISH_VOCABULARY,
      } satisfies MatchInfo;
    },
    observe(player) {
      const current = running('observe');
      const seat = seatOf(current, player, 'observe');
      seat.told = true;
      return timeStep(current, player, seat);
    },
    step(commands, loops) {
      const current = running('step');
      for (const player of commands.keys()) seatOf(current, player, 'step');
      for (const player of PLAYERS)
        accept(current, player, seatOf(current, player, 'step'), commands.get(player) ?? []);
      return advance(current, loops, limits.maxLoops);
    },
    close() {
      match = null;
    },
    stateHash: () => hashState(running('state hash').state),
  };
}

function startMatch(scenario: Scenario, seed: number): Match {
  const state = createState(scenario, deploy(scenario, createRandom('skirmish', scenario.name, seed)));
  return {
    seed,
    state,
    byTag: orderByTag(state),
    seats: new Map(PLAYERS.map((player) => [player, { lastCommand: null, rejected: [], told: false }])),
    buffers: createBuffers(state),
    outcome: null,
  };
}

/** Applies the commands of one player; refusals wait for his next time step. */
function accept(match: Match, player: PlayerId, seat: Seat, commands: readonly Command[]): void {
  if (seat.told) {
    seat.rejected = [];
    seat.told = false;
  }
  if (match.outcome !== null) return;
  for (const command of commands) {
    const { accepted, refused } = giveCommand(match.state, player, command);
    seat.rejected.push(...refused);
    if (accepted !== null) seat.lastCommand = accepted;
  }
}

/** Runs at most `loops` loops; returns how many. */
function advance(match: Match, loops: number, maxLoops: number): number {
  let ran = 0;
  for (; ran < loops && match.outcome === null; ran++) {
    runLoop(match.state, match.buffers);
    match.outcome = judge(match.state, maxLoops);
  }
  return ran;
}

const REWARD = { win: 1, draw: 0, loss: -1 } as const satisfies Record<Result, number>;

function timeStep(match: Match, player: PlayerId, seat: Seat): TimeStep {
  const { state, byTag, outcome } = match;
  return {
    observation: observeState(state, player, byTag, seat.lastCommand),
    reward: outcome === null ? 0 : REWARD[outcome.results[player]],
    terminated: outcome !== null && outcome.reason !== 'time_limit',
    truncated: outcome !== null && outcome.reason === 'time_limit',
    info: outcome === null ? { rejected: [...seat.rejected] } : { rejected: [...seat.rejected], outcome },
  };
}
