/**
 * Decoder of bzip2 streams into a buffer of known size: it refuses what does not fit instead of growing.
 *
 * Own, because the decoders that npm has grow their output without bound or leave the checksums unread. The format is
 * described in "BZIP2: Format Specification" by Joe Tsai (2016); the inverse of the block sort in "A Block-sorting
 * Lossless Data Compression Algorithm", M. Burrows and D. J. Wheeler, SRC Research Report 124 (1994), section 4.2.
 */
import { KhalaError } from '../../../src/spec/errors.js';

/** Bits that one look-up of a code table covers; few codes of real streams are longer. */
const FAST_BITS = 10;
const MAX_CODE_BITS = 20;
/** Symbols that are read with one code table before the next selector. */
const GROUP_SIZE = 50;
const MAX_TABLES = 6;
/** 256 bytes less one (the byte in front needs no symbol), two symbols of a run's length, the end. */
const MAX_SYMBOLS = 258;
/** 900,000 symbols in groups of 50, and the two groups that libbzip2 may add. */
const MAX_SELECTORS = 18_002;
/** Equal bytes in a row after which a count of further ones follows, so that a block is at most 5/4 of its content. */
const RUN = 4;
/** Moves up to this distance are cheaper in a loop than by `copyWithin`. */
const SHORT_MOVE = 24;

const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

/**
 * Decodes one bzip2 stream of exactly `size` bytes. What lies behind its end mark is ignored.
 *
 * @throws KhalaError FILE_TRUNCATED where the stream ends early; FILE_CORRUPT where it is not bzip2, a checksum is wrong
 * or the content has another size. Allocates at most 5 * `size` bytes beside the output, and 60 kB.
 */
export function decodeBzip2(bytes: Uint8Array, size: number): Uint8Array {
  const input = new BitInput(bytes);
  if (input.read(24) !== 0x425a68) throw corrupt('the signature BZh must come first', hex(bytes[0] ?? 0));
  const level = input.read(8) - 0x30;
  if (level < 1 || level > 9) throw corrupt('the block size must be 1 to 9', `${level}`);
  const output = new Uint8Array(size);
  const block = new Uint32Array(Math.min(level * 100_000, size + Math.ceil(size / RUN)));
  const codes = new CodeTables();
  let written = 0;
  let streamCrc = 0;
  for (;;) {
    const magic = input.read(24) * 2 ** 24 + input.read(24);
    const crc = (input.read(16) << 16) | input.read(16);
    if (magic === 0x177245385090) {
      if (crc !== streamCrc) throw corrupt(`the stream's checksum must be ${hex(streamCrc)}`, hex(crc));
      break;
    }
    if (magic !== 0x314159265359) throw corrupt('a block or the end must follow', `0x${magic.toString(16)}`);
    const start = written;
    written = readBlock(input, codes, block, output, start);
    const found = crcOf(output, start, written);
    if (found !== crc) throw corrupt(`a block's checksum must be ${hex(crc)}`, hex(found));
    streamCrc = ((streamCrc << 1) | (streamCrc >>> 31)) ^ crc;
  }
  if (written !== size) throw corrupt(`the content must have ${size} bytes`, `${written}`);
  return output;
}

function corrupt(rule: string, got: string): KhalaError {
  return new KhalaError('FILE_CORRUPT', `decoding bzip2: ${rule}, got ${got}; get an undamaged copy`);
}

function hex(word: number): string {
  return `0x${(word >>> 0).toString(16).padStart(8, '0')}`;
}

function crcOf(bytes: Uint8Array, from: number, to: number): number {
  let crc = -1;
  for (let i = from; i < to; i++) crc = (crc << 8) ^ CRC[(crc >>> 24) ^ bytes[i]!]!;
  return ~crc;
}

/** Bits of a byte array, highest first; zeros behind its end, which `read` refuses. */
class BitInput {
  #at = 0;
  #held = 0;
  #heldBits = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** The next `count` bits (1 to 24), which stay. */
  peek(count: number): number {
    while (this.#heldBits < count) {
      this.#held = (this.#held << 8) | (this.#at < this.bytes.length ? this.bytes[this.#at]! : 0);
      this.#at++;
      this.#heldBits += 8;
    }
    return (this.#held >>> (this.#heldBits - count)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.#heldBits -= count;
  }

  read(count: number): number {
    const value = this.peek(count);
    this.#heldBits -= count;
    this.assertInside();
    return value;
  }

  /** @throws KhalaError FILE_TRUNCATED where bits behind the end were taken. */
  assertInside(): void {
    if (this.#at - (this.#heldBits >> 3) <= this.bytes.length) return;
    throw new KhalaError(
      'FILE_TRUNCATED',
      `decoding bzip2: the stream must end with its end mark, got only ${this.bytes.length} bytes; get an undamaged copy`,
    );
  }
}

/** The Huffman tables of one block, filled anew for each. */
class CodeTables {
  /** Which table reads which group of symbols. */
  readonly selectors = new Uint8Array(MAX_SELECTORS);
  /** Symbol * 32 + length of the code that begins an index of FAST_BITS bits; 0 where the code is longer. */
  readonly fast = new Uint16Array(MAX_TABLES << FAST_BITS);
  /** By table and length: one more than the highest code, in MAX_CODE_BITS bits, aligned to the left. */
  readonly #limits = new Int32Array(MAX_TABLES * (MAX_CODE_BITS + 1));
  /** By table and length: what to add to a code to get its place in `#order`. */
  readonly #bases = new Int32Array(MAX_TABLES * (MAX_CODE_BITS + 1));
  /** By table: symbols in the order of their codes. */
  readonly #order = new Uint16Array(MAX_TABLES * MAX_SYMBOLS);

  /** Reads the selectors and the code lengths of a block; returns the number of selectors. */
  read(input: BitInput, symbols: number): number {
    const tables = input.read(3);
    if (tables < 2 || tables > MAX_TABLES) throw corrupt('a block must have 2 to 6 code tables', `${tables}`);
    const selectors = input.read(15);
    const line = [0, 1, 2, 3, 4, 5];
    for (let i = 0; i < selectors; i++) {
      let place = 0;
      while (input.read(1) === 1) {
        place++;
        if (place >= tables) throw corrupt(`a selector must be below ${tables}`, `${place}`);
      }
      const table = line.splice(place, 1)[0]!;
      line.unshift(table);
      if (i < MAX_SELECTORS) this.selectors[i] = table;
    }
    const lengths = new Uint8Array(symbols);
    for (let table = 0; table < tables; table++) {
      let length = input.read(5);
      for (let symbol = 0; symbol < symbols; symbol++) {
        while (input.read(1) === 1) length += input.read(1) === 0 ? 1 : -1;
        if (length < 1 || length > MAX_CODE_BITS) throw corrupt('a code must have 1 to 20 bits', `${length}`);
        lengths[symbol] = length;
      }
      this.#fill(table, lengths);
    }
    return Math.min(selectors, MAX_SELECTORS);
  }

  /** Canonical codes: ascending by length, then by symbol. */
  #fill(table: number, lengths: Uint8Array): void {
    const fast = this.fast.subarray(table << FAST_BITS, (table + 1) << FAST_BITS).fill(0);
    const row = table * (MAX_CODE_BITS + 1);
    let code = 0;
    let place = 0;
    for (let length = 1; length <= MAX_CODE_BITS; length++) {
      code <<= 1;
      this.#bases[row + length] = place - code;
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] !== length) continue;
        if (code >> length !== 0)
          throw corrupt(`codes of ${length} bits must fit into their length`, 'too many');
        if (length <= FAST_BITS) {
          const shift = FAST_BITS - length;
          fast.fill((symbol << 5) | length, code << shift, (code + 1) << shift);
        }
        this.#order[table * MAX_SYMBOLS + place] = symbol;
        place++;
        code++;
      }
      this.#limits[row + length] = code << (MAX_CODE_BITS - length);
    }
  }

  /** Symbol * 32 + length of a code longer than FAST_BITS, at the left of MAX_CODE_BITS bits. */
  slow(table: number, bits: number): number {
    const row = table * (MAX_CODE_BITS + 1);
    for (let length = FAST_BITS + 1; length <= MAX_CODE_BITS; length++) {
      if (bits >= this.#limits[row + length]!) continue;
      const place = (bits >> (MAX_CODE_BITS - length)) + this.#bases[row + length]!;
      return (this.#order[table * MAX_SYMBOLS + place]! << 5) | length;
    }
    throw corrupt('every code must be in its table', hex(bits));
  }
}

/** Reads a block behind its checksum and writes its content to `output` from `start`; returns the end. */
function readBlock(
  input: BitInput,
  codes: CodeTables,
  block: Uint32Array,
  output: Uint8Array,
  start: number,
): number {
  if (input.read(1) === 1) throw corrupt('randomised blocks (bzip2 before 0.9.5) are not read', 'one');
  const origin = input.read(24);
  const line = readUsedBytes(input);
  const selectors = codes.read(input, line.length + 2);
  const counts = new Uint32Array(256);
  const length = readSymbols(input, codes, selectors, line, block, counts);
  if (origin >= length) throw corrupt(`the origin must lie in the block of ${length} bytes`, `${origin}`);
  return unsort(block, length, counts, origin, output, start);
}

/** The bytes that occur in a block, ascending: the line in which each symbol is a place. */
function readUsedBytes(input: BitInput): Uint8Array {
  const groups = input.read(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group++) {
    if ((groups & (0x8000 >> group)) === 0) continue;
    const members = input.read(16);
    for (let member = 0; member < 16; member++) {
      if ((members & (0x8000 >> member)) !== 0) used.push(group * 16 + member);
    }
  }
  if (used.length === 0) throw corrupt('a block must use at least one byte value', 'none');
  return Uint8Array.from(used);
}

/**
 * Reads the symbols of a block: places in the line of bytes (each moves to the front) and lengths of runs of the front.
 * Fills `block` with bytes and `counts` with how often each occurs; returns the number of bytes.
 */
function readSymbols(
  input: BitInput,
  codes: CodeTables,
  selectors: number,
  line: Uint8Array,
  block: Uint32Array,
  counts: Uint32Array,
): number {
  const end = line.length + 1;
  const { fast } = codes;
  let length = 0;
  let run = 0;
  /** What the next symbol of a run's length is worth: its digits are 1 and 2, the lowest first. */
  let worth = 1;
  for (let group = 0; group < selectors; group++) {
    const table = codes.selectors[group]!;
    for (let i = 0; i < GROUP_SIZE; i++) {
      const bits = input.peek(MAX_CODE_BITS);
      const entry =
        fast[(table << FAST_BITS) | (bits >> (MAX_CODE_BITS - FAST_BITS))]! || codes.slow(table, bits);
      input.skip(entry & 31);
      const symbol = entry >> 5;
      if (symbol < 2) {
        run += worth << symbol;
        worth <<= 1;
        if (run > block.length) throw tooLarge(block);
        continue;
      }
      if (run > 0) {
        if (length + run > block.length) throw tooLarge(block);
        const byte = line[0]!;
        block.fill(byte, length, length + run);
        counts[byte]! += run;
        length += run;
        run = 0;
        worth = 1;
      }
      if (symbol === end) {
        input.assertInside();
        return length;
      }
      if (length >= block.length) throw tooLarge(block);
      const place = symbol - 1;
      const byte = line[place]!;
      if (place < SHORT_MOVE) for (let at = place; at > 0; at--) line[at] = line[at - 1]!;
      else line.copyWithin(1, 0, place);
      line[0] = byte;
      block[length] = byte;
      length++;
      counts[byte]!++;
    }
    input.assertInside();
  }
  throw corrupt('a block must end with its end symbol', `${selectors} groups without`);
}

function tooLarge(block: Uint32Array): KhalaError {
  return corrupt(`a block must have at most ${block.length} bytes for its content`, 'more');
}

/** Undoes the block sort and the first runs; `block` has bytes on entry and is used up. */
function unsort(
  block: Uint32Array,
  length: number,
  counts: Uint32Array,
  origin: number,
  output: Uint8Array,
  start: number,
): number {
  const next = new Uint32Array(256);
  for (let byte = 1; byte < 256; byte++) next[byte] = next[byte - 1]! + counts[byte - 1]!;
  // A word's low byte is the sorted order's byte, the rest is where the byte behind it is.
  for (let i = 0; i < length; i++) block[next[block[i]! & 0xff]!++]! |= i << 8;
  let word = block[block[origin]! >>> 8]!;
  let written = start;
  let last = -1;
  let equal = 0;
  for (let i = 0; i < length; i++) {
    const byte = word & 0xff;
    word = block[word >>> 8]!;
    if (equal === RUN) {
      if (written + byte > output.length) throw overflow(output);
      output.fill(last, written, written + byte);
      written += byte;
      equal = 0;
      last = -1;
      continue;
    }
    if (written >= output.length) throw overflow(output);
    equal = byte === last ? equal + 1 : 1;
    last = byte;
    output[written] = byte;
    written++;
  }
  return written;
}

function overflow(output: Uint8Array): KhalaError {
  return corrupt(`the content must have ${output.length} bytes`, 'more');
}
