import { describe, expect, it } from 'vitest';
import { ownId } from '../../../replays/sc2replay/catalog/own-ids.js';
import { rowsOf } from '../../../replays/sc2replay/catalog/rows.js';
import { unitByName } from '../../../replays/sc2replay/catalog/units.js';
import { SPEED_ROWS } from '../../../replays/sc2replay/catalog/upgrade-rows.js';
import {
  isCosmetic,
  speedOf,
  UPGRADES,
  upgradeByName,
  upgradeId,
} from '../../../replays/sc2replay/catalog/upgrades.js';
import { factsThere, readFacts } from '../../sc2replay/facts.js';

const NOTHING: ReadonlySet<string> = new Set();

describe('upgrades', () => {
  it('have each name and id once', () => {
    expect(new Set(UPGRADES.map(({ name }) => name)).size).toBe(UPGRADES.length);
    expect(new Set(UPGRADES.map(({ id }) => id)).size).toBe(UPGRADES.length);
  });

  it('are found by the name that trackers write', () => {
    expect(upgradeByName('zerglingmovementspeed')).toMatchObject({
      id: 66,
      minerals: 100,
      researchLoops: 1760,
    });
    expect(upgradeId('Stimpack')).toBe(15);
    expect(upgradeByName('Frenzy')).toBeUndefined();
    expect(upgradeId('Frenzy')).toBe(ownId('Frenzy'));
  });

  it('are told apart from looks', () => {
    for (const looks of ['SprayTerran', 'RewardDanceMule', 'ZealotSkin', 'ColossusTal', 'GameHeartActive'])
      expect(isCosmetic(looks), looks).toBe(true);
    for (const { name } of UPGRADES) expect(isCosmetic(name), name).toBe(false);
  });
});

describe('speedOf', () => {
  it('is the plain speed without upgrades, off creep', () => {
    expect(speedOf('Zergling', NOTHING, false)).toBe(unitByName('Zergling')!.speed);
    expect(speedOf('Hatchery', NOTHING, true)).toBe(0);
    expect(speedOf('BigBadWolf', NOTHING, false)).toBe(0);
  });

  it('grows by upgrades of the unit and on creep', () => {
    const plain = speedOf('Zergling', NOTHING, false);
    expect(speedOf('Zergling', new Set(['zerglingmovementspeed']), false)).toBeCloseTo(plain * 1.6);
    expect(speedOf('Zergling', new Set(['zerglingmovementspeed']), true)).toBeCloseTo(plain * 1.6 * 1.3);
    expect(speedOf('Roach', new Set(['zerglingmovementspeed']), false)).toBe(
      speedOf('Roach', NOTHING, false),
    );
  });

  it('grows off creep only where the upgrade says so', () => {
    const upgraded = new Set(['EvolveMuscularAugments']);
    expect(speedOf('Hydralisk', upgraded, false)).toBeCloseTo(speedOf('Hydralisk', NOTHING, false) * 1.25);
    expect(speedOf('Hydralisk', upgraded, true)).toBe(speedOf('Hydralisk', NOTHING, true));
  });

  it('knows every unit and upgrade of its table', () => {
    for (const [upgrade, unit] of rowsOf(SPEED_ROWS)) {
      expect(upgradeByName(upgrade), upgrade).toBeDefined();
      expect(unitByName(unit)?.speed, unit).toBeGreaterThan(0);
    }
  });
});

describe.skipIf(!factsThere)('upgrades and the fact tables', () => {
  it('agree', () => {
    const rows = readFacts('upgrades').filter(({ name }) => upgradeByName(name) !== undefined);
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows)
      expect(upgradeByName(row.name)).toMatchObject({ id: row.upgrade_id, minerals: row.mineral_cost });
  });
});
