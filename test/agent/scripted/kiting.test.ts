import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shouldKite, shouldPullBack, stepBack } from '../../../agent/scripted/kiting.js';
import { readView } from '../../../agent/scripted/view.js';
import { INFO, type SceneUnit, scene } from './scene.js';

const stalker = (more: Partial<SceneUnit> = {}): SceneUnit => ({
  tag: 1n,
  type: 'stalker',
  x: 16,
  y: 16,
  cooldown: 20,
  ...more,
});
const zealot = (x: number, y: number): SceneUnit => ({ tag: 99n, type: 'zealot', x, y });

describe('stepping back', () => {
  it('leads away from the foe', () => {
    const { x, y } = stepBack(readView(scene([stalker()], [zealot(18, 16)]), INFO), 0);
    expect(x).toBeLessThan(13);
    expect(y).toBeCloseTo(16, 0);
  });

  it('stays on the map, and leaves a corner past the foe rather than into the wall', () => {
    const { x, y } = stepBack(readView(scene([stalker({ x: 3.2, y: 3.2 })], [zealot(6, 4)]), INFO), 0);
    expect(x).toBeGreaterThanOrEqual(3);
    expect(y).toBeGreaterThan(5);
  });

  it('never ends outside the map or where nobody can walk', () => {
    const at = fc.double({ min: 2.5, max: 29.5, noNaN: true });
    const pathing = INFO.map.pathing.slice();
    for (let y = 0; y < 32; y++) pathing[y * 32 + 12] = 0;
    const walled = { ...INFO, map: { ...INFO.map, pathing } };
    fc.assert(
      fc.property(at, at, at, at, (x, y, foeX, foeY) => {
        const own = stalker({ x, y });
        const to = stepBack(readView(scene([own], [zealot(foeX, foeY)]), walled), 0);
        const stays = Math.hypot(to.x - x, to.y - y) < 0.01;
        expect(stays || pathing[Math.floor(to.y) * 32 + Math.floor(to.x)] === 1).toBe(true);
        expect(Math.min(to.x, to.y, 32 - to.x, 32 - to.y)).toBeGreaterThan(2.4);
      }),
    );
  });

  it('is for ranged units that wait for their weapon with melee at their heels', () => {
    const near = [zealot(19, 16)];
    expect(shouldKite(readView(scene([stalker()], near), INFO), 0)).toBe(true);
    expect(shouldKite(readView(scene([stalker({ cooldown: 1 })], near), INFO), 0)).toBe(false);
    expect(shouldKite(readView(scene([stalker({ type: 'zealot' })], near), INFO), 0)).toBe(false);
    expect(shouldKite(readView(scene([stalker()], [zealot(23, 16)]), INFO), 0)).toBe(false);
  });
});

describe('pulling back the wounded', () => {
  const foe: SceneUnit = { tag: 99n, type: 'stalker', x: 21, y: 16 };
  const fresh = stalker({ tag: 2n, y: 18 });

  it('takes out who is hurt, while a fresher friend stays', () => {
    const hurt = stalker({ shield: 0 });
    const view = readView(scene([hurt, fresh], [foe]), INFO);
    expect([shouldPullBack(view, 0), shouldPullBack(view, 1)]).toEqual([true, false]);
    expect(shouldPullBack(readView(scene([hurt], [foe]), INFO), 0)).toBe(false);
  });

  it('lets a wounded unit fire before it goes', () => {
    const ready = stalker({ shield: 0, cooldown: 0 });
    expect(shouldPullBack(readView(scene([ready, fresh], [foe]), INFO), 0)).toBe(false);
  });

  it('leaves those alone whom no foe reaches', () => {
    const view = readView(scene([stalker({ shield: 0 }), fresh], [{ ...foe, x: 30 }]), INFO);
    expect(shouldPullBack(view, 0)).toBe(false);
  });
});
