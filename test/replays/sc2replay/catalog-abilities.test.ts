import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ABILITIES,
  ABILITY_KINDS,
  ABILITY_TARGETS,
  abilityById,
  abilityOf,
  abilityOfName,
  SMART,
  usersOf,
} from '../../../replays/sc2replay/catalog/abilities.js';
import { ABILITY_ROWS } from '../../../replays/sc2replay/catalog/ability-rows.js';
import { catalogOf } from '../../../replays/sc2replay/catalog/catalogs.js';
import { CATALOG_ORDER, CATALOGS } from '../../../replays/sc2replay/catalog/link-tables.js';
import { FIRST_OWN_ID, ownId } from '../../../replays/sc2replay/catalog/own-ids.js';
import { rowsOf } from '../../../replays/sc2replay/catalog/rows.js';
import { UNITS, unitByName } from '../../../replays/sc2replay/catalog/units.js';
import { upgradeByName } from '../../../replays/sc2replay/catalog/upgrades.js';
import { factsThere, readFacts } from '../../sc2replay/facts.js';

describe('the table of abilities', () => {
  it('has nine cells in every row, and kinds and targets that exist', () => {
    for (const row of rowsOf(ABILITY_ROWS)) expect(row, row.join(' ')).toHaveLength(9);
    for (const ability of ABILITIES) {
      expect(Object.keys(ABILITY_KINDS), ability.name).toContain(ability.kind);
      expect(ABILITY_TARGETS, ability.name).toContain(ability.target);
    }
  });

  it('has each id and each command once', () => {
    expect(new Set(ABILITIES.map(({ id }) => id)).size).toBe(ABILITIES.length);
    const commands = rowsOf(ABILITY_ROWS).map(([, link, index]) => `${link} ${index}`);
    expect(new Set(commands).size).toBe(commands.length);
  });

  it('leads every ability to a general form that is its own, and gives those different names', () => {
    const names = new Map<string, number>();
    for (const { name, general } of ABILITIES) {
      const form = abilityById(general);
      expect(form, name).toBeDefined();
      expect(form!.general, name).toBe(general);
      names.set(form!.name, general);
    }
    expect(names.size).toBe(new Set(ABILITIES.map(({ general }) => general)).size);
  });

  it('makes and is used by units and upgrades that exist', () => {
    for (const { name, produces, users } of ABILITIES) {
      if (produces !== null)
        expect(unitByName(produces) ?? upgradeByName(produces) ?? laterUpgrade(produces), name).toBeDefined();
      for (const user of users ?? []) expect(unitByName(user), `${name} ${user}`).toBeDefined();
    }
  });

  it('says what is made', () => {
    expect(abilityById(560)).toMatchObject({ name: 'Train_Marine', kind: 'train', produces: 'Marine' });
    expect(abilityById(1343)).toMatchObject({ kind: 'train', produces: 'Zergling' });
    expect(abilityById(318)).toMatchObject({ kind: 'build', target: 'point', produces: 'CommandCenter' });
    expect(abilityById(1216)).toMatchObject({ kind: 'morph', produces: 'Lair' });
    expect(abilityById(652)).toMatchObject({
      kind: 'research',
      general: 3698,
      produces: 'TerranInfantryWeaponsLevel1',
    });
    expect(abilityById(314)).toMatchObject({ kind: 'cancel', general: 3659, produces: null });
  });
});

/** The only one that came after the table of upgrades. */
const laterUpgrade = (name: string): string | undefined => (name === 'InterferenceMatrix' ? name : undefined);

describe('the users of a function', () => {
  it('are those of all its forms', () => {
    expect(usersOf(3661)).toContain('Roach');
    expect(usersOf(3661)).toContain('WidowMine');
    expect(usersOf(3674)).toContain('Battlecruiser');
    expect(usersOf(3674)).not.toContain('Hatchery');
    expect(usersOf(3667)).toContain('Probe');
  });

  it('are not known of what everyone can take back', () => {
    expect(usersOf(3659)).toBeNull();
    expect(usersOf(12345)).toBeNull();
  });
});

describe('the catalogs', () => {
  it('rise in base builds, with runs that rise in links and lie in the order', () => {
    const order = rowsOf(CATALOG_ORDER).flat();
    expect(new Set(order).size).toBe(order.length);
    let before = 0;
    for (const [baseBuild, runs] of CATALOGS) {
      expect(baseBuild).toBeGreaterThan(before);
      before = baseBuild;
      let next = 0;
      for (const run of rowsOf(runs).flat()) {
        const [link, name, count = '1'] = run.split(/[:*]/);
        expect(Number(link), `${baseBuild} ${run}`).toBeGreaterThanOrEqual(next);
        next = Number(link) + Number(count);
        expect(order.indexOf(name), `${baseBuild} ${run}`).toBeGreaterThanOrEqual(0);
        expect(order.indexOf(name) + Number(count)).toBeLessThanOrEqual(order.length);
      }
    }
  });

  it('hold up to the next that is known', () => {
    expect(catalogOf(34783)).toBeUndefined();
    expect(catalogOf(34784)?.baseBuild).toBe(34784);
    expect(catalogOf(82893)?.baseBuild).toBe(80949);
    expect(catalogOf(999_999)?.baseBuild).toBe(97364);
  });
});

describe('abilityOf', () => {
  it('reads a command by the catalog of its build', () => {
    expect(abilityOf(82893, 161, 0)).toMatchObject({ id: 560, name: 'Train_Marine', known: true });
    expect(abilityOf(76114, 159, 0)).toMatchObject({ id: 560, known: true });
    expect(abilityOf(76114, 161, 0)).toMatchObject({ name: 'Train_Medivac' });
    for (const [baseBuild, link] of [
      [76114, 716],
      [77379, 717],
      [80188, 718],
      [82893, 722],
      [95299, 723],
      [97364, 724],
    ])
      expect(abilityOf(baseBuild, link, 0).name, `${baseBuild}`).toBe('Effect_ChronoBoostEnergyCost');
  });

  it('gives the general form, and keeps the very ability', () => {
    const attack = abilityOf(82893, 46, 0);
    expect(attack).toMatchObject({ id: 3674, name: 'Attack' });
    expect(attack.ability).toMatchObject({ id: 23, name: 'Attack_Attack' });
    expect(abilityOf(82893, 164, 2)).toMatchObject({
      id: 3698,
      ability: { produces: 'TerranInfantryWeaponsLevel1' },
    });
  });

  it('follows names that the API has changed', () => {
    expect(abilityOfName('HiveTrain', 0)).toMatchObject({ id: 1632, produces: 'Queen' });
    expect(abilityOfName('CreepTumorBurrowedBuild', 0)).toMatchObject({ general: 3691 });
  });

  it('knows later abilities by ids of our own', () => {
    const recharge = abilityOf(97364, 733, 0);
    expect(recharge).toMatchObject({ name: 'Effect_EnergyRecharge', known: true });
    expect(recharge.id).toBe(ownId('Effect_EnergyRecharge'));
  });

  it('keeps a stable id and a readable name for what it does not know', () => {
    const unknown = abilityOf(82893, 1000, 3);
    expect(unknown).toEqual({
      id: ownId('Link_80949_1000_3'),
      name: 'Link_80949_1000_3',
      known: false,
      ability: null,
    });
    expect(abilityOf(82893, 161, 29)).toMatchObject({ name: 'BarracksTrain_29', known: false });
    expect(abilityOf(17326, 161, 0)).toMatchObject({ name: 'Link_old_161_0', known: false });
  });

  it('takes any numbers', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (baseBuild, link, index) => {
        const { id, known, ability } = abilityOf(baseBuild, link, index);
        return known === (ability !== null) && (known || id >= FIRST_OWN_ID);
      }),
    );
  });

  it('has the right mouse button as a function of its own', () => {
    expect(SMART).toMatchObject({ id: 1, name: 'Smart', known: true });
  });
});

const TARGETS: Readonly<Record<string, string>> = {
  None: 'none',
  Point: 'point',
  Unit: 'unit',
  PointOrUnit: 'pointOrUnit',
  PointOrNone: 'pointOrNone',
};

describe.skipIf(!factsThere)('abilities and the fact tables', () => {
  it('agree on ids, general forms and targets', () => {
    const commands = new Map(rowsOf(ABILITY_ROWS).map((row) => [`${row[1]} ${row[2]}`, row]));
    let compared = 0;
    for (const row of readFacts('abilities')) {
      const [id, , , , , target, general] = commands.get(`${row.link_name} ${row.link_index}`) ?? [];
      if (id === undefined) continue;
      compared++;
      expect(Number(id), row.friendly_name).toBe(row.ability_id);
      expect(general, row.friendly_name).toBe(`${row.remaps_to_ability_id ?? '-'}`);
      if (row.target !== null) expect(target, row.friendly_name).toBe(TARGETS[row.target]);
    }
    expect(compared).toBeGreaterThan(850);
  });

  it('have among their users all that the tech tree names', () => {
    const names = new Map(UNITS.map(({ id, name }) => [id, name]));
    let compared = 0;
    for (const { ability_id, used_by } of readFacts('abilities')) {
      const users = abilityById(ability_id)?.users;
      if (!users) continue;
      for (const unit of used_by ?? []) expect(users).toContain(names.get(unit));
      compared += used_by?.length ?? 0;
    }
    expect(compared).toBeGreaterThan(900);
  });
});

describe.skipIf(!factsThere)('links counted in replays', () => {
  /** Of base build 76811 two catalogs were counted together. */
  const builds = factsThere
    ? Object.entries(readFacts('replay_links_observed').observedAbilityLinks).filter(([b]) => b !== '76811')
    : [];

  it('are known, all but one in two hundred of each build', () => {
    expect(builds).toHaveLength(35);
    for (const [baseBuild, links] of builds) {
      let all = 0;
      let known = 0;
      for (const [link, { commandIndexes }] of Object.entries(links))
        for (const [index, count] of Object.entries(commandIndexes)) {
          all += count;
          if (abilityOf(Number(baseBuild), Number(link), Number(index)).known) known += count;
        }
      expect(known / all, baseBuild).toBeGreaterThan(0.995);
    }
  });

  it('belong to abilities that one of the units most often selected can use', () => {
    let all = 0;
    let fit = 0;
    for (const [baseBuild, links] of builds)
      for (const [link, { count, commandIndexes, selectedUnits }] of Object.entries(links)) {
        const [index] = Object.entries(commandIndexes).reduce((a, b) => (b[1] > a[1] ? b : a));
        const users = usersOf(abilityOf(Number(baseBuild), Number(link), Number(index)).id);
        if (users === null || count < 5) continue;
        all++;
        const modes = [...users].flatMap((user) => [user, unitByName(user)!.base ?? user]);
        if (
          Object.keys(selectedUnits).some(
            (unit) => users.has(unit) || modes.includes(unit) || isModeOf(unit, users),
          )
        )
          fit++;
      }
    expect(all).toBeGreaterThan(1000);
    expect(fit / all).toBeGreaterThan(0.97);
  });
});

/** The counts name units as they were after the command: sieged, lifted, in an egg. */
function isModeOf(unit: string, users: ReadonlySet<string>): boolean {
  const base = unitByName(unit)?.base;
  return base !== null && base !== undefined && users.has(base);
}
