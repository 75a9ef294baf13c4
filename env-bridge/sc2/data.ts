/**
 * `ResponseData` to a vocabulary and back. Of abilities the general forms that a player can use become functions, one for
 * each kind of target; effects become unit types, as they are entities (./effects.ts).
 */

import { effectOfType, effectType } from '../../src/spec/effects.js';
import { NO_OP_ABILITY } from '../../src/spec/observation.js';
import type { FunctionSpec, NamedId, TargetKind, Vocabulary } from '../../src/spec/vocabulary.js';
import type { AbilityDataTarget } from './schema/enums.js';
import type { AbilityData, ResponseData, UnitTypeData } from './schema/messages.js';

/** The kinds of target that the API's word allows; in the order of a function's entries. */
const TARGETS = {
  None: ['none'],
  Point: ['point'],
  Unit: ['entity'],
  PointOrUnit: ['entity', 'point'],
  PointOrNone: ['none', 'point'],
} as const satisfies Record<AbilityDataTarget, readonly TargetKind[]>;
/** Suffixes of pysc2's raw functions. */
const SUFFIX: Readonly<Record<TargetKind, string>> = { none: 'quick', entity: 'unit', point: 'pt' };
const NO_OP: FunctionSpec = { name: 'no_op', ability: NO_OP_ABILITY, target: 'none' };
/** The largest id that a 16-bit column holds. */
const MAX_ID = 0xffff;

/** Which unit types can use a function (general form). The API tells it only of living units, by a query. */
export type UsersOf = (fn: Pick<FunctionSpec, 'ability' | 'target'>) => readonly number[];

/** Abilities of whatever moves and of whatever is armed; what data itself tells of users. */
const OF_MOVERS: ReadonlySet<number> = new Set([1, 3665, 3793, 3794, 3795]);
const OF_ARMED: ReadonlySet<number> = new Set([3674]);

/** Users as far as data alone tells them: who moves can move, stop, hold and patrol; who has a weapon can attack. */
export function usersInData({ units = [] }: ResponseData): UsersOf {
  const ids = (keep: (unit: UnitTypeData) => boolean): readonly number[] =>
    units
      .filter((unit) => unit.available !== false && keep(unit))
      .map(({ unitId = 0 }) => unitId)
      .filter((id) => id > 0 && id <= MAX_ID);
  const movers = ids(({ movementSpeed = 0 }) => movementSpeed > 0);
  const armed = ids(({ weapons = [] }) => weapons.length > 0);
  return ({ ability }) => (OF_MOVERS.has(ability) ? movers : OF_ARMED.has(ability) ? armed : []);
}

/**
 * The vocabulary of a game. A function without users is known but never offered to a policy: pass `usersOf` from a catalog
 * that knows them.
 * @param name of the game (`sc2`), by which checkpoints are told apart
 * @example vocabularyOfData('sc2', response.data, usersInData(response.data))
 */
export function vocabularyOfData(name: string, data: ResponseData, usersOf: UsersOf): Vocabulary {
  const { abilities = [], units = [], buffs = [], upgrades = [], effects = [] } = data;
  const words = abilities
    .filter((ability) => isWord(ability))
    .sort((a, b) => (a.abilityId ?? 0) - (b.abilityId ?? 0));
  const functions = words.flatMap((ability) =>
    TARGETS[ability.target ?? 'None'].map(
      (target): FunctionSpec => ({
        name: `${abilityName(ability)}_${SUFFIX[target]}`,
        ability: ability.abilityId ?? 0,
        target,
      }),
    ),
  );
  const unitTypes = units.filter(({ available }) => available !== false);
  return {
    name,
    functions: [NO_OP, ...functions],
    unitTypes: [
      ...named(unitTypes, ({ unitId }) => unitId),
      ...named(effects, ({ effectId = 0 }) => (effectId > 0 ? effectType(effectId) : 0)),
    ],
    abilities: words.map((ability) => ({ id: ability.abilityId ?? 0, name: abilityName(ability) })),
    buffs: named(buffs, ({ buffId }) => buffId),
    upgrades: named(upgrades, ({ upgradeId }) => upgradeId),
    users: [[], ...functions.map((fn) => [...usersOf(fn)].sort((a, b) => a - b))],
  };
}

/** Whether a player can be meant to say it: usable with these mods, and not a special form of another. */
function isWord({ abilityId = 0, available, remapsToAbilityId = 0 }: AbilityData): boolean {
  return abilityId > 0 && abilityId <= MAX_ID && available !== false && remapsToAbilityId === 0;
}

/** The API's friendly name with underscores, as pysc2 has it. */
function abilityName({ abilityId = 0, friendlyName, buttonName, linkName }: AbilityData): string {
  return (friendlyName || buttonName || linkName || `Ability ${abilityId}`).replaceAll(' ', '_');
}

/** Entries with an id that columns can hold, in the order of their ids. */
function named<T extends { readonly name?: string; readonly friendlyName?: string }>(
  entries: readonly T[],
  idOf: (entry: T) => number | undefined,
): NamedId[] {
  return entries
    .map((entry) => ({ id: idOf(entry) ?? 0, name: entry.friendlyName || entry.name || '' }))
    .filter(({ id }) => id > 0 && id <= MAX_ID)
    .map(({ id, name }) => ({ id, name: name || `Unknown_${id}` }))
    .sort((a, b) => a.id - b.id);
}

/**
 * What a server says of its vocabulary: abilities with their targets, and names of all else.
 * @param units of unit types what more is known (costs, speed, weapons), by id
 * @param forms abilities with another general form, which clients may use for it, as the game has them
 */
export function dataOfVocabulary(
  vocabulary: Vocabulary,
  units: readonly UnitTypeData[] = [],
  forms: readonly AbilityData[] = [],
): ResponseData {
  const known = new Map(units.map((unit) => [unit.unitId, unit]));
  const kinds = new Map<number, Set<TargetKind>>();
  for (const { ability, target } of vocabulary.functions.slice(1))
    kinds.set(ability, (kinds.get(ability) ?? new Set()).add(target));
  const names = new Map(vocabulary.abilities.map(({ id, name }) => [id, name]));
  const abilities = [...kinds].map(
    ([ability, targets]): AbilityData => ({
      abilityId: ability,
      linkName: nameOfFunction(vocabulary, ability) ?? names.get(ability) ?? '',
      linkIndex: 0,
      friendlyName: (nameOfFunction(vocabulary, ability) ?? '').replaceAll('_', ' '),
      available: true,
      target: targetWord(targets),
    }),
  );
  const effects = vocabulary.unitTypes.filter(({ id }) => effectOfType(id) >= 0);
  const unitTypes = vocabulary.unitTypes.filter(({ id }) => effectOfType(id) < 0);
  const byId = (a: AbilityData, b: AbilityData): number => (a.abilityId ?? 0) - (b.abilityId ?? 0);
  return {
    abilities: [...abilities, ...forms].sort(byId),
    units: unitTypes.map(({ id, name }) => ({ unitId: id, name, available: true, ...known.get(id) })),
    upgrades: vocabulary.upgrades.map(({ id, name }) => ({ upgradeId: id, name })),
    buffs: vocabulary.buffs.map(({ id, name }) => ({ buffId: id, name })),
    effects: effects.map(({ id, name }) => ({ effectId: effectOfType(id), name, friendlyName: name })),
  };
}

/** An ability's name without the suffix of its kind of target. */
function nameOfFunction({ functions }: Vocabulary, ability: number): string | undefined {
  const found = functions.find((fn) => fn.ability === ability);
  return found?.name.slice(0, -(SUFFIX[found.target].length + 1));
}

function targetWord(targets: ReadonlySet<TargetKind>): AbilityDataTarget {
  const words = Object.entries(TARGETS) as [AbilityDataTarget, readonly TargetKind[]][];
  const exact = words.find(
    ([, kinds]) => kinds.length === targets.size && kinds.every((k) => targets.has(k)),
  );
  // An entity or nothing: the API has no word for it; the wider one lets a client say both.
  return exact?.[0] ?? (targets.has('entity') ? 'PointOrUnit' : 'PointOrNone');
}
