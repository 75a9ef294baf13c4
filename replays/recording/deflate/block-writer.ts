/**
 * Tokens, literals and matches, to blocks of DEFLATE with codes of their own (RFC 1951, section 3.2.7).
 */
import { setCodeLengths, setCodes } from './huffman.js';
import {
  DISTANCE_BASE,
  DISTANCE_BITS,
  DISTANCES,
  distanceSymbol,
  END_OF_BLOCK,
  LENGTH_BASE,
  LENGTH_BITS,
  LENGTH_SYMBOL,
  LITERALS,
} from './symbols.js';

/** Tokens of a block: as many as zlib's. More share the block's codes, fewer have codes that fit better. */
const MOST_TOKENS = 16_384;
/** Most bits of a literal's, length's or distance's code, and of the code for their lengths. */
const CODE_LIMIT = 15;
const LENGTH_CODE_LIMIT = 7;

/** Gathers tokens and writes a block whenever there are enough. */
export interface BlockWriter {
  /** Adds the bytes `from` to `to` as they are. */
  literals(bytes: Uint8Array, from: number, to: number): void;
  /** Adds `length` bytes (3 to 258) that lie `distance` before. */
  match(length: number, distance: number): void;
  /** Ends the stream: a copy of all that was written since the last call. */
  finish(): Uint8Array;
}

/** The order in which the lengths of the length code are written (RFC 1951, section 3.2.7). */
const LENGTH_CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const REPEAT = { last: 16, zeros: 17, manyZeros: 18 } as const;
/** Bits that follow a symbol of the length code. */
const repeatBits = (symbol: number): number =>
  symbol === REPEAT.last ? 2 : symbol === REPEAT.zeros ? 3 : symbol === REPEAT.manyZeros ? 7 : 0;

/** An alphabet: how often its symbols occur in a block, and their codes. */
interface Alphabet {
  readonly frequencies: Uint32Array;
  readonly lengths: Uint8Array;
  readonly codes: Uint16Array;
}

const createAlphabet = (symbols: number): Alphabet => ({
  frequencies: new Uint32Array(symbols),
  lengths: new Uint8Array(symbols),
  codes: new Uint16Array(symbols),
});

function chooseCodes({ frequencies, lengths, codes }: Alphabet, limit: number): void {
  setCodeLengths(frequencies, lengths, limit);
  setCodes(lengths, codes);
}

export function createBlockWriter(): BlockWriter {
  /** A token is a literal, or a length whose distance is not 0. */
  const values = new Uint16Array(MOST_TOKENS);
  const distances = new Uint16Array(MOST_TOKENS);
  const literal = createAlphabet(LITERALS);
  const distance = createAlphabet(DISTANCES);
  const length = createAlphabet(LENGTH_CODE_ORDER.length);
  let tokens = 0;
  let out = new Uint8Array(64 * 1024);
  let at = 0;
  /** Bits that do not fill a byte yet, the first the lowest. */
  let bits = 0;
  let pending = 0;

  /** `count` up to 16. */
  const put = (value: number, count: number): void => {
    bits |= value << pending;
    pending += count;
    if (pending < 16) return;
    out[at++] = bits;
    out[at++] = bits >>> 8;
    bits >>>= 16;
    pending -= 16;
  };
  const reserve = (bytes: number): void => {
    if (at + bytes <= out.length) return;
    const larger = new Uint8Array(2 ** Math.ceil(Math.log2(at + bytes)));
    larger.set(out.subarray(0, at));
    out = larger;
  };

  const writeBlock = (last: boolean): void => {
    literal.frequencies[END_OF_BLOCK] = 1;
    chooseCodes(literal, CODE_LIMIT);
    chooseCodes(distance, CODE_LIMIT);
    reserve(HEADER_BYTES + tokens * TOKEN_BYTES);
    put(last ? 1 : 0, 1);
    put(2, 2);
    writeCodes(literal.lengths, distance.lengths, length, put);
    for (let i = 0; i < tokens; i++) {
      const value = values[i];
      const back = distances[i];
      if (back === 0) {
        put(literal.codes[value], literal.lengths[value]);
        continue;
      }
      const symbol = LENGTH_SYMBOL[value];
      put(literal.codes[symbol], literal.lengths[symbol]);
      put(value - LENGTH_BASE[value], LENGTH_BITS[value]);
      const place = distanceSymbol(back);
      put(distance.codes[place], distance.lengths[place]);
      put(back - DISTANCE_BASE[place], DISTANCE_BITS[place]);
    }
    put(literal.codes[END_OF_BLOCK], literal.lengths[END_OF_BLOCK]);
    tokens = 0;
    literal.frequencies.fill(0);
    distance.frequencies.fill(0);
  };

  return {
    literals(bytes, from, to) {
      for (let i = from; i < to; i++) {
        if (tokens === MOST_TOKENS) writeBlock(false);
        const value = bytes[i];
        literal.frequencies[value]++;
        values[tokens] = value;
        distances[tokens++] = 0;
      }
    },
    match(matched, back) {
      if (tokens === MOST_TOKENS) writeBlock(false);
      literal.frequencies[LENGTH_SYMBOL[matched]]++;
      distance.frequencies[distanceSymbol(back)]++;
      values[tokens] = matched;
      distances[tokens++] = back;
    },
    finish() {
      writeBlock(true);
      reserve(2);
      for (; pending > 0; pending -= 8, bits >>>= 8) out[at++] = bits;
      const written = out.slice(0, at);
      at = 0;
      bits = 0;
      pending = 0;
      return written;
    },
  };
}

/** Most bytes of a block's head: 3 bits, three counts, 19 lengths of 3 bits, and 316 lengths in 7 bits and 7 more. */
const HEADER_BYTES = 600;
/** Most bytes of a token: two codes of 15 bits, 5 and 13 bits that follow. */
const TOKEN_BYTES = 6;

/** Writes the lengths of both codes, themselves coded. */
function writeCodes(
  literals: Uint8Array,
  distances: Uint8Array,
  length: Alphabet,
  put: (value: number, count: number) => void,
): void {
  const literalCount = usedOf(literals, 257);
  const distanceCount = usedOf(distances, 1);
  const runs = runsOf([...literals.subarray(0, literalCount), ...distances.subarray(0, distanceCount)]);
  length.frequencies.fill(0);
  for (const [symbol] of runs) length.frequencies[symbol]++;
  chooseCodes(length, LENGTH_CODE_LIMIT);
  let orderCount = LENGTH_CODE_ORDER.length;
  while (orderCount > 4 && length.lengths[LENGTH_CODE_ORDER[orderCount - 1]] === 0) orderCount--;
  put(literalCount - 257, 5);
  put(distanceCount - 1, 5);
  put(orderCount - 4, 4);
  for (const symbol of LENGTH_CODE_ORDER.slice(0, orderCount)) put(length.lengths[symbol], 3);
  for (const [symbol, more] of runs) {
    put(length.codes[symbol], length.lengths[symbol]);
    put(more, repeatBits(symbol));
  }
}

/** Symbols up to the last that has a code, at least `least`. */
function usedOf(lengths: Uint8Array, least: number): number {
  let used = lengths.length;
  while (used > least && lengths[used - 1] === 0) used--;
  return used;
}

/** Lengths as symbols of the length code, each with the value of the bits that follow it. */
function runsOf(lengths: readonly number[]): [symbol: number, more: number][] {
  const runs: [number, number][] = [];
  for (let i = 0; i < lengths.length; ) {
    const value = lengths[i];
    let end = i + 1;
    while (end < lengths.length && lengths[end] === value) end++;
    let left = end - i;
    i = end;
    if (value !== 0) {
      runs.push([value, 0]);
      left--;
    }
    while (left >= 3) {
      const most = value !== 0 ? 6 : left >= 11 ? 138 : 10;
      const taken = Math.min(left, most);
      if (value !== 0) runs.push([REPEAT.last, taken - 3]);
      else runs.push(taken >= 11 ? [REPEAT.manyZeros, taken - 11] : [REPEAT.zeros, taken - 3]);
      left -= taken;
    }
    for (; left > 0; left--) runs.push([value, 0]);
  }
  return runs;
}
