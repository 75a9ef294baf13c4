/** The heads of a command in groups that a reader has words for. */
import { HEADS, type Head } from '../model/heads.js';
import type { TargetKind } from '../spec/vocabulary.js';

/** What a command consists of: what is done, when, by whom, to what. */
export const GROUPS = {
  function: ['function'],
  timing: ['delay', 'queued'],
  units: ['pivot', 'selected'],
  target: ['target_entity', 'target_cell', 'target_fine'],
} as const satisfies Record<string, readonly Head[]>;
export type Group = keyof typeof GROUPS;
export const GROUP_NAMES = Object.keys(GROUPS) as readonly Group[];

/** One number a group, and their sum for the whole command. */
export type ByGroup = Readonly<Record<Group | 'command', number>>;

/** The groups that a command has a use for: waiting has only a function and a delay, some functions have no target. */
export function groupsOf(target: TargetKind, waits: boolean): Group[] {
  if (waits) return ['function', 'timing'];
  return GROUP_NAMES.filter((group) => group !== 'target' || target !== 'none');
}

/** Numbers of the heads, in their order, summed into groups. */
export function sumGroups(heads: ArrayLike<number>): ByGroup {
  const sums = GROUP_NAMES.map((group) => {
    const own: readonly Head[] = GROUPS[group];
    return [group, HEADS.reduce((sum, head, i) => (own.includes(head) ? sum + heads[i] : sum), 0)] as const;
  });
  const command = sums.reduce((sum, [, value]) => sum + value, 0);
  return { ...(Object.fromEntries(sums) as Record<Group, number>), command };
}

/** 1 for each head of the group, else 0, in the order of the heads. */
export function headsOf(group: Group): Float32Array {
  const own: readonly Head[] = GROUPS[group];
  return Float32Array.from(HEADS, (head) => (own.includes(head) ? 1 : 0));
}
