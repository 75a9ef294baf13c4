import { describe, expect, test } from 'vitest';
import { deploy } from '../../../env-bridge/skirmish/deploy.js';
import { walkOf } from '../../../env-bridge/skirmish/ground/stand.js';
import { isClear } from '../../../env-bridge/skirmish/ground/walk.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import {
  fieldOf,
  findScenario,
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
    for (const name of scenarioNames) expect(findScenario(name).name).toBe(name);
  });

  test.each(['3s6z', 'mmm', '', 'toString', '__proto__'])(
    'an unknown name (%s) is told the nearest',
    (name) => {
      expect(codeOf(() => findScenario(name))).toBe('UNKNOWN_SCENARIO');
      expect(() => findScenario(name)).toThrow(/nearest are/);
      if (name === '3s6z') expect(() => findScenario(name)).toThrow(/nearest are 3s5z/);
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

describe('deployment', () => {
  test.each([...scenarioNames, 'battle-400'])(
    '%s: the armies that it says, out of reach of each other, on open ground',
    (name) => {
      const scenario = findScenario(name);
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
