import { describe, expect, it } from 'vitest';
import { gapBetween, readView, wholeness } from '../../../agent/scripted/view.js';
import { ALLIANCE, DISPLAY_TYPE } from '../../../src/spec/columns.js';
import { INFO, scene } from './scene.js';

describe('reading an observation', () => {
  const observation = scene(
    [
      { tag: 1n, type: 'marine', x: 10, y: 10, engaged: 12n },
      { tag: 2n, type: 'medivac', x: 2, y: 2 },
    ],
    [
      { tag: 11n, type: 'zealot', x: 13, y: 14 },
      { tag: 12n, type: 'stalker', x: 20, y: 10, health: 40, shield: 10 },
    ],
  );
  const view = readView(observation, INFO);

  it('measures gaps from edge to edge', () => {
    expect(gapBetween(view, 0, 0)).toBeCloseTo(5 - 0.375 - 0.5, 5);
    expect(gapBetween(view, 0, 1)).toBeCloseTo(10 - 0.375 - 0.625, 5);
  });

  it('finds the nearest foe and the one that is attacked', () => {
    expect([...view.nearest]).toEqual([0, 0]);
    expect([...view.engaged]).toEqual([1, -1]);
  });

  it('compares all 64 bits of a tag', () => {
    const high = 1n << 40n;
    const twins = scene(
      [{ tag: 1n, type: 'marine', x: 10, y: 10, engaged: high + 5n }],
      [
        { tag: 5n, type: 'marine', x: 12, y: 10 },
        { tag: high + 5n, type: 'marine', x: 14, y: 10 },
      ],
    );
    expect([...readView(twins, INFO).engaged]).toEqual([1]);
  });

  it('centres the group on its armed units', () => {
    expect(view.centre).toEqual({ x: 10, y: 10 });
  });

  it('counts shields as part of what a unit has left', () => {
    expect(view.foeLeft[1]).toBe(50);
    const hurt = scene([{ tag: 1n, type: 'stalker', x: 1, y: 1, health: 40, shield: 0 }], []);
    expect(wholeness(readView(hurt, INFO), 0)).toBeCloseTo(0.25, 6);
  });

  it('leaves out neutral and remembered entities', () => {
    const mixed = scene(
      [{ tag: 1n, type: 'marine', x: 10, y: 10 }],
      [
        { tag: 2n, type: 'marine', x: 11, y: 10 },
        { tag: 3n, type: 'marine', x: 12, y: 10 },
      ],
    );
    mixed.entities.alliance[1] = ALLIANCE.neutral;
    mixed.entities.display_type[2] = DISPLAY_TYPE.snapshot;
    expect(readView(mixed, INFO).foes).toHaveLength(0);
  });
});
