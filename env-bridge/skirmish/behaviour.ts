/**
 * What each unit does in a loop, by its current order: where it walks, whom it attacks or heals. Reads the state as it
 * stood at the start of the loop and moves nobody, so the order in which units decide does not matter.
 */
import { ABILITY } from '../../src/spec/vocabulary.js';
import { type Casts, continueBusy, obey } from './abilities/cast.js';
import { abilityRow } from './abilities/table.js';
import { engage, goTo, mend } from './combat.js';
import { findNear } from './ground/neighbours.js';
import { reachable } from './ground/stand.js';
import type { Spot } from './ground/walk.js';
import { finishOrder } from './order-queue.js';
import type { Intents } from './resolve.js';
import { seesPoint } from './sight.js';
import { gap, LIFE, NOBODY, ORDER_SLOTS, type State, seesUnit } from './state.js';
import { acquire, acquirePatient, canHit, canMend } from './targets.js';
import { BOARDING_GAP, hasRoom } from './transport.js';
import { KIND } from './units.js';

/** Cells from its point at which a walk is over. */
const ARRIVED = 0.1;
/** A unit that others keep from its point for this many loops has arrived if it is within CROWD cells of it. */
const CROWD_LOOPS = 8;
const CROWD = 2.5;
/** Cells between units that touch. */
const TOUCH = 0.1;
/** Cells between the edges of a unit and the one it follows. */
const FOLLOW_GAP = 0.5;
/** Cells from its point at which a transport puts out whom it carries. */
const UNLOAD_REACH = 0.5;

/** How readily a unit gives way when units overlap: friends push the idle aside, nobody pushes those who fight. */
export const YIELDS = { idle: 3, walking: 1, busy: 0.05, rooted: 0 } as const;

/** Lets every unit on the field decide. @param intents receives what they do to each other */
export function decideAll(state: State, intents: Intents): void {
  state.goalOn.fill(0);
  state.engaged.fill(NOBODY);
  state.healing.fill(NOBODY);
  for (let i = 0; i < state.count; i++) {
    if (state.alive[i] !== LIFE.field) continue;
    const kind = state.kind[i];
    state.yields[i] = KIND.rooted[kind] === 1 ? YIELDS.rooted : YIELDS.idle;
    if (state.busy[i] !== NOBODY) {
      continueBusy(state, i, intents.casts);
      state.yields[i] = Math.min(state.yields[i], YIELDS.busy);
    } else decide(state, i, intents);
    if (state.goalOn[i] === 1) state.yields[i] = YIELDS.walking;
    // Who walks or turns to something else loses the shot that he aims.
    if ((state.goalOn[i] === 1 && KIND.firesMoving[kind] === 0) || state.engaged[i] !== state.aimAt[i])
      state.aimAt[i] = NOBODY;
  }
}

function decide(state: State, i: number, intents: Intents): void {
  const ability = state.orderCount[i] > 0 ? state.orderAbility[i * ORDER_SLOTS] : ABILITY.no_op;
  const onPoint = state.orderTarget[i * ORDER_SLOTS] === NOBODY;
  const { hits, casts } = intents;
  switch (ability) {
    case ABILITY.move:
      if (onPoint) walk(state, i);
      else follow(state, i);
      if (KIND.firesMoving[state.kind[i]] === 1) fireInPassing(state, i, hits);
      return;
    case ABILITY.attack:
      if (!onPoint) attackUnit(state, i, hits);
      else if (!fight(state, i, hits, true)) walk(state, i);
      return;
    case ABILITY.hold_position:
      holdStill(state, i);
      fight(state, i, hits, false);
      return;
    case ABILITY.effect_heal:
      healUnit(state, i);
      return;
    case ABILITY.smart:
      goAboard(state, i, casts);
      return;
    case ABILITY.unload_all_at:
      putOut(state, i, casts);
      return;
    case ABILITY.no_op:
      hitBack(state, i);
      fight(state, i, hits, true);
      return;
    default: {
      const row = abilityRow(state.kind[i], ability);
      if (row < 0) finishOrder(state, i);
      else obey(state, i, row, casts);
      holdStill(state, i);
    }
  }
}

/** Friends do not push aside who has something to do. */
function holdStill(state: State, i: number): void {
  state.yields[i] = Math.min(state.yields[i], YIELDS.busy);
}

/** Shoots whom it can reach without turning from its way. */
function fireInPassing(state: State, i: number, hits: number[]): void {
  const other = acquire(state, i, false);
  if (other !== NOBODY) engage(state, i, other, hits, false);
}

/** Walks to a transport and goes aboard. */
function goAboard(state: State, i: number, casts: Casts): void {
  const carrier = state.orderTarget[i * ORDER_SLOTS];
  if (carrier === NOBODY || state.alive[carrier] !== LIFE.field || !hasRoom(state, carrier, i))
    finishOrder(state, i);
  else if (gap(state, i, carrier) <= BOARDING_GAP) {
    const load = abilityRow(state.kind[carrier], ABILITY.load);
    casts.push(carrier, load, i, state.x[i], state.y[i]);
  } else {
    state.engaged[i] = carrier;
    const touch = KIND.radius[state.kind[i]] + KIND.radius[state.kind[carrier]];
    goTo(state, i, state.x[carrier], state.y[carrier], touch + BOARDING_GAP / 2);
  }
}

/** Flies to the point of the order and puts out whom it carries. */
function putOut(state: State, i: number, casts: Casts): void {
  const slot = i * ORDER_SLOTS;
  const dx = state.orderX[slot] - state.x[i];
  const dy = state.orderY[slot] - state.y[i];
  const there = dx * dx + dy * dy <= UNLOAD_REACH * UNLOAD_REACH;
  if (state.cargo[i] === 0) finishOrder(state, i);
  else if (!there) goTo(state, i, state.orderX[slot], state.orderY[slot], 0);
  else if (state.loop >= state.unloadAt[i])
    casts.push(i, abilityRow(state.kind[i], ABILITY.unload_all_at), NOBODY, state.x[i], state.y[i]);
}

/** An idle unit that is hit turns on the attacker, however far he is (as long as he is seen). */
function hitBack(state: State, i: number): void {
  const attacker = state.hitBy[i];
  if (attacker !== NOBODY && state.acquired[i] === NOBODY && canHit(state, i, attacker))
    state.acquired[i] = attacker;
}

/** Attacks or heals whom the unit chooses by itself; false if there is nobody. */
function fight(state: State, i: number, hits: number[], chase: boolean): boolean {
  const healer = KIND.heal[state.kind[i]] > 0;
  const other = healer ? acquirePatient(state, i, chase) : acquire(state, i, chase);
  if (other === NOBODY) return false;
  if (healer) mend(state, i, other);
  else engage(state, i, other, hits, chase);
  holdStill(state, i);
  return true;
}

function attackUnit(state: State, i: number, hits: number[]): void {
  const target = state.orderTarget[i * ORDER_SLOTS];
  if (!track(state, i, target)) return;
  if (!canHit(state, i, target)) {
    finishOrder(state, i);
    return;
  }
  engage(state, i, target, hits, true);
  holdStill(state, i);
}

function follow(state: State, i: number): void {
  const target = state.orderTarget[i * ORDER_SLOTS];
  if (!track(state, i, target)) return;
  state.engaged[i] = target;
  const apart = KIND.radius[state.kind[i]] + KIND.radius[state.kind[target]] + FOLLOW_GAP;
  if (gap(state, i, target) > FOLLOW_GAP) goTo(state, i, state.x[target], state.y[target], apart);
}

function healUnit(state: State, i: number): void {
  const target = state.orderTarget[i * ORDER_SLOTS];
  if (state.energy[i] <= 0 || !canMend(state, target)) finishOrder(state, i);
  else {
    mend(state, i, target);
    holdStill(state, i);
  }
}

/**
 * Remembers where the order's target was last seen. If it is out of sight the unit walks there, and the order ends with
 * the walk. It ends at once if the target died in sight: a death in the fog must not be felt.
 * @returns false if there is nothing more to do in this loop
 */
function track(state: State, i: number, target: number): boolean {
  const slot = i * ORDER_SLOTS;
  if (
    state.player[target] === state.player[i]
      ? state.alive[target] === LIFE.field
      : seesUnit(state, state.player[i], target)
  ) {
    state.orderX[slot] = state.x[target];
    state.orderY[slot] = state.y[target];
    return true;
  }
  const inSight = seesPoint(state.sight, state.player[i], state.orderX[slot], state.orderY[slot]);
  if (state.alive[target] !== LIFE.field && inSight) finishOrder(state, i);
  else walk(state, i);
  return false;
}

const goal: Spot = { x: 0, y: 0 };

/** Walks to the point of the current order, or as near to it as there is a way; the order ends there. */
function walk(state: State, i: number): void {
  const slot = i * ORDER_SLOTS;
  reachable(state, i, state.orderX[slot], state.orderY[slot], goal);
  const { x, y } = goal;
  const dx = x - state.x[i];
  const dy = y - state.y[i];
  const near = state.stuckLoops[i] >= CROWD_LOOPS ? CROWD : ARRIVED;
  const rooted = state.sides[state.player[i]].speed[state.kind[i]] === 0;
  const squared = dx * dx + dy * dy;
  // Who may have to fight at its end presses on.
  const rests = state.orderAbility[slot] === ABILITY.move && squared <= CROWD * CROWD;
  const arrived = squared <= near * near || (rests && isBehind(state, i, x, y, squared));
  if (rooted || arrived) finishOrder(state, i);
  else goTo(state, i, x, y, 0);
}

/** Whether the unit touches a friend who stands nearer to the point: a group comes to rest around it, and does not mill about. */
function isBehind(state: State, i: number, x: number, y: number, squared: number): boolean {
  const { near, player, kind } = state;
  const reach = KIND.radius[kind[i]] + near.widest + TOUCH;
  const end = findNear(near, player[i], state.x[i], state.y[i], reach);
  for (let k = 0; k < end; k++) {
    const other = near.found[k];
    if (other === i || state.vx[other] !== 0 || state.vy[other] !== 0) continue;
    if (KIND.flying[kind[other]] !== KIND.flying[kind[i]] || gap(state, i, other) > TOUCH) continue;
    const dx = state.x[other] - x;
    const dy = state.y[other] - y;
    if (dx * dx + dy * dy < squared) return true;
  }
  return false;
}
