/**
 * How shooters meet the foe: in a line, so that all fire from the first shot on. A group that marches is a column, and whoever
 * is ahead of it is shot at before the others can answer.
 */
import { ABILITY } from '../../src/spec/vocabulary.js';
import { gapBetween, type View } from './view.js';
import { URGENCY, type Wishes, wishPlain } from './wishes.js';

/** A line is formed while the nearest foe is no farther than this beyond the reach of both sides, in cells. */
const APPROACH = 3;
/** Units whose ranges differ by no more than this can stand in one line, in cells. */
const LIKE_REACH = 1.5;
/** Who is this much nearer to the foe than the last ones waits for them, in cells. */
const AHEAD = 0.5;
/** The part of the units that are no stragglers; nobody waits for those. */
const TOGETHER = 0.9;

/** (O) 1 for units that wait where they are until the others have come up, just out of reach of both sides; all 0 where no line is formed. */
export function whoWaits(view: View): Uint8Array {
  const { own, ownFacts, foeFacts, nearest } = view;
  const waits = new Uint8Array(own.length);
  const line: { readonly o: number; readonly gap: number }[] = [];
  let [shortest, longest] = [Number.POSITIVE_INFINITY, 0];
  for (let o = 0; o < own.length; o++) {
    const { armed, melee, rooted, range } = ownFacts[o];
    if (!armed || rooted || nearest[o] < 0) continue;
    if (melee) return waits; // They go ahead, and the others must not leave them alone.
    line.push({ o, gap: gapBetween(view, o, nearest[o]) });
    shortest = Math.min(shortest, range);
    longest = Math.max(longest, range);
  }
  if (line.length === 0 || longest - shortest > LIKE_REACH) return waits;
  line.sort((a, b) => a.gap - b.gap);
  // Whoever can be shot at is shot at: a line is for those that nobody reaches yet.
  const reach = foeFacts.reduce((most, { armed, range }) => (armed ? Math.max(most, range) : most), longest);
  if (line[0].gap <= reach || line[0].gap >= reach + APPROACH) return waits;
  const last = line[Math.min(line.length - 1, Math.floor(line.length * TOGETHER))].gap;
  for (const { o, gap } of line) if (gap < last - AHEAD) waits[o] = 1;
  return waits;
}

/** Own unit `o` stays where it is. */
export function wishToStay({ table, own }: View, wishes: Wishes, o: number): void {
  if (table.order_0_ability[own[o]] === ABILITY.no_op) wishes.ability[o] = ABILITY.no_op;
  else wishPlain(wishes, o, ABILITY.hold_position, URGENCY.soon);
}
