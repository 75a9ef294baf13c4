/**
 * From wishes to one command. A policy writes for each own unit what it should do; what a unit does already is dropped,
 * equal wishes become one command, and the most urgent command is given. So a script says as little as it can, and
 * every decision is one command of the shape that a policy learns.
 */
import { type Command, noOp, type Target } from '../../src/spec/observation.js';
import { ABILITY } from '../../src/spec/vocabulary.js';
import type { View } from './view.js';

/** How soon a wish must be heard; the largest group of the highest urgency is given first. */
export const URGENCY = { later: 1, soon: 2, fire: 3, flee: 4, cast: 5 } as const;
type Urgency = (typeof URGENCY)[keyof typeof URGENCY];

/** Points within this distance are one place, in cells. */
const SAME_PLACE = 1;
/** A moving unit whose facing is within this angle of the wished direction goes there already, in radians. */
const SAME_DIRECTION = Math.PI / 5;
/** A unit this close to the wished point is there, in cells. */
const ARRIVED = 0.75;

/** Values of `Wishes.target` beside rows. */
const AT_POINT = -1;
const NO_TARGET = -2;

/** (O) each: what every own unit should do. Ability 0 means that it may go on as it is. */
export interface Wishes {
  readonly ability: Uint16Array;
  /** Row of the target entity, AT_POINT or NO_TARGET. */
  readonly target: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly urgency: Uint8Array;
}

export function createWishes(count: number): Wishes {
  return {
    ability: new Uint16Array(count),
    target: new Int32Array(count).fill(AT_POINT),
    x: new Float32Array(count),
    y: new Float32Array(count),
    urgency: new Uint8Array(count),
  };
}

/** Own unit `o` should do `ability` to the entity in `row`. */
export function wishEntity(wishes: Wishes, o: number, ability: number, row: number, urgency: Urgency): void {
  wishes.ability[o] = ability;
  wishes.target[o] = row;
  wishes.urgency[o] = urgency;
}

/** Own unit `o` should do an ability without a target. */
export function wishPlain(wishes: Wishes, o: number, ability: number, urgency: Urgency): void {
  wishEntity(wishes, o, ability, NO_TARGET, urgency);
}

/** Own unit `o` should do `ability` at a point, in cells. */
export function wishPoint(
  wishes: Wishes,
  o: number,
  ability: number,
  x: number,
  y: number,
  urgency: Urgency,
): void {
  wishes.ability[o] = ability;
  wishes.target[o] = AT_POINT;
  wishes.x[o] = x;
  wishes.y[o] = y;
  wishes.urgency[o] = urgency;
}

/**
 * The most urgent command that changes something, or a wait of the same length.
 * @param alone whether every unit gets a command of its own
 */
export function commandOf(view: View, wishes: Wishes, alone: boolean): Command {
  const delay = view.info.limits.stepLoops;
  const group = groupsOf(view, wishes, alone);
  let best = -1;
  let bestRank = 0;
  const size = new Uint16Array(group.length);
  for (const leader of group) if (leader >= 0) size[leader]++;
  for (let o = 0; o < group.length; o++) {
    const rank = group[o] === o ? wishes.urgency[o] * 1024 + size[o] : 0;
    if (rank > bestRank) {
      bestRank = rank;
      best = o;
    }
  }
  if (best < 0) return noOp(delay);
  const units: bigint[] = [];
  for (let o = 0; o < group.length; o++) if (group[o] === best) units.push(view.table.tag[view.own[o]]);
  return { ability: wishes.ability[best], delay, queued: false, units, target: targetOf(view, wishes, best) };
}

/** (O) for each unit the first unit with the same wish; -1 where nothing need be said. */
function groupsOf(view: View, wishes: Wishes, alone: boolean): Int32Array {
  const group = new Int32Array(view.own.length).fill(-1);
  for (let o = 0; o < group.length; o++) {
    if (wishes.ability[o] === ABILITY.no_op || isFulfilled(view, wishes, o)) continue;
    group[o] = o;
    if (alone) continue;
    for (let p = 0; p < o; p++) {
      if (group[p] !== p || !sameWish(wishes, o, p)) continue;
      group[o] = p;
      break;
    }
  }
  return group;
}

function sameWish(wishes: Wishes, o: number, p: number): boolean {
  if (wishes.ability[o] !== wishes.ability[p] || wishes.target[o] !== wishes.target[p]) return false;
  if (wishes.urgency[o] !== wishes.urgency[p]) return false;
  if (wishes.target[o] !== AT_POINT) return true;
  return Math.hypot(wishes.x[o] - wishes.x[p], wishes.y[o] - wishes.y[p]) <= SAME_PLACE;
}

/** True where the unit's own columns show that it does what is wished. */
function isFulfilled(view: View, wishes: Wishes, o: number): boolean {
  const { table } = view;
  const row = view.own[o];
  const order = table.order_0_ability[row];
  if (wishes.target[o] === NO_TARGET) return order === wishes.ability[o];
  if (wishes.target[o] >= 0)
    return order === wishes.ability[o] && table.engaged_target[row] === table.tag[wishes.target[o]];
  const dx = wishes.x[o] - table.x[row];
  const dy = wishes.y[o] - table.y[row];
  const isAttack = wishes.ability[o] === ABILITY.attack;
  if (dx * dx + dy * dy < ARRIVED * ARRIVED) return true;
  if (isAttack && view.engaged[o] >= 0 && order !== ABILITY.move) return true;
  return order === wishes.ability[o] && turnTo(table.facing[row], Math.atan2(dy, dx)) <= SAME_DIRECTION;
}

/** Smallest angle between two directions, in radians. */
function turnTo(from: number, to: number): number {
  const turn = Math.abs(from - to) % (2 * Math.PI);
  return Math.min(turn, 2 * Math.PI - turn);
}

function targetOf(view: View, wishes: Wishes, o: number): Target {
  const row = wishes.target[o];
  if (row === NO_TARGET) return { kind: 'none' };
  return row >= 0
    ? { kind: 'entity', tag: view.table.tag[row] }
    : { kind: 'point', x: wishes.x[o], y: wishes.y[o] };
}
