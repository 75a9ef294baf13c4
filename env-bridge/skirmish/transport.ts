/** Going aboard of a transport and leaving it. Who is aboard is not on the field: it sees, does and suffers nothing. */
import { LOOPS_PER_GAME_SECOND } from '../../src/spec/observation.js';
import { putDown } from './ground/stand.js';
import { clearOrders } from './order-queue.js';
import { sightEnters, sightLeaves } from './sight.js';
import { LIFE, NOBODY, type State } from './state.js';
import { KIND } from './units.js';

/** Cells between the edges at which a unit goes aboard. */
export const BOARDING_GAP = 0.5;
/** Loops between those who leave (Liquipedia, "Medivac": 0.71 s at "faster"). */
const UNLOAD_LOOPS = LOOPS_PER_GAME_SECOND;

/** Whether there is room for `unit` in `carrier`, both on the field and of one side. */
export function hasRoom(state: State, carrier: number, unit: number): boolean {
  const size = KIND.size[state.kind[unit]];
  return size > 0 && state.cargo[carrier] + size <= KIND.cargo[state.kind[carrier]];
}

export function board(state: State, unit: number, carrier: number): void {
  clearOrders(state, unit);
  state.busy[unit] = NOBODY;
  state.aimAt[unit] = NOBODY;
  state.engaged[unit] = NOBODY;
  state.healing[unit] = NOBODY;
  state.goalOn[unit] = 0;
  sightLeaves(state.sight, unit, state.player[unit], KIND.sight[state.kind[unit]]);
  state.alive[unit] = LIFE.aboard;
  state.carrier[unit] = carrier;
  state.cargo[carrier] += KIND.size[state.kind[unit]];
}

/** Puts out the next one, if there is one. */
export function unload(state: State, carrier: number): void {
  if (state.cargo[carrier] === 0) return;
  let unit = 0;
  while (state.carrier[unit] !== carrier) unit++;
  const kind = state.kind[unit];
  state.alive[unit] = LIFE.field;
  state.carrier[unit] = NOBODY;
  state.cargo[carrier] -= KIND.size[kind];
  state.unloadAt[carrier] = state.loop + UNLOAD_LOOPS;
  putDown(state, unit, state.x[carrier], state.y[carrier]);
  sightEnters(
    state.sight,
    unit,
    state.player[unit],
    state.x[unit],
    state.y[unit],
    KIND.sight[kind],
    KIND.flying[kind],
  );
}
