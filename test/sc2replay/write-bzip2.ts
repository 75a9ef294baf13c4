/**
 * A plain bzip2 encoder for tests: correct, slow and not small. Blocks of `blockBytes`, rotations sorted by comparison,
 * two code tables in turn (codes of 9 bits, and of 1 to 18 bits) so that short and long codes are read.
 */

const GROUP_SIZE = 50;
const FLAT_BITS = 9;
/** The second table: symbol `i` of the first ten has `i + 1` bits, all others have these. */
const STEEP_SYMBOLS = 10;
const STEEP_REST_BITS = 18;

class BitOutput {
  readonly bytes: number[] = [];
  #held = 0;
  #bits = 0;

  write(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.#held = (this.#held << 1) | (Math.floor(value / 2 ** bit) & 1);
      this.#bits++;
      if (this.#bits === 8) {
        this.bytes.push(this.#held);
        this.#held = 0;
        this.#bits = 0;
      }
    }
  }

  finish(): Uint8Array {
    if (this.#bits > 0) this.write(0, 8 - this.#bits);
    return Uint8Array.from(this.bytes);
  }
}

/** Encodes `content` as one stream of blocks of up to `blockBytes` bytes each, which must not exceed 100,000. */
export function encodeBzip2(content: Uint8Array, blockBytes = 5000): Uint8Array {
  const out = new BitOutput();
  out.write(0x425a68, 24);
  out.write(0x31, 8);
  let streamCrc = 0;
  for (let from = 0; from < content.length; from += blockBytes) {
    const part = content.subarray(from, from + blockBytes);
    const crc = crcOf(part);
    streamCrc = ((streamCrc << 1) | (streamCrc >>> 31)) ^ crc;
    writeBlock(out, encodeRuns(part), crc);
  }
  out.write(0x177245385090, 48);
  out.write(streamCrc >>> 0, 32);
  return out.finish();
}

function crcOf(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return ~crc;
}

/** Four equal bytes are followed by how many more there are, up to 255. */
function encodeRuns(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let from = 0; from < bytes.length; ) {
    let to = from;
    while (to < bytes.length && to - from < 4 + 255 && bytes[to] === bytes[from]) to++;
    const length = to - from;
    for (let i = 0; i < Math.min(length, 4); i++) out.push(bytes[from]!);
    if (length >= 4) out.push(length - 4);
    from = to;
  }
  return Uint8Array.from(out);
}

function writeBlock(out: BitOutput, block: Uint8Array, crc: number): void {
  const { last, origin } = sortRotations(block);
  out.write(0x314159265359, 48);
  out.write(crc >>> 0, 32);
  out.write(0, 1);
  out.write(origin, 24);
  const used = [...new Set(block)].sort((a, b) => a - b);
  const groups = Array.from({ length: 16 }, (_, group) => used.filter((byte) => byte >> 4 === group));
  for (const group of groups) out.write(group.length > 0 ? 1 : 0, 1);
  for (const group of groups.filter((members) => members.length > 0)) {
    for (let member = 0; member < 16; member++)
      out.write(group.some((byte) => byte % 16 === member) ? 1 : 0, 1);
  }
  writeSymbols(out, symbolsOf(last, used), used.length + 2);
}

function sortRotations(block: Uint8Array): { last: Uint8Array; origin: number } {
  const { length } = block;
  const order = Array.from({ length }, (_, i) => i).sort((a, b) => {
    for (let i = 0; i < length; i++) {
      const difference = block[(a + i) % length]! - block[(b + i) % length]!;
      if (difference !== 0) return difference;
    }
    return a - b;
  });
  return {
    last: Uint8Array.from(order, (start) => block[(start + length - 1) % length]!),
    origin: order.indexOf(0),
  };
}

/** Places in a line that moves to the front, with runs of the front place as digits 1 and 2. */
function symbolsOf(last: Uint8Array, used: readonly number[]): number[] {
  const line = [...used];
  const symbols: number[] = [];
  let run = 0;
  const endRun = (): void => {
    for (; run > 0; run = (run - 1) >> 1) symbols.push((run - 1) & 1);
  };
  for (const byte of last) {
    const place = line.indexOf(byte);
    if (place === 0) {
      run++;
      continue;
    }
    endRun();
    symbols.push(place + 1);
    line.unshift(line.splice(place, 1)[0]!);
  }
  endRun();
  symbols.push(used.length + 1);
  return symbols;
}

function writeSymbols(out: BitOutput, symbols: readonly number[], alphabet: number): void {
  const tables = [
    Array.from({ length: alphabet }, () => FLAT_BITS),
    Array.from({ length: alphabet }, (_, i) => (i < STEEP_SYMBOLS ? i + 1 : STEEP_REST_BITS)),
  ];
  const groups = Math.ceil(symbols.length / GROUP_SIZE);
  out.write(tables.length, 3);
  out.write(groups, 15);
  // The tables take turns: behind the first group the next one always stands second in line.
  for (let group = 0; group < groups; group++) out.write(group === 0 ? 0 : 0b10, group === 0 ? 1 : 2);
  for (const lengths of tables) {
    let length = lengths[0]!;
    out.write(length, 5);
    for (const next of lengths) {
      for (; length < next; length++) out.write(0b10, 2);
      out.write(0, 1);
    }
  }
  const codes = tables.map(codesOf);
  symbols.forEach((symbol, i) => {
    const table = Math.floor(i / GROUP_SIZE) % 2;
    out.write(codes[table]![symbol]!, tables[table]![symbol]!);
  });
}

function codesOf(lengths: readonly number[]): number[] {
  const codes: number[] = [];
  let code = 0;
  for (let length = 1; length <= STEEP_REST_BITS; length++, code *= 2) {
    lengths.forEach((own, symbol) => {
      if (own === length) codes[symbol] = code++;
    });
  }
  return codes;
}
