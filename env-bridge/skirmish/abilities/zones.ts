/**
 * Effects that stay on the ground: storms, clouds, shields, what is about to land. A pool of fixed size; when it is full the
 * effect that ends soonest gives way.
 */
import { EFFECT } from '../../../src/spec/game-ids.js';
import { LOOPS_PER_GAME_SECOND } from '../../../src/spec/observation.js';
import { burn } from '../damage.js';
import { addBuff, LIFE, NOBODY, type State, ZONE_SLOTS } from '../state.js';
import { KIND, kindOf } from '../units.js';
import { buffIndex } from './buffs.js';

interface ZoneSpec {
  /** Effect id of the API; 0 for what the API does not show as an effect. */
  readonly effect: number;
  readonly radius: number;
  readonly loops: number;
  /** Goes with who made it, and ends with him. */
  readonly follows: boolean;
}

/** Numbers: Liquipedia, in game seconds: "Psionic Storm", "Guardian Shield", "Corrosive Bile", "KD8 Charge", "Blinding Cloud". */
const ROWS = {
  psi_storm: { effect: EFFECT.psi_storm, radius: 1.5, seconds: 4, follows: false },
  guardian_shield: { effect: EFFECT.guardian_shield, radius: 4.5, seconds: 15, follows: true },
  corrosive_bile: { effect: EFFECT.corrosive_bile, radius: 0.5, seconds: 3.5, follows: false },
  kd8_charge: { effect: 0, radius: 2, seconds: 2.5, follows: false },
  blinding_cloud: { effect: EFFECT.blinding_cloud, radius: 2, seconds: 8, follows: false },
} as const;
export type ZoneName = keyof typeof ROWS;

const NAMES = Object.keys(ROWS) as ZoneName[];
/** By zoneKind; 0 is none. */
export const ZONES: readonly (ZoneSpec | null)[] = [
  null,
  ...Object.values(ROWS).map(({ seconds, ...row }) => ({
    ...row,
    loops: Math.round(seconds * LOOPS_PER_GAME_SECOND),
  })),
];

const STORM = buffIndex('psi_storm');
/** 10 points each half of a game second: 80 in all to who stands in it throughout. */
const STORM_DAMAGE = 10;
const STORM_PERIOD = LOOPS_PER_GAME_SECOND / 2;
const GUARDIAN = buffIndex('guardian_shield');
const BLINDED = buffIndex('blinding_cloud');
const BILE_DAMAGE = 60;
const KD8_DAMAGE = 5;
const FORCE_FIELD = kindOf('force_field');

/** Begins an effect; it works from this loop on. */
export function addZone(state: State, name: ZoneName, source: number, x: number, y: number): void {
  const kind = NAMES.indexOf(name) + 1;
  let slot = 0;
  for (let z = 0; z < ZONE_SLOTS; z++) {
    if (state.zoneKind[z] === 0) {
      slot = z;
      break;
    }
    if (state.zoneEnds[z] < state.zoneEnds[slot]) slot = z;
  }
  if (state.zoneKind[slot] === 0) state.zones[0]++;
  state.zoneKind[slot] = kind;
  state.zoneOwner[slot] = state.player[source];
  state.zoneX[slot] = x;
  state.zoneY[slot] = y;
  state.zoneEnds[slot] = state.loop + (ZONES[kind]?.loops ?? 0);
  state.zoneSource[slot] = source;
}

/** One loop of all effects on the ground. */
export function tickZones(state: State): void {
  if (state.zones[0] === 0) return;
  for (let z = 0; z < ZONE_SLOTS; z++) {
    const zone = ZONES[state.zoneKind[z]];
    if (zone === null) continue;
    const source = state.zoneSource[z];
    if (zone.follows) {
      if (state.alive[source] !== LIFE.field) state.zoneEnds[z] = 0;
      state.zoneX[z] = state.x[source];
      state.zoneY[z] = state.y[source];
    }
    const over = state.loop >= state.zoneEnds[z];
    const lands = state.zoneKind[z] === BILE || state.zoneKind[z] === KD8;
    if (over === lands) workOn(state, z, zone);
    if (!over) continue;
    state.zoneKind[z] = 0;
    state.zones[0]--;
  }
}
const [, GUARD_ZONE, BILE, KD8, CLOUD] = NAMES.map((_, n) => n + 1);

/** What an effect does in this loop to everyone whom it reaches. */
function workOn(state: State, z: number, zone: ZoneSpec): void {
  const kind = state.zoneKind[z];
  for (let i = 0; i < state.count; i++) {
    if (state.alive[i] !== LIFE.field) continue;
    const dx = state.x[i] - state.zoneX[z];
    const dy = state.y[i] - state.zoneY[z];
    const reach = zone.radius + KIND.radius[state.kind[i]];
    if (dx * dx + dy * dy > reach * reach) continue;
    if (kind === GUARD_ZONE) {
      if (state.player[i] === state.zoneOwner[z]) addBuff(state, i, GUARDIAN, 2);
    } else if (kind === BILE) land(state, z, i);
    else if (kind === KD8) {
      if (KIND.flying[state.kind[i]] === 0) burn(state, sourceOf(state, z), i, KD8_DAMAGE);
    } else if (kind === CLOUD) {
      if (KIND.flying[state.kind[i]] === 0 && KIND.structure[state.kind[i]] === 0)
        addBuff(state, i, BLINDED, 2);
    } else if ((state.buffs[i] & (1 << STORM)) === 0) {
      // Storms do not add up: who was hurt by one is left alone until it would hurt him again.
      burn(state, sourceOf(state, z), i, STORM_DAMAGE);
      addBuff(state, i, STORM, STORM_PERIOD);
    }
  }
}

/** A Corrosive Bile lands: it breaks Force Fields too. */
function land(state: State, z: number, unit: number): void {
  if (state.kind[unit] === FORCE_FIELD) state.health[unit] = 0;
  else burn(state, sourceOf(state, z), unit, BILE_DAMAGE);
}

/** Who made it, if he still is who he was. */
function sourceOf(state: State, z: number): number {
  const source = state.zoneSource[z];
  return state.player[source] === state.zoneOwner[z] ? source : NOBODY;
}
