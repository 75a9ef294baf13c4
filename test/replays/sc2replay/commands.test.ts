import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abilityById, abilityOf } from '../../../replays/sc2replay/catalog/abilities.js';
import { FIRST_OWN_ID } from '../../../replays/sc2replay/catalog/own-ids.js';
import { playerOrders } from '../../../replays/sc2replay/game/commands.js';
import { gameSetup } from '../../../replays/sc2replay/game/setup.js';
import type { OrderDrop, PlayerOrder, RaceName, ReplayTag } from '../../../replays/sc2replay/game/types.js';
import { replayTag } from '../../../replays/sc2replay/game/units.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import type { GameEvent, SelectionMask, TrackerEvent } from '../../../replays/sc2replay/replay.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import {
  type Ability,
  again,
  aimAt,
  aimAtUnit,
  BASE_BUILD,
  becomes,
  born,
  command,
  died,
  goesTo,
  group,
  leave,
  replayOf,
  select,
  tagOf,
  targetUnit,
} from '../../sc2replay/events.js';

/** Where the catalog of BASE_BUILD has an ability, by its name. */
const ABILITY_AT = new Map<string, Ability>();
for (let link = 0; link < 1000; link++) {
  for (let index = 0; index < 32; index++) {
    const { ability } = abilityOf(BASE_BUILD, link, index);
    if (ability !== null && !ABILITY_AT.has(ability.name)) ABILITY_AT.set(ability.name, { link, index });
  }
}

function ability(name: string): Ability {
  const at = ABILITY_AT.get(name);
  if (at === undefined) throw new Error(`the catalog of ${BASE_BUILD} has no ${name}`);
  return at;
}

const [MARINE, MEDIVAC, BARRACKS] = [1, 2, 3];
const BORN: readonly TrackerEvent[] = [
  born(0, MARINE, 'Marine'),
  born(0, MEDIVAC, 'Medivac'),
  born(0, BARRACKS, 'Barracks'),
  born(0, 9, 'Zergling', 2),
];
const FLAG = { plain: 0x100, queued: 0x102, setAutocast: 0x140 } as const;

function orders(
  game: readonly GameEvent[],
  tracker: readonly TrackerEvent[] = BORN,
  race: RaceName = 'Terran',
): readonly PlayerOrder[] {
  const { replay, setup } = replayOf(tracker, game, race);
  return playerOrders(replay, setup);
}

const drops = (list: readonly PlayerOrder[]): readonly (OrderDrop | null)[] => list.map(({ drop }) => drop);
const name = (order: PlayerOrder): string | undefined => abilityById(order.ability)?.name;

describe('an order', () => {
  it('goes to what is selected, at the place that was clicked', () => {
    const [order] = orders([select(5, [tagOf(MARINE)]), command(6, { point: { x: 20.5, y: 31.25 } })]);
    expect(order).toEqual({
      loop: 6,
      playerId: 1,
      ability: 1,
      queued: false,
      units: [tagOf(MARINE)],
      target: { kind: 'point', x: 20.5, y: 31.25 },
      source: 'command',
      drop: null,
    });
  });

  it('has its function from the catalog and waits its turn when it is queued', () => {
    const [order] = orders([
      select(5, [tagOf(MARINE)]),
      command(6, { ability: ability('Attack_Attack'), point: { x: 20, y: 31 }, flags: FLAG.queued }),
    ]);
    expect(name(order)).toBe('Attack');
    expect(order.queued).toBe(true);
  });

  it('points at a unit that is alive, and at the place of one that is dead, unknown or under the fog', () => {
    const at = { x: 12, y: 13 };
    const click = (loop: number, unit: number) => command(loop, { unit: targetUnit(unit, at) });
    const list = orders(
      [
        select(5, [tagOf(MARINE)]),
        click(10, tagOf(9)),
        click(30, tagOf(9)),
        click(50, tagOf(77)),
        click(70, 0),
      ],
      [...BORN, died(20, 9)],
    );
    expect(list.map(({ target }) => target)).toEqual([
      { kind: 'entity', tag: tagOf(9), ...at },
      { kind: 'point', ...at },
      { kind: 'point', ...at },
      { kind: 'point', ...at },
    ]);
  });

  it('is given again to whatever is selected then, at the last target', () => {
    const list = orders([
      select(5, [tagOf(MARINE)]),
      command(6, { point: { x: 20, y: 20 } }),
      aimAt(20, { x: 40, y: 40 }),
      again(20),
      select(30, [tagOf(MEDIVAC)]),
      again(31),
      aimAtUnit(50, targetUnit(tagOf(9), { x: 50, y: 50 })),
      again(50),
    ]);
    expect(list.map(({ source }) => source)).toEqual(['command', 'target_update', 'repeat', 'target_update']);
    expect(list.map(({ units }) => units)).toEqual(
      [MARINE, MARINE, MEDIVAC, MEDIVAC].map((unit) => [tagOf(unit)]),
    );
    expect(list.map(({ target }) => target)).toEqual([
      { kind: 'point', x: 20, y: 20 },
      { kind: 'point', x: 40, y: 40 },
      { kind: 'point', x: 40, y: 40 },
      { kind: 'entity', tag: tagOf(9), x: 50, y: 50 },
    ]);
  });

  it('goes to those of a mixed selection that can do it', () => {
    const all = [MARINE, MEDIVAC, BARRACKS].map(tagOf);
    const list = orders([
      select(5, all),
      command(6, { ability: ability('Effect_Stim_Marine') }),
      command(30, { ability: ability('Train_Marine') }),
      command(60, { point: { x: 20, y: 20 } }),
    ]);
    expect(list.map(({ units }) => units)).toEqual([[tagOf(MARINE)], [tagOf(BARRACKS)], all]);
  });

  it('is none of a player who only watches, and switching autocast is none at all', () => {
    const repair = { ability: ability('Effect_Repair_SCV'), flags: FLAG.setAutocast };
    expect(orders([select(5, [tagOf(MARINE)]), command(6, repair), again(7)])).toEqual([]);
    expect(orders([command(6, { user: 5, point: { x: 1, y: 1 } })])).toEqual([]);
  });
});

describe('an order that teaches nothing', () => {
  const point = { x: 20, y: 20 };

  it('goes to nobody who is alive and the player’s own', () => {
    const theirs = [select(5, [tagOf(9)]), command(6, { point })];
    expect(drops(orders(theirs))).toEqual(['no_units']);
    const dead = [select(5, [tagOf(MARINE)]), command(30, { point })];
    expect(drops(orders(dead, [...BORN, died(20, MARINE)]))).toEqual(['no_units']);
    const taken = orders(dead, [...BORN, goesTo(20, MARINE, 2)]);
    expect(drops(taken)).toEqual(['no_units']);
  });

  it('does not lose a unit that dies in its loop', () => {
    const list = orders([select(5, [tagOf(MARINE)]), command(30, { point })], [...BORN, died(30, MARINE)]);
    expect(list[0].units).toEqual([tagOf(MARINE)]);
  });

  it('cannot be done any more: the larva is an egg by then', () => {
    const larva = born(0, 20, 'Larva');
    const game = [select(5, [tagOf(20)]), command(6, { ability: ability('Train_Zergling') }), again(9)];
    expect(drops(orders(game, [larva, becomes(7, 20, 'Egg')], 'Zerg'))).toEqual([null, 'impossible']);
  });

  it('asks again a moment later for the same, and only the first is kept however long it goes on', () => {
    const clicks = [3, 6, 9, 12].flatMap((later) => [aimAt(6 + later, { x: 20.5, y: 20 }), again(6 + later)]);
    const list = orders([select(5, [tagOf(MARINE)]), command(6, { point }), ...clicks]);
    expect(drops(list)).toEqual([null, 'repeated', 'repeated', 'repeated', 'repeated']);
  });

  it('is not a repetition when it comes later, goes elsewhere, to others, is queued, or makes one more', () => {
    const first = [select(5, [tagOf(MARINE)]), command(6, { point })];
    expect(drops(orders([...first, again(12)]))).toEqual([null, null]);
    expect(drops(orders([...first, aimAt(9, { x: 23, y: 20 }), again(9)]))).toEqual([null, null]);
    expect(drops(orders([...first, select(8, [tagOf(MEDIVAC)]), again(9)]))).toEqual([null, null]);
    expect(drops(orders([...first, command(9, { point, flags: FLAG.queued })]))).toEqual([null, null]);
    const train = command(6, { ability: ability('Train_Marine') });
    expect(drops(orders([select(5, [tagOf(BARRACKS)]), train, again(9)]))).toEqual([null, null]);
  });

  it('was taken back at once, together with what takes it back', () => {
    const train = command(6, { ability: ability('Train_Marine') });
    const cancel = (loop: number) => command(loop, { ability: ability('Cancel_QueueCancelToSelection') });
    const hand = select(5, [tagOf(BARRACKS)]);
    expect(drops(orders([hand, train, again(8), cancel(20)]))).toEqual([null, 'cancelled', 'cancelled']);
    expect(drops(orders([hand, train, cancel(60)]))).toEqual([null, null]);
    expect(drops(orders([hand, train, select(7, [tagOf(MARINE)]), cancel(20)]))).toEqual([null, null]);
  });

  it('comes after its player has left', () => {
    expect(drops(orders([select(5, [tagOf(MARINE)]), leave(6), command(7, { point })]))).toEqual([
      'after_end',
    ]);
  });
});

describe('the orders of made-up events', () => {
  const loop = fc.integer({ min: 0, max: 40 });
  const unit = fc.integer({ min: 1, max: 12 });
  const place = fc.record({ x: fc.integer({ min: 0, max: 64 }), y: fc.integer({ min: 0, max: 64 }) });
  const indices = fc.array(fc.integer({ min: 0, max: 511 }), { maxLength: 4 });
  const mask: fc.Arbitrary<SelectionMask> = fc.oneof(
    fc.constant({ None: null }),
    indices.map((OneIndices) => ({ OneIndices })),
    indices.map((ZeroIndices) => ({ ZeroIndices })),
    fc
      .record({
        firstBit: fc.integer({ min: 0, max: 7 }),
        bits: fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 70 }),
      })
      .map(({ firstBit, bits }) => ({
        Mask: { firstBit, length: bits.length, bits: Uint8Array.from(bits) },
      })),
  );
  const tracker = fc.oneof(
    fc
      .tuple(loop, unit, fc.constantFrom('Marine', 'Larva', 'Nonsense'), fc.integer({ min: 0, max: 3 }))
      .map((args) => born(...args)),
    fc.tuple(loop, unit).map((args) => died(...args)),
    fc.tuple(loop, unit, fc.integer({ min: 0, max: 20 })).map((args) => goesTo(...args)),
  );
  const game = fc.oneof(
    fc
      .tuple(loop, fc.array(unit.map(tagOf)), fc.record({ list: fc.integer({ min: 0, max: 15 }), mask }))
      .map((args) => select(...args)),
    fc
      .tuple(loop, fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 7 }), mask)
      .map((args) => group(...args)),
    fc
      .tuple(loop, fc.record({ point: place, flags: fc.integer({ min: 0, max: 0xffff }) }))
      .map((args) => command(...args)),
    fc
      .tuple(loop, fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 40 }))
      .map(([at, link, index]) => command(at, { ability: { link, index } })),
    fc.tuple(loop, place).map((args) => aimAt(...args)),
    loop.map(again),
    loop.map(leave),
  );
  const byLoop = <Event extends { readonly loop: number }>(event: fc.Arbitrary<Event>) =>
    fc.array(event, { maxLength: 60 }).map((list) => list.sort((a, b) => a.loop - b.loop));

  it('go to units that were born and have not died, each once, in the order of time', () => {
    fc.assert(
      fc.property(byLoop(tracker), byLoop(game), (told, sent) => {
        const list = orders(sent, told);
        for (const [i, { loop: at, units, drop }] of list.entries()) {
          expect(at).toBeGreaterThanOrEqual(list[i - 1]?.loop ?? 0);
          expect([...units]).toEqual([...new Set(units)].sort((a, b) => a - b));
          for (const tag of units) {
            const before = told.filter((event) => event.loop < at && isOf(event, tag));
            const last = before.findLast(
              ({ event }) => event === 'SUnitBornEvent' || event === 'SUnitDiedEvent',
            );
            expect(last?.event).toBe('SUnitBornEvent');
          }
          if (drop === null) expect(units.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

/** Whether a tracker's event tells of the unit with this tag. */
function isOf(event: TrackerEvent, tag: ReplayTag): boolean {
  return 'm_unitTagRecycle' in event && replayTag(event.m_unitTagIndex, event.m_unitTagRecycle) === tag;
}

describe.skipIf(!corpusThere)('the orders of real games', () => {
  /** Every thirtieth file, so that all builds with many games are there. */
  const games = corpusEntries().filter(({ kind }, i) => kind === 'usable1v1' && i % 30 === 0);

  it('go to units that can do them, nearly always', () => {
    let all = 0;
    let unknown = 0;
    let late = 0;
    let empty = 0;
    const dropped: { [drop in OrderDrop]?: number } = {};
    for (const { file } of games) {
      const replay = decodeReplay(readCorpus(file));
      const list = playerOrders(replay, gameSetup(replay));
      let loop = 0;
      for (const order of list) {
        if (order.loop < loop) late++;
        loop = order.loop;
        all++;
        if (order.ability >= FIRST_OWN_ID) unknown++;
        if (order.drop !== null) dropped[order.drop] = (dropped[order.drop] ?? 0) + 1;
        else if (order.units.length === 0) empty++;
      }
    }
    expect({ late, empty }).toEqual({ late: 0, empty: 0 });
    expect(all).toBeGreaterThan(50_000);
    expect(unknown / all).toBeLessThan(0.001);
    expect((dropped.no_units ?? 0) / all).toBeLessThan(0.001);
    expect((dropped.impossible ?? 0) / all).toBeLessThan(0.02);
    expect((dropped.repeated ?? 0) / all).toBeGreaterThan(0.1);
  });
});
