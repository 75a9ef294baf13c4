/**
 * Vocabularies: which functions, unit types, abilities and buffs a policy knows. A vocabulary is a table that is saved
 * in every checkpoint with its names, so a checkpoint can be read without this code.
 */

/** What a function points at. `quick` has no target; pysc2's suffixes (`_quick`, `_pt`, `_unit`). */
export const TARGET_KINDS = ['none', 'entity', 'point'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** One word of the action vocabulary: an ability with one kind of target. */
export interface FunctionSpec {
  /** pysc2's name of the raw function (`Attack_unit`). */
  readonly name: string;
  readonly ability: number;
  readonly target: TargetKind;
}

/** What tells a function from others. @example functionKey({ ability: 3674, target: 'point' }) === '3674:point' */
export function functionKey({ ability, target }: Pick<FunctionSpec, 'ability' | 'target'>): string {
  return `${ability}:${target}`;
}

export interface NamedId {
  readonly id: number;
  readonly name: string;
}

export interface Vocabulary {
  readonly name: string;
  /** Function 0 is always `no_op`. */
  readonly functions: readonly FunctionSpec[];
  readonly unitTypes: readonly NamedId[];
  readonly abilities: readonly NamedId[];
  readonly buffs: readonly NamedId[];
  readonly upgrades: readonly NamedId[];
  /** For each function, the ids of the unit types that can do it; `no_op` has none. */
  readonly users: readonly (readonly number[])[];
}

/** General ability ids of the SC2 API that the simulator knows. */
export const ABILITY = {
  no_op: 0,
  smart: 1,
  effect_heal: 386,
  stop: 3665,
  attack: 3674,
  hold_position: 3793,
  move: 3794,
} as const;

/** Unit type ids of the SC2 API that the simulator knows. */
export const UNIT_TYPE = {
  marine: 48,
  marauder: 51,
  medivac: 54,
  zealot: 73,
  stalker: 74,
  zergling: 105,
  hydralisk: 107,
  roach: 110,
} as const;

const ALL = Object.values(UNIT_TYPE);
const ARMED = ALL.filter((id) => id !== UNIT_TYPE.medivac);

/** The simulator's vocabulary. */
export const SKIRMISH_VOCABULARY: Vocabulary = {
  name: 'skirmish',
  functions: [
    { name: 'no_op', ability: ABILITY.no_op, target: 'none' },
    { name: 'Smart_unit', ability: ABILITY.smart, target: 'entity' },
    { name: 'Smart_pt', ability: ABILITY.smart, target: 'point' },
    { name: 'Move_pt', ability: ABILITY.move, target: 'point' },
    { name: 'Move_unit', ability: ABILITY.move, target: 'entity' },
    { name: 'Attack_unit', ability: ABILITY.attack, target: 'entity' },
    { name: 'Attack_pt', ability: ABILITY.attack, target: 'point' },
    { name: 'Stop_quick', ability: ABILITY.stop, target: 'none' },
    { name: 'HoldPosition_quick', ability: ABILITY.hold_position, target: 'none' },
    { name: 'Effect_Heal_unit', ability: ABILITY.effect_heal, target: 'entity' },
  ],
  unitTypes: Object.entries(UNIT_TYPE).map(([name, id]) => ({ id, name })),
  abilities: Object.entries(ABILITY)
    .filter(([, id]) => id !== ABILITY.no_op)
    .map(([name, id]) => ({ id, name })),
  buffs: [],
  upgrades: [],
  users: [[], ALL, ALL, ALL, ALL, ARMED, ALL, ALL, ALL, [UNIT_TYPE.medivac]],
};

/**
 * The loop counts that the delay head can name. Fine where micro happens, coarse where a player waits.
 * A delay between two entries is rounded down, so the policy never acts later than its teacher.
 */
export const DELAY_BINS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32, 48, 64, 96, 128] as const;

/** Index of the largest bin that is not above `delay`; 0 for anything below 1. */
export function delayBin(delay: number): number {
  let bin = 0;
  while (bin + 1 < DELAY_BINS.length && DELAY_BINS[bin + 1] <= delay) bin++;
  return bin;
}
