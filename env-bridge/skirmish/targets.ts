/**
 * Whom units choose by themselves: StarCraft II's target priority for those who fight, the nearest hurt friend for those
 * who heal. Reads the state of the loop's start; writes only the chooser's own choice.
 */
import { findNear } from './ground/neighbours.js';
import { gap, LIFE, NOBODY, type State, seesUnit } from './state.js';
import { KIND, MELEE_RANGE, PAIRS, WEAPON, WEAPON_OF } from './units.js';

/**
 * Units look for targets this far, edge to edge: 5 cells, or half a cell beyond their weapon's range if that is more
 * (Liquipedia, "Automatic Targeting").
 */
const SCAN_LEAST = 5;
const SCAN_BEYOND_RANGE = 0.5;
/** A weapon that is being aimed still hits a target that has moved this far out of range (the engine's RangeSlop). */
export const RANGE_SLOP = 1;
/** A chaser changes to another target only if that one is nearer by this many cells. */
const CHASE_LOYALTY = 0.5;

/** Cells around the point that a Liberator defends (the game's effect, "LiberatorDefenderZone"). */
export const ZONE_RADIUS = 5;

/** The weapon (index in WEAPONS) with which `unit` would hit `target`; -1 where it has none for it. */
function weaponOn(state: State, unit: number, target: number): number {
  return WEAPON_OF[state.kind[unit] * PAIRS + state.targetIndex[target]];
}

/** Cells, edge to edge, that a unit's weapon reaches now. */
export function reachOf(state: State, unit: number, weapon: number): number {
  const reach = WEAPON.range[weapon] + state.rangeBonus[unit];
  return state.blinded[unit] === 1 ? Math.min(MELEE_RANGE, reach) : reach;
}

/** Whether `unit` has a weapon that can hit `target`, which is alive and seen. */
export function canHit(state: State, unit: number, target: number): boolean {
  return (
    state.alive[target] === LIFE.field &&
    weaponOn(state, unit, target) >= 0 &&
    seesUnit(state, state.player[unit], target) &&
    (KIND.zoned[state.kind[unit]] === 0 || isInZone(state, unit, target))
  );
}

function isInZone(state: State, unit: number, target: number): boolean {
  const dx = state.x[target] - state.anchorX[unit];
  const dy = state.y[target] - state.anchorY[unit];
  const reach = ZONE_RADIUS + KIND.radius[state.kind[target]];
  return dx * dx + dy * dy <= reach * reach;
}

/**
 * Rank of a target, higher first. StarCraft II looks first for threats: units that could hit back, or that heal. All
 * units here share attack priority 20, so only distance is left to decide after that.
 */
function threat(state: State, unit: number, target: number): number {
  return weaponOn(state, target, unit) >= 0 || state.healed[target] === 1 ? 1 : 0;
}

/**
 * The enemy that `unit` turns to by itself, or NOBODY. It stays with the one it has while that is in range, unless a
 * greater threat is in range too; out of range it prefers whoever is nearer.
 * @param chase whether it may also choose enemies beyond its weapon's range
 */
export function acquire(state: State, unit: number, chase: boolean): number {
  const player = state.player[unit];
  const farthest = KIND.range[state.kind[unit]] + state.rangeBonus[unit];
  const scan = chase ? Math.max(SCAN_LEAST, farthest + SCAN_BEYOND_RANGE) : 0;
  let current = state.acquired[unit];
  if (current !== NOBODY && !canHit(state, unit, current)) current = NOBODY;
  if (current !== NOBODY && keeps(state, unit, current)) return current;
  let best = NOBODY;
  let bestRank = -1;
  let bestGap = 0;
  const { near } = state;
  const reach = Math.max(scan, farthest + RANGE_SLOP) + KIND.radius[state.kind[unit]] + state.near.widest;
  const end = findNear(near, 3 - player, state.x[unit], state.y[unit], reach);
  for (let k = 0; k < end; k++) {
    const other = near.found[k];
    let distance = gap(state, unit, other);
    if (distance > reach || !canHit(state, unit, other)) continue;
    const weapon = weaponOn(state, unit, other);
    if (distance < WEAPON.least[weapon]) continue;
    const range = reachOf(state, unit, weapon);
    // An aimed shot reaches a little farther, so the target is not dropped at the edge.
    const inRange = distance <= range || (state.aimAt[unit] === other && distance <= range + RANGE_SLOP);
    if (distance > scan && !inRange) continue;
    // In range beats out of range, then threat; in range the present target beats nearer ones.
    const rank = (inRange ? 2 : 0) + threat(state, unit, other);
    if (other === current) distance = inRange ? Number.NEGATIVE_INFINITY : distance - CHASE_LOYALTY;
    const nearer = distance < bestGap || (distance === bestGap && other < best);
    if (rank > bestRank || (rank === bestRank && nearer)) {
      best = other;
      bestRank = rank;
      bestGap = distance;
    }
  }
  if (best === NOBODY && chase) best = current;
  state.acquired[unit] = best;
  return best;
}

/** Whether nobody could outrank the present target: it is a threat in range. Most units of a fight need not look further. */
function keeps(state: State, unit: number, current: number): boolean {
  if (threat(state, unit, current) === 0) return false;
  const weapon = weaponOn(state, unit, current);
  const range = reachOf(state, unit, weapon);
  const distance = gap(state, unit, current);
  if (distance < WEAPON.least[weapon]) return false;
  return distance <= (state.aimAt[unit] === current ? range + RANGE_SLOP : range);
}

/**
 * The hurt friend nearest to a healer, or NOBODY; it stays with the one it has.
 * @param chase whether it may also choose friends beyond its range
 */
export function acquirePatient(state: State, unit: number, chase: boolean): number {
  const range = KIND.range[state.kind[unit]];
  const scan = chase ? Math.max(SCAN_LEAST, range + SCAN_BEYOND_RANGE) : range;
  let best = NOBODY;
  let bestGap = scan;
  if (state.energy[unit] > 0) {
    const { near } = state;
    const reach = scan + KIND.radius[state.kind[unit]] + state.near.widest;
    const end = findNear(near, state.player[unit], state.x[unit], state.y[unit], reach);
    for (let k = 0; k < end; k++) {
      const other = near.found[k];
      if (other === unit || !canMend(state, other)) continue;
      // The present patient is kept while he is in reach.
      const distance = other === state.acquired[unit] ? Number.NEGATIVE_INFINITY : gap(state, unit, other);
      // Of two at the same distance the later in the arrays.
      const nearer = distance < bestGap || (distance === bestGap && other > best);
      if (nearer && gap(state, unit, other) <= scan) {
        best = other;
        bestGap = distance;
      }
    }
  }
  state.acquired[unit] = best;
  return best;
}

/** Whether this unit is alive, biological and hurt. */
export function canMend(state: State, target: number): boolean {
  const kind = state.kind[target];
  return (
    state.alive[target] === LIFE.field &&
    KIND.biological[kind] === 1 &&
    KIND.untouchable[kind] === 0 &&
    state.health[target] < state.healthMax[target]
  );
}
