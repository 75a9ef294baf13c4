/**
 * A human game as demonstrations: what a player perceived just before each of his orders, and what he ordered. An observation holds
 * what happened before the loop of its order; the same holds for the memory and the last command in it.
 */
import { KhalaError } from '../../../src/spec/errors.js';
import type { MatchInfo, Outcome } from '../../../src/spec/match.js';
import {
  type Command,
  LOOPS_PER_SECOND,
  type Observation,
  type Target,
} from '../../../src/spec/observation.js';
import type { DecodedReplay, TrackerEvent } from '../replay.js';
import { type KeptOrder, type Plan, planGame } from './demonstrate-plan.js';
import { createObserver, isShown, lookAround, noteCommand, type Observer, observe } from './observe.js';
import { noteEvent, noteOrder } from './observe-money.js';
import { createTables, type TableOptions, type Tables } from './observe-tables.js';
import { createWork, takeWork, type Work } from './observe-work.js';
import { addFlare, SCAN } from './sight.js';
import { LAYER_SIDE } from './sight-layer.js';
import { applyEvent, applyOrder, createState, type GameState } from './state.js';
import type { GameSetup, PlayerOrder } from './types.js';

/** What a player of a human game showed. */
export interface GameDemonstrations {
  readonly info: MatchInfo;
  /** One for each kept order, in the order of time. Made as they are asked for; each call begins anew. */
  readonly steps: Iterable<DemonstrationStep>;
  readonly outcome: Outcome;
  /** Orders that nothing of the player's own was left to obey. */
  readonly unitless: number;
}

export interface DemonstrationStep {
  readonly observation: Observation;
  readonly command: Command;
}

/** Function id of the scan that an Orbital Command calls. */
const EFFECT_SCAN = 399;
/** Loops between two looks around, besides those before each order: three seconds. */
const LOOK_LOOPS = Math.floor(3 * LOOPS_PER_SECOND);

/**
 * Reconstructs a game as one player saw it.
 *
 * @param orders of both players, in the order of time: also those of the other move units
 * @param options `reuse`: the entities of an observation hold until the next is made, which saves memory to who needs one at a time
 * @throws KhalaError FILE_CORRUPT where the replay has no tracker events
 *
 * @example
 * const { info, steps } = demonstrations(replay, setup, playerOrders(replay, setup), 1);
 * for (const { observation, command } of steps) learn(info, observation, command);
 */
export function demonstrations(
  replay: DecodedReplay,
  setup: GameSetup,
  orders: readonly PlayerOrder[],
  playerId: number,
  options: TableOptions = { reuse: false },
): GameDemonstrations {
  const events = replay.trackerEvents;
  if (events === undefined)
    throw new KhalaError(
      'FILE_CORRUPT',
      `reconstruct a game on ${setup.map.name}: tracker events are needed, the replay has none that can be read`,
    );
  const plan = planOnce(events, orders);
  return {
    info: matchInfo(setup, playerId, plan),
    steps: { [Symbol.iterator]: () => play(events, setup, orders, plan, playerId, createTables(options)) },
    outcome: outcomeOf(setup),
    unitless: plan.unitless.get(playerId) ?? 0,
  };
}

/** The plans of games whose orders are still held, with the events that they were made of. */
const plans = new WeakMap<
  readonly PlayerOrder[],
  { readonly events: readonly TrackerEvent[]; readonly plan: Plan }
>();

/** A game's plan is the same for both of its players, who are asked for one after the other. */
function planOnce(events: readonly TrackerEvent[], orders: readonly PlayerOrder[]): Plan {
  const known = plans.get(orders);
  if (known?.events === events) return known.plan;
  const plan = planGame(events, orders);
  plans.set(orders, { events, plan });
  return plan;
}

/** Goes through the game once. */
function* play(
  events: readonly TrackerEvent[],
  setup: GameSetup,
  orders: readonly PlayerOrder[],
  plan: Plan,
  playerId: number,
  tables: Tables,
): Generator<DemonstrationStep> {
  const kept = plan.kept.get(playerId) ?? [];
  const game = createState(events, plan.drones);
  const work = createWork(game.units);
  const observer = createObserver(game, setup, playerId, work, tables);
  let nextEvent = 0;
  let nextKept = 0;
  let nextLook = 0;
  for (const order of orders) {
    for (; nextEvent < events.length && events[nextEvent].loop < order.loop; nextEvent++) {
      // On a clock of their own: when a player looks must not tell him that something happened out of his sight.
      for (; nextLook < events[nextEvent].loop; nextLook += LOOK_LOOPS) lookAround(observer, game, nextLook);
      applyEvent(game, events[nextEvent]);
      noteEvent(observer.money, events[nextEvent]);
    }
    // Also before orders of others: a look must not find what they bring about later.
    for (; nextLook < order.loop; nextLook += LOOK_LOOPS) lookAround(observer, game, nextLook);
    if (order === kept[nextKept]?.order) {
      lookAround(observer, game, order.loop);
      const observation = observe(observer, game, order.loop);
      const command = commandOf(
        observer,
        game,
        kept[nextKept],
        kept[nextKept + 1]?.order.loop ?? setup.loops,
      );
      nextKept++;
      yield { observation, command };
      noteCommand(observer, game.units, command, kept[nextKept - 1].units);
    }
    if (order.drop === null || order.drop === 'repeated') obey(game, observer, work, order);
  }
}

/** Lets an order take effect. */
function obey(game: GameState, observer: Observer, work: Work, order: PlayerOrder): void {
  applyOrder(game, order);
  takeWork(work, game.units, order);
  noteOrder(observer.money, order);
  if (order.ability !== EFFECT_SCAN || order.playerId !== observer.playerId || order.target.kind === 'none')
    return;
  const { x, y } = order.target;
  addFlare(observer.view, { x, y, range: SCAN.range, until: order.loop + SCAN.loops });
}

function commandOf(observer: Observer, game: GameState, { order, units }: KeptOrder, end: number): Command {
  return {
    ability: order.ability,
    delay: Math.max(1, end - order.loop),
    queued: order.queued,
    units: units.map(BigInt),
    target: targetOf(observer, game, order),
  };
}

/** A target that is not in the observation becomes the place where the player's client saw it. */
function targetOf(observer: Observer, game: GameState, { target }: PlayerOrder): Target {
  if (target.kind === 'none') return target;
  if (target.kind === 'entity' && isShown(observer, game, target.tag))
    return { kind: 'entity', tag: BigInt(target.tag) };
  return { kind: 'point', x: target.x, y: target.y };
}

function matchInfo(setup: GameSetup, playerId: number, plan: Plan): MatchInfo {
  const { name, width, height } = setup.map;
  const unknown = new Uint8Array(0);
  return {
    player: playerId,
    players: setup.players.map((player) => player.playerId),
    map: {
      name,
      width,
      height,
      layerWidth: LAYER_SIDE,
      layerHeight: LAYER_SIDE,
      pathing: unknown,
      placement: unknown,
      terrainHeight: unknown,
    },
    scenario: name,
    scenarioHash: '',
    seed: 0,
    limits: { stepLoops: 1, commandsPerSecond: 1000, maxLoops: setup.loops },
    vocabulary: plan.vocabulary,
  };
}

/** A human game ends when the loser leaves, whatever he has left. */
export function outcomeOf(setup: GameSetup): Outcome {
  const results = setup.players.flatMap(({ playerId, result }) =>
    result === null ? [] : [[playerId, result]],
  );
  return { reason: 'surrender', results: Object.fromEntries(results), faults: {}, loops: setup.loops };
}
