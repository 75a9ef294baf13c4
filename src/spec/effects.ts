/**
 * Effects (a psionic storm, a scanner sweep) as entities. The API gives them neither a tag nor a unit type, so both are made up
 * here: the type from the effect's id in a range that units do not use, the tag from what tells an effect from others.
 */

/** Unit types from here to 0x70ff are effects. The game's own stay far below; the importer's own begin at 0x8000. */
const EFFECT_TYPE = 0x7000;
const EFFECT_TYPES = 0x100;
/** The highest bit of a tag; no unit of the game has it. */
const EFFECT_TAG = 0x8000_0000;

/** The unit type that stands for this effect; 0 (unknown) for an id that is out of range. */
export function effectType(effect: number): number {
  return effect < EFFECT_TYPES ? EFFECT_TYPE + effect : 0;
}

/** The effect's id behind a unit type; -1 when that is a unit. */
export function effectOfType(unitType: number): number {
  return unitType >= EFFECT_TYPE && unitType < EFFECT_TYPE + EFFECT_TYPES ? unitType - EFFECT_TYPE : -1;
}

/** True for the tag of an effect: nobody can be ordered to target it. */
export function isEffectTag(tag: bigint): boolean {
  return tag >> 63n === 1n;
}

/**
 * The upper half of an effect's tag: kind and owner. The same effect on the same place has the same tag from observation to
 * observation.
 */
export function effectTagHigh(effect: number, owner: number): number {
  return (EFFECT_TAG | ((effect & 0xff) << 16) | ((owner & 0xff) << 8)) >>> 0;
}

/** The lower half: its place, in sixteenths of a cell. */
export function effectTagLow(x: number, y: number): number {
  return ((Math.round(x * 16) & 0xffff) * 0x10000 + (Math.round(y * 16) & 0xffff)) >>> 0;
}
