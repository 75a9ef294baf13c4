/**
 * Cloak and detection. Who is cloaked or burrowed is hidden from the enemy, unless one of his detectors is near or something
 * reveals him. Worked out once a loop, before anybody decides.
 */
import { BUFFS } from './abilities/buffs.js';
import { LIFE, NEUTRAL, type State } from './state.js';
import { KIND, kindOf } from './units.js';

const REVEALS = BUFFS.reduce((bits, { reveals }, b) => (reveals ? bits | (1 << b) : bits), 0);
const MINE = kindOf('widow_mine_burrowed');

export function detect(state: State): void {
  for (let i = 0; i < state.count; i++) {
    if (state.cloaked[i] === 0 || state.alive[i] !== LIFE.field) continue;
    state.hidden[i] = Number(
      (state.buffs[i] & REVEALS) === 0 && !showsItself(state, i) && !isDetected(state, i),
    );
  }
}

function isDetected(state: State, unit: number): boolean {
  for (let i = 0; i < state.count; i++) {
    const range = KIND.detection[state.kind[i]];
    if (range === 0 || state.alive[i] !== LIFE.field || state.player[i] === state.player[unit]) continue;
    if (state.player[i] === NEUTRAL) continue;
    const dx = state.x[i] - state.x[unit];
    const dy = state.y[i] - state.y[unit];
    if (dx * dx + dy * dy <= range * range) return true;
  }
  return false;
}

/** A Widow Mine that has shot shows until it can again, unless it has the upgrade (Liquipedia, "Widow Mine"). */
function showsItself(state: State, unit: number): boolean {
  if (state.kind[unit] !== MINE || state.cooldown[unit] <= 0) return false;
  return (state.sides[state.player[unit]].upgrades.drilling_claws ?? 0) === 0;
}
