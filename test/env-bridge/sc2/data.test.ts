import { describe, expect, it } from 'vitest';
import { dataOfVocabulary, usersInData, vocabularyOfData } from '../../../env-bridge/sc2/data.js';
import { abilityForms, generalForm, NO_FORMS } from '../../../env-bridge/sc2/forms.js';
import { decodeResponse, encodeResponse } from '../../../env-bridge/sc2/schema/codec.js';
import type { ResponseData } from '../../../env-bridge/sc2/schema/messages.js';
import { skirmishData } from '../../../env-bridge/sc2/skirmish-data.js';
import { KINDS } from '../../../env-bridge/skirmish/index.js';
import { effectType } from '../../../src/spec/effects.js';
import { ABILITY, functionKey, SKIRMISH_VOCABULARY, UNIT_TYPE } from '../../../src/spec/vocabulary.js';
import { FACTS, hasShared, realMessage } from './shared.js';

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);
const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

describe('a vocabulary', () => {
  it('survives as data: functions, users and names', () => {
    const data = decodeResponse(encodeResponse({ data: skirmishData() })).data as ResponseData;
    const users = new Map(
      SKIRMISH_VOCABULARY.functions.map((fn, f) => [functionKey(fn), SKIRMISH_VOCABULARY.users[f]]),
    );
    const back = vocabularyOfData('skirmish', data, (fn) => users.get(functionKey(fn)) ?? []);
    expect([...back.functions].sort(byName)).toEqual([...SKIRMISH_VOCABULARY.functions].sort(byName));
    const sorted = (ids: readonly number[] = []): number[] => [...ids].sort((a, b) => a - b);
    for (const [f, fn] of back.functions.entries())
      expect(back.users[f], fn.name).toEqual(sorted(users.get(functionKey(fn))));
    const byId = (a: { id: number }, b: { id: number }): number => a.id - b.id;
    for (const part of ['unitTypes', 'upgrades', 'buffs'] as const)
      expect(back[part]).toEqual(
        [...SKIRMISH_VOCABULARY[part]].sort(byId).map(({ id, name }) => ({
          id,
          name: part === 'unitTypes' && id < 0x7000 ? expect.any(String) : name,
        })),
      );
  });

  it('has a function for each kind of target, general forms only, and effects as unit types', () => {
    const vocabulary = vocabularyOfData(
      'sc2',
      {
        abilities: [
          { abilityId: 9, friendlyName: 'Effect Blink', available: true, target: 'Point' },
          {
            abilityId: 3,
            friendlyName: 'Effect Blink Stalker',
            available: true,
            target: 'Point',
            remapsToAbilityId: 9,
          },
          { abilityId: 4, friendlyName: 'Old', available: false, target: 'None' },
          { abilityId: 5, linkName: 'Lift', available: true, target: 'PointOrNone' },
          { abilityId: 6, friendlyName: 'Smart', available: true, target: 'PointOrUnit' },
          { abilityId: 0, linkName: 'Null', available: true },
          { abilityId: 70_000, friendlyName: 'Far', available: true, target: 'None' },
        ],
        units: [
          { unitId: 2, name: 'B', available: true },
          { unitId: 1, name: 'A', available: true },
          { unitId: 3, name: 'Gone', available: false },
        ],
        effects: [
          { effectId: 0, name: '' },
          { effectId: 7, name: 'NukePersistent', friendlyName: 'NukeDot' },
        ],
        upgrades: [{ upgradeId: 1, name: 'Stimpack' }],
        buffs: [{ buffId: 4 }],
      },
      ({ ability }) => (ability === 9 ? [2, 1] : []),
    );
    expect(vocabulary.functions.map(({ name }) => name)).toEqual([
      'no_op',
      'Lift_quick',
      'Lift_pt',
      'Smart_unit',
      'Smart_pt',
      'Effect_Blink_pt',
    ]);
    expect(vocabulary.users).toEqual([[], [], [], [], [], [1, 2]]);
    expect(vocabulary.abilities.map(({ id }) => id)).toEqual([5, 6, 9]);
    expect(vocabulary.unitTypes).toEqual([
      { id: 1, name: 'A' },
      { id: 2, name: 'B' },
      { id: effectType(7), name: 'NukeDot' },
    ]);
    expect(vocabulary.buffs).toEqual([{ id: 4, name: 'Unknown_4' }]);
    const back = dataOfVocabulary(vocabulary);
    expect(back.effects).toEqual([{ effectId: 7, name: 'NukeDot', friendlyName: 'NukeDot' }]);
    expect(back.abilities?.map(({ target }) => target)).toEqual(['PointOrNone', 'PointOrUnit', 'Point']);
    expect(back.upgrades).toEqual([{ upgradeId: 1, name: 'Stimpack' }]);
  });

  it('of the simulator tells units as they are', () => {
    const { units = [] } = skirmishData();
    for (const kind of KINDS) {
      const unit = units.find(({ unitId }) => unitId === kind.id);
      expect(unit).toMatchObject({ movementSpeed: kind.speed, armor: kind.armor, foodRequired: kind.food });
      expect(unit?.weapons).toHaveLength(kind.weapons.length);
      expect(unit?.cargoSize ?? 0).toBe(kind.size);
    }
    const users = usersInData(skirmishData());
    expect(users({ ability: ABILITY.attack, target: 'none' })).not.toContain(UNIT_TYPE.medivac);
    expect(users({ ability: ABILITY.attack, target: 'none' })).toHaveLength(
      KINDS.filter(({ weapons }) => weapons.length > 0).length,
    );
    expect(users({ ability: ABILITY.move, target: 'none' })).toHaveLength(
      KINDS.filter(({ speed }) => speed > 0).length,
    );
    expect(users({ ability: ABILITY.effect_heal, target: 'none' })).toEqual([]);
  });
});

describe('forms', () => {
  it('of the simulator are the game’s', () => {
    const forms = abilityForms(skirmishData().abilities ?? []);
    const general = [4, 16, 18, 19, 23, 386, 1, 3674, 1442, 1386].map((id) => generalForm(forms, id));
    expect(general).toEqual([3665, 3794, 3793, 3674, 3674, 386, 1, 3674, 3687, 3661]);
  });

  it('beyond what is known stand for themselves', () => {
    expect(generalForm(NO_FORMS, 23)).toBe(23);
    expect(generalForm(abilityForms([{ abilityId: 2, remapsToAbilityId: 5 }]), 100)).toBe(100);
    expect(generalForm(NO_FORMS, -1)).toBe(-1);
    expect(abilityForms([{ abilityId: 0xffff_ffff, remapsToAbilityId: 3 }])).toHaveLength(0);
  });
});

const maps = Object.keys(FACTS).filter((map) => FACTS[map].data !== undefined);

describe.skipIf(!hasShared)('every real data message', () => {
  it.each(maps)('%s has the counts and sums of its facts', (map) => {
    const facts = FACTS[map].data;
    const { data } = decodeResponse(realMessage(map, 'data.pb'));
    if (!facts || !data) throw new Error('no data');
    const { abilities = [], units = [], upgrades = [], buffs = [], effects = [] } = data;
    const targets: Record<string, number> = {};
    for (const { target = 'unset' } of abilities) targets[target] = (targets[target] ?? 0) + 1;
    const armed = units.filter(({ weapons = [] }) => weapons.length > 0);
    expect({
      abilities: abilities.length,
      units: units.length,
      upgrades: upgrades.length,
      buffs: buffs.length,
      effects: effects.length,
      abilities_available: abilities.filter(({ available }) => available).length,
      abilities_remapped: abilities.filter(({ remapsToAbilityId }) => remapsToAbilityId !== undefined).length,
      abilities_target: targets,
      units_available: units.filter(({ available }) => available).length,
      units_with_weapons: armed.length,
      weapons_total: sum(armed.map(({ weapons = [] }) => weapons.length)),
      mineral_cost_sum: sum(units.map(({ mineralCost }) => mineralCost)),
      vespene_cost_sum: sum(units.map(({ vespeneCost }) => vespeneCost)),
      upgrade_cost_sum: [
        sum(upgrades.map(({ mineralCost }) => mineralCost)),
        sum(upgrades.map(({ vespeneCost }) => vespeneCost)),
      ],
    }).toEqual(Object.fromEntries(Object.entries(facts).filter(([key]) => key !== 'samples')));
    for (const [name, sample] of Object.entries(facts.samples)) {
      const unit = units.find(({ unitId }) => unitId === sample.unit_id);
      expect([unit?.name, unit?.mineralCost, unit?.attributes, unit?.race, unit?.abilityId]).toEqual([
        name,
        sample.mineral_cost,
        sample.attributes,
        sample.race,
        sample.ability_id,
      ]);
    }
  });

  it.each(maps)('%s gives a vocabulary that has the simulator’s', (map) => {
    const { data } = decodeResponse(realMessage(map, 'data.pb'));
    if (!data) throw new Error('no data');
    const vocabulary = vocabularyOfData('sc2', data, usersInData(data));
    const known = new Map(vocabulary.functions.map((fn) => [functionKey(fn), fn.name]));
    for (const fn of SKIRMISH_VOCABULARY.functions) expect(known.get(functionKey(fn))).toBe(fn.name);
    expect(known.size).toBe(vocabulary.functions.length);
    const ids = new Set(vocabulary.unitTypes.map(({ id }) => id));
    expect(ids.size).toBe(vocabulary.unitTypes.length);
    for (const id of [...Object.values(UNIT_TYPE), effectType(12)]) expect(ids).toContain(id);
    const attack = vocabulary.functions.findIndex((fn) => functionKey(fn) === '3674:entity');
    expect(vocabulary.users[attack]).toContain(UNIT_TYPE.marine);
    expect(vocabulary.users[attack]).not.toContain(UNIT_TYPE.medivac);
    const forms = abilityForms(data.abilities ?? []);
    expect([23, 295, 1].map((id) => generalForm(forms, id))).toEqual([3674, 3666, 1]);
  });
});
