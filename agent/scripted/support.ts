/** Medivacs: heal the most hurt friend in reach, else stay behind the army. The same for every difficulty that leads. */
import { ABILITY } from '../../src/spec/vocabulary.js';
import type { View } from './view.js';
import { URGENCY, type Wishes, wishEntity, wishPoint } from './wishes.js';

/** A friend with less than this fraction of its health is worth healing. */
const HURT = 0.95;
/** A friend already being healed is left only for one that is this much (fraction of health) worse off. */
const LOYALTY = 0.25;
/** Healers fly to friends this far beyond their reach, in cells. */
const CALL_DISTANCE = 6;

export function wishSupport(view: View, wishes: Wishes): void {
  for (let o = 0; o < view.own.length; o++) {
    if (!view.ownFacts[o].heals) continue;
    const patient = patientOf(view, o);
    if (patient >= 0) wishEntity(wishes, o, ABILITY.effect_heal, patient, URGENCY.soon);
    else wishPoint(wishes, o, ABILITY.move, view.centre.x, view.centre.y, URGENCY.later);
  }
}

/** Row of the friend that healer `o` should heal; -1 where nobody needs it. */
function patientOf(view: View, o: number): number {
  const { table } = view;
  const healer = view.own[o];
  if (table.energy[healer] < 1) return -1;
  let best = -1;
  let bestNeed = 0;
  for (let p = 0; p < view.own.length; p++) {
    const row = view.own[p];
    if (p === o || !view.ownFacts[p].healable) continue;
    const distance = Math.hypot(table.x[row] - table.x[healer], table.y[row] - table.y[healer]);
    const share = table.health[row] / table.health_max[row];
    if (share >= HURT || distance > view.ownFacts[o].range + CALL_DISTANCE) continue;
    const current = table.engaged_target[healer] === table.tag[row];
    const need = 1 - share + (current ? LOYALTY : 0);
    if (need > bestNeed) {
      bestNeed = need;
      best = row;
    }
  }
  return best;
}
