/**
 * A decoded replay: the streams of the archive as typed values, under the names that Blizzard's definitions give them.
 *
 * Only fields that something here reads are typed; the others are there at run time under their names (see `Value`).
 */
import type { ErrorCode } from '../../src/spec/errors.js';
import type { BitArray, Choice, Value } from './values.js';

/** The streams of an archive that this reader knows, by their names in it. */
export const STREAMS = {
  details: 'replay.details',
  initData: 'replay.initData',
  attributes: 'replay.attributes.events',
  trackerEvents: 'replay.tracker.events',
  gameEvents: 'replay.game.events',
  messageEvents: 'replay.message.events',
  metadata: 'replay.gamemetadata.json',
} as const;

export type StreamName = keyof typeof STREAMS;

/** Why a stream is not in the result although the archive names it. */
export interface StreamProblem {
  readonly stream: StreamName;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Which bit layouts were used. */
export interface LayoutChoice {
  /** The build whose layouts this client shares (`m_version.m_baseBuild`). */
  readonly baseBuild: number;
  /** The base build of the layouts that were used: `baseBuild` where it is known, else the nearest lower one. */
  readonly used: number;
  readonly exact: boolean;
}

/** `replay.header`, from the archive's user data. */
export interface ReplayHeader {
  readonly m_signature: Uint8Array;
  readonly m_version: {
    readonly m_major: number;
    readonly m_minor: number;
    readonly m_revision: number;
    readonly m_build: number;
    readonly m_baseBuild: number;
  };
  readonly m_elapsedGameLoops: number;
  readonly m_useScaledTime?: boolean;
}

/** One line of the lobby after the game, from `replay.details`. */
export interface DetailsPlayer {
  readonly m_name: Uint8Array;
  readonly m_race: Uint8Array;
  readonly m_teamId: number;
  /** 2 person, 3 computer */
  readonly m_control: number;
  /** 0 undecided, 1 win, 2 loss, 3 tie */
  readonly m_result: number;
  /** 0 plays, 1 and 2 watch */
  readonly m_observe: number;
  readonly m_toon: { readonly m_region: number; readonly m_realm: number; readonly m_id: bigint };
  readonly m_workingSetSlotId?: number | null;
}

export interface ReplayDetails {
  readonly m_playerList: readonly DetailsPlayer[] | null;
  readonly m_title: Uint8Array;
  /** Units of 100 nanoseconds since 1601. */
  readonly m_timeUTC: bigint;
  readonly m_gameSpeed: number;
  /** Files of the game's cache: mods, and the map as the last. */
  readonly m_cacheHandles?: readonly Uint8Array[] | null;
}

/** The lobby and the map, from `replay.initData`. */
export interface ReplayInitData {
  readonly m_syncLobbyState: {
    readonly m_userInitialData: readonly { readonly [field: string]: Value }[];
    readonly m_gameDescription: {
      readonly m_mapSizeX: number;
      readonly m_mapSizeY: number;
      readonly [field: string]: Value;
    };
    readonly m_lobbyState: {
      readonly m_slots: readonly { readonly [field: string]: Value }[];
      readonly [field: string]: Value;
    };
  };
}

/** One attribute of `replay.attributes.events`: a lobby setting of one scope (1 to 15 a player, 16 the game). */
export interface ReplayAttribute {
  readonly namespace: number;
  readonly id: number;
  readonly scope: number;
  /** Up to four bytes, in reading order, without the zeros around them. */
  readonly value: Uint8Array;
}

export interface ReplayAttributes {
  /** null in builds before 17326, which do not store it, and where the stream is empty. */
  readonly source: number | null;
  /** null where the stream is empty, as in some games that a program started. */
  readonly mapNamespace: number | null;
  readonly list: readonly ReplayAttribute[];
}

/** What the client wrote for its own list of games, from `replay.gamemetadata.json`. */
export interface ReplayMetadata {
  readonly Title?: string | undefined;
  readonly GameVersion?: string | undefined;
  /** Hash of the data that the game was played with, for the game's `-dataVersion`; since 4.x. */
  readonly DataVersion?: string | undefined;
  /** Seconds at normal speed (16 loops a second). */
  readonly Duration?: number | undefined;
  readonly Players: readonly MetadataPlayer[];
}

export interface MetadataPlayer {
  readonly PlayerID: number;
  readonly APM?: number | undefined;
  /** Absent where the game was unrated or the rating was hidden. */
  readonly MMR?: number | undefined;
  readonly Result?: string | undefined;
  readonly SelectedRace?: string | undefined;
  readonly AssignedRace?: string | undefined;
}

interface EventBase<Name extends string> {
  /** The event's name in Blizzard's definitions, without the `NNet.…` prefix. */
  readonly event: Name;
  readonly eventId: number;
  /** Game loops since the start of the game. */
  readonly loop: number;
}

/** An event of a user's client. `userId` is the player id up to base build 23925. */
interface UserEvent<Name extends string> extends EventBase<Name> {
  readonly userId: number;
}

/** Map position in units of 1/4096 of a cell (`z` likewise, signed). */
export interface FixedPoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A target unit as the client named it. */
export interface CmdTargetUnit {
  readonly m_tag: number;
  readonly m_snapshotUnitLink: number;
  /** Both since base build 19458. */
  readonly m_snapshotControlPlayerId?: number | null;
  readonly m_snapshotUpkeepPlayerId?: number | null;
  readonly m_snapshotPoint: FixedPoint;
  readonly m_targetUnitFlags: number;
  readonly m_timer: number;
}

export interface CmdEvent extends UserEvent<'SCmdEvent'> {
  readonly m_cmdFlags: number;
  /** null: the right mouse button's order ("smart"). */
  readonly m_abil: {
    readonly m_abilLink: number;
    readonly m_abilCmdIndex: number;
    readonly m_abilCmdData: number | null;
  } | null;
  readonly m_data: Choice<{
    readonly None: null;
    readonly TargetPoint: FixedPoint;
    readonly TargetUnit: CmdTargetUnit;
    readonly Data: number;
  }>;
  readonly m_sequence?: number;
  readonly m_otherUnit: number | null;
  readonly m_unitGroup: number | null;
}

export interface CmdUpdateTargetPointEvent extends UserEvent<'SCmdUpdateTargetPointEvent'> {
  readonly m_target: FixedPoint;
}

export interface CmdUpdateTargetUnitEvent extends UserEvent<'SCmdUpdateTargetUnitEvent'> {
  readonly m_target: CmdTargetUnit;
}

export interface CommandManagerStateEvent extends UserEvent<'SCommandManagerStateEvent'> {
  readonly m_state: number;
  readonly m_sequence: number | null;
}

/** Which of a list of units to take away or keep. Indices count in the list as it was before. */
export type SelectionMask = Choice<{
  readonly None: null;
  readonly Mask: BitArray;
  readonly OneIndices: readonly number[];
  readonly ZeroIndices: readonly number[];
}>;

export interface SelectionDeltaEvent extends UserEvent<'SSelectionDeltaEvent'> {
  /** 10 is the active selection; 0 to 9 are control groups. */
  readonly m_controlGroupId: number;
  readonly m_delta: {
    readonly m_subgroupIndex: number;
    readonly m_removeMask: SelectionMask;
    readonly m_addSubgroups: readonly {
      readonly m_unitLink: number;
      readonly m_subgroupPriority: number;
      readonly m_intraSubgroupPriority: number;
      readonly m_count: number;
    }[];
    readonly m_addUnitTags: readonly number[];
  };
}

export interface ControlGroupUpdateEvent extends UserEvent<'SControlGroupUpdateEvent'> {
  readonly m_controlGroupIndex: number;
  readonly m_controlGroupUpdate: number;
  readonly m_mask: SelectionMask;
}

export interface CameraUpdateEvent extends UserEvent<'SCameraUpdateEvent'> {
  /** Units of 1/256 of a cell. */
  readonly m_target: { readonly x: number; readonly y: number } | null;
}

export interface GameUserLeaveEvent extends UserEvent<'SGameUserLeaveEvent'> {
  readonly m_leaveReason?: number;
}

/** Events of `replay.game.events` whose fields something here reads. */
type KnownGameEvent =
  | CmdEvent
  | CmdUpdateTargetPointEvent
  | CmdUpdateTargetUnitEvent
  | CommandManagerStateEvent
  | SelectionDeltaEvent
  | ControlGroupUpdateEvent
  | CameraUpdateEvent
  | GameUserLeaveEvent;

interface TrackedUnit {
  readonly m_unitTagIndex: number;
  readonly m_unitTagRecycle: number;
}

interface NewUnit extends TrackedUnit {
  readonly m_unitTypeName: Uint8Array;
  readonly m_controlPlayerId: number;
  readonly m_upkeepPlayerId: number;
  /** Whole cells. */
  readonly m_x: number;
  readonly m_y: number;
}

export interface UnitBornEvent extends EventBase<'SUnitBornEvent'>, NewUnit {
  readonly m_creatorUnitTagIndex?: number | null;
  readonly m_creatorUnitTagRecycle?: number | null;
  readonly m_creatorAbilityName?: Uint8Array | null;
}

export interface UnitInitEvent extends EventBase<'SUnitInitEvent'>, NewUnit {}
export interface UnitDoneEvent extends EventBase<'SUnitDoneEvent'>, TrackedUnit {}

export interface UnitDiedEvent extends EventBase<'SUnitDiedEvent'>, TrackedUnit {
  readonly m_killerPlayerId: number | null;
  readonly m_killerUnitTagIndex?: number | null;
  readonly m_killerUnitTagRecycle?: number | null;
  readonly m_x: number;
  readonly m_y: number;
}

export interface UnitOwnerChangeEvent extends EventBase<'SUnitOwnerChangeEvent'>, TrackedUnit {
  readonly m_controlPlayerId: number;
  readonly m_upkeepPlayerId: number;
}

export interface UnitTypeChangeEvent extends EventBase<'SUnitTypeChangeEvent'>, TrackedUnit {
  readonly m_unitTypeName: Uint8Array;
}

export interface UnitPositionsEvent extends EventBase<'SUnitPositionsEvent'> {
  readonly m_firstUnitIndex: number;
  /** Triples: index step from the unit before, x and y in whole cells. */
  readonly m_items: readonly number[];
}

export interface UpgradeEvent extends EventBase<'SUpgradeEvent'> {
  readonly m_playerId: number;
  readonly m_upgradeTypeName: Uint8Array;
  readonly m_count: number;
}

export interface PlayerStatsEvent extends EventBase<'SPlayerStatsEvent'> {
  readonly m_playerId: number;
  /** `m_scoreValueFoodUsed` and `m_scoreValueFoodMade` are in units of 1/4096. */
  readonly m_stats: { readonly [statistic: string]: number };
}

export interface PlayerSetupEvent extends EventBase<'SPlayerSetupEvent'> {
  readonly m_playerId: number;
  readonly m_type: number;
  readonly m_userId: number | null;
  readonly m_slotId: number | null;
}

/** Events of `replay.tracker.events`. */
type KnownTrackerEvent =
  | UnitBornEvent
  | UnitInitEvent
  | UnitDoneEvent
  | UnitDiedEvent
  | UnitOwnerChangeEvent
  | UnitTypeChangeEvent
  | UnitPositionsEvent
  | UpgradeEvent
  | PlayerStatsEvent
  | PlayerSetupEvent;

/** An event that nothing here reads: its fields are values, `name` is its name in the definitions. */
export interface OtherEvent extends EventBase<'other'> {
  readonly name: string;
  readonly userId?: number;
  readonly fields: { readonly [field: string]: Value };
}

export type TrackerEvent = KnownTrackerEvent | OtherEvent;
export type GameEvent = KnownGameEvent | OtherEvent;

/**
 * A decoded replay. A stream is undefined when the archive has none, when it was not asked for, or when it could not
 * be decoded; the last is told by `problems`. Events are in file order, which is the order of time.
 */
export interface DecodedReplay {
  readonly header: ReplayHeader;
  readonly layout: LayoutChoice;
  readonly details?: ReplayDetails;
  readonly initData?: ReplayInitData;
  readonly attributes?: ReplayAttributes;
  readonly trackerEvents?: readonly TrackerEvent[];
  readonly gameEvents?: readonly GameEvent[];
  readonly messageEvents?: readonly OtherEvent[];
  readonly metadata?: ReplayMetadata;
  readonly problems: readonly StreamProblem[];
}
