/** Who may use an ability and on whom, what is refused and how, cloak and detection, transports, and who is called into being. */
import { describe, expect, test } from 'vitest';
import { observeState } from '../../../../env-bridge/skirmish/observe.js';
import { coolingAbilities } from '../../../../env-bridge/skirmish/orders.js';
import { LIFE, NOBODY } from '../../../../env-bridge/skirmish/state.js';
import { KIND, kindOf, UNITS } from '../../../../env-bridge/skirmish/units.js';
import type { Upgrades } from '../../../../env-bridge/skirmish/upgrades.js';
import { ALLIANCE } from '../../../../src/spec/columns.js';
import { effectOfType, isEffectTag } from '../../../../src/spec/effects.js';
import { ABILITY, BUFF, EFFECT } from '../../../../src/spec/game-ids.js';
import { type At, type Lab, lab, type Put } from '../lab.js';

/** Units that do not fight of themselves, and have all the energy there is. */
function still(units: readonly Put[], one: Upgrades = {}, two: Upgrades = {}): Lab {
  const field = lab(units, 48, { 1: one, 2: two });
  for (let i = 0; i < units.length; i++) {
    field.state.energy[i] = KIND.energy[field.state.kind[i]];
    field.state.cooldown[i] = 1e9;
  }
  return field;
}

/** Rows of an observation, by unit index; effects under their id, negative. */
function rowsSeen({ state }: Lab, player: number): number[] {
  const { entities, count } = observeState(state, player, null);
  return Array.from({ length: count }, (_, r) => {
    const effect = effectOfType(entities.unit_type[r]);
    return effect >= 0 ? -effect : (state.indexOfTag.get(entities.tag[r]) ?? Number.NaN);
  });
}

describe('refusals', () => {
  const GROUP: readonly Put[] = [
    ...[[1, 'marine', 20, 20] as const, [1, 'high_templar', 20, 22] as const, [1, 'queen', 20, 24] as const],
    ...[[1, 'phoenix', 22, 22] as const, [1, 'ghost', 22, 24] as const, [2, 'archon', 24, 22] as const],
    ...[[2, 'medivac', 24, 24] as const, [1, 'medivac', 22, 20] as const, [1, 'stalker', 18, 20] as const],
    ...[[2, 'zealot', 44, 44] as const, [1, 'siege_tank', 18, 24] as const],
  ];
  test.each<[string, number, keyof typeof ABILITY, At, string]>([
    ['what is not researched', 0, 'effect_stim', undefined, 'TechRequirementsNotMet'],
    ['another unit’s ability', 0, 'effect_psi_storm', [24, 22], 'NotSupported'],
    ['a unit where a point is due', 1, 'effect_psi_storm', 5, 'NotSupported'],
    ['a point where a unit is due', 1, 'effect_feedback', [24, 22], 'MustTargetUnit'],
    ['a point that is none', 4, 'effect_emp', [Number.NaN, 3], 'MustTargetWalkableLocation'],
    ['a point off the map', 4, 'effect_emp', [48, 3], 'MustTargetWalkableLocation'],
    ['a unit in the fog', 1, 'effect_feedback', 9, 'MustTargetVisibleUnit'],
    ['energy of who has none', 1, 'effect_feedback', 5, 'MustTargetUnitWithEnergy'],
    ['a friend where an enemy is due', 1, 'effect_feedback', 7, 'CantTargetFriendlyUnits'],
    ['an enemy where a friend is due', 2, 'effect_transfusion', 5, 'MustTargetFriendlyUnits'],
    ['oneself', 2, 'effect_transfusion', 2, 'CantTargetThatUnit'],
    ['who is well', 2, 'effect_transfusion', 0, 'RequiresHealTarget'],
    ['a machine where flesh is due', 2, 'effect_transfusion', 7, 'MustTargetBiologicalUnits'],
    ['a massive unit', 3, 'effect_graviton_beam', 5, 'CantTargetMassiveUnits'],
    ['a flyer where a ground unit is due', 3, 'effect_graviton_beam', 6, 'MustTargetGroundUnits'],
    ['a flyer as cargo', 7, 'load', 3, 'MustTargetGroundUnits'],
  ])('%s', (_, unit, ability, at, result) => {
    const field = still(GROUP);
    expect(field.order([unit], ability, at)).toEqual([result]);
    expect(field.state.orderCount[unit]).toBe(0);
  });

  test('no energy, no life, still cooling down', () => {
    const field = still(GROUP, { psionic_storm: 1, stimpack: 1, blink: 1 });
    field.state.energy[1] = 74;
    expect(field.order([1], 'effect_psi_storm', [24, 22])).toEqual(['NotEnoughEnergy']);
    field.state.health[0] = 10;
    expect(field.order([0], 'effect_stim')).toEqual(['NotEnoughLife']);
    field.order([8], 'effect_blink', [18, 26]);
    field.run(1);
    expect(field.order([8], 'effect_blink', [18, 20])).toEqual(['Cooldown']);
  });

  test('a form that cannot do it: sieged tanks do not walk, and do not siege again', () => {
    const field = still(GROUP);
    field.order([10], 'morph_siege_mode');
    field.run(70);
    expect(field.order([10], 'move', [10, 10])).toEqual(['NotSupported']);
    expect(field.order([10], 'morph_siege_mode')).toEqual(['NotSupported']);
    expect(field.order([10], 'morph_unsiege')).toEqual([]);
    // What it is told meanwhile it does when it can.
    field.run(1);
    field.order([10], 'move', [10, 24]);
    field.run(60);
    expect(field.state.x[10]).toBeCloseTo(18, 0);
    field.run(30);
    expect(field.state.x[10]).toBeLessThan(17);
  });
});

describe('cloak and detection', () => {
  test('who is hidden is not seen, not shot at and not to be targeted, until a detector is near', () => {
    const field = lab([
      [1, 'marine', 20, 20],
      [2, 'dark_templar', 24, 20],
      [1, 'overseer', 44, 44],
    ]);
    field.order([1], 'hold_position');
    field.run(30);
    expect(rowsSeen(field, 1)).not.toContain(1);
    expect(rowsSeen(field, 2)).toContain(0);
    expect(field.state.hitLoop[1]).toBeLessThan(0);
    expect(field.order([0], 'attack', 1)).toEqual(['MustTargetVisibleUnit']);
    field.place(2, 28, 24);
    field.run(30);
    expect(rowsSeen(field, 1)).toContain(1);
    expect(field.state.hitLoop[1]).toBeGreaterThan(30);
    const { entities } = observeState(field.state, 1, null);
    const at = [...entities.tag].indexOf(field.state.tag[1]);
    expect(entities.cloak[at]).toBe(2);
    const own = observeState(field.state, 2, null).entities;
    expect(own.cloak[[...own.tag].indexOf(field.state.tag[1])]).toBe(1);
  });

  test('a Ghost pays 25 and 0.9 a game second for its cloak; without energy it ends; EMP shows it', () => {
    const field = still(
      [
        [1, 'ghost', 20, 20],
        [2, 'ghost', 26, 20],
      ],
      { personal_cloaking: 1 },
    );
    for (const i of [0, 1]) field.order([i], 'hold_position');
    expect(field.order([0], 'cloak_on')).toEqual([]);
    field.run(17);
    // 16 or 17 loops of -0.9 and +0.5625.
    expect(field.state.energy[0]).toBeCloseTo(175 - (17 * (0.9 - 0.5625)) / 16, 1);
    expect(rowsSeen(field, 2)).not.toContain(0);
    expect(field.order([1], 'effect_emp', [20, 20])).toEqual([]);
    field.run(2);
    expect(rowsSeen(field, 2)).toContain(0);
    field.state.energy[0] = 0;
    field.run(1);
    expect(field.state.cloaked[0]).toBe(0);
  });

  test('burrowed units are hidden and out of the way; they come up when told', () => {
    const field = still(
      [
        [1, 'roach', 20, 20],
        [2, 'zealot', 24, 20],
      ],
      { burrow: 1 },
    );
    field.order([0], 'burrow_down');
    field.run(20);
    expect(field.state.kind[0]).toBe(kindOf('roach_burrowed'));
    expect(rowsSeen(field, 2)).not.toContain(0);
    field.order([1], 'move', [16, 20]);
    field.run(30);
    expect([field.state.x[0], field.state.y[0]]).toEqual([20, 20]);
    expect(field.order([0], 'attack', [30, 20])).toEqual(['NotSupported']);
    field.order([0], 'burrow_up');
    field.run(12);
    expect(field.state.kind[0]).toBe(kindOf('roach'));
  });
});

describe('transports', () => {
  test('a unit goes aboard when told to, is nowhere while it is, and comes out where the transport is', () => {
    const field = still([
      [1, 'medivac', 20, 20],
      [1, 'marine', 22, 20],
      [1, 'marauder', 18, 20],
      [2, 'marine', 40, 40],
    ]);
    field.order([1], 'smart', 0);
    field.order([0], 'load', 2);
    field.run(40);
    expect([field.state.alive[1], field.state.alive[2], field.state.cargo[0]]).toEqual([
      LIFE.aboard,
      LIFE.aboard,
      3,
    ]);
    expect(rowsSeen(field, 1)).toEqual([0]);
    expect(field.order([1], 'move', [5, 5])).toEqual(['YouCantControlThatUnit']);
    const { entities } = observeState(field.state, 1, null);
    expect([entities.cargo_taken[0], entities.cargo_max[0]]).toEqual([3, 8]);
    field.order([0], 'unload_all_at', [30, 20]);
    field.run(64 + 1);
    // The first is out, the second follows 16 loops later.
    expect(field.state.cargo[0]).toBe(2);
    field.run(17);
    expect([field.state.alive[1], field.state.alive[2], field.state.cargo[0]]).toEqual([1, 1, 0]);
    for (const i of [1, 2]) expect(Math.abs(field.state.x[i] - 30)).toBeLessThan(1.5);
  });

  test('eight slots and no more; who is aboard dies with the transport', () => {
    const field = still([
      [1, 'medivac', 20, 20],
      ...Array.from({ length: 5 }, (_, i): Put => [1, 'marauder', 20 + i * 0.1, 21]),
      [2, 'marine', 40, 40],
    ]);
    for (const i of [1, 2, 3, 4]) field.order([0], 'load', i, true);
    field.run(60);
    expect(field.state.cargo[0]).toBe(8);
    expect(field.order([0], 'load', 5)).toEqual(['NotEnoughRoomToLoadUnit']);
    field.state.health[0] = -1;
    field.run(1);
    expect([...field.state.alive.slice(0, 6)]).toEqual([0, 0, 0, 0, 0, 1]);
    expect(field.state.deaths).toHaveLength(5);
  });
});

describe('who is called into being', () => {
  test('a Force Field is neutral, in everybody’s way, gone after 15 game seconds or under massive feet', () => {
    for (const massive of [false, true]) {
      const field = still([
        [1, 'sentry', 20, 20],
        [2, massive ? 'archon' : 'zealot', 30, 20],
      ]);
      field.order([0], 'effect_force_field', [26, 20]);
      field.run(1);
      const wall = field.state.kind.indexOf(kindOf('force_field'));
      expect(field.state.alive[wall]).toBe(LIFE.field);
      const { entities } = observeState(field.state, 1, null);
      const at = [...entities.tag].indexOf(field.state.tag[wall]);
      expect([entities.alliance[at], entities.owner[at], entities.unit_type[at]]).toEqual([
        ...[ALLIANCE.neutral, 16, UNITS.force_field.id],
      ]);
      field.order([1], 'move', [26, 20]);
      field.run(60);
      expect(field.state.alive[wall] === LIFE.field).toBe(!massive);
      if (!massive) expect(field.state.x[1]).toBeGreaterThan(26 + 1.7);
      field.run(190);
      expect(field.state.alive[wall]).toBe(LIFE.dead);
      expect([field.state.x[wall], field.state.y[wall]]).toEqual([26, 20]);
    }
  });

  test('an Adept goes where its shade is after 10 game seconds, unless that is called off', () => {
    for (const off of [false, true]) {
      const field = still([[1, 'adept', 10, 20]]);
      expect(field.order([0], 'effect_adept_phase_shift', [40, 20])).toEqual([]);
      const shade = field.state.kind.indexOf(kindOf('adept_shade'));
      field.run(100);
      if (off) field.order([shade], 'cancel');
      field.run(62);
      expect(field.state.alive[shade]).toBe(LIFE.dead);
      if (off) expect(field.state.x[0]).toBe(10);
      else expect(field.state.x[0]).toBeGreaterThan(39);
    }
  });

  test('a Brood Lord’s shot leaves a Broodling with a tag of its own, which fights and ends by itself', () => {
    const field = lab([
      [1, 'brood_lord', 20, 20],
      [2, 'ultralisk', 28, 20],
    ]);
    field.order([1], 'hold_position');
    field.until(() => field.state.births[0] > 0, 60);
    const child = field.state.kind.indexOf(kindOf('broodling'));
    expect(field.state.tag.indexOf(field.state.tag[child])).toBe(child);
    expect(rowsSeen(field, 1)).toContain(child);
    field.run(20);
    expect(field.state.engaged[child] === 1 || field.state.alive[child] === 0).toBe(true);
    field.order([0], 'move', [5, 20]);
    field.run(200);
    expect(field.state.alive[child]).toBe(LIFE.dead);
  });

  test('places are used again, and whoever meant the one before means nobody', () => {
    const field = still([
      [1, 'sentry', 20, 20],
      [1, 'sentry', 20, 22],
      [2, 'marine', 44, 44],
    ]);
    const tags = new Set<bigint>();
    for (let n = 0; n < 6; n++) {
      field.state.energy[0] = 50;
      field.order([0], 'effect_force_field', [26, 20]);
      field.run(250);
      for (const tag of field.state.tag) if (tag !== 0n) tags.add(tag);
    }
    expect(tags.size).toBe(3 + 6);
    expect(field.state.count).toBe(3 + 8);
    expect([...field.state.acquired]).not.toContain(3);
  });
});

describe('what is seen of abilities', () => {
  test('buffs of units, effects on the ground to whoever sees them, levels of upgrades', () => {
    const field = still(
      [
        [1, 'high_templar', 20, 20],
        [2, 'marine', 26, 20],
        [1, 'stalker', 10, 10],
      ],
      { psionic_storm: 1, protoss_ground_weapons: 2, protoss_shields: 1 },
      { stimpack: 1, terran_infantry_armor: 1 },
    );
    field.order([1], 'effect_stim');
    field.order([0], 'effect_psi_storm', [29, 20]);
    field.run(1);
    for (const player of [1, 2]) {
      const { entities, count } = observeState(field.state, player, null);
      expect(rowsSeen(field, player)).toContain(-EFFECT.psi_storm);
      const effect = [...entities.tag].findIndex((tag) => isEffectTag(tag));
      expect(effect).toBe(count - 1);
      expect([entities.x[effect], entities.radius[effect], entities.owner[effect]]).toEqual([29, 1.5, 1]);
      const marine = [...entities.tag].indexOf(field.state.tag[1]);
      expect(entities.buff_0[marine]).toBe(BUFF.stimpack);
      expect(entities.armor_upgrade_level[marine]).toBe(1);
    }
    const own = observeState(field.state, 1, null);
    expect([...own.upgrades]).toEqual([39, 40, 45, 52]);
    const stalker = [...own.entities.tag].indexOf(field.state.tag[2]);
    expect([own.entities.attack_upgrade_level[stalker], own.entities.shield_upgrade_level[stalker]]).toEqual([
      2, 1,
    ]);
  });
});

describe('what is told of time', () => {
  test('what cools down, to its owner and until it is ready', () => {
    const field = still(
      [
        [1, 'stalker', 10, 10],
        [2, 'stalker', 30, 30],
      ],
      { blink: 1 },
      { blink: 1 },
    );
    const none = { tag: new BigUint64Array(), ability: new Uint16Array() };
    expect(coolingAbilities(field.state, 1)).toEqual(none);
    field.order([0], 'effect_blink', [14, 10]);
    field.run(1);
    expect(coolingAbilities(field.state, 1)).toEqual({
      tag: BigUint64Array.of(field.state.tag[0]),
      ability: Uint16Array.of(ABILITY.effect_blink),
    });
    expect(coolingAbilities(field.state, 2)).toEqual(none);
    while (coolingAbilities(field.state, 1).tag.length > 0) field.run(1);
    expect(field.order([0], 'effect_blink', [10, 10])).toEqual([]);
  });

  test('a change of form is the first order, before those that wait for it', () => {
    const field = still([[1, 'siege_tank', 20, 20]]);
    field.order([0], 'morph_siege_mode');
    field.run(2);
    field.order([0], 'attack', [30, 20], true);
    const { entities } = observeState(field.state, 1, null);
    expect([entities.order_0_ability[0], entities.order_1_ability[0]]).toEqual([
      ABILITY.morph_siege_mode,
      ABILITY.attack,
    ]);
  });
});

describe('without a player', () => {
  test('a Baneling attacks by bursting, and bursts when it is shot', () => {
    const field = lab([
      [1, 'baneling', 20, 20],
      [2, 'marine', 23, 20],
    ]);
    field.order([1], 'hold_position');
    field.until(() => field.state.alive[0] === 0, 60);
    expect(field.state.health[1]).toBeLessThanOrEqual(10);
    const shot = still([
      [1, 'baneling', 20, 20],
      [2, 'marine', 21.5, 20],
    ]);
    shot.order([0], 'hold_position');
    shot.state.health[0] = -1;
    shot.run(1);
    expect(shot.state.health[1]).toBe(10);
  });

  test('who flies and shoots in passing does not stop: Phoenixes', () => {
    const field = lab([
      [1, 'phoenix', 10, 20],
      [2, 'overlord', 20, 21],
    ]);
    field.order([0], 'move', [40, 20]);
    field.run(110);
    expect(field.state.x[0]).toBeGreaterThan(38);
    expect(field.state.health[1]).toBeLessThan(200);
  });

  test('a Liberator’s zone: whoever is in it is shot, nobody else', () => {
    const field = lab([
      [1, 'liberator', 20, 20],
      [2, 'marauder', 28, 20],
      [2, 'marauder', 20, 26],
    ]);
    for (const i of [1, 2]) field.order([i], 'hold_position');
    field.order([0], 'morph_liberator_ag', [25, 20]);
    field.run(120);
    expect(field.state.kind[0]).toBe(kindOf('liberator_ag'));
    expect([field.state.health[1] < 125, field.state.health[2]]).toEqual([true, 125]);
    expect(rowsSeen(field, 2)).toContain(-EFFECT.liberator_zone);
  });

  test('an Oracle shoots only with its beam', () => {
    const field = lab([
      [1, 'oracle', 20, 20],
      [2, 'drone', 22, 20],
    ]);
    field.state.cooldown[1] = 1e9;
    field.run(30);
    expect(field.state.health[1]).toBe(40);
    expect(field.order([0], 'pulsar_beam_on')).toEqual([]);
    field.run(30);
    expect(field.state.health[1]).toBeLessThan(40);
    expect(field.state.aimAt[1]).toBe(NOBODY);
  });
});
