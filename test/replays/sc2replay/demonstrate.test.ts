import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playerOrders } from '../../../replays/sc2replay/game/commands.js';
import { demonstrations } from '../../../replays/sc2replay/game/demonstrate.js';
import { gameSetup } from '../../../replays/sc2replay/game/setup.js';
import type { OrderTarget, PlayerOrder } from '../../../replays/sc2replay/game/types.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import type { TrackerEvent } from '../../../replays/sc2replay/replay.js';
import { ALLIANCE } from '../../../src/spec/columns.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { becomes, born, died, goesTo, replayOf, tagOf } from '../../sc2replay/events.js';
import { begunAt, bornAt, diedAt, finished, positions, stated } from '../../sc2replay/tracker.js';

const ATTACK = 3674;
const MOVE = 3794;
const BLINK = 3687;
const NOWHERE: OrderTarget = { kind: 'none' };
const point = (x: number, y: number): OrderTarget => ({ kind: 'point', x, y });
const at = (unit: number, x: number, y: number): OrderTarget => ({ kind: 'entity', tag: tagOf(unit), x, y });

function order(
  loop: number,
  ability: number,
  units: readonly number[],
  target: OrderTarget,
  more: Partial<PlayerOrder> = {},
): PlayerOrder {
  return {
    loop,
    playerId: 1,
    ability,
    queued: false,
    units: units.map(tagOf),
    target,
    source: 'command',
    drop: null,
    ...more,
  };
}

/** The demonstrations of player 1 in a game made by hand. */
function shown(events: readonly TrackerEvent[], orders: readonly PlayerOrder[], playerId = 1) {
  const { replay, setup } = replayOf(events, []);
  const all = demonstrations(replay, setup, orders, playerId);
  return { ...all, steps: [...all.steps] };
}

const marine = bornAt(0, 1, 'Marine', 1, { x: 20, y: 20 });
const zergling = bornAt(0, 2, 'Zergling', 2, { x: 25, y: 20 });
const away = bornAt(0, 3, 'Zergling', 2, { x: 60, y: 60 });

describe('demonstrations', () => {
  it('are one for each kept order, each lasting until the next', () => {
    const orders = [
      order(10, MOVE, [1], point(30, 30)),
      order(14, MOVE, [1], point(31, 30), { drop: 'repeated' }),
      order(40, MOVE, [1], point(40, 30), { queued: true }),
      order(40, ATTACK, [1], point(41, 30)),
    ];
    const { steps } = shown([marine], orders);
    expect(steps.map(({ command }) => [command.ability, command.delay, command.queued])).toEqual([
      [MOVE, 30, false],
      [MOVE, 1, true],
      [ATTACK, 9960, false],
    ]);
    expect(steps.map(({ observation }) => observation.gameLoop)).toEqual([10, 40, 40]);
  });

  it('know the command before, and whom it went to, but nothing of the one to come', () => {
    const events = [marine, bornAt(0, 4, 'Marine', 1, { x: 22, y: 20 })];
    const { steps } = shown(events, [
      order(10, MOVE, [4], point(30, 30)),
      order(20, MOVE, [1], point(30, 30)),
    ]);
    expect(steps[0].observation.lastCommand).toBeNull();
    expect([...steps[0].observation.entities.selected]).toEqual([0, 0]);
    expect(steps[1].observation.lastCommand).toBe(steps[0].command);
    expect([...steps[1].observation.entities.selected]).toEqual([0, 1]);
  });

  it('show what happened before the loop of the order, and nothing of that loop', () => {
    const events = [marine, born(9, 4, 'Marine'), born(10, 5, 'Marine')];
    const [{ observation }] = shown(events, [order(10, MOVE, [1], point(30, 30))]).steps;
    expect([...observation.entities.tag]).toEqual([BigInt(tagOf(1)), BigInt(tagOf(4))]);
  });

  it('go to own units that live, and are left out where there are none', () => {
    const events = [marine, born(0, 4, 'Marine'), zergling, died(5, 4)];
    const orders = [order(10, MOVE, [1, 4, 2, 1], point(30, 30)), order(20, MOVE, [4, 2], point(30, 30))];
    const { steps, unitless } = shown(events, orders);
    expect(steps.map(({ command }) => command.units)).toEqual([[BigInt(tagOf(1))]]);
    expect(unitless).toBe(1);
  });

  it('go to no marks for the editor, which are in no observation', () => {
    const beacon = bornAt(0, 4, 'BeaconArmy', 1, { x: 20, y: 20 });
    const orders = [order(10, MOVE, [1, 4], at(4, 20.5, 20.5)), order(20, MOVE, [4], point(30, 30))];
    const { steps, unitless } = shown([marine, beacon], orders);
    expect([...steps[0].observation.entities.tag]).toEqual([BigInt(tagOf(1))]);
    expect(steps.map(({ command }) => command.units)).toEqual([[BigInt(tagOf(1))]]);
    expect(steps[0].command.target).toEqual({ kind: 'point', x: 20.5, y: 20.5 });
    expect(unitless).toBe(1);
  });

  it('point at the place where the client saw a target that is not in sight', () => {
    const orders = [order(10, ATTACK, [1], at(2, 25.5, 20.5)), order(20, ATTACK, [1], at(3, 60.5, 60.5))];
    const { steps, info } = shown([marine, zergling, away], orders);
    expect(steps[0].command.target).toEqual({ kind: 'entity', tag: BigInt(tagOf(2)) });
    expect(steps[1].command.target).toEqual({ kind: 'point', x: 60.5, y: 60.5 });
    const names = info.vocabulary.functions.map(({ name }) => name);
    expect(names).toEqual(['no_op', 'Attack_unit', 'Attack_pt']);
  });

  it('look around in the order of time: a look finds nothing that an order brings about later', () => {
    const events = [
      bornAt(0, 1, 'Stalker', 1, { x: 20, y: 20 }),
      bornAt(0, 5, 'Bunker', 2, { x: 36, y: 20 }),
      stated(85, 1, {}),
    ];
    // There and back between the looks at loops 67 and 100.
    const { steps } = shown(events, [
      order(10, MOVE, [1], point(20.5, 20.5)),
      order(80, BLINK, [1], point(28.5, 20.5), { drop: 'repeated' }),
      order(90, BLINK, [1], point(20.5, 20.5), { drop: 'repeated' }),
      order(100, MOVE, [1], point(10, 20)),
    ]);
    expect([...steps[1].observation.entities.tag]).toEqual([BigInt(tagOf(1))]);
  });

  it('have each unit once, those that their commands name among them', () => {
    const loop = fc.integer({ min: 0, max: 200 });
    const unit = fc.integer({ min: 1, max: 8 });
    const cell = fc.integer({ min: 0, max: 36 });
    const player = fc.constantFrom(1, 2);
    const type = fc.constantFrom(
      'Stalker',
      'Bunker',
      'Zergling',
      'XelNagaTower',
      'MineralField',
      'BeaconArmy',
    );
    const birth = fc.tuple(type, fc.constantFrom(0, 1, 1, 2, 2), cell).map(
      ([name, owner, x]) =>
        (n: number) =>
          bornAt(0, n, name, owner, { x, y: 20 }),
    );
    const event = fc.oneof(
      fc.tuple(loop, unit, fc.constantFrom(0, 1, 2)).map(([when, n, owner]) => goesTo(when, n, owner)),
      fc.tuple(loop, unit, type).map(([when, n, name]) => becomes(when, n, name)),
      fc.tuple(loop, unit, cell).map(([when, n, x]) => positions(when, [n, x, 20])),
      fc.tuple(loop, unit, cell).map(([when, n, x]) => diedAt(when, n, { x, y: 20 })),
    );
    const ability = fc.constantFrom(MOVE, ATTACK);
    const commands = fc.oneof(
      fc
        .tuple(loop, ability, fc.array(unit), unit, player)
        .map(([when, id, own, target, playerId]) => order(when, id, own, at(target, 9, 9), { playerId })),
      fc
        .tuple(loop, fc.array(unit), cell, player)
        .map(([when, own, x, playerId]) => order(when, BLINK, own, point(x, 20), { playerId })),
    );
    const byLoop = (a: { loop: number }, b: { loop: number }): number => a.loop - b.loop;
    const births = fc.array(birth, { minLength: 8, maxLength: 8 });
    const some = { minLength: 5, maxLength: 30 };
    fc.assert(
      fc.property(
        births,
        fc.array(event, { maxLength: 10 }),
        fc.array(commands, some),
        (first, more, orders) => {
          const events = [...first.map((make, i) => make(i + 1)), ...more.sort(byLoop)];
          const sorted = orders.sort(byLoop);
          for (const playerId of [1, 2]) {
            for (const { observation, command } of shown(events, sorted, playerId).steps) {
              const { tag, alliance } = observation.entities;
              expect(new Set(tag).size).toBe(observation.count);
              const own = tag.filter((_, row) => alliance[row] === ALLIANCE.self);
              for (const unit of command.units) expect(own).toContain(unit);
              if (command.target.kind === 'entity') expect(tag).toContain(command.target.tag);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('lose the Drone inside a building that grows', () => {
    const events = [
      bornAt(0, 1, 'Drone', 1, { x: 20, y: 20 }),
      bornAt(0, 4, 'Drone', 1, { x: 21, y: 20 }),
      begunAt(50, 5, 'SpawningPool', 1, { x: 20, y: 20 }),
      finished(786, 5),
      diedAt(787, 1, { x: 20, y: 20 }),
    ];
    const { steps } = shown(events, [
      order(40, MOVE, [4], point(30, 30)),
      order(60, MOVE, [4], point(31, 30)),
    ]);
    expect([...steps[0].observation.entities.tag]).toEqual([1, 4].map((unit) => BigInt(tagOf(unit))));
    expect([...steps[1].observation.entities.tag]).toEqual([4, 5].map((unit) => BigInt(tagOf(unit))));
  });

  it('begin anew with every walk through them', () => {
    const { replay, setup } = replayOf([marine, zergling], []);
    const { steps } = demonstrations(
      replay,
      setup,
      [order(10, MOVE, [1], point(30, 30)), order(50, MOVE, [1], point(9, 9))],
      1,
    );
    expect([...steps]).toEqual([...steps]);
  });

  it('need tracker events', () => {
    const { replay, setup } = replayOf([], []);
    expect(() => demonstrations({ ...replay, trackerEvents: undefined }, setup, [], 1)).toThrow(
      /tracker events are needed/,
    );
  });
});

describe('the match of a human game', () => {
  const { info, outcome } = shown(
    [marine, bornAt(0, 4, 'Barracks', 1, { x: 9, y: 9 })],
    [order(10, MOVE, [1], point(30, 30)), order(20, MOVE, [4], point(3, 3)), order(30, 0xfff0, [4], NOWHERE)],
  );

  it('has the words that occur in it, in the order of their ids', () => {
    const { functions, unitTypes, users } = info.vocabulary;
    expect(functions).toEqual([
      { name: 'no_op', ability: 0, target: 'none' },
      { name: 'Move_pt', ability: MOVE, target: 'point' },
      { name: 'Unknown_65520_quick', ability: 0xfff0, target: 'none' },
    ]);
    expect(users).toEqual([[], [21, 48], [21]]);
    expect(unitTypes).toEqual([
      { id: 21, name: 'Barracks' },
      { id: 48, name: 'Marine' },
    ]);
  });

  it('has a result, and rules that a person never meets', () => {
    expect(outcome).toEqual({
      reason: 'surrender',
      results: { 1: 'win', 2: 'loss' },
      faults: {},
      loops: 10_000,
    });
    expect(info.limits).toEqual({ stepLoops: 1, commandsPerSecond: 1000, maxLoops: 10_000 });
    expect(info.map.layerWidth * info.map.layerHeight).toBe(1024);
  });
});

/** Steps as a digest: equal steps have equal ones. */
function digest(steps: readonly unknown[]): string {
  const text = JSON.stringify(steps, (_, value) => {
    if (typeof value === 'bigint') return `${value}`;
    return ArrayBuffer.isView(value) ? `${value}` : value;
  });
  return createHash('sha256').update(text).digest('hex');
}

describe('the fog of war', () => {
  it('hides all that happens far away: whatever it is, the player perceives the same', () => {
    // Player 1 stays at x, y < 30 and sees 9 cells far; what is drawn happens at x, y >= 44.
    const cell = fc.integer({ min: 44, max: 62 });
    const loop = fc.integer({ min: 1, max: 900 });
    const unit = fc.integer({ min: 20, max: 24 });
    const hidden = fc.oneof(
      fc.tuple(loop, unit, cell, cell).map(([when, n, x, y]) => bornAt(when, n, 'Zergling', 2, { x, y })),
      fc.tuple(loop, unit, cell, cell).map(([when, n, x, y]) => bornAt(when, n, 'SpineCrawler', 2, { x, y })),
      fc.tuple(loop, unit, cell, cell).map(([when, n, x, y]) => diedAt(when, n, { x, y })),
      fc.tuple(loop, unit).map(([when, n]) => becomes(when, n, 'Baneling')),
      fc.tuple(loop, unit, cell, cell).map(([when, n, x, y]) => positions(when, [n, x, y])),
      loop.map((when) => stated(when, 2, { minerals: when, used: 9 })),
      fc
        .tuple(loop, unit, cell, cell)
        .map(([when, n, x, y]) => order(when, MOVE, [n], point(x, y), { playerId: 2 })),
    );
    const own = [
      marine,
      bornAt(0, 4, 'Nexus', 1, { x: 12, y: 12 }),
      bornAt(0, 5, 'Bunker', 2, { x: 24, y: 14 }),
    ];
    const orders = [100, 250, 400, 640, 905].map((when, i) =>
      order(when, MOVE, [1], point(10 + 4 * i, 26 - 3 * i)),
    );
    const quiet = digest(shown(own, orders).steps);
    const byLoop = (a: { loop: number }, b: { loop: number }): number => a.loop - b.loop;
    fc.assert(
      fc.property(fc.array(hidden, { maxLength: 25 }), (things) => {
        const events = [...own, ...things.filter((thing) => 'event' in thing)].sort(byLoop);
        const all = [...orders, ...things.filter((thing) => 'playerId' in thing)].sort(byLoop);
        expect(digest(shown(events, all).steps)).toBe(quiet);
      }),
      { numRuns: 60 },
    );
  });
});

describe.skipIf(!corpusThere)('real games', () => {
  it('show only what their commands can name, and nothing out of order', { timeout: 120_000 }, () => {
    const usable = corpusEntries().filter(({ kind }) => kind === 'usable1v1');
    for (let i = 0; i < usable.length; i += 101) {
      const replay = decodeReplay(readCorpus(usable[i].file));
      const setup = gameSetup(replay);
      const orders = playerOrders(replay, setup);
      for (const { playerId } of setup.players) {
        const { info, steps } = demonstrations(replay, setup, orders, playerId);
        const functions = new Set(
          info.vocabulary.functions.map(({ ability, target }) => `${ability}:${target}`),
        );
        const types = new Set(info.vocabulary.unitTypes.map(({ id }) => id));
        const found = {
          steps: 0,
          foreignUnits: 0,
          unknownWords: 0,
          lostTargets: 0,
          doubles: 0,
          backwards: 0,
        };
        let last = 0;
        const reused = demonstrations(replay, setup, orders, playerId, { reuse: true }).steps[
          Symbol.iterator
        ]();
        for (const step of steps) {
          const { observation, command } = step;
          if (found.steps % 50 === 0) expect(reused.next().value).toEqual(step);
          else reused.next();
          const { entities, gameLoop } = observation;
          const tags = new Set(entities.tag);
          const own = new Set(entities.tag.filter((_, row) => entities.alliance[row] === ALLIANCE.self));
          found.steps++;
          if (!functions.has(`${command.ability}:${command.target.kind}`)) found.unknownWords++;
          if (!entities.unit_type.every((type) => types.has(type))) found.unknownWords++;
          if (command.target.kind === 'entity' && !tags.has(command.target.tag)) found.lostTargets++;
          if (!command.units.every((tag) => own.has(tag))) found.foreignUnits++;
          if (tags.size < observation.count) found.doubles++;
          if (gameLoop < last) found.backwards++;
          last = gameLoop;
        }
        const none = { foreignUnits: 0, unknownWords: 0, lostTargets: 0, doubles: 0, backwards: 0 };
        expect(found, usable[i].file).toMatchObject(none);
        expect(found.steps, usable[i].file).toBeGreaterThan(50);
      }
    }
  });
});
