/** A unit takes another form: another row of the unit table, the same unit. */

import { putDown } from './ground/stand.js';
import { sightEnters, sightLeaves } from './sight.js';
import { LIFE, NOBODY, refresh, type State } from './state.js';
import { KIND } from './units.js';

export function changeKind(state: State, unit: number, kind: number): void {
  const before = state.kind[unit];
  const player = state.player[unit];
  const onField = state.alive[unit] === LIFE.field;
  if (onField) sightLeaves(state.sight, unit, player, KIND.sight[before]);
  const part = state.health[unit] / state.healthMax[unit];
  state.kind[unit] = kind;
  refresh(state, unit);
  // A Hellion that becomes a Hellbat keeps its part of health, not its points.
  state.health[unit] = part * state.healthMax[unit];
  // Who lands comes down where the ground is open.
  if (onField) putDown(state, unit, state.x[unit], state.y[unit]);
  state.aimAt[unit] = NOBODY;
  state.acquired[unit] = NOBODY;
  if (onField)
    sightEnters(state.sight, unit, player, state.x[unit], state.y[unit], KIND.sight[kind], KIND.flying[kind]);
}
