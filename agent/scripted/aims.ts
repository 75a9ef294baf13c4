/** When each ability is worth using, and at whom: one function an ability, of the view and the own unit `o`. Lengths in cells. */

import { effectOfType } from '../../src/spec/effects.js';
import { BUFF, EFFECT, UNIT_TYPE } from '../../src/spec/game-ids.js';
import { layerCell, VISIBILITY } from '../../src/spec/observation.js';
import { stepBack } from './kiting.js';
import { gapBetween, type Point, type View, wholeness } from './view.js';

/** What an ability is aimed at. */
export type Aim =
  | { readonly kind: 'self' }
  | { readonly kind: 'row'; readonly row: number }
  | { readonly kind: 'point'; readonly x: number; readonly y: number };

const SELF: Aim = { kind: 'self' };
const at = ({ x, y }: Point): Aim => ({ kind: 'point', x, y });

/** Least gap from own unit `o` to a foe on the ground; infinite without one. */
function nearestGround(view: View, o: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let f = 0; f < view.foes.length; f++)
    if (!view.foeFacts[f].flying) least = Math.min(least, gapBetween(view, o, f));
  return least;
}

/** A Siege Tank sieges when a foe comes into the sieged range, and is not yet at its side. */
const SIEGE_RANGE = 13;
const SIEGE_LEAST = 5;
export function siege(view: View, o: number): Aim | null {
  const gap = nearestGround(view, o);
  return gap <= SIEGE_RANGE && gap >= SIEGE_LEAST ? SELF : null;
}

/** Lurkers and mines dig in when foes are in reach. */
const DIG_RANGE = { lurker: 8, widow_mine: 5 } as const;
export function dugIn(view: View, o: number): Aim | null {
  const lurker = view.table.unit_type[view.own[o]] === UNIT_TYPE.lurker;
  return nearestGround(view, o) <= (lurker ? DIG_RANGE.lurker : DIG_RANGE.widow_mine) ? SELF : null;
}

/** What stands rooted comes up again when nobody is near any more: farther than it reaches, so that it does not waver. */
const LEAVE = 3;
export function nobodyNear(view: View, o: number): Aim | null {
  return nearestGround(view, o) > view.ownFacts[o].range + LEAVE ? SELF : null;
}

/** Locusts go for a foe who is this near. */
const LOCUST_RANGE = 13;
export function farFoe(view: View, o: number): Aim | null {
  const f = view.nearest[o];
  if (f < 0 || gapBetween(view, o, f) > LOCUST_RANGE) return null;
  return at({ x: view.table.x[view.foes[f]], y: view.table.y[view.foes[f]] });
}

/** Stimmed are those who are about to fire and can spare the health. */
const STIM_WHOLE = 0.6;
const STIM_REACH = 2;
export function stim(view: View, o: number): Aim | null {
  const f = view.nearest[o];
  if (f < 0 || wholeness(view, o) < STIM_WHOLE) return null;
  return gapBetween(view, o, f) <= view.ownFacts[o].range + STIM_REACH ? SELF : null;
}

export function engagedFoe(view: View, o: number): Aim | null {
  const f = view.engaged[o];
  return f >= 0 && gapBetween(view, o, f) <= view.ownFacts[o].range ? SELF : null;
}

/** Cells beyond a spell's range that a caster goes for it. */
const WALK = 1;

/**
 * The foe in the middle of most, for a spell that works around a point; null where it would catch fewer than `least`.
 * @param sparesOwn false: it would hurt own units too, so that it is not cast where one stands
 */
function clump(
  view: View,
  o: number,
  spell: {
    readonly range: number;
    readonly radius: number;
    readonly least: number;
    readonly sparesOwn: boolean;
  },
  counts: (f: number) => boolean,
): Point | null {
  const { table, foes } = view;
  let best: Point | null = null;
  let most = spell.least - 1;
  for (let f = 0; f < foes.length; f++) {
    if (!counts(f) || gapBetween(view, o, f) > spell.range + WALK) continue;
    const x = table.x[foes[f]];
    const y = table.y[foes[f]];
    const reaches = (row: number): boolean =>
      Math.hypot(table.x[row] - x, table.y[row] - y) <= spell.radius + table.radius[row];
    if (!spell.sparesOwn && view.own.some(reaches)) continue;
    let caught = 0;
    for (let g = 0; g < foes.length; g++) if (counts(g) && reaches(foes[g])) caught++;
    if (caught <= most) continue;
    most = caught;
    best = { x, y };
  }
  return best;
}

const hasBuff = ({ table }: View, row: number, buffs: readonly number[]): boolean =>
  buffs.includes(table.buff_0[row]) || buffs.includes(table.buff_1[row]);

/** Psionic Storm: three foes or more, no own unit, no storm there already. */
const STORM = { range: 9, radius: 1.5, least: 3, sparesOwn: false } as const;
export function storm(view: View, o: number): Aim | null {
  const point = clump(view, o, STORM, (f) => !inEffect(view, view.foes[f], [EFFECT.psi_storm]));
  return point && at(point);
}

/** Fungal Growth: three foes who are not held by one. */
const FUNGAL_BUFF: readonly number[] = [BUFF.fungal_growth];
const FUNGAL = { range: 10, radius: 2.25, least: 3, sparesOwn: true } as const;
export function fungal(view: View, o: number): Aim | null {
  const point = clump(view, o, FUNGAL, (f) => !hasBuff(view, view.foes[f], FUNGAL_BUFF));
  return point && at(point);
}

/** EMP: three foes with shields of which there is something to take; it takes one's own too. */
const EMP = { range: 10, radius: 1.5, least: 3, sparesOwn: false } as const;
const EMP_SHIELD = 20;
export function emp(view: View, o: number): Aim | null {
  const point = clump(view, o, EMP, (f) => view.table.shield[view.foes[f]] >= EMP_SHIELD);
  return point && at(point);
}

/** Guardian Shield: when foes shoot from afar at who stands around the Sentry. */
const GUARD = { foes: 2, friends: 2, radius: 4.5, near: 9 } as const;
export function guard(view: View, o: number): Aim | null {
  const { table, own } = view;
  let shooters = 0;
  for (let f = 0; f < view.foes.length; f++)
    if (view.foeFacts[f].armed && !view.foeFacts[f].melee && gapBetween(view, o, f) <= GUARD.near) shooters++;
  const row = own[o];
  const friends = own.filter(
    (other) =>
      other !== row &&
      Math.hypot(table.x[other] - table.x[row], table.y[other] - table.y[row]) <= GUARD.radius,
  ).length;
  return shooters >= GUARD.foes && friends >= GUARD.friends ? SELF : null;
}

/** Transfusion: the worst hurt friend in reach who lacks all that it gives, and has none. */
const TRANSFUSED: readonly number[] = [BUFF.transfusion];
const TRANSFUSION = { range: 7, health: 75 } as const;
export function transfuse(view: View, o: number): Aim | null {
  const { table, own } = view;
  let best = -1;
  let least = 1;
  for (let p = 0; p < own.length; p++) {
    const row = own[p];
    if (p === o || !view.ownFacts[p].biological || hasBuff(view, row, TRANSFUSED)) continue;
    if (table.health_max[row] - table.health[row] < TRANSFUSION.health) continue;
    const gap =
      Math.hypot(table.x[row] - table.x[own[o]], table.y[row] - table.y[own[o]]) -
      (table.radius[row] + table.radius[own[o]]);
    const share = table.health[row] / table.health_max[row];
    if (gap > TRANSFUSION.range + WALK || share >= least) continue;
    least = share;
    best = row;
  }
  return best < 0 ? null : { kind: 'row', row: best };
}

/** The foe in range of a spell at one unit that has most to lose by it; null where nobody has `least`. */
function richest(
  view: View,
  o: number,
  range: number,
  least: number,
  worth: (f: number) => number,
): Aim | null {
  let best = -1;
  let most = least;
  for (let f = 0; f < view.foes.length; f++) {
    const value = worth(f);
    if (gapBetween(view, o, f) > range || value < most) continue;
    if (best >= 0 && value === most) continue;
    most = value;
    best = f;
  }
  return best < 0 ? null : { kind: 'row', row: view.foes[best] };
}

export const feedback = (view: View, o: number): Aim | null =>
  richest(view, o, 10, 50, (f) => (view.foeFacts[f].hasEnergy ? view.table.energy[view.foes[f]] : 0));
export const snipe = (view: View, o: number): Aim | null =>
  richest(view, o, 10, 100, (f) =>
    view.foeFacts[f].biological && !isStructure(view, f) ? view.foeLeft[f] : 0,
  );
export const yamato = (view: View, o: number): Aim | null =>
  richest(view, o, 10, 200, (f) => (isStructure(view, f) ? 0 : view.foeLeft[f]));

/** Nothing is wasted on structures, and a Snipe is refused. */
const isStructure = (view: View, f: number): boolean => view.foeFacts[f].structure;

/** Corrosive Bile comes down late: it is for those who stay where they are, and where no own unit stands. */
export function bile(view: View, o: number): Aim | null {
  const { table, foes, own } = view;
  for (let f = 0; f < foes.length; f++) {
    if (!view.foeFacts[f].rooted || gapBetween(view, o, f) > 9) continue;
    const x = table.x[foes[f]];
    const y = table.y[foes[f]];
    if (own.every((row) => Math.hypot(table.x[row] - x, table.y[row] - y) > 0.5 + table.radius[row]))
      return at({ x, y });
  }
  return null;
}

/** An Auto-Turret goes down beside the Raven, towards a foe that it will reach. */
const TURRET_REACH = 6;
export function turret(view: View, o: number): Aim | null {
  const f = view.nearest[o];
  if (f < 0 || gapBetween(view, o, f) > TURRET_REACH) return null;
  const { table, own } = view;
  return at({ x: table.x[own[o]], y: table.y[own[o]] });
}

/** A Stalker that has lost its shield and half of its health leaves the reach of its foes at once. */
const BLINK = { whole: 0.4, distance: 8 } as const;
export function blinkAway(view: View, o: number): Aim | null {
  const { table, info, observation } = view;
  if (wholeness(view, o) >= BLINK.whole) return null;
  const inReach = view.foes.some(
    (_, f) => view.foeFacts[f].armed && gapBetween(view, o, f) < view.foeFacts[f].range + 1,
  );
  if (!inReach) return null;
  const row = view.own[o];
  const back = stepBack(view, o);
  const length = Math.hypot(back.x - table.x[row], back.y - table.y[row]);
  if (length === 0) return null;
  // As far as the blink goes and the unit sees; never to a place that it does not.
  for (const distance of [BLINK.distance, BLINK.distance / 2]) {
    const x = table.x[row] + ((back.x - table.x[row]) / length) * distance;
    const y = table.y[row] + ((back.y - table.y[row]) / length) * distance;
    if (x < 2 || y < 2 || x >= info.map.width - 2 || y >= info.map.height - 2) continue;
    const cell = layerCell(info.map, x, y);
    if (info.map.pathing[cell] === 1 && observation.visibility[cell] === VISIBILITY.visible)
      return at({ x, y });
  }
  return null;
}

/** A Force Field in the way of melee foes who come for an army that shoots, where none is, and not on own units. */
const FIELD = { foes: 3, near: 2.5, far: 6, radius: 1.7 } as const;
export function forceField(view: View, o: number): Aim | null {
  const { table, foes, own } = view;
  const shooters = view.ownFacts.filter(({ armed, melee }) => armed && !melee).length;
  if (shooters * 2 < own.length) return null;
  let runners = 0;
  let first = -1;
  for (let f = 0; f < foes.length; f++) {
    const gap = gapBetween(view, o, f);
    if (!view.foeFacts[f].melee || gap < FIELD.near || gap > FIELD.far) continue;
    runners++;
    if (first < 0 || gap < gapBetween(view, o, first)) first = f;
  }
  if (runners < FIELD.foes) return null;
  const x = table.x[foes[first]];
  const y = table.y[foes[first]];
  for (let row = 0; row < view.observation.count; row++) {
    const own = view.own.includes(row);
    if (!own && table.unit_type[row] !== UNIT_TYPE.force_field) continue;
    if (Math.hypot(table.x[row] - x, table.y[row] - y) < FIELD.radius * (own ? 1 : 2)) return null;
  }
  return at({ x, y });
}

/** Effects that hurt whoever stands in them; storms of one's own too. */
const HURTFUL: readonly number[] = [EFFECT.psi_storm, EFFECT.corrosive_bile];
/** Cells beyond an effect's edge to which a unit walks. */
const CLEAR = 0.5;

/** Rows of those that are in sight. */
export function hurtfulEffects({ table, observation }: View): number[] {
  const rows: number[] = [];
  for (let e = 0; e < observation.count; e++)
    if (HURTFUL.includes(effectOfType(table.unit_type[e]))) rows.push(e);
  return rows;
}

/** Where own unit `o` walks out of a storm or from under a bile; null where it stands well. */
export function outOfEffects({ table, own }: View, o: number, hurtful: readonly number[]): Point | null {
  const row = own[o];
  for (const e of hurtful) {
    const dx = table.x[row] - table.x[e];
    const dy = table.y[row] - table.y[e];
    const away = Math.hypot(dx, dy);
    const reach = table.radius[e] + table.radius[row];
    if (away > reach) continue;
    const part = (reach + CLEAR) / Math.max(away, 0.01);
    // In the very middle every way is as long: the one that it faces.
    const x =
      away > 0.01 ? table.x[e] + dx * part : table.x[e] + Math.cos(table.facing[row]) * (reach + CLEAR);
    const y =
      away > 0.01 ? table.y[e] + dy * part : table.y[e] + Math.sin(table.facing[row]) * (reach + CLEAR);
    return { x, y };
  }
  return null;
}

function inEffect({ table, observation }: View, row: number, effects: readonly number[]): boolean {
  for (let e = 0; e < observation.count; e++) {
    if (!effects.includes(effectOfType(table.unit_type[e]))) continue;
    const away = Math.hypot(table.x[row] - table.x[e], table.y[row] - table.y[e]);
    if (away <= table.radius[e] + table.radius[row]) return true;
  }
  return false;
}
