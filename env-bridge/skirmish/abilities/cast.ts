/**
 * Using an ability: whether a unit may, how it comes into range, how long it takes. What it does is in effects.ts and
 * happens when all have decided.
 */
import { goTo, lookAt } from '../combat.js';
import { finishOrder } from '../order-queue.js';
import { COOLDOWN_SLOTS, gap, LIFE, NOBODY, ORDER_SLOTS, type State, seesUnit } from '../state.js';
import { hasRoom } from '../transport.js';
import { KIND } from '../units.js';
import { CANNOT } from './buffs.js';
import { perform } from './effects.js';
import { ABILITIES, type AbilitySpec } from './table.js';

export type CastRefusal =
  | 'TechRequirementsNotMet'
  | 'NotEnoughEnergy'
  | 'NotEnoughLife'
  | 'Cooldown'
  | 'YouCantIssueCommandsToThatUnit';

export type AimRefusal =
  | 'CantTargetFriendlyUnits'
  | 'MustTargetFriendlyUnits'
  | 'CantTargetInvulnerableUnits'
  | 'CantTargetThatUnit'
  | 'CantLoadThatUnit'
  | 'MustTargetAirUnits'
  | 'MustTargetGroundUnits'
  | 'MustTargetBiologicalUnits'
  | 'MustTargetMechanicalUnits'
  | 'CantTargetMassiveUnits'
  | 'CantTargetStructures'
  | 'MustTargetUnitWithEnergy'
  | 'RequiresHealTarget'
  | 'NotEnoughRoomToLoadUnit';

/** Five numbers each: caster, row, target, x, y. */
export type Casts = number[];

/** Why the unit may not use the ability now; null if it may. */
export function cannotUse(state: State, unit: number, row: AbilitySpec): CastRefusal | null {
  const { upgrades } = state.sides[state.player[unit]];
  if (row.requires !== null && (upgrades[row.requires] ?? 0) === 0) return 'TechRequirementsNotMet';
  if ((state.cannot[unit] & CANNOT.cast) !== 0) return 'YouCantIssueCommandsToThatUnit';
  if (state.energy[unit] < row.energy) return 'NotEnoughEnergy';
  if (row.health > 0 && state.health[unit] <= row.health) return 'NotEnoughLife';
  if (state.readyAt[unit * COOLDOWN_SLOTS + row.slot] > state.loop) return 'Cooldown';
  return null;
}

/** Why the ability cannot be aimed at this unit; null if it can. The target is alive and seen. */
export function cannotAim(state: State, unit: number, target: number, row: AbilitySpec): AimRefusal | null {
  const { filter, effect } = row;
  if (filter === null) return null;
  const kind = state.kind[target];
  const own = state.player[target] === state.player[unit];
  if (target === unit) return 'CantTargetThatUnit';
  if (filter.side === 'enemy' && own) return 'CantTargetFriendlyUnits';
  if (filter.side === 'own' && !own) return 'MustTargetFriendlyUnits';
  if (KIND.untouchable[kind] === 1) return 'CantTargetInvulnerableUnits';
  if (filter.layer === 'ground' && KIND.flying[kind] === 1) return 'MustTargetGroundUnits';
  if (filter.layer === 'air' && KIND.flying[kind] === 0) return 'MustTargetAirUnits';
  if (filter.not?.some((attribute) => KIND[attribute][kind] === 1) === true)
    return filter.not.includes('massive') && KIND.massive[kind] === 1
      ? 'CantTargetMassiveUnits'
      : 'CantTargetStructures';
  if (filter.only !== undefined && !filter.only.some((attribute) => KIND[attribute][kind] === 1))
    return filter.only[0] === 'biological' ? 'MustTargetBiologicalUnits' : 'MustTargetMechanicalUnits';
  if (filter.energy === true && KIND.energy[kind] === 0) return 'MustTargetUnitWithEnergy';
  if (filter.hurt === true && state.health[target] >= state.healthMax[target]) return 'RequiresHealTarget';
  if (effect.kind === 'load' && KIND.size[kind] === 0) return 'CantLoadThatUnit';
  if (effect.kind === 'load' && !hasRoom(state, unit, target)) return 'NotEnoughRoomToLoadUnit';
  return null;
}

/** The current order is to use an ability: comes into range, then begins. @param casts receives what is done in this loop */
export function obey(state: State, unit: number, index: number, casts: Casts): void {
  const row = ABILITIES[index];
  const slot = unit * ORDER_SLOTS;
  const target = row.target === 'unit' ? state.orderTarget[slot] : NOBODY;
  if (row.target === 'unit' && !canStill(state, unit, target, row)) {
    finishOrder(state, unit);
    return;
  }
  if (target !== NOBODY) {
    state.engaged[unit] = target;
    state.orderX[slot] = state.x[target];
    state.orderY[slot] = state.y[target];
  }
  const x = state.orderX[slot];
  const y = state.orderY[slot];
  if (row.range > 0 && distanceTo(state, unit, target, x, y) > row.range) {
    const touch = KIND.radius[state.kind[unit]] + (target === NOBODY ? 0 : KIND.radius[state.kind[target]]);
    if (state.speed[unit] > 0 && cannotUse(state, unit, row) === null)
      goTo(state, unit, x, y, touch + row.range * 0.98);
    else finishOrder(state, unit);
    return;
  }
  const able = cannotUse(state, unit, row) === null;
  finishOrder(state, unit);
  if (able) begin(state, unit, index, target, x, y, casts);
}

function distanceTo(state: State, unit: number, target: number, x: number, y: number): number {
  if (target !== NOBODY) return gap(state, unit, target);
  const dx = x - state.x[unit];
  const dy = y - state.y[unit];
  return Math.sqrt(dx * dx + dy * dy) - KIND.radius[state.kind[unit]];
}

/** Whether the target is still there to be aimed at. */
function canStill(state: State, unit: number, target: number, row: AbilitySpec): boolean {
  return (
    target !== NOBODY &&
    state.alive[target] === LIFE.field &&
    seesUnit(state, state.player[unit], target) &&
    cannotAim(state, unit, target, row) === null
  );
}

function begin(
  state: State,
  unit: number,
  index: number,
  target: number,
  x: number,
  y: number,
  casts: Casts,
): void {
  const row = ABILITIES[index];
  if (target !== NOBODY) lookAt(state, unit, target);
  const loops = castLoops(state, unit, row);
  if (loops === 0) {
    pay(state, unit, row);
    casts.push(unit, index, target, x, y);
    return;
  }
  // What holds is paid for when it begins; the rest when it is done, so that breaking off costs nothing.
  if (row.effect.kind === 'hold') pay(state, unit, row);
  state.busy[unit] = index;
  state.busyUntil[unit] = state.loop + loops;
  state.busyTarget[unit] = target;
  state.busyX[unit] = x;
  state.busyY[unit] = y;
  if (row.effect.kind === 'hold') casts.push(unit, index, target, x, y);
}

function castLoops(state: State, unit: number, { cast, faster }: AbilitySpec): number {
  if (faster === null) return cast;
  return (state.sides[state.player[unit]].upgrades[faster.upgrade] ?? 0) > 0 ? faster.cast : cast;
}

/** One loop of what the unit is busy with. */
export function continueBusy(state: State, unit: number, casts: Casts): void {
  const index = state.busy[unit];
  const row = ABILITIES[index];
  const target = state.busyTarget[unit];
  const hurt = row.fragile && state.hitLoop[unit] >= state.loop - 1;
  const lost = row.target === 'unit' && !(target !== NOBODY && heldOrSeen(state, unit, target));
  const stunned = row.effect.kind !== 'morph' && (state.cannot[unit] & CANNOT.cast) !== 0;
  if (hurt || lost || stunned) {
    state.busy[unit] = NOBODY;
    return;
  }
  if (target !== NOBODY) state.engaged[unit] = target;
  const done = state.loop >= state.busyUntil[unit];
  if (done) state.busy[unit] = NOBODY;
  if (row.effect.kind === 'hold') {
    if (!done) casts.push(unit, index, target, state.x[target], state.y[target]);
    return;
  }
  if (!done || (row.effect.kind !== 'morph' && cannotUse(state, unit, row) !== null)) return;
  pay(state, unit, row);
  casts.push(unit, index, target, state.busyX[unit], state.busyY[unit]);
}

function heldOrSeen(state: State, unit: number, target: number): boolean {
  return state.alive[target] === LIFE.field && seesUnit(state, state.player[unit], target);
}

/** Whether what the unit is busy with can be broken off: changing form cannot. */
export function isBound(state: State, unit: number): boolean {
  const index = state.busy[unit];
  return index !== NOBODY && ABILITIES[index].effect.kind === 'morph';
}

function pay(state: State, unit: number, row: AbilitySpec): void {
  state.energy[unit] -= row.energy;
  state.health[unit] -= row.health;
  if (row.cooldown > 0) state.readyAt[unit * COOLDOWN_SLOTS + row.slot] = state.loop + row.cooldown;
}

/** Uses an ability that takes no time, now, beside whatever the unit does. It may. */
export function useAtOnce(state: State, unit: number, index: number, x: number, y: number): void {
  pay(state, unit, ABILITIES[index]);
  perform(state, unit, ABILITIES[index], NOBODY, x, y);
}
