/**
 * The orders of both players, out of what their clients sent.
 *
 * A command is sent whole (`SCmdEvent`) once. While the player goes on giving the same one, with another target perhaps, the client sends
 * only that target (`SCmdUpdateTarget…`) and that the command was given again (`SCommandManagerStateEvent`, without a
 * new target the same as before). Each of the 831,980 new targets of 630 games is followed by its repetition in the same loop, so
 * the repetition is the order. It goes to what is selected then, which need not be what was selected at first.
 */
import { abilityById, abilityOf, SMART, usersOf } from '../catalog/abilities.js';
import { playedBuild } from '../catalog/played-build.js';
import type { CmdEvent, CmdTargetUnit, DecodedReplay, FixedPoint, TrackerEvent } from '../replay.js';
import { dropCancelled } from './commands-cancelled.js';
import { dropRepetitions, type SpamRule } from './commands-spam.js';
import {
  activeSelection,
  applyControlGroupUpdate,
  applySelectionDelta,
  createSelections,
  type Selections,
} from './selection.js';
import type {
  GamePlayer,
  GameSetup,
  OrderDrop,
  OrderSource,
  OrderTarget,
  PlayerOrder,
  ReplayTag,
} from './types.js';
import { applyUnitEvent, createUnits, isAlive, NO_ROW, rowOf, type Units } from './units.js';

/** Bits of `m_cmdFlags`, as ggtracker/sc2reader's `events/game.py` names them. */
const FLAGS = {
  /** Behind what the unit has to do already. */
  queued: 0x2,
  /** Switches whether an ability is used by itself. */
  setAutocast: 0x40,
} as const;

const UNIT_RACE = { Terran: 'terran', Zerg: 'zerg', Protoss: 'protoss' } as const;

/** Units of a point in one cell. */
const FIXED_ONE = 4096;

/** A command as it was last sent or changed. */
interface Pending {
  readonly event: CmdEvent;
  readonly ability: number;
  target: OrderTarget;
  /** A target was sent that no order has used yet. */
  moved: boolean;
}

/** One player while his events are read. */
interface Hand {
  readonly player: GamePlayer;
  readonly selections: Selections;
  pending: Pending | null;
  left: boolean;
}

/**
 * All orders of both players in the order of time. Those that are no demonstration have a reason (`drop`), except that switching
 * an ability's automatic use is no order at all.
 *
 * @param replay decoded with tracker and game events
 * @param rule when a click counts as a repetition of the one before; see commands-spam.ts
 *
 * @example
 * const kept = playerOrders(replay, gameSetup(replay)).filter((order) => order.drop === null);
 */
export function playerOrders(
  replay: DecodedReplay,
  setup: GameSetup,
  rule?: SpamRule,
): readonly PlayerOrder[] {
  const tracker = replay.trackerEvents ?? [];
  const units = createUnits(tracker);
  const hands = new Map(
    setup.players.map((player): [number, Hand] => [
      player.userId,
      { player, selections: createSelections(), pending: null, left: false },
    ]),
  );
  const build = catalogOf(replay, setup);
  const orders: PlayerOrder[] = [];
  let told = 0;
  for (const event of replay.gameEvents ?? []) {
    const hand = event.userId === undefined ? undefined : hands.get(event.userId);
    if (hand === undefined) continue;
    told = tellUntil(units, tracker, told, event.loop);
    switch (event.event) {
      case 'SSelectionDeltaEvent':
        applySelectionDelta(hand.selections, event);
        break;
      case 'SControlGroupUpdateEvent':
        applyControlGroupUpdate(hand.selections, event);
        break;
      case 'SCmdEvent':
        hand.pending = pendingOf(build, units, event);
        if (hand.pending !== null) orders.push(orderOf(hand, hand.pending, units, event.loop, 'command'));
        break;
      case 'SCmdUpdateTargetPointEvent':
        retarget(hand, pointTarget(event.m_target));
        break;
      case 'SCmdUpdateTargetUnitEvent':
        retarget(hand, unitTarget(units, event.m_target));
        break;
      case 'SCommandManagerStateEvent':
        if (hand.pending !== null) orders.push(repeated(hand, hand.pending, units, event.loop));
        break;
      case 'SGameUserLeaveEvent':
        hand.left = true;
        break;
      default:
    }
  }
  return dropRepetitions(dropCancelled(orders), rule);
}

/**
 * Applies what happened before a loop: who dies in the loop of an order has still been given it.
 * @returns how many events have been applied
 */
function tellUntil(units: Units, events: readonly TrackerEvent[], told: number, loop: number): number {
  let next = told;
  for (; next < events.length && events[next].loop < loop; next++) {
    if (events[next].event !== 'SUnitPositionsEvent') applyUnitEvent(units, events[next]);
  }
  return next;
}

/** The base build whose catalog the commands of this game belong to. */
function catalogOf(replay: DecodedReplay, { baseBuild, players }: GameSetup): number {
  const commands = (replay.gameEvents ?? []).filter((event) => event.event === 'SCmdEvent');
  const races = new Map(players.map(({ userId, race }) => [userId, UNIT_RACE[race]]));
  return playedBuild(baseBuild, commands, (userId) => races.get(userId));
}

/** The command of an event; null where it is none that units carry out. */
function pendingOf(build: number, units: Units, event: CmdEvent): Pending | null {
  const { m_abil: abil, m_cmdFlags: flags } = event;
  if ((flags & FLAGS.setAutocast) !== 0) return null;
  const { id } = abil === null ? SMART : abilityOf(build, abil.m_abilLink, abil.m_abilCmdIndex);
  return { event, ability: id, target: targetOf(units, event), moved: false };
}

function targetOf(units: Units, { m_data: data }: CmdEvent): OrderTarget {
  if ('TargetPoint' in data) return pointTarget(data.TargetPoint);
  if ('TargetUnit' in data) return unitTarget(units, data.TargetUnit);
  return { kind: 'none' };
}

function pointTarget({ x, y }: FixedPoint): OrderTarget {
  return { kind: 'point', x: x / FIXED_ONE, y: y / FIXED_ONE };
}

/**
 * A unit that is remembered under the fog has no tag. It becomes the point where it is shown, as does one that is dead
 * already: an order to it can do no more than go there.
 */
function unitTarget(units: Units, { m_tag: tag, m_snapshotPoint: point }: CmdTargetUnit): OrderTarget {
  const row = rowOf(units, tag);
  if (row === NO_ROW || !isAlive(units, row)) return pointTarget(point);
  return { kind: 'entity', tag, x: point.x / FIXED_ONE, y: point.y / FIXED_ONE };
}

function retarget(hand: Hand, target: OrderTarget): void {
  if (hand.pending === null) return;
  hand.pending.target = target;
  hand.pending.moved = true;
}

function repeated(hand: Hand, pending: Pending, units: Units, loop: number): PlayerOrder {
  const source: OrderSource = pending.moved ? 'target_update' : 'repeat';
  pending.moved = false;
  return orderOf(hand, pending, units, loop, source);
}

function orderOf(hand: Hand, pending: Pending, units: Units, loop: number, source: OrderSource): PlayerOrder {
  const { playerId } = hand.player;
  const { ability, target, event } = pending;
  const own = activeSelection(hand.selections).filter((tag) => isOwn(units, tag, playerId));
  const able = ableOf(units, own, ability);
  return {
    loop,
    playerId,
    ability,
    queued: (event.m_cmdFlags & FLAGS.queued) !== 0,
    units: able,
    target,
    source,
    drop: dropOf(hand, own, able),
  };
}

function isOwn(units: Units, tag: ReplayTag, playerId: number): boolean {
  const row = rowOf(units, tag);
  return row !== NO_ROW && isAlive(units, row) && units.owner[row] === playerId;
}

/**
 * A command goes to the whole selection, and those that do not have the ability ignore it: buildings of another kind in a
 * production group, larvae that became eggs since the last key press. Anything can be clicked somewhere and cancelled.
 */
function ableOf(units: Units, own: readonly ReplayTag[], ability: number): readonly ReplayTag[] {
  const kind = abilityById(ability)?.kind;
  const users = usersOf(ability);
  if (users === null || kind === 'smart' || kind === 'cancel') return own;
  return own.filter((tag) => users.has(units.facts[rowOf(units, tag)].name));
}

function dropOf(hand: Hand, own: readonly ReplayTag[], able: readonly ReplayTag[]): OrderDrop | null {
  if (hand.left) return 'after_end';
  if (own.length === 0) return 'no_units';
  return able.length === 0 ? 'impossible' : null;
}
