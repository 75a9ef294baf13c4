import { describe, expect, it } from 'vitest';
import { playerOrders } from '../../../replays/sc2replay/game/commands.js';
import { currentCourse } from '../../../replays/sc2replay/game/positions.js';
import { gameSetup } from '../../../replays/sc2replay/game/setup.js';
import {
  advanceAll,
  applyEvent,
  applyOrder,
  createState,
  type GameState,
} from '../../../replays/sc2replay/game/state.js';
import type { OrderTarget, PlayerOrder } from '../../../replays/sc2replay/game/types.js';
import { eachPosition, isAlive, rowOf } from '../../../replays/sc2replay/game/units.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import type { TrackerEvent } from '../../../replays/sc2replay/replay.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { becomes, type Place, tagOf } from '../../sc2replay/events.js';
import { bornAt, diedAt, positions, upgraded } from '../../sc2replay/tracker.js';

const ATTACK = 3674;
const BLINK = 3687;
const BUILD_DEPOT = 319;
const GATHER = 3666;
const MOVE = 3794;
const RALLY_UNITS = 3673;
const RETURN = 3667;
const SMART = 1;
const STOP = 3665;

const point = (x: number, y: number): OrderTarget => ({ kind: 'point', x, y });
const unitTarget = (unit: number, x = 0, y = 0): OrderTarget => ({ kind: 'entity', tag: tagOf(unit), x, y });

function order(
  loop: number,
  ability: number,
  units: readonly number[],
  target: OrderTarget,
  more: Partial<PlayerOrder> = {},
): PlayerOrder {
  const tags = units.map(tagOf);
  return {
    loop,
    playerId: 1,
    ability,
    queued: false,
    units: tags,
    target,
    source: 'command',
    drop: null,
    ...more,
  };
}

/** Loops between two estimates, as in a game that somebody looks at. */
const LOOK = 22;

/** The state after events and orders, in the order of their loops. */
function play(things: readonly (TrackerEvent | PlayerOrder)[], until: number): GameState {
  const state = createState(
    things.filter((thing) => 'event' in thing),
    new Map(),
  );
  let now = 0;
  const advanceTo = (loop: number): void => {
    for (; now < loop; now = Math.min(loop, now + LOOK)) advanceAll(state, now);
    advanceAll(state, loop);
  };
  for (const thing of things) {
    advanceTo(Math.min(thing.loop, until));
    if ('event' in thing) applyEvent(state, thing);
    else applyOrder(state, thing);
  }
  advanceTo(until);
  return state;
}

function placeOf(state: GameState, unit: number): Place {
  const row = rowOf(state.units, tagOf(unit));
  return { x: state.positions.x[row], y: state.positions.y[row] };
}

const marine = (unit: number, x: number, y: number) => bornAt(0, unit, 'Marine', 1, { x, y });
/** Cells that a Marine walks in 16 loops. */
const MARINE_STEP = 2.25;

describe('a unit under orders', () => {
  it('walks straight at its speed until it arrives', () => {
    const things = [marine(1, 10, 10), order(100, MOVE, [1], point(20.5, 10.5))];
    expect(placeOf(play(things, 116), 1).x).toBeCloseTo(10.5 + MARINE_STEP, 4);
    expect(placeOf(play(things, 1000), 1)).toEqual({ x: 20.5, y: 10.5 });
  });

  it('is where many small steps lead as well as one', () => {
    const things = [
      marine(1, 10, 10),
      order(0, MOVE, [1], point(30, 25)),
      order(0, MOVE, [1], point(12, 40), { queued: true }),
    ];
    const state = play(things, 0);
    for (let loop = 1; loop <= 150; loop++) advanceAll(state, loop);
    const once = placeOf(play(things, 150), 1);
    expect(placeOf(state, 1).x).toBeCloseTo(once.x, 1);
    expect(placeOf(state, 1).y).toBeCloseTo(once.y, 1);
  });

  it('takes the next order of its queue when it arrives', () => {
    const things = [
      marine(1, 10, 10),
      order(0, MOVE, [1], point(12.75, 10.5)),
      order(0, MOVE, [1], point(12.75, 30), { queued: true }),
    ];
    expect(placeOf(play(things, 32), 1).x).toBeCloseTo(12.75, 4);
    expect(placeOf(play(things, 32), 1).y).toBeCloseTo(10.5 + MARINE_STEP, 1);
  });

  it('stops when it is told to, and when it becomes something else', () => {
    const walk = [marine(1, 10, 10), order(0, MOVE, [1], point(40, 10.5))];
    const stopped = play([...walk, order(16, STOP, [1], { kind: 'none' })], 500);
    expect(placeOf(stopped, 1).x).toBeCloseTo(10.5 + MARINE_STEP, 4);
    const changed = play([...walk, becomes(16, 1, 'Marauder')], 500);
    expect(placeOf(changed, 1).x).toBeCloseTo(10.5 + MARINE_STEP, 4);
  });

  it('goes on from where the tracker says that it is', () => {
    const things = [marine(1, 10, 10), order(0, MOVE, [1], point(40.5, 10.5)), positions(100, [1, 20, 12])];
    const { x, y } = placeOf(play(things, 116), 1);
    expect(Math.hypot(x - 20.5, y - 12.5)).toBeCloseTo(MARINE_STEP, 4);
  });

  it('follows what moves, and goes to where it died', () => {
    const things = [
      marine(1, 10, 10),
      bornAt(0, 2, 'Zergling', 2, { x: 30, y: 10 }),
      order(0, ATTACK, [1], unitTarget(2, 30.5, 10.5)),
      order(0, MOVE, [2], point(30.5, 50.5), { playerId: 2 }),
    ];
    const following = play(things, 600);
    expect(placeOf(following, 2).y).toBeCloseTo(50.5, 4);
    expect(placeOf(following, 1).y).toBeGreaterThan(40);
    const mourning = play([...things, diedAt(160, 2, { x: 30, y: 33 })], 2000);
    expect(placeOf(mourning, 1).y).toBeGreaterThan(25);
    expect(placeOf(mourning, 1).y).toBeLessThan(34);
  });

  it('is faster with its upgrade', () => {
    const walk = [bornAt(0, 1, 'Zergling', 1, { x: 5, y: 5 }), order(10, MOVE, [1], point(60, 5.5))];
    const slow = placeOf(play(walk, 90), 1).x;
    const fast = placeOf(play([upgraded(5, 1, 'zerglingmovementspeed'), ...walk], 90), 1).x;
    expect((fast - 5.5) / (slow - 5.5)).toBeCloseTo(1.6, 1);
    expect(placeOf(play([upgraded(5, 2, 'zerglingmovementspeed'), ...walk], 90), 1).x).toBe(slow);
  });

  it('blinks at once, as far as it can', () => {
    const stalker = bornAt(0, 1, 'Stalker', 1, { x: 10, y: 10 });
    expect(placeOf(play([stalker, order(50, BLINK, [1], point(14.5, 10.5))], 50), 1).x).toBeCloseTo(14.5);
    expect(placeOf(play([stalker, order(50, BLINK, [1], point(50.5, 10.5))], 50), 1).x).toBeCloseTo(18.5);
  });

  it('does not move because of an order from before', () => {
    const things = [marine(1, 10, 10), order(100, MOVE, [1], point(20.5, 10.5))];
    expect(placeOf(play(things, 40), 1)).toEqual({ x: 10.5, y: 10.5 });
  });
});

describe('workers', () => {
  const base = [
    bornAt(0, 1, 'CommandCenter', 1, { x: 30, y: 30 }),
    bornAt(0, 2, 'MineralField', 0, { x: 37, y: 30 }),
    bornAt(0, 3, 'SCV', 1, { x: 28, y: 30 }),
  ];
  const between = { x: (30.5 + 37) / 2, y: 30.5 };

  it('gather half-way between the field and the town hall, from the start on', () => {
    expect(placeOf(play(base, 400), 3)).toEqual(between);
    const gathering = play(
      [...base, bornAt(9, 4, 'SCV', 1, { x: 2, y: 2 }), order(10, SMART, [4], unitTarget(2, 37, 30.5))],
      900,
    );
    expect(placeOf(gathering, 4)).toEqual(between);
    expect(currentCourse(gathering.positions, rowOf(gathering.units, tagOf(4)))?.ability).toBe(GATHER);
  });

  it('go on gathering when they return their cargo', () => {
    expect(placeOf(play([...base, order(300, RETURN, [3], { kind: 'none' })], 600), 3)).toEqual(between);
  });

  it('stay with what they build, and gather again after it', () => {
    const things = [
      ...base,
      order(100, BUILD_DEPOT, [3], point(20, 20)),
      order(100, SMART, [3], unitTarget(2, 37, 30.5), { queued: true }),
    ];
    const { x, y } = placeOf(play(things, 500), 3);
    expect(Math.hypot(x - 20, y - 20)).toBeLessThanOrEqual(1.01);
    expect(placeOf(play(things, 1500), 3)).toEqual(between);
  });
});

describe('a rally point', () => {
  const barracks = bornAt(0, 1, 'Barracks', 1, { x: 10, y: 10 });
  const trained = bornAt(500, 2, 'Marine', 1, { x: 12, y: 8 }, { unit: 1, ability: 'BarracksTrain' });

  it('is where the units of a building go', () => {
    for (const ability of [SMART, RALLY_UNITS]) {
      const things = [barracks, order(100, ability, [1], point(40, 40)), trained];
      expect(placeOf(play(things, 500), 2)).toEqual({ x: 12.5, y: 8.5 });
      expect(placeOf(play(things, 2000), 2)).toEqual({ x: 40, y: 40 });
    }
  });

  it('that is not set leaves them where they come out', () => {
    expect(placeOf(play([barracks, trained], 2000), 2)).toEqual({ x: 12.5, y: 8.5 });
  });

  it('of a hatchery on minerals is for its drones alone', () => {
    const things = [
      bornAt(0, 1, 'Hatchery', 1, { x: 30, y: 30 }),
      bornAt(0, 2, 'MineralField', 0, { x: 37, y: 30 }),
      bornAt(0, 3, 'Larva', 1, { x: 30, y: 27 }),
      bornAt(0, 4, 'Larva', 1, { x: 31, y: 27 }),
      order(50, SMART, [1], unitTarget(2, 37, 30.5)),
      becomes(60, 3, 'Egg'),
      becomes(60, 4, 'Egg'),
      bornAt(332, 5, 'Drone', 1, { x: 30, y: 27 }, { unit: 3, ability: 'LarvaTrain' }),
      bornAt(332, 6, 'Roach', 1, { x: 31, y: 27 }, { unit: 4, ability: 'LarvaTrain' }),
    ];
    expect(placeOf(play(things, 900), 5).x).toBeGreaterThan(33);
    expect(placeOf(play(things, 900), 6)).toEqual({ x: 31.5, y: 27.5 });
  });
});

/** Distances between estimate and truth, and between the last known place and the truth, at every positions event. */
function errors(file: string): { estimate: number[]; lastKnown: number[] } {
  const replay = decodeReplay(readCorpus(file));
  const orders = playerOrders(replay, gameSetup(replay)).filter(
    ({ drop }) => drop === null || drop === 'repeated',
  );
  const events = replay.trackerEvents ?? [];
  const state = createState(events, new Map());
  const { units, positions: estimates } = state;
  const found = { estimate: [] as number[], lastKnown: [] as number[] };
  let next = 0;
  for (const event of events) {
    while (next < orders.length && orders[next].loop <= event.loop) applyOrder(state, orders[next++]);
    if (event.event === 'SUnitPositionsEvent') {
      advanceAll(state, event.loop);
      eachPosition(units, event, (row, x, y) => {
        if (units.facts[row].kind === 'structure' || !isAlive(units, row)) return;
        found.estimate.push(Math.hypot(estimates.x[row] - x - 0.5, estimates.y[row] - y - 0.5));
        found.lastKnown.push(Math.hypot(units.exactX[row] - x - 0.5, units.exactY[row] - y - 0.5));
      });
    }
    applyEvent(state, event);
  }
  return found;
}

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))];

describe.skipIf(!corpusThere)('real games', () => {
  it('are estimated several times better than by the last known places', { timeout: 120_000 }, () => {
    const usable = corpusEntries().filter(({ kind }) => kind === 'usable1v1');
    const all = { estimate: [] as number[], lastKnown: [] as number[] };
    for (let i = 0; i < usable.length; i += 26) {
      const { estimate, lastKnown } = errors(usable[i].file);
      for (const error of estimate) all.estimate.push(error);
      for (const error of lastKnown) all.lastKnown.push(error);
    }
    const said = Object.entries(all).map(
      ([way, cells]) =>
        `${way} ${quantile(cells, 0.5).toFixed(2)} (90 %: ${quantile(cells, 0.9).toFixed(2)})`,
    );
    console.info(`cells between place and truth, ${all.estimate.length} places: ${said.join(', ')}`);
    expect(all.estimate.length).toBeGreaterThan(5000);
    expect(quantile(all.estimate, 0.5)).toBeLessThan(5);
    expect(quantile(all.estimate, 0.9)).toBeLessThan(14);
    expect(quantile(all.lastKnown, 0.5)).toBeGreaterThan(15);
  });
});
