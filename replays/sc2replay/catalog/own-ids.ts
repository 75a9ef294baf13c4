/**
 * Ids for names that the SC2 API gives no number, or none that is known here.
 *
 * The game's own ids of units, abilities and upgrades are small (the largest in patch 5.0.6 is 4,544). Ids on the wire have 16
 * bits, so the upper half is ours: 0x8000 + FNV-1a (32 bits, folded to 15) of the name. A name thus has the same id
 * on every machine and in every build; two unknown names share one with a chance of 1 in 32,768.
 */

/** The first id that is ours. Ids below it are those of the SC2 API. */
export const FIRST_OWN_ID = 0x8000;
const OWN_ID_BITS = 15;

/** Fowler, Noll and Vo's hash, variant 1a, of the UTF-16 code units of a name. */
function fnv1a(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash ^= name.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** The id of a name that the API has no number for: in [0x8000, 0xffff], the same for the same name. */
export function ownId(name: string): number {
  const hash = fnv1a(name);
  return FIRST_OWN_ID + ((hash ^ (hash >>> OWN_ID_BITS)) & (FIRST_OWN_ID - 1));
}
