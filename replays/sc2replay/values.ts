/**
 * What a decoded value of a `.SC2Replay` stream looks like in memory.
 *
 * The streams are written from Blizzard's type descriptions; a value keeps the names of its fields (`m_unitTagIndex`).
 */

/**
 * A bit array: `bits[i]`, 0 or 1, is bit `i` in the order of the stream (the lowest bit of each byte first). What the client means by
 * element `i` is another bit in general: see `maskElements` in game/selection.ts.
 */
export interface BitArray {
  readonly length: number;
  /** Position in its byte (0 to 7) of the first bit: a reader that joins bits byte by byte needs it. */
  readonly firstBit: number;
  readonly bits: Uint8Array;
}

/** A choice between alternatives: exactly one key, the name of the one that was taken. */
export type Choice<T> = { readonly [K in keyof T]: { readonly [P in K]: T[K] } }[keyof T];

/**
 * Any decoded value. Integers of up to 53 bits are numbers, wider types are always bigint; a blob or fourcc is its
 * bytes (a view into the stream, not a copy); an absent optional is null; a choice is an object with one key.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | Uint8Array
  | BitArray
  | readonly Value[]
  | { readonly [field: string]: Value };

/** A struct under construction. */
export type Fields = { [field: string]: Value };
/** An event under construction: besides values it has its name. */
export type Making = { [field: string]: Value | string };
