import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activeSelection,
  applyControlGroupUpdate,
  applySelectionDelta,
  createSelections,
  maskElements,
} from '../../../replays/sc2replay/game/selection.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import type { ControlGroupUpdateEvent, SelectionDeltaEvent } from '../../../replays/sc2replay/replay.js';
import type { BitArray } from '../../../replays/sc2replay/values.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { group, KEEP_NONE, select } from '../../sc2replay/events.js';

const KEEP_ALL = { None: null } as const;

/** Applies events to an empty hand and returns it. */
function handAfter(...events: readonly (SelectionDeltaEvent | ControlGroupUpdateEvent)[]) {
  const selections = createSelections();
  for (const event of events) {
    if (event.event === 'SSelectionDeltaEvent') applySelectionDelta(selections, event);
    else applyControlGroupUpdate(selections, event);
  }
  return selections;
}

/** A mask as the client writes it at a bit of a byte: the other way round of `maskElements`, written independently. */
function written(elements: readonly number[], firstBit: number): BitArray {
  const stream: number[] = [];
  for (let word = 0; word < elements.length; word += 32) {
    const bits = elements.slice(word, word + 32);
    let value = 0n;
    for (let byte = 0; byte < bits.length; byte += 8) {
      const part = bits.slice(byte, byte + 8);
      const number = part.reduce((sum, bit, i) => sum + (bit << i), 0);
      value = (value << BigInt(part.length)) | BigInt(number);
    }
    // The highest bits of the word fill the rest of the first byte, each piece from its lowest bit on.
    let left = bits.length;
    for (let free = 8 - firstBit; left > 0; free = 8) {
      const taken = Math.min(free, left);
      left -= taken;
      const piece = Number((value >> BigInt(left)) & ((1n << BigInt(taken)) - 1n));
      for (let i = 0; i < taken; i++) stream.push((piece >> i) & 1);
    }
  }
  return { length: elements.length, firstBit, bits: Uint8Array.from(stream) };
}

describe('the mask of a selection event', () => {
  it('has its elements in the order of the stream when it fits into one byte', () => {
    expect([...maskElements({ length: 3, firstBit: 4, bits: Uint8Array.of(0, 1, 1) })]).toEqual([0, 1, 1]);
  });

  it('crosses a byte with its highest bits first', () => {
    // Six elements at bit 4: the first byte's rest takes elements 2 to 5, the next byte 0 and 1.
    expect([...maskElements({ length: 6, firstBit: 4, bits: Uint8Array.of(1, 0, 0, 0, 0, 1) })]).toEqual([
      0, 1, 1, 0, 0, 0,
    ]);
  });

  it('is read as it was written, whatever its length and first bit', () => {
    const bits = fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 130 });
    fc.assert(
      fc.property(bits, fc.integer({ min: 0, max: 7 }), (elements, firstBit) => {
        expect([...maskElements(written(elements, firstBit))]).toEqual(elements);
      }),
    );
  });
});

describe('a selection', () => {
  it('is ordered by tag, whatever order its units came in', () => {
    expect(activeSelection(handAfter(select(0, [30, 10]), select(1, [20], { mask: KEEP_ALL })))).toEqual([
      10, 20, 30,
    ]);
  });

  it('loses the units whose index or bit is named, and keeps those beyond the mask', () => {
    const mask = { Mask: { length: 2, firstBit: 0, bits: Uint8Array.of(0, 1) } };
    expect(activeSelection(handAfter(select(0, [10, 20, 30]), select(1, [], { mask })))).toEqual([10, 30]);
    const one = { OneIndices: [0] };
    expect(activeSelection(handAfter(select(0, [10, 20, 30]), select(1, [], { mask: one })))).toEqual([
      20, 30,
    ]);
    const zero = { ZeroIndices: [2] };
    expect(activeSelection(handAfter(select(0, [10, 20, 30]), select(1, [5], { mask: zero })))).toEqual([
      5, 30,
    ]);
  });

  it('counts masks that do not fit and units that it has already', () => {
    const long = { Mask: { length: 2, firstBit: 0, bits: Uint8Array.of(0, 1) } };
    expect(handAfter(select(0, [10]), select(1, [], { mask: long })).misfits).toBe(1);
    expect(handAfter(select(0, [10]), select(1, [], { mask: { OneIndices: [1] } })).misfits).toBe(1);
    expect(handAfter(select(0, [10]), select(1, [10], { mask: KEEP_ALL })).misfits).toBe(1);
    expect(handAfter(select(0, [10]), select(1, [], { list: 15 })).misfits).toBe(1);
    expect(handAfter(select(0, [10]), select(1, [20])).misfits).toBe(0);
  });

  it('stays within what a client can count, whatever is added', () => {
    const events = Array.from({ length: 20 }, (_, i) =>
      select(
        i,
        Array.from({ length: 100 }, (_, k) => 1 + 100 * i + k),
        { mask: KEEP_ALL },
      ),
    );
    expect(activeSelection(handAfter(...events))).toHaveLength(511);
  });
});

describe('a control group', () => {
  it('is set from the selection and recalled into it', () => {
    const selections = handAfter(select(0, [10, 20]), group(1, 3, 0), select(2, [30]), group(3, 3, 2));
    expect(activeSelection(selections)).toEqual([10, 20]);
  });

  it('keeps its dead, which a recall leaves out of the selection only', () => {
    const dead = { OneIndices: [0] };
    const selections = handAfter(select(0, [10, 20]), group(1, 3, 0), group(2, 3, 2, dead));
    expect(activeSelection(selections)).toEqual([20]);
    applyControlGroupUpdate(selections, group(3, 3, 2, dead));
    expect(activeSelection(selections)).toEqual([20]);
    expect(selections.misfits).toBe(0);
  });

  it('loses its dead when it is appended to', () => {
    const selections = handAfter(
      select(0, [10, 20]),
      group(1, 3, 0),
      select(2, [30]),
      group(3, 3, 1, { OneIndices: [0] }),
      group(4, 3, 2),
    );
    expect(activeSelection(selections)).toEqual([20, 30]);
  });

  it('takes units over without touching the group they were in: the client tells of that itself', () => {
    const selections = handAfter(select(0, [10, 20]), group(1, 1, 0), select(2, [20]), group(3, 2, 4));
    applyControlGroupUpdate(selections, group(4, 1, 2));
    expect(activeSelection(selections)).toEqual([10, 20]);
    applySelectionDelta(selections, select(5, [], { list: 1, mask: { OneIndices: [1] } }));
    applyControlGroupUpdate(selections, group(6, 1, 2));
    expect(activeSelection(selections)).toEqual([10]);
  });

  it('is empty once cleared, and changes nothing where its number or update is unknown', () => {
    const selections = handAfter(select(0, [10]), group(1, 1, 0), group(2, 1, 3), group(3, 1, 2));
    expect(activeSelection(selections)).toEqual([]);
    applyControlGroupUpdate(selections, group(4, 12, 0));
    applyControlGroupUpdate(selections, group(5, 1, 7));
    expect(selections.misfits).toBe(2);
  });
});

describe.skipIf(!corpusThere)('the selections of real games', () => {
  /** Every thirtieth file, so that all builds with many games are there. */
  const games = corpusEntries().filter(({ kind }, i) => kind === 'usable1v1' && i % 30 === 0);

  it('fit every mask, and recalls leave out only what is dead or hidden', () => {
    let events = 0;
    let misfits = 0;
    let [deadKept, aliveKept, deadOut, aliveOut] = [0, 0, 0, 0];
    for (const { file } of games) {
      const { gameEvents = [], trackerEvents = [] } = decodeReplay(readCorpus(file), {
        streams: ['gameEvents', 'trackerEvents'],
      });
      const death = new Map<number, number>();
      for (const event of trackerEvents) {
        if (event.event === 'SUnitDiedEvent')
          death.set(((event.m_unitTagIndex << 18) | event.m_unitTagRecycle) >>> 0, event.loop);
      }
      const users = new Map<number, ReturnType<typeof createSelections>>();
      for (const event of gameEvents) {
        if (event.event !== 'SSelectionDeltaEvent' && event.event !== 'SControlGroupUpdateEvent') continue;
        const selections = users.get(event.userId) ?? createSelections();
        users.set(event.userId, selections);
        events++;
        if (event.event === 'SSelectionDeltaEvent') {
          applySelectionDelta(selections, event);
          continue;
        }
        const before = selections.lists[event.m_controlGroupIndex] ?? [];
        applyControlGroupUpdate(selections, event);
        if (event.m_controlGroupUpdate !== 2) continue;
        const now = new Set(activeSelection(selections));
        for (const tag of before) {
          const died = death.get(tag) ?? Number.POSITIVE_INFINITY;
          // The client learns of a death up to two loops later.
          if (now.has(tag)) died <= event.loop - 2 ? deadKept++ : aliveKept++;
          else died <= event.loop ? deadOut++ : aliveOut++;
        }
      }
      for (const selections of users.values()) misfits += selections.misfits;
    }
    expect(events).toBeGreaterThan(60_000);
    expect(misfits).toBe(0);
    expect(deadKept / (deadKept + aliveKept)).toBeLessThan(0.001);
    expect(deadOut / (deadOut + aliveOut)).toBeGreaterThan(0.9);
  });
});

describe('the mask that keeps none', () => {
  it('is what a plain click sends', () => {
    expect(activeSelection(handAfter(select(0, [10]), select(1, [20], { mask: KEEP_NONE })))).toEqual([20]);
  });
});
