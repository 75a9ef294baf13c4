/**
 * All that changes during a match, as struct of arrays: one typed array a property, one index a unit. Units of a match
 * are fixed at its start; the dead keep their index.
 */
import { createHash } from 'node:crypto';
import { createNeighbours, type Neighbours } from './ground/neighbours.js';
import { createSight, type Sight, sightEnters } from './sight.js';
import { KIND, KINDS, type Kind } from './units.js';

/** Orders that a unit can hold; the observation shows the first four. StarCraft II's own queue is as short. */
export const ORDER_SLOTS = 8;
/** No unit. */
export const NOBODY = -1;

export interface Field {
  readonly width: number;
  readonly height: number;
  /** Cells at each edge where nobody can be. */
  readonly border: number;
}

/** A unit as it is put on the field. */
export interface Placement {
  /** 1 or 2. */
  readonly player: number;
  readonly kind: Kind;
  readonly x: number;
  readonly y: number;
  /** Unit vector's x of the first facing: 1 right, -1 left. */
  readonly facing: number;
  readonly tag: bigint;
}

export interface State {
  readonly field: Field;
  readonly count: number;
  loop: number;
  readonly player: Uint8Array;
  readonly kind: Uint8Array;
  readonly tag: BigUint64Array;
  readonly indexOfTag: ReadonlyMap<bigint, number>;
  readonly alive: Uint8Array;
  /** Cells. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Cells moved of the unit's own will in the last loop. */
  readonly vx: Float64Array;
  readonly vy: Float64Array;
  /** Direction it looks to; not normalised. */
  readonly lookX: Float64Array;
  readonly lookY: Float64Array;
  readonly health: Float64Array;
  readonly shield: Float64Array;
  readonly energy: Float64Array;
  /** Loops until the weapon may fire; the fraction below zero is carried to the next shot. */
  readonly cooldown: Float64Array;
  /** Unit that the weapon is being aimed at. */
  readonly aimAt: Int16Array;
  /** Loops since aiming began. */
  readonly aimLoops: Uint8Array;
  /** Unit chosen by itself (auto-acquired, or hit back at). */
  readonly acquired: Int16Array;
  /** Unit that it attacks, follows or heals in this loop. */
  readonly engaged: Int16Array;
  /** Unit that it heals in this loop. */
  readonly healing: Int16Array;
  /** 1 if it healed somebody in the last loop. */
  readonly healed: Uint8Array;
  /** Enemy that hit it in the last loop. */
  readonly hitBy: Int16Array;
  /** Loop of the last damage. */
  readonly hitLoop: Int32Array;
  /** Orders, ORDER_SLOTS a unit. */
  readonly orderCount: Uint8Array;
  readonly orderAbility: Uint16Array;
  readonly orderTarget: Int16Array;
  readonly orderX: Float64Array;
  readonly orderY: Float64Array;
  /** Where it wants to go in this loop: point, and how near is near enough; `goalOn` 0 means it stands. */
  readonly goalOn: Uint8Array;
  readonly goalX: Float64Array;
  readonly goalY: Float64Array;
  readonly goalReach: Float64Array;
  /** Side on which it passes an obstacle (-1 right, 1 left) and for how many loops more. */
  readonly side: Int8Array;
  readonly sideLoops: Uint8Array;
  /** Loops in a row in which it wanted to move and hardly could. */
  readonly stuckLoops: Uint8Array;
  /** How readily it gives way; see movement.ts. */
  readonly yields: Float64Array;
  readonly sight: Sight;
  /** Who is near whom; sorted at the start of a loop and again while units move. */
  readonly near: Neighbours;
  /** Who died, in order. */
  readonly deaths: Death[];
}

/** A death, and who saw it: its owner, and an enemy who saw its place at that moment. */
export interface Death {
  readonly tag: bigint;
  readonly player: number;
  readonly enemySaw: boolean;
}

/** A state with these units, all idle, at loop 0. */
export function createState(field: Field, placements: readonly Placement[]): State {
  const n = placements.length;
  const f64 = (of?: (p: Placement) => number): Float64Array =>
    of ? Float64Array.from(placements, of) : new Float64Array(n);
  const state: State = {
    field,
    count: n,
    loop: 0,
    player: Uint8Array.from(placements, (p) => p.player),
    kind: Uint8Array.from(placements, (p) => p.kind),
    tag: BigUint64Array.from(placements.map((p) => p.tag)),
    indexOfTag: new Map(placements.map((p, i) => [p.tag, i])),
    alive: new Uint8Array(n).fill(1),
    x: f64((p) => p.x),
    y: f64((p) => p.y),
    vx: f64(),
    vy: f64(),
    lookX: f64((p) => p.facing),
    lookY: f64(),
    health: f64((p) => KINDS[p.kind].health),
    shield: f64((p) => KINDS[p.kind].shield),
    energy: f64((p) => KINDS[p.kind].energyStart),
    cooldown: f64(),
    aimAt: new Int16Array(n).fill(NOBODY),
    aimLoops: new Uint8Array(n),
    acquired: new Int16Array(n).fill(NOBODY),
    engaged: new Int16Array(n).fill(NOBODY),
    healing: new Int16Array(n).fill(NOBODY),
    healed: new Uint8Array(n),
    hitBy: new Int16Array(n).fill(NOBODY),
    hitLoop: new Int32Array(n).fill(-1_000_000),
    orderCount: new Uint8Array(n),
    orderAbility: new Uint16Array(n * ORDER_SLOTS),
    orderTarget: new Int16Array(n * ORDER_SLOTS).fill(NOBODY),
    orderX: new Float64Array(n * ORDER_SLOTS),
    orderY: new Float64Array(n * ORDER_SLOTS),
    goalOn: new Uint8Array(n),
    goalX: f64(),
    goalY: f64(),
    goalReach: f64(),
    side: new Int8Array(n),
    sideLoops: new Uint8Array(n),
    stuckLoops: new Uint8Array(n),
    yields: f64(),
    sight: createSight(field.width, field.height, n),
    near: createNeighbours(field.width, field.height, n),
    deaths: [],
  };
  for (let i = 0; i < n; i++)
    sightEnters(state.sight, i, state.player[i], state.x[i], state.y[i], KIND.sight[state.kind[i]]);
  return state;
}

/** The x nearest to `x` where a unit of this radius may be. */
export function walkableX(field: Field, radius: number, x: number): number {
  return Math.min(field.width - field.border - radius, Math.max(field.border + radius, x));
}

/** The y nearest to `y` where a unit of this radius may be. */
export function walkableY(field: Field, radius: number, y: number): number {
  return Math.min(field.height - field.border - radius, Math.max(field.border + radius, y));
}

/** Distance between the edges of two units; negative when they overlap. */
export function gap(state: State, i: number, j: number): number {
  const dx = state.x[j] - state.x[i];
  const dy = state.y[j] - state.y[i];
  return Math.sqrt(dx * dx + dy * dy) - KIND.radius[state.kind[i]] - KIND.radius[state.kind[j]];
}

/** SHA-256 (hex) over everything that decides how the match goes on. */
export function hashState(state: State): string {
  const hash = createHash('sha256').update(String(state.loop));
  for (const part of Object.values(state))
    if (ArrayBuffer.isView(part)) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest('hex');
}
