/** The decision that is explained: what a player saw and remembered when he commanded. */
import { KhalaError } from '../spec/errors.js';
import type { MatchInfo } from '../spec/match.js';
import type { Command, Observation } from '../spec/observation.js';
import type { PastOrders } from '../spec/past-orders.js';

/** What a player decides upon. */
export interface Seen {
  readonly observation: Observation;
  readonly past: PastOrders;
}

export interface Moment extends Seen {
  readonly info: MatchInfo;
  /** What the decisions of this player in this match before it were made upon, in order: a policy with a memory remembers them. */
  readonly before: readonly Seen[];
  /** What was commanded upon it: by the policy itself in a match, by whoever was recorded in a recording. */
  readonly command: Command;
  /** Place among the decisions of this player in this match, from 0. */
  readonly decision: number;
}

/** Which decision: by its place, the last one up to a game loop, or the one in the middle of the match. */
export type Wanted =
  | { readonly kind: 'decision'; readonly decision: number }
  | { readonly kind: 'loop'; readonly loop: number }
  | { readonly kind: 'middle' };

/**
 * The place of the wanted decision among those at these game loops.
 * @throws BAD_ARGUMENT where there is none
 */
export function placeOf(wanted: Wanted, loops: readonly number[], what: string): number {
  const last = loops.length - 1;
  if (last < 0)
    throw new KhalaError('BAD_ARGUMENT', `explain ${what}: nothing is decided in it; choose another`);
  if (wanted.kind === 'middle') return last >> 1;
  if (wanted.kind === 'decision') {
    if (wanted.decision <= last) return wanted.decision;
    throw new KhalaError(
      'BAD_ARGUMENT',
      `--decision ${wanted.decision}: ${what} has ${loops.length} decisions; give one of 0 to ${last}`,
    );
  }
  if (wanted.loop >= loops[0] && wanted.loop <= loops[last])
    return loops.findLastIndex((loop) => loop <= wanted.loop);
  throw new KhalaError(
    'BAD_ARGUMENT',
    `--loop ${wanted.loop}: the decisions of ${what} are at game loops ${loops[0]} to ${loops[last]}; give one in between`,
  );
}
