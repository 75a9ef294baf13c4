import { describe, expect, test } from 'vitest';
import { generateMap } from '../../../../env-bridge/skirmish/ground/generate.js';
import { createGround, type Ground } from '../../../../env-bridge/skirmish/ground/ground.js';
import { type GroundMap, MAPS, type MapName } from '../../../../env-bridge/skirmish/ground/maps.js';
import { nextSpot, settle, walkingDistance } from '../../../../env-bridge/skirmish/ground/paths.js';
import { viewFrom } from '../../../../env-bridge/skirmish/ground/view.js';
import {
  CLEARANCE,
  cellOf,
  isClear,
  isStraight,
  keepClear,
} from '../../../../env-bridge/skirmish/ground/walk.js';
import { createRandom } from '../../../../src/spec/random.js';
import { seesOverGround } from './line.js';

const names = Object.keys(MAPS) as MapName[];
const drawn: [string, GroundMap][] = [
  ...names.map((name): [string, GroundMap] => [name, MAPS[name]]),
  ...[1, 2, 3, 4].map((seed): [string, GroundMap] => [
    `generated ${seed}`,
    generateMap({ seed, width: 48, height: 40, obstacles: 14 }),
  ]),
];
const grounds = drawn.map(([name, map]) => ({ name, map, ground: createGround(map, 2) }));

/** A map of one row of symbols repeated, without scale. */
const strip = (row: string, lines = 9): Ground =>
  createGround({ rows: Array.from({ length: lines }, () => row), scale: 1 }, 1);

describe('a map', () => {
  test.each(grounds)('$name: is the same turned by half a circle, but for the corridor', ({ map, name }) => {
    const turned = map.rows.map((row) => [...row].reverse().join('')).reverse();
    if (name !== 'corridor') expect(turned).toEqual(map.rows);
    expect(new Set(map.rows.map((row) => row.length)).size).toBe(1);
  });

  test.each(grounds)(
    '$name: each side can walk to the other, and all around its start is open',
    ({ map, ground }) => {
      const [one, two] = map.starts;
      const walk = ground.walkers;
      const region = walk.region[cellOf(walk, ...one)];
      expect(region).toBeGreaterThan(0);
      expect(walk.region[cellOf(walk, ...two)]).toBe(region);
      for (const [x, y] of map.starts) expect(walk.room[cellOf(walk, x, y)]).toBeGreaterThanOrEqual(4);
    },
  );

  test.each(grounds)('$name: no step of a walker goes up or down a cliff', ({ ground }) => {
    const { width, height, halfLevels } = ground;
    for (let y = 0; y < height - 1; y++)
      for (let x = 0; x < width - 1; x++)
        for (const other of [y * width + x + 1, (y + 1) * width + x, (y + 1) * width + x + 1]) {
          const cell = y * width + x;
          if (ground.walkers.open[cell] === 1 && ground.walkers.open[other] === 1)
            expect(Math.abs(halfLevels[cell] - halfLevels[other])).toBeLessThan(2);
        }
  });

  test('seeds make different maps, and the same seed the same one', () => {
    const rows = (seed: number) => generateMap({ seed, width: 48, height: 48, obstacles: 12 }).rows.join();
    expect(rows(5)).toBe(rows(5));
    expect(new Set([1, 2, 3, 4, 5].map(rows)).size).toBe(5);
  });

  test('the upper cells of a cliff are closed to walkers and open to climbers; a ramp is open, but not to build on', () => {
    const cliff = strip('000111');
    expect([...cliff.walkers.open.slice(6 * 4, 6 * 5)]).toEqual([0, 1, 1, 0, 1, 0]);
    expect([...cliff.climbers.open.slice(6 * 4, 6 * 5)]).toEqual([0, 1, 1, 1, 1, 0]);
    const ramp = strip('000a11');
    expect([...ramp.walkers.open.slice(6 * 4, 6 * 5)]).toEqual([0, 1, 1, 1, 1, 0]);
    expect([...ramp.level.slice(6 * 4, 6 * 5)]).toEqual([0, 1, 1, 0, 1, 0]);
  });
});

describe('a view', () => {
  test.each(grounds)('$name: is what geometry says, and mirrored where the map is', ({ ground, name }) => {
    const random = createRandom('view', name);
    const cells = ground.width * ground.height;
    for (let n = 0; n < 60; n++) {
      const from = random.int(cells);
      const seen = new Set(viewFrom(ground, from, 8));
      for (let to = 0; to < cells; to++) {
        const dx = (to % ground.width) - (from % ground.width);
        const dy = Math.floor(to / ground.width) - Math.floor(from / ground.width);
        expect(seen.has(to)).toBe(dx * dx + dy * dy <= 64 && seesOverGround(ground, from, to));
      }
      if (name === 'corridor') continue;
      const turned = new Set(viewFrom(ground, cells - 1 - from, 8));
      expect(new Set([...seen].map((cell) => cells - 1 - cell))).toEqual(turned);
    }
  });

  test('low ground does not see up, high ground sees down, a ramp sees both', () => {
    const { ground } = grounds[0];
    const at = (x: number, y: number): number => cellOf(ground, x, y);
    const [top, ramp, foot] = [at(11, 16), at(15, 16), at(18, 18)];
    const sees = (from: number, to: number): boolean => viewFrom(ground, from, 10).includes(to);
    expect([sees(top, ramp), sees(top, foot)]).toEqual([true, true]);
    expect([sees(ramp, top), sees(ramp, foot)]).toEqual([true, true]);
    expect([sees(foot, ramp), sees(foot, top)]).toEqual([true, false]);
  });

  test('grass hides what is in and behind it; who stands in it looks out', () => {
    const ground = strip('000ww0000', 9);
    const at = (x: number): number => 4 * 9 + x;
    const sees = (from: number, to: number): boolean => viewFrom(ground, at(from), 8).includes(at(to));
    expect([2, 3, 4, 5].map((to) => sees(1, to))).toEqual([true, true, false, false]);
    expect([1, 2, 4, 5].map((to) => sees(3, to))).toEqual([true, true, true, false]);
    expect([5, 6, 7].map((to) => sees(4, to))).toEqual([true, true, true]);
  });
});

describe('a walk', () => {
  test.each(grounds)('$name: keeping clear ends clear, near by', ({ ground, name }) => {
    const random = createRandom('clear', name);
    const walk = ground.walkers;
    const spot = { x: 0, y: 0 };
    for (let n = 0; n < 3000; n++) {
      const [x, y] = [random.range(0, ground.width), random.range(0, ground.height)];
      keepClear(walk, x, y, spot);
      const open = walk.open[cellOf(walk, x, y)] === 1;
      expect(isClear(walk, spot.x, spot.y)).toBe(open);
      if (open) expect(Math.hypot(spot.x - x, spot.y - y)).toBeLessThan(2 * CLEARANCE);
      settle(walk, 0, x, y, spot);
      expect(isClear(walk, spot.x, spot.y)).toBe(true);
    }
  });

  test.each(grounds)(
    '$name: a way leads there in straight legs, no shorter than the crow flies',
    ({ ground, name }) => {
      const random = createRandom('way', name);
      const walk = ground.walkers;
      const [from, to, next] = [1, 2, 3].map(() => ({ x: 0, y: 0 }));
      let bent = 0;
      for (let n = 0; n < 150; n++) {
        settle(walk, 1, random.range(0, ground.width), random.range(0, ground.height), from);
        settle(walk, 1, random.range(0, ground.width), random.range(0, ground.height), to);
        const crow = Math.hypot(to.x - from.x, to.y - from.y);
        const there = walkingDistance(walk, from, to) ?? Number.NaN;
        expect(there).toBeGreaterThanOrEqual(crow - 1e-9);
        expect(Math.abs((walkingDistance(walk, to, from) ?? Number.NaN) - there)).toBeLessThan(4);
        let legs = 0;
        while ((from.x !== to.x || from.y !== to.y) && legs++ < 100) {
          nextSpot(walk, from.x, from.y, to.x, to.y, next);
          expect(isClear(walk, next.x, next.y)).toBe(true);
          Object.assign(from, next);
        }
        expect([from.x, from.y]).toEqual([to.x, to.y]);
        if (legs > 1) bent++;
      }
      if (name === 'ramps' || name === 'corridor') expect(bent).toBeGreaterThan(20);
    },
  );

  test('no way leads across water, and a straight line across it is none', () => {
    const ground = strip('000~000');
    const walk = ground.walkers;
    expect(isStraight(walk, 1.5, 4.5, 5.5, 4.5)).toBe(false);
    expect(walkingDistance(walk, { x: 1.5, y: 4.5 }, { x: 5.5, y: 4.5 })).toBe(null);
    expect(walkingDistance(walk, { x: 1.5, y: 4.5 }, { x: 3.5, y: 4.5 })).toBe(null);
    expect(walkingDistance(walk, { x: 1.5, y: 4.5 }, { x: 2.5, y: 4.5 })).toBe(1);
  });
});
