import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addFlare, createView, look, type View } from '../../../replays/sc2replay/game/sight.js';
import { createLayer, LAYER_SIDE, nextLayer } from '../../../replays/sc2replay/game/sight-layer.js';
import {
  advanceAll,
  applyEvent,
  createState,
  type GameState,
} from '../../../replays/sc2replay/game/state.js';
import type { TrackerEvent } from '../../../replays/sc2replay/replay.js';
import { VISIBILITY } from '../../../src/spec/observation.js';
import { becomes, born, tagOf } from '../../sc2replay/events.js';
import { begunAt, bornAt, diedAt, finished, positions } from '../../sc2replay/tracker.js';

const SIZE = 64;

/** What player 1 sees after events, looking once after each. */
function viewAfter(...events: readonly TrackerEvent[]): { view: View; state: GameState; loop: number } {
  const state = createState(events, new Map());
  const view = createView(1, SIZE, SIZE, state.units);
  let loop = 0;
  for (const event of events) {
    applyEvent(state, event);
    loop = event.loop;
    advanceAll(state, loop);
    look(view, state.units, state.positions, loop);
  }
  return { view, state, loop };
}

const tags = ({ state }: { state: GameState }, rows: readonly number[]) =>
  rows.map((row) => state.units.tag[row]);
/** A Marine sees 9 cells far. */
const marine = bornAt(0, 1, 'Marine', 1, { x: 20, y: 20 });
const enemy = (unit: number, type: string, x: number, y = 20, loop = 0) =>
  bornAt(loop, unit, type, 2, { x, y });

describe('a player', () => {
  it('sees what is within the sight of his units, and nothing beyond', () => {
    const seen = viewAfter(
      marine,
      enemy(2, 'Zergling', 28),
      enemy(3, 'Zergling', 30),
      enemy(4, 'Zergling', 26, 27),
    );
    expect(tags(seen, seen.view.own)).toEqual([tagOf(1)]);
    expect(tags(seen, seen.view.others)).toEqual([tagOf(2)]);
  });

  it('sees the edge of a building', () => {
    // A Hatchery's middle is 11.5 cells away, its edge 8.75.
    for (const x of [20, 21, 22, 23, 24, 25, 26, 27]) {
      const seen = viewAfter(bornAt(0, 1, 'Marine', 1, { x, y: 20 }), enemy(2, 'Hatchery', x + 11));
      expect(tags(seen, seen.view.others)).toEqual([tagOf(2)]);
    }
  });

  it('does not see what is cloaked or burrowed without a detector', () => {
    const hidden = [enemy(2, 'DarkTemplar', 23), enemy(3, 'RoachBurrowed', 23), enemy(4, 'Zealot', 23)];
    const blind = viewAfter(marine, ...hidden);
    expect(tags(blind, blind.view.others)).toEqual([tagOf(4)]);
    const seen = viewAfter(marine, ...hidden, bornAt(0, 5, 'Raven', 1, { x: 18, y: 20 }));
    expect(tags(seen, seen.view.others)).toEqual([tagOf(2), tagOf(3), tagOf(4)]);
    const buried = viewAfter(marine, enemy(2, 'Roach', 23), becomes(5, 2, 'RoachBurrowed'));
    expect(buried.view.others).toEqual([]);
  });

  it('detects nothing with a detector that is not finished', () => {
    const cannon = begunAt(0, 5, 'PhotonCannon', 1, { x: 20, y: 20 });
    const hidden = [enemy(2, 'DarkTemplar', 21), enemy(3, 'DarkTemplar', 27)];
    expect(viewAfter(cannon, marine, ...hidden).view.others).toEqual([]);
    expect(viewAfter(cannon, ...hidden, finished(640, 5)).view.others).toHaveLength(2);
  });

  it('sees little from a building that is not finished', () => {
    const pylon = begunAt(0, 1, 'Pylon', 1, { x: 20, y: 20 });
    expect(viewAfter(pylon, enemy(2, 'Zergling', 26)).view.others).toEqual([]);
    expect(viewAfter(pylon, enemy(2, 'Zergling', 26), finished(400, 1)).view.others).toHaveLength(1);
  });

  it('sees resources while they are in sight, and neither beacons nor critters', () => {
    const neutral = (unit: number, type: string, x: number) => bornAt(0, unit, type, 0, { x, y: 20 });
    const things = [
      neutral(2, 'MineralField', 24),
      neutral(3, 'MineralField', 40),
      neutral(4, 'BeaconArmy', 21),
    ];
    const seen = viewAfter(...things, marine, born(30, 9, 'Marine', 2));
    expect(tags(seen, seen.view.neutral)).toEqual([tagOf(2)]);
  });

  it('has no marks for the editor among his units, and nothing else that is no entity, whoever owns it', () => {
    const beacon = bornAt(0, 2, 'BeaconArmy', 1, { x: 50, y: 20 });
    const theirs = enemy(3, 'BeaconScout', 21);
    const seen = viewAfter(beacon, theirs, marine, enemy(4, 'Zergling', 52));
    expect(tags(seen, seen.view.own)).toEqual([tagOf(1)]);
    expect(seen.view.others).toEqual([]);
    const sheep = viewAfter(marine, enemy(2, 'Zergling', 22), becomes(5, 1, 'Sheep'), becomes(5, 2, 'Sheep'));
    expect([sheep.view.own, sheep.view.others]).toEqual([[], []]);
  });

  it('has units of types that the catalog does not have, and no things of such types', () => {
    const strange = bornAt(0, 2, 'Behemoth', 1, { x: 22, y: 20 });
    const zone = bornAt(0, 4, 'AccelerationZoneLarge', 0, { x: 24, y: 20 });
    const seen = viewAfter(marine, strange, enemy(3, 'Leviathan', 23), zone, born(30, 9, 'Marine', 2));
    expect(tags(seen, seen.view.own)).toEqual([tagOf(1), tagOf(2)]);
    expect(tags(seen, seen.view.others)).toContain(tagOf(3));
    expect(seen.view.neutral).toEqual([]);
  });

  it('sees a scanned place for a while, cloaked units too', () => {
    const { view, state } = viewAfter(marine, enemy(2, 'DarkTemplar', 50));
    addFlare(view, { x: 50, y: 20, range: 13, until: 200 });
    look(view, state.units, state.positions, 199);
    expect(view.others).toHaveLength(1);
    look(view, state.units, state.positions, 200);
    expect(view.others).toHaveLength(0);
  });

  it('has eyes on a map without a size too', () => {
    const state = createState([marine], new Map());
    applyEvent(state, marine);
    const view = createView(1, 0, 0, state.units);
    look(view, state.units, state.positions, 0);
    expect(view.own).toHaveLength(1);
  });
});

const TYPES = ['Marine', 'Raven', 'Hatchery', 'Bunker', 'DarkTemplar', 'RoachBurrowed', 'Zergling'] as const;

describe('sight', () => {
  it('is what every viewer asked about every unit would give, look after look, beyond the edges of any map too', () => {
    const cell = fc.oneof(fc.integer({ min: -5, max: 45 }), fc.integer({ min: 280, max: 320 }));
    const place = fc.record({ x: cell, y: cell });
    const unit = fc.record({
      type: fc.constantFrom(...TYPES),
      player: fc.constantFrom(1, 2),
      place,
      next: place,
    });
    const all = fc.array(unit, { minLength: 2, maxLength: 40 });
    // On small maps most units stand outside, at the same few squares.
    fc.assert(
      fc.property(all, fc.constantFrom(0, 64, 300), (placed, size) => {
        const events = placed.map(({ type, player, place }, i) => bornAt(0, i + 1, type, player, place));
        const state = createState(events, new Map());
        for (const event of events) applyEvent(state, event);
        const view = createView(1, size, size, state.units);
        for (const loop of [0, 1, 2]) {
          look(view, state.units, state.positions, loop);
          expect(view.others).toEqual(seenByAnyone(state));
          for (const [row, { next }] of placed.entries()) {
            if (row % 2 === loop % 2) state.positions.x[row] = next.x;
          }
        }
      }),
    );
  });
});

/** Units of player 2 that one of player 1's sees, by asking each of each. */
function seenByAnyone({ units, positions }: GameState): number[] {
  const viewers = units.alive.filter((row) => units.owner[row] === 1);
  return units.alive.filter((row) => {
    const { kind, radius } = units.facts[row];
    const edge = kind === 'structure' ? radius : 0;
    return (
      units.owner[row] !== 1 &&
      viewers.some((viewer) => {
        const { sight, detection } = units.facts[viewer];
        const range = units.cloaked[row] === 1 ? detection : sight;
        const dx = positions.x[viewer] - positions.x[row];
        const dy = positions.y[viewer] - positions.y[row];
        return range > 0 && dx * dx + dy * dy <= (range + edge) ** 2;
      })
    );
  });
}

describe('the memory of a player', () => {
  const bunker = enemy(2, 'Bunker', 27);
  const leaves = positions(100, [1, 5, 5]);
  const returns = positions(300, [1, 20, 20]);

  it('keeps buildings that went out of sight as they were, and nothing that moves', () => {
    const { view } = viewAfter(marine, bunker, enemy(3, 'Zergling', 25), leaves);
    expect(view.others).toEqual([]);
    expect([...view.memories.values()]).toMatchObject([
      { row: 1, owner: 2, x: 27.5, y: 20.5, progress: 1, loop: 0 },
    ]);
  });

  it('keeps a building that was destroyed or changed out of sight, until its place is seen', () => {
    const destroyed = [marine, bunker, leaves, diedAt(200, 2, { x: 27, y: 20 })];
    expect(viewAfter(...destroyed).view.memories.size).toBe(1);
    expect(viewAfter(...destroyed, returns).view.memories.size).toBe(0);
    const lair = [marine, enemy(2, 'Hatchery', 28), leaves, becomes(200, 2, 'Lair')];
    expect(viewAfter(...lair).view.memories.get(1)?.facts.name).toBe('Hatchery');
    expect(viewAfter(...lair, returns).view.memories.get(1)?.facts.name).toBe('Lair');
  });

  it('forgets at once what dies in sight', () => {
    expect(viewAfter(marine, bunker, diedAt(50, 2, { x: 27, y: 20 })).view.memories.size).toBe(0);
  });

  it('knows how far a building was', () => {
    // A Bunker takes 640 loops.
    const seen = viewAfter(
      marine,
      begunAt(0, 2, 'Bunker', 2, { x: 27, y: 20 }),
      born(160, 3, 'SCV'),
      positions(161, [1, 5, 5]),
    );
    expect(seen.view.memories.get(1)?.progress).toBeCloseTo(0.25);
  });
});

describe("the fog's layer", () => {
  const at = (layer: Uint8Array, x: number, y: number) =>
    layer[Math.floor((y / SIZE) * LAYER_SIDE) * LAYER_SIDE + Math.floor((x / SIZE) * LAYER_SIDE)];

  it('is visible around scans and unfinished buildings, as far as the table has units there', () => {
    const { view, state } = viewAfter(marine, begunAt(0, 2, 'Nexus', 1, { x: 10, y: 50 }));
    addFlare(view, { x: 50, y: 50, range: 13, until: 200 });
    look(view, state.units, state.positions, 199);
    const scanned = nextLayer(createLayer(), view);
    expect([at(scanned, 50, 61), at(scanned, 50, 63)]).toEqual([VISIBILITY.visible, VISIBILITY.hidden]);
    expect([at(scanned, 12, 50), at(scanned, 19, 50)]).toEqual([VISIBILITY.visible, VISIBILITY.hidden]);
    look(view, state.units, state.positions, 200);
    expect(at(nextLayer(scanned, view), 50, 50)).toBe(VISIBILITY.fogged);
  });

  it('says of a value that it is visible where the table has what stands in its middle', () => {
    const place = fc.record({ x: fc.integer({ min: 0, max: 63 }), y: fc.integer({ min: 0, max: 63 }) });
    const viewer = fc.record({
      type: fc.constantFrom('Marine', 'Nexus', 'PhotonCannon', 'Larva'),
      place,
      begun: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(viewer, { maxLength: 6 }), fc.array(place, { maxLength: 2 }), (viewers, scans) => {
        const own = viewers.map(({ type, place: at, begun }, i) =>
          begun ? begunAt(0, i + 1, type, 1, at) : bornAt(0, i + 1, type, 1, at),
        );
        // A Zergling in the middle of every value: odd places, as values are two cells wide.
        const theirs = Array.from({ length: LAYER_SIDE ** 2 }, (_, i) => enemy(100 + i, 'Zergling', 0));
        const state = createState([...own, ...theirs], new Map());
        for (const event of [...own, ...theirs]) applyEvent(state, event);
        for (let i = 0; i < theirs.length; i++) {
          state.positions.x[own.length + i] = 2 * (i % LAYER_SIDE) + 1;
          state.positions.y[own.length + i] = 2 * Math.floor(i / LAYER_SIDE) + 1;
        }
        const view = createView(1, SIZE, SIZE, state.units);
        for (const scan of scans) addFlare(view, { ...scan, range: 13, until: 9 });
        look(view, state.units, state.positions, 0);
        const layer = nextLayer(createLayer(), view);
        const visible = [...layer.keys()].filter((i) => layer[i] === VISIBILITY.visible);
        expect(visible).toEqual(view.others.map((row) => row - own.length));
      }),
      { numRuns: 50 },
    );
  });

  it('is visible around own units, fogged where they were, hidden elsewhere', () => {
    const { view, state } = viewAfter(marine);
    const first = nextLayer(createLayer(), view);
    expect(at(first, 20, 20)).toBe(VISIBILITY.visible);
    expect(at(first, 20, 27)).toBe(VISIBILITY.visible);
    expect(at(first, 20, 32)).toBe(VISIBILITY.hidden);
    // A circle of 9 cells, in values of four square cells.
    const visible = first.filter((value) => value === VISIBILITY.visible).length;
    expect(visible).toBeGreaterThan((Math.PI * 81) / 4 - 6);
    expect(visible).toBeLessThan((Math.PI * 81) / 4 + 6);
    state.positions.x[0] = 50;
    look(view, state.units, state.positions, 1);
    const second = nextLayer(first, view);
    expect(at(second, 20, 20)).toBe(VISIBILITY.fogged);
    expect(at(second, 50, 20)).toBe(VISIBILITY.visible);
    expect(at(first, 20, 20)).toBe(VISIBILITY.visible);
  });
});
