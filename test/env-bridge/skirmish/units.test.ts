/**
 * The unit table against the game's own data (patch 5.0.6), where that is at hand; and rules that the table itself must keep.
 */
import { describe, expect, test } from 'vitest';
import { ABILITIES } from '../../../env-bridge/skirmish/abilities/table.js';
import { KIND, KINDS, kindOf, UNITS, type UnitName } from '../../../env-bridge/skirmish/units.js';
import { ABILITY, BUFF, UNIT_TYPE, UPGRADE } from '../../../src/spec/game-ids.js';
import { SKIRMISH_VOCABULARY } from '../../../src/spec/vocabulary.js';
import { factsThere, readFacts } from '../../sc2replay/facts.js';

/** What the data does not say, or says otherwise, with the reason at its row in units/. */
const OTHER_WEAPONS: ReadonlySet<UnitName> = new Set<UnitName>([
  ...['battlecruiser', 'void_ray', 'carrier', 'sentry', 'baneling', 'widow_mine_burrowed', 'oracle'],
] as UnitName[]);

describe.skipIf(!factsThere)('every unit of the game’s data', () => {
  const facts = factsThere ? readFacts('units') : [];
  const names = (Object.keys(UNITS) as UnitName[]).filter((name) => name !== 'force_field');

  test.each(names)('%s has its numbers', (name) => {
    const fact = facts.find(({ unit_id }) => unit_id === UNITS[name].id);
    if (!fact) throw new Error('not in the data');
    const unit = UNITS[name];
    const start = name === 'queen_burrowed' ? 25 : (fact.start_energy ?? 0); // The data has 60 for this form only.
    expect({
      ...{ race: unit.race, health: unit.health, shield: unit.shield, energy: unit.energy },
      ...{ start: unit.energyStart, armor: unit.armor, speed: unit.speed, radius: unit.radius },
      ...{
        sight: unit.sight,
        detection: unit.detection,
        food: unit.food,
        flying: unit.flying,
        cargo: unit.cargo,
      },
      attributes: [...unit.attributes].sort(),
    }).toEqual({
      ...{ race: fact.race.toLowerCase(), health: fact.max_health, shield: fact.max_shield ?? 0 },
      ...{
        energy: fact.max_energy ?? 0,
        start,
        armor: fact.armor,
        speed: fact.movement_speed,
        radius: fact.radius,
      },
      // A shade and a ball are no more mouths to feed than who made them.
      ...{
        sight: fact.sight_range,
        detection: fact.detection_range ?? 0,
        food: ['adept_shade', 'disruptor_nova'].includes(name) ? 0 : fact.food_required,
      },
      ...{ flying: fact.is_flying, cargo: fact.cargo_capacity ?? 0 },
      attributes: fact.attributes
        .map((attribute) => attribute.toLowerCase())
        .filter((attribute) => attribute !== 'heroic')
        .sort(),
    });
  });

  test.each(names.filter((name) => !OTHER_WEAPONS.has(name)))('%s has its weapons', (name) => {
    const fact = facts.find(({ unit_id }) => unit_id === UNITS[name].id);
    const hits = { ground: 'Ground', air: 'Air', any: 'Any' } as const;
    const own = UNITS[name].weapons.map((weapon) => ({
      type: hits[weapon.hits],
      ...{ damage: weapon.damage, attacks: weapon.attacks, range: weapon.range, cooldown: weapon.cooldown },
      bonuses: weapon.bonuses.map(({ attribute, damage }) => ({ attribute, bonus: damage })),
    }));
    const theirs = (fact?.weapons ?? []).map(({ bonuses, ...weapon }) => ({
      ...weapon,
      bonuses: bonuses.map(({ attribute, bonus }) => ({ attribute: attribute.toLowerCase(), bonus })),
    }));
    const byType = (a: { type: string }, b: { type: string }): number => (a.type < b.type ? -1 : 1);
    expect([...own].sort(byType)).toEqual([...theirs].sort(byType));
  });

  test('ids of abilities, buffs and upgrades are the game’s, and abilities are general forms', () => {
    const abilities = new Map(readFacts('abilities').map((ability) => [ability.ability_id, ability]));
    for (const id of Object.values(ABILITY))
      expect(abilities.get(id)?.remaps_to_ability_id, `${id}`).toBe(null);
    // 500 is "anywhere": what is thrown or blinks decides itself how far.
    for (const { ability, range } of ABILITIES) {
      const known = abilities.get(ability)?.cast_range ?? null;
      if (known !== null && known !== 500) expect(range, `${ability}`).toBe(known);
    }
    const { buffs } = readFacts('buffs_effects');
    const known = new Set(buffs.map(({ buff_id }) => buff_id));
    for (const id of Object.values(BUFF)) expect(known.has(id)).toBe(true);
    const upgrades = new Set(readFacts('upgrades').map(({ upgrade_id }) => upgrade_id));
    for (const ids of Object.values(UPGRADE)) for (const id of ids) expect(upgrades.has(id)).toBe(true);
  });

  test('damage a level of weapons is python-sc2’s', () => {
    const { DAMAGE_BONUS_PER_UPGRADE: table } = readFacts('upgrade_bonuses');
    const attributes = {
      1: 'light',
      2: 'armored',
      3: 'biological',
      4: 'mechanical',
      7: 'massive',
      8: 'structure',
    };
    const spelled: Readonly<Record<string, string>> = {
      ...{ hellbat: 'HELLIONTANK', siege_tank_sieged: 'SIEGETANKSIEGED', thor_high_impact: 'THORAP' },
      ...{
        viking_assault: 'VIKINGASSAULT',
        liberator_ag: 'LIBERATORAG',
        lurker_burrowed: 'LURKERMPBURROWED',
      },
      ...{ dark_templar: 'DARKTEMPLAR', siege_tank: 'SIEGETANK', brood_lord: 'BROODLORD' },
    };
    let compared = 0;
    for (const [name, { weapons }] of Object.entries(UNITS))
      for (const weapon of weapons) {
        const entry =
          table[spelled[name] ?? name.toUpperCase()]?.[{ ground: 1, air: 2, any: 3 }[weapon.hits]];
        if (entry === undefined) continue;
        expect(weapon.level, name).toBe(entry.null ?? 1);
        for (const [code, attribute] of Object.entries(attributes))
          if (entry[code] !== undefined && !(name === 'archon' && code === '3')) {
            const own = weapon.bonusLevel.find((bonus) => bonus.attribute === attribute)?.damage ?? 0;
            expect(own, `${name} to ${attribute}`).toBe(entry[code]);
          }
        compared++;
      }
    expect(compared).toBeGreaterThan(25);
  });
});

describe('the table', () => {
  test('has every race, at least 40 types that fight, and each under its own index', () => {
    expect(KINDS.filter((_, kind) => KIND.fighter[kind] === 1).length).toBeGreaterThan(40);
    for (const [i, name] of (Object.keys(UNITS) as UnitName[]).entries()) expect(kindOf(name)).toBe(i);
    expect(new Set(KINDS.map(({ id }) => id)).size).toBe(KINDS.length);
    expect(Object.keys(UNIT_TYPE)).toHaveLength(KINDS.length);
  });

  test('the vocabulary offers an ability to whom the ability table gives it, and to nobody else', () => {
    const { functions, users } = SKIRMISH_VOCABULARY;
    for (const { ability, users: names, target } of ABILITIES) {
      const kind = target === 'unit' ? 'entity' : target;
      const f = functions.findIndex((fn) => fn.ability === ability && fn.target === kind);
      expect(f, `${ability} ${kind}`).toBeGreaterThan(0);
      for (const name of names) expect(users[f]).toContain(UNITS[name].id);
    }
    for (const ability of new Set(ABILITIES.map((row) => row.ability))) {
      const able = new Set(ABILITIES.filter((row) => row.ability === ability).flatMap((row) => row.users));
      for (const [f, fn] of functions.entries())
        if (fn.ability === ability)
          expect([...users[f]].sort()).toEqual([...able].map((name) => UNITS[name].id).sort());
    }
  });

  test('who moves is offered moves, who has a weapon is offered attacks', () => {
    const { functions, users } = SKIRMISH_VOCABULARY;
    const usersOf = (name: string): readonly number[] => users[functions.findIndex((fn) => fn.name === name)];
    for (const [name, unit] of Object.entries(UNITS)) {
      // A burrowed Roach walks with Tunneling Claws only.
      const moves = unit.speed > 0 || name === 'roach_burrowed';
      expect(usersOf('Move_pt').includes(unit.id), name).toBe(moves);
      const attacks = unit.weapons.length > 0 && name !== 'widow_mine_burrowed';
      expect(usersOf('Attack_unit').includes(unit.id), name).toBe(attacks);
    }
  });
});
