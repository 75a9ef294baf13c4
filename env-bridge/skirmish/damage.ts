/**
 * Hits, splash, spells and death. All of a loop's damage is dealt upon the same moment: shots and spells were decided before,
 * and whoever falls is buried only when all have been dealt, so nobody gains from standing earlier in the arrays.
 */
import { LOOPS_PER_GAME_SECOND } from '../../src/spec/observation.js';
import { buffBit, buffIndex } from './abilities/buffs.js';
import { sightLeaves } from './sight.js';
import {
  addBuff,
  COOLDOWN_SLOTS,
  gap,
  LIFE,
  NEUTRAL,
  NOBODY,
  removeBuff,
  type State,
  seesUnit,
} from './state.js';
import type { Splash } from './units/types.js';
import {
  BASE_DAMAGE,
  KIND,
  LEAST_DAMAGE,
  LEVEL_DAMAGE,
  MELEE_RANGE,
  PAIRS,
  WEAPON,
  WEAPON_OF,
  WEAPONS,
} from './units.js';

const GUARDED = buffBit('guardian_shield');
/** Points that a Guardian Shield takes from each ranged hit (Liquipedia, "Guardian Shield"). */
const GUARD = 2;
/** An Immortal's Barrier: points, its buff, and how often (Liquipedia, "Immortal": 32 s at "faster"). */
const BARRIER_POINTS = 100;
const BARRIER = buffIndex('barrier');
const BARRIER_COOLDOWN = 45 * LOOPS_PER_GAME_SECOND;
const CHARGING = buffIndex('charging');
/** A charge's blow (Liquipedia, "Charge"). */
const CHARGE_DAMAGE = 8;
const SLOW = buffIndex('slow');
/** Weapons of which a Guardian Shield takes something. */
const RANGED = Uint8Array.from(WEAPONS, ({ range }) => Number(range > MELEE_RANGE));

/** One hit on one unit: shields first, which have their own armour; what is left meets armour. */
export function hit(state: State, attacker: number, target: number, points: number, ranged: boolean): void {
  if (!touches(state, target)) return;
  let left = points;
  if (ranged && (state.buffs[target] & GUARDED) !== 0) left -= GUARD;
  left = behindBarrier(state, target, Math.max(LEAST_DAMAGE, left));
  if (left > 0 && state.shield[target] > 0) {
    left = Math.max(LEAST_DAMAGE, left - state.shieldArmor[target]);
    const absorbed = Math.min(state.shield[target], left);
    state.shield[target] -= absorbed;
    // The least damage is one of the whole hit, so it is met where shields took some.
    state.health[target] -= Math.max(0, left - absorbed - state.armor[target]);
  } else if (left > 0) state.health[target] -= Math.max(LEAST_DAMAGE, left - state.armor[target]);
  feel(state, attacker, target);
}

/** Damage of a spell: shields first, no armour. @param attacker whose it is, or NOBODY */
export function burn(state: State, attacker: number, target: number, points: number): void {
  if (!touches(state, target)) return;
  const left = behindBarrier(state, target, points);
  const absorbed = Math.min(state.shield[target], left);
  state.shield[target] -= absorbed;
  state.health[target] -= left - absorbed;
  feel(state, attacker, target);
}

function touches(state: State, target: number): boolean {
  return state.alive[target] === LIFE.field && KIND.untouchable[state.kind[target]] === 0;
}

/** The target knows that it was hurt, and by which enemy. */
function feel(state: State, attacker: number, target: number): void {
  state.hitLoop[target] = state.loop;
  if (attacker !== NOBODY && state.player[attacker] !== state.player[target]) state.hitBy[target] = attacker;
}

/** What a Barrier lets through; it comes up by itself. */
function behindBarrier(state: State, target: number, points: number): number {
  if (KIND.barrier[state.kind[target]] === 0) return points;
  const slot = target * COOLDOWN_SLOTS;
  if (state.readyAt[slot] <= state.loop) {
    state.readyAt[slot] = state.loop + BARRIER_COOLDOWN;
    state.barrier[target] = BARRIER_POINTS;
    addBuff(state, target, BARRIER);
  }
  if ((state.buffs[target] & (1 << BARRIER)) === 0) return points;
  const taken = Math.min(state.barrier[target], points);
  state.barrier[target] -= taken;
  if (state.barrier[target] <= 0) removeBuff(state, target, BARRIER);
  return points - taken;
}

/** Points of one hit of `attacker`'s weapon on `target`, with upgrades and buffs, before armour. */
function hitDamage(state: State, attacker: number, target: number): number {
  const pair = state.kind[attacker] * PAIRS + state.targetIndex[target];
  const weapon = WEAPON_OF[pair];
  const kind = state.kind[target];
  let points =
    BASE_DAMAGE[pair] +
    LEVEL_DAMAGE[pair] * state.sides[state.player[attacker]].weaponLevel[state.kind[attacker]];
  if (KIND.light[kind] === 1) points += state.toLight[attacker];
  if (KIND.armored[kind] === 1) points += state.toArmored[attacker];
  if (weapon >= 0 && state.shield[target] > 0) points += WEAPON.toShields[weapon];
  return points;
}

/** One shot: its hits on the target, and what splashes. */
export function strike(state: State, attacker: number, target: number): void {
  const weapon = WEAPON_OF[state.kind[attacker] * PAIRS + state.targetIndex[target]];
  if (weapon < 0) return;
  if (KIND.suicide[state.kind[attacker]] === 1) {
    state.health[attacker] = 0; // It bursts when it is buried.
    return;
  }
  const ranged = RANGED[weapon] === 1;
  for (let n = 0; n < WEAPON.attacks[weapon]; n++)
    hit(state, attacker, target, hitDamage(state, attacker, target), ranged);
  if ((state.buffs[attacker] & (1 << CHARGING)) !== 0) {
    hit(state, attacker, target, CHARGE_DAMAGE, false);
    removeBuff(state, attacker, CHARGING);
  }
  if (KIND.concussive[state.kind[attacker]] === 1 && slows(state, attacker)) addBuff(state, target, SLOW);
  const { splash } = WEAPONS[weapon];
  if (splash !== null) spread(state, attacker, target, weapon, splash);
}

function slows(state: State, attacker: number): boolean {
  return (state.sides[state.player[attacker]].upgrades.concussive_shells ?? 0) > 0;
}

/** Deals a shot's splash to all but the shooter and its target. */
function spread(state: State, attacker: number, target: number, weapon: number, splash: Splash): void {
  if (splash.shape === 'bounce') bounce(state, attacker, target, splash);
  else
    for (let i = 0; i < state.count; i++) {
      if (i === attacker || i === target || state.alive[i] !== LIFE.field) continue;
      const friend = state.player[i] === state.player[attacker];
      if (friend && !(splash.shape === 'rings' && splash.friendly === true)) continue;
      if (WEAPON_OF[state.kind[attacker] * PAIRS + state.targetIndex[i]] !== weapon) continue;
      const part = partOf(state, attacker, target, i, splash);
      if (part === 0) continue;
      const ranged = RANGED[weapon] === 1;
      for (let n = 0; n < WEAPON.attacks[weapon]; n++)
        hit(state, attacker, i, splashDamage(state, attacker, i, splash) * part, ranged);
    }
}

function splashDamage(state: State, attacker: number, victim: number, splash: Splash): number {
  if (splash.shape !== 'rings' || splash.damage === undefined) return hitDamage(state, attacker, victim);
  return splash.damage + (state.shield[victim] > 0 ? (splash.toShields ?? 0) : 0);
}

/** Which part of the damage a bystander takes; 0 none. */
function partOf(
  state: State,
  attacker: number,
  target: number,
  victim: number,
  splash: Exclude<Splash, { shape: 'bounce' }>,
): number {
  const radius = KIND.radius[state.kind[victim]];
  if (splash.shape === 'rings') {
    const dx = state.x[victim] - state.x[target];
    const dy = state.y[victim] - state.y[target];
    return ringPart(Math.sqrt(dx * dx + dy * dy) - radius, splash.rings);
  }
  const shotX = state.x[target] - state.x[attacker];
  const shotY = state.y[target] - state.y[attacker];
  const length = Math.sqrt(shotX * shotX + shotY * shotY);
  // On the very same point there is no direction: only the target is hit.
  if (length === 0) return 0;
  const origin = splash.shape === 'across' ? target : attacker;
  const dx = state.x[victim] - state.x[origin];
  const dy = state.y[victim] - state.y[origin];
  const ahead = (dx * shotX + dy * shotY) / length;
  const aside = Math.abs(dx * shotY - dy * shotX) / length;
  if (splash.shape === 'across')
    return Math.abs(ahead) <= splash.depth + radius && aside <= splash.half + radius ? 1 : 0;
  if (splash.shape === 'line') {
    const end = KIND.radius[state.kind[attacker]] + splash.length + radius;
    return ahead >= 0 && ahead <= end && aside <= splash.half + radius ? 1 : 0;
  }
  const apart = Math.sqrt(dx * dx + dy * dy);
  return gap(state, attacker, victim) <= splash.length && ahead >= splash.cos * apart ? splash.part : 0;
}

function ringPart(distance: number, rings: readonly (readonly [number, number])[]): number {
  for (const [radius, part] of rings) if (distance <= radius) return part;
  return 0;
}

/** From body to body: each time to the nearest that was not hit yet. */
function bounce(
  state: State,
  attacker: number,
  target: number,
  { reach, parts }: Extract<Splash, { shape: 'bounce' }>,
): void {
  let from = target;
  let before = NOBODY;
  for (const part of parts) {
    let next = NOBODY;
    let nearest = reach;
    for (let i = 0; i < state.count; i++) {
      if (i === from || i === before || i === target || state.alive[i] !== LIFE.field) continue;
      if (state.player[i] === state.player[attacker] || hitDamage(state, attacker, i) === 0) continue;
      const distance = gap(state, from, i);
      if (distance > nearest || (distance === nearest && next !== NOBODY)) continue;
      next = i;
      nearest = distance;
    }
    if (next === NOBODY) return;
    hit(state, attacker, next, hitDamage(state, attacker, next) * part, true);
    before = from;
    from = next;
  }
}

/** A unit bursts: its weapon's rings around itself, whoever of the enemy stands there. */
function burst(state: State, unit: number): void {
  const { splash } = WEAPONS[WEAPON_OF[state.kind[unit] * PAIRS + state.targetIndex[unit]]];
  if (splash === null || splash.shape !== 'rings') return;
  for (let i = 0; i < state.count; i++) {
    if (state.alive[i] !== LIFE.field || state.player[i] === state.player[unit]) continue;
    if (state.player[i] === NEUTRAL || WEAPON_OF[state.kind[unit] * PAIRS + state.targetIndex[i]] < 0)
      continue;
    const dx = state.x[i] - state.x[unit];
    const dy = state.y[i] - state.y[unit];
    const part = ringPart(Math.sqrt(dx * dx + dy * dy) - KIND.radius[state.kind[i]], splash.rings);
    if (part > 0) hit(state, unit, i, hitDamage(state, unit, i) * part, false);
  }
}

/** Buries who fell. Who bursts in dying may take others along, so it goes on until nobody falls. */
export function bury(state: State, fallen: number[]): void {
  for (;;) {
    fallen.length = 0;
    for (let i = 0; i < state.count; i++)
      if (state.alive[i] === LIFE.field && state.health[i] <= 0) fallen.push(i);
    if (fallen.length === 0) return;
    for (const unit of fallen) if (KIND.suicide[state.kind[unit]] === 1) burst(state, unit);
    for (const unit of fallen) die(state, unit);
  }
}

/** Takes a unit off the field, and with it whom it carries. @param killed false if its time was over */
export function die(state: State, unit: number, killed = true): void {
  const player = state.player[unit];
  const onField = state.alive[unit] === LIFE.field;
  state.deaths.push({
    tag: state.tag[unit],
    player,
    enemySaw: onField && seesUnit(state, player === 1 ? 2 : 1, unit),
    killed,
  });
  state.alive[unit] = LIFE.dead;
  state.health[unit] = 0;
  state.shield[unit] = 0;
  state.orderCount[unit] = 0;
  state.busy[unit] = NOBODY;
  state.carrier[unit] = NOBODY;
  state.engaged[unit] = NOBODY;
  state.healing[unit] = NOBODY;
  if (onField) sightLeaves(state.sight, unit, player, KIND.sight[state.kind[unit]]);
  if (state.cargo[unit] === 0) return;
  for (let i = 0; i < state.count; i++) if (state.carrier[i] === unit) die(state, i, killed);
  state.cargo[unit] = 0;
}
