import { describe, expect, test } from 'vitest';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { giveCommand } from '../../../env-bridge/skirmish/orders.js';
import { NOBODY, ORDER_SLOTS } from '../../../env-bridge/skirmish/state.js';
import { ALLIANCE } from '../../../src/spec/columns.js';
import type { Command } from '../../../src/spec/observation.js';
import { ABILITY } from '../../../src/spec/vocabulary.js';
import { type At, type Lab, lab } from './lab.js';

/** 0 marine, 1 marauder, 2 medivac (own); 3 zealot, 4 medivac (enemies in sight); 5 zealot (enemy in the fog). */
function camp(): Lab {
  return lab([
    [1, 'marine', 10, 10],
    [1, 'marauder', 12, 12],
    [1, 'medivac', 10, 14],
    [2, 'zealot', 17, 10],
    [2, 'medivac', 17, 14],
    [2, 'zealot', 40, 40],
  ]);
}

const orderOf = ({ state }: Lab, unit: number, slot = 0): [number, number] => [
  state.orderAbility[unit * ORDER_SLOTS + slot],
  state.orderTarget[unit * ORDER_SLOTS + slot],
];

describe('refusals', () => {
  test.each<[string, number, keyof typeof ABILITY, At, string]>([
    ['attack a friend', 0, 'attack', 1, 'CantTargetFriendlyUnits'],
    ['attack with a medivac', 2, 'attack', 3, 'NotSupported'],
    ['shoot the air with a ground weapon', 1, 'attack', 4, 'CantTargetAirUnits'],
    ['attack nothing', 0, 'attack', undefined, 'MustTargetUnit'],
    ['attack into the fog', 0, 'attack', 5, 'MustTargetVisibleUnit'],
    ['walk to a unit in the fog', 0, 'move', 5, 'MustTargetVisibleUnit'],
    ['walk off the map', 0, 'move', [49, 10], 'MustTargetWalkableLocation'],
    ['follow oneself', 0, 'move', 0, 'CantTargetThatUnit'],
    ['stop at a point', 0, 'stop', [5, 5], 'NotSupported'],
    ['hold a unit', 0, 'hold_position', 1, 'NotSupported'],
    ['heal with a marine', 0, 'effect_heal', 1, 'NotSupported'],
    ['heal an enemy', 2, 'effect_heal', 3, 'MustTargetFriendlyUnits'],
    ['heal who is well', 2, 'effect_heal', 0, 'RequiresHealTarget'],
    ['heal a machine', 2, 'effect_heal', 2, 'CantTargetThatUnit'],
    ['heal a point', 2, 'effect_heal', [5, 5], 'MustTargetUnit'],
  ])('%s', (_, unit, ability, at, result) => {
    const field = camp();
    expect(field.order([unit], ability, at)).toEqual([result]);
    expect(field.state.orderCount[unit]).toBe(0);
  });

  test('a stop cannot be queued, and a full queue says so', () => {
    const field = camp();
    expect(field.order([0], 'stop', undefined, true)).toEqual(['CantQueueThatOrder']);
    for (let slot = 0; slot < ORDER_SLOTS; slot++)
      expect(field.order([0], 'move', [20, 20 + slot], true)).toEqual([]);
    expect(field.order([0], 'move', [30, 30], true)).toEqual(['OrderQueueIsFull']);
  });

  test('a healer without energy', () => {
    const field = camp();
    field.state.health[0] = 10;
    field.state.energy[2] = 0;
    expect(field.order([2], 'effect_heal', 0)).toEqual(['NotEnoughEnergy']);
  });

  test('of a mixed selection those who can obey, the rest is named by reason', () => {
    const { state } = camp();
    const command: Command = {
      ability: ABILITY.attack,
      delay: 3,
      queued: false,
      units: [1n, 2n, 3n, 4n, 99n, 1n],
      target: { kind: 'entity', tag: 4n },
    };
    const { accepted, refused } = giveCommand(state, 1, command);
    expect(accepted).toEqual({ ...command, units: [1n, 2n] });
    expect(refused).toEqual([
      { command: { ...command, units: [3n] }, result: 'NotSupported' },
      { command: { ...command, units: [4n, 99n] }, result: 'YouCantControlThatUnit' },
    ]);
  });

  test('no word about what the fog hides: a hidden tag and an invented one are refused alike', () => {
    const field = createSkirmish('3m');
    field.reset(1);
    const tagsOf = (player: number): bigint[] => [...field.observe(player).observation.entities.tag];
    const results = [tagsOf(2)[0], 12345n].flatMap((tag) =>
      [
        { units: tagsOf(1), tag },
        { units: [tag], tag: tagsOf(1)[0] },
      ].map(({ units, tag: target }) => {
        const command: Command = {
          ability: ABILITY.move,
          delay: 1,
          queued: false,
          units,
          target: { kind: 'entity', tag: target },
        };
        field.step(new Map([[1, [command]]]), 1);
        return field.observe(1).info.rejected.map(({ result }) => result);
      }),
    );
    expect(results[0]).toEqual(results[2]);
    expect(results[1]).toEqual(results[3]);
    field.close();
  });
});

describe('smart', () => {
  test('attacks an enemy that it can hit, follows one that it cannot', () => {
    const field = camp();
    field.order([0, 1, 2], 'smart', 4);
    expect(orderOf(field, 0)).toEqual([ABILITY.attack, 4]);
    expect(orderOf(field, 1)).toEqual([ABILITY.move, 4]);
    expect(orderOf(field, 2)).toEqual([ABILITY.move, 4]);
  });

  test('walks on ground and follows friends; a medivac heals them if they are hurt', () => {
    const field = camp();
    field.order([0], 'smart', [20, 20]);
    expect(orderOf(field, 0)).toEqual([ABILITY.move, NOBODY]);
    field.order([1, 2], 'smart', 0);
    expect(orderOf(field, 1)).toEqual([ABILITY.move, 0]);
    expect(orderOf(field, 2)).toEqual([ABILITY.move, 0]);
    field.state.health[0] = 20;
    field.order([2], 'smart', 0);
    expect(orderOf(field, 2)).toEqual([ABILITY.effect_heal, 0]);
  });
});

describe('orders', () => {
  test('a queue is worked off in turn; a new order replaces it', () => {
    const field = lab([[1, 'marine', 10, 10]]);
    field.order([0], 'move', [14, 10]);
    field.order([0], 'move', [14, 14], true);
    field.order([0], 'attack', [10, 14], true);
    expect([0, 1, 2].map((slot) => orderOf(field, 0, slot)[0])).toEqual([
      ABILITY.move,
      ABILITY.move,
      ABILITY.attack,
    ]);
    field.run(40);
    expect(field.state.orderCount[0]).toBe(2);
    field.run(30);
    expect(field.state.orderCount[0]).toBe(1);
    expect(field.state.y[0]).toBeCloseTo(14, 0);
    field.order([0], 'move', [30, 30]);
    expect(field.state.orderCount[0]).toBe(1);
    field.order([0], 'stop');
    expect(field.state.orderCount[0]).toBe(0);
  });

  test('who walks does not shoot; who attack-moves does, then walks on', () => {
    for (const [ability, shoots] of [
      ['move', false],
      ['attack', true],
    ] as const) {
      const field = lab([
        [1, 'stalker', 10, 10],
        [2, 'zergling', 17, 13],
      ]);
      field.order([1], 'hold_position');
      field.order([0], ability, [30, 10]);
      field.until(() => field.state.x[0] > 29.8, 600);
      expect(field.state.alive[1] === 0).toBe(shoots);
      expect(field.state.x[0]).toBeGreaterThan(29.8);
    }
  });

  test('who holds shoots from where he stands', () => {
    const field = lab([
      [1, 'marine', 10, 10],
      [2, 'medivac', 14, 10],
      [2, 'medivac', 17, 10],
    ]);
    field.order([0], 'hold_position');
    field.run(20);
    expect(field.state.health[1]).toBeLessThan(150);
    field.place(1, 30, 30);
    field.run(50);
    expect([field.state.x[0], field.state.y[0]]).toEqual([10, 10]);
    expect(field.state.health[2]).toBe(150);
  });

  test('a medivac scan-moves: heals on the way and goes on', () => {
    const field = lab([
      [1, 'medivac', 10, 10],
      [1, 'marine', 16, 11],
    ]);
    field.state.health[1] = 30;
    field.order([0], 'attack', [30, 10]);
    field.until(() => field.state.orderCount[0] === 0, 600);
    expect(field.state.health[1]).toBe(45);
    expect(field.state.x[0]).toBeCloseTo(30, 0);
  });

  test('a heal order follows its patient and ends when he is well', () => {
    const field = lab([
      [1, 'medivac', 10, 10],
      [1, 'marauder', 12, 10],
    ]);
    field.state.health[1] = 20;
    field.order([0], 'effect_heal', 1);
    field.order([1], 'move', [30, 10]);
    field.until(() => field.state.orderCount[0] === 0, 600);
    expect(field.state.health[1]).toBe(125);
    expect(field.state.x[0]).toBeGreaterThan(20);
  });
});

test('tags are all that commands need: own rows come first, sorted by tag', () => {
  const game = createSkirmish('MMM');
  game.reset(3);
  const { entities, count } = game.observe(2).observation;
  const own = [...entities.tag].slice(0, count);
  expect(own).toEqual([...own].sort((a, b) => (a < b ? -1 : 1)));
  expect([...entities.alliance]).toEqual(own.map(() => ALLIANCE.self));
  game.close();
});
