import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readView } from '../../../agent/scripted/view.js';
import {
  commandOf,
  createWishes,
  URGENCY,
  wishEntity,
  wishPlain,
  wishPoint,
} from '../../../agent/scripted/wishes.js';
import { NO_OP_ABILITY } from '../../../src/spec/observation.js';
import { ABILITY } from '../../../src/spec/vocabulary.js';
import { INFO, type SceneUnit, scene } from './scene.js';

const marine = (tag: bigint, more: Partial<SceneUnit> = {}): SceneUnit => ({
  tag,
  type: 'marine',
  x: 10,
  y: 10,
  ...more,
});

describe('one command out of many wishes', () => {
  it('waits one step when nothing is wished', () => {
    const view = readView(scene([marine(1n)], []), INFO);
    const command = commandOf(view, createWishes(1), false);
    expect(command).toMatchObject({ ability: NO_OP_ABILITY, delay: INFO.limits.stepLoops, units: [] });
  });

  it('gives equal wishes as one command, and the most urgent group before a larger one', () => {
    const view = readView(
      scene(
        [1n, 2n, 3n, 4n].map((tag) => marine(tag)),
        [marine(9n, { x: 20 })],
      ),
      INFO,
    );
    const wishes = createWishes(4);
    for (const o of [0, 1, 2]) wishPoint(wishes, o, ABILITY.attack, 20, 20, URGENCY.soon);
    wishPoint(wishes, 3, ABILITY.move, 4, 4, URGENCY.flee);
    expect(commandOf(view, wishes, false)).toMatchObject({ ability: ABILITY.move, units: [4n] });
    wishEntity(wishes, 3, ABILITY.attack, 4, URGENCY.soon);
    const command = commandOf(view, wishes, false);
    expect(command.units).toEqual([1n, 2n, 3n]);
    expect(command.target).toEqual({ kind: 'point', x: 20, y: 20 });
  });

  it('takes points within a cell as one place and others apart', () => {
    const view = readView(
      scene(
        [1n, 2n, 3n].map((tag) => marine(tag)),
        [],
      ),
      INFO,
    );
    const wishes = createWishes(3);
    wishPoint(wishes, 0, ABILITY.move, 20, 20, URGENCY.soon);
    wishPoint(wishes, 1, ABILITY.move, 20.6, 20.6, URGENCY.soon);
    wishPoint(wishes, 2, ABILITY.move, 22, 20, URGENCY.soon);
    expect(commandOf(view, wishes, false).units).toEqual([1n, 2n]);
  });

  it('commands units one by one where a script leads them alone', () => {
    const view = readView(
      scene(
        [1n, 2n].map((tag) => marine(tag)),
        [],
      ),
      INFO,
    );
    const wishes = createWishes(2);
    for (const o of [0, 1]) wishPoint(wishes, o, ABILITY.attack, 20, 20, URGENCY.soon);
    expect(commandOf(view, wishes, true).units).toEqual([1n]);
  });

  it('does not repeat what a unit does already', () => {
    const own = [
      marine(1n, { order: ABILITY.attack, engaged: 9n }),
      marine(2n, { order: ABILITY.move, facing: Math.PI / 2 + 0.4 }),
      marine(3n, { order: ABILITY.hold_position }),
      marine(4n, { order: ABILITY.attack, engaged: 9n }),
    ];
    const view = readView(scene(own, [marine(9n, { x: 14 })]), INFO);
    const wishes = createWishes(4);
    wishEntity(wishes, 0, ABILITY.attack, 4, URGENCY.fire);
    wishPoint(wishes, 1, ABILITY.move, 10, 14, URGENCY.flee);
    wishPlain(wishes, 2, ABILITY.hold_position, URGENCY.soon);
    wishPoint(wishes, 3, ABILITY.attack, 3, 3, URGENCY.soon);
    expect(commandOf(view, wishes, false).ability).toBe(NO_OP_ABILITY);
  });

  it('turns a unit that walks the wrong way or shoots at somebody else', () => {
    const own = [
      marine(1n, { order: ABILITY.move, facing: Math.PI }),
      marine(2n, { order: ABILITY.attack, engaged: 8n }),
    ];
    const view = readView(scene(own, [marine(8n, { x: 14 }), marine(9n, { x: 15 })]), INFO);
    const turning = createWishes(2);
    wishPoint(turning, 0, ABILITY.move, 14, 10, URGENCY.flee);
    expect(commandOf(view, turning, false).units).toEqual([1n]);
    const shooting = createWishes(2);
    wishEntity(shooting, 1, ABILITY.attack, 3, URGENCY.fire);
    expect(commandOf(view, shooting, false)).toMatchObject({
      units: [2n],
      target: { kind: 'entity', tag: 9n },
    });
  });

  it('sees the way across zero degrees as short', () => {
    const view = readView(scene([marine(1n, { order: ABILITY.move, facing: 6.2 })], []), INFO);
    const wishes = createWishes(1);
    wishPoint(wishes, 0, ABILITY.move, 14, 10.5, URGENCY.flee);
    expect(commandOf(view, wishes, false).ability).toBe(NO_OP_ABILITY);
  });

  it('names only units that share the wish that it gives', () => {
    const place = fc.record({
      x: fc.constantFrom(5, 15, 25),
      y: fc.constantFrom(5, 25),
      urgency: fc.constantFrom(...Object.values(URGENCY)),
    });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 8 }), (places) => {
        const own = places.map((_, i) => marine(BigInt(i + 1)));
        const view = readView(scene(own, []), INFO);
        const wishes = createWishes(own.length);
        for (const [o, { x, y, urgency }] of places.entries())
          wishPoint(wishes, o, ABILITY.move, x, y, urgency);
        const command = commandOf(view, wishes, false);
        if (command.target.kind !== 'point') throw new Error('a point was wished');
        const { x, y } = command.target;
        const top = Math.max(...places.map((wish) => wish.urgency));
        const same = own.filter((_, i) => {
          const wish = places[i];
          return wish.urgency === top && wish.x === x && wish.y === y;
        });
        expect(command.units).toEqual(same.map((unit) => unit.tag));
      }),
    );
  });
});
