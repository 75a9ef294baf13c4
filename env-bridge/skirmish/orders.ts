/**
 * Commands become orders. Each selected unit is checked by itself, as in StarCraft II: who can, obeys; for the rest the
 * command is refused with the name of the SC2 API's ActionResult (s2client-proto, error.proto).
 */
import type { Cooling, Rejection } from '../../src/spec/match.js';
import { type Command, NO_OP_ABILITY, type Target } from '../../src/spec/observation.js';
import { ABILITY, SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import {
  type AimRefusal,
  type CastRefusal,
  cannotAim,
  cannotUse,
  isBound,
  useAtOnce,
} from './abilities/cast.js';
import { blinkEnd } from './abilities/effects.js';
import { ABILITIES, type AbilitySpec, abilityRow, abilityTargets } from './abilities/table.js';
import { clearOrders, pushOrder } from './order-queue.js';
import { COOLDOWN_SLOTS, LIFE, NOBODY, ORDER_SLOTS, type State, seesUnit } from './state.js';
import { hasRoom } from './transport.js';
import { KIND, KINDS, kindOf, PAIRS, WEAPON_OF } from './units.js';

type Refusal =
  | CastRefusal
  | AimRefusal
  | 'NotSupported'
  | 'CantQueueThatOrder'
  | 'MustTargetUnit'
  | 'MustTargetVisibleUnit'
  | 'MustTargetVisibleLocation'
  | 'MustTargetWalkableLocation'
  | 'YouCantControlThatUnit'
  | 'CantTargetAirUnits'
  | 'CantTargetGroundUnits'
  | 'OrderQueueIsFull'
  | 'Error';

/** What one unit is told to do. */
interface Order {
  readonly ability: number;
  readonly target: number;
  readonly x: number;
  readonly y: number;
}

const HAVE_TARGET = new Set<number>([ABILITY.smart, ABILITY.move, ABILITY.attack]);
const HAVE_NONE = new Set<number>([ABILITY.stop, ABILITY.hold_position]);
/** Abilities that may be given a unit where they take a point: that unit's place is meant. */
const AT_UNITS = new Set<number>([ABILITY.unload_all_at]);

/**
 * Gives a player's command to his units.
 * @returns the part that was accepted (null if nobody obeyed) and the parts that were refused, one a reason.
 */
export function giveCommand(
  state: State,
  player: number,
  command: Command,
): { accepted: Command | null; refused: Rejection[] } {
  if (command.ability === NO_OP_ABILITY) return { accepted: command, refused: [] };
  const obeyed: bigint[] = [];
  const refusedUnits = new Map<Refusal, bigint[]>();
  const general = checkCommand(state, player, command);
  if (general !== null) return { accepted: null, refused: [{ command, result: general }] };
  for (const tag of new Set(command.units)) {
    const refusal = giveToUnit(state, player, tag, command);
    if (refusal === null) obeyed.push(tag);
    else {
      const others = refusedUnits.get(refusal);
      if (others) others.push(tag);
      else refusedUnits.set(refusal, [tag]);
    }
  }
  return {
    accepted: obeyed.length > 0 ? { ...command, units: obeyed } : null,
    refused: [...refusedUnits].map(([result, units]) => ({ command: { ...command, units }, result })),
  };
}

/** What is wrong with the command whoever gets it; null if nothing. */
function checkCommand(state: State, player: number, command: Command): Refusal | null {
  const { ability, target } = command;
  if (command.units.length === 0) return 'Error';
  if (HAVE_NONE.has(ability)) {
    if (target.kind !== 'none') return 'NotSupported';
    return command.queued && ability === ABILITY.stop ? 'CantQueueThatOrder' : null;
  }
  const wrong = wrongTarget(ability, target);
  if (wrong !== null) return wrong;
  if (target.kind === 'none') return null;
  if (target.kind === 'point') return onMap(state, target) ? null : 'MustTargetWalkableLocation';
  const unit = state.indexOfTag.get(target.tag);
  // A unit in the fog, one under a cloak and one that never was give the same answer: refusals must not tell what is hidden.
  if (unit === undefined || state.alive[unit] !== LIFE.field || !seesUnit(state, player, unit))
    return 'MustTargetVisibleUnit';
  return null;
}

/** Whether the ability takes this kind of target at all; null if it does. */
function wrongTarget(ability: number, { kind }: Target): Refusal | null {
  if (HAVE_TARGET.has(ability)) return kind === 'none' ? 'MustTargetUnit' : null;
  if (ability === ABILITY.effect_heal || ability === ABILITY.effect_widow_mine_attack)
    return kind === 'entity' ? null : 'MustTargetUnit';
  const takes = abilityTargets(ability);
  if (takes.has('unit')) return kind === 'entity' ? null : 'MustTargetUnit';
  if (takes.has('point'))
    return kind === 'point' || (kind === 'entity' && AT_UNITS.has(ability)) ? null : 'NotSupported';
  return takes.has('none') && kind === 'none' ? null : 'NotSupported';
}

function onMap(state: State, point: { x: number; y: number }): boolean {
  return point.x >= 0 && point.x < state.field.width && point.y >= 0 && point.y < state.field.height;
}

function giveToUnit(state: State, player: number, tag: bigint, command: Command): Refusal | null {
  const unit = state.indexOfTag.get(tag);
  if (unit === undefined || state.alive[unit] !== LIFE.field || state.player[unit] !== player)
    return 'YouCantControlThatUnit';
  if (command.ability === ABILITY.stop) {
    drop(state, unit);
    return null;
  }
  const kind = formThen(state, unit, command.queued);
  const index = abilityRow(kind, command.ability);
  if (index >= 0) return giveAbility(state, unit, index, command);
  const order = toOrder(state, unit, kind, command.ability, command.target);
  return typeof order === 'string' ? order : take(state, unit, order, command.queued);
}

/** The form in which the unit will obey: that which it is taking now or, for what is queued, is told to take before. */
function formThen(state: State, unit: number, queued: boolean): number {
  let kind = state.kind[unit];
  if (isBound(state, unit)) kind = morphInto(state.busy[unit]) ?? kind;
  if (!queued) return kind;
  const first = unit * ORDER_SLOTS;
  for (let slot = first; slot < first + state.orderCount[unit]; slot++)
    kind = morphInto(abilityRow(kind, state.orderAbility[slot])) ?? kind;
  return kind;
}

/** The kind that an ability makes of its user; null if it makes none. */
function morphInto(index: number): number | null {
  const effect = index < 0 ? null : ABILITIES[index].effect;
  return effect?.kind === 'morph' ? kindOf(effect.into) : null;
}

/** Puts an order into the queue, or in its place. */
function take(state: State, unit: number, { ability, target, x, y }: Order, queued: boolean): Refusal | null {
  if (queued && state.orderCount[unit] === ORDER_SLOTS) return 'OrderQueueIsFull';
  if (!queued) drop(state, unit);
  pushOrder(state, unit, ability, target, x, y);
  return null;
}

/** Lets go of all that the unit was told, and of what it does that can be broken off. */
function drop(state: State, unit: number): void {
  clearOrders(state, unit);
  if (!isBound(state, unit)) state.busy[unit] = NOBODY;
}

/** An ability of the table: checked now, done now if it takes no time, else an order. */
function giveAbility(state: State, unit: number, index: number, command: Command): Refusal | null {
  const row = ABILITIES[index];
  const { target } = command;
  const other = target.kind === 'entity' ? (state.indexOfTag.get(target.tag) ?? NOBODY) : NOBODY;
  const refusal =
    cannotUse(state, unit, row) ?? (row.target === 'unit' ? cannotAim(state, unit, other, row) : null);
  if (refusal !== null) return refusal;
  const x = target.kind === 'point' ? target.x : other === NOBODY ? state.x[unit] : state.x[other];
  const y = target.kind === 'point' ? target.y : other === NOBODY ? state.y[unit] : state.y[other];
  if (!command.queued && blinksAway(state, unit, row, x, y)) return 'MustTargetVisibleLocation';
  if (!row.instant)
    return take(
      state,
      unit,
      { ability: command.ability, target: row.target === 'unit' ? other : NOBODY, x, y },
      command.queued,
    );
  if (isBound(state, unit)) return 'YouCantIssueCommandsToThatUnit';
  useAtOnce(state, unit, index, x, y);
  return null;
}

/** Whether a blink would end where its owner sees nothing. */
function blinksAway(state: State, unit: number, { effect }: AbilitySpec, x: number, y: number): boolean {
  return effect.kind === 'blink' && blinkEnd(state, unit, effect.distance, x, y) === null;
}

/** The order that this command means for this unit, or why it cannot. `smart` becomes what it stands for. */
function toOrder(state: State, unit: number, kind: number, ability: number, target: Target): Order | Refusal {
  const rooted = state.sides[state.player[unit]].speed[kind] === 0;
  const { smart } = ABILITY;
  if (target.kind === 'none')
    return rooted || ability !== ABILITY.hold_position
      ? 'NotSupported'
      : { ability, target: NOBODY, x: 0, y: 0 };
  if (target.kind === 'point') {
    const meant = ability === smart ? ABILITY.move : ability;
    if (!canGo(kind, meant, rooted)) return 'NotSupported';
    return { ability: meant, target: NOBODY, x: target.x, y: target.y };
  }
  const other = state.indexOfTag.get(target.tag) ?? NOBODY;
  const order = { target: other, x: state.x[other], y: state.y[other] };
  const friend = state.player[other] === state.player[unit];
  const attack = cannotAttack(state, kind, other, friend);
  const heal = cannotHeal(state, unit, other, friend);
  if (
    ability === ABILITY.attack ||
    ability === ABILITY.effect_widow_mine_attack ||
    (ability === smart && attack === null)
  )
    return attack ?? { ability: ABILITY.attack, ...order };
  if (ability === ABILITY.effect_heal || (ability === smart && heal === null))
    return heal ?? { ability: ABILITY.effect_heal, ...order };
  if (ability !== smart && ability !== ABILITY.move) return 'NotSupported';
  if (other === unit) return 'CantTargetThatUnit';
  if (rooted) return 'NotSupported';
  if (ability === smart && friend && hasRoom(state, other, unit)) return { ability: smart, ...order };
  return { ability: ABILITY.move, ...order };
}

/** Whether a unit can be sent to a point: armed ones also stand and fight, healers heal on the way. */
function canGo(kind: number, ability: number, rooted: boolean): boolean {
  if (ability === ABILITY.move) return !rooted;
  return ability === ABILITY.attack && (!rooted || KIND.armed[kind] === 1);
}

function cannotAttack(state: State, kind: number, target: number, friend: boolean): Refusal | null {
  if (KIND.armed[kind] === 0) return 'NotSupported';
  if (friend) return 'CantTargetFriendlyUnits';
  if (KIND.untouchable[state.kind[target]] === 1) return 'CantTargetInvulnerableUnits';
  if (WEAPON_OF[kind * PAIRS + state.targetIndex[target]] >= 0) return null;
  return KIND.flying[state.kind[target]] === 1 ? 'CantTargetAirUnits' : 'CantTargetGroundUnits';
}

function cannotHeal(state: State, unit: number, target: number, friend: boolean): Refusal | null {
  if (KIND.heal[state.kind[unit]] === 0) return 'NotSupported';
  if (!friend) return 'MustTargetFriendlyUnits';
  if (target === unit) return 'CantTargetThatUnit';
  if (KIND.biological[state.kind[target]] === 0) return 'MustTargetBiologicalUnits';
  if (state.health[target] >= state.healthMax[target]) return 'RequiresHealTarget';
  return state.energy[unit] > 0 ? null : 'NotEnoughEnergy';
}

/** General ids of what a unit could be told now: what its kind can do, and has the upgrade, the energy and the time for. */
export function usableAbilities(state: State, unit: number): Set<number> {
  const kind = state.kind[unit];
  const usable = new Set<number>();
  for (const [f, { ability }] of SKIRMISH_VOCABULARY.functions.entries()) {
    if (!SKIRMISH_VOCABULARY.users[f].includes(KINDS[kind].id)) continue;
    const row = abilityRow(kind, ability);
    if (row < 0 || cannotUse(state, unit, ABILITIES[row]) === null) usable.add(ability);
  }
  return usable;
}

/** Abilities of `player`'s units that wait for their cooldown, in the order of the units. */
export function coolingAbilities(state: State, player: number): Cooling {
  const tags: bigint[] = [];
  const abilities: number[] = [];
  for (let unit = 0; unit < state.count; unit++) {
    if (state.player[unit] !== player || state.alive[unit] !== LIFE.field) continue;
    const first = unit * COOLDOWN_SLOTS;
    for (let slot = 0; slot < COOLDOWN_SLOTS; slot++) {
      if (state.readyAt[first + slot] <= state.loop) continue;
      for (const { cooldown, slot: used, users, ability } of ABILITIES) {
        if (cooldown === 0 || used !== slot || !users.some((user) => kindOf(user) === state.kind[unit]))
          continue;
        tags.push(state.tag[unit]);
        abilities.push(ability);
      }
    }
  }
  return { tag: BigUint64Array.from(tags), ability: Uint16Array.from(abilities) };
}
