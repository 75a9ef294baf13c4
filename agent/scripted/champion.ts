/**
 * The teacher. It goes for the foe's ranged units with everything it has, keeps its own ranged units out of melee by
 * stepping back between shots, and so comes to a fight that it cannot lose: ranged units against slower melee. Units that
 * would outrun their own ranged units do not go hunting; Banelings burst where most foes stand; shooters that reach about as
 * far meet the foe in a line.
 */
import { ABILITY } from '../../src/spec/vocabulary.js';
import { chooseBursts, shouldDodge } from './banelings.js';
import { gatherPoint, medium } from './basic.js';
import { whoWaits, wishToStay } from './formation.js';
import { shouldKite, shouldPullBack, stepBack } from './kiting.js';
import type { Policy } from './policy.js';
import { focusFire, spreadMelee } from './targets.js';
import { canHit, gapBetween, type View } from './view.js';
import { URGENCY, wishEntity, wishPoint } from './wishes.js';

/** Cells beyond their range that ranged units walk to help with the prey. */
const JOIN_DISTANCE = 6;
/** Mean cells from the melee units within which a foe is prey, its points counted in by POINTS_A_CELL. */
const HUNT_DISTANCE = 12;
/** A foe with this many points more is hunted only if it is a cell nearer. */
const POINTS_A_CELL = 50;
/** Cells by which the present prey counts as nearer for each unit that is at it. */
const STAY = 1;
/**
 * An army of more armed units than this hunts only where few foes shoot: else its melee units run past the foe's into the fire of all the
 * others. It lost 167 of 200 matches of `protoss_20_vs_20` to Elite so.
 */
const SMALL_ARMY = 7;
/** Foes that shoot, for each hunter, up to which they are few. */
const FEW = 0.8;
/** Melee foes die this many times later in the eyes of those who choose whom to shoot; Banelings sooner. */
const MELEE_CAN_WAIT = 3;
const BANELINGS_FIRST = 0.3;
/** While no foe is as near as this to anybody, a scattered group gathers first, in cells. */
const CONTACT = 8;

export const champion: Policy = (view, wishes) => {
  medium(view, wishes);
  if (view.foes.length === 0) return;
  const chosen = chooseTargets(view);
  const waits = whoWaits(view);
  const gathering = view.gaps.some((gap) => gap < CONTACT) ? null : gatherPoint(view);
  for (let o = 0; o < chosen.length; o++) {
    if (waits[o] === 1) {
      wishToStay(view, wishes, o);
      continue;
    }
    if (shouldKite(view, o) || shouldPullBack(view, o) || shouldDodge(view, o)) {
      const { x, y } = stepBack(view, o);
      wishPoint(wishes, o, ABILITY.move, x, y, URGENCY.flee);
    } else if (gathering !== null && view.ownFacts[o].armed && !view.ownFacts[o].rooted)
      wishPoint(wishes, o, ABILITY.move, gathering.x, gathering.y, URGENCY.soon);
    else if (chosen[o] >= 0) wishEntity(wishes, o, ABILITY.attack, view.foes[chosen[o]], URGENCY.fire);
  }
};

/** (O) index of the foe that each unit should attack; -1 where it goes on as it is. */
function chooseTargets(view: View): Int32Array {
  const { own, ownFacts, foeFacts } = view;
  const chosen = focusFire(view, (f) =>
    foeFacts[f].bursts ? BANELINGS_FIRST : foeFacts[f].melee ? MELEE_CAN_WAIT : 1,
  );
  const hunters = findHunters(view);
  const prey = findPrey(view, hunters);
  for (let o = 0; o < own.length && prey >= 0; o++) {
    if (!canHit(view, o, prey)) continue;
    const { armed, melee, range } = ownFacts[o];
    const joins = armed && !melee && gapBetween(view, o, prey) < range + JOIN_DISTANCE;
    if (hunters[o] === 1 || joins) chosen[o] = prey;
  }
  chooseBursts(view, chosen);
  spreadMelee(view, chosen);
  return chosen;
}

/** (O) 1 for melee units that go for prey: not who would outrun his own ranged units, and no Banelings. */
function findHunters(view: View): Uint8Array {
  const slowest = view.ownFacts.reduce(
    (speed, facts) => (facts.armed && !facts.melee ? Math.min(speed, facts.speed) : speed),
    Number.POSITIVE_INFINITY,
  );
  return Uint8Array.from(view.ownFacts, ({ melee, bursts, speed }) =>
    melee && !bursts && speed <= slowest ? 1 : 0,
  );
}

/** Index of the ranged foe that the hunters go for together: near and weak; -1 without hunters or such a foe, or where there are too many. */
function findPrey(view: View, hunters: Uint8Array): number {
  const { ownFacts, foeFacts } = view;
  const count = hunters.reduce((sum, one) => sum + one, 0);
  const army = ownFacts.filter(({ armed }) => armed).length;
  const shooters = foeFacts.filter(({ armed, melee }) => armed && !melee).length;
  if (army > SMALL_ARMY && shooters > FEW * count) return -1;
  let prey = -1;
  let least = HUNT_DISTANCE;
  for (let f = 0; f < view.foes.length && count > 0; f++) {
    if (foeFacts[f].melee || !foeFacts[f].armed) continue;
    if (!view.own.some((_, o) => hunters[o] === 1 && canHit(view, o, f))) continue;
    let sum = 0;
    for (let o = 0; o < view.own.length; o++)
      if (hunters[o] === 1) sum += gapBetween(view, o, f) - (view.engaged[o] === f ? STAY : 0);
    const cost = sum / count + view.foeLeft[f] / POINTS_A_CELL;
    if (cost >= least) continue;
    least = cost;
    prey = f;
  }
  return prey;
}
