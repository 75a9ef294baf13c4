import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownId } from '../../../replays/sc2replay/catalog/own-ids.js';
import {
  applyUnitEvent,
  createUnits,
  isAlive,
  NEUTRAL_OWNER,
  NEVER,
  NO_ROW,
  replayTag,
  rowOf,
  type Units,
} from '../../../replays/sc2replay/game/units.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import type { TrackerEvent } from '../../../replays/sc2replay/replay.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { becomes, born, died, goesTo, tagOf } from '../../sc2replay/events.js';
import { begunAt, bornAt, diedAt, finished, positions } from '../../sc2replay/tracker.js';

function unitsAfter(...events: readonly TrackerEvent[]): Units {
  const units = createUnits(events);
  for (const event of events) applyUnitEvent(units, event);
  return units;
}

const place = (units: Units, unit: number): readonly number[] => {
  const row = rowOf(units, tagOf(unit));
  return [units.exactX[row], units.exactY[row], units.exactLoop[row]];
};

describe('a unit', () => {
  it('is there from its birth to its death', () => {
    const units = unitsAfter(born(5, 1, 'Marine'), born(6, 2, 'SCV'), died(9, 1));
    expect(units.alive.map((row) => units.tag[row])).toEqual([tagOf(2)]);
    expect(units.died[rowOf(units, tagOf(1))]).toBe(9);
    expect(units.died[rowOf(units, tagOf(2))]).toBe(NEVER);
  });

  it('is unfinished from its beginning to its end', () => {
    const units = unitsAfter(
      begunAt(5, 1, 'Gateway', 1, { x: 3, y: 4 }),
      begunAt(6, 2, 'Pylon', 1, { x: 8, y: 9 }),
      finished(900, 1),
    );
    expect(units.done[rowOf(units, tagOf(1))]).toBe(900);
    expect(units.done[rowOf(units, tagOf(2))]).toBe(NEVER);
    expect(units.alive).toHaveLength(2);
  });

  it('changes its type and its owner', () => {
    const units = unitsAfter(born(0, 1, 'SiegeTank', 1), becomes(7, 1, 'SiegeTankSieged'), goesTo(8, 1, 2));
    expect(units.facts[0].name).toBe('SiegeTankSieged');
    expect(units.changed[0]).toBe(7);
    expect(units.owner[0]).toBe(2);
  });

  it('that belongs to nobody is kept apart, until somebody takes it', () => {
    const events = [born(0, 1, 'MineralField', 0), born(0, 2, 'XelNagaTower', 0), goesTo(9, 2, 1)];
    const units = unitsAfter(...events);
    expect(units.neutral).toEqual([0]);
    expect(units.alive).toEqual([1]);
    expect(units.owner[0]).toBe(NEUTRAL_OWNER);
  });

  it('knows its maker', () => {
    const units = unitsAfter(
      born(0, 1, 'Nexus'),
      bornAt(9, 2, 'Probe', 1, { x: 5, y: 5 }, { unit: 1, ability: 'NexusTrain' }),
    );
    expect(units.creator[1]).toBe(0);
    expect(units.creator[0]).toBe(NO_ROW);
  });

  it('is an illusion when a Sentry made it', () => {
    const maker = { unit: 1, ability: 'HallucinationPhoenix' };
    const units = unitsAfter(born(0, 1, 'Sentry'), bornAt(9, 2, 'Phoenix', 1, { x: 5, y: 5 }, maker));
    expect([...units.hallucination]).toEqual([0, 1]);
  });

  it('is cloaked or under the ground when its type says so', () => {
    const units = unitsAfter(
      born(0, 1, 'Roach'),
      becomes(3, 1, 'RoachBurrowed'),
      born(4, 2, 'DarkTemplar'),
      born(5, 3, 'Zealot'),
    );
    expect([...units.cloaked]).toEqual([1, 1, 0]);
    expect([...units.burrowed]).toEqual([1, 0, 0]);
  });

  it('of a type that the catalog does not have is there with a stable id', () => {
    const units = unitsAfter(born(0, 1, 'ZergBehemoth'), born(0, 2, 'ZergBehemoth'));
    expect(units.facts[0].id).toBe(ownId('ZergBehemoth'));
    expect(units.facts[1]).toBe(units.facts[0]);
    expect(units.strange.size).toBe(1);
  });

  it('loses its index to the next unit that gets it', () => {
    const later = { ...born(50, 1, 'Marauder'), m_unitTagRecycle: 2 } as TrackerEvent;
    const units = unitsAfter(born(0, 1, 'Marine'), later, positions(60, [1, 20, 21]));
    expect(units.alive.map((row) => units.facts[row].name)).toEqual(['Marauder']);
    expect(units.exactLoop[rowOf(units, replayTag(1, 2))]).toBe(60);
  });
});

describe('places', () => {
  it('are exact for what stands on the grid', () => {
    const at = { x: 20, y: 30 };
    const units = unitsAfter(
      bornAt(0, 1, 'Nexus', 1, at),
      bornAt(0, 2, 'Pylon', 1, at),
      bornAt(0, 3, 'MineralField', 0, at),
      bornAt(0, 4, 'Barracks', 1, at),
    );
    expect(place(units, 1)).toEqual([20.5, 30.5, 0]);
    expect(place(units, 2)).toEqual([20, 30, 0]);
    expect(place(units, 3)).toEqual([20, 30.5, 0]);
    expect(place(units, 4)).toEqual([20.5, 30.5, 0]);
  });

  it('are told several at once, each by the step from the index before', () => {
    const events = [3, 5, 9].map((unit) => bornAt(0, unit, 'Marine', 1, { x: 1, y: 1 }));
    const units = unitsAfter(...events, positions(240, [3, 40, 41], [9, 50, 51]));
    expect(place(units, 3)).toEqual([40.5, 41.5, 240]);
    expect(place(units, 5)).toEqual([1.5, 1.5, 0]);
    expect(place(units, 9)).toEqual([50.5, 51.5, 240]);
  });

  it('are those of its death for what died', () => {
    const units = unitsAfter(bornAt(0, 1, 'Marine', 1, { x: 1, y: 1 }), diedAt(77, 1, { x: 8, y: 9 }));
    expect(place(units, 1)).toEqual([8.5, 9.5, 77]);
  });
});

describe('events that make no sense', () => {
  it('of units that nobody has heard of are counted and change nothing', () => {
    const units = unitsAfter(
      born(0, 1, 'Marine'),
      died(1, 7),
      becomes(2, 8, 'Marauder'),
      finished(3, 9),
      positions(4, [6, 1, 1]),
    );
    expect(units.strangers).toBe(4);
    expect(units.alive).toEqual([0]);
  });

  it('of a second unit with the tag of another are counted and change nothing', () => {
    const units = unitsAfter(born(0, 1, 'Marine'), born(1, 1, 'Marauder'), finished(2, 1));
    expect([units.count, units.strangers, units.facts[0].name]).toEqual([1, 1, 'Marine']);
    expect(unitsAfter(born(0, 1, 'Marine'), died(1, 1), born(2, 1, 'Marauder')).alive).toEqual([]);
  });

  it('never break the list of who lives', () => {
    const unit = fc.integer({ min: 0, max: 5 });
    const event = fc.oneof(
      unit.map((n) => born(1, n, 'Marine', n % 3)),
      unit.map((n) => died(1, n)),
      unit.map((n) => finished(1, n)),
      fc.tuple(unit, fc.integer({ min: 0, max: 16 })).map(([n, player]) => goesTo(1, n, player)),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map(
        (items) =>
          ({
            event: 'SUnitPositionsEvent',
            eventId: 8,
            loop: 1,
            m_firstUnitIndex: 0,
            m_items: items,
          }) as TrackerEvent,
      ),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const units = unitsAfter(...events);
        const listed = [...units.alive, ...units.neutral].sort((a, b) => a - b);
        const living = Array.from({ length: units.count }, (_, row) => row).filter((row) =>
          isAlive(units, row),
        );
        expect(listed).toEqual(living);
        expect(units.alive.every((row) => units.owner[row] !== NEUTRAL_OWNER)).toBe(true);
      }),
    );
  });
});

/** Another way to count: who is there at the end, by owner and type, straight from the events. */
function countAtEnd(events: readonly TrackerEvent[]): Map<string, number> {
  const there = new Map<string, { owner: number; type: string }>();
  for (const event of events) {
    if (!('m_unitTagIndex' in event)) continue;
    const key = `${event.m_unitTagIndex}/${event.m_unitTagRecycle}`;
    const unit = there.get(key);
    if (event.event === 'SUnitBornEvent' || event.event === 'SUnitInitEvent')
      there.set(key, {
        owner: event.m_controlPlayerId || NEUTRAL_OWNER,
        type: `${Buffer.from(event.m_unitTypeName)}`,
      });
    else if (event.event === 'SUnitDiedEvent') there.delete(key);
    else if (unit && event.event === 'SUnitTypeChangeEvent')
      unit.type = `${Buffer.from(event.m_unitTypeName)}`;
    else if (unit && event.event === 'SUnitOwnerChangeEvent')
      unit.owner = event.m_controlPlayerId || NEUTRAL_OWNER;
  }
  return tally([...there.values()].map(({ owner, type }) => `${owner} ${type}`));
}

function tally(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe.skipIf(!corpusThere)('real games', () => {
  it('end with the units that the tracker leaves alive, by owner and type', { timeout: 120_000 }, () => {
    const usable = corpusEntries().filter(({ kind }) => kind === 'usable1v1');
    expect(usable.length).toBeGreaterThan(600);
    for (const { file } of usable) {
      const events = decodeReplay(readCorpus(file), { streams: ['trackerEvents'] }).trackerEvents ?? [];
      const units = unitsAfter(...events);
      const rows = [...units.alive, ...units.neutral];
      expect(units.strangers, file).toBe(0);
      expect(tally(rows.map((row) => `${units.owner[row]} ${units.facts[row].name}`)), file).toEqual(
        countAtEnd(events),
      );
    }
  });
});
