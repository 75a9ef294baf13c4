/**
 * What each unit does in a loop, by its current order: where it walks, whom it attacks or heals. Reads the state as it
 * stood at the start of the loop and moves nobody, so the order in which units decide does not matter.
 */
import { ABILITY } from '../../src/spec/vocabulary.js';
import { engage, goTo, mend } from './combat.js';
import { finishOrder } from './orders.js';
import { sees, seesPoint } from './sight.js';
import { gap, NOBODY, ORDER_SLOTS, type State, walkableX, walkableY } from './state.js';
import { acquire, acquirePatient, canHit, canMend } from './targets.js';
import { KIND } from './units.js';

/** Cells from its point at which a walk is over. */
const ARRIVED = 0.1;
/** A unit that others keep from its point for this many loops has arrived if it is within CROWD cells of it. */
const CROWD_LOOPS = 8;
const CROWD = 2.5;
/** Cells between the edges of a unit and the one it follows. */
const FOLLOW_GAP = 0.5;

/** How readily a unit gives way when units overlap: friends push the idle aside, nobody pushes those who fight. */
export const YIELDS = { idle: 3, walking: 1, busy: 0.05 } as const;

/** Lets every living unit decide. @param hits receives (attacker, target) pairs, see `engage` */
export function decideAll(state: State, hits: number[]): void {
  state.goalOn.fill(0);
  state.engaged.fill(NOBODY);
  state.healing.fill(NOBODY);
  for (let i = 0; i < state.count; i++) {
    if (state.alive[i] === 0) continue;
    state.yields[i] = YIELDS.idle;
    decide(state, i, hits);
    if (state.goalOn[i] === 1) state.yields[i] = YIELDS.walking;
    // Who walks or turns to something else loses the shot that he aims.
    if (state.goalOn[i] === 1 || state.engaged[i] !== state.aimAt[i]) state.aimAt[i] = NOBODY;
  }
}

function decide(state: State, i: number, hits: number[]): void {
  const ability = state.orderCount[i] > 0 ? state.orderAbility[i * ORDER_SLOTS] : ABILITY.no_op;
  const onPoint = state.orderTarget[i * ORDER_SLOTS] === NOBODY;
  switch (ability) {
    case ABILITY.move:
      if (onPoint) walk(state, i);
      else follow(state, i);
      return;
    case ABILITY.attack:
      if (!onPoint) attackUnit(state, i, hits);
      else if (!fight(state, i, hits, true)) walk(state, i);
      return;
    case ABILITY.hold_position:
      state.yields[i] = YIELDS.busy;
      fight(state, i, hits, false);
      return;
    case ABILITY.effect_heal:
      healUnit(state, i);
      return;
    default:
      hitBack(state, i);
      fight(state, i, hits, true);
  }
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
  state.yields[i] = YIELDS.busy;
  return true;
}

function attackUnit(state: State, i: number, hits: number[]): void {
  const target = state.orderTarget[i * ORDER_SLOTS];
  if (!track(state, i, target)) return;
  engage(state, i, target, hits, true);
  state.yields[i] = YIELDS.busy;
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
    state.yields[i] = YIELDS.busy;
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
      ? state.alive[target] === 1
      : sees(state.sight, state.player[i], target)
  ) {
    state.orderX[slot] = state.x[target];
    state.orderY[slot] = state.y[target];
    return true;
  }
  const inSight = seesPoint(state.sight, state.player[i], state.orderX[slot], state.orderY[slot]);
  if (state.alive[target] === 0 && inSight) finishOrder(state, i);
  else walk(state, i);
  return false;
}

/** Walks to the point of the current order, which ends there. */
function walk(state: State, i: number): void {
  const slot = i * ORDER_SLOTS;
  const radius = KIND.radius[state.kind[i]];
  const x = walkableX(state.field, radius, state.orderX[slot]);
  const y = walkableY(state.field, radius, state.orderY[slot]);
  const dx = x - state.x[i];
  const dy = y - state.y[i];
  const near = state.stuckLoops[i] >= CROWD_LOOPS ? CROWD : ARRIVED;
  if (dx * dx + dy * dy <= near * near) finishOrder(state, i);
  else goTo(state, i, x, y, 0);
}
