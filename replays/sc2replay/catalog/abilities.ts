/**
 * Abilities: what a replay's command tells its units to do. A command names the ability's position in the catalog of its
 * build and one of the ability's commands; here they become the ids of the SC2 API. See docs/sc2-catalog.md.
 */
import { ABILITY_ROWS } from './ability-rows.js';
import { CATALOG_ORDER, LINK_RUNS, type LinkTable, TABLE_FROM } from './link-tables.js';
import { ownId } from './own-ids.js';
import { optional, rowsOf } from './rows.js';

/** What sort of thing an ability does. */
export const ABILITY_KINDS = {
  smart: 'the right mouse button',
  move: 'move, patrol, hold position, follow',
  attack: '',
  stop: '',
  harvest: 'gather and return',
  rally: '',
  train: 'a unit comes out: of a building, a larva, or warped in',
  build: 'a structure or add-on',
  research: 'an upgrade',
  morph: 'the unit becomes another',
  burrow: 'down and up',
  lift: '',
  land: '',
  transport: 'load and unload',
  toggle: 'cloak, hold fire and other switches',
  effect: 'spells and calls',
  cancel: 'takes back what was ordered, or halts it',
  other: '',
} as const;
export type AbilityKind = keyof typeof ABILITY_KINDS;

/** What an ability may point at. */
export const ABILITY_TARGETS = ['none', 'point', 'unit', 'pointOrUnit', 'pointOrNone'] as const;
export type AbilityTarget = (typeof ABILITY_TARGETS)[number];

/** An ability of the SC2 API. */
export interface AbilityFacts {
  readonly id: number;
  /** The API's friendly name, with underscores: `Train_Marine`, `Effect_Blink_Stalker`. */
  readonly name: string;
  readonly kind: AbilityKind;
  readonly target: AbilityTarget;
  /** Id of the general form: several abilities may be one word of an action vocabulary. Its own id where it is general. */
  readonly general: number;
  /** Name of the unit type or upgrade that it makes, null if it makes none. */
  readonly produces: string | null;
}

/** What a command of a replay means. */
export interface CommandAbility {
  /** The function: the id of the ability's general form, or a stable id of our own when the API's is not known. */
  readonly id: number;
  /** Name of the general form, unique for each `id`. */
  readonly name: string;
  readonly known: boolean;
  /** The very ability, which says what is made; null when it is not known. */
  readonly ability: AbilityFacts | null;
}

/** Commands in the catalog under another name than in the API: the same ability, with the same command indexes. */
const ALIASES: Readonly<Record<string, string>> = {
  BarracksBuild: 'BarracksAddOns',
  BarracksFlyingBuild: 'BarracksAddOns',
  CreepTumorBurrowedBuild: 'CreepTumorBuild',
  EvolutionChamberResearch: 'evolutionchamberresearch',
  FactoryBuild: 'FactoryAddOns',
  FactoryFlyingBuild: 'FactoryAddOns',
  GhostAcademyTrain: 'ArmSiloWithNuke',
  GreaterSpireResearch: 'SpireResearch',
  HiveResearch: 'LairResearch',
  HiveTrain: 'TrainQueen',
  LairTrain: 'TrainQueen',
  LurkerDenMPResearch: 'LurkerDenResearch',
  MorphToBaneling: 'MorphZerglingToBaneling',
  NydusNetworkBuild: 'BuildNydusCanal',
  OracleBuild: 'OracleStasisTrapBuild',
  OrbitalCommandTrain: 'CommandCenterTrain',
  PlanetaryFortressTrain: 'CommandCenterTrain',
  StarportBuild: 'StarportAddOns',
  StarportFlyingBuild: 'StarportAddOns',
  TemplarArchiveResearch: 'TemplarArchivesResearch',
  ZerglingTrain: 'MorphZerglingToBaneling',
};

const ROWS = rowsOf(ABILITY_ROWS);

function abilityOfRow([id, , , name, kind, target, general, produces]: readonly string[]): AbilityFacts {
  return {
    id: Number(id),
    name,
    kind: kind as AbilityKind,
    target: target as AbilityTarget,
    general: Number(optional(general) ?? id),
    produces: optional(produces),
  };
}

const BY_ID: ReadonlyMap<number, AbilityFacts> = new Map(
  ROWS.map((row) => [Number(row[0]), abilityOfRow(row)]),
);

/** By catalog name and command index, `BarracksTrain 0`. */
const BY_COMMAND: ReadonlyMap<string, AbilityFacts> = new Map(
  ROWS.map((row) => [`${row[1]} ${row[2]}`, BY_ID.get(Number(row[0]))!]),
);

/** Every ability that is known here. */
export const ABILITIES: readonly AbilityFacts[] = [...BY_ID.values()];

/** The ability with this id, or undefined when the tables do not have it. */
export const abilityById = (id: number): AbilityFacts | undefined => BY_ID.get(id);

/** The catalog name at each link, for each table. */
const LINK_NAMES = Object.fromEntries(
  Object.entries(LINK_RUNS).map(([table, runs]) => [table, namesOfRuns(runs)]),
) as Readonly<Record<LinkTable, ReadonlyMap<number, string>>>;

function namesOfRuns(runs: string): ReadonlyMap<number, string> {
  const order = rowsOf(CATALOG_ORDER).flat();
  const names = new Map<number, string>();
  for (const run of rowsOf(runs).flat()) {
    const [link, name, count = '1'] = run.split(/[:*]/);
    const first = order.indexOf(name);
    for (let i = 0; i < Number(count); i++) names.set(Number(link) + i, order[first + i]);
  }
  return names;
}

/** Results by table, link and command index, so that a command costs one look-up. */
const seen = new Map<string, CommandAbility>();

/**
 * What a command means.
 * @param baseBuild of the replay's header: it decides which catalog the link belongs to
 * @param abilLink `m_abilLink`
 * @param cmdIndex `m_abilCmdIndex`
 */
export function abilityOf(baseBuild: number, abilLink: number, cmdIndex: number): CommandAbility {
  const table = TABLE_FROM.findLast(([from]) => from <= baseBuild)?.[1];
  const key = `${table} ${abilLink} ${cmdIndex}`;
  const before = seen.get(key);
  if (before !== undefined) return before;
  const link = table === undefined ? undefined : LINK_NAMES[table].get(abilLink);
  const command = link === undefined ? undefined : BY_COMMAND.get(`${ALIASES[link] ?? link} ${cmdIndex}`);
  const result =
    command === undefined ? unknownCommand(link ?? `Link_${table}_${abilLink}`, cmdIndex) : known(command);
  seen.set(key, result);
  return result;
}

/** A command without an ability: the right mouse button, whose effect depends on what lies under it. */
export const SMART: CommandAbility = known(BY_ID.get(1)!);

function known(ability: AbilityFacts): CommandAbility {
  const general = BY_ID.get(ability.general)!;
  return { id: general.id, name: general.name, known: true, ability };
}

function unknownCommand(link: string, cmdIndex: number): CommandAbility {
  const name = `${link}_${cmdIndex}`;
  return { id: ownId(name), name, known: false, ability: null };
}
