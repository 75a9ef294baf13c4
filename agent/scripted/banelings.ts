/** Banelings: one's own go where most foes stand together, light ones first; light melee units run from the enemy's. */
import { pointsOfShot } from './facts.js';
import { gapBetween, type View } from './view.js';

/** Cells around the target within which a burst hurts, to the edge of who stands there. Liquipedia, "Baneling". */
const BLAST = 2.2;
/** Points that a burst should take, its way counted in; where it would take less, it goes with the others. */
const WORTH = 60;
/** Points that a cell of way costs. */
const WAY = 8;
/** Cells that a Baneling goes for a target. */
const FARTHEST = 8;
/** Cells to an enemy Baneling at which those who can outrun it do. */
const DODGE = 3;

/** Writes into `chosen` (O) whom each own Baneling should burst at; the next one goes where the first leaves somebody. */
export function chooseBursts(view: View, chosen: Int32Array): void {
  const left = view.foeLeft.slice();
  for (let o = 0; o < view.own.length; o++) {
    if (!view.ownFacts[o].bursts) continue;
    chosen[o] = burstTarget(view, o, left);
    if (chosen[o] < 0) continue;
    for (const g of caughtBy(view, chosen[o])) left[g] = Math.max(0, left[g] - pointsOn(view, o, g));
  }
}

/** The foe at whom own Baneling `o` should burst; -1 where no clump is worth it. @param left (E) points */
function burstTarget(view: View, o: number, left: Float32Array): number {
  const { foes, table, ownFacts } = view;
  let best = -1;
  let most = WORTH;
  for (let f = 0; f < foes.length; f++) {
    const gap = gapBetween(view, o, f);
    if (gap > FARTHEST || !ownFacts[o].shots.has(table.unit_type[foes[f]])) continue;
    let points = -WAY * Math.max(0, gap);
    for (const g of caughtBy(view, f)) points += Math.min(left[g], pointsOn(view, o, g));
    if (points <= most) continue;
    most = points;
    best = f;
  }
  return best;
}

/** Indices of the foes whom a burst at foe `f` reaches. */
function caughtBy({ foes, table }: View, f: number): number[] {
  const caught: number[] = [];
  for (let g = 0; g < foes.length; g++) {
    const away = Math.hypot(table.x[foes[f]] - table.x[foes[g]], table.y[foes[f]] - table.y[foes[g]]);
    if (away <= BLAST + table.radius[foes[g]]) caught.push(g);
  }
  return caught;
}

function pointsOn({ foes, table, ownFacts }: View, o: number, g: number): number {
  return pointsOfShot(ownFacts[o], table.unit_type[foes[g]], table.shield[foes[g]]);
}

/** True for a melee unit that has an enemy Baneling near and can outrun it. */
export function shouldDodge(view: View, o: number): boolean {
  const { melee, bursts, speed } = view.ownFacts[o];
  if (!melee || bursts) return false;
  for (let f = 0; f < view.foes.length; f++) {
    const foe = view.foeFacts[f];
    if (foe.bursts && foe.speed < speed && gapBetween(view, o, f) < DODGE) return true;
  }
  return false;
}
