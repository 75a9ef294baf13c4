/**
 * Vocabularies: which functions, unit types, abilities and buffs a policy knows. A vocabulary is a table that is saved
 * in every checkpoint with its names, so a checkpoint can be read without this code.
 */
import { effectType } from './effects.js';
import { ABILITY, BUFF, EFFECT, UNIT_TYPE, UPGRADE } from './game-ids.js';
import { FUNCTION_ROWS, idsOfRow } from './skirmish-functions.js';

export { ABILITY, UNIT_TYPE } from './game-ids.js';

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

/** Upgrades have an id a level. */
const upgradeWords = Object.entries(UPGRADE).flatMap(([name, ids]): NamedId[] =>
  ids.map((id, level) => ({ id, name: ids.length > 1 ? `${name}_${level + 1}` : name })),
);
const words = (table: Readonly<Record<string, number>>): NamedId[] =>
  Object.entries(table).map(([name, id]) => ({ id, name }));

/** The simulator's vocabulary. Effects are entities, so they stand among the unit types. */
export const SKIRMISH_VOCABULARY: Vocabulary = {
  name: 'skirmish',
  functions: FUNCTION_ROWS.map(
    (row): FunctionSpec => ({ name: row[0], ability: idsOfRow(row).ability, target: row[2] }),
  ),
  unitTypes: [
    ...words(UNIT_TYPE),
    ...Object.entries(EFFECT).map(([name, id]) => ({ id: effectType(id), name: `effect_${name}` })),
  ],
  abilities: words(ABILITY).filter(({ id }) => id !== ABILITY.no_op),
  buffs: words(BUFF),
  upgrades: upgradeWords,
  users: FUNCTION_ROWS.map((row) => idsOfRow(row).users),
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
