import { describe, expect, it } from 'vitest';
import { factsOf, pointsOfShot, shotsToKill } from '../../../agent/scripted/facts.js';
import { UNIT_TYPE } from '../../../src/spec/vocabulary.js';

const zealot = factsOf(UNIT_TYPE.zealot);
const stalker = factsOf(UNIT_TYPE.stalker);

describe('unit facts', () => {
  // 50 shield / (2 x 8) + 100 health / (2 x (8 - 1 armour)) = 3.125 + 7.14 shots.
  it('counts shots with shields first and armour on each hit', () => {
    expect(shotsToKill(zealot, UNIT_TYPE.zealot, 100, 50)).toBe(11);
  });

  it('knows bonus damage against attributes', () => {
    expect(pointsOfShot(stalker, UNIT_TYPE.stalker, 80)).toBe(18);
    expect(pointsOfShot(stalker, UNIT_TYPE.zealot, 0)).toBe(12);
  });

  it('knows who cannot be hit', () => {
    expect(shotsToKill(zealot, UNIT_TYPE.medivac, 150, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(pointsOfShot(zealot, UNIT_TYPE.medivac, 0)).toBe(0);
    expect(pointsOfShot(stalker, UNIT_TYPE.medivac, 0)).toBeGreaterThan(0);
  });

  it('tells melee from ranged and healers from both', () => {
    expect([zealot.melee, stalker.melee]).toEqual([true, false]);
    expect(factsOf(UNIT_TYPE.medivac)).toMatchObject({ armed: false, heals: true, melee: false });
  });

  it('takes a type that it does not know for harmless', () => {
    expect(factsOf(60_000)).toMatchObject({ armed: false, heals: false, power: 0 });
  });
});
