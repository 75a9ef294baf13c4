import { describe, expect, it } from 'vitest';
import { focusFire, spreadMelee, wishByThreat } from '../../../agent/scripted/targets.js';
import { readView } from '../../../agent/scripted/view.js';
import { createWishes } from '../../../agent/scripted/wishes.js';
import { INFO, type SceneUnit, scene } from './scene.js';

const alike = (): number => 1;
const marines = (count: number, more: Partial<SceneUnit> = {}): SceneUnit[] =>
  Array.from({ length: count }, (_, i) => ({
    tag: BigInt(i + 1),
    type: 'marine',
    x: 10,
    y: 10 + i * 0.3,
    ...more,
  }));

describe('focus fire', () => {
  it('goes for the foe that dies soonest', () => {
    const foes: SceneUnit[] = [
      { tag: 21n, type: 'marine', x: 14, y: 10 },
      { tag: 22n, type: 'marine', x: 14, y: 11, health: 30 },
    ];
    const view = readView(scene(marines(3), foes), INFO);
    expect([...focusFire(view, alike)]).toEqual([1, 1, 1]);
  });

  it('sends no more units than the remaining points need', () => {
    // Six points are one shot of a marine; two are sent for the one that misses its moment.
    const foes: SceneUnit[] = [
      { tag: 21n, type: 'marine', x: 14, y: 10, health: 6 },
      { tag: 22n, type: 'marine', x: 14, y: 11 },
    ];
    const view = readView(scene(marines(6), foes), INFO);
    const chosen = [...focusFire(view, alike)];
    expect(chosen.filter((f) => f === 0)).toHaveLength(2);
    expect(chosen.filter((f) => f === 1)).toHaveLength(4);
  });

  it('does not turn a unit whose shot is due', () => {
    const foes: SceneUnit[] = [
      { tag: 21n, type: 'marine', x: 14, y: 10 },
      { tag: 22n, type: 'marine', x: 14, y: 11, health: 12 },
    ];
    const due = readView(scene(marines(1, { engaged: 21n, cooldown: 1 }), foes), INFO);
    expect([...focusFire(due, alike)]).toEqual([0]);
    const cooling = readView(scene(marines(1, { engaged: 21n, cooldown: 12 }), foes), INFO);
    expect([...focusFire(cooling, alike)]).toEqual([1]);
  });

  it('leaves alone whom nobody reaches or can hit', () => {
    const zealot: SceneUnit = { tag: 1n, type: 'zealot', x: 10, y: 10 };
    const foes: SceneUnit[] = [
      { tag: 21n, type: 'medivac', x: 10.5, y: 10 },
      { tag: 22n, type: 'marine', x: 20, y: 10 },
    ];
    expect([...focusFire(readView(scene([zealot], foes), INFO), alike)]).toEqual([-1]);
  });

  it('can favour some foes over others', () => {
    const foes: SceneUnit[] = [
      { tag: 21n, type: 'marine', x: 14, y: 10 },
      { tag: 22n, type: 'marine', x: 14, y: 11 },
    ];
    const view = readView(scene(marines(2), foes), INFO);
    expect([...focusFire(view, (f) => (f === 1 ? 0.2 : 1))]).toEqual([1, 1]);
    expect([...focusFire(view, (f) => (f === 0 ? 0.2 : 1))]).toEqual([0, 0]);
  });
});

describe('spreading melee units', () => {
  it('sends the next one to a foe with fewer friends at it', () => {
    const zealots: SceneUnit[] = [1n, 2n, 3n].map((tag) => ({ tag, type: 'zealot', x: 10, y: 10 }));
    const foes: SceneUnit[] = [
      { tag: 21n, type: 'zealot', x: 12.5, y: 10 },
      { tag: 22n, type: 'zealot', x: 12.5, y: 11.5 },
    ];
    const chosen = new Int32Array(3).fill(-1);
    spreadMelee(readView(scene(zealots, foes), INFO), chosen);
    expect([...chosen]).toEqual([0, 1, 0]);
  });
});

describe('targets by threat', () => {
  it('shoots the weak and dangerous before the sturdy', () => {
    const foes: SceneUnit[] = [
      { tag: 21n, type: 'medivac', x: 13, y: 10 },
      { tag: 22n, type: 'marauder', x: 14, y: 10 },
      { tag: 23n, type: 'marine', x: 14, y: 11 },
    ];
    const view = readView(scene(marines(1), foes), INFO);
    const wishes = createWishes(1);
    wishByThreat(view, wishes);
    expect(wishes.target[0]).toBe(view.foes[2]);
  });
});
