/**
 * Whom to shoot. Hard: each unit on its own, by threat. Elite: the group together, at the foe that dies soonest, with no
 * more units than its remaining points need.
 */
import { ABILITY } from '../../src/spec/vocabulary.js';
import { pointsOfShot, shotsToKill } from './facts.js';
import { gapBetween, type View } from './view.js';
import { URGENCY, type Wishes, wishEntity } from './wishes.js';

/** Cells beyond its range that a unit walks for a better target; who must walk further takes what is near. */
const DETOUR = { melee: 0.1, ranged: 0.5 } as const;
/** A unit whose weapon is ready within this many loops aims already. */
const AIMING_LOOPS = 4;
/** A unit keeps its target unless another is better by this factor. */
const LOYALTY = 1.3;
/** Threat of a foe that does no damage itself (a Medivac keeps others alive), in points a loop. */
const PRESENCE = 0.3;
/** Volleys that a foe's remaining points are shared out over; with one, every miss would need a new command. */
const VOLLEYS = 2;
/** Foes farther than this are not charged one by one but met with the group, in cells. */
const CHARGE_DISTANCE = 4;
/** Cells by which a foe looks farther away for each friend that is at it already. */
const CROWDING = 1;
/** Cells by which a foe looks nearer to a unit that is on its way to it. */
const ON_THE_WAY = 0.5;

/** True where own unit `o` can hit foe `f` after a short walk at most. */
function reaches(view: View, o: number, f: number): boolean {
  const facts = view.ownFacts[o];
  const detour = facts.melee ? DETOUR.melee : DETOUR.ranged;
  return (
    facts.shots.has(view.table.unit_type[view.foes[f]]) && gapBetween(view, o, f) <= facts.range + detour
  );
}

/** Foe that the unit itself should shoot by threat: the most damage a loop for each shot it takes to end it; -1 for none. */
function mostThreatening(view: View, o: number): number {
  const { table } = view;
  let best = -1;
  let bestThreat = 0;
  for (let f = 0; f < view.foes.length; f++) {
    if (!reaches(view, o, f)) continue;
    const row = view.foes[f];
    const shots = shotsToKill(view.ownFacts[o], table.unit_type[row], table.health[row], table.shield[row]);
    const threat = ((view.foeFacts[f].power + PRESENCE) / shots) * (view.engaged[o] === f ? LOYALTY : 1);
    if (threat > bestThreat) {
      bestThreat = threat;
      best = f;
    }
  }
  return best;
}

/** Every unit attacks the most threatening foe in its reach. Units with none in reach get no wish. */
export function wishByThreat(view: View, wishes: Wishes): void {
  for (let o = 0; o < view.own.length; o++) {
    if (!view.ownFacts[o].armed) continue;
    const f = mostThreatening(view, o);
    if (f >= 0) wishEntity(wishes, o, ABILITY.attack, view.foes[f], URGENCY.fire);
  }
}

/**
 * (O) index of the foe that each unit should shoot; -1 where none is in its reach. Foes are served in the order in which
 * the units in reach would kill them; each gets units until a few volleys cover what it has left, the rest go on to the
 * next.
 * @param favour factor on a foe's time to die; below 1 it is served earlier
 */
export function focusFire(view: View, favour: (f: number) => number): Int32Array {
  const { own, foes, table } = view;
  const chosen = new Int32Array(own.length).fill(-1);
  const left = view.foeLeft.map((points) => points * VOLLEYS);
  const assign = (o: number, f: number): void => {
    chosen[o] = f;
    const row = foes[f];
    left[f] -= pointsOfShot(view.ownFacts[o], table.unit_type[row], table.shield[row]);
  };
  for (let o = 0; o < own.length; o++) if (isAboutToFire(view, o)) assign(o, view.engaged[o]);
  const order = byTimeToDie(view, favour);
  for (const f of order) {
    // Those that shoot at it already come first: changing targets costs a command and often a walk.
    for (const loyal of [true, false])
      for (let o = 0; o < own.length && left[f] > 0; o++)
        if (chosen[o] < 0 && (view.engaged[o] === f) === loyal && reaches(view, o, f)) assign(o, f);
  }
  for (let o = 0; o < own.length; o++) {
    // Every foe in reach is covered: help with the first of them.
    if (chosen[o] < 0) chosen[o] = order.find((f) => reaches(view, o, f)) ?? -1;
  }
  return chosen;
}

/** True for a unit whose next shot at its present target is due; a change now would only delay it. */
function isAboutToFire(view: View, o: number): boolean {
  const f = view.engaged[o];
  if (f < 0 || view.table.weapon_cooldown[view.own[o]] > AIMING_LOOPS) return false;
  return gapBetween(view, o, f) <= view.ownFacts[o].range;
}

/** Foes in reach of somebody, soonest dead first. */
function byTimeToDie(view: View, favour: (f: number) => number): number[] {
  const { own, foes, table } = view;
  const loops = new Float32Array(foes.length);
  const order: number[] = [];
  for (let f = 0; f < foes.length; f++) {
    const row = foes[f];
    let rate = 0;
    for (let o = 0; o < own.length; o++) {
      if (!view.ownFacts[o].armed || !reaches(view, o, f)) continue;
      const points = pointsOfShot(view.ownFacts[o], table.unit_type[row], table.shield[row]);
      rate += (points / view.ownFacts[o].cooldown) * (view.engaged[o] === f ? LOYALTY : 1);
    }
    if (rate === 0) continue;
    loops[f] = (view.foeLeft[f] / rate) * favour(f);
    order.push(f);
  }
  return order.sort((a, b) => loops[a] - loops[b]);
}

const ALL_ALIKE = (): number => 1;

/** Writes the group's focus fire as wishes. */
export function wishFocusFire(view: View, wishes: Wishes): void {
  const chosen = focusFire(view, ALL_ALIKE);
  spreadMelee(view, chosen);
  for (let o = 0; o < chosen.length; o++)
    if (chosen[o] >= 0) wishEntity(wishes, o, ABILITY.attack, view.foes[chosen[o]], URGENCY.fire);
}

/** Melee units with nobody in reach go where there is room: every friend already at a foe makes it look farther away. */
export function spreadMelee(view: View, chosen: Int32Array): void {
  const { own, foes } = view;
  const taken = new Uint8Array(foes.length);
  for (let o = 0; o < own.length; o++) if (chosen[o] >= 0 && view.ownFacts[o].melee) taken[chosen[o]]++;
  for (let o = 0; o < own.length; o++) {
    const facts = view.ownFacts[o];
    if (chosen[o] >= 0 || !facts.melee) continue;
    let best = -1;
    let bestCost = CHARGE_DISTANCE;
    for (let f = 0; f < foes.length; f++) {
      if (!facts.shots.has(view.table.unit_type[foes[f]])) continue;
      const cost = gapBetween(view, o, f) + taken[f] * CROWDING - (view.engaged[o] === f ? ON_THE_WAY : 0);
      if (cost >= bestCost) continue;
      bestCost = cost;
      best = f;
    }
    if (best < 0) continue;
    chosen[o] = best;
    taken[best]++;
  }
}
