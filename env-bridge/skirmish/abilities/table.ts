/**
 * The ability table: one row an ability and the units that share it. Ranges and ids are the game's data (patch 5.0.6);
 * energy, cooldowns, durations, radii and damage are Liquipedia's, turned from seconds at "faster" into game seconds.
 */
import {
  ABILITY,
  type AbilityName,
  type BuffName,
  type UnitName,
  type UpgradeName,
} from '../../../src/spec/game-ids.js';
import { LOOPS_PER_GAME_SECOND } from '../../../src/spec/observation.js';
import type { Attribute } from '../units/types.js';
import { kindOf } from '../units.js';
import type { ZoneName } from './zones.js';

/** What an ability does, once it is done. */
export type Effect =
  /** Gives a buff to the caster, or to the target. */
  | { readonly kind: 'buff'; readonly buff: BuffName }
  | { readonly kind: 'unbuff'; readonly buff: BuffName }
  /** Holds the target for as long as the caster does nothing else. */
  | { readonly kind: 'hold'; readonly buff: BuffName }
  /** Takes the caster to another place at once. */
  | { readonly kind: 'blink'; readonly distance: number }
  | { readonly kind: 'morph'; readonly into: UnitName; readonly anchors?: boolean }
  /** Damage of a spell to one unit. */
  | { readonly kind: 'strike'; readonly damage: number }
  /** Takes all energy, and this much health or shields for each point of it. */
  | { readonly kind: 'feedback'; readonly perEnergy: number }
  /** At once, to all around the point or the target; to the caster's own side only if `friendly`. */
  | {
      readonly kind: 'burst';
      readonly radius: number;
      readonly buff?: BuffName;
      readonly shields?: number;
      readonly energy?: number;
      readonly friendly?: boolean;
    }
  | { readonly kind: 'zone'; readonly zone: ZoneName }
  /** `by`: on the point, or from the caster with an order there. */
  | {
      readonly kind: 'spawn';
      readonly unit: UnitName;
      readonly count: number;
      readonly seconds: number;
      readonly order?: AbilityName;
      readonly neutral?: boolean;
    }
  | { readonly kind: 'mend'; readonly health: number; readonly buff: BuffName }
  | { readonly kind: 'pull' }
  | { readonly kind: 'charge' }
  | { readonly kind: 'load' }
  | { readonly kind: 'unload' }
  | { readonly kind: 'explode' }
  /** The caster ends, and nothing comes of it. */
  | { readonly kind: 'vanish' };

/** Whom an ability may be aimed at. */
export interface Filter {
  readonly side: 'enemy' | 'own' | 'any';
  readonly layer?: 'ground' | 'air';
  /** One of these at least. */
  readonly only?: readonly Attribute[];
  readonly not?: readonly Attribute[];
  readonly hurt?: boolean;
  readonly energy?: boolean;
}

export interface AbilitySpec {
  /** General id of the API. */
  readonly ability: number;
  readonly users: readonly UnitName[];
  readonly target: 'none' | 'unit' | 'point';
  readonly effect: Effect;
  /** Points. */
  readonly energy: number;
  readonly health: number;
  /** Cells from the caster's edge, to the target's edge or to the point. */
  readonly range: number;
  /** Loops until it may be used again; which of the unit's places for that it takes. */
  readonly cooldown: number;
  readonly slot: number;
  /** Loops from its beginning until it is done. */
  readonly cast: number;
  /** Less loops with an upgrade. */
  readonly faster: { readonly upgrade: UpgradeName; readonly cast: number } | null;
  /** Being hurt breaks it off. */
  readonly fragile: boolean;
  /** Done at once, beside whatever else the unit does; never queued. */
  readonly instant: boolean;
  readonly requires: UpgradeName | null;
  readonly filter: Filter | null;
}

type Details = Partial<
  Omit<AbilitySpec, 'ability' | 'users' | 'target' | 'effect' | 'cooldown' | 'cast' | 'faster'>
> & {
  /** Game seconds. */
  readonly cooldown?: number;
  readonly cast?: number;
  readonly faster?: readonly [UpgradeName, number];
};

const loops = (seconds: number): number => Math.round(seconds * LOOPS_PER_GAME_SECOND);

function row(
  ability: AbilityName,
  users: readonly UnitName[],
  target: AbilitySpec['target'],
  effect: Effect,
  { cooldown = 0, cast = 0, faster, ...details }: Details = {},
): AbilitySpec {
  return {
    ...{ ability: ABILITY[ability], users, target, effect, energy: 0, health: 0, range: 0, slot: 0 },
    ...{ fragile: false, instant: false, requires: null, filter: null, ...details },
    cooldown: loops(cooldown),
    cast: loops(cast),
    faster: faster === undefined ? null : { upgrade: faster[0], cast: loops(faster[1]) },
  };
}

const ENEMY: Filter = { side: 'enemy' };
const instantly = { instant: true } as const;
/** Game seconds to go under the ground and to come up. */
const BURROW = 1;
const UNBURROW = 0.5;

function burrowRows(): AbilitySpec[] {
  const units = ['zergling', 'baneling', 'roach', 'ravager', 'hydralisk', 'infestor'] as const;
  const others = ['swarm_host', 'queen', 'ultralisk', 'drone'] as const;
  return [...units, ...others].flatMap((unit) => {
    const under = `${unit}_burrowed` as const;
    return [
      row(
        'burrow_down',
        [unit],
        'none',
        { kind: 'morph', into: under },
        { cast: BURROW, requires: 'burrow' },
      ),
      row('burrow_up', [under], 'none', { kind: 'morph', into: unit }, { cast: UNBURROW }),
    ];
  });
}

export const ABILITIES: readonly AbilitySpec[] = [
  row(
    'effect_stim',
    ['marine'],
    'none',
    { kind: 'buff', buff: 'stimpack' },
    { health: 10, requires: 'stimpack', ...instantly },
  ),
  row(
    'effect_stim',
    ['marauder'],
    'none',
    { kind: 'buff', buff: 'stimpack_marauder' },
    { health: 20, requires: 'stimpack', ...instantly },
  ),
  row(
    'effect_blink',
    ['stalker'],
    'point',
    { kind: 'blink', distance: 8 },
    { cooldown: 10, requires: 'blink' },
  ),
  row(
    'effect_blink',
    ['dark_templar'],
    'point',
    { kind: 'blink', distance: 8 },
    { cooldown: 20, requires: 'shadow_stride' },
  ),
  row(
    'effect_charge',
    ['zealot'],
    'unit',
    { kind: 'charge' },
    { range: 4, cooldown: 10, requires: 'charge', filter: { side: 'enemy', layer: 'ground' } },
  ),
  row(
    'morph_siege_mode',
    ['siege_tank'],
    'none',
    { kind: 'morph', into: 'siege_tank_sieged' },
    { cast: 3.8 },
  ),
  row('morph_unsiege', ['siege_tank_sieged'], 'none', { kind: 'morph', into: 'siege_tank' }, { cast: 3.8 }),
  ...burrowRows(),
  row(
    'burrow_down',
    ['lurker'],
    'none',
    { kind: 'morph', into: 'lurker_burrowed' },
    { cast: 3, faster: ['adaptive_talons', 1] },
  ),
  row('burrow_up', ['lurker_burrowed'], 'none', { kind: 'morph', into: 'lurker' }, { cast: 1.5 }),
  row(
    'burrow_down',
    ['widow_mine'],
    'none',
    { kind: 'morph', into: 'widow_mine_burrowed' },
    { cast: 3, faster: ['drilling_claws', 1] },
  ),
  row('burrow_up', ['widow_mine_burrowed'], 'none', { kind: 'morph', into: 'widow_mine' }, { cast: 1.5 }),
  row(
    'effect_psi_storm',
    ['high_templar'],
    'point',
    { kind: 'zone', zone: 'psi_storm' },
    { energy: 75, range: 9, cooldown: 2, requires: 'psionic_storm' },
  ),
  row(
    'effect_feedback',
    ['high_templar'],
    'unit',
    { kind: 'feedback', perEnergy: 0.5 },
    { energy: 50, range: 10, slot: 1, filter: { side: 'enemy', energy: true, not: ['structure'] } },
  ),
  row(
    'effect_force_field',
    ['sentry'],
    'point',
    { kind: 'spawn', unit: 'force_field', count: 1, seconds: 15, neutral: true },
    { energy: 50, range: 9 },
  ),
  row(
    'effect_guardian_shield',
    ['sentry'],
    'none',
    { kind: 'zone', zone: 'guardian_shield' },
    { energy: 75, cooldown: 18, ...instantly },
  ),
  row(
    'effect_fungal_growth',
    ['infestor'],
    'point',
    { kind: 'burst', radius: 2.25, buff: 'fungal_growth' },
    { energy: 75, range: 10 },
  ),
  row('effect_explode', ['baneling', 'baneling_burrowed'], 'none', { kind: 'explode' }),
  row(
    'effect_transfusion',
    ['queen'],
    'unit',
    { kind: 'mend', health: 75, buff: 'transfusion' },
    {
      energy: 50,
      range: 7,
      cooldown: 1.4,
      filter: { side: 'own', only: ['biological', 'structure'], hurt: true },
    },
  ),
  row(
    'load',
    ['medivac', 'warp_prism'],
    'unit',
    { kind: 'load' },
    { range: 0.5, filter: { side: 'own', layer: 'ground' } },
  ),
  row('unload_all_at', ['medivac', 'warp_prism'], 'point', { kind: 'unload' }),
  row(
    'effect_ignite_afterburners',
    ['medivac'],
    'none',
    { kind: 'buff', buff: 'afterburners' },
    { cooldown: 20, ...instantly },
  ),
  row(
    'effect_adept_phase_shift',
    ['adept'],
    'point',
    { kind: 'spawn', unit: 'adept_shade', count: 1, seconds: 10, order: 'move' },
    { cooldown: 16, ...instantly },
  ),
  row('cancel', ['adept_shade'], 'none', { kind: 'vanish' }, instantly),
  row(
    'cloak_on',
    ['ghost'],
    'none',
    { kind: 'buff', buff: 'ghost_cloak' },
    { energy: 25, requires: 'personal_cloaking', ...instantly },
  ),
  row('cloak_off', ['ghost'], 'none', { kind: 'unbuff', buff: 'ghost_cloak' }, instantly),
  row(
    'cloak_on',
    ['banshee'],
    'none',
    { kind: 'buff', buff: 'banshee_cloak' },
    { energy: 25, requires: 'banshee_cloak', ...instantly },
  ),
  row('cloak_off', ['banshee'], 'none', { kind: 'unbuff', buff: 'banshee_cloak' }, instantly),
  row(
    'effect_corrosive_bile',
    ['ravager'],
    'point',
    { kind: 'zone', zone: 'corrosive_bile' },
    { range: 9, cooldown: 10 },
  ),
  row(
    'effect_emp',
    ['ghost'],
    'point',
    { kind: 'burst', radius: 1.5, shields: 100, energy: 100, buff: 'emp_decloak', friendly: true },
    { energy: 75, range: 10 },
  ),
  row(
    'effect_ghost_snipe',
    ['ghost'],
    'unit',
    { kind: 'strike', damage: 170 },
    {
      energy: 50,
      range: 10,
      cast: 2,
      fragile: true,
      filter: { side: 'enemy', only: ['biological'], not: ['structure'] },
    },
  ),
  row(
    'effect_prismatic_alignment',
    ['void_ray'],
    'none',
    { kind: 'buff', buff: 'prismatic_alignment' },
    { cooldown: 60, ...instantly },
  ),
  row(
    'effect_graviton_beam',
    ['phoenix'],
    'unit',
    { kind: 'hold', buff: 'graviton_beam' },
    {
      energy: 50,
      range: 4,
      cast: 10,
      filter: { side: 'enemy', layer: 'ground', not: ['massive', 'structure'] },
    },
  ),
  row(
    'morph_viking_assault',
    ['viking'],
    'none',
    { kind: 'morph', into: 'viking_assault' },
    { cast: 3, faster: ['smart_servos', 1.4] },
  ),
  row(
    'morph_viking_fighter',
    ['viking_assault'],
    'none',
    { kind: 'morph', into: 'viking' },
    { cast: 3, faster: ['smart_servos', 1.4] },
  ),
  row(
    'morph_hellbat',
    ['hellion'],
    'none',
    { kind: 'morph', into: 'hellbat' },
    { cast: 4, faster: ['smart_servos', 2] },
  ),
  row(
    'morph_hellion',
    ['hellbat'],
    'none',
    { kind: 'morph', into: 'hellion' },
    { cast: 4, faster: ['smart_servos', 2] },
  ),
  row(
    'morph_thor_high_impact',
    ['thor'],
    'none',
    { kind: 'morph', into: 'thor_high_impact' },
    { cast: 2.5, faster: ['smart_servos', 1] },
  ),
  row(
    'morph_thor_explosive',
    ['thor_high_impact'],
    'none',
    { kind: 'morph', into: 'thor' },
    { cast: 2.5, faster: ['smart_servos', 1] },
  ),
  row(
    'morph_liberator_ag',
    ['liberator'],
    'point',
    { kind: 'morph', into: 'liberator_ag', anchors: true },
    { range: 5, cast: 4 },
  ),
  row('morph_liberator_aa', ['liberator_ag'], 'none', { kind: 'morph', into: 'liberator' }, { cast: 2 }),
  row(
    'effect_yamato_gun',
    ['battlecruiser'],
    'unit',
    { kind: 'strike', damage: 240 },
    { range: 10, cooldown: 100, cast: 3, requires: 'weapon_refit', filter: ENEMY },
  ),
  row(
    'effect_kd8_charge',
    ['reaper'],
    'point',
    { kind: 'zone', zone: 'kd8_charge' },
    { range: 5, cooldown: 20 },
  ),
  row(
    'effect_purification_nova',
    ['disruptor'],
    'point',
    { kind: 'spawn', unit: 'disruptor_nova', count: 1, seconds: 3, order: 'move' },
    { cooldown: 30, ...instantly },
  ),
  row(
    'pulsar_beam_on',
    ['oracle'],
    'none',
    { kind: 'buff', buff: 'pulsar_beam' },
    { energy: 25, ...instantly },
  ),
  row('pulsar_beam_off', ['oracle'], 'none', { kind: 'unbuff', buff: 'pulsar_beam' }, instantly),
  row(
    'effect_revelation',
    ['oracle'],
    'point',
    { kind: 'burst', radius: 6, buff: 'revelation' },
    { energy: 25, range: 12, cooldown: 14 },
  ),
  row(
    'effect_blinding_cloud',
    ['viper'],
    'point',
    { kind: 'zone', zone: 'blinding_cloud' },
    { energy: 100, range: 10 },
  ),
  row(
    'effect_parasitic_bomb',
    ['viper'],
    'unit',
    { kind: 'buff', buff: 'parasitic_bomb' },
    { energy: 125, range: 8, filter: { side: 'enemy', layer: 'air' } },
  ),
  row(
    'effect_abduct',
    ['viper'],
    'unit',
    { kind: 'pull' },
    { energy: 75, range: 9, filter: { side: 'any', not: ['structure'] } },
  ),
  row(
    'effect_spawn_locusts',
    ['swarm_host', 'swarm_host_burrowed'],
    'point',
    { kind: 'spawn', unit: 'locust', count: 2, seconds: 25, order: 'attack' },
    { cooldown: 60, ...instantly },
  ),
  row(
    'effect_auto_turret',
    ['raven'],
    'point',
    { kind: 'spawn', unit: 'auto_turret', count: 1, seconds: 11 },
    { energy: 50, range: 2 },
  ),
  row(
    'effect_interference_matrix',
    ['raven'],
    'unit',
    { kind: 'buff', buff: 'interference_matrix' },
    { energy: 75, range: 9, filter: { side: 'enemy', only: ['mechanical', 'psionic'], not: ['structure'] } },
  ),
  row(
    'effect_anti_armor_missile',
    ['raven'],
    'unit',
    { kind: 'burst', radius: 2.88, buff: 'armor_reduction' },
    { energy: 75, range: 10, filter: ENEMY },
  ),
];

/** Row of an ability for a kind of unit, by ability and kind. */
const ROW_OF = new Map<number, Map<number, number>>();
for (const [index, { ability, users }] of ABILITIES.entries()) {
  const rows = ROW_OF.get(ability) ?? new Map<number, number>();
  for (const user of users) rows.set(kindOf(user), index);
  ROW_OF.set(ability, rows);
}

/** Index in ABILITIES of what this ability is for a kind of unit; -1 if it is nothing. */
export function abilityRow(kind: number, ability: number): number {
  return ROW_OF.get(ability)?.get(kind) ?? -1;
}

/** The kinds of target that any unit may give this ability; none if the simulator does not have it. */
export function abilityTargets(ability: number): ReadonlySet<AbilitySpec['target']> {
  return TARGETS.get(ability) ?? NOTHING;
}
const NOTHING: ReadonlySet<AbilitySpec['target']> = new Set();
const TARGETS = new Map<number, Set<AbilitySpec['target']>>();
for (const { ability, target } of ABILITIES)
  TARGETS.set(ability, (TARGETS.get(ability) ?? new Set()).add(target));
