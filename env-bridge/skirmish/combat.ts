/**
 * Aiming, firing, healing: what a unit does about another in a loop. Shots are collected first and dealt afterwards
 * (damage.ts), so two units can kill each other and nobody gains from standing earlier in the arrays.
 */
import { LOOPS_PER_GAME_SECOND } from '../../src/spec/observation.js';
import { buffIndex, CANNOT } from './abilities/buffs.js';
import { addBuff, COOLDOWN_SLOTS, gap, NOBODY, type State } from './state.js';
import { RANGE_SLOP, reachOf } from './targets.js';
import { KIND, PAIRS, WEAPON, WEAPON_OF } from './units.js';

/** Walkers stop this far within range (cells), or at half of a shorter range, so that rounding cannot keep them out. */
const WITHIN_RANGE = 0.05;
/** Liquipedia, "Charge": from 4 cells, each 7 s at "faster". */
const CHARGE_RANGE = 4;
const CHARGE_COOLDOWN = 10 * LOOPS_PER_GAME_SECOND;
const CHARGING = buffIndex('charging');

/**
 * Attacks `target`, which it can hit, for one loop: aims and fires if it is in range, else walks there.
 * @param hits receives (attacker, target) pairs of the shots that hit in this loop
 * @param chase whether it may walk
 */
export function engage(state: State, unit: number, target: number, hits: number[], chase: boolean): void {
  const kind = state.kind[unit];
  const weapon = WEAPON_OF[kind * PAIRS + state.targetIndex[target]];
  if (weapon < 0) return;
  const distance = gap(state, unit, target);
  const aiming = state.aimAt[unit] === target;
  const reach = reachOf(state, unit, weapon);
  state.engaged[unit] = target;
  if (distance > reach + (aiming ? RANGE_SLOP : 0)) {
    state.aimAt[unit] = NOBODY;
    if (chase) approach(state, unit, target, reach);
    return;
  }
  lookAt(state, unit, target);
  if (distance < WEAPON.least[weapon] || (state.cannot[unit] & CANNOT.attack) !== 0) {
    state.aimAt[unit] = NOBODY;
    return;
  }
  // Whole loops of aiming; who fires faster aims faster.
  const aim = Math.ceil(WEAPON.damagePoint[weapon] / state.rate[unit]);
  // Aiming begins so early that a unit which stands still fires exactly once a cooldown.
  if (aiming) state.aimLoops[unit]++;
  else if (state.cooldown[unit] <= aim * state.rate[unit]) {
    state.aimAt[unit] = target;
    state.aimLoops[unit] = 0;
  } else {
    state.aimAt[unit] = NOBODY;
    return;
  }
  if (state.aimLoops[unit] < aim || state.cooldown[unit] > 0) return;
  hits.push(unit, target);
  state.cooldown[unit] += WEAPON.cooldown[weapon];
  state.aimAt[unit] = NOBODY;
}

/** Walks until the target is in range. */
function approach(state: State, unit: number, target: number, reach: number): void {
  if (KIND.charges[state.kind[unit]] === 1) charge(state, unit, target);
  const touch = KIND.radius[state.kind[unit]] + KIND.radius[state.kind[target]];
  goTo(state, unit, state.x[target], state.y[target], touch + reach - Math.min(WITHIN_RANGE, reach / 2));
}

/** A Zealot with Charge rushes by itself at whom it is about to attack. */
function charge(state: State, unit: number, target: number): void {
  const ready = unit * COOLDOWN_SLOTS;
  if ((state.sides[state.player[unit]].upgrades.charge ?? 0) === 0 || state.readyAt[ready] > state.loop)
    return;
  if (state.speed[unit] === 0 || gap(state, unit, target) > CHARGE_RANGE) return;
  state.readyAt[ready] = state.loop + CHARGE_COOLDOWN;
  addBuff(state, unit, CHARGING);
}

/** Sets where the unit walks in this loop; it stops at `reach` cells from the point. Who cannot move stays. */
export function goTo(state: State, unit: number, x: number, y: number, reach: number): void {
  if (state.speed[unit] === 0) return;
  state.goalOn[unit] = 1;
  state.goalX[unit] = x;
  state.goalY[unit] = y;
  state.goalReach[unit] = reach;
}

export function lookAt(state: State, unit: number, target: number): void {
  state.lookX[unit] = state.x[target] - state.x[unit];
  state.lookY[unit] = state.y[target] - state.y[unit];
}

/** Heals `target` for one loop, or flies there. */
export function mend(state: State, unit: number, target: number): void {
  const range = KIND.range[state.kind[unit]];
  state.engaged[unit] = target;
  if (gap(state, unit, target) > range) approach(state, unit, target, range);
  else {
    lookAt(state, unit, target);
    state.healing[unit] = target;
  }
}
