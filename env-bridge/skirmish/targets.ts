/**
 * Whom units choose by themselves: StarCraft II's target priority for those who fight, the nearest hurt friend for those
 * who heal. Reads the state of the loop's start; writes only the chooser's own choice.
 */
import { findNear } from './ground/neighbours.js';
import { sees } from './sight.js';
import { gap, NOBODY, type State } from './state.js';
import { BASE_DAMAGE, KIND, KINDS, WIDEST } from './units.js';

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

/** Whether `unit` has a weapon that can hit `target`, which is alive and seen. */
export function canHit(state: State, unit: number, target: number): boolean {
  return (
    state.alive[target] === 1 &&
    BASE_DAMAGE[state.kind[unit] * KINDS.length + state.kind[target]] > 0 &&
    sees(state.sight, state.player[unit], target)
  );
}

/**
 * Rank of a target, higher first. StarCraft II looks first for threats: units that could hit back, or that heal. All
 * units here share attack priority 20, so only distance is left to decide after that.
 */
function threat(state: State, unit: number, target: number): number {
  const hitsBack = BASE_DAMAGE[state.kind[target] * KINDS.length + state.kind[unit]] > 0;
  return hitsBack || state.healed[target] === 1 ? 1 : 0;
}

/**
 * The enemy that `unit` turns to by itself, or NOBODY. It stays with the one it has while that is in range, unless a
 * greater threat is in range too; out of range it prefers whoever is nearer.
 * @param chase whether it may also choose enemies beyond its weapon's range
 */
export function acquire(state: State, unit: number, chase: boolean): number {
  const range = KIND.range[state.kind[unit]];
  const scan = chase ? Math.max(SCAN_LEAST, range + SCAN_BEYOND_RANGE) : range;
  const player = state.player[unit];
  let current = state.acquired[unit];
  if (current !== NOBODY && !canHit(state, unit, current)) current = NOBODY;
  if (current !== NOBODY && keeps(state, unit, current, range)) return current;
  let best = NOBODY;
  let bestRank = -1;
  let bestGap = 0;
  const { near } = state;
  const reach = Math.max(scan, range + RANGE_SLOP) + KIND.radius[state.kind[unit]] + WIDEST;
  const end = findNear(near, 3 - player, state.x[unit], state.y[unit], reach);
  for (let k = 0; k < end; k++) {
    const other = near.found[k];
    let distance = gap(state, unit, other);
    if (distance > reach || !canHit(state, unit, other)) continue;
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
function keeps(state: State, unit: number, current: number, range: number): boolean {
  const reach = state.aimAt[unit] === current ? range + RANGE_SLOP : range;
  return threat(state, unit, current) === 1 && gap(state, unit, current) <= reach;
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
    const reach = scan + KIND.radius[state.kind[unit]] + WIDEST;
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
  return state.alive[target] === 1 && KIND.biological[kind] === 1 && state.health[target] < KIND.health[kind];
}
