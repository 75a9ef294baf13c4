/** The difficulties that leave the choice of targets to the game: VeryEasy, Easy and Medium. */
import { ABILITY } from '../../src/spec/vocabulary.js';
import { frontOf, nearestFront, spreadOf } from './march.js';
import type { Policy } from './policy.js';
import { wishSupport } from './support.js';
import { canHit, gapBetween, type Point, type View, wholeness } from './view.js';
import { URGENCY, wishEntity, wishPlain, wishPoint } from './wishes.js';

/** A group whose members are all this near to its centre is together, in cells. */
const TOGETHER = 3;
/** Cells from the centre for the root of a group's size: a large one cannot stand closer. Up to ten units it says nothing. */
const ROOM = 0.94;

/** Fights only when attacked: a unit that was hurt attacks the nearest foe, all others hold their position. */
export const veryEasy: Policy = (view, wishes) => {
  for (let o = 0; o < view.own.length; o++) {
    if (!view.ownFacts[o].armed || view.foes.length === 0) continue;
    const foe = nearestHit(view, o);
    if (wholeness(view, o) < 1 && foe >= 0)
      wishEntity(wishes, o, ABILITY.attack, view.foes[foe], URGENCY.fire);
    else if (!view.ownFacts[o].rooted) wishPlain(wishes, o, ABILITY.hold_position, URGENCY.soon);
  }
};

/** The nearest foe that the unit can hit; -1 for none. */
function nearestHit(view: View, o: number): number {
  let nearest = -1;
  for (let f = 0; f < view.foes.length; f++)
    if (canHit(view, o, f) && (nearest < 0 || gapBetween(view, o, f) < gapBetween(view, o, nearest)))
      nearest = f;
  return nearest;
}

/** Every unit attack-moves on its own, to the foe nearest to it. */
export const easy: Policy = (view, wishes) => {
  wishSupport(view, wishes);
  for (let o = 0; o < view.own.length; o++) {
    if (!view.ownFacts[o].armed) continue;
    const { x, y } = nearestFront(view, o);
    wishPoint(wishes, o, ABILITY.attack, x, y, URGENCY.soon);
  }
};

/** Gathers while no foe is in sight, then attack-moves as one group. */
export const medium: Policy = (view, wishes) => {
  wishSupport(view, wishes);
  const gathering = view.foes.length === 0 ? gatherPoint(view) : null;
  const { x, y } = gathering ?? frontOf(view);
  const ability = gathering === null ? ABILITY.attack : ABILITY.move;
  for (let o = 0; o < view.own.length; o++)
    if (view.ownFacts[o].armed && (gathering === null || !view.ownFacts[o].rooted))
      wishPoint(wishes, o, ability, x, y, URGENCY.soon);
};

/** Where a scattered group comes together; null where it is together. */
export function gatherPoint(view: View): Point | null {
  const together = Math.max(TOGETHER, Math.sqrt(view.own.length) * ROOM);
  return spreadOf(view) > together ? view.centre : null;
}
