/**
 * A script that remembers, for matches that cannot be played without: it goes to the middle of the map first, and from there to where a foe was
 * last seen, however long ago. What it is shown on the way does not tell it which way to turn.
 */
import type { Player } from '../../env-bridge/environment.js';
import { KhalaError } from '../../src/spec/errors.js';
import type { MatchInfo } from '../../src/spec/match.js';
import { ABILITY } from '../../src/spec/vocabulary.js';
import { frontOf } from './march.js';
import { type Point, readView, type View } from './view.js';
import { commandOf, createWishes, URGENCY, type Wishes, wishPoint } from './wishes.js';

/** Name of the agent. */
export const RECALL = 'scripted:Recall';

/** A foe as near as this to an armed unit is fought, in cells. */
const CONTACT = 8;
/** An army this near to the middle has come to it, in cells. */
const THERE = 3;

/** Loops after which it says again what its units do already, as people do: one order alone is hardly an example. */
const REPEAT = 8;

/** What is known of a match besides what is seen. */
interface Memory {
  /** Whether the army has been in the middle. */
  arrived: boolean;
  /** Where a foe was seen last; null before the first. */
  foe: Point | null;
  /** Loop at which it attacked last. */
  attackedAt: number;
}

const NOTHING_KNOWN: Memory = { arrived: false, foe: null, attackedAt: Number.NEGATIVE_INFINITY };

/** A player that remembers the match it plays. @example const teacher = createRecall(); */
export function createRecall(): Player {
  let info: MatchInfo | null = null;
  let memory = { ...NOTHING_KNOWN };
  return {
    name: RECALL,
    start(started) {
      info = started;
      memory = { ...NOTHING_KNOWN };
    },
    act({ observation, info: { cooling } }) {
      if (info === null)
        throw new KhalaError(
          'PROTOCOL_STATE',
          `act as ${RECALL}: a match must be started first, got an observation before any; call start(info)`,
        );
      const view = readView(observation, info, cooling);
      remember(view, memory);
      const wishes = createWishes(view.own.length);
      wish(view, memory, wishes);
      const command = commandOf(view, wishes, false);
      if (command.ability === ABILITY.attack) memory.attackedAt = observation.gameLoop;
      return command;
    },
    end() {
      info = null;
    },
  };
}

function middleOf({ info: { map } }: View): Point {
  return { x: map.width / 2, y: map.height / 2 };
}

function remember(view: View, memory: Memory): void {
  const { foes, table, centre } = view;
  if (foes.length > 0) memory.foe = { x: table.x[foes[0]], y: table.y[foes[0]] };
  const middle = middleOf(view);
  if (Math.hypot(middle.x - centre.x, middle.y - centre.y) < THERE) memory.arrived = true;
}

function wish(view: View, { arrived, foe, attackedAt }: Memory, wishes: Wishes): void {
  const { own, ownFacts, table, foes } = view;
  const middle = middleOf(view);
  const met = own.some((_, o) => ownFacts[o].armed && isNear(view, o));
  const repeats = view.observation.gameLoop - attackedAt >= REPEAT;
  for (let o = 0; o < own.length; o++) {
    const { armed, rooted } = ownFacts[o];
    if (!armed || rooted) continue;
    // The way there may turn: who attacks goes where he should, whatever he faces.
    if (table.order_0_ability[own[o]] === ABILITY.attack && !repeats) continue;
    if (met && foes.length > 0) {
      const { x, y } = frontOf(view);
      wishPoint(wishes, o, ABILITY.attack, x, y, URGENCY.fire);
    } else if (arrived && foe !== null) wishPoint(wishes, o, ABILITY.attack, foe.x, foe.y, URGENCY.soon);
    else wishPoint(wishes, o, ABILITY.move, middle.x, middle.y, URGENCY.soon);
  }
}

/** Whether a foe is in contact with own unit `o`. */
function isNear({ gaps, foes }: View, o: number): boolean {
  for (let f = 0; f < foes.length; f++) if (gaps[o * foes.length + f] < CONTACT) return true;
  return false;
}
