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
import { die } from './damage.js';
import { deploy } from './deploy.js';
import { walkingDistance } from './ground/paths.js';
import { walkOf } from './ground/stand.js';
import type { Spot } from './ground/walk.js';
import { addUnits, MOST_UNITS, placesAround } from './grow.js';
import { createBuffers, judge, type LoopBuffers, runLoop } from './loop.js';
import { describeMap, observeState } from './observe.js';
import { coolingAbilities, giveCommand, usableAbilities } from './orders.js';
import {
  checkScenario,
  fieldOf,
  openScenario,
  type Scenario,
  type ScenarioDefinition,
  scenarioHash,
} from './scenario.js';
import { seeEverywhere } from './sight.js';
import { createState, type Field, hashState, LIFE, NOBODY, type State, seesUnit } from './state.js';
import { KIND, KINDS, type UnitSpec } from './units.js';

/** A unit as a player may ask about it. */
export interface KnownUnit {
  readonly unit: UnitSpec;
  /** Of the player who asks. */
  readonly own: boolean;
  /** Cells. */
  readonly x: number;
  readonly y: number;
}

/** The simulator; besides the contract, what a server of another protocol needs of it. */
export interface Skirmish extends Environment {
  /** SHA-256 (hex) over all that decides how the match goes on: equal hashes, equal futures. */
  stateHash(): string;
  /**
   * Gives one command now, as `step` does before it runs, and says at once what became of it.
   * @returns the part that was accepted (null if nobody obeyed) and the parts that were refused, one a reason
   */
  give(player: PlayerId, command: Command): GivenCommand;
  /** The unit, if it is alive and `player` sees it; null for any other tag. */
  unit(player: PlayerId, tag: bigint): KnownUnit | null;
  /** General ids of the abilities that an own unit could be told now; none for any other tag. */
  usable(player: PlayerId, tag: bigint): ReadonlySet<number>;
  /**
   * Cells that a unit of this type walks from one point to another, or flies; null where there is no way. Asks the ground
   * only: who stands in the way does not matter.
   * @param unitType id of the SC2 API; null stands for most walkers, and so does one that the simulator does not have
   */
  distance(unitType: number | null, from: Spot, to: Spot): number | null;
  /** Deaths in this match so far, of which `player` saw those in `tags`, from the one numbered `from` (0 the first). */
  deaths(player: PlayerId, from: number): { readonly tags: bigint[]; readonly next: number };
  /** Enemies of `player` who died in this match. */
  kills(player: PlayerId): number;
  /**
   * Puts up units around a point, for experiments: no part of the game's rules.
   * @throws BAD_ARGUMENT for a unit type, owner, place or quantity that cannot be
   */
  create(owner: PlayerId, unitType: number, quantity: number, at: { x: number; y: number }): void;
  /** Removes these units, whoever owns them; returns how many were alive. The next loop judges what that means. */
  kill(tags: readonly bigint[]): number;
}

export interface GivenCommand {
  readonly accepted: Command | null;
  readonly refused: readonly Rejection[];
}

const PLAYERS: readonly PlayerId[] = [1, 2];
/** Refusals kept for a player's next time step. */
const MOST_REJECTED = 1024;

interface Match {
  readonly seed: number;
  readonly seats: ReadonlyMap<PlayerId, Seat>;
  /** These change when units are put up. */
  state: State;
  buffers: LoopBuffers;
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
 * @param scenario a built-in name, the path of a file that ends in `.json`, or a definition
 * @param overrides match limits other than the scenario's
 * @throws UNKNOWN_SCENARIO, naming the nearest ones; BAD_ARGUMENT for a definition or limits that cannot be played
 * @example const game = createSkirmish('3s5z'); game.reset(7);
 */
export function createSkirmish(
  scenario: string | ScenarioDefinition | Scenario,
  overrides: Partial<MatchLimits> = {},
): Skirmish {
  const definition = openScenario(scenario);
  const hash = scenarioHash(definition);
  const { stepLoops, commandsPerSecond, maxLoops } = checkScenario({ ...definition, ...overrides });
  const field = fieldOf(definition);
  const limits: MatchLimits = { stepLoops, commandsPerSecond, maxLoops };
  const map = describeMap(definition.name, field);
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
    reset(seed, seeAll = []) {
      for (const player of seeAll)
        if (!PLAYERS.includes(player))
          throw new KhalaError(
            'BAD_ARGUMENT',
            `reset: there is no player ${player} to see all; players are ${PLAYERS.join(', ')}`,
          );
      match = startMatch(definition, seed);
      for (const player of new Set(seeAll)) seeEverywhere(match.state.sight, player);
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
    give(player, command) {
      const current = running('give command');
      return giveNow(current, player, seatOf(current, player, 'give command'), command);
    },
    unit: (player, tag) => knownUnit(running('find unit').state, player, tag),
    usable(player, tag) {
      const { state } = running('usable abilities');
      const unit = state.indexOfTag.get(tag) ?? NOBODY;
      const own = unit !== NOBODY && state.player[unit] === player && state.alive[unit] === LIFE.field;
      return own ? usableAbilities(state, unit) : new Set();
    },
    distance: (unitType, from, to) => distanceOn(field, unitType, from, to),
    deaths(player, from) {
      const { deaths } = running('deaths').state;
      const tags = deaths
        .slice(from)
        .filter((death) => death.player === player || death.enemySaw)
        .map(({ tag }) => tag);
      return { tags, next: deaths.length };
    },
    kills: (player) =>
      running('kills').state.deaths.filter((death) => death.killed && death.player === 3 - player).length,
    create(owner, unitType, quantity, at) {
      const current = running('create units');
      seatOf(current, owner, 'create units');
      putUp(current, owner, unitType, quantity, at);
    },
    kill(tags) {
      const { state } = running('kill units');
      const living = [...new Set(tags)].map((tag) => state.indexOfTag.get(tag) ?? NOBODY);
      const doomed = living.filter((unit) => unit !== NOBODY && state.alive[unit] === LIFE.field);
      for (const unit of doomed) die(state, unit);
      return doomed.length;
    },
  };
}

function distanceOn(field: Field, unitType: number | null, from: Spot, to: Spot): number | null {
  const { width, height } = field;
  const onMap = ({ x, y }: Spot): boolean => x >= 0 && x < width && y >= 0 && y < height;
  if (!onMap(from) || !onMap(to)) return null;
  const kind = KINDS.findIndex(({ id }) => id === unitType);
  if (kind >= 0 && KIND.flying[kind] === 1) return Math.hypot(to.x - from.x, to.y - from.y);
  const walk = kind >= 0 ? walkOf(field, kind) : (field.ground?.walkers ?? null);
  if (walk !== null) return walkingDistance(walk, from, to);
  const inside = ({ x, y }: Spot): boolean =>
    x >= field.border && y >= field.border && x < width - field.border && y < height - field.border;
  return inside(from) && inside(to) ? Math.hypot(to.x - from.x, to.y - from.y) : null;
}

function startMatch(scenario: Scenario, seed: number): Match {
  const state = createState(
    fieldOf(scenario),
    deploy(scenario, createRandom('skirmish', scenario.name, seed)),
    scenario.upgrades,
  );
  return {
    seed,
    state,
    seats: new Map(PLAYERS.map((player) => [player, { lastCommand: null, rejected: [], told: false }])),
    buffers: createBuffers(state),
    outcome: null,
  };
}

/** Applies the commands of one player; refusals wait for his next time step. */
function accept(match: Match, player: PlayerId, seat: Seat, commands: readonly Command[]): void {
  forgetTold(seat);
  if (match.outcome !== null) return;
  for (const command of commands) giveNow(match, player, seat, command);
}

function forgetTold(seat: Seat): void {
  if (!seat.told) return;
  seat.rejected = [];
  seat.told = false;
}

function giveNow(match: Match, player: PlayerId, seat: Seat, command: Command): GivenCommand {
  forgetTold(seat);
  if (match.outcome !== null) return { accepted: null, refused: [] };
  const given = giveCommand(match.state, player, command);
  // A player who never looks is not told of more than this.
  if (seat.rejected.length < MOST_REJECTED) seat.rejected.push(...given.refused);
  if (given.accepted !== null) seat.lastCommand = given.accepted;
  return given;
}

function knownUnit(state: State, player: PlayerId, tag: bigint): KnownUnit | null {
  const unit = state.indexOfTag.get(tag);
  if (unit === undefined || state.alive[unit] !== LIFE.field) return null;
  const own = state.player[unit] === player;
  if (!own && !seesUnit(state, player, unit)) return null;
  return { unit: KINDS[state.kind[unit]], own, x: state.x[unit], y: state.y[unit] };
}

function putUp(
  match: Match,
  owner: PlayerId,
  unitType: number,
  quantity: number,
  at: { readonly x: number; readonly y: number },
): void {
  const { state } = match;
  const kind = KINDS.findIndex(({ id }) => id === unitType);
  const wrong = (rule: string): KhalaError => new KhalaError('BAD_ARGUMENT', `create units: ${rule}`);
  if (kind < 0)
    throw wrong(
      `unit type ${unitType} is not in the simulator; it has ${KINDS.map(({ id }) => id).join(', ')}`,
    );
  if (!Number.isInteger(quantity) || quantity < 1 || state.count + quantity > MOST_UNITS)
    throw wrong(
      `a match has at most ${MOST_UNITS} units, the dead included; there are ${state.count}, got ${quantity} more`,
    );
  const { width, height } = state.field;
  if (!(at.x >= 0 && at.x < width && at.y >= 0 && at.y < height))
    throw wrong(`the point (${at.x}, ${at.y}) is not on the field of ${width} x ${height} cells`);
  const random = createRandom('put up', match.seed, state.count);
  const tags = new Set<bigint>();
  while (tags.size < quantity) {
    const tag = (BigInt(random.int(2 ** 32)) << 32n) | BigInt(random.int(2 ** 32));
    // The highest bit is for effects in the SC2 API's columns.
    if (tag !== 0n && tag >> 63n === 0n && !state.indexOfTag.has(tag)) tags.add(tag);
  }
  const places = placesAround(state.field, kind, quantity, at);
  const placements = [...tags].map((tag, i) => ({
    ...{ player: owner, kind, facing: owner === 1 ? 1 : -1, tag },
    ...places[i],
  }));
  match.state = addUnits(state, placements);
  match.buffers = createBuffers(match.state);
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
  const { state, outcome } = match;
  return {
    observation: observeState(state, player, seat.lastCommand),
    reward: outcome === null ? 0 : REWARD[outcome.results[player]],
    terminated: outcome !== null && outcome.reason !== 'time_limit',
    truncated: outcome !== null && outcome.reason === 'time_limit',
    info: {
      rejected: [...seat.rejected],
      cooling: coolingAbilities(state, player),
      ...(outcome !== null && { outcome }),
    },
  };
}
