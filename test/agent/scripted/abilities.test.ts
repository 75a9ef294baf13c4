/** What scripts do with abilities: in situations put up by hand, and in whole fights where no command may be refused. */
import { describe, expect, it } from 'vitest';
import { USES } from '../../../agent/scripted/abilities.js';
import { createScripted, type Difficulty } from '../../../agent/scripted/index.js';
import { playMatch } from '../../../env-bridge/match.js';
import { ABILITIES } from '../../../env-bridge/skirmish/abilities/table.js';
import { createSkirmish, type ScenarioDefinition } from '../../../env-bridge/skirmish/index.js';
import { ABILITY, UPGRADE } from '../../../src/spec/game-ids.js';
import type { Cooling, TimeStep } from '../../../src/spec/match.js';
import type { Command } from '../../../src/spec/observation.js';
import { INFO, type SceneUnit, scene } from './scene.js';

/** The command of a script that has these upgrades, and these abilities cooling. */
function say(
  difficulty: Difficulty,
  own: readonly SceneUnit[],
  foes: readonly SceneUnit[],
  upgrades: readonly (keyof typeof UPGRADE)[] = [],
  cooling: Cooling = { tag: new BigUint64Array(), ability: new Uint16Array() },
): Command {
  const player = createScripted(difficulty);
  player.start(INFO);
  const observation = {
    ...scene(own, foes),
    upgrades: Uint16Array.from(upgrades.map((name) => UPGRADE[name][0])),
  };
  const step: TimeStep = {
    observation,
    reward: 0,
    terminated: false,
    truncated: false,
    info: { rejected: [], cooling },
  };
  return player.act(step) as Command;
}

const marines = (x: number): SceneUnit[] =>
  [0, 1, 2].map((i) => ({ tag: BigInt(90 + i), type: 'marine', x: x + i * 0.6, y: 16 }) as const);

describe('the table of uses', () => {
  const rows = USES.flatMap((use) =>
    use.users.map((user) => ({ use, user, name: `${use.ability} of ${user}` })),
  );

  it.each(rows)('$name knows what the simulator asks for', ({ use, user }) => {
    const spec = ABILITIES.find(
      ({ ability, users }) => ability === ABILITY[use.ability] && users.includes(user),
    );
    expect(spec).toBeDefined();
    expect(use.energy ?? 0).toBe(spec?.energy);
    expect(use.upgrade ?? null).toBe(spec?.requires);
    expect(use.cools ?? false).toBe((spec?.cooldown ?? 0) > 0);
  });
});

describe('blink', () => {
  const wounded: SceneUnit = { tag: 1n, type: 'stalker', x: 16, y: 16, shield: 0, health: 40 };
  const zealot: SceneUnit = { tag: 9n, type: 'zealot', x: 17.5, y: 16 };

  it('takes a wounded Stalker away from the foe', () => {
    const command = say('Champion', [wounded], [zealot], ['blink']);
    expect(command).toMatchObject({ ability: ABILITY.effect_blink, units: [1n], target: { kind: 'point' } });
    expect(command.target.kind === 'point' && command.target.x).toBeLessThan(10);
  });

  it('is not for the whole, the untaught, those who just did, nor for Elite', () => {
    const blink = ABILITY.effect_blink;
    expect(say('Champion', [{ ...wounded, shield: 80, health: 80 }], [zealot], ['blink']).ability).not.toBe(
      blink,
    );
    expect(say('Champion', [wounded], [zealot]).ability).not.toBe(blink);
    expect(
      say('Champion', [wounded], [zealot], ['blink'], {
        tag: BigUint64Array.of(1n),
        ability: Uint16Array.of(blink),
      }).ability,
    ).not.toBe(blink);
    expect(say('Elite', [wounded], [zealot], ['blink']).ability).not.toBe(blink);
  });
});

describe('Psionic Storm', () => {
  const templar: SceneUnit = { tag: 1n, type: 'high_templar', x: 10, y: 16, energy: 80 };
  const storm = ABILITY.effect_psi_storm;

  it('falls on three Marines', () => {
    expect(say('Elite', [templar], marines(17), ['psionic_storm'])).toMatchObject({
      ability: storm,
      units: [1n],
      target: { kind: 'point', y: 16 },
    });
  });

  it('does not fall on own units, on two, or without energy', () => {
    const zealot: SceneUnit = { tag: 2n, type: 'zealot', x: 17.6, y: 17 };
    expect(say('Elite', [templar, zealot], marines(17), ['psionic_storm']).ability).not.toBe(storm);
    expect(say('Elite', [templar], marines(17).slice(1), ['psionic_storm']).ability).not.toBe(storm);
    expect(say('Elite', [{ ...templar, energy: 74 }], marines(17), ['psionic_storm']).ability).not.toBe(
      storm,
    );
  });
});

describe('Siege Mode', () => {
  const tank: SceneUnit = { tag: 1n, type: 'siege_tank', x: 6, y: 16 };

  it('is taken when foes come into siege range, and left when nobody is near', () => {
    expect(say('Hard', [tank], marines(18)).ability).toBe(ABILITY.morph_siege_mode);
    expect(say('Hard', [tank], marines(25)).ability).not.toBe(ABILITY.morph_siege_mode);
    expect(say('Hard', [{ ...tank, type: 'siege_tank_sieged' }], marines(28)).ability).toBe(
      ABILITY.morph_unsiege,
    );
  });

  it('is not told to a tank that is changing', () => {
    const command = say('Hard', [{ ...tank, order: ABILITY.morph_siege_mode }], marines(18));
    expect(command.ability).toBe(0);
  });
});

describe('Stimpack', () => {
  it('is for whole Marines in a fight', () => {
    const own: SceneUnit = { tag: 1n, type: 'marine', x: 12, y: 16 };
    const stim = { ability: ABILITY.effect_stim, units: [1n], target: { kind: 'none' } };
    expect(say('Hard', [own], marines(17), ['stimpack'])).toMatchObject(stim);
    expect(say('Hard', [{ ...own, health: 20 }], marines(17), ['stimpack'])).not.toMatchObject(stim);
  });
});

describe('Banelings', () => {
  it('burst where most stand, and Zerglings run from them', () => {
    const baneling: SceneUnit = { tag: 1n, type: 'baneling', x: 10, y: 16 };
    const alone: SceneUnit = { tag: 80n, type: 'marine', x: 12, y: 12 };
    expect(say('Champion', [baneling], [alone, ...marines(13)])).toMatchObject({
      ability: ABILITY.attack,
      target: { kind: 'entity', tag: 90n },
    });
    const zergling: SceneUnit = { tag: 1n, type: 'zergling', x: 16, y: 16 };
    const command = say('Champion', [zergling], [{ tag: 9n, type: 'baneling', x: 18, y: 16 }]);
    expect(command).toMatchObject({ ability: ABILITY.move, target: { kind: 'point' } });
    expect(command.target.kind === 'point' && command.target.x).toBeLessThan(16);
  });
});

const ARMIES = {
  terran: {
    army: {
      marine: 6,
      marauder: 3,
      siege_tank: 2,
      ghost: 2,
      raven: 1,
      medivac: 1,
      widow_mine: 1,
      battlecruiser: 1,
    },
    upgrades: { stimpack: 1, weapon_refit: 1 },
  },
  zerg: {
    army: {
      zergling: 8,
      hydralisk: 3,
      baneling: 3,
      lurker: 2,
      infestor: 2,
      queen: 2,
      ravager: 2,
      swarm_host: 1,
    },
    upgrades: { burrow: 1 },
  },
  protoss: {
    army: {
      stalker: 4,
      zealot: 4,
      high_templar: 2,
      sentry: 2,
      void_ray: 1,
      adept: 2,
      phoenix: 2,
      dark_templar: 1,
    },
    upgrades: { blink: 1, psionic_storm: 1, charge: 1 },
  },
} as const;
type Race = keyof typeof ARMIES;

describe('in armies with abilities', () => {
  it.each([
    ['terran', 'zerg'],
    ['zerg', 'protoss'],
    ['protoss', 'terran'],
  ] as const)(
    '%s against %s: no command is refused, and abilities are used',
    async (own: Race, foe: Race) => {
      const scenario: ScenarioDefinition = {
        name: 'abilities',
        armies: { kind: 'fixed', army: ARMIES[own].army, enemy: ARMIES[foe].army },
        upgrades: { 1: ARMIES[own].upgrades, 2: ARMIES[foe].upgrades },
        width: 40,
        height: 40,
      };
      const refused: string[] = [];
      const used = new Set<number>();
      const watched = (difficulty: Difficulty) => {
        const player = createScripted(difficulty);
        return {
          ...player,
          act: async (step: TimeStep): Promise<Command> => {
            refused.push(...step.info.rejected.map(({ command, result }) => `${command.ability} ${result}`));
            const command = await player.act(step);
            used.add(command.ability);
            return command;
          },
        };
      };
      for (const [one, two] of [
        ['Champion', 'Elite'],
        ['CheatVision', 'Hard'],
        ['Medium', 'VeryEasy'],
      ] as const) {
        const environment = createSkirmish(scenario);
        const players = new Map([
          [1, watched(one)],
          [2, watched(two)],
        ]);
        const outcome = await playMatch(environment, players, { seed: 5 });
        environment.close();
        expect(outcome.faults).toEqual({});
      }
      expect(refused).toEqual([]);
      expect(used.size).toBeGreaterThan(5);
    },
  );
});
