/**
 * Commands become orders. Each selected unit is checked by itself, as in StarCraft II: who can, obeys; for the rest the
 * command is refused with the name of the SC2 API's ActionResult (s2client-proto, error.proto).
 */
import type { Rejection } from '../../src/spec/match.js';
import { type Command, NO_OP_ABILITY, type Target } from '../../src/spec/observation.js';
import { ABILITY } from '../../src/spec/vocabulary.js';
import { sees } from './sight.js';
import { NOBODY, ORDER_SLOTS, type State } from './state.js';
import { BASE_DAMAGE, KIND, KINDS } from './units.js';

type Refusal =
  | 'NotSupported'
  | 'CantQueueThatOrder'
  | 'NotEnoughEnergy'
  | 'CantTargetThatUnit'
  | 'MustTargetUnit'
  | 'MustTargetVisibleUnit'
  | 'MustTargetWalkableLocation'
  | 'YouCantControlThatUnit'
  | 'RequiresHealTarget'
  | 'CantTargetFriendlyUnits'
  | 'MustTargetFriendlyUnits'
  | 'CantTargetAirUnits'
  | 'MustTargetBiologicalUnits'
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
  if (ability === ABILITY.effect_heal) {
    if (target.kind !== 'entity') return 'MustTargetUnit';
  } else if (!HAVE_TARGET.has(ability)) return 'NotSupported';
  if (target.kind === 'none') return 'MustTargetUnit';
  if (target.kind === 'point') return onMap(state, target) ? null : 'MustTargetWalkableLocation';
  const unit = state.indexOfTag.get(target.tag);
  // A unit in the fog and one that never was give the same answer: refusals must not tell what fog hides.
  if (unit === undefined || state.alive[unit] === 0 || !sees(state.sight, player, unit))
    return 'MustTargetVisibleUnit';
  return null;
}

function onMap(state: State, point: { x: number; y: number }): boolean {
  return point.x >= 0 && point.x < state.field.width && point.y >= 0 && point.y < state.field.height;
}

function giveToUnit(state: State, player: number, tag: bigint, command: Command): Refusal | null {
  const unit = state.indexOfTag.get(tag);
  if (unit === undefined || state.alive[unit] === 0 || state.player[unit] !== player)
    return 'YouCantControlThatUnit';
  if (command.ability === ABILITY.stop) {
    clearOrders(state, unit);
    return null;
  }
  const order = toOrder(state, unit, command.ability, command.target);
  if (typeof order === 'string') return order;
  if (!command.queued) clearOrders(state, unit);
  else if (state.orderCount[unit] === ORDER_SLOTS) return 'OrderQueueIsFull';
  const slot = unit * ORDER_SLOTS + state.orderCount[unit]++;
  state.orderAbility[slot] = order.ability;
  state.orderTarget[slot] = order.target;
  state.orderX[slot] = order.x;
  state.orderY[slot] = order.y;
  return null;
}

/** The order that this command means for this unit, or why it cannot. `smart` becomes what it stands for. */
function toOrder(state: State, unit: number, ability: number, target: Target): Order | Refusal {
  const kind = state.kind[unit];
  if (target.kind === 'none') return { ability, target: NOBODY, x: 0, y: 0 };
  if (target.kind === 'point') {
    const meant = ability === ABILITY.smart ? ABILITY.move : ability;
    return { ability: meant, target: NOBODY, x: target.x, y: target.y };
  }
  const other = state.indexOfTag.get(target.tag) ?? NOBODY;
  const order = { target: other, x: state.x[other], y: state.y[other] };
  const friend = state.player[other] === state.player[unit];
  const attack = cannotAttack(kind, state.kind[other], friend);
  const heal = cannotHeal(state, unit, other, friend);
  const move: Refusal | null = other === unit ? 'CantTargetThatUnit' : null;
  const { smart } = ABILITY;
  if (ability === ABILITY.attack || (ability === smart && attack === null))
    return attack ?? { ability: ABILITY.attack, ...order };
  if (ability === ABILITY.effect_heal || (ability === smart && heal === null))
    return heal ?? { ability: ABILITY.effect_heal, ...order };
  return move ?? { ability: ABILITY.move, ...order };
}

function cannotAttack(kind: number, target: number, friend: boolean): Refusal | null {
  if (KIND.armed[kind] === 0) return 'NotSupported';
  if (friend) return 'CantTargetFriendlyUnits';
  return BASE_DAMAGE[kind * KINDS.length + target] > 0 ? null : 'CantTargetAirUnits';
}

function cannotHeal(state: State, unit: number, target: number, friend: boolean): Refusal | null {
  if (KIND.heal[state.kind[unit]] === 0) return 'NotSupported';
  if (!friend) return 'MustTargetFriendlyUnits';
  if (target === unit) return 'CantTargetThatUnit';
  if (KIND.biological[state.kind[target]] === 0) return 'MustTargetBiologicalUnits';
  if (state.health[target] >= KIND.health[state.kind[target]]) return 'RequiresHealTarget';
  return state.energy[unit] > 0 ? null : 'NotEnoughEnergy';
}

/** Forgets all orders and the target that the unit chose itself. */
function clearOrders(state: State, unit: number): void {
  state.orderCount[unit] = 0;
  state.acquired[unit] = NOBODY;
  state.stuckLoops[unit] = 0;
}

/** The current order is done; the next one moves up. */
export function finishOrder(state: State, unit: number): void {
  const from = unit * ORDER_SLOTS;
  const end = from + state.orderCount[unit];
  for (const part of [state.orderAbility, state.orderTarget, state.orderX, state.orderY])
    part.copyWithin(from, from + 1, end);
  state.orderCount[unit]--;
  state.acquired[unit] = NOBODY;
  state.stuckLoops[unit] = 0;
}
