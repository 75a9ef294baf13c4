/**
 * Abilities: what a replay's command tells its units to do. A command names the ability's position in the catalog of its
 * build and one of the ability's commands; here they become the ids of the SC2 API. See docs/sc2-catalog.md.
 */
import { ABILITY_ROWS } from './ability-rows.js';
import { catalogOf } from './catalogs.js';
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

/** What is known about an ability. */
export interface AbilityFacts {
  /** Ability id of the SC2 API; of our own (`ownId` of the name) for abilities that came after the tables. */
  readonly id: number;
  /** The API's friendly name, with underscores: `Train_Marine`, `Effect_Blink_Stalker`. */
  readonly name: string;
  readonly kind: AbilityKind;
  readonly target: AbilityTarget;
  /** Id of the general form: several abilities may be one word of an action vocabulary. Its own id where it is general. */
  readonly general: number;
  /** Name of the unit type or upgrade that it makes, null if it makes none. */
  readonly produces: string | null;
  /** Names of the unit types that can use this very ability; null where they are not known. See `usersOf`. */
  readonly users: ReadonlySet<string> | null;
}

/** What a command of a replay means. */
export interface CommandAbility {
  /** The function: the id of the ability's general form, or a stable id of our own when the ability is not known. */
  readonly id: number;
  /** Name of the general form, unique for each `id`. */
  readonly name: string;
  readonly known: boolean;
  /** The very ability, which says what is made; null when it is not known. */
  readonly ability: AbilityFacts | null;
}

/** Catalog names of abilities that the API has under another name, with the same command indexes. */
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

/** In the id column: the API's id is not known. */
const OWN = 'own';

function abilityOfRow([
  id,
  ,
  ,
  name,
  kind,
  target,
  general,
  produces,
  users,
]: readonly string[]): AbilityFacts {
  const own = id === OWN ? ownId(name) : Number(id);
  return {
    id: own,
    name,
    kind: kind as AbilityKind,
    target: target as AbilityTarget,
    general: Number(optional(general) ?? own),
    produces: optional(produces),
    users: optional(users) === null ? null : new Set(users.split(',')),
  };
}

const ROWS = rowsOf(ABILITY_ROWS);

/**
 * Every ability that is known here.
 * @internal
 */
export const ABILITIES: readonly AbilityFacts[] = ROWS.map(abilityOfRow);

const BY_ID: ReadonlyMap<number, AbilityFacts> = new Map(ABILITIES.map((ability) => [ability.id, ability]));

/** By catalog name and command index, `BarracksTrain 0`. */
const BY_COMMAND: ReadonlyMap<string, AbilityFacts> = new Map(
  ROWS.map(([, link, index], row) => [`${link} ${index}`, ABILITIES[row]]),
);

/** The ability with this id, or undefined when the tables do not have it. */
export const abilityById = (id: number): AbilityFacts | undefined => BY_ID.get(id);

/** By function: the users of all its abilities. */
const USERS = new Map<number, Set<string>>();
for (const { general, users } of ABILITIES)
  if (users !== null) USERS.set(general, new Set([...(USERS.get(general) ?? []), ...users]));

/**
 * Names of the unit types that can use a function in any of its forms: a command names one form (burrow as a roach does),
 * and the other selected units obey in theirs. null where they are not known.
 * @param id of the function, as `CommandAbility.id`
 */
export const usersOf = (id: number): ReadonlySet<string> | null => USERS.get(id) ?? null;

/** Command `cmdIndex` of the ability with this catalog name, or undefined when the tables do not have it. */
export const abilityOfName = (name: string, cmdIndex: number): AbilityFacts | undefined =>
  BY_COMMAND.get(`${ALIASES[name] ?? name} ${cmdIndex}`);

/** What commands that are known mean, by catalog, link and command index, so that each costs one look-up. */
const found = new Map<string, CommandAbility>();

/**
 * What a command means.
 * @param baseBuild of the replay's header, or better what `playedBuild` found for its game: it says which catalog the
 *   link belongs to
 * @param abilLink `m_abilLink`
 * @param cmdIndex `m_abilCmdIndex`
 */
export function abilityOf(baseBuild: number, abilLink: number, cmdIndex: number): CommandAbility {
  const catalog = catalogOf(baseBuild);
  const key = `${catalog?.baseBuild} ${abilLink} ${cmdIndex}`;
  const before = found.get(key);
  if (before !== undefined) return before;
  const name = catalog?.names.get(abilLink);
  const ability = name === undefined ? undefined : abilityOfName(name, cmdIndex);
  // Not kept: a made-up replay can name two million commands of each catalog.
  if (ability === undefined)
    return unknownCommand(name ?? `Link_${catalog?.baseBuild ?? 'old'}_${abilLink}`, cmdIndex);
  const result = knownCommand(ability);
  found.set(key, result);
  return result;
}

function knownCommand(ability: AbilityFacts): CommandAbility {
  const general = BY_ID.get(ability.general)!;
  return { id: general.id, name: general.name, known: true, ability };
}

function unknownCommand(link: string, cmdIndex: number): CommandAbility {
  const name = `${link}_${cmdIndex}`;
  return { id: ownId(name), name, known: false, ability: null };
}

/** A command without an ability: the right mouse button, whose effect depends on what lies under it. */
export const SMART: CommandAbility = knownCommand(BY_ID.get(1)!);
