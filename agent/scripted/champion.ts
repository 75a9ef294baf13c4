/**
 * The teacher. It goes for the foe's ranged units with everything it has, keeps its own ranged units out of melee by
 * stepping back between shots, and so comes to a fight that it cannot lose: ranged units against slower melee.
 */
import { ABILITY } from '../../src/spec/vocabulary.js';
import { medium } from './basic.js';
import { shouldKite, shouldPullBack, stepBack } from './kiting.js';
import type { Policy } from './policy.js';
import { focusFire, spreadMelee } from './targets.js';
import { gapBetween, type View } from './view.js';
import { URGENCY, wishEntity, wishPoint } from './wishes.js';

/** Cells beyond their range that ranged units walk to help with the prey. */
const JOIN_DISTANCE = 6;
/** Mean cells from the melee units within which a foe is prey, its points counted in by POINTS_A_CELL. */
const HUNT_DISTANCE = 12;
/** A foe with this many points more is hunted only if it is a cell nearer. */
const POINTS_A_CELL = 50;
/** Cells by which the present prey counts as nearer for each unit that is at it. */
const STAY = 1;
/** Melee foes die this many times later in the eyes of those who choose whom to shoot. */
const MELEE_CAN_WAIT = 3;

export const champion: Policy = (view, wishes) => {
  medium(view, wishes);
  if (view.foes.length === 0) return;
  const chosen = chooseTargets(view);
  for (let o = 0; o < chosen.length; o++) {
    if (shouldKite(view, o) || shouldPullBack(view, o)) {
      const { x, y } = stepBack(view, o);
      wishPoint(wishes, o, ABILITY.move, x, y, URGENCY.flee);
    } else if (chosen[o] >= 0) wishEntity(wishes, o, ABILITY.attack, view.foes[chosen[o]], URGENCY.fire);
  }
};

/** (O) index of the foe that each unit should attack; -1 where it goes on as it is. */
function chooseTargets(view: View): Int32Array {
  const chosen = focusFire(view, (f) => (view.foeFacts[f].melee ? MELEE_CAN_WAIT : 1));
  const prey = findPrey(view);
  for (let o = 0; o < view.own.length && prey >= 0; o++) {
    const { armed, melee, range } = view.ownFacts[o];
    if (armed && (melee || gapBetween(view, o, prey) < range + JOIN_DISTANCE)) chosen[o] = prey;
  }
  spreadMelee(view, chosen);
  return chosen;
}

/** Index of the ranged foe that the melee units go for together: near and weak; -1 without melee units or such a foe. */
function findPrey(view: View): number {
  const { ownFacts, foeFacts } = view;
  const hunters = ownFacts.reduce((count, facts) => count + (facts.melee ? 1 : 0), 0);
  let prey = -1;
  let least = HUNT_DISTANCE;
  for (let f = 0; f < view.foes.length && hunters > 0; f++) {
    if (foeFacts[f].melee || !foeFacts[f].armed) continue;
    let sum = 0;
    for (let o = 0; o < view.own.length; o++)
      if (ownFacts[o].melee) sum += gapBetween(view, o, f) - (view.engaged[o] === f ? STAY : 0);
    const cost = sum / hunters + view.foeLeft[f] / POINTS_A_CELL;
    if (cost >= least) continue;
    least = cost;
    prey = f;
  }
  return prey;
}
