/**
 * Columns of the heat map: entities one by one where there is room, else units of a type and side together, and the tokens that are no entities.
 */
import type { Reading } from '../attention.js';
import type { EntityReport, Explanation } from '../explanation.js';
import { TONE, type Tone } from './style.js';

export interface Column {
  readonly name: string;
  readonly tone: Tone;
  /** Places in `entities`; empty for what is no entity. */
  readonly entities: readonly number[];
  /** What a reader reads of it. */
  readonly read: (reading: Reading) => number;
  /** Nats of the whole command; null where they are not comparable. */
  readonly ablation: number;
  readonly gradient: number;
}

/** Most columns in which a name can be read. */
const MOST = 52;
const SIDES = ['own', 'ally', 'enemy', 'neutral'] as const satisfies readonly EntityReport['alliance'][];

/** In the order of sides, types and names; the map, the player's numbers and past orders are last. */
export function columnsOf(explanation: Explanation): { entities: Column[]; others: Column[] } {
  const { entities, ablation, gradients, attention } = explanation;
  const order = [...entities.keys()].sort(
    (a, b) =>
      SIDES.indexOf(entities[a].alliance) - SIDES.indexOf(entities[b].alliance) ||
      entities[a].unit.localeCompare(entities[b].unit, 'en') ||
      a - b,
  );
  const single = order.map((n) => columnOf(explanation, [n], entities[n].name));
  const columns = single.length <= MOST ? single : groupColumns(explanation, order);
  const others = (['map', 'scalars', 'history'] as const)
    .filter((kind) => kind !== 'history' || attention.readers.some(({ mean }) => mean.history > 0))
    .map(
      (kind): Column => ({
        name: { map: 'map', scalars: 'player', history: 'past orders' }[kind],
        tone: 'quiet',
        entities: [],
        read: (reading) => reading[kind],
        ablation: ablation[kind].command,
        gradient: Object.values(gradients).reduce((sum, { others }) => sum + others[kind], 0),
      }),
    );
  return { entities: columns, others };
}

function columnOf({ entities }: Explanation, members: readonly number[], name: string): Column {
  const sum = (of: (entity: EntityReport) => number): number =>
    members.reduce((total, n) => total + of(entities[n]), 0);
  return {
    name,
    tone: TONE[entities[members[0]].alliance],
    entities: members,
    read: (reading) => members.reduce((total, n) => total + reading.entities[n], 0),
    ablation: sum((entity) => entity.ablation.command),
    gradient: sum((entity) => entity.gradients.command ?? 0),
  };
}

/** A column for each type of a side; where these are too many, the least read of a side stand together. */
function groupColumns(explanation: Explanation, order: readonly number[]): Column[] {
  const { entities } = explanation;
  const groups = new Map<string, number[]>();
  for (const n of order) {
    const key = `${entities[n].alliance} ${entities[n].unit}`;
    groups.set(key, [...(groups.get(key) ?? []), n]);
  }
  const read = (members: readonly number[]): number =>
    members.reduce((sum, n) => sum + entities[n].attention, 0);
  const kept = new Set([...groups.values()].sort((a, b) => read(b) - read(a)).slice(0, MOST - SIDES.length));
  const columns: Column[] = [];
  for (const side of SIDES) {
    const own = [...groups.values()].filter((members) => entities[members[0]].alliance === side);
    for (const members of own.filter((group) => kept.has(group)))
      columns.push(columnOf(explanation, members, `${members.length} × ${entities[members[0]].unit}`));
    const rest = own.filter((group) => !kept.has(group)).flat();
    if (rest.length > 0) columns.push(columnOf(explanation, rest, `${rest.length} others`));
  }
  return columns;
}
