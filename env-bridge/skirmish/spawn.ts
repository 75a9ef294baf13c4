/**
 * Units that are called into being during a match: Force Fields, Broodlings, shades. They take places that the state keeps for
 * them, and a tag that no unit had before.
 */
import { createRandom } from '../../src/spec/random.js';
import { BUFF_SLOTS } from './abilities/buffs.js';
import { putDown } from './ground/stand.js';
import { sightEnters } from './sight.js';
import { COOLDOWN_SLOTS, LIFE, NOBODY, ORDER_SLOTS, refresh, type State, sortByTag } from './state.js';
import { KIND, KINDS, kindOf } from './units.js';

/** What the places of a new state hold until they are used. */
const NOTHING = kindOf('force_field');

/** A unit that stands where it should. */
export interface Birth {
  readonly player: number;
  readonly kind: number;
  readonly x: number;
  readonly y: number;
  /** Loops that it lives. */
  readonly loops: number;
  readonly parent: number;
}

/** Puts a unit on the field. @returns its index, or NOBODY if there is no place for it */
export function spawn(state: State, birth: Birth): number {
  const { player, kind } = birth;
  const unit = freePlace(state);
  if (unit === NOBODY) return NOBODY;
  forget(state, unit);
  const former = state.tag[unit];
  state.indexOfTag.delete(former);
  const tag = newTag(state, birth.parent);
  state.tag[unit] = tag;
  state.indexOfTag.set(tag, unit);
  sortByTag(state);
  state.player[unit] = player;
  state.kind[unit] = kind;
  state.buffs[unit] = 0;
  refresh(state, unit);
  putDown(state, unit, birth.x, birth.y);
  state.lookX[unit] = state.lookX[birth.parent];
  state.lookY[unit] = state.lookY[birth.parent];
  state.health[unit] = state.healthMax[unit];
  state.shield[unit] = KIND.shield[kind];
  state.energy[unit] = KINDS[kind].energyStart;
  state.hidden[unit] = state.cloaked[unit];
  state.endsAt[unit] = state.loop + birth.loops;
  state.parent[unit] = birth.parent;
  state.alive[unit] = LIFE.field;
  sightEnters(state.sight, unit, player, state.x[unit], state.y[unit], KIND.sight[kind], KIND.flying[kind]);
  return unit;
}

function freePlace(state: State): number {
  for (let i = 0; i < state.count; i++)
    if (
      state.alive[i] === LIFE.dead &&
      (state.endsAt[i] > 0 || (state.tag[i] === 0n && state.kind[i] === NOTHING))
    )
      return i;
  return NOBODY;
}

/** Nobody means the one who had this place before. */
function forget(state: State, unit: number): void {
  for (const column of [
    state.acquired,
    state.aimAt,
    state.engaged,
    state.hitBy,
    state.healing,
    state.busyTarget,
  ])
    for (let i = 0; i < state.count; i++) if (column[i] === unit) column[i] = NOBODY;
  for (let slot = 0; slot < state.count * ORDER_SLOTS; slot++)
    if (state.orderTarget[slot] === unit) state.orderTarget[slot] = NOBODY;
  for (const column of [state.acquired, state.aimAt, state.engaged, state.busy, state.carrier])
    column[unit] = NOBODY;
  for (const column of [state.cooldown, state.vx, state.vy, state.barrier]) column[unit] = 0;
  state.aimLoops[unit] = 0;
  state.stuckLoops[unit] = 0;
  state.sideLoops[unit] = 0;
  state.orderCount[unit] = 0;
  state.hitLoop[unit] = -1_000_000;
  state.readyAt.fill(0, unit * COOLDOWN_SLOTS, (unit + 1) * COOLDOWN_SLOTS);
  state.buffEnds.fill(0, unit * BUFF_SLOTS, (unit + 1) * BUFF_SLOTS);
}

/** A tag without order or meaning, the same on every run. The highest bit is for effects in the SC2 API's columns. */
function newTag(state: State, parent: number): bigint {
  for (;;) {
    const random = createRandom('born', String(state.tag[parent]), state.births[0]++);
    const tag = (BigInt(random.int(2 ** 31)) << 32n) | BigInt(random.int(2 ** 32));
    if (tag !== 0n && !state.indexOfTag.has(tag)) return tag;
  }
}
