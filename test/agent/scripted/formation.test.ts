import { describe, expect, it } from 'vitest';
import { whoWaits, wishToStay } from '../../../agent/scripted/formation.js';
import { readView } from '../../../agent/scripted/view.js';
import { createWishes } from '../../../agent/scripted/wishes.js';
import { ABILITY } from '../../../src/spec/vocabulary.js';
import { INFO, type SceneUnit, scene } from './scene.js';

const marines = (...xs: number[]): SceneUnit[] =>
  xs.map((x, i) => ({ tag: BigInt(i + 1), type: 'marine', x, y: 10 + i }));
const foe = (type: SceneUnit['type'], x: number): SceneUnit => ({ tag: 99n, type, x, y: 12 });
const waits = (own: readonly SceneUnit[], foes: readonly SceneUnit[]): number[] => [
  ...whoWaits(readView(scene(own, foes), INFO)),
];

describe('meeting the foe in a line', () => {
  it('those ahead wait for those behind', () => {
    expect(waits(marines(12, 12, 10, 9), [foe('marine', 20)])).toEqual([1, 1, 1, 0]);
    expect(waits(marines(12, 12, 12, 12), [foe('marine', 20)])).toEqual([0, 0, 0, 0]);
  });

  it('nobody waits where the foe reaches him, or while the foe is far', () => {
    expect(waits(marines(15, 12, 10, 9), [foe('marine', 20)])).toEqual([0, 0, 0, 0]);
    expect(waits(marines(9, 8, 7, 5), [foe('marine', 20)])).toEqual([0, 0, 0, 0]);
    // A Marauder reaches a cell farther than a Marine.
    expect(waits(marines(13.8, 12, 10, 9), [foe('marine', 20)])).toEqual([1, 1, 1, 0]);
    expect(waits(marines(13.8, 12, 10, 9), [foe('marauder', 20)])).toEqual([0, 0, 0, 0]);
  });

  it('nobody waits who can shoot already, also where the foe is melee and reaches nobody', () => {
    const stalkers = marines(15, 13, 11, 9).map((unit): SceneUnit => ({ ...unit, type: 'stalker' }));
    expect(waits(stalkers, [foe('zealot', 18)])).toEqual([0, 0, 0, 0]);
    expect(waits(stalkers, [foe('zealot', 24)])).toEqual([1, 1, 1, 0]);
  });

  it('melee units, and ranges that differ much, make no line', () => {
    const zealot: SceneUnit = { tag: 50n, type: 'zealot', x: 12, y: 9 };
    expect(waits([...marines(12, 9), zealot], [foe('marine', 20)])).toEqual([0, 0, 0]);
    const colossus: SceneUnit = { tag: 50n, type: 'colossus', x: 9, y: 9 };
    expect(waits([...marines(12, 9), colossus], [foe('marine', 20)])).toEqual([0, 0, 0]);
  });

  it('who walks is stopped, who stands is told nothing', () => {
    const [walking, standing] = marines(12, 12).map((unit, i) => ({
      ...unit,
      ...(i === 0 && { order: ABILITY.move }),
    }));
    const view = readView(scene([walking, standing], [foe('marine', 20)]), INFO);
    const wishes = createWishes(2);
    wishes.ability.fill(ABILITY.attack);
    for (const o of [0, 1]) wishToStay(view, wishes, o);
    expect([...wishes.ability]).toEqual([ABILITY.hold_position, ABILITY.no_op]);
  });
});
