import { expect, it } from 'vitest';
import { createObservationReader } from '../../../env-bridge/sc2/observation-reader.js';
import { encodeMessage } from '../../../env-bridge/sc2/schema/codec.js';
import type { Effect } from '../../../env-bridge/sc2/schema/messages.js';
import { ALLIANCE, DISPLAY_TYPE, RACE } from '../../../src/spec/columns.js';
import { effectOfType, effectType, isEffectTag } from '../../../src/spec/effects.js';

const context = { race: RACE.zerg, enemyRace: RACE.terran, layers: null, forms: new Uint16Array(0) };

function entitiesOf(effects: readonly Effect[]) {
  const rawData = { units: [{ tag: 5n, unitType: 107, alliance: 'Self' }], effects } as const;
  const bytes = encodeMessage('Response', { observation: { observation: { gameLoop: 9, rawData } } });
  const { observation } = createObservationReader(context).read(bytes, null);
  if (!observation) throw new Error('no observation');
  return observation;
}

it('effects are entities after the units, one a position', () => {
  const spines: Effect = {
    effectId: 12,
    pos: [
      { x: 10, y: 20 },
      { x: 11.5, y: 20 },
    ],
    alliance: 'Enemy',
    owner: 2,
    radius: 0.5,
  };
  const { count, entities: e } = entitiesOf([spines, { effectId: 6, pos: [{ x: 1, y: 1 }], owner: 1 }]);
  expect(count).toBe(4);
  expect([...e.unit_type]).toEqual([107, effectType(12), effectType(12), effectType(6)]);
  expect([...e.x]).toEqual([0, 10, 11.5, 1]);
  expect([...e.alliance]).toEqual([ALLIANCE.self, ALLIANCE.enemy, ALLIANCE.enemy, 0]);
  expect([...e.radius]).toEqual([0, 0.5, 0.5, 0]);
  expect([...e.display_type].slice(1)).toEqual([1, 1, 1].map(() => DISPLAY_TYPE.visible));
  expect([...e.last_seen]).toEqual([9, 9, 9, 9]);
  expect([...e.tag].map(isEffectTag)).toEqual([false, true, true, true]);
  expect(new Set(e.tag).size).toBe(4);
  // The same effect has the same tag in the next observation.
  expect(entitiesOf([spines]).entities.tag[2]).toBe(e.tag[2]);
});

it('an effect’s type tells its id, and no unit’s does', () => {
  for (const id of [0, 1, 12, 255]) expect(effectOfType(effectType(id))).toBe(id);
  for (const type of [0, 48, 2057, 0x6fff, 0x7100, 0x8000]) expect(effectOfType(type)).toBe(-1);
  expect(effectType(256)).toBe(0);
  expect(isEffectTag((1n << 63n) - 1n)).toBe(false);
});
