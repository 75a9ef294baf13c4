/** Events made by hand, with only the fields that a test is about. Player 1 is user 0, player 2 is user 1. */

import type { GameSetup, RaceName, ReplayTag } from '../../replays/sc2replay/game/types.js';
import { replayTag } from '../../replays/sc2replay/game/units.js';
import type {
  CmdEvent,
  CmdTargetUnit,
  ControlGroupUpdateEvent,
  DecodedReplay,
  GameEvent,
  SelectionDeltaEvent,
  SelectionMask,
  TrackerEvent,
} from '../../replays/sc2replay/replay.js';

export const BASE_BUILD = 83830;
const FIXED_ONE = 4096;
const KEEP_ALL: SelectionMask = { None: null };
/** What a click that selects something else sends: keep none. */
export const KEEP_NONE: SelectionMask = { ZeroIndices: [] };

/** The tag of the unit with this number, as used for the first time. */
export const tagOf = (unit: number): ReplayTag => replayTag(unit, 1);

/** `m_abilLink` and `m_abilCmdIndex` of abilities in the catalog of BASE_BUILD. */
export interface Ability {
  readonly link: number;
  readonly index: number;
}

const base = (event: string, loop: number, userId: number) => ({ event, eventId: 0, loop, userId });

/** Takes units into a list (10: the selection) after a mask has taken others out. */
export function select(
  loop: number,
  tags: readonly ReplayTag[],
  { user = 0, list = 10, mask = KEEP_NONE }: { user?: number; list?: number; mask?: SelectionMask } = {},
): SelectionDeltaEvent {
  return {
    ...base('SSelectionDeltaEvent', loop, user),
    m_controlGroupId: list,
    m_delta: { m_subgroupIndex: 0, m_removeMask: mask, m_addSubgroups: [], m_addUnitTags: tags },
  } as SelectionDeltaEvent;
}

/** Sets (0), appends to (1), recalls (2), clears (3) or steals to (4, 5) a control group. */
export function group(
  loop: number,
  index: number,
  update: number,
  mask: SelectionMask = KEEP_ALL,
): ControlGroupUpdateEvent {
  return {
    ...base('SControlGroupUpdateEvent', loop, 0),
    m_controlGroupIndex: index,
    m_controlGroupUpdate: update,
    m_mask: mask,
  } as ControlGroupUpdateEvent;
}

/** A place in cells. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

const fixed = ({ x, y }: Place) => ({ x: x * FIXED_ONE, y: y * FIXED_ONE, z: 0 });

export function targetUnit(tag: ReplayTag, place: Place): CmdTargetUnit {
  return {
    m_tag: tag,
    m_snapshotUnitLink: 1,
    m_snapshotControlPlayerId: null,
    m_snapshotUpkeepPlayerId: null,
    m_snapshotPoint: fixed(place),
    m_targetUnitFlags: 0,
    m_timer: 0,
  };
}

/** A command; without an ability it is a click of the right mouse button. */
export function command(
  loop: number,
  {
    ability,
    point,
    unit,
    flags = 0x100,
    user = 0,
  }: { ability?: Ability; point?: Place; unit?: CmdTargetUnit; flags?: number; user?: number } = {},
): CmdEvent {
  return {
    ...base('SCmdEvent', loop, user),
    m_cmdFlags: flags,
    m_abil: ability ? { m_abilLink: ability.link, m_abilCmdIndex: ability.index, m_abilCmdData: null } : null,
    m_data: point ? { TargetPoint: fixed(point) } : unit ? { TargetUnit: unit } : { None: null },
    m_otherUnit: null,
    m_unitGroup: null,
  } as CmdEvent;
}

export const aimAt = (loop: number, place: Place): GameEvent =>
  ({ ...base('SCmdUpdateTargetPointEvent', loop, 0), m_target: fixed(place) }) as GameEvent;

export const aimAtUnit = (loop: number, unit: CmdTargetUnit): GameEvent =>
  ({ ...base('SCmdUpdateTargetUnitEvent', loop, 0), m_target: unit }) as GameEvent;

/** The command before, once more. */
export const again = (loop: number): GameEvent =>
  ({ ...base('SCommandManagerStateEvent', loop, 0), m_state: 1, m_sequence: null }) as GameEvent;

export const leave = (loop: number): GameEvent => base('SGameUserLeaveEvent', loop, 0) as GameEvent;

const unitEvent = (event: string, loop: number, unit: number) => ({
  event,
  eventId: 0,
  loop,
  m_unitTagIndex: unit,
  m_unitTagRecycle: 1,
});

export function born(loop: number, unit: number, type: string, player = 1): TrackerEvent {
  return {
    ...unitEvent('SUnitBornEvent', loop, unit),
    m_unitTypeName: Buffer.from(type),
    m_controlPlayerId: player,
    m_upkeepPlayerId: player,
    m_x: 10,
    m_y: 10,
  } as TrackerEvent;
}

export const died = (loop: number, unit: number): TrackerEvent =>
  ({ ...unitEvent('SUnitDiedEvent', loop, unit), m_killerPlayerId: null, m_x: 10, m_y: 10 }) as TrackerEvent;

export const becomes = (loop: number, unit: number, type: string): TrackerEvent =>
  ({
    ...unitEvent('SUnitTypeChangeEvent', loop, unit),
    m_unitTypeName: Buffer.from(type),
  }) as TrackerEvent;

export const goesTo = (loop: number, unit: number, player: number): TrackerEvent =>
  ({
    ...unitEvent('SUnitOwnerChangeEvent', loop, unit),
    m_controlPlayerId: player,
    m_upkeepPlayerId: player,
  }) as TrackerEvent;

/** A replay of these events, and the setup that goes with it. The race must be that of who gives the commands. */
export function replayOf(
  trackerEvents: readonly TrackerEvent[],
  gameEvents: readonly GameEvent[],
  race: RaceName = 'Terran',
): { replay: DecodedReplay; setup: GameSetup } {
  const replay: DecodedReplay = {
    header: {
      m_signature: new Uint8Array(),
      m_version: { m_major: 5, m_minor: 0, m_revision: 6, m_build: BASE_BUILD, m_baseBuild: BASE_BUILD },
      m_elapsedGameLoops: 10_000,
    },
    layout: { baseBuild: BASE_BUILD, used: BASE_BUILD, exact: true },
    trackerEvents,
    gameEvents,
    problems: [],
  };
  const player = { handle: '', team: 0, mmr: null } as const;
  const setup: GameSetup = {
    map: { name: 'Made by hand', width: 64, height: 64 },
    players: [
      { ...player, playerId: 1, userId: 0, name: 'One', race, result: 'win' },
      { ...player, playerId: 2, userId: 1, name: 'Two', race: 'Zerg', result: 'loss' },
    ],
    loops: 10_000,
    build: BASE_BUILD,
    baseBuild: BASE_BUILD,
    version: '5.0.6.83830',
    time: 0,
  };
  return { replay, setup };
}
