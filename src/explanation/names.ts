/** Names of entities and commands for people. */
import { ALLIANCE } from '../spec/columns.js';
import { type Command, NO_OP_ABILITY, type Observation } from '../spec/observation.js';
import { functionKey, type Vocabulary } from '../spec/vocabulary.js';
import { ALLIANCE_NAMES, type AllianceName } from './explanation.js';

export interface Named {
  readonly name: string;
  readonly unit: string;
  readonly alliance: AllianceName;
}

/** A name for each row: its type, numbered among those of its side in the order of the table. Own entities need no word for their side. */
export function nameEntities(
  observation: Observation,
  rows: Iterable<number>,
  vocabulary: Vocabulary,
): Named[] {
  const names = new Map(vocabulary.unitTypes.map(({ id, name }) => [id, name]));
  const counts = new Map<string, number>();
  const { unit_type, alliance: sides } = observation.entities;
  return Array.from(rows, (row) => {
    const unit = names.get(unit_type[row]) ?? `Unit_${unit_type[row]}`;
    const alliance =
      ALLIANCE_NAMES[sides[row] as keyof typeof ALLIANCE_NAMES] ?? ALLIANCE_NAMES[ALLIANCE.neutral];
    const kind = alliance === 'own' ? unit : `${alliance} ${unit}`;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    return { name: `${kind} ${number}`, unit, alliance };
  });
}

/** A function's name without pysc2's suffixes and underlines. @example verbOf('Attack_unit') // 'Attack' */
export function verbOf(name: string): string {
  return name.replace(/_(quick|pt|unit)$/, '').replaceAll('_', ' ');
}

/** Units by type, the most frequent first. @example '3 × Stalker, 2 × Zealot' */
function inGroups(units: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const unit of units) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([unit, count]) => `${count} × ${unit}`)
    .join(', ');
}

/** The word before a target, by the verb. */
const BEFORE_TARGET: Readonly<Record<string, { readonly entity: string; readonly point: string }>> = {
  Attack: { entity: ' ', point: ' at ' },
  Move: { entity: ' to ', point: ' to ' },
};
const BEFORE_OTHERS = { entity: ' on ', point: ' at ' } as const;

/** @example 'Attack enemy Zealot 2 with 3 × Stalker, look again in 8 loops' */
export function commandInWords(command: Command, observation: Observation, vocabulary: Vocabulary): string {
  const again = `look again in ${command.delay} loops`;
  if (command.ability === NO_OP_ABILITY) return `Order nothing, ${again}`;
  const key = functionKey({ ability: command.ability, target: command.target.kind });
  const fn = vocabulary.functions.find((one) => functionKey(one) === key);
  const verb = fn ? verbOf(fn.name) : `Ability ${command.ability}`;
  const { count, entities } = observation;
  const named = nameEntities(observation, Array(count).keys(), vocabulary);
  const rowOf = (tag: bigint): Named | undefined => named[entities.tag.indexOf(tag)];
  const { target } = command;
  const before = BEFORE_TARGET[verb] ?? BEFORE_OTHERS;
  const where = {
    none: () => '',
    entity: () =>
      `${before.entity}${(target.kind === 'entity' && rowOf(target.tag)?.name) || 'an entity out of sight'}`,
    point: () =>
      target.kind === 'point' ? `${before.point}(${target.x.toFixed(1)}, ${target.y.toFixed(1)})` : '',
  }[target.kind]();
  const [first, ...more] = command.units.map((tag) => rowOf(tag));
  const units =
    more.length === 0 && first
      ? first.name
      : inGroups([first, ...more].map((unit) => unit?.unit ?? 'unit out of sight'));
  return `${verb}${where} with ${units}${command.queued ? ', queued' : ''}, ${again}`;
}
