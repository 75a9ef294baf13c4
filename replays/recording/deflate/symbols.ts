/** The symbols of RFC 1951, section 3.2.5: a length or a distance is a symbol and some bits that follow it. */

/** Literals 0-255, the end of a block, then lengths. */
export const LITERALS = 286;
export const END_OF_BLOCK = 256;
const FIRST_LENGTH = 257;
export const DISTANCES = 30;

export const MIN_MATCH = 3;
export const MAX_MATCH = 258;
/** How far back a match may lie. */
export const WINDOW = 32_768;

/** By length: its symbol, how many bits follow, and what they count from. */
export const LENGTH_SYMBOL = new Uint16Array(MAX_MATCH + 1);
export const LENGTH_BITS = new Uint8Array(MAX_MATCH + 1);
export const LENGTH_BASE = new Uint16Array(MAX_MATCH + 1);

/** Bits that follow a symbol of distance. */
export const DISTANCE_BITS = Uint8Array.from({ length: DISTANCES }, (_, symbol) =>
  Math.max(0, (symbol >> 1) - 1),
);

for (let length = MIN_MATCH; length < MAX_MATCH; length++) {
  const { symbol, bits, base } = halvings(length - MIN_MATCH, 4);
  LENGTH_SYMBOL[length] = FIRST_LENGTH + symbol;
  LENGTH_BITS[length] = bits;
  LENGTH_BASE[length] = base + MIN_MATCH;
}
// The longest has a symbol of its own.
LENGTH_SYMBOL[MAX_MATCH] = LITERALS - 1;
LENGTH_BASE[MAX_MATCH] = MAX_MATCH;

/** The symbol of a distance from 1. */
export function distanceSymbol(distance: number): number {
  const value = distance - 1;
  if (value < 4) return value;
  const high = 31 - Math.clz32(value);
  return 2 * high + ((value >>> (high - 1)) & 1);
}

/** What the bits that follow a symbol of distance count from, by symbol. */
export const DISTANCE_BASE = Uint16Array.from({ length: DISTANCES }, (_, symbol) =>
  symbol < 4 ? symbol + 1 : ((2 + (symbol & 1)) << DISTANCE_BITS[symbol]) + 1,
);

/** Values in groups that double in width: `steps` groups of each width, the first two of width one. */
function halvings(value: number, steps: number): { symbol: number; bits: number; base: number } {
  const bits = Math.max(0, 31 - Math.clz32(Math.max(1, value)) - Math.log2(steps));
  const step = value >>> bits;
  return { symbol: bits * steps + step, bits, base: step << bits };
}
