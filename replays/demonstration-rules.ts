/**
 * Which observations of an episode become demonstrations, and how long each lasts. Players look every few loops and
 * mostly do nothing; learning from every look would drown what they do in no_op, so waiting is folded into the delay,
 * as in AlphaStar (Vinyals et al. 2019, Methods, "Actions").
 */
import { NO_OP_ABILITY } from '../src/spec/observation.js';
import { NO_ACTION, TRACK_FLAGS, type Track } from './recording/track.js';

/** Why an observation with an order is no demonstration. */
export const DROP_REASONS = ['refused', 'unitless'] as const;
export type DropReason = (typeof DROP_REASONS)[number];
export type DropCounts = Readonly<Record<DropReason, number>>;

/** One demonstration's place in the track. */
export interface Sample {
  /** Row of the track. */
  readonly row: number;
  /** The label, or the player's own command. */
  readonly source: 'label' | 'command';
  /** Loops until the next decision, at least 1. */
  readonly delay: number;
}

export interface Selection {
  readonly samples: readonly Sample[];
  readonly dropped: DropCounts;
}

/**
 * Chooses an episode's demonstrations.
 *
 * Without labels: every order is one, and a no_op after `maxWait` loops without any; each lasts until the next.
 * With labels: every observation whose label orders something, and every one upon which the player himself decided;
 * each lasts until the next loop whose label orders something, at most `maxWait`.
 *
 * @param loops length of the match; the last demonstration lasts until then.
 */
export function selectSamples(track: Track, loops: number, maxWait: number): Selection {
  const labelled = track.label.some((action) => action !== NO_ACTION);
  const { rows, dropped } = labelled ? labelledRows(track) : commandRows(track, maxWait);
  const ends = labelled
    ? nextOrders(track, rows, loops)
    : [...rows.slice(1).map((row) => track.loop[row]), loops];
  const samples = rows.map((row, i): Sample => {
    const delay = Math.max(1, ends[i] - track.loop[row]);
    return labelled
      ? { row, source: track.label[row] === NO_ACTION ? 'command' : 'label', delay: Math.min(delay, maxWait) }
      : { row, source: 'command', delay };
  });
  return { samples, dropped };
}

interface Chosen {
  readonly rows: readonly number[];
  readonly dropped: DropCounts;
}

function commandRows(track: Track, maxWait: number): Chosen {
  const dropped = { refused: 0, unitless: 0 };
  const rows: number[] = [];
  let last = track.loop[0] ?? 0;
  for (const [row, action] of track.command.entries()) {
    if (action === NO_ACTION) continue;
    const reason = dropReason(track, row);
    if (reason) dropped[reason]++;
    if (reason || (isNoOp(track, action) && track.loop[row] - last < maxWait)) continue;
    rows.push(row);
    last = track.loop[row];
  }
  return { rows, dropped };
}

function labelledRows(track: Track): Chosen {
  const dropped = { refused: 0, unitless: 0 };
  const rows: number[] = [];
  for (const [row, label] of track.label.entries()) {
    const decided = track.command[row] !== NO_ACTION;
    if (!decided && (label === NO_ACTION || isNoOp(track, label))) continue;
    const reason = dropReason(track, row);
    if (reason) dropped[reason]++;
    else rows.push(row);
  }
  return { rows, dropped };
}

/** For each row the loop of the first order after it. */
function nextOrders(track: Track, rows: readonly number[], loops: number): number[] {
  const ends: number[] = new Array(rows.length);
  let next = loops;
  let at = track.loop.length - 1;
  for (let i = rows.length - 1; i >= 0; i--) {
    for (; at > rows[i]; at--) {
      const action = effective(track, at);
      if (action !== NO_ACTION && !isNoOp(track, action) && !dropReason(track, at)) next = track.loop[at];
    }
    ends[i] = next;
  }
  return ends;
}

function effective(track: Track, row: number): number {
  return track.label[row] === NO_ACTION ? track.command[row] : track.label[row];
}

function isNoOp(track: Track, action: number): boolean {
  return track.actions[action].ability === NO_OP_ABILITY;
}

/** A refusal concerns the player's own command; a label was never given to the game. */
function dropReason(track: Track, row: number): DropReason | null {
  if (track.flags[row] & TRACK_FLAGS.unitless) return 'unitless';
  if (track.label[row] === NO_ACTION && track.flags[row] & TRACK_FLAGS.refused) return 'refused';
  return null;
}
