import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_OWN_ID, ownId } from '../../../replays/sc2replay/catalog/own-ids.js';
import { rowsOf } from '../../../replays/sc2replay/catalog/rows.js';
import { UNIT_ROWS } from '../../../replays/sc2replay/catalog/unit-rows.js';
import { UNIT_KINDS, UNITS, unitByName } from '../../../replays/sc2replay/catalog/units.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { factsThere, readFacts } from '../../sc2replay/facts.js';

describe('the table of unit types', () => {
  it('has 19 cells in every row, all numbers where numbers belong', () => {
    for (const row of rowsOf(UNIT_ROWS)) {
      expect(row, row.join(' ')).toHaveLength(19);
      expect(['T', 'Z', 'P', '-'], row.join(' ')).toContain(row[2]);
      expect(['fly', 'ground'], row.join(' ')).toContain(row[12]);
    }
    for (const unit of UNITS) {
      expect(Object.keys(UNIT_KINDS), unit.name).toContain(unit.kind);
      for (const [field, value] of Object.entries(unit))
        if (typeof value === 'number') {
          expect(Number.isFinite(value), `${unit.name} ${field}`).toBe(true);
          expect(value, `${unit.name} ${field}`).toBeGreaterThanOrEqual(0);
        }
    }
  });

  it('has each name and each id once, with ids below our own', () => {
    expect(new Set(UNITS.map((unit) => unit.name)).size).toBe(UNITS.length);
    expect(new Set(UNITS.map((unit) => unit.id)).size).toBe(UNITS.length);
    for (const unit of UNITS) {
      expect(unit.id).toBeLessThan(FIRST_OWN_ID);
      expect(unitByName(unit.name)).toBe(unit);
    }
  });

  it('names the base of every mode, of the same race and not itself a mode', () => {
    const modes = UNITS.filter((unit) => unit.base !== null);
    expect(modes.length).toBeGreaterThan(30);
    for (const mode of modes) {
      const base = unitByName(mode.base!);
      expect(base, mode.name).toBeDefined();
      expect(base!.race, mode.name).toBe(mode.race);
      expect(base!.base, mode.name).toBeNull();
    }
  });

  it('knows what the API and the game say of some', () => {
    expect(unitByName('Marine')).toMatchObject({
      id: 48,
      race: 'terran',
      kind: 'army',
      minerals: 50,
      food: 1,
      sight: 9,
      speed: 2.25 / 16,
      buildLoops: 400,
      radius: 0.375,
    });
    expect(unitByName('SiegeTankSieged')).toMatchObject({ base: 'SiegeTank', speed: 0, sight: 11 });
    expect(unitByName('DroneBurrowed')).toMatchObject({ base: 'Drone', kind: 'worker' });
    expect(unitByName('Overlord')).toMatchObject({ kind: 'support', provides: 8, flying: true });
    expect(unitByName('Overseer')).toMatchObject({ kind: 'army', detection: 11, minerals: 50, vespene: 50 });
    expect(unitByName('Baneling')).toMatchObject({ minerals: 25, vespene: 25, food: 0.5, creepFactor: 1.3 });
    expect(unitByName('SpawningPool')).toMatchObject({ minerals: 200, kind: 'structure' });
    expect(unitByName('MineralField750')).toMatchObject({ id: 483, kind: 'mineral', race: null });
    expect(unitByName('XelNagaTower')).toMatchObject({ kind: 'tower', sight: 22 });
    expect(unitByName('BeaconAttack')).toMatchObject({ kind: 'beacon' });
    expect(unitByName('KD8Charge')).toMatchObject({ kind: 'effect' });
    expect(unitByName('Broodling')).toMatchObject({ kind: 'summoned' });
  });
});

describe('an unknown unit type', () => {
  it('has an id of our own, stable and in 16 bits', () => {
    expect(unitByName('BigBadWolf')).toBeUndefined();
    // Vocabularies are saved with these ids: the rule must not change.
    // FNV-1a of `foobar` is 0xbf9cf968 (draft-eastlake-fnv, section 6).
    expect(ownId('foobar')).toBe(0x8000 + ((0xbf9cf968 ^ (0xbf9cf968 >>> 15)) & 0x7fff));
    fc.assert(
      fc.property(fc.string(), (name) => {
        const id = ownId(name);
        return Number.isInteger(id) && id >= FIRST_OWN_ID && id <= 0xffff && id === ownId(name);
      }),
    );
  });

  it('does not collide more than chance has it', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `Unit${i}`);
    // 1000^2 / 2 / 32768: 15 pairs are expected.
    expect(new Set(names.map(ownId)).size).toBeGreaterThan(960);
  });
});

describe.skipIf(!factsThere)('unit types and the fact tables', () => {
  it('agree', () => {
    const rows = readFacts('units');
    expect(rows.length).toBeGreaterThan(200);
    for (const row of rows) {
      expect(unitByName(row.name), row.name).toMatchObject({
        id: row.unit_id,
        sight: row.sight_range,
        food: row.food_required,
        provides: row.food_provided,
        flying: row.is_flying ?? false,
        radius: row.radius ?? 0,
      });
      expect(unitByName(row.name)!.speed * 16).toBeCloseTo(row.movement_speed, 3);
    }
  });
});

describe.skipIf(!corpusThere)('unit types in real games', () => {
  it('are all known by name, in every twentieth game', () => {
    const games = corpusEntries().filter((entry) => entry.kind === 'usable1v1');
    const unknown = new Set<string>();
    let units = 0;
    for (const game of games.filter((_, i) => i % 20 === 0)) {
      const { trackerEvents } = decodeReplay(readCorpus(game.file), { streams: ['trackerEvents'] });
      for (const event of trackerEvents!) {
        if (event.event !== 'SUnitBornEvent' && event.event !== 'SUnitInitEvent') continue;
        units++;
        const name = new TextDecoder().decode(event.m_unitTypeName);
        if (unitByName(name) === undefined) unknown.add(name);
      }
    }
    expect(units).toBeGreaterThan(10_000);
    expect([...unknown]).toEqual([]);
  });
});
