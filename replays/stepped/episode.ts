/** One player's game as an episode: its words, and its demonstrations in the order of time. */
import { ENTITY_COLUMN_NAMES, type EntityColumn } from '../../src/spec/columns.js';
import type { MatchInfo } from '../../src/spec/match.js';
import { type Command, NO_OP_ABILITY, type Observation } from '../../src/spec/observation.js';
import type { FunctionSpec, NamedId, TargetKind, Vocabulary } from '../../src/spec/vocabulary.js';
import { abilityById } from '../sc2replay/catalog/abilities.js';
import { UNITS } from '../sc2replay/catalog/units.js';
import { isCosmetic, UPGRADES } from '../sc2replay/catalog/upgrades.js';
import type { DemonstrationStep } from '../sc2replay/game/demonstrate.js';
import type { GameSetup } from '../sc2replay/game/types.js';
import type { KeptOrder } from './orders.js';
import type { GameNames, View } from './view.js';

/** Suffixes of pysc2's raw functions. */
const SUFFIX: Readonly<Record<TargetKind, string>> = { none: 'quick', entity: 'unit', point: 'pt' };
const NO_OP: FunctionSpec = { name: 'no_op', ability: NO_OP_ABILITY, target: 'none' };

/** Names of the catalog go first: data imported without the game has them. */
const UNIT_NAMES = new Map(UNITS.map(({ id, name }) => [id, name]));
const UPGRADE_NAMES = new Map(UPGRADES.map(({ id, name }) => [id, name]));

const ORDER_COLUMNS = ENTITY_COLUMN_NAMES.filter((name): name is EntityColumn & `order_${string}_ability` =>
  /^order_\d_ability$/.test(name),
);
const BUFF_COLUMNS = ENTITY_COLUMN_NAMES.filter((name): name is EntityColumn & `buff_${string}` =>
  /^buff_\d$/.test(name),
);

export interface SteppedEpisode {
  readonly info: MatchInfo;
  /** Made as they are asked for; each call begins anew. */
  readonly steps: Iterable<DemonstrationStep>;
}

export function steppedEpisode(
  setup: GameSetup,
  playerId: number,
  view: Pick<View, 'map' | 'names'>,
  kept: readonly KeptOrder[],
): SteppedEpisode {
  const { name } = setup.map;
  return {
    info: {
      player: playerId,
      players: setup.players.map((player) => player.playerId),
      map: { ...view.map, name },
      scenario: name,
      ...{ scenarioHash: '', seed: 0 },
      limits: { stepLoops: 1, commandsPerSecond: 1000, maxLoops: setup.loops },
      vocabulary: vocabularyOf(kept, view.names),
    },
    steps: { [Symbol.iterator]: () => stepsOf(kept, view.names) },
  };
}

function* stepsOf(kept: readonly KeptOrder[], names: GameNames): Generator<DemonstrationStep> {
  let lastCommand: Command | null = null;
  for (const { watched, command } of kept) {
    const seen = watched.observation();
    markSelected(seen, lastCommand);
    const upgrades = seen.upgrades.filter((id) => !isCosmetic(upgradeName(names, id)));
    yield { observation: { ...seen, upgrades, lastCommand }, command };
    lastCommand = command;
  }
}

/** As the column has it in a human replay: what was selected before the order would give the order away. */
function markSelected({ count, entities }: Observation, last: Command | null): void {
  const ordered = new Set(last?.units);
  for (let row = 0; row < count; row++) entities.selected[row] = ordered.has(entities.tag[row]) ? 1 : 0;
}

/** The words of the observations and orders of one player's game, in the order of their ids. */
function vocabularyOf(kept: readonly KeptOrder[], names: GameNames): Vocabulary {
  const functions = new Map<string, { readonly spec: FunctionSpec; readonly users: Set<number> }>();
  const types = new Set<number>();
  const abilities = new Set<number>();
  const buffs = new Set<number>();
  const upgrades = new Set<number>();
  let looked: Uint8Array | null = null;
  for (const { watched, command, types: users } of kept) {
    const { ability, target } = command;
    const key = `${ability}:${target.kind}`;
    const spec = {
      name: `${abilityName(names, ability)}_${SUFFIX[target.kind]}`,
      ability,
      target: target.kind,
    };
    const entry = functions.get(key) ?? { spec, users: new Set<number>() };
    functions.set(key, entry);
    for (const type of users) entry.users.add(type);
    abilities.add(ability);
    if (looked === watched.packed) continue;
    looked = watched.packed;
    const { count, entities, upgrades: finished } = watched.observation();
    for (let row = 0; row < count; row++) {
      types.add(entities.unit_type[row]);
      for (const column of ORDER_COLUMNS) abilities.add(entities[column][row]);
      for (const column of BUFF_COLUMNS) buffs.add(entities[column][row]);
    }
    for (const id of finished) if (!isCosmetic(upgradeName(names, id))) upgrades.add(id);
  }
  const words = [...functions.values()].sort(
    (a, b) => a.spec.ability - b.spec.ability || a.spec.target.localeCompare(b.spec.target, 'en'),
  );
  return {
    name: 'sc2',
    functions: [NO_OP, ...words.map(({ spec }) => spec)],
    unitTypes: named(types, (id) => UNIT_NAMES.get(id) ?? names.unitTypes.get(id)),
    abilities: named(abilities, (id) => abilityName(names, id)),
    buffs: named(buffs, (id) => names.buffs.get(id)),
    upgrades: named(upgrades, (id) => upgradeName(names, id)),
    users: [[], ...words.map(({ users }) => [...users].sort((a, b) => a - b))],
  };
}

/** A general form that the catalog lacks has the game's name. */
function abilityName({ abilities }: GameNames, id: number): string {
  return abilityById(id)?.name ?? (abilities.get(id)?.replaceAll(' ', '_') || `Unknown_${id}`);
}

function upgradeName({ upgrades }: GameNames, id: number): string {
  return UPGRADE_NAMES.get(id) ?? upgrades.get(id) ?? '';
}

/** Id 0 is none. */
function named(ids: ReadonlySet<number>, nameOf: (id: number) => string | undefined): NamedId[] {
  return [...ids]
    .filter((id) => id > 0)
    .sort((a, b) => a - b)
    .map((id) => ({ id, name: nameOf(id) || `Unknown_${id}` }));
}
