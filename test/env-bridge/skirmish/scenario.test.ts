import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { deploy } from '../../../env-bridge/skirmish/deploy.js';
import { walkOf } from '../../../env-bridge/skirmish/ground/stand.js';
import { isClear } from '../../../env-bridge/skirmish/ground/walk.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import {
  checkScenario,
  fieldOf,
  openScenario,
  SCENARIOS,
  type Scenario,
  type ScenarioDefinition,
  scenarioHash,
  scenarioNames,
} from '../../../env-bridge/skirmish/scenario.js';
import { KIND, KINDS } from '../../../env-bridge/skirmish/units.js';
import { KhalaError } from '../../../src/spec/errors.js';
import { createRandom } from '../../../src/spec/random.js';

const drawn = (scenario: Scenario, seed: number) => deploy(scenario, createRandom('test', seed));

/** The code of the error that this throws. */
function codeOf(work: () => unknown): string | null {
  try {
    work();
  } catch (error) {
    if (error instanceof KhalaError) return error.code;
    throw error;
  }
  return null;
}

describe('scenarios', () => {
  test('the table has its names right', () => {
    // SMAC's 23, SMACv2's 15, and our own.
    expect(scenarioNames.length).toBe(23 + 15 + 6);
    for (const name of ['3m', '1c3s5z', 'corridor', '2s_vs_1sc', 'MMM2', 'zerg_20_vs_23', 'random'])
      expect(scenarioNames).toContain(name);
    for (const name of scenarioNames) expect(openScenario(name).name).toBe(name);
  });

  test.each(['3s6z', 'mmm', '', 'toString', '__proto__'])(
    'an unknown name (%s) is told the nearest',
    (name) => {
      expect(codeOf(() => openScenario(name))).toBe('UNKNOWN_SCENARIO');
      expect(() => openScenario(name)).toThrow(/nearest are/);
      if (name === '3s6z') expect(() => openScenario(name)).toThrow(/nearest are 3s5z/);
    },
  );

  test('hashes are stable, differ by content and ignore the order of keys', () => {
    const hashes = new Set(Object.values(SCENARIOS).map(scenarioHash));
    expect(hashes.size).toBe(scenarioNames.length);
    const one = openScenario({
      name: 'x',
      armies: { kind: 'fixed', army: { marine: 2, zealot: 1 } },
    });
    const same = openScenario({
      armies: { army: { zealot: 1, marine: 2 }, kind: 'fixed' },
      name: 'x',
    });
    expect(scenarioHash(same)).toBe(scenarioHash(one));
    expect(scenarioHash({ ...one, maxLoops: 9 })).not.toBe(scenarioHash(one));
  });

  const army = { kind: 'fixed', army: { marine: 1 } } as const;
  test.each<[string, unknown]>([
    ['nobody of a kind', { name: 'x', armies: { kind: 'fixed', army: { marine: 0 } } }],
    ['an unknown unit', { name: 'x', armies: { kind: 'fixed', army: { dragoon: 1 } } }],
    ['an empty army', { name: 'x', armies: { kind: 'fixed', army: {} } }],
    ['an army without weapons', { name: 'x', armies: { kind: 'fixed', army: { medivac: 2 } } }],
    ['too many units', { name: 'x', armies: { kind: 'fixed', army: { marine: 200, zealot: 201 } } }],
    ['a race without weapons', { name: 'x', armies: { kind: 'drawn', size: 5, races: [{ medivac: 1 }] } }],
    ['no time', { name: 'x', armies: army, maxLoops: 0 }],
    ['sides outside the field', { name: 'x', armies: army, distance: 40 }],
    ['an unknown field', { name: 'x', armies: army, colour: 'red' }],
  ])('a definition with %s is refused', (_, definition) => {
    expect(codeOf(() => createSkirmish(definition as ScenarioDefinition))).toBe('BAD_ARGUMENT');
  });

  test('a definition of one\u2019s own can be played, with other limits', () => {
    const game = createSkirmish(
      { name: 'own', armies: { kind: 'fixed', army: { roach: 2 } } },
      { maxLoops: 50 },
    );
    game.reset(1);
    expect(game.matchInfo(1)).toMatchObject({ scenario: 'own', limits: { maxLoops: 50, stepLoops: 2 } });
    expect(game.observe(1).observation.count).toBe(2);
    expect(game.step(new Map(), 100)).toBe(50);
    expect(codeOf(() => createSkirmish('3m', { maxLoops: -1 }))).toBe('BAD_ARGUMENT');
    game.close();
  });
});

describe('maps and places', () => {
  const rows = Array.from({ length: 30 }, (_, y) =>
    y > 12 && y < 18 ? '0000000000000##000000000000000' : '0'.repeat(30),
  );
  const starts = [
    [6, 15],
    [24, 15],
  ];
  const army = { kind: 'fixed', army: { marine: 1 } };
  const placed = (x: number, y: number, unit = 'marine') => ({
    kind: 'placed',
    first: [
      { unit: 'marine', x: 6, y: 6 },
      { unit, x, y },
    ],
    second: [{ unit: 'zealot', x: 24, y: 15 }],
  });

  test.each<[string, string, unknown]>([
    ['map', 'no map is named "rams"; the nearest is ramps', { name: 'x', armies: army, map: 'rams' }],
    [
      'map.rows.3',
      'it has 29 symbols',
      { name: 'x', armies: army, map: { rows: rows.with(3, '0'.repeat(29)), starts } },
    ],
    [
      'map.rows.3',
      'the symbols are',
      { name: 'x', armies: army, map: { rows: rows.with(3, 'Q'.repeat(30)), starts } },
    ],
    [
      'map.rows',
      'each side must be from 24 to 128',
      { name: 'x', armies: army, map: { rows, starts, scale: 8 } },
    ],
    [
      'map.starts.1',
      'is closed ground',
      {
        name: 'x',
        armies: army,
        map: {
          rows,
          starts: [
            [6, 15],
            [14, 15],
          ],
        },
      },
    ],
    [
      'map.starts.1',
      'is not on the map',
      {
        name: 'x',
        armies: army,
        map: {
          rows,
          starts: [
            [6, 15],
            [99, 15],
          ],
        },
      },
    ],
    ['map.generate.seed', 'expected number', { name: 'x', armies: army, map: { generate: { seed: 'one' } } }],
    ['width', "the map's own is 40", { name: 'x', armies: army, map: 'ramps', width: 50 }],
    [
      'armies.first.1',
      'stands in a cliff, a wall or water',
      { name: 'x', armies: placed(14, 15), map: { rows, starts } },
    ],
    ['armies.first.1', 'is outside', { name: 'x', armies: placed(40, 15), map: { rows, starts } }],
    ['armies.first.1', 'is outside', { name: 'x', armies: placed(1, 15) }],
    [
      'armies.elsewhere.1.0',
      'is outside',
      {
        name: 'x',
        armies: { ...placed(9, 9), elsewhere: [15, 1].map((x) => [{ unit: 'zealot', x, y: 15 }]) },
      },
    ],
    ['armies.elsewhere', 'Too small', { name: 'x', armies: { ...placed(9, 9), elsewhere: [] } }],
    ['armies.first.1.unit', 'Invalid option', { name: 'x', armies: placed(9, 9, 'archangel') }],
    [
      'armies.army',
      'at most 400 units a side',
      { name: 'x', armies: { kind: 'fixed', army: { marine: 300, zealot: 200 } } },
    ],
    [
      'armies.enemySize',
      'at least as many',
      { name: 'x', armies: { kind: 'drawn', size: 5, enemySize: 4, races: [{ marine: 1 }] } },
    ],
    ['start', 'at least one of', { name: 'x', armies: army, start: {} }],
    ['name', 'files are named by it', { name: '../x', armies: army }],
  ])('%s: %s', (path, message, definition) => {
    expect(codeOf(() => checkScenario(definition))).toBe('BAD_ARGUMENT');
    expect(() => checkScenario(definition)).toThrow(`: ${path}: `);
    expect(() => checkScenario(definition)).toThrow(message);
  });

  test('flyers may be placed over a wall; placed units stand where they are put', () => {
    const scenario = checkScenario({ name: 'x', armies: placed(14, 15, 'medivac'), map: { rows, starts } });
    const units = drawn(scenario, 1);
    expect(units.map(({ x, y }) => [x, y])).toEqual([
      [6, 6],
      [14, 15],
      [24, 15],
    ]);
  });

  test('of the places that player 2 may have each is drawn as often, and player 1 stands where he is put', () => {
    const elsewhere = [20, 22].map((x) => [{ unit: 'zealot', x, y: 15 }]);
    const scenario = checkScenario({ name: 'x', armies: { ...placed(9, 9), elsewhere } });
    const tally = new Map<number, number>();
    for (let seed = 0; seed < 300; seed++) {
      const [one, , enemy] = drawn(scenario, seed);
      expect([one.x, one.y]).toEqual([6, 6]);
      tally.set(enemy.x, (tally.get(enemy.x) ?? 0) + 1);
    }
    expect([...tally.keys()].sort()).toEqual([20, 22, 24]);
    for (const count of tally.values()) expect(count).toBeGreaterThan(70);
  });

  test('a filled-in scenario is a definition of itself', () => {
    for (const name of scenarioNames) {
      const scenario = openScenario(name);
      expect(checkScenario(scenario)).toEqual(scenario);
    }
  });

  test('the map is told to both players: closed cells, ramps without placement, heights', () => {
    const game = createSkirmish('3s5z-ramps');
    game.reset(1);
    const { map } = game.matchInfo(1);
    expect(map).toEqual(game.matchInfo(2).map);
    const at = (x: number, y: number) => {
      const cell = y * map.width + x;
      return [map.pathing[cell], map.placement[cell], map.terrainHeight[cell] / 8 - 16];
    };
    expect(at(8, 16)).toEqual([1, 1, 10]);
    expect(at(15, 16)).toEqual([1, 0, 9]);
    expect(at(18, 19)).toEqual([1, 1, 8]);
    expect(at(20, 16)[0]).toBe(0);
    expect(at(13, 5)[0]).toBe(0);
    expect(game.observe(1).observation.entities.z[0]).toBe(10);
    expect(game.distance(null, { x: 8, y: 16 }, { x: 32, y: 16 })).toBeGreaterThan(24.2);
    expect(game.distance(54, { x: 8, y: 16 }, { x: 32, y: 16 })).toBe(24);
    expect(game.distance(null, { x: 8, y: 16 }, { x: 20, y: 16 })).toBe(null);
    game.close();
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'khala-scenario-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  test('is a scenario: it plays, and has the hash of its definition', () => {
    const definition = { name: 'mine', armies: { kind: 'fixed', army: { roach: 2 } }, map: 'hill' } as const;
    const game = createSkirmish(file('mine.json', JSON.stringify(definition)));
    game.reset(1);
    expect(game.matchInfo(1)).toMatchObject({
      scenario: 'mine',
      scenarioHash: scenarioHash(openScenario(definition)),
    });
    game.close();
  });

  test.each<[string, string, RegExp]>([
    ['{', 'FILE_FOREIGN', /not JSON/],
    ['[]', 'BAD_ARGUMENT', /the whole/],
    ['null', 'BAD_ARGUMENT', /the whole/],
    ['{"name":"x"}', 'BAD_ARGUMENT', /: armies: /],
    [
      '{"name":"x","armies":{"kind":"fixed","army":{"marine":-1}}}',
      'BAD_ARGUMENT',
      /: armies\.army\.marine: /,
    ],
    [' '.repeat(2 ** 20 + 1), 'FILE_LIMIT', /bytes/],
  ])('%.60s is refused', (text, code, message) => {
    const path = file('wrong.json', text);
    expect(codeOf(() => openScenario(path))).toBe(code);
    expect(() => openScenario(path)).toThrow(message);
    expect(() => openScenario(path)).toThrow(path);
  });

  test('that is not there, or is a folder, is refused', () => {
    expect(codeOf(() => openScenario(join(folder, 'nobody.json')))).toBe('FILE_NOT_FOUND');
    mkdirSync(join(folder, 'folder.json'));
    expect(codeOf(() => openScenario(join(folder, 'folder.json')))).toBe('FILE_UNREADABLE');
  });
});

test('battle-N has N units a side, and only so many', () => {
  for (const size of [1, 9, 10, 200, 400]) {
    const units = drawn(openScenario(`battle-${size}`), 1);
    expect(units.length).toBe(2 * size);
  }
  for (const name of ['battle-0', 'battle-401', 'battle-', 'battle-1.5', 'battle-010'])
    expect(codeOf(() => openScenario(name))).toBe('UNKNOWN_SCENARIO');
});

describe('deployment', () => {
  test.each([...scenarioNames, 'battle-400'])(
    '%s: the armies that it says, out of reach of each other, on open ground',
    (name) => {
      const scenario = openScenario(name);
      const field = fieldOf(scenario);
      for (let seed = 0; seed < (name === 'battle-400' ? 2 : 40); seed++) {
        const units = drawn(scenario, seed);
        const side = (player: number) => units.filter((unit) => unit.player === player);
        const { armies } = scenario;
        if (armies.kind === 'drawn') {
          expect(side(1).length).toBe(armies.size);
          expect(side(2).length).toBe(armies.enemySize ?? armies.size);
        } else if (armies.kind === 'fixed' && !armies.enemy)
          expect(side(1).map((u) => u.kind)).toEqual(side(2).map((u) => u.kind));
        for (const player of [1, 2]) expect(side(player).some((u) => KIND.fighter[u.kind] === 1)).toBe(true);
        expect(new Set(units.map((u) => u.tag)).size).toBe(units.length);
        for (const { kind, x, y } of units) {
          const walk = walkOf(field, kind);
          const room = field.border + KIND.radius[kind];
          if (walk !== null) expect(isClear(walk, x, y)).toBe(true);
          else {
            expect(Math.min(x, y)).toBeGreaterThanOrEqual(room);
            expect(x).toBeLessThanOrEqual(field.width - room);
            expect(y).toBeLessThanOrEqual(field.height - room);
          }
        }
        for (const own of side(1))
          for (const enemy of side(2)) {
            const looks = Math.max(5, KIND.range[own.kind] + 0.5, KIND.range[enemy.kind] + 0.5);
            const gap = Math.hypot(own.x - enemy.x, own.y - enemy.y);
            expect(gap - KIND.radius[own.kind] - KIND.radius[enemy.kind]).toBeGreaterThan(looks);
          }
      }
    },
  );

  test('the fixed armies are SMAC\u2019s', () => {
    const count = (name: keyof typeof SCENARIOS): Record<string, number> => {
      const tally: Record<string, number> = {};
      for (const unit of drawn(SCENARIOS[name], 1))
        if (unit.player === 1) tally[KINDS[unit.kind].id] = (tally[KINDS[unit.kind].id] ?? 0) + 1;
      return tally;
    };
    expect(count('3m')).toEqual({ 48: 3 });
    expect(count('8m')).toEqual({ 48: 8 });
    expect(count('2s3z')).toEqual({ 73: 3, 74: 2 });
    expect(count('3s5z')).toEqual({ 73: 5, 74: 3 });
    expect(count('MMM')).toEqual({ 48: 7, 51: 2, 54: 1 });
  });

  test('random draws all races, types near their weights, both ways to stand and both sides in the middle', () => {
    const tally = new Map<number, number>();
    const middle = [0, 0, 0];
    const matches = 600;
    for (let seed = 0; seed < matches; seed++) {
      const units = drawn(SCENARIOS.random, seed);
      for (const unit of units.slice(0, 5)) tally.set(unit.kind, (tally.get(unit.kind) ?? 0) + 1);
      const spread = (player: number): number => {
        const own = units.filter((u) => u.player === player);
        return Math.max(...own.map((u) => Math.hypot(u.x - 16, u.y - 16)));
      };
      middle[spread(1) < 6 ? 1 : spread(2) < 6 ? 2 : 0]++;
    }
    expect(tally.size).toBe(8);
    const share = (kind: number): number => (tally.get(kind) ?? 0) / (matches * 5);
    for (const kind of tally.keys()) {
      const unit = KINDS[kind];
      const weight = { 54: 0.1, 110: 0.1, 73: 0.5, 74: 0.5 }[unit.id] ?? 0.45;
      expect(Math.abs(share(kind) - weight / 3)).toBeLessThan(0.03);
    }
    expect(Math.abs(middle[0] / matches - 0.5)).toBeLessThan(0.1);
    expect(Math.abs(middle[1] / matches - 0.25)).toBeLessThan(0.08);
  });
});
