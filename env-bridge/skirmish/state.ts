/**
 * All that changes during a match, as struct of arrays: one typed array a property, one index a unit. Units of a match
 * are fixed at its start; the dead keep their index.
 */
import { createHash } from 'node:crypto';
import { BUFF_LOOPS, BUFF_SLOTS, BUFFS, buffBit, CANNOT } from './abilities/buffs.js';
import type { Ground } from './ground/ground.js';
import { createNeighbours, type Neighbours } from './ground/neighbours.js';
import { createSight, type Sight, sees, sightEnters } from './sight.js';
import { KIND, KINDS, type Kind, kindOf, LIFTED } from './units.js';
import { type SideStats, sideStats, type Upgrades } from './upgrades.js';

/** Orders that a unit can hold; the observation shows the first four. StarCraft II's own queue is as short. */
export const ORDER_SLOTS = 8;
/** Abilities of one unit that have a cooldown of their own, at most. */
export const COOLDOWN_SLOTS = 3;
/** Effects on the ground that can last at one time. */
export const ZONE_SLOTS = 256;
/** No unit. */
export const NOBODY = -1;
/** Whose the pieces of ground are that fights leave (Force Fields). */
export const NEUTRAL = 0;
/** Values of `alive`. Who is aboard of a transport is not on the field: nobody sees, hits or counts it but its owner. */
export const LIFE = { dead: 0, field: 1, aboard: 2 } as const;

/** The buff without which a beam does not shoot. */
const BEAM = buffBit('pulsar_beam');

export interface Field {
  readonly width: number;
  readonly height: number;
  /** Cells at each edge where nobody can be. */
  readonly border: number;
  /** Heights and obstacles, of the field's size and border; a flat field has none. */
  readonly ground?: Ground;
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
  readonly indexOfTag: Map<bigint, number>;
  /** Unit indices in the order of their tags; those that never lived have tag 0 and come first. */
  readonly byTag: Uint16Array;
  /** LIFE of each unit. Units that may yet be called into being are dead until then. */
  readonly alive: Uint8Array;
  /** Upgrades of each player, and what they make of each kind; by player id. */
  readonly sides: readonly SideStats[];
  /** Units called into being so far. */
  readonly births: Int32Array;
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
  /** What the kind, the side's upgrades and its buffs make of a unit; kept up to date by `refresh`. */
  readonly healthMax: Float64Array;
  /** Cells a loop. */
  readonly speed: Float64Array;
  /** Loops of cooldown that pass in a loop. */
  readonly rate: Float64Array;
  readonly armor: Float64Array;
  readonly shieldArmor: Float64Array;
  /** Cells that its weapons reach farther. */
  readonly rangeBonus: Float64Array;
  /** Points more a hit to light and to armored units. */
  readonly toLight: Float64Array;
  readonly toArmored: Float64Array;
  /** What weapons take it for: its kind, or that and LIFTED. */
  readonly targetIndex: Uint16Array;
  /** CANNOT bits. */
  readonly cannot: Uint8Array;
  /** 1 if its ranged weapons reach no farther than its edge. */
  readonly blinded: Uint8Array;
  /** 1 if it is cloaked or burrowed; 1 if, besides, no enemy detects it now. */
  readonly cloaked: Uint8Array;
  readonly hidden: Uint8Array;
  /** Buffs it has, as bits, and the loops at which they end, BUFF_SLOTS a unit. */
  readonly buffs: Uint32Array;
  readonly buffEnds: Int32Array;
  /** Points that its barrier still takes. */
  readonly barrier: Float64Array;
  /** Loop from which an ability may be used again, COOLDOWN_SLOTS a unit. */
  readonly readyAt: Int32Array;
  /** Ability that it is busy with (a row of the ability table; NOBODY none), until which loop, and on what. */
  readonly busy: Int16Array;
  readonly busyUntil: Int32Array;
  readonly busyTarget: Int16Array;
  readonly busyX: Float64Array;
  readonly busyY: Float64Array;
  /** Transport that it is aboard of; slots in use of a transport; loop from which it may put out the next. */
  readonly carrier: Int16Array;
  readonly cargo: Uint8Array;
  readonly unloadAt: Int32Array;
  /** Loop at which it ends by itself; 0 never. */
  readonly endsAt: Int32Array;
  /** Who called it into being. */
  readonly parent: Int16Array;
  /** Middle of the zone that it shoots into. */
  readonly anchorX: Float64Array;
  readonly anchorY: Float64Array;
  /** Effects on the ground, ZONE_SLOTS of them: kind (0 none), whose, where, until which loop, from whom. */
  readonly zoneKind: Uint8Array;
  /** How many there are. */
  readonly zones: Int32Array;
  readonly zoneOwner: Uint8Array;
  readonly zoneX: Float64Array;
  readonly zoneY: Float64Array;
  readonly zoneEnds: Int32Array;
  readonly zoneSource: Int16Array;
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
  /** False for those whose time was over. */
  readonly killed: boolean;
}

/** Upgrades of both players. */
export type SideUpgrades = Readonly<Record<1 | 2, Upgrades>>;
const NO_UPGRADES: SideUpgrades = { 1: {}, 2: {} };

/** Places for units that may be called into being: as many as those who call may have at one time. */
function spare(placements: readonly Placement[]): Placement[] {
  const count = placements.reduce((sum, { kind }) => sum + KINDS[kind].spawns, 0);
  const nobody = { player: NEUTRAL, kind: kindOf('force_field'), x: 0, y: 0, facing: 1, tag: 0n };
  return Array.from({ length: count }, () => nobody);
}

/**
 * A state with these units, all idle, at loop 0. Behind them are places for units that may be called into being.
 */
export function createState(
  field: Field,
  units: readonly Placement[],
  upgrades: SideUpgrades = NO_UPGRADES,
): State {
  const placements = [...units, ...spare(units)];
  const n = placements.length;
  const f64 = (of?: (p: Placement) => number): Float64Array =>
    of ? Float64Array.from(placements, of) : new Float64Array(n);
  const sides = [sideStats({}), sideStats(upgrades[1]), sideStats(upgrades[2])];
  const state: State = {
    field,
    sides,
    births: new Int32Array(1),
    count: n,
    loop: 0,
    player: Uint8Array.from(placements, (p) => p.player),
    kind: Uint8Array.from(placements, (p) => p.kind),
    tag: BigUint64Array.from(placements.map((p) => p.tag)),
    indexOfTag: new Map(units.map((p, i) => [p.tag, i])),
    byTag: new Uint16Array(n),
    alive: Uint8Array.from(placements, (_, i) => (i < units.length ? LIFE.field : LIFE.dead)),
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
    healthMax: f64(),
    speed: f64(),
    rate: f64(),
    armor: f64(),
    shieldArmor: f64(),
    rangeBonus: f64(),
    toLight: f64(),
    toArmored: f64(),
    targetIndex: new Uint16Array(n),
    cannot: new Uint8Array(n),
    blinded: new Uint8Array(n),
    cloaked: new Uint8Array(n),
    hidden: new Uint8Array(n),
    buffs: new Uint32Array(n),
    buffEnds: new Int32Array(n * BUFF_SLOTS),
    barrier: f64(),
    readyAt: new Int32Array(n * COOLDOWN_SLOTS),
    busy: new Int16Array(n).fill(NOBODY),
    busyUntil: new Int32Array(n),
    busyTarget: new Int16Array(n).fill(NOBODY),
    busyX: f64(),
    busyY: f64(),
    carrier: new Int16Array(n).fill(NOBODY),
    cargo: new Uint8Array(n),
    unloadAt: new Int32Array(n),
    endsAt: new Int32Array(n),
    parent: new Int16Array(n).fill(NOBODY),
    anchorX: f64(),
    anchorY: f64(),
    zoneKind: new Uint8Array(ZONE_SLOTS),
    zones: new Int32Array(1),
    zoneOwner: new Uint8Array(ZONE_SLOTS),
    zoneX: new Float64Array(ZONE_SLOTS),
    zoneY: new Float64Array(ZONE_SLOTS),
    zoneEnds: new Int32Array(ZONE_SLOTS),
    zoneSource: new Int16Array(ZONE_SLOTS).fill(NOBODY),
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
    sight: createSight(field.width, field.height, n, field.ground),
    near: createNeighbours(field.width, field.height, n),
    deaths: [],
  };
  sortByTag(state);
  for (let i = 0; i < n; i++) {
    if (i < units.length) state.health[i] = sides[state.player[i]].healthMax[state.kind[i]];
    refresh(state, i);
    state.hidden[i] = state.cloaked[i];
    if (i < units.length)
      sightEnters(
        state.sight,
        i,
        state.player[i],
        state.x[i],
        state.y[i],
        KIND.sight[state.kind[i]],
        KIND.flying[state.kind[i]],
      );
  }
  return state;
}

/** Puts `byTag` right; after a unit got another tag. */
export function sortByTag(state: State): void {
  for (let i = 0; i < state.count; i++) state.byTag[i] = i;
  state.byTag.sort((a, b) => (state.tag[a] < state.tag[b] ? -1 : state.tag[a] > state.tag[b] ? 1 : a - b));
}

/** Works out what the unit's kind, its side's upgrades and its buffs make of it; after any of these changed. */
export function refresh(state: State, i: number): void {
  const kind = state.kind[i];
  const side = state.sides[state.player[i]];
  let speed = side.speed[kind];
  let rate = side.rate[kind];
  let armor = side.armor[kind];
  let shieldArmor = KIND.shield[kind] > 0 ? side.shieldLevel : 0;
  let toArmored = 0;
  let cannot = KIND.beam[kind] === 1 && (state.buffs[i] & BEAM) === 0 ? CANNOT.attack : 0;
  let lifted = false;
  let blinded = false;
  let cloaked = KIND.cloaked[kind] === 1;
  for (let b = 0, left = state.buffs[i]; left !== 0; b++, left >>>= 1) {
    if ((left & 1) === 0) continue;
    const buff = BUFFS[b];
    armor += buff.armor;
    shieldArmor += KIND.shield[kind] > 0 ? buff.armor : 0;
    rate *= buff.rate;
    toArmored += buff.toArmored;
    blinded ||= buff.blinds;
    cloaked ||= buff.cloaks;
    lifted ||= buff.lifts;
    cannot |= buff.cannot;
    if (!buff.resisted || (KIND.massive[kind] === 0 && KIND.unstoppable[kind] === 0)) speed *= buff.speed;
  }
  state.healthMax[i] = side.healthMax[kind];
  state.speed[i] = (cannot & CANNOT.move) === 0 ? speed : 0;
  state.rate[i] = rate;
  state.armor[i] = armor;
  state.shieldArmor[i] = shieldArmor;
  state.rangeBonus[i] = side.rangeBonus[kind];
  state.toLight[i] = side.toLight[kind];
  state.toArmored[i] = toArmored;
  state.targetIndex[i] = kind + (lifted ? LIFTED : 0);
  state.cannot[i] = cannot;
  state.blinded[i] = Number(blinded);
  state.cloaked[i] = Number(cloaked);
  if (!cloaked) state.hidden[i] = 0;
}

/** Gives a buff, or makes it last anew. @param loops how long; else its own time */
export function addBuff(state: State, i: number, buff: number, loops = BUFF_LOOPS[buff]): void {
  const ends = i * BUFF_SLOTS + buff;
  const had = (state.buffs[i] & (1 << buff)) !== 0;
  state.buffEnds[ends] = had ? Math.max(state.buffEnds[ends], state.loop + loops) : state.loop + loops;
  if (had) return;
  state.buffs[i] |= 1 << buff;
  refresh(state, i);
}

export function removeBuff(state: State, i: number, buff: number): void {
  if ((state.buffs[i] & (1 << buff)) === 0) return;
  state.buffs[i] &= ~(1 << buff);
  refresh(state, i);
}

/** The player sees this unit: its cell, and the unit itself if it is cloaked. Nobody sees who is aboard of a transport. */
export function seesUnit(state: State, player: number, unit: number): boolean {
  return (state.hidden[unit] === 0 || state.player[unit] === player) && sees(state.sight, player, unit);
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
