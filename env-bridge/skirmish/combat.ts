/**
 * Aiming, hitting, healing, dying. All units act upon the same moment: hits are collected first and
 * dealt afterwards, so two units can kill each other and nobody gains from standing earlier in the arrays.
 */

import { LOOPS_PER_GAME_SECOND } from '../../src/spec/observation.js';
import { sees, sightLeaves } from './sight.js';
import { gap, NOBODY, type State } from './state.js';
import { canMend, RANGE_SLOP } from './targets.js';
import { BASE_DAMAGE, KIND, KINDS, LEAST_DAMAGE, REGENERATION } from './units.js';

/** Walkers stop this far within range (cells), or at half of a shorter range, so that rounding cannot keep them out. */
const WITHIN_RANGE = 0.05;
const SHIELD_DELAY = REGENERATION.shieldDelay * LOOPS_PER_GAME_SECOND;
const SHIELD_RATE = REGENERATION.shield / LOOPS_PER_GAME_SECOND;
const ENERGY_RATE = REGENERATION.energy / LOOPS_PER_GAME_SECOND;

/**
 * Attacks `target` for one loop: aims and fires if it is in range, else walks there.
 * @param hits receives (attacker, target) pairs of the shots that hit in this loop
 * @param chase whether it may walk
 */
export function engage(state: State, unit: number, target: number, hits: number[], chase: boolean): void {
  const kind = state.kind[unit];
  const distance = gap(state, unit, target);
  const aiming = state.aimAt[unit] === target;
  state.engaged[unit] = target;
  if (distance > KIND.range[kind] + (aiming ? RANGE_SLOP : 0)) {
    state.aimAt[unit] = NOBODY;
    if (chase) approach(state, unit, target);
    return;
  }
  lookAt(state, unit, target);
  // Aiming begins so early that a unit which stands still fires exactly once a cooldown.
  if (aiming) state.aimLoops[unit]++;
  else if (state.cooldown[unit] <= KIND.damagePoint[kind]) {
    state.aimAt[unit] = target;
    state.aimLoops[unit] = 0;
  } else {
    state.aimAt[unit] = NOBODY;
    return;
  }
  if (state.aimLoops[unit] < KIND.damagePoint[kind] || state.cooldown[unit] > 0) return;
  hits.push(unit, target);
  state.cooldown[unit] += KIND.cooldown[kind];
  state.aimAt[unit] = NOBODY;
}

/** Walks until the target is in range. */
function approach(state: State, unit: number, target: number): void {
  const range = KIND.range[state.kind[unit]];
  const touch = KIND.radius[state.kind[unit]] + KIND.radius[state.kind[target]];
  goTo(state, unit, state.x[target], state.y[target], touch + range - Math.min(WITHIN_RANGE, range / 2));
}

/** Sets where the unit walks in this loop; it stops at `reach` cells from the point. */
export function goTo(state: State, unit: number, x: number, y: number, reach: number): void {
  state.goalOn[unit] = 1;
  state.goalX[unit] = x;
  state.goalY[unit] = y;
  state.goalReach[unit] = reach;
}

function lookAt(state: State, unit: number, target: number): void {
  state.lookX[unit] = state.x[target] - state.x[unit];
  state.lookY[unit] = state.y[target] - state.y[unit];
}

/** Heals `target` for one loop, or flies there. */
export function mend(state: State, unit: number, target: number): void {
  const kind = state.kind[unit];
  state.engaged[unit] = target;
  if (gap(state, unit, target) > KIND.range[kind]) approach(state, unit, target);
  else {
    lookAt(state, unit, target);
    state.healing[unit] = target;
  }
}

/** Time passes for weapons, shields, energy and Zerg flesh. */
export function regenerate(state: State): void {
  for (let i = 0; i < state.count; i++) {
    if (state.alive[i] === 0) continue;
    const kind = state.kind[i];
    // Not below zero, but for the rest of the loop in which it became ready.
    state.cooldown[i] = state.cooldown[i] > 0 ? state.cooldown[i] - 1 : 0;
    if (state.shield[i] < KIND.shield[kind] && state.loop - state.hitLoop[i] >= SHIELD_DELAY)
      state.shield[i] = Math.min(KIND.shield[kind], state.shield[i] + SHIELD_RATE);
    if (state.energy[i] < KIND.energy[kind])
      state.energy[i] = Math.min(KIND.energy[kind], state.energy[i] + ENERGY_RATE);
    if (state.health[i] < KIND.health[kind])
      state.health[i] = Math.min(KIND.health[kind], state.health[i] + KIND.regeneration[kind]);
  }
}

/** Deals the hits of this loop, buries the dead, then heals the living. */
export function resolve(state: State, hits: readonly number[]): void {
  state.hitBy.fill(NOBODY);
  for (let h = 0; h < hits.length; h += 2) strike(state, hits[h], hits[h + 1]);
  for (let h = 1; h < hits.length; h += 2)
    if (state.health[hits[h]] <= 0 && state.alive[hits[h]] === 1) die(state, hits[h]);
  state.healed.fill(0);
  for (let i = 0; i < state.count; i++) {
    const patient = state.healing[i];
    if (patient === NOBODY || state.alive[i] === 0 || !canMend(state, patient)) continue;
    const kind = state.kind[i];
    const room = KIND.health[state.kind[patient]] - state.health[patient];
    const healed = Math.min(KIND.heal[kind], room, state.energy[i] * KIND.healthPerEnergy[kind]);
    state.health[patient] += healed;
    state.energy[i] -= healed / KIND.healthPerEnergy[kind];
    state.healed[i] = 1;
  }
}

/** One shot: each hit takes shields first, which have no armour; what is left meets armour. */
function strike(state: State, attacker: number, target: number): void {
  const kind = state.kind[attacker];
  const armor = KIND.armor[state.kind[target]];
  for (let hit = 0; hit < KIND.attacks[kind]; hit++) {
    const damage = BASE_DAMAGE[kind * KINDS.length + state.kind[target]];
    const absorbed = Math.min(state.shield[target], damage);
    state.shield[target] -= absorbed;
    // The least damage is one of the whole hit, so it is met where shields took some.
    const least = absorbed > 0 ? 0 : LEAST_DAMAGE;
    state.health[target] -= Math.max(least, damage - absorbed - armor);
  }
  state.hitBy[target] = attacker;
  state.hitLoop[target] = state.loop;
}

/** Takes a unit off the field. */
export function die(state: State, unit: number): void {
  const player = state.player[unit];
  state.deaths.push({
    tag: state.tag[unit],
    player,
    enemySaw: sees(state.sight, player === 1 ? 2 : 1, unit),
  });
  state.alive[unit] = 0;
  state.health[unit] = 0;
  state.shield[unit] = 0;
  state.orderCount[unit] = 0;
  state.engaged[unit] = NOBODY;
  state.healing[unit] = NOBODY;
  sightLeaves(state.sight, unit, player, KIND.sight[state.kind[unit]]);
}
