/**
 * What a player has selected: the active selection and ten control groups, followed the way the game's own client follows them.
 *
 * No description of these events is public. The rules here were found by trying them on games: with them, no index of a
 * mask lies outside its list, no unit is added that is in the list already, and what a recall leaves out is dead
 * (docs/sc2-commands.md has the counts). In short:
 *
 * - A list is ordered by tag, whatever subgroup its units show in.
 * - The dead stay in a list until an event takes them out. A recall leaves them out of the selection, not out of the group.
 * - A unit whose type changes is taken out and added again under its tag, a few loops later.
 * - Stealing (updates 4 and 5) does not touch the other groups: the client tells of those in events of their own.
 */
import type { ControlGroupUpdateEvent, SelectionDeltaEvent, SelectionMask } from '../replay.js';
import type { BitArray } from '../values.js';
import type { ReplayTag } from './types.js';

/** The list that commands go to; 0 to 9 are control groups. */
const ACTIVE_SELECTION = 10;
const LISTS = 11;
/** Counts and indices of a list have 9 bits. */
const MAX_UNITS = 511;

/** `m_controlGroupUpdate`. */
const GROUP_UPDATES = {
  set: 0,
  append: 1,
  recall: 2,
  clear: 3,
  steal: 4,
  stealAppend: 5,
} as const;

/** The lists of one player, each ordered by tag. A list is replaced, never changed. */
export interface Selections {
  readonly lists: (readonly ReplayTag[])[];
  /** Events whose mask did not fit its list: then the lists are not what the player had. */
  misfits: number;
}

export function createSelections(): Selections {
  return { lists: Array.from({ length: LISTS }, () => []), misfits: 0 };
}

/** The units that a command goes to, those included that have died since. */
export function activeSelection(selections: Selections): readonly ReplayTag[] {
  return selections.lists[ACTIVE_SELECTION];
}

/** Applies a change of the selection or of a group. */
export function applySelectionDelta(selections: Selections, event: SelectionDeltaEvent): void {
  const list = event.m_controlGroupId;
  if (list >= LISTS) {
    selections.misfits++;
    return;
  }
  const kept = unmasked(selections, list, event.m_delta.m_removeMask);
  selections.lists[list] = merged(selections, kept, event.m_delta.m_addUnitTags);
}

/** Applies the setting, use or clearing of a control group. */
export function applyControlGroupUpdate(selections: Selections, event: ControlGroupUpdateEvent): void {
  const group = event.m_controlGroupIndex;
  const { lists } = selections;
  if (group >= ACTIVE_SELECTION) {
    selections.misfits++;
    return;
  }
  switch (event.m_controlGroupUpdate) {
    case GROUP_UPDATES.set:
    case GROUP_UPDATES.steal:
      lists[group] = lists[ACTIVE_SELECTION];
      return;
    case GROUP_UPDATES.append:
    case GROUP_UPDATES.stealAppend: {
      const kept = unmasked(selections, group, event.m_mask);
      lists[group] = union(kept, lists[ACTIVE_SELECTION]);
      return;
    }
    case GROUP_UPDATES.recall:
      lists[ACTIVE_SELECTION] = unmasked(selections, group, event.m_mask);
      return;
    case GROUP_UPDATES.clear:
      lists[group] = [];
      return;
    default:
      selections.misfits++;
  }
}

/** What a mask leaves of a list. Elements beyond the mask's end stay. */
function unmasked(selections: Selections, index: number, mask: SelectionMask): readonly ReplayTag[] {
  const list = selections.lists[index];
  if ('None' in mask) return list;
  if ('Mask' in mask) {
    const removed = maskElements(mask.Mask);
    if (removed.length > list.length) selections.misfits++;
    return list.filter((_, i) => removed[i] !== 1);
  }
  const indices = 'OneIndices' in mask ? mask.OneIndices : mask.ZeroIndices;
  if (indices.some((i) => i >= list.length)) selections.misfits++;
  if ('ZeroIndices' in mask) return indices.filter((i) => i < list.length).map((i) => list[i]);
  const removed = new Set(indices);
  return list.filter((_, i) => !removed.has(i));
}

/** A list with units added that it should not have yet. */
function merged(
  selections: Selections,
  list: readonly ReplayTag[],
  added: readonly ReplayTag[],
): readonly ReplayTag[] {
  if (added.length === 0) return list;
  const all = union(list, added);
  if (all.length < list.length + added.length) selections.misfits++;
  return all;
}

function union(list: readonly ReplayTag[], added: readonly ReplayTag[]): readonly ReplayTag[] {
  if (added.length === 0) return list;
  const sorted = [...list, ...added].sort((a, b) => a - b);
  return sorted.filter((tag, i) => tag !== sorted[i - 1]).slice(0, MAX_UNITS);
}

const WORD_BITS = 32;
const BYTE_BITS = 8;

/**
 * The elements of a mask, of which the stream's bits are a permutation.
 *
 * The client stores element `i` as bit `i % 8` (from the lowest) of byte `i / 8`, and writes the bytes as big-endian
 * words of 32 bits, the last one shorter. A word that does not begin at a byte of the stream is written in pieces: its highest bits go to
 * what is left of the first byte. So each run of bits within one byte of the stream is reversed to give the word
 * from its highest bit on, and each run of eight of those is reversed to give the elements.
 * @internal
 */
export function maskElements({ bits, firstBit, length }: BitArray): Uint8Array {
  const elements = bits.slice(0, length);
  for (let word = 0; word < length; word += WORD_BITS) {
    const end = Math.min(word + WORD_BITS, length);
    for (let run = word, next = word + BYTE_BITS - firstBit; run < end; run = next, next += BYTE_BITS)
      elements.subarray(run, Math.min(next, end)).reverse();
    for (let run = word; run < end; run += BYTE_BITS)
      elements.subarray(run, Math.min(run + BYTE_BITS, end)).reverse();
  }
  return elements;
}
