import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import {
  createSight,
  sees,
  sightEnters,
  sightLeaves,
  visibilityLayer,
} from '../../../env-bridge/skirmish/sight.js';
import { ALLIANCE } from '../../../src/spec/columns.js';
import { type Command, VISIBILITY } from '../../../src/spec/observation.js';
import { ABILITY } from '../../../src/spec/vocabulary.js';

const SIZE = 24;

/** By the definition: cell centres within range of the centre of the viewer's cell. */
function seenFrom(x: number, y: number, range: number, cell: number): boolean {
  const dx = (cell % SIZE) - Math.floor(x);
  const dy = Math.floor(cell / SIZE) - Math.floor(y);
  return dx * dx + dy * dy <= range * range;
}

describe('sight', () => {
  test('agrees with its definition whatever units do', () => {
    const coordinate = fc.double({ min: 0, max: SIZE - 0.001, noNaN: true });
    const move = fc.record({ unit: fc.nat(3), x: coordinate, y: coordinate, dies: fc.boolean() });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        const ranges = [9, 10, 8, 11];
        const sight = createSight(SIZE, SIZE, ranges.length);
        const at = new Map<number, { x: number; y: number }>();
        const explored = new Set<number>();
        for (const { unit, x, y, dies } of moves) {
          if (dies && at.has(unit)) {
            sightLeaves(sight, unit, 1, ranges[unit]);
            at.delete(unit);
            continue;
          }
          sightEnters(sight, unit, 1, x, y, ranges[unit]);
          at.set(unit, { x, y });
          for (let cell = 0; cell < SIZE * SIZE; cell++)
            if (seenFrom(x, y, ranges[unit], cell)) explored.add(cell);
        }
        const layer = visibilityLayer(sight, 1);
        for (let cell = 0; cell < layer.length; cell++) {
          const seen = [...at].some(([unit, { x, y }]) => seenFrom(x, y, ranges[unit], cell));
          const expected = seen
            ? VISIBILITY.visible
            : explored.has(cell)
              ? VISIBILITY.fogged
              : VISIBILITY.hidden;
          expect(layer[cell]).toBe(expected);
        }
        expect(visibilityLayer(sight, 2).every((v) => v === VISIBILITY.hidden)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('nobody sees a dead unit', () => {
    const sight = createSight(SIZE, SIZE, 2);
    sightEnters(sight, 0, 1, 5, 5, 9);
    sightEnters(sight, 1, 2, 7, 7, 9);
    expect([sees(sight, 1, 1), sees(sight, 2, 0)]).toEqual([true, true]);
    sightLeaves(sight, 1, 2, 9);
    expect([sees(sight, 1, 1), sees(sight, 2, 0)]).toEqual([false, false]);
  });
});

test('enemies come out of the fog when they come near, and not before', () => {
  const game = createSkirmish('3s5z');
  game.reset(2);
  const { entities, count } = game.observe(1).observation;
  expect(count).toBe(8);
  const command: Command = {
    ability: ABILITY.attack,
    delay: 1,
    queued: false,
    units: [...entities.tag],
    target: { kind: 'point', x: 28, y: 16 },
  };
  game.step(new Map([[1, [command]]]), 1);
  let seen = 0;
  while (seen === 0 && game.outcome === null) {
    game.step(new Map(), 1);
    seen = game.observe(1).observation.entities.alliance.filter((a) => a === ALLIANCE.enemy).length;
  }
  const { entities: t } = game.observe(1).observation;
  const first = t.alliance.indexOf(ALLIANCE.enemy);
  let nearest = Number.POSITIVE_INFINITY;
  for (let r = 0; r < first; r++)
    nearest = Math.min(nearest, Math.hypot(t.x[r] - t.x[first], t.y[r] - t.y[first]));
  // A stalker sees 10 cells far, give or take the two cells' centres.
  expect(nearest).toBeGreaterThan(8.5);
  expect(nearest).toBeLessThan(11.5);
  game.close();
});
